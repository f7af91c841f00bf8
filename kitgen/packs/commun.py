"""What the pages of a pack have in common (fonts, images, whole contents), stored once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kitgen.packs.lecture import OUBLIE, FluxOublie
from kitgen.pdf.ecriture import Ecriture
from kitgen.pdf.objets import Objet, PdfInattendu


class Commun:
    """The objects that a pack stores once each.

    Two objects say the same if their dictionaries are equal to the byte, their streams too, and what they refer to
    says the same. Content is compared as it is stored, never decoded.
    """

    def __init__(self, ecriture: Ecriture) -> None:
        self._ecriture = ecriture
        self._seuls: dict[Objet, int] = {}
        self._autres: dict[tuple[bytes, bytes | None], int] = {}
        self._contenus: dict[bytes, int] = {}

    def contenu(self, contenu: bytes) -> int:
        """The number of a stream with this content."""
        if contenu not in self._contenus:
            self._contenus[contenu] = number = self._ecriture.reserver()
            self._ecriture.deflate(number, contenu)
        return self._contenus[contenu]

    def seul(self, objet: Objet) -> int:
        """The number of an object that refers to no other."""
        if objet not in self._seuls:
            self._seuls[objet] = number = self._ecriture.reserver()
            ecrire(self._ecriture, number, objet.texte, objet.flux)
        return self._seuls[objet]

    def autre(self, texte: bytes, flux: bytes | None) -> int:
        """The number of an object that refers to others, by their numbers in the pack."""
        if (texte, flux) not in self._autres:
            self._autres[texte, flux] = number = self._ecriture.reserver()
            ecrire(self._ecriture, number, texte, flux)
        return self._autres[texte, flux]


class DuDocument:
    """Where the objects of one document are in the pack."""

    def __init__(
        self, commun: Commun, objets: Mapping[int, Objet], propres: Callable[[int], int | None], ecriture: Ecriture
    ) -> None:
        """`propres` gives the numbers of what is the document's own: its pages, say."""
        self._commun, self._objets, self._propres, self._ecriture = commun, objets, propres, ecriture
        self._connus: dict[int, int] = {}
        self._en_cours: set[int] = set()

    def texte(self, objet: Objet) -> bytes:
        """What an object of the document says, with the numbers of the pack."""
        return remplir(objet, self.numero)

    def numero(self, trou: int) -> int:
        """The number in the pack of what an object of the document refers to."""
        if trou in self._connus:
            return self._connus[trou]
        own = self._propres(trou)
        if own is not None:
            return own
        if trou in self._en_cours:
            # On the way back to itself it stays itself.
            self._connus[trou] = self._ecriture.reserver()
            return self._connus[trou]
        objet = self._objets.get(trou)
        if objet is None:
            raise PdfInattendu("something is named that isn't there")
        if not objet.trous:
            self._connus[trou] = self._commun.seul(objet)
            return self._connus[trou]
        self._en_cours.add(trou)
        texte = self.texte(objet)
        self._en_cours.remove(trou)
        if trou in self._connus:
            ecrire(self._ecriture, self._connus[trou], texte, objet.flux)
        else:
            self._connus[trou] = self._commun.autre(texte, objet.flux)
        return self._connus[trou]


def remplir(objet: Objet, numero: Callable[[int], int]) -> bytes:
    """What an object says, with other numbers in its holes."""
    if not objet.trous:
        return objet.texte
    pieces = [objet.textes[0]]
    for trou, texte in zip(objet.trous, objet.textes[1:], strict=True):
        pieces += (b"%d" % numero(trou), texte)
    return b"".join(pieces)


def ecrire(ecriture: Ecriture, numero: int, texte: bytes, flux: bytes | None) -> None:
    """Write an object, be it a stream or not. Raises FluxOublie where its stream isn't kept."""
    if flux is OUBLIE:
        raise FluxOublie
    if flux is None:
        ecriture.objet(numero, texte)
    else:
        ecriture.flux(numero, texte, flux)
