"""Writes a PDF object by object: streams as they are given, all else packed into object streams."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from kitgen.pdf.clair import TETE

_PAR_GROUPE = 100
"""Objects of one stream of what is not alike: some readers look through all of them for each."""
_PAIRE = 16
"""Bytes that a stream of columns says of one object in its head: its number, and where it stands."""
_PAR_LIGNES = 1 << 15
"""Objects of one stream of rows, at most some more: what the table says of each has two bytes."""
_PAR_OBJET = 4
"""Bytes of a file for each of its objects, at least: from 12 on qpdf takes one with less than three for a forgery."""
_LARGEURS = (80, 256)
"""How long rows are; longer ones are a multiple of the last. As few as may be: Poppler, which reads the tags of one
document after the other, keeps five streams, and takes another apart again when it comes back to it."""
_FENETRE = 12
_COURT = 1 << _FENETRE
_DEFLATE = b"/Filter/FlateDecode"

Colonne: TypeAlias = tuple[int, int, Sequence[bytes], Sequence[int]]
"""Objects that say the same but for numbers: the number of the first, how many they are, what stands between the
numbers that they say, and these numbers in the first; each that follows says one more."""
_Bloc: TypeAlias = tuple[int, Sequence[bytes], bytes]
"""Objects in rows: the number of the first, the numbers of all as they are written, the rows."""


class Ecriture:
    """A PDF that is being written; the same objects in the same order give the same bytes.

    Numbers are taken before anything is written under them; one that is never written under names nothing.
    """

    def __init__(self) -> None:
        self._taille = 1
        self._parts = [TETE]
        self._ici = len(TETE)
        self._table = _Table()
        self._objets: list[tuple[int, bytes]] = []
        self._colonnes: list[list[Colonne]] = []

    def reserver(self, nombre: int = 1) -> int:
        """Numbers for that many objects, one after the other; the first of them."""
        self._taille += nombre
        return self._taille - nombre

    def flux(self, numero: int, dictionnaire: bytes, contenu: bytes) -> None:
        """Write a stream; the dictionary says its length."""
        self._table.place(numero, self._ici)
        self._ecrire(b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (numero, dictionnaire, contenu))

    def deflate(self, numero: int, contenu: bytes, dit: bytes = b"") -> None:
        """Write a stream that is packed here, where that pays; `dit` is what its dictionary says beside."""
        packed = _deflate(contenu)
        if len(packed) + len(_DEFLATE) < len(contenu):
            dit, contenu = dit + _DEFLATE, packed
        self.flux(numero, b"<<%s/Length %d>>" % (dit, len(contenu)), contenu)

    def objet(self, numero: int, texte: bytes) -> None:
        """Write what is no stream."""
        self._objets.append((numero, texte))

    def colonnes(self, colonnes: list[Colonne]) -> None:
        """Write objects as rows of equal length, of which only the difference to the one above is stored: as PNG does,
        and so nearly nothing. What is read together belongs together: it stands in a few streams."""
        self._colonnes.append(colonnes)

    def terminer(self, racine: int, info: int) -> bytes:
        """The file."""
        for here in range(0, len(self._objets), _PAR_GROUPE):
            self._grouper(self._objets[here : here + _PAR_GROUPE])
        digits = len(str(self._taille))
        names = _nombres(digits, range(self._taille)) if self._colonnes else []
        for colonnes in self._colonnes:
            for largeur, blocs in _lignes(colonnes, names, digits):
                self._aligner(largeur, blocs)
        number = self.reserver()
        missing = _PAR_OBJET * (number + 1) - self._ici
        if missing > 0:
            self._ecrire(b"%" + b" " * missing + b"\n")
        start = self._ici
        self._table.place(number, start)
        packed = zlib.compress(differences(self._table.lignes(), _Table.LARGEUR))
        content = b"".join(self._parts)
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest().encode()
        said = b"<</Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            number + 1, racine, info, digest, digest,
        )  # fmt: skip
        said += b"%s/DecodeParms<</Predictor 12/Columns %d>>/Length %d>>" % (_DEFLATE, _Table.LARGEUR - 1, len(packed))
        end = b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, said, packed, start)
        return content + end

    def _ecrire(self, data: bytes) -> None:
        self._parts.append(data)
        self._ici += len(data)

    def _grouper(self, objets: Sequence[tuple[int, bytes]]) -> None:
        """An object stream of objects of any kind."""
        group = self.reserver()
        head, place = [], 0
        for rank, (numero, texte) in enumerate(objets):
            self._table.dans(group, numero, 1, rank)
            head.append(b"%d %d" % (numero, place))
            place += len(texte) + 1
        said = b" ".join(head) + b"\n"
        content = said + b"\n".join([texte for _, texte in objets])
        self.deflate(group, content, b"/Type/ObjStm/N %d/First %d" % (len(objets), len(said)))

    def _aligner(self, largeur: int, blocs: Sequence[_Bloc]) -> None:
        """An object stream of rows; its head, which says where each stands, is rows too."""
        group = self.reserver()
        rank = 0
        names: list[bytes] = []
        for premier, found, _ in blocs:
            self._table.dans(group, premier, len(found), rank)
            rank += len(found)
            names += found
        rest = _PAIRE - len(names[0]) - 2
        pairs = [b" "] * (4 * rank)
        pairs[::4], pairs[2::4] = names, _nombres(rest, range(0, rank * largeur, largeur))
        said = b"".join(pairs)
        first = -(-len(said) // largeur) * largeur
        said = said.ljust(first)
        head = [b"\0" + said[n : n + largeur] for n in range(0, first, largeur)]
        packed = zlib.compress(differences(b"".join((*head, *(rows for _, _, rows in blocs))), largeur + 1))
        self.flux(
            group,
            b"<</Type/ObjStm/N %d/First %d%s/DecodeParms<</Predictor 12/Columns %d>>/Length %d>>"
            % (rank, first, _DEFLATE, largeur, len(packed)),
            packed,
        )


def _lignes(colonnes: Sequence[Colonne], noms: Sequence[bytes], chiffres: int) -> Iterator[tuple[int, list[_Bloc]]]:
    """The columns as rows, those of equal length together; `noms` are all numbers as they are written."""
    found: dict[int, list[_Bloc]] = defaultdict(list)
    counts: Counter[int] = Counter()
    for premier, nombre, textes, debuts in colonnes:
        width = chiffres * len(debuts) + sum(map(len, textes)) + 1
        step = _LARGEURS[-1]
        largeur = next((w for w in _LARGEURS if w >= width), -(-width // step) * step)
        step = 2 * len(debuts) + 1
        pieces = [b""] * (step * nombre)
        pieces[::step] = [b"\0" + textes[0]] * nombre
        for i, (debut, texte) in enumerate(zip(debuts, textes[1:], strict=True)):
            pieces[2 * i + 1 :: step] = noms[debut : debut + nombre]
            pieces[2 * i + 2 :: step] = [texte] * nombre
        fill = b" " * (largeur - width) + b"\n"
        pieces[step - 1 :: step] = [pieces[step - 1] + fill] * nombre
        found[largeur].append((premier, noms[premier : premier + nombre], b"".join(pieces)))
        counts[largeur] += nombre
        if counts[largeur] >= _PAR_LIGNES:
            del counts[largeur]
            yield largeur, found.pop(largeur)
    yield from sorted(found.items())


class _Table:
    """Where each object stands; a number that nothing has is a free one."""

    LARGEUR = 8
    """Bytes of a row, with the one before it that PNG's filters want."""

    def __init__(self) -> None:
        self._genres = bytearray(1)
        self._places = bytearray(4)
        self._rangs = bytearray(2)

    def place(self, numero: int, ou: int) -> None:
        """An object that stands for itself."""
        self._ecrire(numero, 1, b"\1", ou.to_bytes(4, "big"), bytes(2))

    def dans(self, groupe: int, numero: int, nombre: int, rang: int) -> None:
        """Objects that follow each other in an object stream, from `rang` on."""
        ranks = struct.pack(f">{nombre}H", *range(rang, rang + nombre))
        self._ecrire(numero, nombre, b"\2", groupe.to_bytes(4, "big"), ranks)

    def _ecrire(self, numero: int, nombre: int, genre: bytes, place: bytes, rangs: bytes) -> None:
        missing = numero + nombre - len(self._genres)
        if missing > 0:
            for column, width in ((self._genres, 1), (self._places, 4), (self._rangs, 2)):
                column += bytes(width * missing)
        end = numero + nombre
        if any(self._genres[numero:end]):
            raise ValueError(f"two objects have the number {numero}")
        self._genres[numero:end] = genre * nombre
        self._places[4 * numero : 4 * end] = place * nombre
        self._rangs[2 * numero : 2 * end] = rangs

    def lignes(self) -> bytes:
        """The table."""
        rows = bytearray(self.LARGEUR * len(self._genres))
        places, ranks = (self._places[n::4] for n in range(4)), (self._rangs[n::2] for n in range(2))
        for n, column in enumerate((self._genres, *places, *ranks), 1):
            rows[n :: self.LARGEUR] = column
        return bytes(rows)


def _nombres(chiffres: int, nombres: range) -> list[bytes]:
    """Numbers as they are written, all of one length."""
    return list(map((b"%%%dd" % chiffres).__mod__, nombres))


def _deflate(contenu: bytes) -> bytes:
    if len(contenu) > _COURT:
        return zlib.compress(contenu)
    # The same bytes but for the first two: most of the time went into clearing a window for 32 kB.
    packer = zlib.compressobj(wbits=_FENETRE, memLevel=7)
    return packer.compress(contenu) + packer.flush()


_MORCEAU = 1 << 18


def differences(lignes: bytes, largeur: int) -> bytes:
    """Rows of that length as PNG's filter « Up » has them, each byte less the one above it; the first byte of a row,
    which must be 0, says so."""
    step = max(1, _MORCEAU // largeur) * largeur
    first = _difference(bytes(largeur) + lignes[:step], largeur)
    # A piece begins with the row above it, as whole numbers of thousands of bytes are quickest.
    others = (_difference(lignes[here - largeur : here + step], largeur) for here in range(step, len(lignes), step))
    return b"".join((first, *others))


def _difference(lignes: bytes, largeur: int) -> bytes:
    """All rows but the first, less the one above: all bytes at once, as one number."""
    size = len(lignes) - largeur
    here = int.from_bytes(lignes[largeur:], "big")
    above = int.from_bytes(lignes[:-largeur], "big")
    high = int.from_bytes(b"\x80" * size, "big")
    low = int.from_bytes(b"\x7f" * size, "big")
    # With the highest bit of each byte put aside no byte borrows from its neighbour.
    less = ((here | high) - (above & low)) ^ ((here ^ above ^ high) & high)
    return (less | int.from_bytes((b"\2" + bytes(largeur - 1)) * (size // largeur), "big")).to_bytes(size, "big")
