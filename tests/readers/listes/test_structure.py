from __future__ import annotations

import io
import time
import zipfile

import pytest

from kitgen.readers.listes.brut import ListeIllisible
from kitgen.readers.listes.classeur import lire_classeur
from kitgen.readers.listes.structure import Parties, Structure
from kitgen.readers.listes.structure_ods import feuilles_ods
from kitgen.readers.listes.structure_xlsx import feuilles_xlsx
from tests.readers.listes.aides import changer_partie as change
from tests.readers.listes.aides import octets_xlsx

FEUILLE = "xl/worksheets/sheet1.xml"
DEMESURE = "le classeur est démesuré"
ABIME = "le classeur est abîmé"


def lire(contenu: bytes) -> Structure:
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        parties = Parties(archive)
        (only,) = feuilles_xlsx(parties) if "xl/workbook.xml" in parties else feuilles_ods(parties)
    return only


def refus(contenu: bytes) -> str:
    started = time.monotonic()
    with pytest.raises(ListeIllisible) as caught:
        lire(contenu)
    assert time.monotonic() - started < 5
    assert caught.value.remede
    return caught.value.texte


def simple(remplir=lambda book, sheet: sheet.write_row(0, 0, ["Nom", "Prénoms"])) -> bytes:
    return octets_xlsx(remplir)


def ods(body: str) -> bytes:
    """The smallest LibreOffice workbook, with this content in its only table."""
    uri = "urn:oasis:names:tc:opendocument:xmlns"
    xml = (
        f'<office:document-content xmlns:office="{uri}:office:1.0" xmlns:table="{uri}:table:1.0" '
        f'xmlns:text="{uri}:text:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="Liste">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", xml)
    return out.getvalue()


CELLULE = "<table:table-cell><text:p>x</text:p></table:table-cell>"


# --- harmless --------------------------------------------------------------------------------------------------


def test_the_cells_that_hold_something_are_counted():
    found = lire(simple())
    assert (found.nom, found.visible, found.cellules, found.depuis_1904) == ("Liste", True, 2, False)
    assert lire(octets_xlsx(lambda book, sheet: None)).cellules == 0


def test_a_far_cell_that_only_has_a_format_does_not_count():
    def remplir(book, sheet):
        sheet.write(0, 0, "Nom")
        sheet.write_blank(1048575, 16383, None, book.add_format({"bold": True}))

    assert lire(octets_xlsx(remplir)).cellules == 1


def test_whole_columns_and_rows_that_have_a_format_do_not_count():
    def remplir(book, sheet):
        sheet.write(0, 0, "Nom")
        sheet.set_column(0, 16383, 20, book.add_format({"bold": True}))
        sheet.set_row(1048575, 30)

    assert lire(octets_xlsx(remplir)).cellules == 1


def test_rows_and_columns_of_a_libreoffice_sheet_that_are_repeated_empty_to_its_end_do_not_count():
    found = lire(
        ods(
            f'<table:table-row>{CELLULE}<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
            '<table:table-row table:number-rows-repeated="1048575" table:visibility="collapse">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
    )
    assert (found.cellules, found.lignes_masquees) == (1, frozenset())


def test_what_a_libreoffice_sheet_hides_merges_and_fails_at():
    found = lire(
        ods(
            '<table:table-column/><table:table-column table:number-columns-repeated="2" table:visibility="collapse"/>'
            f"<table:table-row>{CELLULE}{CELLULE}{CELLULE}</table:table-row>"
            f'<table:table-row table:visibility="filter">{CELLULE}</table:table-row>'
            '<table:table-row><table:table-cell table:number-rows-spanned="3"><text:p>OF</text:p></table:table-cell>'
            '<table:table-cell calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell></table:table-row>'
        )
    )
    assert found.colonnes_masquees == {1, 2}
    assert found.lignes_masquees == {2}
    assert found.fusions == ((3, 0, 5, 0),)
    assert found.erreurs == {3: {1: "#N/A"}}


def test_a_sheet_is_found_however_its_part_is_named_in_the_relations():
    content = change(simple(), "xl/_rels/workbook.xml.rels", 'Target="worksheets/', 'Target="/xl/worksheets/')
    assert lire(content).cellules == 2


def test_cells_that_do_not_say_where_they_are_follow_each_other():
    content = change(simple(), FEUILLE, r' r="B1"', "")
    assert lire(content).cellules == 2


# --- refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [(1048575, 16383), (1048575, 0), (99_999, 100), (0, 16383)])
def test_one_stray_cell_far_away_is_refused_before_the_grid_is_made(place: tuple[int, int]):
    def remplir(book, sheet):
        sheet.write(0, 0, "Nom")
        sheet.write(*place, "égarée")

    assert refus(octets_xlsx(remplir)) == DEMESURE


def test_a_stray_cell_hidden_in_another_row_is_refused_all_the_same():
    content = change(simple(), FEUILLE, r'r="B1"', 'r="XFD1048576"')
    assert refus(content) == ABIME


@pytest.mark.parametrize(
    "row",
    [
        '<table:table-row table:number-rows-repeated="1048576">' + CELLULE + "</table:table-row>",
        "<table:table-row>"
        + CELLULE.replace("cell>", 'cell table:number-columns-repeated="16384">', 1)
        + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="3000">'
        + CELLULE.replace("cell>", 'cell table:number-columns-repeated="3000">', 1)
        + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
        f"<table:table-row>{CELLULE}</table:table-row>",
    ],
    ids=["rows", "columns", "both", "last row"],
)
def test_a_libreoffice_sheet_that_repeats_a_value_without_end_is_refused(row: str):
    assert refus(ods(row)) == DEMESURE


@pytest.mark.parametrize("reference", ["ÀB1", "ABCD1", "1", "$A$1"])
def test_a_cell_whose_name_is_no_name_is_refused(reference: str):
    assert refus(change(simple(), FEUILLE, r'r="B1"', f'r="{reference}"')) == ABIME


@pytest.mark.parametrize("member", ["xl/workbook.xml", FEUILLE])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        "<!DOCTYPE x>",
        f'<!--{" " * 3000}--><!DOCTYPE x [<!ENTITY a "aaaa">]>',
    ],
)
def test_a_part_that_declares_entities_is_refused(member: str, declaration: str):
    content = change(simple(), member, r"\?>\s*<", f"?>{declaration}<")
    assert refus(content) == ABIME


def test_a_part_that_is_no_xml_is_refused():
    assert refus(change(simple(), FEUILLE, "</worksheet>", "</feuille>")) == ABIME


def test_an_archive_that_swells_without_end_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/media/image.bin", "w") as member:
            for _ in range(162):
                member.write(b"\x00" * 1_000_000)
    assert refus(out.getvalue()) == DEMESURE


def test_an_archive_with_thousands_of_parts_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for n in range(2_001):
            archive.writestr(f"xl/{n}", "")
    assert refus(out.getvalue()) == DEMESURE


def test_another_archive_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("candidats.csv", "Nom;Prénoms")
    with pytest.raises(ListeIllisible, match=r"ce n'est ni un classeur Excel \(\.xlsx\) ni un classeur LibreOffice"):
        lire_classeur(out.getvalue())
