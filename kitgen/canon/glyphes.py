"""By what a glyph is known in whatever part of a font it stands: its outline and its width, not its number."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from typing import TypeAlias

from fontTools.ttLib import TTFont

Signature: TypeAlias = bytes

# Flags of a part of a composite glyph (OpenType, table « glyf »).
_MOTS, _DECALAGE, _ECHELLE, _SUITE, _DEUX_ECHELLES, _MATRICE = 0x1, 0x2, 0x8, 0x20, 0x40, 0x80
_PROFONDEUR = 8


def signatures(font: TTFont) -> list[Signature]:
    """The signature of each glyph of a TrueType font, by number; raises ValueError for a font that is broken."""
    try:
        places = font["loca"].locations
        outlines = font.getTableData("glyf")
        widths = [font["hmtx"].metrics[name][0] for name in font.getGlyphOrder()]
    except (KeyError, IndexError, AssertionError, struct.error) as error:
        raise ValueError("not a TrueType font") from error
    drawn: dict[int, bytes] = {}

    def trace(glyph: int, depth: int = 0) -> bytes:
        if glyph not in drawn:
            if depth > _PROFONDEUR or not 0 <= glyph < len(places) - 1:
                raise ValueError("a glyph made of itself, or of none")
            data = outlines[places[glyph] : places[glyph + 1]]
            if data[:2] != b"\xff\xff":
                # Fillers at the end differ with the alignment.
                drawn[glyph] = hashlib.sha256(data.rstrip(b"\0")).digest()
            else:
                parts = (how + trace(part, depth + 1) for part, how in _parties(data))
                drawn[glyph] = hashlib.sha256(b"composite" + b"".join(parts)).digest()
        return drawn[glyph]

    try:
        return [trace(glyph)[:16] + struct.pack(">H", widths[glyph]) for glyph in range(len(places) - 1)]
    except (struct.error, IndexError) as error:
        raise ValueError("a broken glyph") from error


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
