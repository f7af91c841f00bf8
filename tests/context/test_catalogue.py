"""The catalogue says what the contexts of the example session really hold: names, types, and what may be absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass

import pytest

from kitgen.context import mots
from kitgen.context.catalogue import Type, attributs, toutes, variables
from kitgen.context.construire import Contextes
from kitgen.context.vues import Corps
from kitgen.model.image import Image
from tests.aides import plan_exemple, projet_exemple

CODES = sorted({d.code for d in plan_exemple().documents})


def _contextes() -> Contextes:
    p = projet_exemple()
    return Contextes(p.session, p.referentiel, p.sujets, p.questions, p.candidats, plan_exemple(), p.logo)


def _conforme(value: object, kind: Type, path: str) -> None:
    """Fails where a value is not what the catalogue says."""
    if value is None:
        assert kind.facultatif, path
        return
    if kind.genre == "liste":
        assert isinstance(value, tuple), path
        for item in value:
            assert kind.element is not None
            _conforme(item, kind.element, f"{path}[]")
    elif kind.genre == "table":
        assert isinstance(value, Mapping), path
        for item in value.values():
            assert kind.element is not None
            _conforme(item, kind.element, f"{path}[]")
    elif kind.genre == "objet":
        assert is_dataclass(value)
        assert type(value).__name__ == kind.vue, path
        assert [a.nom for a in attributs(kind)] == list(type(value).__dataclass_fields__), path
        for a in attributs(kind):
            _conforme(getattr(value, a.nom), a.type, f"{path}.{a.nom}")
    else:
        expected = {"texte": str, "nombre": int, "oui_non": bool, "corps": Corps, "image": Image}[kind.genre]
        assert type(value) is expected, path


@pytest.mark.parametrize("code", CODES)
def test_the_catalogue_is_what_a_context_holds(code: str) -> None:
    entry = projet_exemple().kit.document(code)
    assert entry is not None
    known = {v.nom: v for v in variables(entry.un_par, entry.diffusion)}
    planned = [d for d in plan_exemple().documents if d.code == code]
    contextes = _contextes()
    for document in (planned[0], planned[-1]):
        context = contextes.pour(document)
        assert context.keys() == known.keys()
        for name, value in context.items():
            _conforme(value, known[name].type, name)


def test_every_name_is_explained_and_nothing_else_is() -> None:
    assert set(mots.NOMS) == {v.nom for v in toutes()}
    reached: dict[str, set[str]] = {}

    def visit(kind: Type) -> None:
        if kind.element is not None:
            visit(kind.element)
        if kind.genre == "objet" and kind.vue not in reached:
            reached[kind.vue] = {a.nom for a in attributs(kind)}
            for a in attributs(kind):
                visit(a.type)

    for variable in toutes():
        visit(variable.type)
    assert {view: set(words) for view, words in mots.ATTRIBUTS.items()} == reached


def test_a_type_is_said_in_french() -> None:
    blocs = next(v for v in toutes() if v.nom == "blocs")
    assert blocs.type.en_francais() == "liste de fiches"
    assert blocs.type.element is not None
    assert [a.nom for a in attributs(blocs.type.element)] == ["code", "intitule", "competences"]
    assert attributs(blocs.type) == ()
