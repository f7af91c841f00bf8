"""The contents of one file's pages, decoded: a stream that several pages draw is decoded once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Name

_RENVOIS = re.compile(rb"\[ (?:\d+ \d+ R )+\]")


class Contenus:
    """What pages of a file draw, as the streams that it is stored in."""

    def __init__(self, pdf: pikepdf.Pdf, pages: Sequence[pikepdf.Page]) -> None:
        self._pdf = pdf
        self._flux = [_flux(page) for page in pages]
        count = Counter(number for numbers in self._flux for number in numbers)
        self._several = {number for number, n in count.items() if n > 1}
        self._read: dict[bytes, bytes] = {}

    def page(self, rang: int) -> tuple[bytes, ...]:
        """The streams of one of the pages (from 0), decoded."""
        read = self._read
        return tuple(read[number] if number in read else self._decoder(number) for number in self._flux[rang])

    def _decoder(self, number: bytes) -> bytes:
        content = self._pdf.get_object(*map(int, number.split())).read_bytes()
        if number in self._several:
            self._read[number] = content
        return content


def joindre(flux: Sequence[bytes]) -> bytes:
    """One content: each stream ends with its line, so that it is the same however it is cut between two lines."""
    return b"".join(part if part.endswith(b"\n") or not part else part + b"\n" for part in flux)


def flux(page: pikepdf.Page) -> list[pikepdf.Object]:
    """The streams of a page."""
    contents = page.obj.get(Name.Contents, Array())
    return list(contents) if isinstance(contents, Array) else [contents]


def _flux(page: pikepdf.Page) -> tuple[bytes, ...]:
    """The same by their numbers, « 12 0 »; a pack's page has twenty, and looking at each takes longest."""
    contents = page.obj.get(Name.Contents)
    if isinstance(contents, Array) and _RENVOIS.fullmatch(said := contents.unparse(resolved=True)):
        return tuple(said[len(b"[ ") : -len(b" R ]")].split(b" R "))
    return tuple(b"%d %d" % stream.objgen for stream in flux(page))
