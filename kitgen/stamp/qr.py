"""The QR code of a page, as PDF operators."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter

POINT = 0.12
"""A dot of a 600 dpi printer, in points. A module is a whole number of them, so that all print alike."""

COTE = 36.0
"""The room of a code, in points (12.7 mm); the white around it comes on top.

Codes of one page are all of 29 to 37 modules of 10 to 8 dots (0.42 to 0.34 mm): at 200 dpi, 3.3 to 2.7 pixels each.
Error correction M or better: 15 % of the code may be lost under a stain or a stroke of a pen.
"""

VERSION_MAXIMALE = 5
_MASQUE = 3  # fixed: weighing all eight, as the standard advises, takes five times as long and reads no better

_ALPHANUMERIQUE = {letter: n for n, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}
_MOTS = {1: 26, 2: 44, 3: 70, 4: 100, 5: 134}
"""The codewords of each version."""
_M, _Q, _H = 0, 3, 2
# The data codewords of each block, by version, from the level of error correction that a code must have to better ones.
_BLOCS: dict[int, dict[int, tuple[int, ...]]] = {
    1: {_M: (16,), _Q: (13,), _H: (9,)},
    2: {_M: (28,), _Q: (22,), _H: (16,)},
    3: {_M: (44,), _Q: (17, 17), _H: (13, 13)},
    4: {_M: (32, 32), _Q: (24, 24), _H: (9, 9, 9, 9)},
    5: {_M: (43, 43), _Q: (15, 15, 16, 16), _H: (11, 11, 12, 12)},
}
_NOIRS = re.compile("1+")


def modules(code: str) -> tuple[str, ...]:
    """The rows of the code, from the top; 1 is black.

    As segno makes them with the same mask, in a tenth of its time: all pages of a version and a level share what
    does not depend on the text, and the error correction is done on whole numbers.
    """
    form = _forme_de(code)
    return _rangees(form.remplir(_donnees(code, sum(form.blocs))), form.cote)


def _forme_de(code: str) -> _Forme:
    form = _forme(len(code))
    if form is None:
        raise ValueError(f"too long for a QR code of version {VERSION_MAXIMALE}: {code}")
    return form


def taille_du_module(cote: int) -> float:
    """The size of a module, in points, of a code of so many modules a side."""
    return int(COTE / cote / POINT) * POINT


def dessiner(code: str, commun: int, droite: float, bas: float) -> tuple[str, str]:
    """The operators that fill the black modules; the corner at the right and below stands there, in points.

    In two parts that follow each other. The first one, up to the line that ends with « h » (which closes what is
    closed), is the same for all codes as long whose first `commun` letters are these: most of the modules.
    """
    form = _forme_de(code)
    size = taille_du_module(form.cote)
    black = form.remplir(_donnees(code, sum(form.blocs)))
    known = _connus(len(code), commun)
    # One path for all: no renderer draws a seam between two rectangles.
    shared = _tracer_le_commun(black & known, form.cote)
    first = f"q\n{size:.2f} 0 0 {size:.2f} {droite - size * form.cote:.2f} {bas:.2f} cm\n{shared[:-1]} h\n"
    return first, f"{_tracer(black & ~known, form.cote)}f Q\n"


def _tracer(modules: int, cote: int) -> str:
    """The rectangles that cover the black modules; in this order their numbers deflate best."""
    found = sorted(_rectangles(_rangees(modules, cote)[::-1]))
    return "%d %d %d %d re\n" * len(found) % tuple(n for w, h, x, y in found for n in (x, y, w, h))


_tracer_le_commun = lru_cache(maxsize=256)(_tracer)


def _rangees(modules: int, cote: int) -> tuple[str, ...]:
    """The rows of modules that are one number."""
    whole = f"{modules:0{cote * cote}b}"
    return tuple(whole[n : n + cote] for n in range(0, cote * cote, cote))


def _rectangles(rows: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Width, height, x and y of rectangles that cover the black modules; equal runs of rows upon each other are one."""
    found = []
    before: dict[tuple[int, int], int] = {}
    for y, row in enumerate((*rows, "")):
        here = {span: before.pop(span, y) for span in [run.span() for run in _NOIRS.finditer(row)]}
        found += [(end - start, y - first, start, first) for (start, end), first in before.items()]
        before = here
    return found


def _donnees(code: str, words: int) -> bytes:
    """The data codewords: mode, length, letters, padding (ISO/IEC 18004, 7.4)."""
    values = [_ALPHANUMERIQUE[letter] for letter in code]
    bits = 2 << 9 | len(values)
    for high, low in zip(values[::2], values[1::2], strict=False):
        bits = bits << 11 | high * 45 + low
    size = 13 + len(values) // 2 * 11
    if len(values) % 2:
        bits, size = bits << 6 | values[-1], size + 6
    end = min(4, words * 8 - size)
    bits, size = bits << end, size + end
    fill = -size % 8
    data = (bits << fill).to_bytes((size + fill) // 8, "big")
    return data + (b"\xec\x11" * words)[: words - len(data)]


@cache
def _connus(length: int, commun: int) -> int:
    """The modules, as one number, that all codes of a length have in common whose first letters are the same.

    Those that no letter decides: the patterns, the padding. And those of the length and of these letters, in pairs.
    """
    form = _forme(length)
    if form is None:
        raise ValueError(f"too long for a QR code: {length}")
    total = sum(form.blocs) * 8
    own = 13 + commun // 2 * 11
    padding = max(total - _taille(length), 0)
    return form.placer(((1 << own) - 1 << total - own | (1 << padding) - 1).to_bytes(total // 8, "big"))


def _taille(length: int) -> int:
    """The bits of a text of that length, with its mode and its length."""
    return 13 + length // 2 * 11 + length % 2 * 6


@cache
def _forme(length: int) -> _Forme | None:
    """The smallest version that holds a text of that length, at the best level that this version allows."""
    needed = _taille(length)
    for version, levels in _BLOCS.items():
        fitting = [level for level, blocks in levels.items() if sum(blocks) * 8 >= needed]
        if fitting:
            return _faire_forme(version, fitting[-1])
    return None


@dataclass(frozen=True, slots=True)
class _Forme:
    """What all codes of a version and a level have in common."""

    cote: int
    blocs: tuple[int, ...]
    correction: int
    """The codewords of error correction of each block."""
    fixe: int
    """All modules as one number: the patterns, the format, and what the mask turns black."""
    ranger: Callable[[str], tuple[str, ...]]
    """Takes for each module its bit of the message; one more at the end of it stands for none."""

    def remplir(self, data: bytes) -> int:
        """The modules as one number, 1 for a black one."""
        checks = [_corriger(block, self.correction) for block in self._decouper(data)]
        return self._placer(data, checks, "0") ^ self.fixe

    def placer(self, data: bytes) -> int:
        """The modules that have a bit of this, and those that have none of any, as ones."""
        return self._placer(data, [bytes(self.correction)] * len(self.blocs), "1")

    def _placer(self, data: bytes, checks: Sequence[bytes], sans: str) -> int:
        """Each bit at its module; `sans` where none is."""
        blocks = self._decouper(data)
        words = [b[n] for n in range(max(self.blocs)) for b in blocks if n < len(b)]
        words += [c[n] for n in range(self.correction) for c in checks]
        message = "".join(map(_BITS.__getitem__, words)) + sans
        return int("".join(self.ranger(message)), 2)

    def _decouper(self, data: bytes) -> list[bytes]:
        return [data[start:end] for start, end in pairwise(accumulate(self.blocs, initial=0))]


_BITS = tuple(f"{n:08b}" for n in range(256))


def _faire_forme(version: int, level: int) -> _Forme:
    side = 17 + 4 * version
    blocks = _BLOCS[version][level]
    patterns = _motifs(side) | _format(side, level)
    free = [(y, x) for y, x in _chemin(side) if (y, x) not in patterns]
    bits = {place: n for n, place in enumerate(free[: _MOTS[version] * 8])}
    # Mask 3; the few modules that no bit reaches are turned too.
    black = patterns | {(y, x): (x + y) % 3 == 0 for y, x in free}
    whole = [(y, x) for y in range(side) for x in range(side)]
    return _Forme(
        cote=side,
        blocs=blocks,
        correction=(_MOTS[version] - sum(blocks)) // len(blocks),
        fixe=int("".join("1" if black[place] else "0" for place in whole), 2),
        ranger=itemgetter(*(bits.get(place, len(bits)) for place in whole)),
    )


def _motifs(side: int) -> dict[tuple[int, int], bool]:
    """The patterns by which a scanner finds the code and its modules."""
    found = {}
    for n in range(side):
        found[6, n] = found[n, 6] = n % 2 == 0
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        for y in range(max(top - 1, 0), min(top + 8, side)):
            for x in range(max(left - 1, 0), min(left + 8, side)):
                found[y, x] = max(abs(y - top - 3), abs(x - left - 3)) in (0, 1, 3)
    if side > 21:
        for y in range(-2, 3):
            for x in range(-2, 3):
                found[side - 7 + y, side - 7 + x] = max(abs(y), abs(x)) != 1
    return found


def _format(side: int, level: int) -> dict[tuple[int, int], bool]:
    """The level and the mask, twice, with their own error correction."""
    data = level << 3 | _MASQUE
    rest = data << 10
    for shift in range(4, -1, -1):
        if rest >> shift + 10 & 1:
            rest ^= 0b10100110111 << shift
    bits = (data << 10 | rest) ^ 0b101010000010010
    first = [(y, 8) for y in (0, 1, 2, 3, 4, 5, 7, 8)] + [(8, x) for x in (7, 5, 4, 3, 2, 1, 0)]
    second = [(8, side - 1 - n) for n in range(8)] + [(side - 7 + n, 8) for n in range(7)]
    found = {place: bool(bits >> n & 1) for places in (first, second) for n, place in enumerate(places)}
    return found | {(side - 8, 8): True}


def _chemin(side: int) -> Iterator[tuple[int, int]]:
    """The way of the bits: columns of two modules from the right, upwards and downwards in turn."""
    for turn, right in enumerate((*range(side - 1, 6, -2), *range(5, 0, -2))):
        for n in range(side):
            y = n if turn % 2 else side - 1 - n
            yield from ((y, right), (y, right - 1))


def _corriger(block: bytes, count: int) -> bytes:
    """The codewords of error correction of a block: what is left of it after division by the generator."""
    table, mask = _restes(count), (1 << 8 * count) - 1
    rest, top = 0, 8 * (count - 1)
    for word in block:
        rest = (rest << 8 & mask) ^ table[rest >> top ^ word]
    return rest.to_bytes(count, "big")


@cache
def _restes(count: int) -> tuple[int, ...]:
    """What each value of a leading codeword leaves in the `count` that follow it."""
    generator = [1]
    root = 1
    for _ in range(count):
        shifted = [*generator, 0]
        for n, factor in enumerate(generator):
            shifted[n + 1] ^= _fois(factor, root)
        generator, root = shifted, _fois(root, 2)
    return tuple(int.from_bytes(bytes(_fois(value, g) for g in generator[1:]), "big") for value in range(256))


def _fois(a: int, b: int) -> int:
    """The product in the field of 256 that QR codes calculate in."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 256:
            a ^= 0b100011101
        b >>= 1
    return product
