"""The model of a list, read back with another library than the one that wrote it."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kitgen.errors import OutputProblem
from kitgen.model.candidat import VOIES_ACCES
from kitgen.writers.liste_modele import RANGEES, ecrire_modele

RACINE = Path(__file__).parents[2]
COLONNES: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
    (RACINE / "kitgen/readers/listes/colonnes.yaml").read_text(encoding="utf-8")
)
CHAMPS = list(COLONNES)


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("modele") / "candidats.xlsx"
    ecrire_modele(path, COLONNES, ["Production", "Sinistre"])
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def feuille(modele: openpyxl.Workbook) -> Worksheet:
    return modele["Candidats"]


def regle(sheet: Worksheet, champ: str) -> DataValidation:
    """The check on the cells of a column."""
    letter = openpyxl.utils.get_column_letter(CHAMPS.index(champ) + 1)
    (found,) = [v for v in sheet.data_validations.dataValidation if str(v.sqref) == f"{letter}2:{letter}{RANGEES + 1}"]
    return found


def valeurs(book: openpyxl.Workbook, champ: str) -> list[str]:
    """What the drop-down list of a column offers."""
    formula = regle(book["Candidats"], champ).formula1
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    sheet, cells = formula.split("!")
    return [row[0].value for row in book[sheet][cells.replace("$", "")]]


def test_titles_stand_in_the_first_row_and_mandatory_ones_are_bold(feuille: Worksheet) -> None:
    for cell, column in zip(feuille[1], COLONNES.values(), strict=True):
        needed = bool(column.get("obligatoire"))
        assert cell.value == column["libelle"] + (" *" if needed else "")
        assert bool(cell.font.bold) is needed
    assert feuille.freeze_panes == "A2"
    assert feuille.auto_filter.ref is None  # a row hidden by a filter would be read all the same


def test_columns_have_the_type_of_what_they_hold(feuille: Worksheet) -> None:
    expected = {"nombre": "0", "date": "dd/mm/yyyy", "heure": "hh:mm"}
    for number, column in enumerate(COLONNES.values(), start=1):
        # Neighbours of the same look are kept as one.
        style = next(d for d in feuille.column_dimensions.values() if d.min <= number <= d.max)
        assert style.number_format == expected.get(column["genre"], "@"), column["libelle"]
        assert 9 <= style.width <= 41


def test_the_example_is_typed_grey_and_not_read(feuille: Worksheet) -> None:
    example = dict(zip(CHAMPS, feuille[2], strict=True))
    assert example["statut"].value == "exemple"
    assert example["numero"].value == 1
    assert example["date_naissance"].value == dt.datetime(1998, 3, 14)
    assert (example["siret"].value, example["siret"].number_format) == ("73282932000074", "@")
    assert example["code_postal"].value == "01000"
    assert example["nom_usage"].value is None
    assert all(c.font.italic and c.font.color.rgb == "FF7F7F7F" for c in feuille[2])
    assert feuille.max_row == 2


def test_choices_have_a_drop_down_list(modele: openpyxl.Workbook) -> None:
    assert valeurs(modele, "civilite") == ["Mme", "M."]
    assert valeurs(modele, "sexe") == ["F", "M"]
    assert valeurs(modele, "option") == ["Production", "Sinistre"]
    assert valeurs(modele, "voie_acces") == list(VOIES_ACCES)
    assert valeurs(modele, "temps_supplementaire") == ["oui", "non"]
    assert valeurs(modele, "variante") == ["dys"]
    assert valeurs(modele, "statut") == ["inscrit", "désisté", "exemple"]


def test_every_column_says_what_it_takes(feuille: Worksheet) -> None:
    for champ, column in COLONNES.items():
        rule = regle(feuille, champ)
        assert rule.promptTitle == column["libelle"][:32]
        assert _plat(rule.prompt) == _plat(column["aide"])
        assert rule.allow_blank


def _plat(text: str) -> str:
    return text.replace("\u00a0", " ").replace("’", "'").replace("...", "…")


def test_dates_hours_and_numbers_are_checked_in_french(feuille: Worksheet) -> None:
    kinds = {"date_naissance": "date", "heure": "time", "numero": "whole", "ordre": "whole"}
    for champ, kind in kinds.items():
        rule = regle(feuille, champ)
        assert (rule.type, rule.operator or "between", rule.errorStyle or "stop") == (kind, "between", "stop")
        assert rule.error.startswith("Écrivez")
    assert "jj/mm/aaaa" in regle(feuille, "date_naissance").error
    assert regle(feuille, "nom_naissance").type is None


def test_a_referential_without_options_has_no_list_of_them(tmp_path: Path) -> None:
    ecrire_modele(tmp_path / "m.xlsx", COLONNES, [])
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["Candidats"]
    assert regle(sheet, "option").type is None
    assert sheet.cell(2, CHAMPS.index("option") + 1).value is None


@pytest.mark.parametrize(
    "options", [[f"Option numéro {n}" for n in range(40)], ["A, avec virgule", "B"], ['Avec "guillemets"']]
)
def test_a_list_that_excel_would_not_take_stands_below_the_explanations(tmp_path: Path, options: list[str]) -> None:
    ecrire_modele(tmp_path / "m.xlsx", COLONNES, options)
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert regle(book["Candidats"], "option").formula1.startswith("Explications!$A$")
    assert valeurs(book, "option") == options
    assert valeurs(book, "voie_acces") == list(VOIES_ACCES)
    assert book["Candidats"].cell(2, CHAMPS.index("option") + 1).value == options[0]


def test_each_column_is_explained(modele: openpyxl.Workbook) -> None:
    sheet = modele["Explications"]
    rows = [[v or "" for v in row] for row in sheet.iter_rows(values_only=True, max_col=5)]
    first = next(n for n, row in enumerate(rows) if row[0] == "Colonne")
    for row, column in zip(rows[first + 1 :], COLONNES.values(), strict=False):
        assert row[0] == column["libelle"]
        assert row[1] == ("oui" if column.get("obligatoire") else "—")
        assert _plat(row[2]).startswith(_plat(column["aide"]))
        assert row[3] == column["exemple"]
        assert row[4] == ", ".join(column["aussi"])
    assert sheet.print_title_rows == f"${first + 1}:${first + 1}"


def test_choices_are_explained_with_their_values(modele: openpyxl.Workbook) -> None:
    help_ = {row[0]: row[2] for row in modele["Explications"].iter_rows(values_only=True, max_col=3)}
    assert help_["Option"].endswith("\nValeurs\u00a0: Production, Sinistre")
    assert help_["Voie d'accès"].endswith("\nValeurs\u00a0: voir sous ce tableau.")
    assert "Valeurs" not in help_["Temps supplémentaire"]  # « oui ou non » says it


@pytest.mark.parametrize("nom", ["Candidats", "Explications"])
def test_both_sheets_print_on_a4_landscape(modele: openpyxl.Workbook, nom: str) -> None:
    setup = modele[nom].page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)


def test_no_cell_is_a_formula(modele: openpyxl.Workbook) -> None:
    assert {c.data_type for sheet in modele for row in sheet for c in row if c.value is not None} <= {"s", "n", "d"}


def test_a_long_title_or_help_is_cut_where_excel_would_refuse_it(tmp_path: Path) -> None:
    column = {"libelle": "Très long titre " * 5, "genre": "texte", "aide": "Aide " * 100}
    ecrire_modele(tmp_path / "m.xlsx", {"x": column}, [])
    (rule,) = openpyxl.load_workbook(tmp_path / "m.xlsx")["Candidats"].data_validations.dataValidation
    assert (len(rule.promptTitle), len(rule.prompt)) == (32, 255)


@pytest.mark.parametrize(
    ("genre", "exemple", "lu"),
    [
        ("heure", "9 h 30", dt.time(9, 30)),
        ("heure", "14:05", dt.time(14, 5)),
        ("heure", "matin", "matin"),
        ("date", "bientôt", "bientôt"),
        ("nombre", "un", "un"),
        ("texte", "=1+1", "=1+1"),
    ],
)
def test_an_example_is_written_as_what_it_is(tmp_path: Path, genre: str, exemple: str, lu: object) -> None:
    column = {"libelle": "X", "genre": genre, "aide": "", "exemple": exemple}
    ecrire_modele(tmp_path / "m.xlsx", {"x": column}, [])
    cell = openpyxl.load_workbook(tmp_path / "m.xlsx")["Candidats"]["A2"]
    assert (cell.value, cell.data_type) == (lu, "s" if isinstance(lu, str) else "d")


def test_the_same_columns_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        ecrire_modele(tmp_path / name, COLONNES, ["Production"])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert archive.testzip() is None


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "m.xlsx").mkdir()
    with pytest.raises(OutputProblem, match="un dossier porte ce nom"):
        ecrire_modele(tmp_path / "m.xlsx", COLONNES, [])
    assert os.listdir(tmp_path) == ["m.xlsx"]
