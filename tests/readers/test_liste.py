from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.readers.liste import Tableau, lettre, lire_liste
from tests.aides import seul_probleme

LISTE = "Numéro;Nom;Prénoms\n1;Lefèvre;Amélie\n2;L’Hôte;Zoé – Anne\n"
ROWS = [("1", "Lefèvre", "Amélie"), ("2", "L’Hôte", "Zoé – Anne")]


def lire(tmp_path: Path, content: str | bytes, name: str = "liste.csv") -> Tableau:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    tableau, problems = lire_liste(path, name)
    assert problems == []
    assert tableau is not None
    return tableau


def refus(tmp_path: Path, content: bytes, name: str = "liste.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    tableau, problems = lire_liste(path, name)
    assert tableau is None
    problem = seul_probleme(problems)
    assert problem.source == name
    assert problem.remede
    return problem


@pytest.mark.parametrize(
    ("content", "reading"),
    [
        (LISTE.encode(), "UTF-8"),
        (LISTE.encode("utf-8-sig"), "UTF-8"),
        (LISTE.encode("cp1252"), "Windows-1252"),
        (codecs.BOM_UTF16_LE + LISTE.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + LISTE.encode("utf-16-be"), "UTF-16"),
    ],
)
def test_the_encodings_that_excel_writes(tmp_path: Path, content: bytes, reading: str):
    tableau = lire(tmp_path, content)
    assert tableau.lecture == f"{reading}, séparateur point-virgule"
    assert tableau.entetes == ("Numéro", "Nom", "Prénoms")
    assert [r.cellules for r in tableau.rangees] == ROWS


@pytest.mark.parametrize(("separator", "name"), [(";", "point-virgule"), (",", "virgule"), ("\t", "tabulation")])
def test_the_separators(tmp_path: Path, separator: str, name: str):
    tableau = lire(tmp_path, LISTE.replace(";", separator))
    assert tableau.lecture == f"UTF-8, séparateur {name}"
    assert [r.cellules for r in tableau.rangees] == ROWS


def test_the_separator_is_the_one_of_the_header_whatever_the_cells_hold(tmp_path: Path):
    tableau = lire(tmp_path, "Nom;Prénoms\na,b,c,d;e,f\n")
    assert tableau.rangees[0].cellules == ("a,b,c,d", "e,f")


def test_a_list_of_one_column_has_no_separator(tmp_path: Path):
    assert lire(tmp_path, "Nom\nZoé, Anne\n").rangees[0].cellules == ("Zoé, Anne",)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_ends_of_lines_of_all_systems(tmp_path: Path, end: str):
    tableau = lire(tmp_path, LISTE.replace("\n", end))
    assert [r.cellules for r in tableau.rangees] == ROWS
    assert [r.numero for r in tableau.rangees] == [2, 3]


def test_a_quoted_cell_may_hold_the_separator_quotes_and_line_breaks(tmp_path: Path):
    tableau = lire(tmp_path, 'Nom;Entreprise\nA;"Berthier; ""Fils"""\nB;"deux\nlignes"\nC;x\n')
    assert [r.cellules for r in tableau.rangees] == [("A", 'Berthier; "Fils"'), ("B", "deux\nlignes"), ("C", "x")]


def test_rows_are_numbered_as_excel_shows_them(tmp_path: Path):
    # A line break inside a cell makes no row; an empty line does.
    tableau = lire(tmp_path, 'Nom;X\nA;"deux\nlignes"\n;\n\nB;x\n')
    assert [(r.numero, r.cellules[0]) for r in tableau.rangees] == [(2, "A"), (5, "B")]


def test_the_header_is_the_first_row_that_holds_something_and_keeps_its_number(tmp_path: Path):
    tableau = lire(tmp_path, "\n;;\nNom;Prénoms;X\nA;B;C\n")
    assert (tableau.entetes, tableau.ligne_entetes) == (("Nom", "Prénoms", "X"), 3)
    assert [r.numero for r in tableau.rangees] == [4]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  Le  Goff ", "Le Goff"),
        ("Le\u00a0Goff", "Le Goff"),
        ("\u202fLe \u00a0 Goff\u00a0", "Le Goff"),
        ("L’Hôte", "L’Hôte"),
        ("\t", ""),
    ],
)
def test_the_blanks_that_nobody_sees_are_removed(tmp_path: Path, written: str, read: str):
    assert lire(tmp_path, f"Nom;X\n{written};y\n").rangees[0].cellules == (read, "y")


def test_a_list_of_titles_has_no_rows(tmp_path: Path):
    assert lire(tmp_path, "Nom;Prénoms\n").rangees == ()


@pytest.mark.parametrize("name", ["liste.csv", "LISTE.CSV", "liste.txt", "liste.tsv"])
def test_the_names_of_lists(tmp_path: Path, name: str):
    assert lire(tmp_path, LISTE, name).source == name


@pytest.mark.parametrize("name", ["liste.xlsx", "liste.ods", "liste.doc", "liste"])
def test_another_kind_of_file_is_refused_with_what_to_do_in_excel(tmp_path: Path, name: str):
    problem = refus(tmp_path, LISTE.encode(), name)
    assert "format de liste non reconnu" in problem.texte
    assert "CSV UTF-8" in problem.remede


@pytest.mark.parametrize("content", [b"", b"\n\n", b";;\n;;\n", b"\xef\xbb\xbf"])
def test_an_empty_list_is_refused(tmp_path: Path, content: bytes):
    assert "la liste est vide" in refus(tmp_path, content).texte


def test_an_excel_file_that_was_renamed_is_refused(tmp_path: Path):
    assert "pas un fichier CSV" in refus(tmp_path, b"PK\x03\x04\x14\x00\x00\x00xl/workbook.xml").texte


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('Nom;X\nA;"jamais fermé\nB;x\n', 2),
        ('Nom;X\nA;"deux\nlignes"\nB;"jamais\n', 4),
        ('Nom;X\nA;x\nB;"fermé" trop tôt\n', 3),
        ('"Nom;X\nA;x\n', 1),
    ],
)
def test_a_quote_that_is_not_closed_is_refused_with_its_line(tmp_path: Path, content: str, line: int):
    problem = refus(tmp_path, content.encode())
    assert "guillemet" in problem.texte
    assert problem.place == f"à partir de la ligne {line} du fichier"


def test_a_list_that_is_far_too_long_is_refused(tmp_path: Path):
    assert "plus de 20000 lignes" in refus(tmp_path, b"Nom\n" + b"x\n" * 20_000).texte


def test_a_missing_list_is_named(tmp_path: Path):
    tableau, problems = lire_liste(tmp_path / "absente.csv", "absente.csv")
    assert tableau is None
    assert "introuvable" in seul_probleme(problems).texte


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")])
def test_columns_are_named_as_in_excel(column: int, letters: str):
    assert lettre(column) == letters


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=20)


@given(st.lists(st.tuples(CELL, CELL), max_size=5), st.sampled_from([";", ",", "\t"]))
def test_what_a_csv_writer_writes_is_read_back(tmp_path_factory, rows, separator: str):
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerows([("Nom", "Prénoms"), *rows])
    tableau = lire(tmp_path_factory.mktemp("liste"), written.getvalue())

    def seen(cell: str) -> str:
        # The blanks that nobody sees are the only difference.
        return " ".join(filter(None, re.split("[ \u00a0\u202f]", cell))).strip()

    expected = [tuple(map(seen, r)) for r in rows]
    assert [r.cellules for r in tableau.rangees] == [r for r in expected if any(r)]


@given(st.binary(max_size=200))
def test_whatever_the_file_holds_it_is_read_or_refused(tmp_path_factory, content: bytes):
    path = tmp_path_factory.mktemp("liste") / "liste.csv"
    path.write_bytes(content)
    tableau, problems = lire_liste(path, "liste.csv")
    assert (tableau is None) == bool(problems)
