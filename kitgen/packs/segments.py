"""Contents of the pages of a pack, cut where they differ, so that what several pages draw is stored once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import pikepdf
from pikepdf import Array, Name

# Where the drawing of something ends, with the line: both engines and the strip write so. What of a code all pages
# share ends with « re h ».
_PARTIE = re.compile(rb"(?:[^\n]*\n)*?(?:(?:Q ?|ET|EMC|f Q|[-\d. ]+ cm|[\d ]+ re h)\n)+")
_TEXTE_COUPE = re.compile(rb"\((?:[^\\()\n]|\\.)*(?:\\?\n|\()")
_IMAGE = re.compile(rb"BI\s")

_COMMUN = 300
"""Bytes from which what is common to pages is a stream of its own between two parts that are not: a stream takes
some 90, and without it there would be one where there are two, on every page."""
_PETIT = 60
"""Bytes below which nothing is a stream of its own."""


class Contenus:
    """The contents of a pack's pages, as they are added; `partager` then stores them."""

    def __init__(self, pack: pikepdf.Pdf) -> None:
        self._pack = pack
        self._numbers: dict[bytes, int] = {}
        self._pages: list[tuple[pikepdf.Page, tuple[int, ...]]] = []
        self._read: dict[tuple[int, int], bytes] = {}

    def ajouter(self, pages: Sequence[pikepdf.Page]) -> None:
        """Add the pages of a document."""
        for page in pages:
            content = b"".join(self._lire(stream) for stream in flux(page))
            if content:
                numbers = tuple(self._numbers.setdefault(part, len(self._numbers)) for part in _couper(content))
                self._pages.append((page, numbers))
        self._read.clear()

    def partager(self) -> None:
        """Let each page refer to the segments of its content; joined, they are what it was."""
        parts = list(self._numbers)
        count = Counter(n for _, numbers in self._pages for n in set(numbers))
        cuts = _Coupures([numbers for _, numbers in self._pages], count)
        streams: dict[bytes, pikepdf.Object] = {}
        for page, numbers in self._pages:
            segments = [(b"".join(parts[n] for n in s), count[s[0]] > 1) for s in cuts.segments(numbers)]
            if not any(common for _, common in segments):
                continue  # nothing of it is anywhere else
            found = Array()
            for content in _composer(segments):
                if content not in streams:
                    streams[content] = self._pack.make_stream(content)
                found.append(streams[content])
            page.obj.Contents = found

    def _lire(self, stream: pikepdf.Object) -> bytes:
        if stream.objgen not in self._read:
            content = stream.read_bytes()
            self._read[stream.objgen] = content if content.endswith(b"\n") or not content else content + b"\n"
        return self._read[stream.objgen]


def flux(page: pikepdf.Page) -> list[pikepdf.Object]:
    """The streams of a page's content."""
    contents = page.obj.get(Name.Contents, Array())
    return list(contents) if isinstance(contents, Array) else [contents]


def _couper(content: bytes) -> list[bytes]:
    """Parts of a content that each end where a line does."""
    # Within a text of several lines, or a picture, a line may be anything.
    if (b"(" in content and _TEXTE_COUPE.search(content)) or (b"BI" in content and _IMAGE.search(content)):
        return [content]
    parts = _PARTIE.findall(content)
    rest = content[sum(map(len, parts)) :]
    return [*parts, rest] if rest else parts


class _Coupures:
    """Where pages part: what always stands between the same neighbours is one segment.

    Neighbours are looked at in pairs, as single parts (a box, an empty line) stand in many places; what far more
    pages have than have its neighbour is another segment anyway.
    """

    def __init__(self, pages: Sequence[tuple[int, ...]], nombres: Mapping[int, int]) -> None:
        after: dict[tuple[int, int], int] = {}
        before: dict[tuple[int, int], int] = {}
        for numbers in pages:
            for a, b, c in _trois(numbers):
                if after.setdefault((a, b), c) != c:
                    after[a, b] = _PLUSIEURS
                if before.setdefault((b, c), a) != a:
                    before[b, c] = _PLUSIEURS
        self._after, self._before, self._nombres = after, before, nombres

    def segments(self, numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """The parts of a page, those together that make a segment."""
        pages = [self._nombres[part] for part in numbers]
        first = 0
        for n, (before, part, after, next_) in enumerate(
            zip((_BORD, *numbers), numbers, numbers[1:], (*numbers[2:], _BORD), strict=False), 1
        ):
            here, there = pages[n - 1], pages[n]
            if (
                here > _FOIS * there
                or there > _FOIS * here
                or self._after[before, part] == _PLUSIEURS
                or self._before[after, next_] == _PLUSIEURS
            ):
                yield numbers[first:n]
                first = n
        yield numbers[first:]


_BORD, _PLUSIEURS = -1, -2
_FOIS = 3


def _trois(numbers: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    return zip((_BORD, *numbers), numbers, (*numbers[1:], _BORD), strict=False)


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
