"""The canonical form for `kitgen.couche`: contents to take apart, fonts for what was put together."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cache

import pikepdf

from kitgen.canon import CANONIQUE, NOMS, Fontes, joindre
from kitgen.canon.balises import baliser
from kitgen.canon.ecriture import TexteInconnu
from kitgen.canon.fontes import Chasse, Fonte, fonte
from kitgen.canon.incorporation import objet

__all__ = [
    "CANONIQUE",
    "Canonique",
    "Chasse",
    "TexteInconnu",
    "chasse",
    "codes_de",
    "contenus",
    "incorporer",
    "lire",
    "part",
]

_POSTSCRIPT = {nom: postscript for postscript, nom in NOMS.items()}


@dataclass(frozen=True, slots=True)
class Canonique:
    """What `canoniser` makes of a PDF."""

    contenus: tuple[bytes, ...]
    chasse: Chasse
    """How its engine writes widths."""


def lire(pdf: pikepdf.Pdf) -> Canonique:
    """The contents of an open PDF's pages as they will be; its tags are changed to agree.

    Raises TexteInconnu when some of it would stay as the engine wrote it.
    """
    fonts = Fontes()
    found = [fonts.recoder(page, joindre(page)) for page in pdf.pages]
    sources = fonts.sources()
    ways = [way for way in Chasse if all(way in source.chasses for source in sources)]
    if not fonts.toutes_connues or not ways:
        raise TexteInconnu("a font that isn't ours")
    return Canonique(tuple(baliser(pdf, found)), ways[0])


def contenus(pdf: pikepdf.Pdf) -> list[bytes | None]:
    """The contents of an open PDF's pages in canonical codes, marks as they are; None for one that can't be read.

    Pages may inherit what they need.
    """
    fonts = Fontes()

    def one(page: pikepdf.Page) -> bytes | None:
        try:
            return fonts.recoder(page, joindre(page))
        except TexteInconnu:
            return None

    return [one(page) for page in pdf.pages]


@cache
def codes_de(nom: str, texte: str) -> frozenset[int]:
    """The canonical codes that say a text in the font that pages call so."""
    return _fonte(nom).codes_de(texte)


def part(nom: str, codes: Set[int]) -> frozenset[int]:
    """What is embedded of a font where these codes are used: the same for most documents."""
    return _fonte(nom).part(codes)


def chasse(nom: str, codes: Iterable[int], ecrite: Chasse) -> Chasse:
    """How `canoniser` has the widths of these codes written when the engine writes them as `ecrite` says."""
    avance = _fonte(nom).avance
    return next(
        w for w in Chasse if w is ecrite or all(w.de(avance(code)) == ecrite.de(avance(code)) for code in codes)
    )


def incorporer(pdf: pikepdf.Pdf, nom: str, part: frozenset[int], ecrite: Chasse) -> pikepdf.Object:
    """This part of a font."""
    return objet(pdf, _fonte(nom), part, ecrite)


@cache
def _fonte(nom: str) -> Fonte:
    found = fonte(_POSTSCRIPT[nom])
    if found is None:
        raise KeyError(nom)
    return found
