"""The list with its faults, read back with another library than the one that wrote it."""

from __future__ import annotations

import datetime as dt
import os
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from kitgen.errors import Case, Gravite, OutputProblem, Problem, UsageProblem
from kitgen.readers.listes.tableau import ErreurDeFormule, Rangee, Tableau, Valeur
from kitgen.writers import MAX_TEXTE
from kitgen.writers.liste_annotee import ecrire

AVERTISSEMENT = Gravite.AVERTISSEMENT
ROUGE, AMBRE = "FFFFC7CE", "FFFFE699"


def tableau(*rangees: tuple[Valeur, ...], source: str = "loire.xlsx", feuille: str = "Inscrits") -> Tableau:
    """A list with two rows above its titles (row 4), and its rows from 6 on."""
    return Tableau(
        source,
        "",
        ("N°", "NOM", "Né le", "SIRET"),
        tuple(Rangee(n, cells) for n, cells in enumerate(rangees, start=6)),
        4,
        feuille,
        (Rangee(1, ("Certificateur", dt.date(2026, 12, 8))),),
    )


EXEMPLE = tableau((1, "Lefèvre", dt.date(1998, 3, 14), "73282932000074"), (2, "O'Neil", "14 mars 98", 73282932000074))


def ecrit(tmp_path: Path, tableaux: list[Tableau], problems: list[Problem]) -> openpyxl.Workbook:
    ecrire(tableaux, problems, tmp_path / "annotee.xlsx")
    return openpyxl.load_workbook(tmp_path / "annotee.xlsx")


def sommaire(classeur: openpyxl.Workbook) -> list[tuple[str, ...]]:
    """The rows of the first sheet below its titles."""
    rows = list(classeur["À corriger"].iter_rows(values_only=True))
    first = next(n for n, row in enumerate(rows) if row[0] == "Gravité")
    return [tuple(v or "" for v in row) for row in rows[first + 1 :]]


def valeur_ecrite(tmp_path: Path, valeur: Valeur) -> Cell:
    return ecrit(tmp_path, [tableau((valeur,))], [])["Inscrits"]["A6"]


def fond(cell: Cell) -> str:
    return cell.fill.fgColor.rgb if cell.fill.fill_type else ""


def test_cells_keep_their_addresses(tmp_path: Path) -> None:
    sheet = ecrit(tmp_path, [EXEMPLE], [])["Inscrits"]
    assert sheet["A1"].value == "Certificateur"
    assert sheet["B1"].value == dt.datetime(2026, 12, 8)
    assert [c.value for c in sheet[4]] == ["N°", "NOM", "Né le", "SIRET"]
    assert [c.value for c in sheet[5]] == [None] * 4
    assert [c.value for c in sheet[6]] == [1, "Lefèvre", dt.datetime(1998, 3, 14), "73282932000074"]
    assert [c.value for c in sheet[7]] == [2, "O'Neil", "14 mars 98", 73282932000074]
    assert sheet.freeze_panes == "A5"


def test_many_rows_above_the_titles_do_not_take_the_window(tmp_path: Path) -> None:
    deep = Tableau("x.csv", "", ("Nom",), (Rangee(31, ("Lefèvre",)),), 30)
    assert ecrit(tmp_path, [deep], [])["x"].freeze_panes is None


@pytest.mark.parametrize(
    ("valeur", "lue", "genre", "forme"),
    [
        (12, 12, "n", "General"),
        (1.5, 1.5, "n", "General"),
        (73282932000074, 73282932000074, "n", "0"),
        (73282932000074.0, 73282932000074, "n", "0"),
        (1234567890123456789, "1234567890123456789", "s", "@"),
        (float("inf"), "inf", "s", "General"),
        (True, True, "b", "General"),
        (dt.date(1998, 3, 14), dt.datetime(1998, 3, 14), "d", "dd/mm/yyyy"),
        (dt.datetime(1998, 3, 14, 9, 30), dt.datetime(1998, 3, 14, 9, 30), "d", "dd/mm/yyyy hh:mm"),
        (dt.date(1890, 1, 1), "01/01/1890", "s", "General"),
        (dt.time(9, 30), dt.time(9, 30), "d", "hh:mm"),
        (dt.time(9, 30, 5), dt.time(9, 30, 5), "d", "hh:mm:ss"),
        (dt.timedelta(hours=30), "1 day, 6:00:00", "s", "General"),
        (ErreurDeFormule("#N/A"), "#N/A", "s", "General"),
        ("01000", "01000", "s", "@"),
        ("7,84E+13", "7,84E+13", "s", "@"),
        ("http://site.example", "http://site.example", "s", "General"),
        ("a\r\nb\rc", "a\nb\nc", "s", "General"),
        ("a\x00b\ud800c\uffff", "a�b�c�", "s", "General"),
    ],
)
def test_a_value_keeps_its_type(tmp_path: Path, valeur: Valeur, lue: object, genre: str, forme: str) -> None:
    cell = valeur_ecrite(tmp_path, valeur)
    assert (cell.value, cell.data_type, cell.number_format) == (lue, genre, forme)
    assert cell.hyperlink is None


@pytest.mark.parametrize("valeur", ["=1+1", "+33 6", "-", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "=HYPERLINK(1)"])
def test_what_looks_like_a_formula_stays_text_when_it_is_edited(tmp_path: Path, valeur: str) -> None:
    cell = valeur_ecrite(tmp_path, valeur)
    assert (cell.value, cell.data_type) == (valeur.replace("\r", "\n"), "s")
    assert cell.quotePrefix and cell.number_format == "@"


@given(st.text(min_size=1).filter(lambda t: "x005F_" not in t))
@example("<r><t>un</t></r>")  # XlsxWriter's own markup
@example("<r>" + "&" * 20_000 + "</r>")
@example("_x0041_")
@example("{=1+1}")
@example("  blancs  ")
@example("internal:Feuille!A1")
def test_any_text_comes_back_as_text(tmp_path_factory: pytest.TempPathFactory, texte: str) -> None:
    cell = valeur_ecrite(tmp_path_factory.mktemp("texte"), texte)
    legal = "".join("�" if _illegal(c) else c for c in texte.replace("\r\n", "\n").replace("\r", "\n"))
    if len(texte) > 10_000:  # cut rather than taken for markup
        legal = legal[:-1] + "…"
    assert (cell.value, cell.data_type) == (legal, "s")


def _illegal(c: str) -> bool:
    return (c < " " and c not in "\t\n") or "\ud800" <= c <= "\udfff" or c in "\ufffe\uffff"


@pytest.mark.parametrize("lettre", ["a", "é", "𝄞"])
def test_a_text_too_long_for_a_cell_is_cut(tmp_path: Path, lettre: str) -> None:
    value = valeur_ecrite(tmp_path, lettre * 40_000).value
    assert value.endswith(f"{lettre}…")
    assert MAX_TEXTE - 1 <= len(value.encode("utf-16-le")) // 2 <= MAX_TEXTE


def test_a_fault_is_marked_in_its_cell_and_says_what_to_do(tmp_path: Path) -> None:
    faults = [
        EXEMPLE.probleme("date illisible", "écrivez jj/mm/aaaa : 14/03/1998", 7, 2, "14 mars 98"),
        EXEMPLE.probleme("le SIRET a perdu des chiffres", "vérifiez-le", 7, 3, gravite=AVERTISSEMENT),
    ]
    sheet = ecrit(tmp_path, [EXEMPLE], faults)["Inscrits"]
    error, warning = sheet["C7"], sheet["D7"]
    assert (fond(error), fond(warning)) == (ROUGE, AMBRE)
    assert error.comment.text == "Erreur\u00a0: date illisible\n→ écrivez jj/mm/aaaa\u00a0: 14/03/1998"
    assert warning.comment.text.startswith("Avertissement\u00a0: le SIRET")
    assert error.comment.author == "kitgen"
    # Without colours too.
    assert error.font.bold and warning.font.bold
    assert (error.border.left.style, warning.border.left.style) == ("medium", "mediumDashed")
    # Still a number, in the format that shows all its digits.
    assert (warning.value, warning.number_format) == (73282932000074, "0")
    assert [c.coordinate for row in sheet for c in row if fond(c) in (ROUGE, AMBRE)] == ["C7", "D7"]


def test_a_cell_with_several_remarks_shows_the_worst_and_says_all(tmp_path: Path) -> None:
    faults = [
        EXEMPLE.probleme("à vérifier", "voyez", 6, 1, gravite=AVERTISSEMENT),
        EXEMPLE.probleme("faux", "corrigez", 6, 1),
        EXEMPLE.probleme("faux", "corrigez", 6, 1),
    ]
    cell = ecrit(tmp_path, [EXEMPLE], faults)["Inscrits"]["B6"]
    assert fond(cell) == ROUGE
    assert cell.comment.text == "Erreur\u00a0: faux\n→ corrigez\n\nAvertissement\u00a0: à vérifier\n→ voyez"


def test_a_fault_of_a_row_marks_the_whole_row(tmp_path: Path) -> None:
    faults = [
        EXEMPLE.probleme("ligne en double", "retirez-la", 7, gravite=AVERTISSEMENT),
        EXEMPLE.probleme("date illisible", "corrigez", 7, 2),
    ]
    sheet = ecrit(tmp_path, [EXEMPLE], faults)["Inscrits"]
    assert [fond(c) for c in sheet[7]] == [AMBRE, AMBRE, ROUGE, AMBRE]
    assert [bool(c.comment) for c in sheet[7]] == [True, False, True, False]
    assert "ligne en double" in sheet["A7"].comment.text


def test_a_fault_of_several_cells_marks_them_all(tmp_path: Path) -> None:
    cases = tuple(Case("Inscrits", n, 1) for n in (4, 6, 7, 12, 13))
    sheet = ecrit(tmp_path, [EXEMPLE], [Problem("loire.xlsx", "faux", "corrigez", cases=cases)])["Inscrits"]
    marked = [c.coordinate for row in sheet for c in row if fond(c) == ROUGE]
    assert marked == ["B4", "B6", "B7", "B12", "B13"]  # empty cells and titles too
    assert all(sheet[a].comment for a in marked)


def test_a_fault_marks_the_list_that_it_is_about(tmp_path: Path) -> None:
    lists = [EXEMPLE, tableau((1,), feuille="Autres"), tableau((1,), source="sarthe.xlsx")]
    book = ecrit(tmp_path, lists, [lists[1].probleme("faux", "corrigez", 6, 0)])
    assert [fond(book[n]["A6"]) == ROUGE for n in book.sheetnames[1:]] == [False, True, False]
    assert [book[n].sheet_properties.tabColor is not None for n in book.sheetnames[1:]] == [False, True, False]


def test_a_comment_is_as_high_as_its_text_and_not_endless(tmp_path: Path) -> None:
    faults = [EXEMPLE.probleme("faux", "x", 6, 0), EXEMPLE.probleme("long " * 2000, "x", 7, 0)]
    sheet = ecrit(tmp_path, [EXEMPLE], faults)["Inscrits"]
    # openpyxl leaves the sizes of comments aside.
    with zipfile.ZipFile(tmp_path / "annotee.xlsx") as archive:
        drawing = archive.read("xl/drawings/vmlDrawing1.vml").decode()
    short, long = (float(h) for h in re.findall(r"[;']height:([\d.]+)pt", drawing))
    assert short < 60 < 300 < long < 460
    assert len(sheet["A7"].comment.text) <= 3000


def test_the_first_sheet_lists_errors_first_with_links_to_the_cells(tmp_path: Path) -> None:
    faults = [
        EXEMPLE.probleme("le numéro est à vérifier", "voyez", 6, 0, 1, AVERTISSEMENT),
        EXEMPLE.probleme("date illisible", "écrivez jj/mm/aaaa ; voyez l'acte", 7, 2, "14 mars 98"),
        EXEMPLE.probleme("ligne en double", "retirez-la", 7),
        Problem("session.yaml", "date passée", "corrigez", "dates.fin", 14, "2020-01-01"),
        Problem("loire.xlsx", "vide", "remplissez", cases=tuple(Case("Inscrits", n, 1) for n in range(6, 13))),
        Problem("perdue.xlsx", "faux", cases=(Case("", 3, 0),)),
    ]
    book = ecrit(tmp_path, [EXEMPLE], faults)
    sheet = book["À corriger"]
    assert book.sheetnames[0] == "À corriger" and sheet["A2"].value == "5\u00a0erreurs, 1\u00a0avertissement"
    assert sommaire(book) == [
        ("Erreur", "loire.xlsx", "Inscrits", "B6, B7, B8 et 4 autres", "", "Vide", "Remplissez"),
        ("Erreur", "loire.xlsx", "Inscrits", "ligne 7", "", "Ligne en double", "Retirez-la"),
        (
            *("Erreur", "loire.xlsx", "Inscrits", "C7", "14 mars 98"),
            *("Date illisible", "Écrivez jj/mm/aaaa\u00a0; voyez l’acte"),
        ),
        ("Erreur", "perdue.xlsx", "", "A3", "", "Faux", ""),
        ("Erreur", "session.yaml", "", "dates.fin, ligne 14", "2020-01-01", "Date passée", "Corrigez"),
        ("Avertissement", "loire.xlsx", "Inscrits", "A6", "1", "Le numéro est à vérifier", "Voyez"),
    ]
    links = [sheet.cell(row, 4).hyperlink for row in range(7, 13)]
    assert [k and k.location for k in links] == [
        *("'Inscrits'!B6", "'Inscrits'!A7", "'Inscrits'!C7", None, None, "'Inscrits'!A6")
    ]
    assert all(c.data_type == "s" for row in sheet for c in row if c.value is not None)


def test_the_first_sheet_is_made_to_be_printed_and_sorted(tmp_path: Path) -> None:
    sheet = ecrit(tmp_path, [EXEMPLE], [EXEMPLE.probleme("faux", "x", 6, 0)])["À corriger"]
    assert sheet.auto_filter.ref == "A6:G7" and sheet.freeze_panes == "A7"
    _imprimable(sheet, "$6:$6")
    assert sheet["F7"].alignment.wrap_text


def test_a_list_is_made_to_be_printed(tmp_path: Path) -> None:
    _imprimable(ecrit(tmp_path, [EXEMPLE], [])["Inscrits"], "$4:$4")


def _imprimable(sheet: Worksheet, titles: str) -> None:
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == titles


def test_a_value_in_the_first_sheet_is_no_formula_either(tmp_path: Path) -> None:
    fault = EXEMPLE.probleme("=faux", "@corrigez", 6, 0, "=1+1")
    row = ecrit(tmp_path, [EXEMPLE], [fault])["À corriger"][7]
    assert [(c.value, c.data_type, c.quotePrefix) for c in row[4:]] == [
        *(("=1+1", "s", True), ("=faux", "s", True), ("@corrigez", "s", True))
    ]


def test_a_list_without_a_fault_says_so(tmp_path: Path) -> None:
    book = ecrit(tmp_path, [EXEMPLE], [])
    assert book["À corriger"]["A2"].value == "Rien à corriger."
    assert book["À corriger"].auto_filter.ref is None


@pytest.mark.parametrize(
    ("lists", "names"),
    [
        ([("listes/loire.csv", "")], ["loire"]),
        ([("loire.xlsx", "Inscrits"), ("loire.xlsx", "INSCRITS")], ["Inscrits", "INSCRITS (2)"]),
        ([("a.xlsx", "Feuil1"), ("b.xlsx", "Feuil1"), ("c.csv", "")], ["a - Feuil1", "b - Feuil1", "c"]),
        ([("'a[b]:c*?'.csv", "")], ["a b c"]),
        ([("x" * 40 + ".csv", ""), ("x" * 50 + ".csv", "")], ["x" * 30 + "…", "x" * 26 + "… (2)"]),
        ([("history.csv", ""), ("à corriger.csv", "")], ["history (2)", "à corriger (2)"]),
        ([("a.xlsx", "𝄞" * 31)], ["𝄞" * 15 + "…"]),
        ([("a.xlsx", "'")], ["Liste"]),
    ],
)
def test_sheets_have_names_that_excel_takes(tmp_path: Path, lists: list[tuple[str, str]], names: list[str]) -> None:
    given_lists = [tableau((1,), source=source, feuille=sheet) for source, sheet in lists]
    faults = [t.probleme("faux", "x", 6, 0) for t in given_lists]
    book = ecrit(tmp_path, given_lists, faults)
    assert book.sheetnames[1:] == names
    assert all(len(n.encode("utf-16-le")) <= 62 for n in book.sheetnames)
    targets = {book["À corriger"].cell(r, 4).hyperlink.location for r in range(7, 7 + len(lists))}
    assert targets == {f"'{n}'!A6" for n in book.sheetnames[1:]}


def test_an_apostrophe_in_a_name_does_not_break_the_link(tmp_path: Path) -> None:
    l_ouest = tableau((1,), feuille="L'Ouest")
    book = ecrit(tmp_path, [l_ouest], [l_ouest.probleme("faux", "x", 6, 0)])
    assert book["À corriger"]["D7"].hyperlink.location == "'L''Ouest'!A6"


def test_an_empty_list_can_be_written(tmp_path: Path) -> None:
    assert ecrit(tmp_path, [Tableau("vide.csv", "", (), ())], []).sheetnames == ["À corriger", "vide"]


def test_the_same_list_gives_the_same_bytes(tmp_path: Path) -> None:
    faults = [EXEMPLE.probleme("faux", "x", n, 0) for n in (6, 7)]
    ecrire([EXEMPLE], faults, tmp_path / "a.xlsx")
    ecrire([EXEMPLE], faults[::-1], tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    properties = openpyxl.load_workbook(tmp_path / "a.xlsx").properties
    assert (properties.created, properties.creator) == (dt.datetime(2000, 1, 1), None)


def test_a_source_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "liste.xlsx"
    source.write_bytes(b"liste")
    (tmp_path / "lien.xlsx").symlink_to(source)
    for target in (source, tmp_path / "lien.xlsx", tmp_path / "." / "liste.xlsx"):
        with pytest.raises(UsageProblem, match="liste de la session"):
            ecrire([EXEMPLE], [], target, [tmp_path / "absente.xlsx", source])
    assert source.read_bytes() == b"liste"
    assert sorted(os.listdir(tmp_path)) == ["lien.xlsx", "liste.xlsx"]


def test_nothing_is_left_behind_when_it_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "annotee.xlsx").write_bytes(b"avant")

    def plein(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", plein)
        with pytest.raises(OutputProblem, match="le disque est plein"):
            ecrire([EXEMPLE], [], tmp_path / "annotee.xlsx")
    assert os.listdir(tmp_path) == ["annotee.xlsx"]
    assert (tmp_path / "annotee.xlsx").read_bytes() == b"avant"


def test_a_folder_in_the_way_or_missing_is_said(tmp_path: Path) -> None:
    (tmp_path / "dossier.xlsx").mkdir()
    with pytest.raises(OutputProblem, match="un dossier porte ce nom"):
        ecrire([EXEMPLE], [], tmp_path / "dossier.xlsx")
    with pytest.raises(OutputProblem, match=r"le dossier .*absent n'existe pas"):
        ecrire([EXEMPLE], [], tmp_path / "absent" / "annotee.xlsx")
    assert os.listdir(tmp_path) == ["dossier.xlsx"]


def test_what_a_killed_run_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".annotee.xlsx.partiel").write_bytes(b"?")
    ecrire([EXEMPLE], [], tmp_path / "annotee.xlsx")
    assert os.listdir(tmp_path) == ["annotee.xlsx"]
