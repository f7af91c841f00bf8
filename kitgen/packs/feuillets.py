"""The pages of the documents of a pack as they are written there: what they share is stored once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kitgen.packs.commun import Commun, DuDocument
from kitgen.packs.documents import Document, PageLue
from kitgen.packs.lecture import Lecture
from kitgen.packs.segments import Suite
from kitgen.pdf.ecriture import Ecriture
from kitgen.pdf.objets import Objet


class Feuillets:
    """The pages of a pack's documents; `racine` is the number of the tree that all pages stand in."""

    def __init__(
        self,
        documents: Iterable[tuple[Document, Callable[[int], int | None]]],
        lecture: Lecture,
        ecriture: Ecriture,
        racine: int,
    ) -> None:
        """Each document comes with the numbers of what is its own."""
        self._lecture, self._ecriture, self._racine = lecture, ecriture, racine
        self._dits: dict[Document, list[bytes]] = {}
        commun = Commun(ecriture)
        self._places = {document: DuDocument(commun, document.objets, own, ecriture) for document, own in documents}
        suites = [_suites(page, document, lecture) for document in self._places for page in document.pages]
        streams = iter(lecture.contenus.partager(suites))
        for document, place in self._places.items():
            self._dits[document] = [self._dit(page, document, next(streams), place, commun) for page in document.pages]

    def page(self, document: Document, rang: int) -> int:
        """Write a page of a document, the first time that it comes; its number."""
        place = self._places[document]
        number = place.numero(document.forme.pages[rang])
        return self._ecrire(number, place.texte(document.pages[rang].reste), self._dits[document][rang])

    def copie(self, document: Document, rang: int) -> int:
        """Write a page of a document again; its number."""
        rest = self._places[document].texte(document.pages[rang].copie)
        return self._ecrire(self._ecriture.reserver(), rest, self._dits[document][rang])

    def dos(self, document: Document, rang: int) -> int:
        """Write the blank back of a page; its number."""
        rest = self._places[document].texte(document.pages[rang].dos)
        return self._ecrire(self._ecriture.reserver(), rest, b"/Resources<<>>")

    def _ecrire(self, numero: int, reste: bytes, dit: bytes) -> int:
        self._ecriture.objet(numero, b"<</Type/Page/Parent %d 0 R%s%s" % (self._racine, dit, reste.removeprefix(b"<<")))
        return numero

    def _dit(
        self, page: PageLue, document: Document, flux: Sequence[bytes] | None, place: DuDocument, commun: Commun
    ) -> bytes:
        """What its content is, and its resources."""
        if flux is None:
            self._lecture.garder_entiers(document.objets[n] for n in page.contenu)
            numbers = [place.numero(n) for n in page.contenu]
        else:
            numbers = [commun.contenu(content) for content in flux]
        said = b" ".join([b"%d 0 R" % n for n in numbers])
        if numbers:
            said = b"/Contents " + said if flux is None and len(numbers) == 1 else b"/Contents[%s]" % said
        if isinstance(page.ressources, Objet):
            said += b"/Resources" + place.texte(page.ressources)
        elif page.ressources is not None:
            said += b"/Resources %d 0 R" % place.numero(page.ressources)
        return said


def _suites(page: PageLue, document: Document, lecture: Lecture) -> Sequence[Suite]:
    """The streams of a page's content, taken apart; none where one can't be."""
    found = []
    for n in page.contenu:
        suite = lecture.suite(document.objets[n])
        if suite is None:
            return ()
        found.append(suite)
    return found
