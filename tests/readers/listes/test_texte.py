from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.errors import Gravite
from kitgen.readers.listes.tableau import ErreurDeFormule, Tableau, sans_blancs, valeur_de_texte
from tests.aides import seul_probleme
from tests.readers.listes.aides import lu_et_dit, lu_sans_faute, refus_de

LISTE = "Numéro;Nom;Prénoms\n1;Lefèvre;Amélie\n2;L’Hôte;Zoé – Anne\n"
ROWS = [("1", "Lefèvre", "Amélie"), ("2", "L’Hôte", "Zoé – Anne")]


def lire(tmp_path: Path, content: str | bytes, name: str = "liste.csv", **dit: str) -> Tableau:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return lu_sans_faute(path, **dit)


def refus(tmp_path: Path, content: bytes, name: str = "liste.csv", **dit: str):
    path = tmp_path / name
    path.write_bytes(content)
    return refus_de(path, **dit)


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


def test_the_separator_is_the_one_that_shows_known_titles_even_below_a_heading(tmp_path: Path):
    tableau = lire(tmp_path, "Session de juin; juillet; août; septembre\nNom,Prénoms\nGirard,Zoé\n")
    assert tableau.lecture == "UTF-8, séparateur virgule, titres à la ligne 2"
    assert tableau.rangees[0].cellules == ("Girard", "Zoé")


def test_the_separator_may_be_given(tmp_path: Path):
    content = "Nom;Prénoms,Option\nGirard;Zoé,Production\n"
    assert lire(tmp_path, content).entetes == ("Nom", "Prénoms,Option")
    assert lire(tmp_path, content, separateur=",").entetes == ("Nom;Prénoms", "Option")
    tabs = content.replace(";", "\t")
    assert lire(tmp_path, tabs, separateur="tabulation").entetes == ("Nom", "Prénoms,Option")


@pytest.mark.parametrize(("said", "separator", "name"), [(";", ";", "point-virgule"), ("\t", "\t", "tabulation")])
def test_the_separator_that_excel_writes_is_believed_and_makes_no_row(tmp_path, said: str, separator: str, name: str):
    tableau = lire(tmp_path, f"sep={said}\r\n" + LISTE.replace(";", separator))
    assert tableau.lecture == f"UTF-8, séparateur {name}"
    assert [r.numero for r in tableau.rangees] == [2, 3]


def test_what_session_yaml_says_of_the_separator_goes_before_what_excel_wrote(tmp_path: Path):
    assert lire(tmp_path, "sep=,\n" + LISTE, separateur=";").entetes == ("Numéro", "Nom", "Prénoms")


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


@pytest.mark.parametrize(
    "name", ["liste.csv", "LISTE.CSV", "liste.txt", "liste.tsv", "liste.xlsx", "liste.ods", "liste.doc", "liste"]
)
def test_text_is_read_whatever_its_file_is_called(tmp_path: Path, name: str):
    tableau = lire(tmp_path, LISTE, name)
    assert tableau.source == name
    assert [r.cellules for r in tableau.rangees] == ROWS


@pytest.mark.parametrize("content", [b"", b"\n\n", b";;\n;;\n", b"\xef\xbb\xbf"])
def test_an_empty_list_is_refused(tmp_path: Path, content: bytes):
    assert "la liste est vide" in refus(tmp_path, content).texte


def test_a_binary_file_is_refused(tmp_path: Path):
    problem = refus(tmp_path, b"Nom;Pr\x00noms\nGirard;Zo\x00\n")
    assert problem.texte == "ce n'est pas une liste (fichier binaire)"
    assert ".xlsx" in problem.remede


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
    assert "plus de 9999 lignes" in refus(tmp_path, b"Nom\n" + b"x\n" * 20_000).texte


def test_a_list_that_is_far_too_wide_is_refused(tmp_path: Path):
    assert "plus de 1000 colonnes" in refus(tmp_path, b"Nom" + b";x" * 1_000 + b"\n").texte


def test_a_cell_that_is_far_too_long_is_refused_with_what_causes_it(tmp_path: Path):
    problem = refus(tmp_path, b'Nom;X\nA;x\nB;"' + b"jamais ferm;" * 20_000)
    assert problem.texte == "une cellule est démesurée"
    assert "guillemet" in problem.remede
    assert problem.place == "à partir de la ligne 3 du fichier"


def test_a_missing_list_is_named(tmp_path: Path):
    assert "introuvable" in refus_de(tmp_path / "absente.csv").texte


def test_the_error_of_a_formula_is_no_text(tmp_path: Path):
    tableau = lire(tmp_path, "Nom;X\n#N/A;#REF!\n#1;E\n")
    assert [r.cellules for r in tableau.rangees] == [(ErreurDeFormule("#N/A"), ErreurDeFormule("#REF!")), ("#1", "E")]


# --- encodings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(tmp_path: Path, codec: str):
    tableau = lire(tmp_path, LISTE.encode(codec))
    assert tableau.lecture == "UTF-16, séparateur point-virgule"
    assert [r.cellules for r in tableau.rangees] == ROWS


@pytest.mark.parametrize(("codec", "name"), [("cp1252", "Windows-1252"), ("mac_roman", "MacRoman")])
@pytest.mark.parametrize(
    ("surname", "first_name"),
    [
        ("Lefèvre", "Amélie"),
        ("LEFÈVRE", "Amélie"),
        ("DUPRÉ", "ÉRIC"),
        ("BENOÎT", "Zoé"),
        ("BENOîT", "ZOé"),
        ("L’HÔTE", "François"),
        ("L’Hote", "Anne – Marie"),
        ("Loeuillet", "Noël"),
        ("Garçon…", "n° 3 « Zoé »"),
    ],
)
def test_the_words_tell_windows_from_old_macs(tmp_path: Path, codec: str, name: str, surname: str, first_name: str):
    tableau = lire(tmp_path, f"Nom;Prenom\n{surname};{first_name}\n".encode(codec))
    assert tableau.lecture == f"{name}, séparateur point-virgule"
    assert tableau.rangees[0].cellules == (surname, first_name)


def test_an_encoding_that_the_words_do_not_decide_is_a_doubt_with_both_readings(tmp_path: Path):
    path = tmp_path / "liste.csv"
    path.write_bytes("Nom;Option\nGirard;x\nMuñoz;y\n".encode("mac_roman"))
    tableau, problems = lu_et_dit(path)
    assert tableau.lecture == "Windows-1252, séparateur point-virgule"
    problem = seul_probleme(problems)
    assert problem.gravite is Gravite.AVERTISSEMENT
    assert "lu comme Windows-1252 (« Mu–oz ») ; en MacRoman, ce serait « Muñoz »" in problem.texte
    assert "« encodage: macroman »" in problem.remede
    assert "« encodage: windows-1252 »" in problem.remede
    assert lu_sans_faute(path, encodage="windows-1252").rangees[1].cellules[0] == "Mu–oz"
    assert lu_sans_faute(path, encodage="macroman").rangees[1].cellules[0] == "Muñoz"


def test_an_encoding_that_is_given_and_wrong_is_refused_with_its_line(tmp_path: Path):
    problem = refus(tmp_path, "Nom;Option\nGirard;x\nMuñoz;y\n".encode("cp1252"), encodage="utf-8")
    assert problem.texte == "la liste n'est pas en UTF-8, contrairement à ce que dit session.yaml"
    assert problem.place == "ligne 3 du fichier"
    assert "« encodage »" in problem.remede


def test_damaged_utf_16_is_refused(tmp_path: Path):
    assert "abîmé" in refus(tmp_path, codecs.BOM_UTF16_LE + LISTE.encode("utf-16-le") + b"\x00").texte


# --- whatever there is -----------------------------------------------------------------------------------------


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=20)


@given(st.lists(st.tuples(CELL, CELL), max_size=5), st.sampled_from([";", ",", "\t"]))
def test_what_a_csv_writer_writes_is_read_back(tmp_path_factory, rows, separator: str):
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerows([("Nom", "Prénoms"), *rows])
    tableau = lire(tmp_path_factory.mktemp("liste"), written.getvalue())

    # The blanks that nobody sees are the only difference.
    expected = [tuple(valeur_de_texte(cell) for cell in r) for r in rows]
    assert [tuple(map(str, r.cellules)) for r in tableau.rangees] == [
        tuple(map(sans_blancs, r)) for r in rows if any(map(sans_blancs, r))
    ]
    assert [r.cellules for r in tableau.rangees] == [r for r in expected if any(c != "" for c in r)]


@given(st.binary(max_size=200))
def test_whatever_the_file_holds_it_is_read_or_refused(tmp_path_factory, content: bytes):
    path = tmp_path_factory.mktemp("liste") / "liste.csv"
    path.write_bytes(content)
    tableau, problems = lu_et_dit(path)
    assert (tableau is None) == any(p.gravite is Gravite.ERREUR for p in problems)
