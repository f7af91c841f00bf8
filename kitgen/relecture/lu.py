"""What is read of a finished PDF, as data: every check of `kitgen.relecture` looks at this and at no file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

ILLISIBLE = "ne peut pas être lu"


@dataclass(frozen=True, slots=True)
class PoliceLue:
    """A font of a file: its PostScript name, whether its letters are in the file, and which characters it draws."""

    nom: str
    incorporee: bool
    caracteres: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signet:
    """An entry of the outline, and the page (from 1) that it leads to, if it leads to one."""

    titre: str
    page: int | None


@dataclass(frozen=True, slots=True)
class PageLue:
    """One page."""

    empreinte: str
    """Of all that is drawn, fonts and images included: equal for pages that look and read the same."""
    vide: bool
    """Nothing is drawn and nothing can be clicked."""
    polices: tuple[PoliceLue, ...] = ()
    defauts: tuple[str, ...] = ()
    """What no page may have (in French): forms, scripts, notes, links to elsewhere than the web."""
    texte: str | None = None
    """All words, blanks as one space; None where it was not asked for."""
    encre: tuple[str, ...] = ()
    """The margins (« gauche », « droite », « haut », « bas ») in which something is drawn, the strip aside."""
    code: str | None = None
    """What the QR code of its strip holds; None where there is none that can be read."""


@dataclass(frozen=True, slots=True)
class PdfLu:
    """One file; without pages, it could not be read."""

    sha256: str
    pages: tuple[PageLue, ...] = ()
    metadonnees: tuple[tuple[str, str], ...] = ()
    signets: tuple[Signet, ...] = ()
    defauts: tuple[str, ...] = ()
    """What no file may have (in French): attachments, scripts, actions, forms."""
    word: str | None = None
    """All words of a Word file, which has no pages."""


@dataclass(frozen=True, slots=True)
class Demande:
    """What to read of a file: the text and the margins of each page; with `bandeau`, those beside the strip."""

    chemin: str
    texte: bool
    bandeau: bool
    pages: tuple[int, int | None] = (0, None)
    """The pages that are read: the first, from 0, and the first that isn't any more; all, where texts are asked for."""


def simplifier(text: str) -> str:
    """A text with all blanks as one space and accents composed, for searching."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())


_MOT = re.compile(r"\w+|[^\w\s]")


def mots(text: str) -> tuple[str, ...]:
    """The words and signs of a text, whatever the blanks and line breaks between them, and the kind of apostrophe."""
    return tuple(_MOT.findall(text.replace("’", "'")))


def empreinte_du_texte(text: str) -> str:
    """A fingerprint of what a page says; the strip is no text, so a version alone changes none."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
