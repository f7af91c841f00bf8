"""Reads the QR code of a strip back from the operators that draw it: module by module, as a scanner sees it.

A code that is drawn needs no picture and no correction of errors: what is read is what stands there. Independent of
the writer (`kitgen.stamp.qr`): from the modules alone, as ISO/IEC 18004 says, for the versions that kitgen draws.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, reduce
from operator import itemgetter, or_

_RECTANGLE = rb"\d{1,2} \d{1,2} \d{1,2} \d{1,2} re"
# Filled rectangles, one of which may be closed once more: that is where what pages share ends.
_DESSIN = re.compile(
    rb"q\n([\d.]+) 0 0 \1 [\d.-]+ [\d.-]+ cm\n"
    rb"((?:" + _RECTANGLE + rb"\n)*(?:" + _RECTANGLE + rb" h\n)?(?:" + _RECTANGLE + rb"\n)*)f Q\n"
)
_ALPHANUMERIQUE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_MASQUES: tuple[Callable[[int, int], int], ...] = (
    lambda y, x: (y + x) % 2,
    lambda y, x: y % 2,
    lambda y, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)

# The data codewords of each block, by version and by the two bits of the error correction (M, L, H, Q).
_BLOCS: dict[int, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]]] = {
    1: ((16,), (19,), (9,), (13,)),
    2: ((28,), (34,), (16,), (22,)),
    3: ((44,), (55,), (13, 13), (17, 17)),
    4: ((32, 32), (80,), (9, 9, 9, 9), (24, 24)),
    5: ((43, 43), (108,), (11, 11, 12, 12), (15, 15, 16, 16)),
}
_COTES = frozenset(17 + 4 * version for version in _BLOCS)
_LARGEUR = max(_COTES)
_BITS = bytes.maketrans(b"01", b"\x00\x01")


def lire_dessin(content: bytes) -> str | None:
    """What the QR code drawn in a content stream holds; None if there is not exactly one that can be read."""
    drawn = _DESSIN.findall(content)
    if len(drawn) != 1:
        return None
    try:
        black = reduce(or_, map(_noircir, drawn[0][1].splitlines()), 0)
    except ValueError:
        return None
    columns = reduce(or_, [black >> _LARGEUR * y for y in range(_LARGEUR)]) & (1 << _LARGEUR) - 1
    side = columns.bit_length()
    if side not in _COTES or -(-black.bit_length() // _LARGEUR) != side:
        return None
    # From the left to the right, and from below upwards.
    whole = f"{black:0{_LARGEUR * _LARGEUR}b}"[::-1].encode().translate(_BITS)
    return lire_modules([whole[_LARGEUR * y : _LARGEUR * y + side] for y in range(side - 1, -1, -1)])


@lru_cache(maxsize=1 << 14)  # a code has a hundred of them, most of which the others have too
def _noircir(rectangle: bytes) -> int:
    """The modules that a rectangle covers, as one number: a row after the other from below, each from the left."""
    x, y, width, height = map(int, rectangle.split()[:4])
    if not (width and height and x + width <= _LARGEUR and y + height <= _LARGEUR):
        raise ValueError("a rectangle that covers nothing, or more than any code")
    row = ((1 << width) - 1) << x
    return sum(row << _LARGEUR * n for n in range(y, y + height))


def lire_modules(rows: Sequence[bytes | bytearray]) -> str | None:
    """The text that these modules hold (1 is black), of a code in alphanumeric mode; None for any other."""
    side = len(rows)
    level, mask = _format(rows)
    blocks = _BLOCS[(side - 17) // 4][level]
    data = _octets(rows, blocks, mask)
    if (data >> (sum(blocks) * 8 - 4)) != 2:
        return None
    left = sum(blocks) * 8 - 4

    def take(count: int) -> int:
        nonlocal left
        left -= count
        return (data >> left) & ((1 << count) - 1) if left >= 0 else -1

    count = take(9)
    text = []
    for _ in range(count // 2):
        high, low = divmod(take(11), 45)
        if not 0 <= high < 45:
            return None
        text += [_ALPHANUMERIQUE[high], _ALPHANUMERIQUE[low]]
    if count % 2:
        value = take(6)
        if not 0 <= value < 45:
            return None
        text.append(_ALPHANUMERIQUE[value])
    return "".join(text)


def _format(rows: Sequence[bytes | bytearray]) -> tuple[int, int]:
    """The level of error correction and the mask."""
    bits = [rows[y][8] for y in (0, 1, 2, 3, 4, 5, 7, 8)] + [rows[8][x] for x in (7, 5, 4, 3, 2, 1, 0)]
    value = sum(bit << i for i, bit in enumerate(bits)) ^ 0b101010000010010
    return value >> 13, value >> 10 & 7


def _octets(rows: Sequence[bytes | bytearray], blocks: tuple[int, ...], mask: int) -> int:
    """The data codewords in order, as one number; the codewords of several blocks take turns."""
    pick, turned = _parcours(len(rows), mask, sum(blocks) * 8)
    bits = int(bytes(pick(b"".join(rows))).translate(_CHIFFRES), 2) ^ turned
    taken = iter(bits.to_bytes(sum(blocks), "big"))
    ordered = [bytearray() for _ in blocks]
    for turn in range(max(blocks)):
        for block, size in zip(ordered, blocks, strict=True):
            if turn < size:
                block.append(next(taken))
    return int.from_bytes(b"".join(ordered), "big")


_CHIFFRES = bytes.maketrans(b"\x00\x01", b"01")


@cache
def _parcours(side: int, mask: int, count: int) -> tuple[Callable[[bytes], tuple[int, ...]], int]:
    """What picks the first `count` bits in order from all modules, and those that the mask turns round."""
    path = [(y, x) for y, x in _zigzag(side) if not _fixe(side, y, x)][:count]
    turned = "".join("1" if _MASQUES[mask](y, x) == 0 else "0" for y, x in path)
    return itemgetter(*(y * side + x for y, x in path)), int(turned, 2)


def _zigzag(side: int) -> Iterator[tuple[int, int]]:
    upwards = True
    for right in (*range(side - 1, 6, -2), *range(5, 0, -2)):
        for y in range(side - 1, -1, -1) if upwards else range(side):
            yield y, right
            yield y, right - 1
        upwards = not upwards


def _fixe(side: int, y: int, x: int) -> bool:
    """Whether a module is one of the patterns, or of the format."""
    corner = (y < 9 and (x < 9 or x >= side - 8)) or (y >= side - 8 and x < 9)
    alignment = side > 21 and abs(y - (side - 7)) <= 2 and abs(x - (side - 7)) <= 2
    return corner or alignment or 6 in (y, x)
