"""Contents of the pages of a pack, cut where they differ, so that what several pages draw is stored once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, compress, groupby
from typing import TypeAlias

_TEXTE_COUPE = re.compile(rb"\((?:[^\\()\n]|\\.)*(?:\\?\n|\()")
_IMAGE = re.compile(rb"BI\s")

_FIN = b"\nET\nQ\n"
"""Where the drawing of something ends, with the line: both engines write so."""
_TRACES = (_FIN, b"f Q\n", b" cm\n")
"""And so does the strip."""

_COMMUN = 300
"""Bytes from which what is common to pages is a stream of its own between two parts that are not: a stream takes
some 90, and without it there would be one where there are two, on every page."""
_PETIT = 60
"""Bytes below which nothing is a stream of its own."""

_BORD, _PLUSIEURS = -1, -2
_FOIS = 3

Suite: TypeAlias = tuple[int, ...]
"""A stream as the numbers of its parts."""
_Segment: TypeAlias = tuple[bytes, bool]
"""A piece of a content, and whether it stands anywhere else."""


class Contenus:
    """The contents of a pack's pages: taken apart as they come, cut once all are known."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._etranges: set[int] = set()
        self._entiers = _Numeros(self._parts, b"", self._etranges)
        self._dessins = _Numeros(self._parts, _FIN, self._etranges)

    def lire(self, contenu: bytes) -> Suite:
        """The parts of a stream, whose last line is ended."""
        if b"BT" not in contenu and b"\0" not in contenu:
            # The strip, each of whose letters stands beside the one before.
            cut = contenu
            for end in _TRACES:
                cut = cut.replace(end, end + b"\0")
            found = tuple(map(self._entiers.__getitem__, filter(None, cut.split(b"\0"))))
        else:
            *parts, rest = contenu.split(_FIN)
            found = tuple(map(self._dessins.__getitem__, parts))
            if rest:
                found = (*found, self._entiers[rest])
        return found if self._etranges.isdisjoint(found) else (self._entiers[contenu],)

    def part(self, numero: int) -> tuple[bytes, bool]:
        """A part, and whether a drawing ends with it."""
        whole = self._parts[numero]
        return whole, self._dessins.get(whole.removesuffix(_FIN)) == numero

    def reprendre(self, part: bytes, dessin: int) -> int:
        """The number of a part of contents that were read before, as `part` said it."""
        return self._dessins[part.removesuffix(_FIN)] if dessin else self._entiers[part]

    def partager(self, pages: Sequence[Sequence[Suite]]) -> list[tuple[bytes, ...] | None]:
        """New streams for each page, which joined are what its own are; None where nothing of it is anywhere else."""
        times = Counter(chain.from_iterable(pages))
        count = Counter(chain.from_iterable(map(set, times)))
        cuts = _coupures(times, count)
        known: dict[Suite, _Segment] = {}
        cut: dict[Suite, list[_Segment]] = {}
        for suite, n in times.items():
            cut[suite] = segments = []
            for part in _segments(suite, cuts):
                if part not in known:
                    known[part] = b"".join([self._parts[n] for n in part]), count[part[0]] > 1
                segments.append((known[part][0], True) if n > 1 else known[part])
        found: list[tuple[bytes, ...] | None] = []
        for page in pages:
            whole = list(chain.from_iterable([cut[suite] for suite in page]))
            found.append(tuple(_composer(whole)) if any(common for _, common in whole) else None)
        return found


class _Numeros(dict[bytes, int]):
    """Numbers of parts, a new one for each that wasn't there; `fin` is what they all end with beside what is looked up,
    and `etranges` those that can't be told from a piece of something."""

    def __init__(self, parts: list[bytes], fin: bytes, etranges: set[int]) -> None:
        super().__init__()
        self._parts, self._fin, self._etranges = parts, fin, etranges

    def __missing__(self, part: bytes) -> int:
        self[part] = number = len(self._parts)
        whole = part + self._fin
        self._parts.append(whole)
        # Within a text of several lines, or a picture, a line may be anything.
        if (b"(" in whole and _TEXTE_COUPE.search(whole)) or (b"BI" in whole and _IMAGE.search(whole)):
            self._etranges.add(number)
        return number


def _autour(page: Suite) -> Iterator[tuple[int, int, int, int]]:
    """Each place between two parts, the ends too: two parts before it and two after."""
    edge = (_BORD, _BORD)
    seen = (*edge, *page, *edge)
    return zip(seen, seen[1:], seen[2:], seen[3:], strict=False)


def _coupures(pages: Iterable[Suite], nombres: Mapping[int, int]) -> set[tuple[int, int, int, int]]:
    """The places where pages part: what always stands between the same neighbours is one segment.

    Neighbours are looked at in pairs, as single parts (a box, an empty line) stand in many places; what far more
    pages have than have its neighbour is another segment anyway.
    """
    places: set[tuple[int, int, int, int]] = set()
    for page in pages:
        places.update(_autour(page))
    after: dict[tuple[int, int], int] = {}
    before: dict[tuple[int, int], int] = {}
    for a, b, c, d in places:
        if after.setdefault((a, b), c) != c:
            after[a, b] = _PLUSIEURS
        if before.setdefault((c, d), b) != b:
            before[c, d] = _PLUSIEURS
    return {
        (a, b, c, d)
        for a, b, c, d in places
        if _BORD not in (b, c)
        and (
            after[a, b] == _PLUSIEURS
            or before[c, d] == _PLUSIEURS
            or nombres[b] > _FOIS * nombres[c]
            or nombres[c] > _FOIS * nombres[b]
        )
    }


def _segments(suite: Suite, coupures: Set[tuple[int, int, int, int]]) -> Iterator[Suite]:
    """The parts of a stream, those together that make a segment."""
    places = list(compress(range(len(suite)), map(coupures.__contains__, _autour(suite))))
    return (suite[first:last] for first, last in zip((0, *places), (*places, len(suite)), strict=True))


def _composer(segments: Sequence[tuple[bytes, bool]]) -> Iterator[bytes]:
    """The streams of a page: what is common to several stands alone where that pays, all else is joined."""
    runs = [(common, [content for content, _ in run]) for common, run in groupby(segments, lambda s: s[1])]
    own = b""
    for n, (common, contents) in enumerate(runs):
        between = 0 < n < len(runs) - 1
        if not common or (between and sum(map(len, contents)) < _COMMUN):
            own += b"".join(contents)
            continue
        if own:
            yield own
            own = b""
        small = b""
        for content in contents:
            small += content
            if len(small) >= _PETIT:
                yield small
                small = b""
        own = small
    if own:
        yield own
