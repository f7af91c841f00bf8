"""By what a glyph is known in whatever part of a font it stands: its outline and its width, not its number."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

from fontTools.ttLib import TTFont

Signature: TypeAlias = bytes

# Flags of a part of a composite glyph (OpenType, table « glyf »).
_MOTS, _DECALAGE, _ECHELLE, _SUITE, _DEUX_ECHELLES, _MATRICE = 0x1, 0x2, 0x8, 0x20, 0x40, 0x80
_PROFONDEUR = 8


def ouvrir(fichier: Path | BinaryIO) -> TTFont:
    """A font whose glyphs are named by their numbers: to find out what they are called takes longer than all else."""
    font = TTFont(fichier, lazy=True)
    font.setGlyphOrder([f"glyph{number:05}" for number in range(font["maxp"].numGlyphs)])
    return font


class Signatures:
    """The signature of each glyph of a TrueType font, by number, found when it is asked for; and all their widths.

    Raises ValueError for a font or a glyph that is broken.
    """

    def __init__(self, font: TTFont) -> None:
        try:
            self._places = font["loca"].locations
            self._outlines = font.getTableData("glyf")
            self.largeurs = _largeurs(font)
        except (KeyError, IndexError, AssertionError, struct.error) as error:
            raise ValueError("not a TrueType font") from error
        self._drawn: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._places) - 1

    def __getitem__(self, glyphe: int) -> Signature:
        try:
            return self._trace(glyphe, 0)[:16] + struct.pack(">H", self.largeurs[glyphe])
        except (struct.error, IndexError) as error:
            raise ValueError("a broken glyph") from error

    def _trace(self, glyphe: int, depth: int) -> bytes:
        if glyphe not in self._drawn:
            if depth > _PROFONDEUR or not 0 <= glyphe < len(self):
                raise ValueError("a glyph made of itself, or of none")
            data = self._outlines[self._places[glyphe] : self._places[glyphe + 1]]
            if data[:2] != b"\xff\xff":
                # Fillers at the end differ with the alignment.
                self._drawn[glyphe] = hashlib.sha256(data.rstrip(b"\0")).digest()
            else:
                parts = (how + self._trace(part, depth + 1) for part, how in _parties(data))
                self._drawn[glyphe] = hashlib.sha256(b"composite" + b"".join(parts)).digest()
        return self._drawn[glyphe]


def signatures(font: TTFont) -> list[Signature]:
    """Those of all glyphs of a font; raises ValueError for one that is broken."""
    known = Signatures(font)
    return [known[glyphe] for glyphe in range(len(known))]


def _largeurs(font: TTFont) -> list[int]:
    """The width of each glyph; read here, as fontTools finds a name for each of them first."""
    count, own = int(font["maxp"].numGlyphs), int(font["hhea"].numberOfHMetrics)
    # Width and left side of each; at the end left sides alone, all with the last width.
    widths = struct.unpack_from(f">{2 * own}H", font.getTableData("hmtx"))[::2]
    return [*widths, *widths[-1:] * (count - own)]


def _parties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The glyphs that a composite one is made of, and how each is placed."""
    here, flags = 10, _SUITE
    while flags & _SUITE:
        flags, glyph = struct.unpack_from(">HH", data, here)
        here += 4
        form = ">hh" if flags & _MOTS else ">bb"
        place = struct.unpack_from(form, data, here)
        here += struct.calcsize(form)
        size = 2 if flags & _ECHELLE else 4 if flags & _DEUX_ECHELLES else 8 if flags & _MATRICE else 0
        yield glyph, struct.pack(">?hh", bool(flags & _DECALAGE), *place) + data[here : here + size]
        here += size
