"""Packs: the finished documents of one recipient, in order, as one PDF with an outline and page labels."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kitgen.packs.acquis import Lus, Memoire
from kitgen.packs.balisage import Balisage
from kitgen.packs.documents import Document, Documents
from kitgen.packs.feuillets import Feuillets
from kitgen.packs.groupes import grouper
from kitgen.packs.imposition import Face, Relie, relier
from kitgen.packs.lecture import FluxOublie
from kitgen.packs.sommaire import ecrire_le_plan, etiquettes_des_pages, souhaits
from kitgen.pdf import terminer_assemble
from kitgen.pdf.ecriture import Ecriture


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
    memoire: Memoire | None = None


def lier(ordre: Liasse) -> Relie:
    """See `assembler`."""
    # What is read for a pack is wanted until it is written: nothing of it is garbage, and looking for some takes a
    # twentieth of the time.
    gc.disable()
    try:
        return assembler(
            *(ordre.pieces, ordre.cible, ordre.titre),
            recto_verso=ordre.recto_verso,
            exemplaires=ordre.exemplaires,
            memoire=ordre.memoire,
        )
    except FluxOublie:
        if ordre.memoire is None:
            raise
        ordre.memoire.ancien.unlink()
        return lier(ordre)
    finally:
        gc.enable()


def assembler(
    pieces: Sequence[Piece],
    cible: Path,
    titre: str,
    *,
    recto_verso: bool,
    exemplaires: int = 1,
    memoire: Memoire | None = None,
) -> Relie:
    """Write a pack.

    With `recto_verso`, blank pages see to it that no piece is printed on the back of another one, and that nothing
    is printed on the back of a single-sided one. Parts that follow each other under the same name share one
    outline entry. What its pages have in common is stored once. A viewer that prints it is told how: A4 as it is, on
    which sides, and `exemplaires` times. With `memoire` the same bytes are written, and documents that were read
    before aren't opened; raises FluxOublie where one has to be.
    """
    lus = Lus((piece.fichier for piece in pieces), memoire)
    reader = Documents(lus.lecture.lecteur)
    documents = {path: reader.lire(file) for path, file in lus.fichiers.items()}
    relie = relier(
        [(p.fichier, len(documents[p.fichier].pages), p.recto_seul, p.etiquette) for p in pieces],
        recto_verso=recto_verso,
    )
    ecriture = Ecriture(lus.tasser)
    catalogue, arbre = ecriture.reserver(), ecriture.reserver()
    tags = Balisage(lus.lecture.lecteur, ecriture)
    titres = {documents[piece.fichier]: piece.titre for piece in reversed(pieces)}
    propres: dict[Document, Callable[[int], int | None]] = {}
    for groupe in grouper(list(documents.values())):
        groupe.numeroter(ecriture.reserver, tags.reserver_cle)
        groupe.ecrire_les_annexes(ecriture)
        tags.ajouter(groupe, titres)
        groupe.terminer(ecriture)
        propres |= {document: groupe.si_propre(rang) for rang, document in enumerate(groupe.documents)}
    dit = tags.terminer(list(documents.values()))
    feuillets = Feuillets(((d, propres[d]) for d in documents.values()), lus.lecture, ecriture, arbre)
    numeros = list(_disposer([(documents[pieces[f.piece].fichier], f) for f in relie.faces], feuillets))
    ecriture.objet(arbre, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(numeros), _noms(numeros)))
    firsts = [numeros[first - 1] for first in relie.premieres]
    plan = ecrire_le_plan(ecriture, [(p.partie, (p.titre, n)) for p, n in zip(pieces, firsts, strict=True)])
    dit |= {
        b"/Type": b"/Catalog",
        b"/Pages": b"%d 0 R" % arbre,
        b"/Outlines": b"%d 0 R" % plan,
        b"/PageLabels": etiquettes_des_pages(relie.faces, relie.etiquettes),
        b"/ViewerPreferences": souhaits(recto_verso=recto_verso, exemplaires=exemplaires),
    }
    cible.parent.mkdir(parents=True, exist_ok=True)
    cible.write_bytes(terminer_assemble(ecriture, catalogue, dit, titre=titre))
    lus.retenir()
    return relie


def _disposer(faces: Sequence[tuple[Document, Face]], feuillets: Feuillets) -> Iterator[int]:
    """The numbers of the pages in their places; a page that comes again is copied, a blank one is added."""
    seen: set[tuple[Document, int]] = set()
    for document, face in faces:
        rang = face.page - 1
        if face.blanche:
            yield feuillets.dos(document, rang)
        elif (document, rang) in seen:
            yield feuillets.copie(document, rang)
        else:
            seen.add((document, rang))
            yield feuillets.page(document, rang)


def _noms(numeros: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % n for n in numeros)
