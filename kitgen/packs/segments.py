"""Contents of the pages of a pack, cut where they differ, so that what several pages draw is stored once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, compress, groupby

_TEXTE_COUPE = re.compile(rb"\((?:[^\\()\n]|\\.)*(?:\\?\n|\()")
_IMAGE = re.compile(rb"BI\s")

_COMMUN = 300
"""Bytes from which what is common to pages is a stream of its own between two parts that are not: a stream takes
some 90, and without it there would be one where there are two, on every page."""
_PETIT = 60
"""Bytes below which nothing is a stream of its own."""

_BORD, _PLUSIEURS = -1, -2
_FOIS = 3

Suite = tuple[int, ...]
"""A stream as the numbers of its parts."""


class Contenus:
    """The contents of a pack's pages: taken apart as they come, cut once all are known."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def lire(self, contenu: bytes) -> Suite:
        """The parts of a stream, whose last line is ended."""
        numbers = self._numbers
        return tuple([numbers.setdefault(part, len(numbers)) for part in _couper(contenu)])

    def partager(self, pages: Sequence[Sequence[Suite]]) -> list[tuple[bytes, ...] | None]:
        """New streams for each page, which joined are what its own are; None where nothing of it is anywhere else."""
        parts = list(self._numbers)
        times = Counter(chain.from_iterable(pages))
        count = Counter(chain.from_iterable(map(set, times)))
        cuts = _coupures(times.keys(), count)
        known: dict[Suite, bytes] = {}

        def segments(suite: Suite) -> Iterator[tuple[bytes, bool]]:
            for segment in _segments(suite, cuts):
                if segment not in known:
                    known[segment] = b"".join([parts[n] for n in segment])
                yield known[segment], times[suite] > 1 or count[segment[0]] > 1

        cut = {suite: list(segments(suite)) for suite in times}
        found: list[tuple[bytes, ...] | None] = []
        for page in pages:
            whole = list(chain.from_iterable([cut[suite] for suite in page]))
            found.append(tuple(_composer(whole)) if any(common for _, common in whole) else None)
        return found


def _couper(content: bytes) -> list[bytes]:
    """Parts of a stream that each end where the drawing of something does, with the line: as both engines and the strip
    write it."""
    # Within a text of several lines, or a picture, a line may be anything.
    if (b"(" in content and _TEXTE_COUPE.search(content)) or (b"BI" in content and _IMAGE.search(content)):
        return [content]
    if b"\0" in content:
        return [content]
    cut = content.replace(b"\nQ\n", b"\nQ\n\0")
    if b"BT" not in content:
        # The letters of the strip, each beside the one before.
        cut = cut.replace(b" cm\n", b" cm\n\0").replace(b"f Q\n", b"f Q\n\0")
    parts = cut.split(b"\0")
    return parts if parts[-1] else parts[:-1]


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


def _segments(page: Suite, coupures: Set[tuple[int, int, int, int]]) -> Iterator[Suite]:
    """The parts of a page, those together that make a segment."""
    first = 0
    for n in compress(range(len(page)), map(coupures.__contains__, _autour(page))):
        yield page[first:n]
        first = n
    if page:
        yield page[first:]


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
