"""One template, one PDF: as which document, of whom, where, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from kitgen.engines.null import Null
from kitgen.errors import InputProblems, PartialBuild, UsageProblem
from kitgen.outils import essai
from tests.aides import RACINE, MoteurTruque, ecrire_gabarit


@pytest.fixture(scope="module")
def banc() -> essai.Banc:
    return essai.ouvrir(RACINE / "sessions/exemple")


def _texte(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_a_template_of_the_kit_is_filled_in_for_the_candidate_that_is_asked_for(
    banc: essai.Banc, tmp_path: Path
) -> None:
    made = essai.apercevoir(
        banc, RACINE / "templates/synthese.docx", Null(), numero=16, pdf=tmp_path / "dossier/vu.pdf"
    )
    assert (made.document.code, made.document.candidat, made.du_kit) == ("synthese", 16, True)
    assert made.pdf == tmp_path / "dossier/vu.pdf"
    assert made.remarques == ()
    assert "016" in _texte(made.pdf)
    assert [p.name for p in (tmp_path / "dossier").iterdir()] == ["vu.pdf"]


def test_it_goes_to_a_folder_of_its_own_and_never_into_the_output(banc: essai.Banc) -> None:
    first, second = (essai.apercevoir(banc, RACINE / "templates/brouillon.docx", Null()).pdf for _ in range(2))
    assert first.parent != second.parent
    assert "kitgen-apercu-" in str(first)
    for pdf in (first, second):
        pdf.unlink()
        pdf.parent.rmdir()


def test_a_template_that_is_not_in_the_kit_is_filled_in_as_what_suits_it(banc: essai.Banc, tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "neuf.docx", "{{ jure.nom_complet }} juge {{ candidat.nom_complet }}")
    made = essai.apercevoir(banc, path, Null(), pdf=tmp_path / "vu.pdf")
    assert (made.document.code, made.du_kit) == ("grille", False)
    # It lacks what the verification looks for on every page; that is said, and the page made all the same.
    assert any("Référentiel du" in r for r in made.remarques)
    with pytest.raises(InputProblems):
        essai.apercevoir(banc, path, Null(), code="livret-of")
    lost = ecrire_gabarit(tmp_path / "perdu.docx", "{{ inconnu }}")
    with pytest.raises(UsageProblem, match="inconnu"):
        essai.apercevoir(banc, lost, Null())


def test_a_fault_of_the_template_is_told_with_its_place(banc: essai.Banc, tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "livret-of.docx", "Tuteur : {{ candidat.tuter }}")
    with pytest.raises(InputProblems) as caught:
        essai.apercevoir(banc, path, Null())
    assert "Tuteur : " in str(caught.value.problems[0])
    assert "livret-of.docx" in caught.value.problems[0].source


def test_all_faults_are_told_at_once_that_of_a_piece_too(banc: essai.Banc, tmp_path: Path) -> None:
    path = ecrire_gabarit(
        tmp_path / "livret-of.docx", "{{ candidat.tuter }}", "{{ candidat.prenon }}", '{{p morceau("absent.docx") }}'
    )
    with pytest.raises(InputProblems) as caught:
        essai.apercevoir(banc, path, Null())
    said = [str(p) for p in caught.value.problems]
    for words in ("tuter", "prenon", "absent.docx"):
        assert len([s for s in said if words in s.partition("→")[0]]) == 1, words


@pytest.mark.parametrize(
    ("fichier", "options", "words"),
    [
        ("absent.docx", {}, "introuvable"),
        ("livret-of.docx", {"numero": 999}, "le candidat 999 n'a pas de document « livret-of »"),
        ("corrige.docx", {"numero": 3}, "n'est pas fait pour un candidat"),
        ("livret-of.docx", {"code": "livret-off"}, "vouliez-vous dire « livret-of »"),
    ],
)
def test_what_cannot_be_shown_is_told(banc: essai.Banc, fichier: str, options: dict[str, object], words: str) -> None:
    with pytest.raises(UsageProblem, match=words):
        essai.apercevoir(banc, RACINE / "templates" / fichier, Null(), **options)


def test_an_engine_that_fails_leaves_nothing(banc: essai.Banc, tmp_path: Path) -> None:
    with pytest.raises(PartialBuild):
        essai.apercevoir(
            banc, RACINE / "templates/brouillon.docx", MoteurTruque((("brouillon", "vide"),)), pdf=tmp_path / "vu.pdf"
        )
    assert list(tmp_path.iterdir()) == []


def test_other_templates_may_be_broken(tmp_path: Path) -> None:
    from tests.aides import copie_exemple

    root = copie_exemple(tmp_path)
    (root / "templates/livret-of.docx").write_text("rien")
    made = essai.apercevoir(essai.ouvrir(root / "sessions/exemple"), root / "templates/brouillon.docx", Null())
    assert made.pages >= 1
    made.pdf.unlink()
    made.pdf.parent.rmdir()
