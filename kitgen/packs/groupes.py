"""Documents that are built alike: their objects stand side by side in a pack, the same of each document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from kitgen.packs.commun import ecrire, remplir
from kitgen.packs.documents import Document, Forme
from kitgen.pdf.ecriture import Ecriture
from kitgen.pdf.lignes import Colonne
from kitgen.pdf.objets import Objet, cle

_ASSEZ = 3
"""Documents from which it pays to write what they have in common as rows."""

_TROP = 64
"""More than these are several groups: whoever reads the tags of one document takes all of its group's apart."""


class Groupe:
    """The documents of a pack that have the same form, in the order in which they came.

    Objects that are the document's own are numbered side by side: element 12 of all documents, then element 13. So
    what one of them says differs from the next one's by one in each number.
    """

    def __init__(self, forme: Forme, documents: Sequence[Document]) -> None:
        self.forme, self.documents = forme, documents
        self._debuts: dict[int, int] = {}
        self._colonnes: list[Colonne] = []

    def numeroter(self, reserver: Callable[[int], int], reserver_cle: Callable[[int], int]) -> None:
        """Take numbers for all that is the documents' own, and keys for what has tags."""
        structure = self.forme.structure
        elements = () if structure is None else structure.elements
        for n in (*self.forme.pages, *self.forme.annexes, *elements):
            self._debuts[n] = reserver(len(self.documents))
        keys = {} if structure is None else dict.fromkeys(cle(key) for key, _ in structure.parents)
        # A key that leads nowhere must not lead to another document's tags.
        keys |= dict.fromkeys(sorted(self._cles(), reverse=True))
        for key in keys:
            self._debuts[key] = reserver_cle(len(self.documents))

    def _cles(self) -> set[int]:
        found: set[int] = set()
        for document in self.documents:
            objets = [page.reste for page in document.pages]
            objets += [document.objets[n] for n in self.forme.annexes]
            found.update(trou for objet in objets for trou in objet.trous if trou < 0)
        return found

    def debut(self, trou: int) -> int:
        """The number in the pack of an object (or key) of the first document."""
        return self._debuts[trou]

    def si_propre(self, rang: int) -> Callable[[int], int | None]:
        """The number in the pack of an object (or key) of the document of that rank, if it is its own."""
        return lambda trou: None if (start := self._debuts.get(trou)) is None else start + rang

    def propre(self, rang: int) -> Callable[[int], int]:
        """The numbers of a document's own objects."""
        return lambda trou: self._debuts[trou] + rang

    def ecrire_les_annexes(self, ecriture: Ecriture) -> None:
        """Write what belongs to the pages."""
        for n in self.forme.annexes:
            self.ecrire(ecriture, self._debuts[n], [document.objets[n] for document in self.documents])
        # By themselves: who shows a page has no need of its tags.
        self.terminer(ecriture)

    def ecrire(self, ecriture: Ecriture, premier: int, objets: Sequence[Objet]) -> None:
        """Write the same object of each document, from number `premier` on."""
        if self._ensemble and objets[0].flux is None and len(set(objets)) == 1:
            debuts = [self._debuts[trou] for trou in objets[0].trous]
            self._colonnes.append((premier, len(objets), objets[0].textes, debuts))
            return
        for rang, objet in enumerate(objets):
            ecrire(ecriture, premier + rang, remplir(objet, self.propre(rang)), objet.flux)

    def ecrire_tout(self, ecriture: Ecriture, objets: Mapping[int, Objet]) -> None:
        """Write what all documents have alike, by the number it has there."""
        if self._ensemble:
            for n, objet in objets.items():
                self.ecrire(ecriture, self._debuts[n], [objet] * len(self.documents))
        else:
            for rang in range(len(self.documents)):
                own = self.propre(rang)
                for n, objet in objets.items():
                    ecrire(ecriture, own(n), remplir(objet, own), objet.flux)

    def terminer(self, ecriture: Ecriture) -> None:
        """Write what was left to be written together."""
        if self._colonnes:
            ecriture.colonnes(self._colonnes)
            self._colonnes = []

    @property
    def _ensemble(self) -> bool:
        return len(self.documents) >= _ASSEZ


def grouper(documents: Sequence[Document]) -> Iterator[Groupe]:
    """The documents by form, in the order in which the forms come."""
    forms: dict[Forme, list[Document]] = defaultdict(list)
    for document in documents:
        forms[document.forme].append(document)
    for form, alike in forms.items():
        for here in range(0, len(alike), _TROP):
            yield Groupe(form, alike[here : here + _TROP])
