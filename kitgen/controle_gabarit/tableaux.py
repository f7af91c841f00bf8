"""Tables: rows that break, headers that don't repeat, widths that engines see differently."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from kitgen.controle_gabarit.constats import Constat, avertissement
from kitgen.render.lecture import Partie, W, cellules, rangees

_BALISE_DE_LIGNE = re.compile(r"\{[{%#]tr\s")
_BOUCLE = re.compile(r"\{%tr\s+for\b")
_TOLERANCE = 20
"""Twips that rounding may add up to."""


def tableaux(partie: Partie, largeur: int) -> Iterator[Constat]:
    """What is wrong with the tables of a part, whose text is `largeur` twips wide."""
    flows = partie.nom == "word/document.xml"
    for table in partie.racine.iter(f"{W}tbl"):
        rows = [(row, _texte(row)) for row in rangees(table)]
        real = [(row, text) for row, text in rows if not _BALISE_DE_LIGNE.search(text)]
        if not real:
            continue
        nested = next(table.iterancestors(f"{W}tbl"), None) is not None
        yield from _forme(partie, table, real[0][0], nested, largeur)
        if flows and not nested:
            yield from _coupures(partie, real)
            yield from _entete(partie, rows, real)
        yield from _fusions(partie, rows)


def _texte(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def _oui(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


def _propriete(row: etree._Element, name: str) -> bool:
    return _oui(row.find(f"{W}trPr/{W}{name}"))


def _coupures(partie: Partie, rows: list[tuple[etree._Element, str]]) -> Iterator[Constat]:
    loose = [row for row, _ in rows if not _propriete(row, "cantSplit")]
    if loose:
        more = f" ({len(loose)} lignes)" if len(loose) > 1 else ""
        yield avertissement(
            "coupure",
            f"une ligne de ce tableau peut être coupée entre deux pages{more}",
            "tableau sélectionné, Propriétés du tableau, Ligne : décochez « Autoriser le fractionnement des lignes »",
            partie.paragraphe(loose[0]).lieu,
        )


def _entete(
    partie: Partie, rows: list[tuple[etree._Element, str]], real: list[tuple[etree._Element, str]]
) -> Iterator[Constat]:
    """A first row of plain words above rows that repeat (or that are many) is the header."""
    first, text = real[0]
    words = re.sub(r"\{[{%].*?[%}]\}", "", text)
    if _propriete(first, "tblHeader") or not words.strip():
        return
    loops = [i for i, (_, t) in enumerate(rows) if _BOUCLE.search(t)]
    shaded = all(_teintee(c) for c in cellules(first))
    above_a_loop = bool(loops) and rows.index((first, text)) < loops[0] and (shaded or words == text)
    stands_out = len(real) > 2 and words == text and shaded and not all(_teintee(c) for c in cellules(real[1][0]))
    if above_a_loop or stands_out:
        yield avertissement(
            "entete",
            "la ligne de titres de ce tableau ne se répète pas en haut de la page suivante",
            "dans cette ligne : Propriétés du tableau, Ligne, cochez « Répéter en haut de chaque page »",
            partie.paragraphe(first).lieu,
        )


def _teintee(cell: etree._Element) -> bool:
    shade = cell.find(f"{W}tcPr/{W}shd")
    return shade is not None and shade.get(f"{W}fill", "auto") not in ("auto", "FFFFFF")


def _forme(partie: Partie, table: etree._Element, row: etree._Element, nested: bool, largeur: int) -> Iterator[Constat]:
    place = partie.paragraphe(row).lieu
    properties = table.find(f"{W}tblPr")
    if properties is not None and properties.find(f"{W}tblpPr") is not None:
        yield avertissement(
            "flottant",
            "le tableau est flottant : les moteurs ne le placent pas au même endroit",
            "Propriétés du tableau, Habillage du texte : Aucun",
            place,
        )
    layout = properties.find(f"{W}tblLayout") if properties is not None else None
    if layout is None or layout.get(f"{W}type") != "fixed":
        yield avertissement(
            "largeurs",
            "les largeurs de colonnes s'ajustent au contenu, différemment selon le moteur",
            "Propriétés du tableau, Options : décochez « Redimensionner automatiquement pour ajuster au contenu »",
            place,
        )
    widths = [int(c.get(f"{W}w", "0")) for c in table.findall(f"{W}tblGrid/{W}gridCol")]
    indent = properties.find(f"{W}tblInd") if properties is not None else None
    left = int(indent.get(f"{W}w", "0")) if indent is not None and indent.get(f"{W}type", "dxa") == "dxa" else 0
    if not nested and sum(widths) + max(left, 0) > largeur + _TOLERANCE:
        yield avertissement(
            "debord",
            f"le tableau est plus large que le texte ({_mm(sum(widths))} pour {_mm(largeur)}) : il entre dans la marge",
            "réduisez la largeur des colonnes, ou la marge de gauche",
            place,
        )


def _mm(twips: int) -> str:
    return f"{round(twips * 25.4 / 1440)}\u00a0mm"


def _fusions(partie: Partie, rows: list[tuple[etree._Element, str]]) -> Iterator[Constat]:
    """Cells merged over rows that a loop repeats: rdocx draws them off the page when they cross it."""
    if not any(_BOUCLE.search(text) for _, text in rows):
        return
    for row, _ in rows:
        for cell in cellules(row):
            if cell.find(f"{W}tcPr/{W}vMerge") is not None:
                yield avertissement(
                    "fusion",
                    "une cellule est fusionnée sur plusieurs lignes dans un tableau qui se répète :"
                    " son texte sort de la page quand le tableau change de page",
                    "défusionnez-la ; mettez son texte dans la première ligne et ôtez les traits en dessous",
                    partie.paragraphe(cell).lieu,
                )
                return
