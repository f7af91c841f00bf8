"""Words as outlines of the shipped fonts: drawn on a page, they are seen and never part of its text.

A letter comes from Carlito, else from DejaVu Sans; one that neither can show (an ideograph, a script that is
written from right to left) is written in Latin letters, so that nobody ever prints an empty box.
"""

from __future__ import annotations

import logging
import math
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from string import ascii_letters, digits
from typing import Any, TypeAlias

from anyascii import anyascii
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from kitgen.engines.polices import DOSSIER

UNITES = 100
"""Outlines are drawn on a grid of so many steps an em: at 6.5 pt half a dot of a 600 dpi printer."""

_FLECHE = 0.8  # steps by which a straight line may miss the outline: less than half a dot

_POIDS = tuple(((1 - t) ** 2, 2 * t * (1 - t), t * t) for t in (n / 8 for n in range(1, 9)))
"""How much each of its three points says of a curve, at the points that stand for it."""
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


def lire_les_lettres() -> None:
    """Read the letters that most words have."""
    for gras in _POLICES:
        glyphes(ascii_letters + digits, gras=gras)


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
        return Glyphe(_remplir(pen.contours), round(self._glyphs[name].width * self._scale))


_police = cache(_Police)


_Point: TypeAlias = tuple[float, float]


class _Plume(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Gathers the outline of a letter, its curves as many short lines."""

    def __init__(self, glyphs: Any, scale: float) -> None:
        super().__init__(glyphs)
        self.contours: list[list[_Point]] = []
        self._scale = scale

    def _add(self, point: _Point) -> None:
        self.contours[-1].append((point[0] * self._scale, point[1] * self._scale))

    def _moveTo(self, pt: _Point) -> None:
        self.contours.append([])
        self._add(pt)

    def _lineTo(self, pt: _Point) -> None:
        self._add(pt)

    def _qCurveToOne(self, pt1: _Point, pt2: _Point) -> None:
        (ax, ay), (bx, by), (cx, cy) = self._getCurrentPoint(), pt1, pt2
        for a, b, c in _POIDS:
            self._add((a * ax + b * bx + c * cx, a * ay + b * by + c * cy))


def _remplir(contours: list[list[_Point]]) -> str:
    """The operators that fill an outline, with as few points as show it."""
    drawn = []
    for contour in contours:
        # From the point that is farthest from the first one back to it: two open lines.
        far = max(range(len(contour)), key=lambda n: _distance(contour[n], contour[0]))
        ring = [*contour, contour[0]]
        kept = [*_simplifier(ring[: far + 1])[:-1], *_simplifier(ring[far:])]
        points = [(round(x), round(y)) for x, y in kept]
        points = [points[0], *(b for a, b in pairwise(points) if b != a)]
        if len(points) > 3:
            # Filling closes it.
            drawn += [f"{x} {y} {'l' if n else 'm'}" for n, (x, y) in enumerate(points[:-1])]
    return " ".join([*drawn, "f"]) if drawn else ""


def _simplifier(line: list[_Point]) -> list[_Point]:
    """The line with as few of its points as stay within `_FLECHE` of the others (Ramer, Douglas and Peucker)."""
    if len(line) < 3:
        return line
    (ax, ay), (bx, by) = line[0], line[-1]
    length = _distance(line[0], line[-1]) or 1.0
    misses = [abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length for x, y in line]
    worst = max(range(1, len(line) - 1), key=misses.__getitem__)
    if misses[worst] <= _FLECHE:
        return [line[0], line[-1]]
    return [*_simplifier(line[: worst + 1])[:-1], *_simplifier(line[worst:])]


def _distance(a: _Point, b: _Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])
