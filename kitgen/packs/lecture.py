"""What a pack reads of its documents: their objects, and the contents of their pages taken apart."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable

from kitgen.packs.segments import Contenus, Suite
from kitgen.pdf.ecriture import tasser
from kitgen.pdf.objets import Lecteur, Objet

_DECODE = re.compile(rb"<<(?:(/Filter/FlateDecode)|/Length \d+){1,2}>>")
"""What a stream says that is packed as ours are, or not at all."""

OUBLIE = b"(forgotten)"
"""Stands for a stream of which only the parts are kept: it is this very object."""


class FluxOublie(Exception):
    """A stream is wanted as it is stored, and its parts alone are kept: the documents are to be read."""


class Lecture:
    """What was read so far for one pack; `suites` are the streams that were taken apart, None where one can't be.

    `tasses` are contents that the pack has, by their SHA-256, as they are packed, and `avant` those that it had before.
    """

    def __init__(self) -> None:
        self.lecteur = Lecteur()
        self.contenus = Contenus()
        self.suites: dict[Objet, Suite | None] = {}
        self.avant: dict[bytes, bytes] = {}
        self.tasses: dict[bytes, bytes] = {}

    def suite(self, objet: Objet) -> Suite | None:
        """The parts of a stream; None where it is packed in another way than our own."""
        if objet not in self.suites:
            content = _decoder(objet)
            self.suites[objet] = None if content is None else self.contenus.lire(content)
        return self.suites[objet]

    def garder_entiers(self, objets: Iterable[Objet]) -> None:
        """These streams are wanted as they are stored, so they must not be known by their parts alone."""
        for objet in objets:
            self.suites.pop(objet, None)

    def tasser(self, contenu: bytes) -> bytes:
        """What a content is packed to."""
        key = hashlib.sha256(contenu).digest()
        self.tasses[key] = packed = self.avant.get(key) or tasser(contenu)
        return packed


def _decoder(objet: Objet) -> bytes | None:
    """What a stream holds, each line ended; None where it is packed in another way than our own."""
    said = _DECODE.fullmatch(objet.texte)
    assert objet.flux is not None
    if said is None:
        return None
    try:
        content = zlib.decompress(objet.flux) if said[1] else objet.flux
    except zlib.error:
        return None
    return content if content.endswith(b"\n") or not content else content + b"\n"
