"""List numbering: one definition per style, so that each engine links it; indents and fonts stand in the level."""

from __future__ import annotations

from dataclasses import dataclass

from kitgen.gabarits.formes import BLEU, NS, TEXTE, XML


@dataclass(frozen=True, slots=True)
class Liste:
    """A list: its number in the file, its style, its indent and hanging indent in twips, its bullet or number."""

    numero: int
    style: str
    gauche: int
    retrait: int
    genre: str = "bullet"
    texte: str = "\u2022"


LISTES = (
    Liste(1, "Puce", 340, 227),
    Liste(2, "CellulePuce", 200, 200),
    Liste(3, "Numero", 340, 340, "decimal", "%1."),
    Liste(4, "CorpsPuce", 340, 227),
    Liste(5, "NotePuce", 200, 200),
)


def numero(style: str) -> int:
    """The list of that style, or 0."""
    return next((liste.numero for liste in LISTES if liste.style == style), 0)


def numbering_xml() -> str:
    """word/numbering.xml."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{x.numero}"><w:nsid w:val="0000000{x.numero}"/>'
        f'<w:multiLevelType w:val="singleLevel"/><w:tmpl w:val="0000001{x.numero}"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{x.genre}"/><w:pStyle w:val="{x.style}"/>'
        f'<w:lvlText w:val="{x.texte}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{x.gauche}"/></w:tabs>'
        f'<w:ind w:left="{x.gauche}" w:hanging="{x.retrait}"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{TEXTE}" w:hAnsi="{TEXTE}" w:eastAsia="{TEXTE}" w:cs="{TEXTE}"/>'
        f'<w:color w:val="{BLEU}"/></w:rPr></w:lvl></w:abstractNum>'
        for x in LISTES
    )
    nums = "".join(f'<w:num w:numId="{x.numero}"><w:abstractNumId w:val="{x.numero}"/></w:num>' for x in LISTES)
    return f"{XML}<w:numbering {NS}>{abstract}{nums}</w:numbering>"
