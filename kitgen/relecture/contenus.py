"""The contents of one file's pages, decoded: a stream that several pages draw is decoded once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pikepdf
from pikepdf import Array, Name


class Contenus:
    """What each page of a file draws, as the streams that it is stored in."""

    def __init__(self, pages: Iterable[pikepdf.Page]) -> None:
        self.flux = [_flux(page) for page in pages]
        """The streams of each page."""
        count = Counter(stream.objgen for streams in self.flux for stream in streams)
        self._several = {objgen for objgen, n in count.items() if n > 1}
        self._read: dict[tuple[int, int], bytes] = {}

    def page(self, rang: int) -> tuple[bytes, ...]:
        """The streams of a page (from 0), decoded."""
        return tuple(self._decoder(stream) for stream in self.flux[rang])

    def _decoder(self, stream: pikepdf.Object) -> bytes:
        number = stream.objgen
        if number not in self._several:
            return stream.read_bytes()
        if number not in self._read:
            self._read[number] = stream.read_bytes()
        return self._read[number]


def joindre(flux: Sequence[bytes]) -> bytes:
    """One content: each stream ends with its line, so that it is the same however it is cut between two lines."""
    return b"".join(part if part.endswith(b"\n") or not part else part + b"\n" for part in flux)


def _flux(page: pikepdf.Page) -> list[pikepdf.Object]:
    contents = page.obj.get(Name.Contents, Array())
    return list(contents) if isinstance(contents, Array) else [contents]
