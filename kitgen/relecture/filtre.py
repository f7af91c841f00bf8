"""Which words a file holds, in little room: a word that is there is always found, one that isn't hardly ever.

A Bloom filter, as large as its words ask for. Words in small letters are left out: they are most of a text and little
of a name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache, reduce
from operator import or_
from zlib import crc32

_PAR_MOT = 16  # bits, of which each word fills two
_TAILLES = (1 << 10, 1 << 16)
"""The least and the most bits that a filter has; their number is a power of two."""


class _Masques(dict[str, int]):
    """The bits of each word in filters of one size; most documents have most words, so they are kept."""

    _ASSEZ = 1 << 26

    def __init__(self, taille: int) -> None:
        super().__init__()
        self._taille = taille

    def __missing__(self, mot: str) -> int:
        if len(self) * self._taille > self._ASSEZ:
            self.clear()
        bits = 0
        if not mot.islower():
            digest = crc32(mot.encode("utf-8", "surrogatepass"))
            bits = 1 << digest % self._taille | 1 << (digest >> 16) % self._taille
        self[mot] = bits
        return bits


_masques = lru_cache(maxsize=None)(_Masques)


def ecrire(mots: Collection[str]) -> bytes:
    """The filter of a file of these words."""
    size, most = _TAILLES
    names = [mot for mot in mots if not mot.islower()]
    while size < min(len(names) * _PAR_MOT, most):
        size *= 2
    return masque(names, size).to_bytes(size // 8, "big")


def lire(filtre: bytes) -> tuple[int, int]:
    """Its bits, and how many it has."""
    return int.from_bytes(filtre, "big"), len(filtre) * 8


def masque(mots: Iterable[str], taille: int) -> int:
    """The bits of these words in a filter of that size: a file that has them all has them in its filter."""
    return reduce(or_, set(map(_masques(taille).__getitem__, mots)), 0)
