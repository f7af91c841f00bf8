"""What is said of the tags is true: every one renders in its document, and nothing that a context holds is left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import docx
import pytest

from kitgen.context.origines import ORIGINES, ORIGINES_PRECISES
from kitgen.model.image import Image
from kitgen.outils import essai
from kitgen.outils.lexique import Chapitre, lexique, lexique_du_kit
from kitgen.outils.lexique_docx import STRUCTURES, lexique_docx
from kitgen.render.gabarit import Gabarit
from kitgen.render.langage import FILTRES
from tests.aides import RACINE, projet_exemple
from tests.render.mots_word import document, enregistrer, image_png, textes

CODES = [d.code for d in projet_exemple().kit.documents]
LOGO = Image(image_png(), "png", 90, 30)


@cache
def _banc() -> essai.Banc:
    return essai.ouvrir(RACINE / "sessions/exemple")


@cache
def _contextes(code: str) -> list[dict[str, object]]:
    return essai.contextes_de(_banc(), [code])[code]


@cache
def _chapitres(code: str) -> tuple[Chapitre, ...]:
    return lexique(_banc().document(code), _contextes(code))


def _simple(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("code", CODES)
def test_every_tag_renders_in_its_document_and_every_example_is_printed(tmp_path: Path, code: str) -> None:
    entries = [e for c in _chapitres(code) for e in c.entrees]
    gabarit = Gabarit.ouvrir(enregistrer(document(*(e.balise for e in entries)), tmp_path / "g.docx"))
    contexts = _contextes(code)
    printed: set[str] = set()
    for context in contexts:
        printed |= {_simple(t) for t in textes(gabarit.rendre(context))}
    shown = {_simple(e.exemple) for e in entries if e.genre == "valeur"} - {"", "oui", "non"}
    assert {e for e in shown - printed if not e.startswith("(")} == set()
    assert len(entries) > 40


def _noms(value: object, path: str) -> set[str]:
    """Every attribute that a context really has, by the views' own fields; those of a list's items under its name."""
    if isinstance(value, Mapping):
        return {n for inner in list(value.values())[:1] for n in _noms(inner, path)}
    if isinstance(value, tuple):
        return {n for inner in value for n in _noms(inner, path)} if value else set()
    if is_dataclass(value) and type(value).__name__.startswith("Vue"):
        return {n for f in fields(value) for n in _noms(getattr(value, f.name), f"{path}.{f.name}")}
    return {path}


@pytest.mark.parametrize("code", CODES)
def test_nothing_that_a_context_holds_is_missing(code: str) -> None:
    said: set[str] = set()
    loops: dict[str, str] = {}
    for chapter in _chapitres(code):
        for e in chapter.entrees:
            words = e.balise.strip("{}% ").split()
            if e.genre == "ouvre" and "for" in words[:2]:
                at = words.index("for")
                source = _chemin(words[at + 3], loops)
                loops[words[at + 1]] = source
            elif e.genre == "valeur":
                inside = words[1] if words[0] in ("if", "p") else words[0]
                said.add(_chemin(inside.partition("|")[0], loops))
    held = {n for c in _contextes(code) for name, value in c.items() for n in _noms(value, name)}
    durees = {n for n in said if n.startswith("durees.")}
    said = (said - durees) | {".".join(["durees", *n.split(".")[2:]]) for n in durees}
    optional = {n for n in held if n.rpartition(".")[2] in ("commission", "evaluateur", "passage", "changements")}
    assert held - said - optional == set()


def _chemin(expression: str, loops: dict[str, str]) -> str:
    head, dot, rest = expression.partition(".")
    return loops.get(head, head) + dot + rest


def test_a_loop_hides_no_name() -> None:
    for code in CODES:
        taken = {c.nom for c in _chapitres(code)}
        inside: list[str] = []
        for e in (e for c in _chapitres(code) for e in c.entrees):
            words = e.balise.split()
            if e.genre == "ouvre":
                item = words[2] if words[1] == "for" or (words[0] == "{%p" and words[1] == "for") else ""
                assert item not in taken
                assert not item or item not in inside
                inside.append(item)
            elif e.genre == "ferme":
                inside.pop()
        assert inside == []


def test_the_right_to_extra_time_is_no_tag_and_in_no_example() -> None:
    entries = [e for code in CODES for c in _chapitres(code) for e in c.entrees]
    assert [e.balise for e in entries if "supplementaire" in e.balise or "majoration" in e.balise] == []
    assert {e.exemple for e in entries if e.balise == "{{ durees.preparation.minutes }}"} == {"40"}


def test_every_origin_is_that_of_a_name() -> None:
    names = {c.nom for code in CODES for c in _chapitres(code)}
    assert names == set(ORIGINES)
    tags = {e.balise for code in CODES for c in _chapitres(code) for e in c.entrees}
    assert [n for n in ORIGINES_PRECISES if not any(n in t for t in tags)] == []


def test_the_whole_kit_names_each_thing_once_and_says_where() -> None:
    entries = projet_exemple().kit.documents
    chapters = lexique_du_kit(entries, {c: _contextes(c) for c in CODES})
    assert sorted(c.nom for c in chapters) == sorted(ORIGINES)
    by_name = {c.nom: c.sens for c in chapters}
    assert "dans :" not in by_name["session"]
    assert by_name["corrige"].endswith("(dans : corrige)")


@pytest.mark.parametrize("filtre", FILTRES, ids=lambda f: f.nom)
def test_the_example_of_a_filter_renders_as_it_is_said(tmp_path: Path, filtre) -> None:
    gabarit = Gabarit.ouvrir(enregistrer(document(filtre.exemple), tmp_path / "g.docx"))
    (text,) = textes(gabarit.rendre(_contextes("livret-of")[0]))
    said = essai.exemples_de_filtres(_banc())[filtre.nom]
    assert text == said.replace("(image)", "")


def test_the_word_document_shows_every_tag_as_it_is_typed(tmp_path: Path) -> None:
    chapters = _chapitres("grille")
    rows = [(f.exemple, f.effet, "x") for f in FILTRES]
    content = lexique_docx("Grille", "Session & essai", chapters, rows)
    assert content == lexique_docx("Grille", "Session & essai", chapters, rows)
    word = docx.Document(io.BytesIO(content))
    cells = {row.cells[0].text.strip("\u2003") for table in word.tables for row in table.rows}
    assert {e.balise for c in chapters for e in c.entrees} <= cells
    assert {f.exemple for f in FILTRES} <= cells
    assert {tag for tag, _ in STRUCTURES} <= cells
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "\u200b" not in archive.read("word/document.xml").decode()
