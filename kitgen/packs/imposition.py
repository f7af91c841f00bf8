"""Pages on sheets: how many a document takes, and where each page of a pack falls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Face:
    """One page of a pack: a page of its piece number `piece` (from 0), or the blank back of that page.

    `page` counts from 1 within the document.
    """

    piece: int
    page: int
    blanche: bool = False


def feuilles(pages: int, *, recto_verso: bool, recto_seul: bool = False) -> int:
    """How many sheets a document of that many pages takes in a pack; it shares none with another one."""
    return (pages + 1) // 2 if recto_verso and not recto_seul else pages


def imposer(pieces: Sequence[tuple[int, bool]], *, recto_verso: bool) -> tuple[Face, ...]:
    """The pages of a pack, from its pieces: how many pages each has, and whether it is single-sided.

    A pack for duplex printing is made of whole sheets: a document of an odd number of pages is followed by a blank
    one, and so is each page of a single-sided document. Its pages are then twice its sheets, so that neither another
    copy nor another file ever begins on the back of its last page. A simplex pack has no blank page.
    """
    faces = []
    for index, (pages, recto_seul) in enumerate(pieces):
        for page in range(1, pages + 1):
            faces.append(Face(index, page))
            if recto_verso and (recto_seul or (page == pages and page % 2)):
                faces.append(Face(index, page, blanche=True))
    return tuple(faces)


@dataclass(frozen=True, slots=True)
class Relie:
    """How a pack is bound: the first page (from 1) of each piece, what each page holds, and what it is called.

    The label of page 3 of a piece is « <etiquette>-3 », that of its blank back « <etiquette>-3-verso ».
    """

    premieres: tuple[int, ...]
    faces: tuple[Face, ...]
    etiquettes: tuple[str, ...]

    @property
    def pages(self) -> int:
        """All its pages, blank ones too."""
        return len(self.faces)

    @property
    def blanches(self) -> tuple[int, ...]:
        """Its blank pages, from 1."""
        return tuple(n for n, face in enumerate(self.faces, 1) if face.blanche)


def relier(pieces: Sequence[tuple[object, int, bool, str]], *, recto_verso: bool) -> Relie:
    """How these pieces are bound: for each the document that it is a copy of, that one's pages, whether it is
    single-sided, and what the labels of its pages begin with; those of a further copy say which it is."""
    faces = imposer([(pages, recto_seul) for _, pages, recto_seul, _ in pieces], recto_verso=recto_verso)
    firsts = {face.piece: n for n, face in enumerate(faces, 1) if face.page == 1 and not face.blanche}
    copies: Counter[object] = Counter()
    labels = []
    for document, _, _, label in pieces:
        copies[document] += 1
        labels.append(f"{label}-ex{copies[document]}" if copies[document] > 1 else label)
    return Relie(tuple(firsts[i] for i in range(len(pieces))), faces, tuple(labels))
