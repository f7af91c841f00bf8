"""Low-level builders of WordprocessingML: runs, paragraphs, tables, fields.

All formatting comes from the named styles of `styles`; what stands here is structure only. Lengths are in twips
(1/20 pt). Text passed to these builders is escaped; template tags may stand in it, each within one run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from kitgen.context.typographie import texte

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

TEXTE = "Carlito"
SYMBOLES = "DejaVu Sans"

BLEU = "1F3A5F"
TEINTE = "EEF2F7"
FILET = "B4BDC8"
GRIS = "56616D"

CASE = "\u2610"

Bords = dict[str, str]
"""Borders by side (top, left, bottom, right, insideH, insideV): « fin », « fort » or « nul »."""

_TRAITS = {"fin": (4, FILET), "fort": (12, BLEU), "trait": (4, GRIS)}


def mm(value: float) -> int:
    """Millimetres in twips."""
    return round(value * 1440 / 25.4)


_BALISE = re.compile(r"(\{[{%].*?[}%]\})")


def typographie(text: str) -> str:
    """The template's own words as they are printed; tags are left alone."""
    return "".join(part if part.startswith("{") else texte(part) for part in _BALISE.split(text))


def run(text: str, style: str = "") -> str:
    """A run of text, with a character style if one is named."""
    props = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{props}<w:t xml:space="preserve">{escape(typographie(text), quote=False)}</w:t></w:r>'


def case(text: str, style: str = "CaseCochee", texte: str = "") -> str:
    """A box to tick and what it stands for: the box in a run of its own, with no space that a line could break at."""
    return run(CASE, style) + run(text, texte)


def tab() -> str:
    """A tab character."""
    return "<w:r><w:tab/></w:r>"


def champ(instruction: str, style: str = "", valeur: str = "1") -> str:
    """A field that the engine computes (PAGE, NUMPAGES, PAGEREF)."""
    props = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return (
        f'<w:r>{props}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{props}<w:instrText xml:space="preserve"> {escape(instruction, quote=False)} </w:instrText></w:r>'
        f'<w:r>{props}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{props}<w:t>{valeur}</w:t></w:r>"
        f'<w:r>{props}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def para(style: str, *contents: str) -> str:
    """A paragraph of that style; a content that is not a run yet becomes one."""
    runs = "".join(c if c.startswith("<w:") else run(c) for c in contents)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def signet(nom: str, numero: int, contenu: str) -> str:
    """A bookmark around runs, for PAGEREF."""
    runs = contenu if contenu.startswith("<w:") else run(contenu)
    return f'<w:bookmarkStart w:id="{numero}" w:name="{nom}"/>{runs}<w:bookmarkEnd w:id="{numero}"/>'


def balise(texte: str) -> str:
    """A control tag that stands for its whole paragraph: `balise("for x in y")`."""
    return para("Balise", f"{{%p {texte} %}}")


def boucle(sur: str, *contenu: str, sinon: str = "") -> str:
    """Paragraphs or tables repeated: `{%p for … %}`; `sinon` stands where there is nothing to repeat."""
    autre = balise("else") + sinon if sinon else ""
    return balise(f"for {sur}") + "".join(contenu) + autre + balise("endfor")


def si(condition: str, *contenu: str, sinon: str = "") -> str:
    """Paragraphs or tables under a condition: `{%p if … %}`."""
    autre = balise("else") + sinon if sinon else ""
    return balise(f"if {condition}") + "".join(contenu) + autre + balise("endif")


def corps(expression: str) -> str:
    """The place of running content (a Corps)."""
    return para("Texte", f"{{{{p {expression} }}}}")


def suite(sur: str, *runs: str) -> str:
    """Runs repeated within a paragraph: `{%r for … %}`."""
    return run(f"{{%r for {sur} %}}", "BaliseLigne") + "".join(runs) + run("{%r endfor %}", "BaliseLigne")


def _bords(element: str, bords: Bords) -> str:
    sides = []
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in bords:
            if bords[side] == "nul":
                sides.append(f'<w:{side} w:val="nil"/>')
            else:
                taille, couleur = _TRAITS[bords[side]]
                sides.append(f'<w:{side} w:val="single" w:sz="{taille}" w:space="0" w:color="{couleur}"/>')
    return f"<w:{element}>{''.join(sides)}</w:{element}>" if sides else ""


@dataclass(frozen=True, slots=True)
class Cellule:
    """A cell: its paragraphs, and what differs from its table."""

    contenu: str
    etendue: int = 1
    fond: str = ""
    bords: tuple[tuple[str, str], ...] = ()
    alignement: str = ""

    def xml(self, largeur: int) -> str:
        """The cell at that width."""
        span = f'<w:gridSpan w:val="{self.etendue}"/>' if self.etendue > 1 else ""
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{self.fond}"/>' if self.fond else ""
        align = f'<w:vAlign w:val="{self.alignement}"/>' if self.alignement else ""
        borders = _bords("tcBorders", dict(self.bords))
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{largeur}" w:type="dxa"/>{span}{borders}{shade}{align}</w:tcPr>'
            f"{self.contenu}</w:tc>"
        )


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row, which never splits; `entete` repeats it on each page; `hauteur` is at least, or exact."""

    cellules: tuple[Cellule, ...]
    entete: bool = False
    hauteur: int = 0
    exacte: bool = False

    def xml(self, largeurs: Sequence[int]) -> str:
        """The row over those columns."""
        rule = "exact" if self.exacte else "atLeast"
        height = f'<w:trHeight w:val="{self.hauteur}" w:hRule="{rule}"/>' if self.hauteur else ""
        header = "<w:tblHeader/>" if self.entete else ""
        cells, column = [], 0
        for cell in self.cellules:
            cells.append(cell.xml(sum(largeurs[column : column + cell.etendue])))
            column += cell.etendue
        if column != len(largeurs):
            raise ValueError(f"row of {column} columns in a table of {len(largeurs)}")
        return f"<w:tr><w:trPr><w:cantSplit/>{height}{header}</w:trPr>{''.join(cells)}</w:tr>"


@dataclass(frozen=True, slots=True)
class Controle:
    """A row that only holds a control tag: `{%tr for … %}`."""

    texte: str

    def xml(self, largeurs: Sequence[int]) -> str:
        """The row over those columns."""
        cell = Cellule(para("Balise", f"{{%tr {self.texte} %}}"), etendue=len(largeurs))
        return Ligne((cell,)).xml(largeurs)


def ligne(*contenus: str | Cellule, entete: bool = False, hauteur: int = 0, exacte: bool = False) -> Ligne:
    """A row; a plain content becomes a cell."""
    cells = tuple(c if isinstance(c, Cellule) else Cellule(c) for c in contenus)
    return Ligne(cells, entete=entete, hauteur=hauteur, exacte=exacte)


def cellule(*contenu: str, etendue: int = 1, fond: str = "", alignement: str = "", **bords: str) -> Cellule:
    """A cell; sides as keywords: `bottom="fort"`."""
    return Cellule("".join(contenu), etendue, fond, tuple(bords.items()), alignement)


def repete(sur: str, *lignes: Ligne | Controle) -> tuple[Ligne | Controle, ...]:
    """Rows repeated: `{%tr for … %}`."""
    return (Controle(f"for {sur}"), *lignes, Controle("endfor"))


def lignes_si(condition: str, *lignes: Ligne | Controle) -> tuple[Ligne | Controle, ...]:
    """Rows under a condition: `{%tr if … %}`."""
    return (Controle(f"if {condition}"), *lignes, Controle("endif"))


GRILLE: Bords = dict.fromkeys(("top", "bottom", "insideH", "insideV"), "fin")
"""Hairlines between cells and none at the sides: the usual table."""

SECTION: Bords = {**GRILLE, "top": "fort"}
"""The usual table under a title: a strong rule joins them."""

CADRE: Bords = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), "fin")
"""Hairlines all round."""

FILETS: Bords = {"bottom": "fin", "insideH": "fin"}
"""Rules below each row only."""

FICHE: Bords = {"top": "fort", **FILETS}
"""A form that starts with a strong rule: identity."""


def tableau(
    largeurs: Sequence[int],
    lignes: Iterable[Ligne | Controle],
    bords: Bords = GRILLE,
    marges: tuple[int, int] = (60, 100),
) -> str:
    """A fixed-layout table of those column widths; `marges`: top and bottom, left and right of each cell."""
    haut, cote = marges
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in largeurs)
    rows = "".join(row.xml(largeurs) for row in lignes)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(largeurs)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'{_bords("tblBorders", bords)}<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:top w:w="{haut}" w:type="dxa"/><w:left w:w="{cote}" w:type="dxa"/>'
        f'<w:bottom w:w="{haut}" w:type="dxa"/><w:right w:w="{cote}" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def ensemble(table: str, largeur: int) -> str:
    """A table of one row around another one, which so stays on one page: rdocx parts any two rows.

    Only for what is lower than half a page, whatever the data: a row that is higher than a page loses text.
    """
    return tableau((largeur,), [ligne(table + para("FinCellule"))], bords={}, marges=(0, 0))


def colonnes(total: int, *parts: float) -> tuple[int, ...]:
    """Column widths in those proportions, adding up to `total` exactly."""
    somme = sum(parts)
    widths = [int(total * p / somme) for p in parts]
    widths[-1] += total - sum(widths)
    return tuple(widths)
