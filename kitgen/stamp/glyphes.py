"""Words as outlines of the shipped fonts: drawn on a page, they are seen and never part of its text.

A letter comes from Carlito, else from DejaVu Sans; one that neither can show (an ideograph, a script that is
written from right to left) is written in Latin letters, so that nobody ever prints an empty box.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from anyascii import anyascii
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from kitgen.engines.polices import DOSSIER

UNITES = 250
"""Outlines are drawn on a grid of so many steps an em: at 6.5 pt a quarter of a dot of a 600 dpi printer."""

_FLECHE = 0.8  # steps by which a straight line may miss a curve

_POLICES = {False: ("Carlito-Regular.ttf", "DejaVuSans.ttf"), True: ("Carlito-Bold.ttf", "DejaVuSans-Bold.ttf")}
_DE_DROITE_A_GAUCHE = {"R", "AL", "AN"}


@dataclass(frozen=True, slots=True)
class Glyphe:
    """A letter: its outline as PDF operators, and how far it moves the pen, both in `UNITES`."""

    trace: str
    avance: float


@lru_cache(maxsize=1024)
def glyphes(text: str, *, gras: bool = False) -> tuple[Glyphe, ...]:
    """The letters of a text, side by side."""
    return tuple(g for letter in unicodedata.normalize("NFC", text) for g in _glyphes(letter, gras))


@lru_cache(maxsize=1024)
def largeur(text: str, *, gras: bool = False) -> float:
    """How wide a text is, in `UNITES`."""
    return sum(g.avance for g in glyphes(text, gras=gras))


@cache
def _glyphes(letter: str, gras: bool) -> tuple[Glyphe, ...]:
    # Letters that join or run from right to left need shaping, which this does not do.
    if unicodedata.bidirectional(letter) not in _DE_DROITE_A_GAUCHE:
        for name in _POLICES[gras]:
            if glyph := _police(name).glyphe(letter):
                return (glyph,)
    latin = anyascii(letter)
    if latin == letter:
        return ()
    if not latin and unicodedata.category(letter)[0] in "LNPS":
        latin = "?"
    return tuple(g for other in latin for g in _glyphes(other, gras))


class _Police:
    def __init__(self, name: str) -> None:
        # It has opinions on the dates inside our fonts, which are no user's business.
        logging.getLogger("fontTools").setLevel(logging.ERROR)
        font = TTFont(DOSSIER / name, lazy=True)
        self._glyphs = font.getGlyphSet()
        self._cmap = font.getBestCmap()
        self._scale = UNITES / font["head"].unitsPerEm

    def glyphe(self, letter: str) -> Glyphe | None:
        """The letter in this font, if it has it."""
        name = self._cmap.get(ord(letter))
        if name is None:
            return None
        pen = _Plume(self._glyphs, self._scale)
        self._glyphs[name].draw(pen)
        return Glyphe(" ".join([*pen.operators, "f"]) if pen.operators else "", self._glyphs[name].width * self._scale)


_police = cache(_Police)


class _Plume(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Writes an outline as PDF operators, on the grid."""

    def __init__(self, glyphs: Any, scale: float) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []
        self._scale = scale

    def _add(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = (str(round(value * self._scale)) for point in points for value in point)
        self.operators.append(" ".join((*numbers, operator)))

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self._add("m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self._add("l", pt)

    def _qCurveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float]) -> None:
        # Straight lines, one or two for a curve: half the bytes, and at 7 pt nobody can tell.
        start = self._getCurrentPoint()
        middle = tuple((a + 2 * b + c) / 4 for a, b, c in zip(start, pt1, pt2, strict=True))
        if max(abs(2 * m - a - c) / 2 for a, m, c in zip(start, middle, pt2, strict=True)) * self._scale > _FLECHE:
            self._add("l", (middle[0], middle[1]))
        self._add("l", pt2)

    def _closePath(self) -> None:
        self._add("h")
