"""A PDF that is written plainly, packed: objects in compressed streams, and an identifier that its bytes decide."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

from kitgen.pdf.clair import TETE, Clair, ecrire_flux, est_un_flux, flux
from kitgen.pdf.lignes import differences

_DEJA = re.compile(rb"/Filter |/Type /Metadata")
"""What is packed, or must not be: metadata can be read by programs that know nothing of PDF."""
_PAR_GROUPE = 100
_EFFORT = 5
"""zlib's level: a quarter less time than its usual one, and the streams 2 % longer."""
_LIGNE = 5  # bytes of a line of the table of offsets: kind, place or stream, rank


def ranger(clair: Clair) -> bytes:
    """The packed file of a plain one.

    Objects keep their numbers. The same objects give the same bytes. qpdf itself takes three times as long to pack
    what it wrote. Raises ValueError for a stream that isn't written plainly.
    """
    parts: list[bytes] = []
    places: dict[int, bytes] = {}
    here = len(TETE)
    group: list[tuple[int, bytes]] = []
    following = len(clair.objets) + 1

    def put(number: int, data: bytes) -> None:
        nonlocal here
        places[number] = b"\x01%s\0" % here.to_bytes(3)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, data))
        here += len(parts[-1])

    def put_group() -> None:
        nonlocal following
        stream = _grouper(tuple(data for _, data in group), tuple(number for number, _ in group))
        for rank, (number, _) in enumerate(group):
            places[number] = b"\x02%s%c" % (following.to_bytes(3), rank)
        put(following, stream)
        following += 1
        group.clear()

    for number, data in enumerate(clair.objets, 1):
        if est_un_flux(data):
            put(number, _flux(data))
            continue
        group.append((number, data))
        if len(group) == _PAR_GROUPE:
            put_group()
    if group:
        put_group()
    body = b"".join(parts)
    places[following] = b"\x01%s\0" % here.to_bytes(3)
    table = _table([b"\0\0\0\0\0", *(places[number] for number in range(1, following + 1))])
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest().encode()
    info = b"" if clair.info is None else b"/Info %d 0 R " % clair.info
    return b"".join(
        (
            *(TETE, body),
            b"%d 0 obj\n<< /Type /XRef /Length %d /Filter /FlateDecode" % (following, len(table)),
            b" /DecodeParms << /Columns %d /Predictor 12 >> /W [ 1 3 1 ] " % _LIGNE,
            b"%s/Root %d 0 R /Size %d /ID [<%s><%s>] >>\n" % (info, clair.racine, following + 1, digest, digest),
            b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, here),
        )
    )


def _flux(objet: bytes) -> bytes:
    """A stream, packed unless it is."""
    said, data = flux(objet)
    if not _DEJA.search(said):
        said, data = said + b" /Filter /FlateDecode", _serrer(data)
    return ecrire_flux(said, data)


@lru_cache(maxsize=128)
def _grouper(objets: tuple[bytes, ...], numeros: tuple[int, ...]) -> bytes:
    """An object stream; documents of one kind have many of theirs in common."""
    heads = []
    place = 0
    for number, data in zip(numeros, objets, strict=True):
        heads.append(b"%d %d" % (number, place))
        place += len(data) + 1
    head = b" ".join(heads) + b"\n"
    data = zlib.compress(head + b"\n".join(objets), _EFFORT)
    return b"<< /Type /ObjStm /Length %d /Filter /FlateDecode /N %d /First %d >>\nstream\n%s\nendstream" % (
        *(len(data), len(objets), len(head)),
        data,
    )


@lru_cache(maxsize=256)
def _serrer(data: bytes) -> bytes:
    return zlib.compress(data, _EFFORT)


def _table(lignes: Sequence[bytes]) -> bytes:
    """The table of objects, each line as its difference from the one above."""
    rows = b"".join([b"\0" + ligne for ligne in lignes])
    return zlib.compress(differences(rows, _LIGNE + 1), _EFFORT)
