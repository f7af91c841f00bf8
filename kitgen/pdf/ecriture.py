"""Writes a PDF object by object: streams as they are given, all else packed into object streams."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Sequence

from kitgen.pdf.clair import TETE
from kitgen.pdf.lignes import Colonne, Rangee, differences, ranger_en_lignes

_PAR_GROUPE = 100
"""Objects of one stream of what is not alike: some readers look through all of them for each."""
_PAR_OBJET = 4
"""Bytes of a file for each of its objects, at least: from 12 on qpdf takes one with less than three for a forgery."""
_FENETRE = 12
_COURT = 1 << _FENETRE
_DEFLATE = b"/Filter/FlateDecode"


def tasser(contenu: bytes) -> bytes:
    """What a stream is packed to."""
    if len(contenu) > _COURT:
        return zlib.compress(contenu)
    # The same bytes but for the first two: most of the time went into clearing a window for 32 kB.
    packer = zlib.compressobj(wbits=_FENETRE, memLevel=7)
    return packer.compress(contenu) + packer.flush()


class Ecriture:
    """A PDF that is being written; the same objects in the same order give the same bytes.

    Numbers are taken before anything is written under them; one that is never written under names nothing. `tasser` may
    know what a stream is packed to.
    """

    def __init__(self, tasser: Callable[[bytes], bytes] = tasser) -> None:
        self._tasser = tasser
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
        packed = self._tasser(contenu)
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
        for rangee in ranger_en_lignes(self._colonnes, self._taille):
            self._aligner(rangee)
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

    def _aligner(self, rangee: Rangee) -> None:
        """An object stream of rows."""
        group = self.reserver()
        rank = 0
        for premier, nombre in rangee.objets:
            self._table.dans(group, premier, nombre, rank)
            rank += nombre
        long = len(rangee.contenu) > _COURT
        packed = self._tasser(rangee.contenu) if long else zlib.compress(rangee.contenu)
        self.flux(
            group,
            b"<</Type/ObjStm/N %d/First %d%s/DecodeParms<</Predictor 12/Columns %d>>/Length %d>>"
            % (rank, rangee.tete, _DEFLATE, rangee.largeur, len(packed)),
            packed,
        )


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
