"""By what a glyph is known in whatever part of a font it stands: its outline and its width, not its number."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from mmap import mmap
from typing import TypeAlias

Signature: TypeAlias = bytes

# Flags of a part of a composite glyph (OpenType, table « glyf »).
_MOTS, _DECALAGE, _ECHELLE, _SUITE, _DEUX_ECHELLES, _MATRICE = 0x1, 0x2, 0x8, 0x20, 0x40, 0x80
_PROFONDEUR = 8
_ENTETE, _ENTREE = 12, 16  # bytes of the head of a font, and of each line of its table of tables


class Glyphes:
    """The glyphs of a TrueType font, each looked at when it is asked for: of thousands some hundred."""

    def __init__(self, data: bytes | mmap) -> None:
        """Raises ValueError for what is no TrueType font."""
        self._data = data
        try:
            (count,) = struct.unpack_from(">H", data, 4)
            self._tables: dict[bytes, tuple[int, int]] = {}
            for n in range(count):
                tag, _, here, size = struct.unpack_from(">4sIII", data, _ENTETE + n * _ENTREE)
                self._tables[tag] = here, size
            (long,) = struct.unpack_from(">h", self.table(b"head"), 50)
            (metrics,) = struct.unpack_from(">H", self.table(b"hhea"), 34)
            loca = self.table(b"loca")
            step = len(loca) // 4 if long else len(loca) // 2
            places = struct.unpack_from(f">{step}{'I' if long else 'H'}", loca)
            self._places = places if long else tuple(2 * place for place in places)
            widths = struct.unpack_from(f">{2 * metrics}H", self.table(b"hmtx"))
            self._outlines = self._tables[b"glyf"][0]
        except (KeyError, struct.error) as error:
            raise ValueError("not a TrueType font") from error
        # The last width is that of all glyphs that follow.
        self._avances: tuple[int, ...] = widths[::2]
        self._signatures: dict[int, Signature] = {}
        self._traces: dict[int, bytes] = {}
        if not self._avances:
            raise ValueError("a font without widths")

    def __len__(self) -> int:
        return max(len(self._places) - 1, 0)

    def table(self, nom: bytes) -> bytes:
        """A table of the font; raises KeyError."""
        here, size = self._tables[nom]
        return bytes(self._data[here : here + size])

    def avance(self, glyphe: int) -> int:
        """How far a glyph moves the pen, in units of the font."""
        return self._avances[min(glyphe, len(self._avances) - 1)]

    def signature(self, glyphe: int) -> Signature:
        """By what a glyph is known; raises ValueError for one that is broken."""
        if glyphe not in self._signatures:
            try:
                self._signatures[glyphe] = self._trace(glyphe, 0)[:16] + struct.pack(">H", self.avance(glyphe))
            except (struct.error, IndexError) as error:
                raise ValueError("a broken glyph") from error
        return self._signatures[glyphe]

    def _trace(self, glyphe: int, depth: int) -> bytes:
        if glyphe not in self._traces:
            if depth > _PROFONDEUR or not 0 <= glyphe < len(self):
                raise ValueError("a glyph made of itself, or of none")
            here, there = (self._outlines + place for place in self._places[glyphe : glyphe + 2])
            data = bytes(self._data[here:there])
            if data[:2] != b"\xff\xff":
                # Fillers at the end differ with the alignment.
                self._traces[glyphe] = hashlib.sha256(data.rstrip(b"\0")).digest()
            else:
                parts = (how + self._trace(part, depth + 1) for part, how in _parties(data))
                self._traces[glyphe] = hashlib.sha256(b"composite" + b"".join(parts)).digest()
        return self._traces[glyphe]


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
