from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from odfdo import Cell, Document, Row, Table

from kitgen.errors import Gravite
from kitgen.readers.listes.brut import FeuilleBrute, ListeIllisible
from kitgen.readers.listes.classeur import lire_classeur, nature
from kitgen.readers.listes.tableau import ErreurDeFormule
from tests.readers.listes.aides import changer_partie, octets_xlsx


def seule(contenu: bytes) -> FeuilleBrute:
    """The one sheet of a workbook that holds something."""
    (sheet,) = lire_classeur(contenu)
    return sheet


def cellules_de(contenu: bytes) -> list[tuple]:
    return [r.cellules for r in seule(contenu).rangees]


def refus(contenu: bytes) -> str:
    with pytest.raises(ListeIllisible) as caught:
        if nature(contenu) == "classeur":
            lire_classeur(contenu)
    assert caught.value.remede
    return f"{caught.value.texte} → {caught.value.remede}"


def ods(*rows: tuple) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    table = Table("Liste")
    for row in rows:
        table.append_row(_row(row))
    document.body.append(table)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _row(values: tuple) -> Row:
    row = Row()
    for value in values:
        row.append_cell(Cell(value))
    return row


# --- values ----------------------------------------------------------------------------------------------------


def test_the_cells_of_an_excel_workbook_keep_their_type_and_their_row():
    def remplir(book, sheet):
        sheet.write_row(1, 0, ["Lefèvre", 12, 4.5, True, "", "  Le\u00a0Goff "])
        sheet.write_datetime(3, 0, dt.datetime(1998, 3, 14), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_datetime(3, 1, dt.datetime(1998, 3, 14, 9, 30), book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
        sheet.write_datetime(3, 2, dt.time(9, 30), book.add_format({"num_format": "hh:mm"}))
        sheet.write_number(3, 3, 73282932000074)

    sheet = seule(octets_xlsx(remplir))
    assert (sheet.nom, sheet.lecture, sheet.visible, sheet.doutes) == ("Liste", "classeur Excel", True, ())
    assert [r.numero for r in sheet.rangees] == [2, 4]
    first, second = (r.cellules for r in sheet.rangees)
    assert first == ("Lefèvre", 12, 4.5, True, "", "Le Goff")
    assert [type(c) for c in first[1:4]] == [int, float, bool]
    assert second[:4] == (dt.date(1998, 3, 14), dt.datetime(1998, 3, 14, 9, 30), dt.time(9, 30), 73282932000074)
    assert type(second[0]) is dt.date


def test_the_cells_of_a_libreoffice_workbook_keep_their_type():
    sheet = seule(ods(("Nom", "Numéro", "Né le"), ("Lefèvre", 12, dt.date(1998, 3, 14))))
    assert sheet.lecture == "classeur LibreOffice"
    assert [r.cellules for r in sheet.rangees] == [("Nom", "Numéro", "Né le"), ("Lefèvre", 12, dt.date(1998, 3, 14))]


@pytest.mark.parametrize("since_1904", [False, True])
def test_the_dates_of_old_macs_are_the_same_days(since_1904: bool):
    def remplir(book, sheet):
        sheet.write_datetime(0, 0, dt.datetime(1998, 3, 14), book.add_format({"num_format": "dd/mm/yyyy"}))

    sheet = seule(octets_xlsx(remplir, date_1904=since_1904))
    assert sheet.depuis_1904 is since_1904
    assert sheet.rangees[0].cellules == (dt.date(1998, 3, 14),)


def test_a_formula_has_the_value_that_excel_left():
    assert cellules_de(octets_xlsx(lambda b, s: s.write_formula(0, 0, "=1+2", value=3))) == [(3,)]
    assert cellules_de(octets_xlsx(lambda b, s: s.write_formula(0, 0, '=A2&"x"', value="Zoé"))) == [("Zoé",)]


@pytest.mark.parametrize("shown", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_a_formula_that_failed_is_an_error_and_never_empty(shown: str):
    def remplir(book, sheet):
        sheet.write_row(0, 0, ["Nom", "OF"])
        sheet.write(1, 0, "Girard")
        sheet.write_formula(1, 1, "=RECHERCHEV(1,A1,1)", value=shown)

    assert cellules_de(octets_xlsx(remplir))[1] == ("Girard", ErreurDeFormule(shown))


def test_a_formula_that_was_never_calculated_is_an_error():
    book = openpyxl.Workbook()
    book.active.append(["Nom", "OF"])
    book.active.append(["Girard", "=A1"])
    content = io.BytesIO()
    book.save(content)
    assert cellules_de(content.getvalue())[1] == ("Girard", ErreurDeFormule("formule jamais calculée"))


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell():
    content = octets_xlsx(lambda book, sheet: sheet.write_row(0, 0, ["Nom", 3]))
    formula = '<c r="B1" t="str"><f>IF(1=1,"","x")</f><v></v></c>'
    content = changer_partie(content, "xl/worksheets/sheet1.xml", r'<c r="B1">.*?</c>', formula)
    assert cellules_de(content) == [("Nom", "")]


# --- what hides in it ------------------------------------------------------------------------------------------


def test_hidden_rows_and_columns_are_known():
    def remplir(book, sheet):
        for n in range(4):
            sheet.write_row(n, 0, ["a", "b", "c", "d"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("B:C", None, None, {"hidden": True})

    sheet = seule(octets_xlsx(remplir))
    assert sheet.lignes_masquees == {3}
    assert sheet.colonnes_masquees == {1, 2}
    assert len(sheet.rangees) == 4


def test_rows_that_a_filter_hides_are_hidden_rows():
    def remplir(book, sheet):
        for n, of in enumerate(["OF", "A", "B", "A"]):
            sheet.write(n, 0, of)
        sheet.autofilter(0, 0, 3, 0)
        sheet.filter_column(0, "x == A")
        sheet.set_row(2, options={"hidden": True})

    assert seule(octets_xlsx(remplir)).lignes_masquees == {3}


def test_a_cell_merged_over_several_rows_counts_for_each_and_is_said():
    def remplir(book, sheet):
        sheet.write_row(0, 0, ["OF", "Nom"])
        sheet.merge_range("A2:A4", "IFC Atlantique")
        for n, name in enumerate(["Girard", "Benoît", "Dupont"], 1):
            sheet.write(n, 1, name)

    sheet = seule(octets_xlsx(remplir))
    assert [r.cellules for r in sheet.rangees[1:]] == [
        ("IFC Atlantique", "Girard"),
        ("IFC Atlantique", "Benoît"),
        ("IFC Atlantique", "Dupont"),
    ]
    (doubt,) = sheet.doutes
    assert doubt.texte == "cellules fusionnées A2 à A4 : leur valeur est lue pour chacune de leurs lignes"
    assert (doubt.ligne, doubt.colonne, doubt.valeur, doubt.gravite) == (2, 0, "IFC Atlantique", Gravite.AVERTISSEMENT)


def test_a_heading_merged_over_columns_and_an_empty_merged_cell_say_nothing():
    def remplir(book, sheet):
        sheet.merge_range("A1:C1", "Session de décembre")
        sheet.write_row(1, 0, ["Nom", "Prénoms", "OF"])
        sheet.merge_range("C3:C4", "")
        sheet.write_row(2, 0, ["Girard", "Zoé"])
        sheet.write_row(3, 0, ["Benoît", "Éric"])

    sheet = seule(octets_xlsx(remplir))
    assert sheet.doutes == ()
    assert sheet.rangees[0].cellules == ("Session de décembre", "", "")
    assert sheet.rangees[3].cellules == ("Benoît", "Éric", "")


def test_the_sheets_that_hold_something_come_in_order_with_whether_they_are_seen():
    def remplir(book, sheet):
        sheet.write(0, 0, "x")
        for name, state in (("Vide", None), ("Masquée", "hide"), ("Cachée", "very_hidden")):
            other = book.add_worksheet(name)
            if state:
                other.write(0, 0, name)
                getattr(other, state)()

    sheets = lire_classeur(octets_xlsx(remplir))
    assert [(s.nom, s.visible) for s in sheets] == [("Liste", True), ("Masquée", False), ("Cachée", False)]


def test_a_workbook_without_a_value_has_no_sheet():
    assert lire_classeur(octets_xlsx(lambda book, sheet: None)) == []


def test_a_chart_sheet_is_no_sheet():
    def remplir(book, sheet):
        sheet.write_column(0, 0, [1, 2, 3])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Liste!$A$1:$A$3"})
        book.add_chartsheet("Graphique").set_chart(chart)

    assert seule(octets_xlsx(remplir)).nom == "Liste"


def test_a_format_far_below_and_far_right_makes_no_row_and_takes_no_memory():
    def remplir(book, sheet):
        sheet.write(0, 0, "Nom")
        sheet.write_blank(1048575, 16383, None, book.add_format({"bold": True}))

    content = octets_xlsx(remplir)
    tracemalloc.start()
    sheet = seule(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [r.cellules for r in sheet.rangees] == [("Nom",)]
    assert peak < 50_000_000


def test_more_rows_than_any_session_has_are_refused():
    content = octets_xlsx(lambda book, sheet: sheet.write_column(0, 0, ["x"] * 20_001))
    assert refus(content) == "plus de 9999 lignes → vérifiez que c'est la bonne liste"


# --- what kind of file -----------------------------------------------------------------------------------------


def test_a_file_is_known_by_its_content():
    assert nature(octets_xlsx(lambda book, sheet: None)) == "classeur"
    assert nature(b"Nom;Pr\xe9noms\n") == nature(b"") == "texte"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "la liste est protégée par un mot de passe → enregistrez-la"),
        (OLE + "Workbook".encode("utf-16-le"), "c'est un classeur de l'ancien Excel (.xls) → enregistrez-le"),
        (b"%PDF-1.7\n", "c'est un PDF → demandez la liste au format .xlsx, .ods ou CSV"),
        (b"<html><body><table>", "c'est une page web, même si son nom dit autre chose → ouvrez-la dans Excel"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html>", "c'est une page web"),
        (b'  <?xml version="1.0"?><Workbook>', "c'est une page web"),
        (b"\xef\xbb\xbf<TABLE border=1>", "c'est une page web"),
        (b"PK\x03\x04" + b"\x00" * 50, "le classeur est abîmé → ouvrez-le dans Excel ou LibreOffice"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_by_its_name(content: bytes, words: str):
    assert refus(content).startswith(words)


def _zip(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return content.getvalue()


def test_a_word_document_is_refused_as_no_workbook():
    assert refus(_zip(word__document_xml=b"<w/>")).startswith("ce n'est ni un classeur Excel (.xlsx) ni un classeur")


def test_a_libreoffice_workbook_with_a_password_is_refused():
    manifest = b"<manifest><encryption-data/></manifest>"
    content = _zip(mimetype=b"x", content_xml=b"\x00\x01", **{"META-INF__manifest_xml": manifest})
    assert refus(content) == "la liste est protégée par un mot de passe → enregistrez-la sans mot de passe"


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.98])
def test_a_workbook_that_was_cut_is_refused(kept: float):
    content = octets_xlsx(lambda book, sheet: sheet.write(0, 0, "Nom"))
    assert refus(content[: int(len(content) * kept)]).startswith("le classeur est abîmé")


def test_a_workbook_in_which_any_byte_is_wrong_is_read_or_refused():
    content = octets_xlsx(lambda book, sheet: sheet.write_row(0, 0, ["Nom", 12, "Zoé"]))
    for place in range(0, len(content), 41):
        damaged = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        try:
            if nature(damaged) == "classeur":
                lire_classeur(damaged)
        except ListeIllisible as refusal:
            assert refusal.texte
            assert refusal.remede
