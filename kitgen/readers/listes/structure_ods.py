"""The structure of an .ods: sheets, hidden rows and columns, merged cells, failed formulas."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kitgen.readers.listes.brut import ListeIllisible
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
from kitgen.readers.listes.tableau import MAX_COLONNES

_URN = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_MASQUE = ("collapse", "filter")
_MAX_BLANCS = 1_000


_GENRE = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFESTE = (
    b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    b'<manifest:file-entry manifest:full-path="/" manifest:media-type="' + _GENRE + b'"/>'
    b'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _q(prefix: str, name: str) -> str:
    """A full name, by the prefix that OpenDocument files use."""
    return f"{{{_URN.format(prefix)}}}{name}"


_TABLE, _RANGEE, _COLONNE = _q("table", "table"), _q("table", "table-row"), _q("table", "table-column")
_CELLULES = (_q("table", "table-cell"), _q("table", "covered-table-cell"))
_COLONNES_REPETEES, _RANGEES_REPETEES = _q("table", "number-columns-repeated"), _q("table", "number-rows-repeated")
_COLONNES_FUSIONNEES, _RANGEES_FUSIONNEES = _q("table", "number-columns-spanned"), _q("table", "number-rows-spanned")
_VISIBILITE = _q("table", "visibility")
_BLANCS, _TABULATION, _SAUT = _q("text", "s"), _q("text", "tab"), _q("text", "line-break")
_VALEURS = ("value", "date-value", "time-value", "boolean-value", "string-value", "formula")


def feuilles_ods(parties: Parties) -> Iterator[Structure]:
    """The sheets of a workbook; its parts are pruned. Raises ListeIllisible."""
    if b"encryption-data" in parties.octets("META-INF/manifest.xml"):
        raise ListeIllisible("la liste est protégée par un mot de passe", "enregistrez-la sans mot de passe")
    root = parties.xml("content.xml")
    if any(e.tag != _TABLE for e in root.iter("{*}table")):
        raise ABIME  # another vocabulary than the one that is read here
    content = etree.tostring(root, encoding="UTF-8")
    if content.count(b'xmlns:table="') != 1:
        raise ABIME  # a prefix that means two things
    sheets = root.findall(f"{_q('office', 'body')}/{_q('office', 'spreadsheet')}/{_TABLE}")
    kept = set(sheets)
    others = [t for t in root.iter(_TABLE) if t not in kept]
    retirer(others)
    if len(sheets) > MAX_FEUILLES:
        raise TROP
    changed = bool(others)
    for blank in root.iter(_BLANCS, _TABULATION, _SAUT):
        if blank.tag == _BLANCS:
            nombre(blank.get(_q("text", "c")), 1, _MAX_BLANCS)
        else:
            # Values are read from the text alone.
            blank.tail = (" " if blank.tag == _TABULATION else "\n") + (blank.tail or "")
            changed = True
    hidden_styles = {
        s.get(_q("style", "name"))
        for s in root.iterfind(f"{_q('office', 'automatic-styles')}/{_q('style', 'style')}")
        if any(p.get(_q("table", "display")) == "false" for p in s.iterfind(_q("style", "table-properties")))
    }
    null_date = next(root.iter(_q("table", "null-date")), None)
    since_1904 = null_date is not None and null_date.get(_q("table", "date-value")) == "1904-01-01"
    for table in sheets:
        hidden = table.get(_q("table", "style-name")) in hidden_styles
        yield _feuille(table, table.get(_q("table", "name"), ""), not hidden, since_1904)
    parties.garder("mimetype", _GENRE)
    parties.garder("META-INF/manifest.xml", _MANIFESTE)
    parties.garder("content.xml", root if changed else content)


def _feuille(table: etree._Element, name: str, visible: bool, since_1904: bool) -> Structure:
    count = number = last_row = last_column = characters = 0
    hidden: set[int] = set()
    errors: dict[int, dict[int, str]] = {}
    merged: list[tuple[int, int, int, int]] = []
    roles: dict[str, str] = {}
    for row in table.iter(_RANGEE):
        times = nombre(row.get(_RANGEES_REPETEES), 1)
        first, number = number + 1, number + times
        column, width = 0, 0
        for cell in row.iterchildren(*_CELLULES):
            wide, filled, failed, spans = 1, len(cell) > 0, False, False
            for key, value in cell.items():
                role = roles.get(key)
                if role is None:
                    role = roles[key] = _role(key)
                if role == "type":
                    failed = failed or value == "error"
                elif role == "value":
                    filled = True
                elif role == "repeated":
                    wide = nombre(value, 1)
                elif role == "spanned":
                    spans = True
            if filled:
                width = column + wide
                count += min(wide, MAX_COLONNES)
                if wide * times > 1:
                    characters += wide * times * sum(map(len, cell.itertext()))
                    if characters > MAX_TEXTE:
                        raise TROP
                if failed:
                    errors.setdefault(first, {})[column] = "".join(cell.itertext()).strip() or "#N/A"
                if spans:
                    down = nombre(cell.get(_RANGEES_FUSIONNEES), 1)
                    across = nombre(cell.get(_COLONNES_FUSIONNEES), 1)
                    if down > 1 or across > 1:
                        merged.append((first, column, first + down - 1, column + across - 1))
            column += wide
        if width:
            last_row, last_column = number, max(last_column, width)
            borner(last_row, last_column)
            if row.get(_VISIBILITE) in _MASQUE:
                hidden.update(range(first, number + 1))
    if len(merged) > MAX_FUSIONS:
        raise TROP
    return Structure(
        name,
        visible,
        since_1904,
        count,
        frozenset(hidden),
        frozenset(_colonnes_masquees(table)),
        tuple(merged),
        errors,
    )


def _role(attribute: str) -> str:
    """What an attribute of a cell is for, if it matters here; values are looked for in any namespace."""
    if attribute in (_COLONNES_FUSIONNEES, _RANGEES_FUSIONNEES):
        return "spanned"
    if attribute == _COLONNES_REPETEES:
        return "repeated"
    if attribute.endswith("}value-type"):
        return "type"
    return "value" if attribute.rpartition("}")[2] in _VALEURS else "other"


def _colonnes_masquees(table: etree._Element) -> Iterator[int]:
    position = 0
    for column in table.iter(_COLONNE):
        wide = nombre(column.get(_COLONNES_REPETEES), 1)
        if column.get(_VISIBILITE) in _MASQUE:
            yield from range(position, min(position + wide, MAX_COLONNES))
        position += wide
        if position >= MAX_COLONNES:
            return
