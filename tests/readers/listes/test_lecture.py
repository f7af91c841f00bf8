from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from kitgen.errors import Gravite
from tests.aides import seul_probleme
from tests.readers.listes.aides import classeur, lu_et_dit, lu_sans_faute, refus_de

TITRES = ["Nom", "Prénoms", "Option"]
INSCRITS = [TITRES, ["Girard", "Zoé", "Production"]]
NOTES = [["À faire", "Qui"], ["Réserver la salle", "Karine"]]


@pytest.fixture
def liste(tmp_path: Path) -> Path:
    return tmp_path / "liste.xlsx"


# --- which sheet -----------------------------------------------------------------------------------------------


def test_a_workbook_of_one_sheet_is_read_without_naming_it(liste: Path):
    tableau = lu_sans_faute(classeur(liste, Feuil1=INSCRITS))
    assert tableau.lecture == "classeur Excel"
    assert (tableau.source, tableau.feuille) == ("liste.xlsx", "Feuil1")
    assert tableau.rangees[0].cellules == ("Girard", "Zoé", "Production")


def test_empty_sheets_are_no_other_sheets(liste: Path):
    assert lu_sans_faute(classeur(liste, Feuil1=INSCRITS, Feuil2=[], Feuil3=[])).lecture == "classeur Excel"


def test_the_sheet_is_the_one_with_candidates_wherever_it_stands(liste: Path):
    tableau = lu_sans_faute(classeur(liste, Notes=NOTES, Inscrits=INSCRITS, Modèle=[TITRES]))
    assert tableau.lecture == "classeur Excel, feuille « Inscrits »"
    assert tableau.place(2, 0) == "feuille « Inscrits », cellule A2"


def test_the_titles_of_the_session_help_to_find_the_sheet(liste: Path):
    classeur(liste, Notes=NOTES, Inscrits=[["Patro", "Petit nom"], ["Girard", "Zoé"]])
    assert lu_et_dit(liste)[0].feuille == "Notes"
    own = {"nom_naissance": ["Patro"], "prenoms": ["Petit nom"]}
    assert lu_sans_faute(liste, own).feuille == "Inscrits"


def test_of_several_sheets_with_candidates_none_is_chosen(liste: Path):
    problem = refus_de(classeur(liste, Nantes=INSCRITS, Notes=NOTES, Lyon=INSCRITS))
    assert problem.texte == "plusieurs feuilles ont des candidats : « Nantes », « Lyon »"
    assert "candidats: {fichier: …, feuille: …}" in problem.remede
    assert "deux listes" in problem.remede


def test_the_sheet_may_be_named(liste: Path):
    classeur(liste, Nantes=INSCRITS, Lyon=[TITRES, ["Benoît", "Éric", ""]])
    tableau = lu_sans_faute(liste, feuille="Lyon")
    assert tableau.feuille == "Lyon"
    assert tableau.rangees[0].cellules[0] == "Benoît"


def test_a_sheet_that_is_not_there_is_said_with_what_is_near(liste: Path):
    problem = refus_de(classeur(liste, Nantes=INSCRITS, Lyon=INSCRITS), feuille="Nante")
    assert problem.texte == "la feuille « Nante » n'y est pas, ou elle est vide"
    assert problem.remede == "vouliez-vous dire « Nantes » ?"
    assert "valeurs possibles : Nantes, Lyon" in refus_de(liste, feuille="Paris").remede


def test_a_hidden_sheet_is_read_only_when_no_other_has_candidates_or_it_is_named(liste: Path):
    def ecrire(visible_rows) -> None:
        with xlsxwriter.Workbook(liste) as book:
            for name, rows in (("Vue", visible_rows), ("Masquée", INSCRITS)):
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
            book.worksheets()[1].hide()

    ecrire(INSCRITS)
    assert lu_sans_faute(liste).feuille == "Vue"
    assert lu_et_dit(liste, feuille="Masquée")[0].feuille == "Masquée"
    ecrire(NOTES)
    tableau, problems = lu_et_dit(liste)
    assert tableau.feuille == "Masquée"
    assert [p.gravite for p in problems] == [Gravite.AVERTISSEMENT]
    assert "masquée" in problems[0].texte


def test_without_any_candidate_the_first_sheet_is_read_so_that_what_it_lacks_is_said(liste: Path):
    assert lu_et_dit(classeur(liste, Notes=NOTES, Autre=NOTES))[0].entetes == ("À faire", "Qui")


def test_an_empty_workbook_is_an_empty_list(liste: Path):
    problem = refus_de(classeur(liste, Feuil1=[], Feuil2=[]))
    assert problem.texte == "la liste est vide"
    assert "une ligne de titres" in problem.remede


# --- what session.yaml says of it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dit", [{"encodage": "utf-8"}, {"separateur": ";"}, {"encodage": "macroman", "separateur": ","}]
)
def test_what_only_a_csv_has_is_refused_of_a_workbook(liste: Path, dit: dict[str, str]):
    problem = refus_de(classeur(liste, Feuil1=INSCRITS), **dit)
    assert problem.texte == "« encodage » et « separateur » ne valent que pour un CSV, et ceci est un classeur"
    assert problem.remede == "retirez-les de session.yaml"


def test_a_csv_has_no_sheets(tmp_path: Path):
    path = tmp_path / "liste.csv"
    path.write_text("Nom;Prénoms\nGirard;Zoé\n", encoding="utf-8")
    problem = refus_de(path, feuille="Inscrits")
    assert problem.texte == "un CSV n'a pas de feuilles"
    assert "« feuille »" in problem.remede


def test_a_workbook_is_one_whatever_it_is_called(tmp_path: Path):
    path = classeur(tmp_path / "liste.xlsx", Feuil1=INSCRITS).rename(tmp_path / "liste.csv")
    assert lu_sans_faute(path).lecture == "classeur Excel"


# --- doubts ----------------------------------------------------------------------------------------------------


def test_hidden_rows_that_hold_candidates_are_said_with_their_place(liste: Path):
    with xlsxwriter.Workbook(liste) as book:
        sheet = book.add_worksheet("Inscrits")
        sheet.write_row(0, 0, ["Session"])
        for number, row in enumerate([TITRES, *[["Girard", "Zoé"]] * 4], 1):
            sheet.write_row(number, 0, row)
        for number in (0, 3, 4, 9):  # a heading, two candidates, nothing
            sheet.set_row(number, None, None, {"hidden": True})
    tableau, problems = lu_et_dit(liste)
    assert len(tableau.rangees) == 4
    assert [p.place for p in problems] == ["feuille « Inscrits », ligne 4", "feuille « Inscrits », ligne 5"]
    assert {p.texte for p in problems} == {"ligne masquée : elle est lue comme les autres"}
    assert {p.gravite for p in problems} == {Gravite.AVERTISSEMENT}


def test_cells_merged_down_are_a_doubt_with_their_place(liste: Path):
    with xlsxwriter.Workbook(liste) as book:
        sheet = book.add_worksheet("Inscrits")
        sheet.write_row(0, 0, TITRES)
        sheet.write_row(1, 0, ["Girard", "Zoé"])
        sheet.write_row(2, 0, ["Benoît", "Éric"])
        sheet.merge_range("C2:C3", "Production")
    tableau, problems = lu_et_dit(liste)
    problem = seul_probleme(problems)
    assert [r.cellules[2] for r in tableau.rangees] == ["Production", "Production"]
    assert (problem.place, problem.gravite) == ("feuille « Inscrits », cellule C2", Gravite.AVERTISSEMENT)
    assert problem.valeur == "Production"


@pytest.mark.parametrize("place", ["A2:A3", "B2:B3"])
def test_cells_merged_down_never_say_who_somebody_is(liste: Path, place: str):
    with xlsxwriter.Workbook(liste) as book:
        sheet = book.add_worksheet("Inscrits")
        sheet.write_row(0, 0, TITRES)
        sheet.write_row(1, 0, ["Girard", "Zoé", "Production"])
        sheet.write_row(2, 0, ["Girard", "Zoé", "Production"])
        sheet.merge_range(place, "Girard")
    _, problems = lu_et_dit(liste)
    assert seul_probleme(problems).gravite is Gravite.ERREUR
