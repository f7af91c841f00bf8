"""The structure of an .xlsx: sheets, hidden rows and columns, merged cells, failed formulas."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from lxml import etree

from kitgen.errors import lettre
from kitgen.readers.listes.structure import (
    ABIME,
    MAX_FEUILLES,
    MAX_FUSIONS,
    MAX_TEXTE,
    TROP,
    Parties,
    Structure,
    borner,
    nombre,
    retirer,
)
from kitgen.readers.listes.tableau import JAMAIS_CALCULEE, MAX_COLONNES

_VRAI = ("1", "true")
_MAX_LIGNE, _MAX_COLONNE = 1_048_576, 16_384
_RICHE = frozenset(
    [
        "t",
        "r",
        "rPr",
        "rPh",
        "phoneticPr",
        "b",
        "i",
        "u",
        "strike",
        "sz",
        "color",
        "rFont",
        "family",
        "charset",
        "scheme",
        "vertAlign",
        "outline",
        "shadow",
        "condense",
        "extend",
    ]
)
"""What a text within a cell is made of (ECMA-376, part 1, 18.4)."""
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


_TEXTES = "xl/sharedStrings.xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006"
_OD = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def feuilles_xlsx(parties: Parties) -> Iterator[Structure]:
    """The sheets of a workbook; the new archive has them under names of its own. Raises ListeIllisible."""
    book = parties.xml("xl/workbook.xml")
    targets = {
        r.get("Id", ""): posixpath.normpath(posixpath.join("/xl", r.get("Target", ""))).lstrip("/")
        for r in parties.xml("xl/_rels/workbook.xml.rels")
    }
    properties = book.find("{*}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in _VRAI
    sheets = book.findall("{*}sheets/{*}sheet")
    if len(sheets) > MAX_FEUILLES:
        raise TROP
    texts = parties.xml(_TEXTES) if _TEXTES in parties else None
    lengths = [sum(map(len, si.itertext())) for si in texts] if texts is not None else []
    found: list[tuple[str, bool]] = []
    for sheet in sheets:
        name, part = sheet.get("name", ""), targets.get(sheet.get(_REL, ""), "")
        if part not in parties or "sheets/" not in part or name in [n for n, _ in found]:
            continue  # a chart, a part that is not there, or a second sheet of the same name
        visible = sheet.get("state", "visible") == "visible"
        found.append((name, visible))
        root = parties.xml(part)
        yield _feuille(root, name, visible, since_1904, lengths)
        parties.garder(f"xl/worksheets/sheet{len(found)}.xml", root)
    _garder_le_livre(parties, [name for name, _ in found], since_1904, texts)


def _garder_le_livre(parties: Parties, names: list[str], since_1904: bool, texts: etree._Element | None) -> None:
    """What holds the sheets together, written anew; texts and formats as they are."""
    parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
    if texts is not None:
        for attribute in ("count", "uniqueCount"):
            texts.attrib.pop(attribute, None)  # announced, and believed
        parties.garder(_TEXTES, texts)
        parts.append(("sharedStrings", "sharedStrings.xml"))
    if "xl/styles.xml" in parties:
        parties.garder("xl/styles.xml", parties.octets("xl/styles.xml"))
        parts.append(("styles", "styles.xml"))
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    dates = '<workbookPr date1904="1"/>' if since_1904 else ""
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OD}">{dates}<sheets>{sheets}</sheets></workbook>'
    parties.garder("xl/workbook.xml", book.encode())
    parties.garder("xl/_rels/workbook.xml.rels", _liens(parts))
    parties.garder("_rels/.rels", _liens([("officeDocument", "xl/workbook.xml")]))
    default = '<Default Extension="xml" ContentType="application/xml"/>'
    parties.garder("[Content_Types].xml", f'<Types xmlns="{_TYPES}/content-types">{default}</Types>'.encode())


def _liens(parts: list[tuple[str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_OD}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{_TYPES}/relationships">{rows}</Relationships>'.encode()


def _feuille(root: etree._Element, name: str, visible: bool, since_1904: bool, lengths: list[int]) -> Structure:
    data = root.find("{*}sheetData")
    hidden, merged = tuple(_colonnes_masquees(root)), tuple(_fusions(root))
    retirer([e for e in root if e is not data])
    reader = _Rangees(root.tag.rpartition("}")[0] + "}", lengths)
    for row in list(data) if data is not None else []:
        reader.rangee(row)
    borner(reader.derniere_ligne, reader.derniere_colonne + 1)
    return Structure(
        name,
        visible,
        since_1904,
        reader.cellules,
        frozenset(reader.masquees),
        frozenset(hidden),
        merged,
        reader.erreurs,
    )


class _Rangees:
    """Reads the rows of a sheet, and leaves in the tree only cells that hold something and say where they stand."""

    def __init__(self, espace: str, longueurs: list[int]) -> None:
        self._row, self._c, self._v, self._f, self._is, self._t = (
            f"{espace}{n}" for n in ("row", "c", "v", "f", "is", "t")
        )
        self._longueurs, self._texte = longueurs, 0
        self.cellules = self.derniere_ligne = self.derniere_colonne = 0
        self.masquees: set[int] = set()
        self.erreurs: dict[int, dict[int, str]] = {}
        self._ligne = 0
        self._lettres: dict[str, int] = {}

    def rangee(self, row: etree._Element) -> None:
        """One row."""
        if row.tag != self._row:
            retirer([row])
            return
        given = row.get("r")
        self._ligne = nombre(given, self._ligne + 1, _MAX_LIGNE)
        if row.get("hidden") in _VRAI:
            self.masquees.add(self._ligne)
        line = str(self._ligne)
        if given != line:
            row.set("r", line)
        self._cellules(row, line)

    def _cellules(self, row: etree._Element, line: str) -> None:
        letters, digits, cells = self._lettres, -len(line), 0
        column, last, dropped = -1, -1, []
        for cell in row.iterchildren(self._c):
            cells += 1
            # Nearly every cell is a known column followed by this row; all else is looked at closely.
            reference = cell.get("r")
            known = letters.get(reference[:digits]) if reference is not None else None
            if known is None or reference is None or reference[digits:] != line:
                known = self._colonne(cell, column + 1)
            column = known
            if len(cell):
                last = max(last, column)
                self._cellule(cell, column)
            else:
                dropped.append(cell)  # it only has a format
        if last >= 0:
            self.derniere_colonne = max(self.derniere_colonne, last)
            self.derniere_ligne = max(self.derniere_ligne, self._ligne)
        if cells != len(row):
            dropped += [e for e in row if e.tag != self._c]
        retirer(dropped)

    def _colonne(self, cell: etree._Element, following: int) -> int:
        reference = cell.get("r")
        if reference is None:
            # The cells before it may be pruned, so it must say itself where it stands.
            cell.set("r", f"{lettre(following)}{self._ligne}")
            return following
        letters = reference.rstrip("0123456789")
        if reference[len(letters) :] != str(self._ligne):
            raise ABIME
        known = self._lettres.get(letters)
        if known is None:
            known = self._lettres[letters] = _rang(letters)
        return known

    def _cellule(self, cell: etree._Element, column: int) -> None:
        self.cellules += 1
        kind, first = cell.get("t"), cell[0]
        alone = len(cell) == 1 and self._est_simple(first)
        if not alone:
            self._parties(cell)
        if kind == "s":
            index = nombre((first.text or "0").strip(), 0)
            self._texte += self._longueurs[index] if index < len(self._longueurs) else 0
            if self._texte > MAX_TEXTE:
                raise TROP
        elif kind == "e":
            self.erreurs.setdefault(self._ligne, {})[column] = "".join(cell.itertext(self._v)).strip() or "#N/A"
        elif not alone and kind != "str" and cell.find(self._f) is not None and not any(cell.itertext(self._v)):
            self.erreurs.setdefault(self._ligne, {})[column] = JAMAIS_CALCULEE

    def _est_simple(self, part: etree._Element) -> bool:
        """Whether this is what nearly every cell holds: a value, or a text in one piece."""
        tag, parts = part.tag, len(part)
        if tag == self._v:
            return not parts
        return parts == 1 and tag == self._is and part[0].tag == self._t and not len(part[0])

    def _parties(self, cell: etree._Element) -> None:
        """A cell holds a formula, a value, a text; nothing that could be taken for more cells."""
        for part in list(cell):
            if part.tag not in (self._v, self._f, self._is):
                retirer([part])
            elif len(part) and (part.tag != self._is or any(_nom(e) not in _RICHE for e in part.iterdescendants())):
                raise ABIME


def _nom(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _rang(letters: str) -> int:
    """A to XFD as 0 to 16,383."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ABIME
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if number > _MAX_COLONNE:
        raise ABIME
    return number - 1


def _colonnes_masquees(root: etree._Element) -> Iterator[int]:
    columns = root.findall("{*}cols/{*}col")
    if len(columns) > _MAX_COLONNE:
        raise TROP
    for col in columns:
        if col.get("hidden") in _VRAI:
            first, last = nombre(col.get("min"), 1), nombre(col.get("max"), 1)
            yield from range(first - 1, min(last, MAX_COLONNES))


def _fusions(root: etree._Element) -> Iterator[tuple[int, int, int, int]]:
    merged = root.findall("{*}mergeCells/{*}mergeCell")
    if len(merged) > MAX_FUSIONS:
        raise TROP
    for merge in merged:
        found = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})", merge.get("ref", ""))
        if found:
            yield int(found[2]), _rang(found[1]), int(found[4]), _rang(found[3])
