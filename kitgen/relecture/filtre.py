"""Which words a file holds, in little room: a word that is there is always found, one that isn't hardly ever.

A Bloom filter. Words in small letters are left out: they are most of a text and little of a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from zlib import crc32

_BITS = 4096
"""A file has one or two hundred words that aren't in small letters: each fills two of these."""


def ecrire(mots: Iterable[str]) -> str:
    """The filter of a file of these words, in hexadecimal."""
    return f"{masque(mots):x}"


def lire(filtre: str) -> int:
    """Its bits; raises ValueError."""
    return int(filtre, 16)


def masque(mots: Iterable[str]) -> int:
    """The bits of these words: a file that has them all has them in its filter."""
    if len(_MASQUES) > _ASSEZ:
        _MASQUES.clear()
    return reduce(or_, set(map(_MASQUES.__getitem__, mots)), 0)


class _Masques(dict[str, int]):
    """The bits of each word, once: most documents have most words."""

    def __missing__(self, mot: str) -> int:
        bits = 0
        if not mot.islower():
            digest = crc32(mot.encode("utf-8", "surrogatepass"))
            bits = 1 << digest % _BITS | 1 << (digest >> 16) % _BITS
        self[mot] = bits
        return bits


_MASQUES = _Masques()
_ASSEZ = 20_000
