"""Which words a file holds, in little room: a word that is there is always found, one that isn't hardly ever.

A Bloom filter. Words in small letters are left out: they are most of a text and little of a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
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
    bits = 0
    for mot in mots:
        if not mot.islower():
            bits |= _bits(mot)
    return bits


@lru_cache(maxsize=4096)
def _bits(mot: str) -> int:
    digest = crc32(mot.encode("utf-8", "surrogatepass"))
    return 1 << digest % _BITS | 1 << (digest >> 16) % _BITS
