"""What a viewer shows beside the pages of a pack: its outline, the labels of its pages, how it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pikepdf import String

from kitgen.packs.imposition import Face
from kitgen.pdf.ecriture import Ecriture

Entree = tuple[str, int]
"""A title, and the number of the page that it leads to."""


def ecrire_le_plan(ecriture: Ecriture, parties: Sequence[tuple[str, Entree]]) -> int:
    """Write the outline; its number. Entries that follow each other under one part are that part's."""
    parts = [(part, [entry for _, entry in members]) for part, members in groupby(parties, key=lambda m: m[0])]
    root = ecriture.reserver()
    heads = [ecriture.reserver(1 + len(entries)) for _, entries in parts]
    for n, ((part, entries), head) in enumerate(zip(parts, heads, strict=True)):
        count = len(entries)
        inside = b"/First %d 0 R/Last %d 0 R/Count %d" % (head + 1, head + count, count)
        ecriture.objet(head, _entree((part, entries[0][1]), root, heads[:n][-1:], heads[n + 1 :][:1], inside))
        numbers = range(head + 1, head + 1 + count)
        for k, entry in enumerate(entries):
            ecriture.objet(numbers[k], _entree(entry, head, numbers[:k][-1:], numbers[k + 1 :][:1]))
    total = len(parties) + len(parts)
    ecriture.objet(root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (heads[0], heads[-1], total))
    return root


def _entree(entree: Entree, parent: int, avant: Sequence[int], apres: Sequence[int], dedans: bytes = b"") -> bytes:
    title, page = entree
    said = b"/Title %s/Parent %d 0 R/Dest[%d 0 R/Fit]" % (String(title).unparse(), parent, page)
    before = b"".join(b"/Prev %d 0 R" % n for n in avant)
    after = b"".join(b"/Next %d 0 R" % n for n in apres)
    return b"<<%s%s%s%s>>" % (said, before, after, dedans)


def etiquettes_des_pages(faces: Sequence[Face], etiquettes: Sequence[str]) -> bytes:
    """The labels of the pages; a blank page says whose back it is."""
    return b"<</Nums[%s]>>" % b"".join(_numeros(faces, etiquettes))


def _numeros(faces: Sequence[Face], etiquettes: Sequence[str]) -> Iterator[bytes]:
    before = None
    for position, face in enumerate(faces):
        label = f"{etiquettes[face.piece]}-"
        if face.blanche:
            yield b"%d<</P %s>>" % (position, String(f"{label}{face.page}-verso").unparse())
        elif before is None or before.blanche or before.piece != face.piece:
            yield b"%d<</S/D/P %s/St %d>>" % (position, String(label).unparse(), face.page)
        before = face


def souhaits(*, recto_verso: bool, exemplaires: int) -> bytes:
    """How a viewer prints it: as it is, on which sides, how often."""
    sides = b"/DuplexFlipLongEdge" if recto_verso else b"/Simplex"
    copies = b"/NumCopies %d" % exemplaires if exemplaires > 1 else b""
    return b"<</PrintScaling/None/Duplex%s%s/DisplayDocTitle true>>" % (sides, copies)
