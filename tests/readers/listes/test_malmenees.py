"""Mangled lists give a problem or a list, never a traceback, never a hang, never the end of the process.

The library that reads workbooks is Rust: when it asks for too much memory the process aborts. So the files are read in
child processes (this module run as a program), with little memory and time, which name each file before they read it.
"""

from __future__ import annotations

import faulthandler
import io
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[3]
NOMBRE = 2_000
PARTS = 4
SECONDES = 5
OCTETS = 2_000_000_000

# --- workbooks, by hand ----------------------------------------------------------------------------------------

_OD = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_ODS = " ".join(f'xmlns:{p}="{_OASIS}:{p}:1.0"' for p in ("office", "table", "text"))


def liens(*links: tuple[str, str], suite: str = "") -> str:
    """Relationships: the id and the target of each; what has rId0 is the workbook."""
    kind = {"rId0": "officeDocument"}
    each = (
        f'<Relationship Id="{i}" Type="{_OD}/{kind.get(i, "worksheet")}" Target="{target}"/>' for i, target in links
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(each)}{suite}</Relationships>'


def livre(feuilles: str = '<sheet name="F" sheetId="1" r:id="rId1"/>', avant: str = "") -> str:
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OD}">{avant}<sheets>{feuilles}</sheets></workbook>'


def cellule(place: str, texte: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{texte}</t></is></c>'


RANGEES = (
    f'<row r="1">{cellule("A1", "Nom")}{cellule("B1", "Prénoms")}</row>'
    f'<row r="2">{cellule("A2", "Girard")}{cellule("B2", "Zoé")}</row>'
)
LOIN = '<c r="XFD1048576"><v>1</v></c>'
IMMENSE = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{LOIN}</row>'


def feuille(rangees: str = RANGEES, avant: str = "", apres: str = "") -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<worksheet xmlns="{_MAIN}">{avant}<sheetData>{rangees}</sheetData>{apres}</worksheet>'


def xlsx(**membres: str | bytes | None) -> dict[str, str | bytes]:
    """The members of a workbook: `livre`, `liens`, `feuille`, `paquet` replace its own; None leaves one out."""
    own: dict[str, str | bytes | None] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": membres.pop("paquet", liens(("rId0", "xl/workbook.xml"))),
        "xl/workbook.xml": membres.pop("livre", livre()),
        "xl/_rels/workbook.xml.rels": membres.pop("liens", liens(("rId1", "worksheets/sheet1.xml"))),
        "xl/worksheets/sheet1.xml": membres.pop("feuille", feuille()),
    }
    return {name: content for name, content in (own | membres).items() if content is not None}


def ods(
    rangees: str, avant: str = "", apres: str = "", espaces: str = _ODS, entete: str = ""
) -> dict[str, str | bytes]:
    table = f'<table:table table:name="F">{_RANGEES_ODS}{rangees}</table:table>'
    body = f"<office:body>{avant}<office:spreadsheet>{table}{apres}</office:spreadsheet></office:body>"
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_OASIS}:manifest:1.0"/>',
        "content.xml": f"{entete}<office:document-content {espaces}>{body}</office:document-content>",
    }


def cellule_ods(texte: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{texte}</text:p></table:table-cell>'


def rangee_ods(cellules: str, attributs: str = "") -> str:
    return f"<table:table-row {attributs}>{cellules}</table:table-row>"


_RANGEES_ODS = rangee_ods(cellule_ods("Nom") + cellule_ods("Prénoms")) + rangee_ods(
    cellule_ods("Girard") + cellule_ods("Zoé")
)
_LARGE = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
_6000 = 'table:number-rows-repeated="6000"'
LARGES = rangee_ods(_LARGE) * 20_000
_90 = cellule_ods("x") * 90


def zippe(membres: dict[str, str | bytes] | list[tuple[str, str | bytes]]) -> bytes:
    import warnings

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that stands twice
        for name, content in membres.items() if isinstance(membres, dict) else membres:
            archive.writestr(name, content)
    return out.getvalue()


# --- what is made to get past the guard ------------------------------------------------------------------------

ATTAQUES: dict[str, Callable[[], bytes]] = {}


def _x(nom: str, **membres: str | bytes | None) -> None:
    ATTAQUES[nom] = lambda: zippe(xlsx(**membres))


def _o(nom: str, *args: str, **kwargs: str) -> None:
    ATTAQUES[nom] = lambda: zippe(ods(*args, **kwargs))


_EVIL = feuille(IMMENSE)
_TWO = liens(("rId1", "worksheets/sheet1.xml"), ("rId2", "evil.xml"))
_HIDDEN: dict[str, str | bytes | None] = {"xl/evil.xml": _EVIL}

# Another part than the one that is looked at.
_x("immense", feuille=_EVIL)
_x("préfixe", feuille=re.sub("<(/?)(?=[a-z])", r"<\1x:", _EVIL).replace("xmlns=", "xmlns:x="))
_x(
    "autre racine",
    paquet=liens(("rId0", "evil/workbook.xml")),
    **{
        "evil/workbook.xml": livre(),
        "evil/_rels/workbook.xml.rels": liens(("rId1", "sheet.xml")),
        "evil/sheet.xml": _EVIL,
    },
)
_x("autre casse", **{"xl/worksheets/SHEET1.xml": _EVIL})
_x("barres inverses", **{"xl\\worksheets\\sheet1.xml": _EVIL})
_x("chemin remontant", liens=liens(("rId1", "a/../worksheets/sheet1.xml")), **{"xl/a/../worksheets/sheet1.xml": _EVIL})
_x(
    "entité dans la cible",
    liens=liens(("rId1", "worksheets/sheet&#49;.xml")),
    **{"xl/worksheets/sheet&#49;.xml": _EVIL},
)
_x(
    "deux feuilles du même nom",
    livre=livre('<sheet name="F" sheetId="2" r:id="rId2"/><sheet name="F" sheetId="1" r:id="rId1"/>'),
    liens=_TWO,
    **_HIDDEN,
)
_x(
    "lien imbriqué",
    liens=liens(
        ("rId1", "worksheets/sheet1.xml"),
        suite=f'<x><Relationship Id="rId1" Type="{_OD}/worksheet" Target="evil.xml"/></x>',
    ),
    **_HIDDEN,
)
_x("deux id", livre=livre('<sheet name="F" sheetId="1" r:id="rId1" id="rId2"/>'), liens=_TWO, **_HIDDEN)
_x(
    "feuille hors de sheets",
    livre=livre(avant='<x><sheet name="F" sheetId="2" r:id="rId2"/></x>'),
    liens=_TWO,
    **_HIDDEN,
)
_x("vingt mille feuilles", livre=livre("".join(f'<sheet name="F{i}" r:id="rId1"/>' for i in range(20_000))))

_x(
    "feuille dans une partie recopiée",
    livre=livre('<sheet name="F" sheetId="2" r:id="rId2"/><sheet name="F" sheetId="1" r:id="rId1"/>'),
    liens=liens(("rId1", "worksheets/sheet1.xml"), ("rId2", "/[Content_Types].xml")),
    **{"[Content_Types].xml": _EVIL},
)

# Cells where nobody looks.
_x("ligne à neuf chiffres dans la place", feuille=feuille(RANGEES.replace('"B2"', '"B400000000"')))
_x("ligne à neuf chiffres", feuille=feuille(RANGEES + '<row r="400000000"><c><v>1</v></c></row>'))
_x(
    "ligne avec des lettres",
    feuille=feuille(RANGEES + '<row r="A1048576"><c><v>1</v></c></row><row r="3"><c r="XFD3"><v>1</v></c></row>'),
)
_x("zéros dans la place", feuille=feuille(RANGEES + '<row r="3"><c r="ZZ000001048576"><v>1</v></c></row>'))
_x("minuscules", feuille=feuille(RANGEES + f'<row r="3">{LOIN.lower()}</row>'))
_x("ligne imbriquée", feuille=feuille(f'{RANGEES}<x><row r="1048576">{LOIN}</row></x>'))
_x("cellule imbriquée", feuille=feuille(RANGEES.replace("</row>", f"<x>{LOIN}</x></row>", 1)))
_x("données imbriquées", feuille=feuille(avant=f"<x><sheetData>{IMMENSE}</sheetData></x>"))
_x("données deux fois", feuille=feuille(avant=f"<sheetData>{IMMENSE}</sheetData>"))
_x(
    "place donnée par la DTD",
    feuille=feuille(
        f'{RANGEES}<row r="3">{"<c><v>1</v></c>" * 3000}</row><row r="100000"><c><v>1</v></c></row>'
    ).replace("?>", f'?><!--{"x" * 2000}--><!DOCTYPE worksheet [<!ATTLIST c r CDATA "A1">]>', 1),
)

# Too much, of something that is not looked at.
_x("chaînes annoncées", **{"xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" uniqueCount="20000000000"><si/></sst>'})
ATTAQUES["chaînes vides"] = lambda: zippe(xlsx(**{"xl/sharedStrings.xml": f"<sst>{'<si/>' * 30_000_000}</sst>"}))
ATTAQUES["cellules vides"] = lambda: zippe(xlsx(feuille=feuille(f"{RANGEES}<row>{'<c/>' * 19_000_000}</row>")))
_x(
    "fusions",
    feuille=feuille(
        RANGEES + '<row r="99000"><c r="A99000"><v>1</v></c></row>',
        apres="<mergeCells>" + '<mergeCell ref="A2:A99000"/>' * 3000 + "</mergeCells>",
    ),
)
_x("colonnes masquées", feuille=feuille(avant="<cols>" + '<col hidden="1" min="1" max="1000"/>' * 500_000 + "</cols>"))
_o("texte démesuré", rangee_ods(cellule_ods('<text:s text:c="99999999999"/>')))
_o("textes longs", rangee_ods(cellule_ods('<text:s text:c="100000000"/>')) * 50)
_o(
    "lignes masquées en nombre",
    rangee_ods("", 'table:number-rows-repeated="99999999" table:visibility="collapse"') * 2000,
)
_o(
    "colonnes masquées en nombre",
    '<table:table-column table:visibility="collapse" table:number-columns-repeated="99999999"/>' * 200_000,
)

# .ods
_o("valeurs sans texte", LARGES)
_o("valeurs sans texte, lignes répétées", rangee_ods(_LARGE, 'table:number-rows-repeated="6000"'))
_o("formules sans texte", rangee_ods(_LARGE.replace("office:value=", "table:formula=")) * 20_000)
_o("lignes répétées, signe plus", rangee_ods(_90, 'table:number-rows-repeated="+1000000"'))
_o("lignes répétées, zéros", rangee_ods(_90, 'table:number-rows-repeated="0001000000"'))
_o(
    "autre espace de noms",
    rangee_ods(_90, 'table:number-rows-repeated="1000000"'),
    espaces=_ODS.replace("table:1.0", "table:9.9"),
)
_o("tableau ailleurs", "", avant=f'<x><table:table table:name="G">{LARGES}</table:table></x>')
_o(
    "tableau dans un dessin",
    "",
    apres=f'<table:shapes><table:table table:name="G">{LARGES}</table:table></table:shapes>',
)
_o("dtd tardive", "", entete=f"<!--{'x' * 2000}--><!DOCTYPE x [<!ATTLIST x y CDATA 'z'>]>")

_x("données dans les fusions", feuille=feuille(avant=f"<mergeCells><sheetData>{IMMENSE}</sheetData></mergeCells>"))
_x(
    "feuille imbriquée, données parmi les chaînes",
    livre=livre('<x><sheet name="F" sheetId="2" r:id="rId2"/></x><sheet name="F" sheetId="1" r:id="rId1"/>'),
    liens=liens(("rId1", "worksheets/sheet1.xml"), ("rId2", "/xl/sharedStrings.xml")),
    **{"xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"><si/><sheetData>{IMMENSE}</sheetData></sst>'},
)
_x(
    "une longue chaîne mille fois",
    feuille=feuille(RANGEES + "".join(f'<row r="{r}"><c t="s"><v>0</v></c></row>' for r in range(3, 1003))),
    **{"xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"><si><t>{"a" * 9_000_000}</t></si></sst>'},
)
_o(
    "un long texte mille fois",
    rangee_ods(
        f'<table:table-cell table:number-columns-repeated="1000" office:value-type="string"><text:p>{"a" * 9_000_000}'
        "</text:p></table:table-cell>"
    ),
)
_o("espace de noms refait, ligne", f'<x xmlns:table="urn:x">{rangee_ods(_LARGE, _6000)}</x>')
_o(
    "espace de noms refait, cellules",
    rangee_ods(_LARGE.replace("<table:table-cell", '<table:table-cell xmlns:table="urn:x"')) * 20_000,
)

# Another file than the one that is looked at.
_NO_PACKAGE = xlsx(paquet=None)
ATTAQUES["xlsx puis ods"] = lambda: zippe(_NO_PACKAGE | ods(LARGES))
ATTAQUES["membre en double, le mauvais d'abord"] = lambda: zippe([("xl/worksheets/sheet1.xml", _EVIL), *xlsx().items()])
ATTAQUES["membre en double, le mauvais ensuite"] = lambda: zippe([*xlsx().items(), ("xl/worksheets/sheet1.xml", _EVIL)])
ATTAQUES["contenu en double"] = lambda: zippe([("content.xml", ods(LARGES)["content.xml"]), *ods("").items()])


def _attaque(nom: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def note(faire: Callable[[], bytes]) -> Callable[[], bytes]:
        ATTAQUES[nom] = faire
        return faire

    return note


@_attaque("xlsx puis xlsb")
def _xlsb() -> bytes:
    def record(kind: int, body: bytes = b"") -> bytes:
        code = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return code + bytes([len(body)]) + body

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def cell(row: int, column: int) -> bytes:
        return record(0, struct.pack("<I", row) + bytes(13)) + record(5, struct.pack("<IId", column, 0, 1))

    sheet = record(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("F"))
    book = record(0x83) + record(0x99, bytes(8) + wide("")) + record(0x8F) + sheet + record(0x90) + record(0x84)
    size = record(0x94, struct.pack("<IIII", 0, 1, 0, 1))
    cells = record(0x91) + cell(0, 0) + cell(1_048_575, 16_383) + record(0x92)
    more: dict[str, str | bytes] = {
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": liens(("rId1", "worksheets/sheet1.bin")),
        "xl/worksheets/sheet1.bin": record(0x81) + size + cells + record(0x82),
    }
    return zippe(_NO_PACKAGE | more)


@_attaque("deux archives bout à bout")
def _two_ends() -> bytes:
    good = bytearray(zippe(xlsx()))
    end = good.rindex(b"PK\x05\x06")
    good[end + 20 : end + 22] = b"\x10\x00"  # a comment that is not there: this end counts for Python alone
    return zippe(xlsx(feuille=_EVIL)) + bytes(good)


@_attaque("taille mensongère")
def _lying_size() -> bytes:
    name, strings = b"xl/sharedStrings.xml", f"<sst>{'<si/>' * 60_000_000}</sst>".encode()
    out = bytearray(zippe(xlsx(**{name.decode(): strings})))
    shown = struct.pack("<I", zlib.crc32(strings[:100])), struct.pack("<I", 100)
    for found in [m.start() for m in re.finditer(name, out)]:
        for mark, back, at in ((b"PK\x03\x04", 30, 14), (b"PK\x01\x02", 46, 16)):
            header = found - back
            if out[header : header + 4] == mark:
                out[header + at : header + at + 4] = shown[0]
                out[header + at + 8 : header + at + 12] = shown[1]
    return bytes(out)


# Text.
_NOMS = b"Nom;Prenoms;Blocs\n"
ATTAQUES["csv : accent très loin dans une ligne"] = lambda: _NOMS + b";".join([b"a" * 1000] * 250) + b";\xe9\n"
ATTAQUES["csv : premières cellules longues"] = lambda: (
    _NOMS + b"a" * 131_000 + b"".join(b"%s\n" % (b"a" * 131_000) for _ in range(140))
)
ATTAQUES["csv : blocs et tabulations"] = lambda: _NOMS + b"A;B;bloc" + b"\t" * 60_000 + b"x\n"
ATTAQUES["csv : lignes vides"] = lambda: b"\r" * 19_000_000
ATTAQUES["csv : guillemets"] = lambda: b'"' * 1_000_000
ATTAQUES["csv : cent mille colonnes"] = lambda: b";" * 100_000 + b"\n"
ATTAQUES["csv : mille titres inconnus"] = lambda: (
    b";".join(b"inconnu %d" % i for i in range(998)) + b";Nom;Prenoms\n" + b";".join([b"x"] * 1000)
)
ATTAQUES["csv : tous les octets"] = lambda: bytes(range(1, 256)) * 1000


# --- two thousand mangled files --------------------------------------------------------------------------------


@cache
def graines() -> tuple[tuple[str, bytes], ...]:
    """Small good files of all kinds: what is mangled."""
    from kitgen.readers.listes.entetes import colonnes_connues

    titles = ["Nom", "Prénoms", "Né le", "Blocs", "Option", "OF", "SIRET", "Téléphone", "CP", "Mail", "Heure", "Statut"]
    rows = [
        ["Lefèvre", "Amélie", "14/03/1998", "BC4, BC5", "Production", "ESAN", "73282932000074", "0639980102", "01000"],
        ["Wójcik", "Zoé", "1998-03-14", "BC1 à BC3", "", "IFC Atlantique", "", "+33 6 39 98 01 02", "75009", "a@b.fr"],
        ["d’Aubigny", "Jean-Marc", "", "", "", "", "", "", "", "", "9 h 30", "désisté"],
    ]
    assert set(colonnes_connues())
    found: list[tuple[str, bytes]] = []
    for codec, separator in (("utf-8", ";"), ("utf-8-sig", ","), ("utf-16", "\t"), ("cp1252", ";"), ("mac_roman", ",")):
        lines = [separator.join(f'"{c}"' if separator in c else c for c in row) for row in [titles, *rows]]
        text = "\r\n".join(lines).encode(codec, errors="replace")
        found.append((f"csv {codec}", text))
    found += _classeurs([titles, *rows])
    corpus = RACINE / "tests/listes/fichiers"
    for name in ("libreoffice.xlsx", "odfdo.ods", "of-fusionnes.xlsx", "lignes-repetees.ods"):
        if (corpus / name).is_file() and (corpus / name).stat().st_size < 40_000:
            found.append((name, (corpus / name).read_bytes()))
    return tuple(found)


def _classeurs(rows: list[list[str]]) -> list[tuple[str, bytes]]:
    import datetime as dt

    import openpyxl
    import xlsxwriter

    one, two = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active["C2"] = dt.date(1998, 3, 14)
    book.active["M2"] = "=1/0"
    book.active.merge_cells("F3:F4")
    book.active.row_dimensions[3].hidden = True
    book.save(one)
    with xlsxwriter.Workbook(two, {"in_memory": True}) as written:
        sheet = written.add_worksheet("Inscrits")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_datetime(1, 2, dt.datetime(1998, 3, 14), written.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_boolean(1, 12, True)
        sheet.set_column(3, 3, None, None, {"hidden": True})
        written.add_worksheet("Vide")
    lines = "".join(rangee_ods("".join(map(cellule_ods, row))) for row in rows)
    xml = zippe(ods(lines)), zippe(xlsx())
    return [("openpyxl", one.getvalue()), ("xlsxwriter", two.getvalue()), ("ods", xml[0]), ("xlsx", xml[1])]


_VALEURS = (
    *("", "0", "-1", "1", "x", "XFD9999999", "A0", "1A", "AAAA1", "99999999", "4294967296", "18446744073709551616"),
    *("+5", "1e9", " 3", "s", "inlineStr", "e", "b", "d", "str", "n", "1.5", "NaN", "inf", "-1e400", "é", "2026-13-45"),
    *("9999-12-31T23:59:59", "PT99999H", "../../etc/passwd", "/xl/workbook.xml", "worksheets/", "true", "hidden"),
    *("1048576", "16384", "A1:XFD1048576", "B2:A1", "A1:A1:A1", "&#0;", "&amp;", "&lt;x", "&inconnue;", "#N/A"),
)


def malmener(n: int) -> bytes:
    """The n-th mangled file; the same in every run."""
    rng = random.Random(n)
    name, content = graines()[n % len(graines())]
    if name.startswith("csv"):
        return rng.choice((_octets, _octets, _texte, _texte, _texte))(rng, content)
    return rng.choice((_octets, _membres, _xml, _xml, _xml, _xml, _xml))(rng, content)


def _octets(rng: random.Random, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5, 30))):
        at = rng.randrange(len(data) or 1)
        match rng.randrange(5):
            case 0 if data:
                data[at % len(data)] ^= 1 << rng.randrange(8)
            case 1:
                del data[at:]
            case 2:
                data[at:at] = rng.randbytes(rng.choice((1, 4, 200)))
            case 3:
                data[at:at] = data[: rng.randrange(len(data) or 1)]
            case _:
                del data[at : at + rng.choice((1, 4, 100))]
    return bytes(data)


def _texte(rng: random.Random, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(rng.choice((1, 2, 4))):
        at = rng.randrange(len(data))
        data[at:at] = rng.choice(
            [
                *(b"\0", b'"', b'""', b'"\n"', b"\r", b"\n\n\n", b"\x1a", b"\x7f\x01", b"\xff\xfe", b"\xef\xbb\xbf"),
                *(
                    "é".encode(),
                    "é".encode("cp1252"),
                    "é".encode("mac_roman"),
                    "é".encode("utf-16-le"),
                    b"\xed\xa0\x80",
                ),
                *(
                    b"x" * 140_000,
                    b";" * 100_000,
                    b",\t;" * 2_000,
                    b"\n" * 5_000,
                    b"=1+1",
                    b"sep=,\n",
                    b"#REF!",
                    b"Err:502",
                ),
                *("\u2028\u202e\ufffe".encode(), b"1e308", b"9" * 400, b"<table>", b"PK\x03\x04", b"%PDF", b"Total;"),
                rng.randbytes(50),
            ]
        )
    return bytes(data)


def _membres(rng: random.Random, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members: list[tuple[str, str | bytes]] = [(n, archive.read(n)) for n in archive.namelist()]
    at, other = rng.randrange(len(members)), rng.randrange(len(members))
    name, data = members[at]
    match rng.randrange(6):
        case 0:
            del members[at]
        case 1:
            members.append((name, members[other][1]))
        case 2:
            members[at] = (rng.choice((name.upper(), f"/{name}", f"../{name}", name.replace("/", "\\"), "?")), data)
        case 3:
            members[at] = (name, rng.choice((b"", b"\0" * 1_000_000, rng.randbytes(1_000), b"<a>" * 100_000)))
        case 4:
            members[at] = (name, members[other][1])
        case _:
            members += [(f"{i}", b"") for i in range(rng.choice((10, 2_500)))]
    return zippe(members)


def _xml(rng: random.Random, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members: dict[str, str | bytes] = {n: archive.read(n) for n in archive.namelist()}
    names = [n for n in members if n.endswith((".xml", ".rels"))]
    likely = [n for n in names if re.search(r"sheet\d|content\.xml|workbook|sharedStrings|styles", n)] or names
    for _ in range(rng.choice((1, 1, 2, 4))):
        name = rng.choice(likely if rng.random() < 0.85 else names)
        text = bytes(members[name]).decode("utf-8", errors="replace")
        members[name] = _une_faute(rng, text).encode()
    return zippe(members)


def _une_faute(rng: random.Random, text: str) -> str:
    tags = list(re.finditer(r"<[^<>?!]+>", text))
    attributes = list(re.finditer(r'([\w:-]+)="([^"]*)"', text))
    if not tags or not attributes:
        return text + "<"
    tag, attribute = rng.choice(tags), rng.choice(attributes)
    match rng.randrange(10):
        case 0 | 1 | 2:
            return text[: attribute.start(2)] + rng.choice(_VALEURS) + text[attribute.end(2) :]
        case 3:
            return text[: attribute.start()] + text[attribute.end() :]
        case 4:
            kind = rng.choice(("rows", "columns"))
            how = f' table:number-{kind}-{rng.choice(("repeated", "spanned"))}="{rng.choice(_VALEURS)}"'
            return text[: tag.end() - 1].removesuffix("/") + how + text[tag.end() - 1 :] if tag[0][1] != "/" else text
        case 5:
            return text[: tag.start()] + text[tag.end() :]
        case 6:
            return text[: tag.end()] + tag[0] * rng.choice((1, 2, 500)) + text[tag.end() :]
        case 7:
            entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY inconnue SYSTEM "file:///etc/passwd">]>'
            return re.sub(r"^(<\?xml[^>]*\?>)?", lambda m: m[0] + entity, text, count=1)
        case 8:
            values = list(re.finditer(r">([^<>]+)<", text))
            value = rng.choice(values) if values else tag
            return text[: value.start() + 1] + rng.choice(_VALEURS) + text[value.end() - 1 :]
        case _:
            other = rng.choice(tags)
            first, last = sorted((tag.start(), other.start()))
            piece = text[first:last]
            return text[:last] + piece[:20_000] + text[last:]


# --- the child process -----------------------------------------------------------------------------------------


def essayer(content: bytes, path: Path) -> None:
    """Read a file as kitgen does; AssertionError when a problem does not say what it is and what to do."""
    from kitgen.model.session import Liste
    from kitgen.readers.listes.candidats import LecteurDeCandidats
    from kitgen.readers.listes.entetes import OBLIGATOIRES, Titres, colonnes_du_tableau
    from kitgen.readers.listes.lecture import lire_liste
    from kitgen.readers.listes.tableau import regrouper
    from tests.aides import projet_exemple, referentiel_livre

    path.write_bytes(content)
    titles = Titres.connus({})
    tableau, problems = lire_liste(path, path.name, Liste(fichier=path.name), titles)
    if tableau is None:
        assert len(problems) == 1, problems
    else:
        columns, more = colonnes_du_tableau(tableau, titles)
        problems += more
        if set(OBLIGATOIRES) <= set(columns):
            reader = LecteurDeCandidats(projet_exemple().session, referentiel_livre())
            problems += reader.lire(tableau, columns)[1]
    for problem in regrouper(problems):
        assert problem.texte.strip(), problem
        assert problem.remede.strip(), problem
        assert str(problem)


def enfant(what: str, *args: str) -> None:
    """Try files, naming each before: `fuzz first last`, or `attaque name`."""
    cases: list[tuple[str, Callable[[], bytes]]] = (
        [(str(n), partial(malmener, n)) for n in range(int(args[0]), int(args[1]))]
        if what == "fuzz"
        else [(args[0], ATTAQUES[args[0]])]
    )
    with tempfile.TemporaryDirectory() as folder:
        for good in (zippe(xlsx()), _NOMS + b"Lef\xe8vre;A;\n"):
            essayer(good, Path(folder) / "liste")  # what is imported late is imported now, in no hurry
        for name, make in cases:
            print(name, flush=True)
            content = make()
            try:
                import resource
            except ImportError:
                pass  # Windows
            else:
                resource.setrlimit(resource.RLIMIT_AS, (OCTETS, resource.RLIM_INFINITY))
            faulthandler.dump_traceback_later(SECONDES, exit=True)
            essayer(content, Path(folder) / "liste")
            faulthandler.cancel_dump_traceback_later()
    print("fini", flush=True)


def lancer(*args: str) -> tuple[str, str]:
    """The last file that a child named (« fini » when all went well), and what it said of its end."""
    command = [sys.executable, "-m", "tests.readers.listes.test_malmenees", *args]
    environment = {**os.environ, "PYTHONPATH": str(RACINE), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command,
        cwd=RACINE,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    said = done.stdout.splitlines() or ["(rien)"]
    return said[-1], f"code {done.returncode}\n{done.stderr[-1500:]}"


@pytest.mark.parametrize("part", range(PARTS))
def test_mangled_files_give_a_problem_or_a_list(part: int) -> None:
    first, last = part * NOMBRE // PARTS, (part + 1) * NOMBRE // PARTS
    failed: dict[str, str] = {}
    while first < last and len(failed) < 10:
        name, end = lancer("fuzz", str(first), str(last))
        if name == "fini":
            break
        failed[f"malmener({name})"] = end
        first = int(name) + 1
    assert not failed, "\n\n".join(f"{name} : {end}" for name, end in failed.items())


# To be emptied as the reader is mended: a test that passes then fails here.
@pytest.mark.parametrize("nom", ATTAQUES)
def test_no_file_gets_past_the_guard(nom: str) -> None:
    name, end = lancer("attaque", nom)
    assert name == "fini", f"{nom} : {end}"


def test_the_child_tells_a_failure() -> None:
    """What holds for the files above is worth nothing if the child could not fail."""
    name, end = lancer("fuzz", "0", "rien")
    assert name == "(rien)"
    assert "ValueError" in end


if __name__ == "__main__":
    enfant(*sys.argv[1:])
