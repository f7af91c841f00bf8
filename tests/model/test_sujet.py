from __future__ import annotations

import pytest
from pydantic import ValidationError

from kitgen.model.sujet import Element, Sujet, Tableau
from tests.aides import sujets_livres


def tableau(**changes):
    return Tableau.model_validate({"colonnes": ["a", "b"], "lignes": [["1", "2"]], **changes})


def test_a_table_may_have_empty_cells():
    assert tableau(lignes=[["", "2"]]).lignes == (("", "2"),)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lignes": [["1", "2"], ["1"]]}, "ligne 2 : 1 cellules pour 2 colonnes"),
        ({"total": ["1", "2", "3"]}, "total : 3 valeurs pour 2 colonnes"),
        ({"alignements": ["gauche"]}, "alignements : 1 valeurs pour 2"),
        ({"largeurs": [100]}, "largeurs : 1 valeurs pour 2"),
        ({"largeurs": [50, 40]}, "somme est 90, attendu 100"),
        ({"colonnes": ["a"], "lignes": [["1"]]}, "at least 2"),
        ({"colonnes": list("abcdefgh"), "lignes": [list("abcdefgh")]}, "at most 7"),
        ({"lignes": []}, "at least 1"),
        ({"alignements": ["gauche", "milieu"]}, "'gauche', 'centre' or 'droite'"),
    ],
)
def test_a_table_that_is_no_rectangle_is_refused(changes: dict[str, object], words: str):
    with pytest.raises(ValidationError, match=words):
        tableau(**changes)


@pytest.mark.parametrize("data", [{}, {"texte": "a", "titre": "b"}, {"liste": ["a"], "courrier": ["b"]}])
def test_an_element_is_exactly_one_thing(data: dict[str, object]):
    with pytest.raises(ValidationError, match="un seul à la fois ; lu : " + (", ".join(data) or "rien")):
        Element.model_validate(data)


@pytest.mark.parametrize("data", [{"liste": []}, {"courrier": []}, {"texte": ""}])
def test_an_element_is_never_empty(data: dict[str, object]):
    with pytest.raises(ValidationError, match="too_short"):
        Element.model_validate(data)


@pytest.mark.parametrize("answered", [[1, 2], [1, 3, 2], [1, 2, 2], [1, 2, 3, 4], []])
def test_the_corrige_answers_each_question_once_and_in_order(answered: list[int]):
    data = sujets_livres()[0].model_dump()
    data["questions"] = data["questions"][:3]
    contenu = [{"texte": "x"}]
    data["corrige"]["reponses"] = [{"question": n, "contenu": contenu} for n in [1, 2, 3]]
    Sujet.model_validate(data)
    data["corrige"]["reponses"] = [{"question": n, "contenu": contenu} for n in answered]
    with pytest.raises(ValidationError, match="reponses" if not answered else r"attendu \[1, 2, 3\], lu"):
        Sujet.model_validate(data)
