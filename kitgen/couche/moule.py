"""Casts the PDFs of a class: the objects that all share are written down once, those of one candidate are added.

A page's content is an array of streams: what is shared, to the byte, and between it the candidate's own values.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from kitgen.canon.dessin import CANONIQUE
from kitgen.couche.decoupe import Page, Trou
from kitgen.couche.refus import Refus
from kitgen.pdf.clair import TETE, en_clair

_COURT = 100  # bytes: what is shared between two values and shorter is not worth an object
_REPERE = re.compile(rb"(?:/KitgenRepere )?\(?kitgen:(\d+):\)?")
_REFERENCE = re.compile(rb"\d \d+ R\b")
_OBJET = re.compile(rb"(\d+) (\d+) obj\n(.*)\nendobj\n", re.DOTALL)

Suite: TypeAlias = tuple[bytes | Trou, ...]
"""What makes up one stream of a candidate's."""


@dataclass(frozen=True, slots=True)
class Police:
    """A font of a value sheet; `objets` are its PDF objects, the first one the font, which name each other by rank."""

    nom: str
    objets: tuple[tuple[bytes | int, ...], ...]


class Moule:
    """What the PDFs of a class share, and where each one's own goes."""

    def __init__(self, clair: pikepdf.Pdf, pages: Sequence[Page], titres: Sequence[str]) -> None:
        """`clair` is the representative's PDF, which this changes; `titres` are the entries of its outline that vary.

        Raises Refus when the PDF isn't built as known.
        """
        self._suites: list[Suite] = []
        self._contenus(clair, pages)
        self._polices = len(self._suites)
        _reserver_les_polices(clair, self._polices)
        self._titres = range(self._polices + 1, self._polices + 1 + len(titres))
        _reserver_les_titres(clair, titres, self._titres)
        self._demonter(clair)

    def _contenus(self, clair: pikepdf.Pdf, pages: Sequence[Page]) -> None:
        known: dict[Suite, Stream] = {}
        shared: dict[bytes, Stream] = {}
        for page, pieces in zip(clair.pages, pages, strict=True):
            contents = Array()
            for suite in _suites(pieces):
                if isinstance(suite, bytes):
                    if suite not in shared:
                        shared[suite] = Stream(clair, zlib.compress(suite, 1))
                        shared[suite].Filter = Name.FlateDecode
                    contents.append(shared[suite])
                else:
                    if suite not in known:
                        known[suite] = Stream(clair, b"kitgen:%d:" % len(self._suites))
                        self._suites.append(suite)
                    contents.append(known[suite])
            page.obj.Contents = contents

    def _demonter(self, clair: pikepdf.Pdf) -> None:
        """Save once, and take the file apart: shared objects in their places, the others by what they are for."""
        clair.Root[CANONIQUE] = True
        for key in ("/Info", "/DocChecksum"):
            if key in clair.trailer:
                del clair.trailer[key]
        objets, self._fin = _objets(en_clair(clair))
        self._taille = max(objets) + 1
        self._a_remplir: dict[int, tuple[int, bytes]] = {}
        shared: dict[int, int] = {}
        parts = [TETE]
        here = len(TETE)
        for number, data in objets.items():
            found = _REPERE.search(data)
            if found:
                self._a_remplir[int(found[1])] = number, data
            else:
                shared[number] = here
                parts.append(_objet(number, data))
                here += len(parts[-1])
        self._debut = b"".join(parts)
        # The table of shared objects, cut where others stand in between.
        self._table: list[bytes | int] = []
        for number in range(1, self._taille):
            place = shared.get(number)
            line: bytes | int = number if place is None else b"%010d 00000 n \n" % place
            if isinstance(line, bytes) and self._table and isinstance(self._table[-1], bytes):
                self._table[-1] += line
            else:
                self._table.append(line)
        if sorted(self._a_remplir) != list(range(self._titres.stop)):
            raise Refus("objects that can't be told apart")

    def couler(
        self, valeur: Callable[[Trou], bytes], polices: Callable[[], Sequence[Police]], titres: Sequence[str]
    ) -> bytes:
        """One PDF. `polices` are those that the values used; `titres` stand for those that vary, in their order."""
        own: list[tuple[int, bytes]] = []
        for rank, suite in enumerate(self._suites):
            data = b"".join(valeur(piece) if isinstance(piece, Trou) else piece for piece in suite)
            own.append((self._a_remplir[rank][0], _flux(data)))
        taille = self._taille
        fonts = b""
        for police in polices():
            fonts += b"/%s %d 0 R " % (police.nom.encode(), taille)
            for rank, objet in enumerate(police.objets):
                pieces = (piece if isinstance(piece, bytes) else b"%d" % (taille + piece) for piece in objet)
                own.append((taille + rank, b"".join(pieces)))
            taille += len(police.objets)
        for rank, filling in ((self._polices, fonts), *zip(self._titres, map(_chaine, titres), strict=True)):
            number, data = self._a_remplir[rank]
            own.append((number, _REPERE.sub(lambda _, filling=filling: filling, data)))  # type: ignore[misc]
        return self._fichier(own, taille)

    def _fichier(self, own: Sequence[tuple[int, bytes]], taille: int) -> bytes:
        places: dict[int, bytes] = {}
        parts = [self._debut]
        here = len(self._debut)
        for number, data in own:
            places[number] = b"%010d 00000 n \n" % here
            parts.append(_objet(number, data))
            here += len(parts[-1])
        parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % taille)
        parts += [part if isinstance(part, bytes) else places[part] for part in self._table]
        parts += [places[number] for number in range(self._taille, taille)]
        parts.append(b"trailer << /Size %d %s\nstartxref\n%d\n%%%%EOF\n" % (taille, self._fin, here))
        return b"".join(parts)


def _suites(pieces: Page) -> list[bytes | Suite]:
    """Shared pieces, and holes with what is short between them."""
    result: list[bytes | Suite] = []
    run: list[bytes | Trou] = []
    for rank, piece in enumerate(pieces):
        if isinstance(piece, Trou) or (run and len(piece) < _COURT and rank + 1 < len(pieces)):
            run.append(piece)
        else:
            if run:
                result.append(tuple(run))
                run = []
            result.append(piece)
    return [*result, tuple(run)] if run else result


def _reserver_les_polices(pdf: pikepdf.Pdf, rank: int) -> None:
    """One dictionary of fonts for all pages, to be filled in."""
    shared = pdf.make_indirect(Dictionary(KitgenRepere=String(f"kitgen:{rank}:")))
    for page in pdf.pages:
        old = page.obj.get("/Resources", Dictionary())
        if any(_montre_du_texte(picture) for picture in old.get("/XObject", Dictionary()).values()):
            raise Refus("a picture with text in it")
        new = Dictionary({str(key): value for key, value in old.items() if key != "/Font"})
        new.Font = shared
        page.obj.Resources = new


def _montre_du_texte(picture: pikepdf.Object) -> bool:
    return "/Font" in picture.get("/Resources", Dictionary())


def _reserver_les_titres(pdf: pikepdf.Pdf, titres: Sequence[str], ranks: range) -> None:
    """Find the entries of the outline that say these texts, each as often as it is wanted, and mark them."""
    if not titres:
        return
    items: list[pikepdf.Object] = []
    _entrees(pdf.Root.get("/Outlines"), items)
    for titre in set(titres):
        mine = [item for item in items if str(item.Title) == titre]
        wanted = [rank for rank, other in zip(ranks, titres, strict=True) if other == titre]
        if len(mine) != len(wanted):
            raise Refus("an outline that says something else")
        for item, rank in zip(mine, wanted, strict=True):
            item.Title = String(f"kitgen:{rank}:")


def _entrees(parent: pikepdf.Object | None, items: list[pikepdf.Object]) -> None:
    item = parent.get("/First") if parent is not None else None
    while item is not None and len(items) < 10_000:
        items.append(item)
        _entrees(item, items)
        item = item.get("/Next")


def _objets(pdf: bytes) -> tuple[dict[int, bytes], bytes]:
    """The objects of a file as qpdf writes it, by number, and the rest of its trailer."""
    start = int(pdf.rpartition(b"startxref\n")[2].split()[0])
    table, _, trailer = pdf[start:].partition(b"trailer <<")
    places = [int(line[:10]) for line in table.split(b"\n")[2:] if line.endswith(b" n ")]
    objets: dict[int, bytes] = {}
    for here, there in zip(sorted(places), [*sorted(places)[1:], start], strict=True):
        found = _OBJET.fullmatch(pdf[here:there].rstrip() + b"\n")
        if found is None:
            raise Refus("a PDF in an unknown shape")
        objets[int(found[1])] = found[3]
    end = re.sub(rb"/Size \d+", b"", trailer.partition(b"startxref")[0]).strip()
    return objets, end


def _objet(number: int, data: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, data)


def _flux(data: bytes) -> bytes:
    # Not packed: these are short, and packed when the page is joined.
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _chaine(texte: str) -> bytes:
    return b"<feff%s>" % texte.encode("utf-16-be").hex().encode()


def demonter_police(nom: str, font: pikepdf.Object) -> Police:
    """The objects of a font, which must be independent of the rest of its file; raises Refus."""
    objets: list[tuple[bytes | int, ...]] = []
    ranks: dict[tuple[int, int], int] = {}

    def number(item: pikepdf.Object) -> int:
        if item.objgen not in ranks:
            ranks[item.objgen] = len(objets)
            objets.append(())
            if len(objets) > 20:
                raise Refus("a font that holds more than a font")
            objets[ranks[item.objgen]] = tuple(write(item))
        return ranks[item.objgen]

    def value(item: object) -> list[bytes | int]:
        if isinstance(item, pikepdf.Object) and item.is_indirect:
            return [number(item), b" 0 R"]
        return write(item)

    def write(item: object) -> list[bytes | int]:
        if isinstance(item, pikepdf.Object) and not isinstance(item, Stream):
            whole = item.unparse()
            if not _REFERENCE.search(whole):
                return [whole]
        if isinstance(item, (Stream, Dictionary)):
            pieces: list[bytes | int] = [b"<< "]
            for key, part in item.items():
                if key != "/Length":
                    pieces += [key.encode(), b" ", *value(part), b" "]
            if isinstance(item, Stream):
                data = item.read_raw_bytes()
                pieces += [b"/Length %d >>\nstream\n" % len(data), data, b"\nendstream"]
            else:
                pieces.append(b">>")
            return pieces
        if isinstance(item, Array):
            return [b"[ ", *(piece for part in item for piece in (*value(part), b" ")), b"]"]
        return [str(item).lower().encode()]

    number(font)
    return Police(nom, tuple(_soude(objet) for objet in objets))


def _soude(pieces: tuple[bytes | int, ...]) -> tuple[bytes | int, ...]:
    """The same with as few pieces as possible."""
    result: list[bytes | int] = []
    for piece in pieces:
        if isinstance(piece, bytes) and result and isinstance(result[-1], bytes):
            result[-1] += piece
        else:
            result.append(piece)
    return tuple(result)
