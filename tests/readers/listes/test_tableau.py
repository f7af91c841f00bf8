from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.errors import Case, Gravite, InputProblems, Problem, lettre
from kitgen.readers.listes.tableau import (
    ErreurDeFormule,
    Tableau,
    Valeur,
    en_texte,
    regrouper,
    sans_blancs,
    valeur_de_texte,
)
from tests.aides import seul_probleme

SIMPLE = Tableau("liste.csv", "", ("Nom", "Prénoms"), ())
FEUILLE = replace(SIMPLE, source="liste.xlsx", feuille="Inscrits")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Zoé", "Zoé"),
        ("", ""),
        (True, "oui"),
        (False, "non"),
        (12, "12"),
        (73282932000074, "73282932000074"),
        (4.5, "4,5"),
        (0.1 + 0.2, "0,3"),
        (7.84e13 + 0.5, "78400000000000,5"),
        (dt.date(1998, 3, 4), "04/03/1998"),
        (dt.date(998, 3, 4), "04/03/0998"),
        (dt.datetime(1998, 3, 4), "04/03/1998"),
        (dt.datetime(1998, 3, 4, 9, 5), "04/03/1998 09:05"),
        (dt.time(9, 5), "9:05"),
        (dt.timedelta(hours=26), "1 day, 2:00:00"),
        (ErreurDeFormule("#N/A"), "#N/A"),
    ],
)
def test_a_cell_is_shown_as_a_french_spreadsheet_shows_it(value: Valeur, text: str):
    assert en_texte(value) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  Le  Goff ", "Le Goff"),
        ("Le\u00a0Goff", "Le Goff"),
        ("\u202fLe \u00a0 Goff\u2007", "Le Goff"),
        ("\ufeffLe\u200b Goff\u2060", "Le Goff"),
        ("\tLe Goff\n", "Le Goff"),
        ("deux\nlignes", "deux\nlignes"),
        ("  L’Hôte", "L’Hôte"),
        ("\u00a0", ""),
    ],
)
def test_the_blanks_that_nobody_sees_are_removed(written: str, read: str):
    assert sans_blancs(written) == read


@given(st.text(max_size=20))
def test_blanks_are_removed_once_and_for_all(text: str):
    assert sans_blancs(sans_blancs(text)) == sans_blancs(text)


@pytest.mark.parametrize(
    "shown",
    ["#N/A", "#REF!", "#VALUE!", "#VALEUR!", "#NOM?", "#NOM ?", "#NAME?", "#DIV/0!", "#DIV/0 !", "#NOMBRE!", "Err:502"],
)
def test_what_a_failed_formula_shows_is_an_error_and_no_text(shown: str):
    assert valeur_de_texte(f" {shown} ") == ErreurDeFormule(shown)


@pytest.mark.parametrize("text", ["#", "# 3", "Erra", "Err", "e", "É", "#N/A ou pas"])
def test_what_only_begins_like_an_error_is_text(text: str):
    assert valeur_de_texte(text) == text


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")])
def test_columns_are_named_as_in_excel(column: int, letters: str):
    assert lettre(column) == letters


# --- places ----------------------------------------------------------------------------------------------------


def test_a_place_is_a_cell_or_a_row_with_the_sheet_where_there_is_one():
    assert SIMPLE.place(14, 1) == "cellule B14"
    assert SIMPLE.place(14, None) == "ligne 14"
    assert FEUILLE.place(14, 1) == "feuille « Inscrits », cellule B14"
    assert FEUILLE.place(14, None) == "feuille « Inscrits », ligne 14"


def test_a_problem_knows_its_cell_and_shows_its_value_as_a_spreadsheet_does():
    problem = FEUILLE.probleme("date illisible", "corrigez", 4, 27, 4.5)
    assert problem == Problem(
        "liste.xlsx",
        "date illisible",
        "corrigez",
        "feuille « Inscrits », cellule AB4",
        None,
        "4,5",
        Gravite.ERREUR,
        (Case("Inscrits", 4, 27),),
    )
    assert SIMPLE.probleme("t", "r", 4, 1, "").valeur is None
    assert SIMPLE.probleme("t", "r", 4).cases == (Case("", 4, None),)


def _many(lignes, colonne: int | None = 1, tableau: Tableau = SIMPLE) -> list[Problem]:
    return [tableau.probleme("zéro rendu", "au format Texte", n, colonne) for n in lignes]


@pytest.mark.parametrize(
    ("lignes", "place"),
    [
        ([4], "cellule B4"),
        ([4, 7], "cellules B4 et B7"),
        ([4, 7, 9], "cellules B4, B7 et B9"),
        ([9, 10, 4], "cellules B4, B9 et B10"),
        (range(2, 11), "cellules B2, B3, B4, B5, B6, B7, B8, B9 et B10"),
        (range(2, 12), "cellules B2, B3, B4, B5, B6, B7, B8, B9 et 2 autres"),
        (range(2, 302), "cellules B2, B3, B4, B5, B6, B7, B8, B9 et 292 autres"),
    ],
)
def test_the_same_remark_on_many_cells_is_said_once_with_its_cells(lignes, place: str):
    problem = seul_probleme(regrouper(_many(lignes)))
    assert problem.place == place
    assert [c.ligne for c in problem.cases] == sorted(lignes)


def test_rows_and_sheets_are_grouped_as_cells_are():
    assert [p.place for p in regrouper(_many([3, 8], None))] == ["lignes 3 et 8"]
    assert [p.place for p in regrouper(_many([3, 8], 1, FEUILLE))] == ["feuille « Inscrits », cellules B3 et B8"]


def test_one_cell_named_twice_by_the_same_remark_is_one_cell():
    problem = seul_probleme(regrouper(_many([4, 4])))
    assert problem.place == "cellule B4"


@pytest.mark.parametrize(
    "other",
    [
        SIMPLE.probleme("zéro rendu", "au format Texte", 5, 2),
        SIMPLE.probleme("zéro rendu", "au format Texte", 5, None),
        SIMPLE.probleme("zéro rendu", "au format Texte", 5, 1, "x"),
        SIMPLE.probleme("zéro rendu", "autrement", 5, 1),
        SIMPLE.probleme("autre", "au format Texte", 5, 1),
        SIMPLE.probleme("zéro rendu", "au format Texte", 5, 1, gravite=Gravite.AVERTISSEMENT),
        replace(SIMPLE, source="autre.csv").probleme("zéro rendu", "au format Texte", 5, 1),
        replace(SIMPLE, feuille="Autre").probleme("zéro rendu", "au format Texte", 5, 1),
    ],
    ids=["column", "row", "value", "remedy", "text", "weight", "file", "sheet"],
)
def test_what_differs_is_said_apart(other: Problem):
    assert regrouper([*_many([4]), other]) == [*_many([4]), other]


def test_problems_of_other_files_are_never_put_together():
    same = [Problem("session.yaml", "à compléter", "remplacez", "fin", 4) for _ in range(2)]
    assert regrouper(same) == same


def test_groups_keep_the_order_of_their_first_remark():
    found = regrouper([*_many([7]), *_many([3], 0), *_many([2])])
    assert [p.place for p in found] == ["cellules B2 et B7", "cellule A3"]


def test_problems_are_told_in_the_order_of_the_cells_not_of_their_names():
    cells = [(n, c) for n in (2, 9, 10, 100) for c in (None, 0, 1, 26)]
    problems = [SIMPLE.probleme("t", "r", n, c) for n, c in cells]
    shuffled = random.Random(1).sample(problems, len(problems))
    assert InputProblems(shuffled).problems == tuple(problems)
