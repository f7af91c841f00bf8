"""Packs: the finished documents of one recipient, in order, as one PDF with an outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from kitgen.balisage import Balisage
from kitgen.pdf import ecrire_neutre


@dataclass(frozen=True, slots=True)
class Piece:
    """A finished document to put into a pack: its file, its title, and the part it stands under."""

    fichier: Path
    titre: str
    partie: str


def assembler(pieces: Sequence[Piece], cible: Path, titre: str, *, recto_verso: bool) -> tuple[int, ...]:
    """Write a pack; the first page (from 1) of each piece is returned, then the number of pages.

    With `recto_verso`, a blank page follows a piece of an odd number of pages, so that no piece is ever
    printed on the back of another one. Parts that follow each other under the same name share one outline entry.
    """
    starts: list[int] = []
    cible.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.new() as pack:
        tags = Balisage(pack)
        with pack.open_outline() as outline:
            part: pikepdf.OutlineItem | None = None
            for piece in pieces:
                if recto_verso and len(pack.pages) % 2:
                    pack.add_blank_page(page_size=_like(pack.pages[-1]))
                first = len(pack.pages)
                starts.append(first + 1)
                with pikepdf.open(piece.fichier) as document:
                    pack.pages.extend(document.pages)
                    tags.ajouter(document, first, piece.titre)
                if part is None or part.title != piece.partie:
                    part = pikepdf.OutlineItem(piece.partie, first)
                    outline.root.append(part)
                part.children.append(pikepdf.OutlineItem(piece.titre, first))
        tags.terminer()
        return (*starts, ecrire_neutre(pack, cible, titre=titre))


def _like(page: pikepdf.Page) -> tuple[float, float]:
    """Width and height of a page, in points."""
    left, bottom, right, top = (float(x) for x in page.mediabox)
    return right - left, top - bottom
