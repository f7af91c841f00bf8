"""The benchmark's shape: its sessions are sound, its peers' templates say the same, its page tells met from missed."""

from __future__ import annotations

import csv
import json
import re
import sys
import zipfile
from inspect import signature
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from lxml import etree

from bench import listes, mesure, page, paires, produit
from bench.__main__ import GROUPES
from bench.arbre import deroule, evaluer, lire
from bench.dialectes import Modele, Publipostage, carbone, docxtemplater, donnees_carbone
from bench.donnees import contextes, simple
from bench.mesure import Passage, alterner, lancer
from bench.page import Cible, Section
from bench.sessions import EXEMPLE, LIVRET, corriger, ecrire_session
from bench.textes import mots, mots_autres
from kitgen.errors import Gravite
from kitgen.production.pipeline import construire, examiner, preparer
from kitgen.readers.listes.entetes import colonnes_connues
from kitgen.readers.projet import lire_projet
from tests.aides import RACINE

GABARIT = RACINE / f"templates/{LIVRET}.docx"


@pytest.fixture(scope="module")
def livrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ecrire_session(tmp_path_factory.mktemp("livrets"), 24, livrets=True)


# --- sessions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("livrets", [True, False])
def test_a_session_with_more_commissions_than_letters_is_without_fault(tmp_path: Path, livrets: bool) -> None:
    found = examiner(ecrire_session(tmp_path, 27 * 24, livrets=livrets))
    assert [str(p) for p in found.problems if p.gravite is Gravite.ERREUR] == []
    assert found.projet is not None
    assert len(found.projet.candidats) == 27 * 24
    jures = [(j.prenom, j.nom) for c in found.projet.session.commissions for j in c.jures]
    assert len(set(jures)) == len(jures)


def test_the_kit_of_livrets_gives_each_candidate_one_and_a_pack_of_all(livrets: Path) -> None:
    plan = preparer(livrets).plan
    assert [d.candidat for d in plan.documents] == list(range(1, 25))
    assert {d.code for d in plan.documents} == {LIVRET}
    assert max(len(p.contenu) for p in plan.packs) == 24


def test_a_session_is_the_same_each_time(tmp_path: Path, livrets: Path) -> None:
    again = ecrire_session(tmp_path, 24, livrets=True)
    for name in ("candidats.csv", "session.yaml"):
        assert (again / name).read_bytes() == (livrets / name).read_bytes()


def test_a_correction_changes_one_cell_and_each_another_one(tmp_path: Path) -> None:
    session = ecrire_session(tmp_path, 24, livrets=True)

    def rows() -> list[list[str]]:
        with (session / "candidats.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file, delimiter=";"))

    states = [rows()]
    for tour in range(2):
        corriger(session, 12, tour)
        states.append(rows())
    for one, other in pairwise(states):
        changed = [(r, c) for r, row in enumerate(one) for c, cell in enumerate(row) if other[r][c] != cell]
        assert changed == [(12, one[0].index("Nom de naissance"))]


def test_the_people_of_the_lists_fill_every_column_that_a_list_may_have() -> None:
    base, _ = lire_projet(EXEMPLE)
    assert base is not None
    assert {frozenset(row) for row in listes.personnes(base)} == {frozenset(colonnes_connues())}


# --- the peers' templates --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def modele() -> Modele:
    return Modele(GABARIT)


def test_merge_fields_that_are_filled_say_what_kitgen_says(livrets: Path, modele: Modele, tmp_path: Path) -> None:
    prete = preparer(livrets)
    fusion = Publipostage(modele)
    shapes = set()
    for n, (document, content) in enumerate(prete.atelier.rendre(prete.plan.documents, prete.contextes)):
        ours, theirs = tmp_path / f"{n}-kitgen.docx", tmp_path / f"{n}-champs.docx"
        ours.write_bytes(content)
        data = modele.donnees(simple(prete.contextes.pour(document)))
        shapes.add(fusion.forme(data))
        fusion.ecrire(theirs, data)
        _remplir(theirs, fusion.champs(data))
        assert mots(theirs) == mots(ours)
        assert mots_autres(theirs, ours) == 0
    assert len(shapes) > 1


def _remplir(docx: Path, champs: dict[str, str]) -> None:
    with zipfile.ZipFile(docx) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(docx, "w") as archive:
        for name, content in parts.items():
            text = content.decode()
            archive.writestr(name, re.sub("«(\\w+)»", lambda found: escape(champs[found[1]]), text))


def test_the_template_for_docxtemplater_opens_and_closes_what_the_data_have(livrets: Path, modele: Modele) -> None:
    said = [docxtemplater(tree) for tree in modele.arbres.values()]
    tags = [tag for part in said for tag in re.findall(r"\{([#^/]?)(\w+)\}", part)]
    open_: list[str] = []
    for kind, name in tags:
        if kind == "/":
            assert open_.pop() == name
        elif kind:
            open_.append(name)
    assert open_ == []
    for part in said:
        etree.fromstring(part.encode())
        assert not re.search(r"\{[{%]", part)
    for doc in contextes(livrets):
        assert _noms(modele.donnees(doc)) <= {name for _, name in tags}


def _noms(data: object) -> set[str]:
    if isinstance(data, dict):
        return set(data).union(*map(_noms, data.values()))
    return set().union(*map(_noms, data)) if isinstance(data, list) else set()


def test_the_template_for_carbone_has_an_end_for_each_loop_and_condition(livrets: Path, modele: Modele) -> None:
    doc = contextes(livrets)[0]
    for tree in modele.arbres.values():
        said = carbone(tree)
        etree.fromstring(said.encode())
        assert said.count(":showBegin}") == said.count(":showEnd}")
        for loop in set(re.findall(r"\{(d\.[\w.\[\]]*\w)\[i\]", said)):
            assert f"{{{loop}[i+1].o}}" in said
    nodes = [n for tree in modele.arbres.values() for n in tree]
    data = donnees_carbone(nodes, modele.donnees(doc))
    loops = {k: v for k, v in data.items() if isinstance(v, list)}
    assert all(bool(loops[name]) != bool(loops[f"{name}n"]) for name in loops if not name.endswith("n"))


def test_a_view_is_plain_json_with_what_it_computes(livrets: Path) -> None:
    for doc in contextes(livrets)[:2]:
        assert json.loads(json.dumps(doc)) == doc
        assert all("detaillee" in c for bloc in doc["blocs"] for c in bloc["competences"])


def _p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


SANS_RIEN = lire(
    _p("{%p for x in xs if x.vu %}")
    + _p("{{ x.nom }}")
    + _p("{%p else %}")
    + _p("{%p if dit %}")
    + _p("personne")
    + _p("{%p endif %}")
    + _p("ici")
    + _p("{%p endfor %}"),
    "d",
)
"""A loop that says something else when there is nothing, with a condition in it."""


@pytest.mark.parametrize(
    ("contexte", "attendu"),
    [
        ({"xs": [{"nom": "Ada", "vu": True}, {"nom": "Bo", "vu": False}], "dit": True}, "Ada"),
        ({"xs": [{"nom": "Bo", "vu": False}], "dit": True}, "personne ici"),
        ({"xs": [], "dit": False}, "ici"),
    ],
)
def test_what_stands_after_else_is_there_when_a_loop_has_nothing(contexte: dict[str, object], attendu: str) -> None:
    pieces = deroule(SANS_RIEN, evaluer(SANS_RIEN, contexte))
    text = "".join(p if isinstance(p, str) else p.expression for p in pieces)
    assert re.sub(r"(?:<[^>]*>)+", " ", text).strip() == attendu


def test_what_stands_after_else_is_said_in_the_words_of_the_peers() -> None:
    loop, name, condition = "db1", "dv2", "dc3"
    said = re.findall(r"\{.*?\}|[a-z]{3,}", re.sub(r"<[^>]*>", " ", docxtemplater(SANS_RIEN)))
    otherwise = [f"{{^{loop}}}", f"{{#{condition}}}", "personne", f"{{/{condition}}}", "ici", f"{{/{loop}}}"]
    assert said == [f"{{#{loop}}}", f"{{{name}}}", f"{{/{loop}}}", *otherwise]
    for_carbone = carbone(SANS_RIEN)
    assert f"{{d.{loop}[i].{name}}}" in for_carbone
    assert f"{{d.{loop}n[i].{condition}:ifEQ(true):showBegin}}" in for_carbone


# --- measuring -------------------------------------------------------------------------------------------------


def test_a_run_tells_what_its_driver_said_and_the_memory_that_it_took() -> None:
    code = "x = b'x' * (90 << 20); print('noise'); print('{\"documents\": 3}')"
    done = lancer([sys.executable, "-c", code])
    assert done.dit == {"documents": 3}
    assert done.memoire_totale > 90
    assert done.memoire > 0


def test_a_run_that_fails_is_no_measure() -> None:
    with pytest.raises(mesure.Echoue, match="not today"):
        lancer([sys.executable, "-c", "raise SystemExit('not today')"])


def test_contenders_take_turns_until_their_budget_is_spent() -> None:
    order: list[str] = []

    def contender(name: str, seconds: float) -> Passage:
        order.append(name)
        return Passage(seconds, 0)

    runs = {name: lambda _, n=name, s=s: contender(n, s) for name, s in (("slow", 8.0), ("quick", 1.0))}
    found = alterner(runs, 3, budget=10)
    assert order == ["slow", "quick", "quick", "quick"]
    assert [len(found[name]) for name in runs] == [1, 3]
    order.clear()
    alterner(runs, 3)
    assert order == ["slow", "quick", "quick", "slow", "slow", "quick"]


def test_the_driver_of_the_livrets_makes_each_of_them(livrets: Path, tmp_path: Path) -> None:
    done = produit.piloter("kitgen_pdf", livrets, tmp_path / "out", "null", LIVRET, 2)
    assert done.dit["documents"] == 2
    assert len(list(tmp_path.glob("out/pdf/*.pdf"))) == 2


def test_the_options_of_the_product_are_those_that_it_has() -> None:
    assert set(produit.COUCHE) <= set(signature(construire).parameters)


# --- the page --------------------------------------------------------------------------------------------------


def test_the_page_tells_met_from_missed_and_keeps_what_other_groups_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "RESULTATS", tmp_path)
    lists = Section("listes", "Lists", "Text.", ("| a |",), date="2026-01-01 10:00")
    targets = (Cible("quick enough", "≤ 1 s", "0.50 s", True), Cible("small enough", "≤ 5 MB", "9 MB", False))
    first = Section("pdf", "To PDF", "Text.", (page.tableau(["", "s"], [["kitgen", "1"]]),), targets)
    for section in (lists, first):
        page.garder(section)
    assert page.gardees() == [first, lists]
    said = page.ecrire(page.gardees(), "Python")
    assert "| quick enough | ≤ 1 s | 0.50 s | met |" in said
    assert "| small enough | ≤ 5 MB | 9 MB | **missed** |" in said
    assert said.index("## To PDF") < said.index("## Lists") < said.index("Measured 2026-01-01 10:00.")


def test_every_group_has_its_place_on_the_page() -> None:
    assert tuple(GROUPES) == page.ORDRE


def test_every_peer_is_pinned_with_a_hash_and_no_host() -> None:
    pins = (paires.ICI / "requirements.txt").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", pins.strip()):
        assert re.match(r"[a-z0-9-]+==\S+", block), block
        assert "--hash=sha256:" in block, block
    lock = json.loads((paires.ICI / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert {"node_modules/carbone", "node_modules/docxtemplater"} <= set(packages)
    assert all(entry["integrity"].startswith("sha512-") and "resolved" not in entry for entry in packages.values())
