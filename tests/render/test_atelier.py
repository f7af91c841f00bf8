"""The templates of a kit are opened and tried together: every fault of each, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from kitgen.errors import InputProblems, Problem
from kitgen.model.kit import Kit
from kitgen.plan import DocumentPrevu, Plan
from kitgen.render.atelier import Atelier
from tests.aides import RACINE, ecrire_gabarit, projet_exemple


def _kit(*documents: dict[str, object]) -> Kit:
    complete = [
        {"titre": d["code"], "gabarit": f"{d['code']}.docx", "un_par": ["candidat"], "diffusion": ["jury"]} | d
        for d in documents
    ]
    return Kit.model_validate({"format": "kitgen/kit/1", "code": "k", "intitule": "k", "documents": complete})


def _problemes(action: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(InputProblems) as caught:
        action()
    return caught.value.problems


def _document(code: str, candidat: int = 1) -> DocumentPrevu:
    return DocumentPrevu(
        chemin=f"c/{candidat:03d}-{code}",
        code=code,
        titre=code,
        gabarit=f"{code}.docx",
        diffusion=("jury",),
        candidat=candidat,
    )


def _plan(*documents: DocumentPrevu) -> Plan:
    return Plan("s", documents, (), (), ())


@dataclass(frozen=True)
class _Contextes:
    """Gives each document what a test wants it to see."""

    valeurs: dict[str, object]

    def pour(self, document: DocumentPrevu, pages: Mapping[str, int] | None = None) -> dict[str, object]:
        return {"candidat": {"numero": document.candidat}, "pack": dict(pages or {}), **self.valeurs}


def test_the_shipped_kit_opens_without_a_fault() -> None:
    projet = projet_exemple()
    assert Atelier.ouvrir(projet.kit, RACINE / "templates", "templates")[1] == []


def test_faults_of_all_templates_are_told_together(tmp_path: Path) -> None:
    kit = _kit({"code": "vide"}, {"code": "casse"}, {"code": "connu"}, {"code": "bon"})
    (tmp_path / "vide.docx").touch()
    ecrire_gabarit(tmp_path / "casse.docx", "{{ candidat.nom")
    ecrire_gabarit(tmp_path / "connu.docx", "{{ candidat.nom")
    ecrire_gabarit(tmp_path / "bon.docx", "{{ candidat.nom }}")
    problems = Atelier.ouvrir(kit, tmp_path, "modeles", ["connu.docx"])[1]
    assert sorted(p.source for p in problems) == ["modeles/casse.docx", "modeles/vide.docx"]


def test_a_missing_template_is_left_to_the_rules_of_the_kit(tmp_path: Path) -> None:
    assert Atelier.ouvrir(_kit({"code": "absent"}), tmp_path, "modeles")[1] == []


def test_trying_a_plan_tells_the_fault_of_each_kind_of_document_once(tmp_path: Path) -> None:
    ecrire_gabarit(tmp_path / "a.docx", "{{ candidat.taille }}")
    ecrire_gabarit(tmp_path / "b.docx", "{{ candidat.numero }}")
    ecrire_gabarit(tmp_path / "c.docx", "{{ candidat.pointure }}")
    atelier, _ = Atelier.ouvrir(_kit({"code": "a"}, {"code": "b"}, {"code": "c"}), tmp_path, "modeles")
    plan = _plan(*(_document(code, n) for n in (1, 2) for code in "abc"))
    problems = sorted(atelier.essayer(plan, _Contextes({})), key=lambda p: p.order)
    assert [p.source for p in problems] == ["modeles/a.docx", "modeles/c.docx"]
    assert "001-a" in problems[0].texte


def test_rendering_gives_each_document_of_the_plan_in_order(tmp_path: Path) -> None:
    ecrire_gabarit(tmp_path / "a.docx", "n° {{ candidat.numero }}")
    atelier, _ = Atelier.ouvrir(_kit({"code": "a"}), tmp_path, "modeles")
    plan = _plan(_document("a", 2), _document("a", 1))
    made = list(atelier.rendre(plan.documents, _Contextes({})))
    assert [d for d, _ in made] == list(plan.documents)
    assert made[0][1] != made[1][1]


def test_rendering_goes_on_after_a_fault_and_tells_each_place_once(tmp_path: Path) -> None:
    ecrire_gabarit(tmp_path / "a.docx", "{{ candidat.taille }}")
    ecrire_gabarit(tmp_path / "b.docx", "{{ candidat.numero }}")
    atelier, _ = Atelier.ouvrir(_kit({"code": "a"}, {"code": "b"}), tmp_path, "modeles")
    plan = _plan(*(_document(code, n) for n in (1, 2, 3) for code in "ab"))
    made: list[str] = []

    def render() -> None:
        made.extend(document.chemin for document, _ in atelier.rendre(plan.documents, _Contextes({})))

    (problem,) = _problemes(render)
    assert problem.source == "modeles/a.docx"
    assert made == ["c/001-b", "c/002-b", "c/003-b"]


def test_a_cover_is_given_the_pages_of_what_is_finished(tmp_path: Path) -> None:
    ecrire_gabarit(tmp_path / "a.docx", "{{ pack.livret }} pages")
    atelier, problems = Atelier.ouvrir(_kit({"code": "a", "un_par": ["pack"]}), tmp_path, "modeles")
    assert problems == []
    cover = (_document("a"),)
    seven, nine = ([c for _, c in atelier.rendre(cover, _Contextes({}), {"livret": n})] for n in (7, 9))
    assert seven != nine
    assert [c for _, c in atelier.rendre(cover, _Contextes({}), {"livret": 7})] == seven
