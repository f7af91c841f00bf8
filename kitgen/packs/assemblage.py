"""Packs: the finished documents of one recipient, in order, as one PDF with an outline and page labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from kitgen.packs.balisage import Balisage
from kitgen.packs.commun import Commun
from kitgen.packs.imposition import Relie, imposer
from kitgen.packs.segments import Contenus
from kitgen.pdf import ecrire_assemble


@dataclass(frozen=True, slots=True)
class Piece:
    """A finished document to put into a pack: its file, its title, and the part it stands under.

    The labels of its pages begin with `etiquette`. A file may come several times: a copy each.
    """

    fichier: Path
    titre: str
    partie: str
    etiquette: str
    recto_seul: bool = False


@dataclass(frozen=True, slots=True)
class Liasse:
    """One pack to write: a picklable order."""

    pieces: tuple[Piece, ...]
    cible: Path
    titre: str
    recto_verso: bool
    exemplaires: int


def lier(ordre: Liasse) -> Relie:
    """See `assembler`."""
    return assembler(
        ordre.pieces, ordre.cible, ordre.titre, recto_verso=ordre.recto_verso, exemplaires=ordre.exemplaires
    )


def assembler(pieces: Sequence[Piece], cible: Path, titre: str, *, recto_verso: bool, exemplaires: int = 1) -> Relie:
    """Write a pack.

    With `recto_verso`, blank pages see to it that no piece is printed on the back of another one, and that nothing
    is printed on the back of a single-sided one. Parts that follow each other under the same name share one
    outline entry. What its pages have in common is stored once. A viewer that prints it is told how: A4 as it is, on
    which sides, and `exemplaires` times.
    """
    cible.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.new() as pack:
        tags = Balisage(pack)
        documents = _lire(pack, pieces, tags)
        counts = [(len(documents[piece.fichier]), piece.recto_seul) for piece in pieces]
        faces = imposer(counts, recto_verso=recto_verso)
        firsts = {face.piece: n for n, face in enumerate(faces) if face.page == 1 and not face.blanche}
        tags.terminer()
        _disposer(pack, [(documents[pieces[f.piece].fichier][f.page - 1], f.blanche) for f in faces])
        with pack.open_outline() as outline:
            for part, members in groupby(enumerate(pieces), key=lambda m: m[1].partie):
                inside = [pikepdf.OutlineItem(p.titre, _vers(pack, firsts[i])) for i, p in members]
                entry = pikepdf.OutlineItem(part, inside[0].destination)
                entry.children.extend(inside)
                outline.root.append(entry)
        relie = Relie(tuple(firsts[i] + 1 for i in range(len(pieces))), faces, _etiquettes(pieces))
        pack.Root.PageLabels = Dictionary(Nums=Array(_numeros(relie)))
        pack.Root.ViewerPreferences = Dictionary(
            PrintScaling=Name("/None"), Duplex=Name.DuplexFlipLongEdge if recto_verso else Name.Simplex
        )
        if exemplaires > 1:
            pack.Root.ViewerPreferences.NumCopies = exemplaires
        ecrire_assemble(pack, cible, titre=titre)
    return relie


def _lire(pack: pikepdf.Pdf, pieces: Sequence[Piece], tags: Balisage) -> dict[Path, list[pikepdf.Page]]:
    """Add the pages of each distinct file once."""
    common, contents = Commun(), Contenus(pack)
    read: dict[Path, list[pikepdf.Page]] = {}
    for piece in pieces:
        if piece.fichier in read:
            continue
        first = len(pack.pages)
        with pikepdf.open(piece.fichier) as document:
            pack.pages.extend(document.pages)
            tags.ajouter(document, first, piece.titre)
        read[piece.fichier] = [pack.pages[n] for n in range(first, len(pack.pages))]
        for page in read[piece.fichier]:
            common.partager(page)
        contents.ajouter(read[piece.fichier])
    contents.partager()
    return read


def _disposer(pack: pikepdf.Pdf, pages: Sequence[tuple[pikepdf.Page, bool]]) -> None:
    """Put the pages in their places; a page that comes again is copied, a blank one is added."""
    # The tree of pages is written at once: inserting a page looks at all that follow it.
    root = pack.Root.Pages
    kids = Array()
    seen: set[tuple[int, int]] = set()
    for page, blank in pages:
        obj = page.obj
        if blank:
            obj = Dictionary(Type=Name.Page, MediaBox=page.mediabox, Resources=Dictionary())
            if Name.Rotate in page.obj:
                obj.Rotate = page.obj.Rotate
        if blank or obj.objgen in seen:
            obj = pack.make_indirect(Dictionary(dict(obj.items())))
            for key in (Name.Annots, Name.StructParents):  # a link belongs to one page alone
                if key in obj:
                    del obj[key]
        seen.add(obj.objgen)
        obj.Parent = root
        kids.append(obj)
    root.Kids = kids
    root.Count = len(kids)


def _vers(pack: pikepdf.Pdf, page: int) -> Array:
    return Array([pack.Root.Pages.Kids[page], Name.Fit])


def _etiquettes(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """What the labels of each piece begin with; a copy says which it is."""
    copies: dict[Path, int] = {}
    labels = []
    for piece in pieces:
        number = copies[piece.fichier] = copies.get(piece.fichier, 0) + 1
        labels.append(f"{piece.etiquette}-ex{number}" if number > 1 else piece.etiquette)
    return tuple(labels)


def _numeros(relie: Relie) -> Iterator[int | Dictionary]:
    """The number tree of the page labels; a blank page says whose back it is."""
    before = None
    for position, face in enumerate(relie.faces):
        label = f"{relie.etiquettes[face.piece]}-"
        if face.blanche:
            yield from (position, Dictionary(P=String(f"{label}{face.page}-verso")))
        elif before is None or before.blanche or before.piece != face.piece:
            yield from (position, Dictionary(S=Name.D, P=String(label), St=face.page))
        before = face
