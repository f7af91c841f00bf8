"""Running content (paragraphs, lists, tables, letters) as WordprocessingML.

Pure: an element in, XML out. All formatting comes from the styles `Corps…` that the templates define.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Literal

from kitgen.context.vues import Corps
from kitgen.model.sujet import Element, Tableau

Alignement = Literal["gauche", "centre", "droite"]

_SUFFIXE: dict[Alignement, str] = {"gauche": "", "centre": "Centre", "droite": "Droite"}
_FILET = "B4BDC8"
_TEINTE = "EEF2F7"
_BLEU = "1F3A5F"
_MARGE = 90
"""Left and right margin of a cell, in twips."""
_ENSEMBLE = 5400
"""A table that is about so high at most, in twips, stays on one page: a third of one, and never more than one, even in
large type, as a row that is higher than a page loses text."""


def corps_xml(corps: Corps, largeur: int, lettre: int = 0) -> str:
    """Block-level XML of that content, for a text `largeur` twips wide; empty content is an empty paragraph.

    `lettre` is the size of the words of tables, in twips, where columns must be widened for them to fit; 0 where the
    columns are right as they are.
    """
    return "".join(_element(e, largeur, lettre) for e in corps.elements) or _paragraph("CorpsTexte", "")


def _element(element: Element, largeur: int, lettre: int) -> str:
    if element.texte is not None:
        return _paragraph("CorpsTexte", element.texte)
    if element.titre is not None:
        return _paragraph("CorpsTitre", element.titre)
    if element.liste is not None:
        return "".join(_paragraph("CorpsPuce", item) for item in element.liste)
    if element.tableau is not None:
        return _tableau(element.tableau, largeur, lettre)
    return _courrier(element.courrier or (), largeur)


def _paragraph(style: str, text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    inner = "<w:br/>".join(_line(line) for line in lines)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{inner}</w:r></w:p>'


def _line(line: str) -> str:
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>' for part in line.split("\t"))


def widths(parts: Sequence[int], largeur: int) -> tuple[int, ...]:
    """Column widths in the proportions of `parts`, adding up to `largeur` exactly."""
    total = sum(parts)
    cuts = [largeur * sum(parts[:i]) // total for i in range(len(parts) + 1)]
    return tuple(b - a for a, b in pairwise(cuts))


def _default_parts(table: Tableau) -> tuple[int, ...]:
    """Proportions when none are given: after the longest text and the longest word of each column."""
    rows = [table.colonnes, *table.lignes, *([table.total] if table.total else [])]
    parts = []
    for column in zip(*rows, strict=True):
        word = max((len(w) for text in column for w in text.split()), default=0)
        text = max(len(t) for t in column)
        parts.append(max(word + 3, min(text, 45), 8))
    return tuple(parts)


def _elargies(columns: Sequence[int], table: Tableau, lettre: int) -> tuple[int, ...]:
    """Those columns, the ones too narrow for their longest word widened by what the others can spare."""
    rows = [table.colonnes, *table.lignes, *([table.total] if table.total else [])]
    texts = zip(*rows, strict=True)
    words = [max(_longueur(word) for text in column for word in text.split(" ")) for column in texts]
    spare = [width - round(word * lettre) - 2 * _MARGE for width, word in zip(columns, words, strict=True)]
    lacking, free = -sum(s for s in spare if s < 0), sum(s for s in spare if s > 0)
    if lacking == 0 or free < lacking:
        return tuple(columns)
    changed = [width - s if s < 0 else width - s * lacking // free for width, s in zip(columns, spare, strict=True)]
    changed[columns.index(max(columns))] += sum(columns) - sum(changed)
    return tuple(changed)


def _longueur(mot: str) -> float:
    """About how wide a word is in bold sans-serif, in heights of its letters, and rather too much."""
    return sum(0.36 if c in "iljtfrI.,:;!'’|/()[]-\u00a0\u202f" else 0.95 if c in "mwMW—…%" else 0.64 for c in mot)


def _alignements(table: Tableau) -> tuple[Alignement, ...]:
    if table.alignements is not None:
        return table.alignements
    others: list[Alignement] = ["droite"] * (len(table.colonnes) - 1)
    return ("gauche", *others)


def _tableau(table: Tableau, largeur: int, lettre: int) -> str:
    columns = widths(table.largeurs or _default_parts(table), largeur)
    if lettre:
        columns = _elargies(columns, table, lettre)
    sides = _alignements(table)
    head = _row(table.colonnes, columns, sides, "CorpsEntete", header=True)
    body = "".join(_row(row, columns, sides, "CorpsCellule") for row in table.lignes)
    total = _row(table.total, columns, sides, "CorpsTotal", shaded=True) if table.total else ""
    legend = _paragraph("CorpsLegende", table.legende) if table.legende else ""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_FILET}"/>' for side in ("top", "bottom", "insideH")
    )
    inner = _table(columns, borders, head + body + total)
    rows = [table.colonnes, *table.lignes, *([table.total] if table.total else [])]
    if sum(_hauteur(row, columns) for row in rows) <= _ENSEMBLE:
        inner = _ensemble(inner, largeur)
    return legend + inner + _paragraph("CorpsEspace", "")


def _hauteur(texts: Sequence[str], columns: Sequence[int]) -> int:
    """How high a row is about, in twips; rather more than less."""
    lines = (
        sum(max(-(-len(line) * 110 // max(width - 2 * _MARGE, 1)), 1) for line in text.split("\n"))
        for text, width in zip(texts, columns, strict=True)
    )
    return max(lines) * 240 + 100


def _ensemble(table: str, largeur: int) -> str:
    """A table around another one, which so stays on one page: no engine splits a row, but rdocx parts any two."""
    nothing = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    # Word wants a paragraph after a table in a cell: as low as can be.
    last = (
        '<w:p><w:pPr><w:pStyle w:val="CorpsEspace"/><w:spacing w:before="0" w:after="0" w:line="1" '
        'w:lineRule="exact"/></w:pPr></w:p>'
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{largeur}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{nothing}</w:tblCellMar></w:tblPr><w:tblGrid>'
        f'<w:gridCol w:w="{largeur}"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>'
        f'<w:tcW w:w="{largeur}" w:type="dxa"/></w:tcPr>{table}{last}</w:tc></w:tr></w:tbl>'
    )


def _row(
    texts: Sequence[str],
    columns: Sequence[int],
    sides: Sequence[Alignement],
    style: str,
    *,
    header: bool = False,
    shaded: bool = False,
) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_TEINTE}"/>' if header or shaded else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f"{_paragraph(style + _SUFFIXE[side], text)}</w:tc>"
        for text, width, side in zip(texts, columns, sides, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>{cells}</w:tr>"


def _courrier(paragraphs: Sequence[str], largeur: int) -> str:
    """A letter: a tinted column with a rule at its left; one row per paragraph, so that it may cross a page."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_TEINTE}"/>'
    rows = "".join(
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{largeur}" w:type="dxa"/>{shade}</w:tcPr>'
        f"{_paragraph('CorpsCourrier', text)}</w:tc></w:tr>"
        for text in paragraphs
    )
    borders = f'<w:left w:val="single" w:sz="18" w:space="0" w:color="{_BLEU}"/>'
    return _table((largeur,), borders, rows, margin=200) + _paragraph("CorpsEspace", "")


def _table(columns: Sequence[int], borders: str, rows: str, margin: int = _MARGE) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:top w:w="50" w:type="dxa"/><w:left w:w="{margin}" w:type="dxa"/>'
        f'<w:bottom w:w="50" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
