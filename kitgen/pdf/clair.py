"""A PDF written plainly: one object after the other, numbered in the order of their use, streams as they are stored."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import ObjectStreamMode, StreamDecodeLevel

VERSION = "1.7"
"""Of the PDF standard, whatever an engine writes."""

TETE = f"%PDF-{VERSION}\n%".encode() + b"\xbf\xf7\xa2\xfe\n"
"""How a file begins; its second line says that it isn't a text."""

_RACINE = re.compile(rb" /Root (\d+) 0 R ")
_INFO = re.compile(rb" /Info (\d+) 0 R ")
_TAILLE = re.compile(rb" /Size (\d+) ")
_FLUX = re.compile(rb"(<<[^\n]*?) /Length (\d+) >>\nstream\n")
_FINS = (b"endstream", b"\nendstream")


@dataclass(frozen=True, slots=True)
class Clair:
    """What stands in such a file for each object, from number 1 on; the numbers of its root and of what it says
    about itself, if it does."""

    objets: Sequence[bytes]
    racine: int
    info: int | None


def en_clair(pdf: pikepdf.Pdf) -> bytes:
    """The file of an open PDF; the same objects in the same places give the same bytes, whatever their numbers are."""
    buffer = io.BytesIO()
    pdf.save(
        buffer,
        object_stream_mode=ObjectStreamMode.disable,
        stream_decode_level=StreamDecodeLevel.none,
        compress_streams=False,
        static_id=True,
        force_version=VERSION,
    )
    return buffer.getvalue()


def lire_clair(pdf: bytes) -> Clair:
    """What such a file holds; raises ValueError for any other."""
    end = pdf.rindex(b"trailer << ")
    start = int(pdf[pdf.rindex(b"startxref\n") + 10 :].split()[0])
    lines = pdf[start:end].split(b"\n")
    places = [int(line[:10]) for line in lines[3:-1]]
    if lines[0] != b"xref" or len(places) + 1 != int(lines[1].split()[1]):
        raise ValueError("a table of objects in an unknown shape")
    # Objects follow each other in any order, and nothing stands between them.
    stops = dict(zip(ordered := sorted(places), [*ordered[1:], start], strict=True))
    objets = []
    for number, here in enumerate(places, 1):
        head = b"%d 0 obj\n" % number
        there = stops[here]
        if not pdf.startswith(head, here) or not pdf.endswith(b"\nendobj\n", here, there):
            raise ValueError("an object in an unknown shape")
        objets.append(pdf[here + len(head) : there - 8])
    root, info, size = (found.search(pdf, end) for found in (_RACINE, _INFO, _TAILLE))
    if root is None or size is None or int(size[1]) != len(objets) + 1:
        raise ValueError("a trailer in an unknown shape")
    return Clair(objets, int(root[1]), int(info[1]) if info else None)


def est_un_flux(objet: bytes) -> bool:
    """Whether what stands for an object is a stream."""
    return objet.endswith(b"endstream")


def flux(objet: bytes) -> tuple[bytes, bytes]:
    """What the dictionary of a stream says, open and without its length; and its data as they are stored."""
    head = _FLUX.match(objet)
    start = head.end() if head else 0
    stop = start + int(head[2]) if head else 0
    if head is None or objet[stop:] not in _FINS:
        raise ValueError("a stream in an unknown shape")
    return head[1], objet[start:stop]


def ecrire_flux(dit: bytes, donnees: bytes) -> bytes:
    """The inverse of `flux`."""
    return b"%s /Length %d >>\nstream\n%s\nendstream" % (dit, len(donnees), donnees)
