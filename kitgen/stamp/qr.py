"""The QR code of a page, as PDF operators."""

from __future__ import annotations

import re

import segno

POINT = 0.12
"""A dot of a 600 dpi printer, in points. A module is a whole number of them, so that all print alike."""

COTE = 36.0
"""The room of a code, in points (12.7 mm); the white around it comes on top.

Codes of one page are all of 29 to 37 modules of 10 to 8 dots (0.42 to 0.34 mm): at 200 dpi, 3.3 to 2.7 pixels each.
Error correction M or better: 15 % of the code may be lost under a stain or a stroke of a pen.
"""

VERSION_MAXIMALE = 5
_MASQUE = 3  # fixed: weighing all eight, as the standard advises, takes five times as long and reads no better


_NOIRS = re.compile(b"\x01+")


def modules(code: str) -> tuple[bytes, ...]:
    """The rows of the code, from the top; 1 is black."""
    made = segno.make(code, error="m", mode="alphanumeric", mask=_MASQUE, micro=False, boost_error=True)
    if int(made.version) > VERSION_MAXIMALE:
        raise ValueError(f"too long for a QR code of version {VERSION_MAXIMALE}: {code}")
    return tuple(bytes(row) for row in made.matrix)


def taille_du_module(cote: int) -> float:
    """The size of a module, in points, of a code of so many modules a side."""
    return int(COTE / cote / POINT) * POINT


def dessiner(code: str, droite: float, bas: float) -> str:
    """The operators that fill the black modules; the corner at the right and below stands there, in points."""
    rows = modules(code)
    size = taille_du_module(len(rows))
    runs = [
        f"{run.start()} {y} {run.end() - run.start()} 1 re"
        for y, row in enumerate(reversed(rows))
        for run in _NOIRS.finditer(row)
    ]
    left = droite - size * len(rows)
    # One path for all: no renderer draws a seam between two rows of it.
    return f"q {size:.2f} 0 0 {size:.2f} {left:.2f} {bas:.2f} cm\n" + "\n".join(runs) + "\nf Q\n"
