"""What a value brought with it is put where Word wants it: runs out of a text, blocks out of a paragraph, page breaks.

A tag stands inside a run's text; an image, a box or a bold word is a run. Whoever writes a template need not know.
"""

from __future__ import annotations

import copy
import re
from itertools import pairwise

from docxtpl import DocxTemplate
from lxml import etree

from kitgen.render.valeurs import SAUT

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEDANS = re.compile(r"<w:t(?: [^>]*)?>[^<]*<w:(?:r|p|tbl)[ >]")
_BLOCS = (f"{_W}p", f"{_W}tbl")
_AVANT_LE_SAUT = (f"{_W}pStyle", f"{_W}keepNext", f"{_W}keepLines")
"""What stands before `pageBreakBefore` among the properties of a paragraph."""


def a_remonter(xml: str) -> bool:
    """Whether a rendered part has anything to put in its place."""
    return SAUT in xml or _DEDANS.search(xml) is not None


def remonter(racine: etree._Element) -> None:
    """Put everything in its place.

    Raises ValueError (in French) where running content shares its paragraph, or a page break has none.
    """
    for mark in list(racine.iter(f"{_W}sautDePage")):
        _commencer_la_page(mark)
    for text in [t for t in racine.iter(f"{_W}t") if len(t)]:
        if any(child.tag in _BLOCS for child in text):
            _sortir_les_blocs(text)
        else:
            _couper(text)


def colonnes(xml: str) -> etree._Element:
    """The part with the grid of each table as many columns as its rows have cells, and each cell as wide as its column.

    The number of columns is docxtpl's own repair after `{%tc for … %}`. The widths are ours: the table stays as wide
    as it was, and repeated columns share it as the template's cells do.
    Raises ValueError (in French) for a table without a grid.
    """
    before = [len(_grille(t)) for t in etree.fromstring(xml.encode()).iter(f"{_W}tbl")]
    try:
        root = DocxTemplate.fix_tables(None, xml.encode())
    except (AttributeError, TypeError, ZeroDivisionError) as error:
        raise ValueError("un tableau n'a pas de grille de colonnes") from error
    for table, columns in zip(root.iter(f"{_W}tbl"), before, strict=True):
        rows = [[(c.find(f"{_W}tcPr/{_W}tcW"), _etendue(c)) for c in r] for r in _rangees(table)]
        grid = _grille(table)
        if len(grid) == columns and all(_large(r) in (0, sum(grid)) for r in rows):
            continue
        grid = _partagee(grid, rows)
        for column, width in zip(table.findall(f"{_W}tblGrid/{_W}gridCol"), grid, strict=True):
            column.set(f"{_W}w", str(width))
        for row in rows:
            if sum(span for _, span in row) == len(grid):  # else cells that Word itself skips (gridBefore)
                at = 0
                for width, span in row:
                    if width is not None:
                        width.set(f"{_W}w", str(sum(grid[at : at + span])))
                        width.set(f"{_W}type", "dxa")
                    at += span
    return root


_Rangee = list[tuple[etree._Element | None, int]]


def _partagee(grid: list[int], rows: list[_Rangee]) -> list[int]:
    """The same total, shared as the cells of a row that has one for each column."""
    full = next((r for r in rows if len(r) == len(grid) and all(span == 1 for _, span in r)), None)
    widths = [_twips(w) for w, _ in full] if full else []
    if not widths or not all(widths):
        return grid
    cuts = [sum(grid) * sum(widths[:i]) // sum(widths) for i in range(len(widths) + 1)]
    return [b - a for a, b in pairwise(cuts)]


def _large(row: _Rangee) -> int:
    """The width of a row, by its cells; 0 where they don't say."""
    widths = [_twips(w) for w, _ in row]
    return sum(widths) if all(widths) else 0


def _twips(width: etree._Element | None) -> int:
    value = width.get(f"{_W}w", "") if width is not None and width.get(f"{_W}type") == "dxa" else ""
    return int(value) if value.isdigit() else 0


def _rangees(table: etree._Element) -> list[list[etree._Element]]:
    return [row.findall(f"{_W}tc") for row in table.findall(f"{_W}tr")]


def _etendue(cell: etree._Element) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return int(span.get(f"{_W}val", "1")) if span is not None else 1


def _grille(table: etree._Element) -> list[int]:
    return [int(float(c.get(f"{_W}w") or 0)) for c in table.findall(f"{_W}tblGrid/{_W}gridCol")]


def _couper(text: etree._Element) -> None:
    """Split a run around the runs in its text; they take on its formatting, and keep their own."""
    run = text.getparent()
    holder = run.getparent()
    props = run.find(f"{_W}rPr")
    after = copy.deepcopy(run)
    position = run.index(text)
    # Before: all that stands before the first value. After: what follows this text in the run.
    for child in list(run)[position + 1 :]:
        run.remove(child)
    for child in list(after)[: position + 1]:
        if child.tag != f"{_W}rPr":
            after.remove(child)
    pieces: list[etree._Element] = []
    for value in list(text):
        tail, value.tail = value.tail, None
        text.remove(value)
        if props is not None:
            _heriter(value, props)
        pieces.append(value)
        if tail:
            pieces.append(_run(props, tail))
    if any(child.tag != f"{_W}rPr" for child in after):
        pieces.append(after)
    at = holder.index(run) + 1
    for offset, piece in enumerate(pieces):
        holder.insert(at + offset, piece)
    if not text.text:
        run.remove(text)
        if all(child.tag == f"{_W}rPr" for child in run):
            holder.remove(run)


def _heriter(run: etree._Element, props: etree._Element) -> None:
    """The formatting around, but for what the run says itself."""
    if run.tag != f"{_W}r":
        return
    own = run.find(f"{_W}rPr")
    merged = copy.deepcopy(props)
    if own is not None:
        for prop in own:
            for same in merged.findall(prop.tag):
                merged.remove(same)
        for prop in list(own):
            _poser(merged, prop)
        run.remove(own)
    run.insert(0, merged)


_ORDRE = ("rStyle", "rFonts", "b", "bCs", "i", "iCs")


def _poser(props: etree._Element, prop: etree._Element) -> None:
    """Insert a property where the schema wants it: rStyle, fonts, bold and italic first, others after them."""
    names = [f"{_W}{n}" for n in _ORDRE]
    if prop.tag == f"{_W}u":
        after = [f"{_W}{n}" for n in ("effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang")]
        at = next((i for i, p in enumerate(props) if p.tag in after), len(props))
    else:
        rank = names.index(prop.tag)
        at = sum(1 for p in props if p.tag in names and names.index(p.tag) < rank)
    props.insert(at, prop)


def _run(props: etree._Element | None, text: str) -> etree._Element:
    run = etree.Element(f"{_W}r")
    if props is not None:
        run.append(copy.deepcopy(props))
    child = etree.SubElement(run, f"{_W}t")
    child.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    child.text = text
    return run


def _sortir_les_blocs(text: etree._Element) -> None:
    """Running content takes the place of the paragraph in which its tag stands alone."""
    paragraph = next(a for a in text.iterancestors(f"{_W}p"))
    others = [t for t in paragraph.iter(f"{_W}t") if t is not text and not any(a is text for a in t.iterancestors())]
    own = [text.text, *(child.tail for child in text)]
    if any((o.text or "").strip() for o in others) or any((o or "").strip() for o in own):
        raise ValueError("ce contenu a plusieurs paragraphes : sa balise doit être seule dans le sien")
    holder = paragraph.getparent()
    at = holder.index(paragraph)
    for block in list(text):
        block.tail = None
        holder.insert(at, block)
        at += 1
    holder.remove(paragraph)


def _commencer_la_page(mark: etree._Element) -> None:
    paragraph = next(mark.iterancestors(f"{_W}p"), None)
    if paragraph is None:
        raise ValueError("« saut_de_page » doit être dans le paragraphe qui commence la page")
    parent, previous = mark.getparent(), mark.getprevious()
    if mark.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + mark.tail
        else:
            parent.text = (parent.text or "") + mark.tail
    parent.remove(mark)
    props = paragraph.find(f"{_W}pPr")
    if props is None:
        props = etree.Element(f"{_W}pPr")
        paragraph.insert(0, props)
    if props.find(f"{_W}pageBreakBefore") is None:
        at = sum(1 for p in props if p.tag in _AVANT_LE_SAUT)
        props.insert(at, etree.Element(f"{_W}pageBreakBefore"))
