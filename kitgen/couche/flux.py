"""Reads the page contents that LibreOffice writes: blocks of text with their colour, place and letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import pikepdf

Couleur: TypeAlias = tuple[int, int, int]

# The one shape in which LibreOffice (7.4) writes a piece of text; a text in another shape can't be a value. A letter
# that the font lacks is a second part, in another font.
_BLOC = re.compile(rb"q ([\d.]+ [\d.]+ [\d.]+) rg\nBT\n(.*?)ET\nQ\n", re.DOTALL)
_PARTIE = re.compile(
    rb"(?P<avant>(?:/Span<</ActualText<(?P<dit>[0-9A-F]*)>>>\nBDC\n)?)"
    rb"(?P<place>(?P<x>-?[\d.]+) (?P<y>-?[\d.]+) Td |1 0 0 1 (?P<x2>-?[\d.]+) (?P<y2>-?[\d.]+) Tm\n)"
    rb"/(?P<police>\w+) (?P<corps>[\d.]+) Tf"
    rb"(?P<lettres><[0-9A-F]*>Tj|\[[^\]]*\]TJ)\n"
    rb"(?P<apres>(?:EMC\n)?)"
)
_MONTRE = re.compile(
    rb"(?:/ActualText<(?P<dit>[0-9A-F]*)>>>\nBDC\n[^/]*)?"
    rb"/(?P<police>\w+) [\d.]+ Tf[^<\[]*(?P<lettres><[0-9A-F]*>Tj|\[[^\]]*\]TJ)"
)
_COULEUR = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b")
_LETTRES = re.compile(rb"<([0-9A-F]*)>|(-?[\d.]+)")
_CMAP = re.compile(rb"begin(bf(?:char|range))\n(.*?)end", re.DOTALL)


class FluxInconnu(ValueError):
    """The page isn't written in the shape that is known; whoever asked must do without."""


@dataclass(frozen=True, slots=True)
class Lettres:
    """What one font shows in a block, independent of the subset that it happens to be: equal if it looks the same."""

    police: str
    corps: bytes
    suite: tuple[str | bytes, ...]
    """Text of each letter, and between them the shifts as they are written."""
    x: bytes
    dit: str
    """What the letters stand for, where that is said beside them."""


@dataclass(frozen=True, slots=True)
class Bloc:
    """A piece of text in a page's content; `debut` and `fin` are where it stands there."""

    debut: int
    fin: int
    couleur: Couleur
    y: bytes
    lettres: tuple[Lettres, ...]

    @property
    def texte(self) -> str:
        """The text, for comparison where the place doesn't matter."""
        return "".join(part for lettres in self.lettres for part in lettres.suite if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class Montre:
    """What one operator shows, and where it stands; `dit` is what the letters stand for, where that is said."""

    debut: int
    police: str
    dit: str
    texte: str


Polices: TypeAlias = Mapping[str, tuple[str, Mapping[int, str]]]
"""By the name in the page: the font's name without its subset's prefix, and the text of each letter."""


def polices(page: pikepdf.Page) -> Polices:
    """The fonts of a page; raises FluxInconnu."""
    fonts = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
    return {str(name)[1:]: _police(font) for name, font in fonts.items()}


def contenu_de(page: pikepdf.Page) -> bytes:
    """The content of a page, which LibreOffice writes as one stream; raises FluxInconnu."""
    contents = page.obj.get("/Contents")
    if not isinstance(contents, pikepdf.Stream):
        raise FluxInconnu("a page of several streams")
    return contents.read_bytes()


def couleur(ecrite: Sequence[bytes]) -> Couleur:
    """The colour that LibreOffice wrote as three fractions."""
    r, g, b = (round(float(part) * 255) for part in ecrite)
    return r, g, b


def lire(contenu: bytes, fonts: Polices, voulues: frozenset[Couleur]) -> list[Bloc]:
    """The blocks of the wanted colours, in order; raises FluxInconnu when such a colour draws anything else."""
    blocs: list[Bloc] = []
    for place, teinte in _places(contenu, voulues):
        found = _BLOC.match(contenu, place - 2) if place >= 2 else None
        if found is None:
            raise FluxInconnu("a value is drawn in an unknown way")
        y, lettres = _parties(found[2], fonts)
        blocs.append(Bloc(found.start(), found.end(), teinte, y, lettres))
    return blocs


def recolorier(bloc: bytes, couleur: bytes, y: bytes, prefixe: str) -> bytes:
    """The bytes of a block in another colour, at another height, with its fonts under other names."""
    found = _BLOC.fullmatch(bloc)
    if found is None:
        raise FluxInconnu("not a block")
    parts = []
    for part in _PARTIE.finditer(found[2]):
        place = b"%s %s Td " % (part["x"], y) if part["x"] else b"1 0 0 1 %s %s Tm\n" % (part["x2"], y)
        font = b"/%s%s %s Tf" % (prefixe.encode(), part["police"], part["corps"])
        parts.append(part["avant"] + place + font + part["lettres"] + b"\n" + part["apres"])
    return b"q %s rg\nBT\n%sET\nQ\n" % (couleur, b"".join(parts))


def polices_citees(bloc: bytes) -> set[str]:
    """The names of the fonts in a block."""
    return {found["police"].decode() for found in _PARTIE.finditer(bloc)}


def tous_les_blocs(contenu: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Where each block of a page begins and ends there, its colour, and where on the page it is drawn."""
    for found in _BLOC.finditer(contenu):
        part = _PARTIE.match(found[2])
        yield found.start(), found.end(), found[1], part["place"] if part else b""


def montres(contenu: bytes, fonts: Polices) -> Iterator[Montre]:
    """All that a page shows, in whatever shape; raises FluxInconnu."""
    for found in _MONTRE.finditer(contenu):
        lettres = _lettres(found["police"].decode(), b"", found["lettres"], fonts, b"", _dit(found["dit"]))
        texte = "".join(part for part in lettres.suite if isinstance(part, str))
        yield Montre(found.start(), lettres.police, lettres.dit, texte)


def _dit(ecrit: bytes | None) -> str:
    return bytes.fromhex(ecrit.decode()).decode("utf-16") if ecrit else ""


def _parties(inner: bytes, fonts: Polices) -> tuple[bytes, tuple[Lettres, ...]]:
    lettres = []
    heights = set()
    place = 0
    while place < len(inner):
        found = _PARTIE.match(inner, place)
        if found is None or (place == 0) != bool(found["x"]):
            raise FluxInconnu("a text in an unknown shape")
        place = found.end()
        heights.add(found["y"] or found["y2"])
        x = found["x"] or found["x2"]
        font = found["police"].decode()
        lettres.append(_lettres(font, found["corps"], found["lettres"], fonts, x, _dit(found["dit"])))
    if len(heights) != 1:
        raise FluxInconnu("a text at several heights")
    return heights.pop(), tuple(lettres)


def _places(contenu: bytes, voulues: frozenset[Couleur]) -> list[tuple[int, Couleur]]:
    places = []
    for found in _COULEUR.finditer(contenu):
        teinte = couleur(found.groups())
        if teinte in voulues:
            places.append((found.start(), teinte))
    return places


def _lettres(nom: str, corps: bytes, ecrites: bytes, fonts: Polices, x: bytes, dit: str) -> Lettres:
    if nom not in fonts:
        raise FluxInconnu("a font is missing")
    base, textes = fonts[nom]
    suite: list[str | bytes] = []
    for found in _LETTRES.finditer(ecrites):
        if found[1] is None:
            suite.append(found[2])
            continue
        for code in bytes.fromhex(found[1].decode()):
            if code not in textes:
                raise FluxInconnu("a letter without a meaning")
            suite.append(textes[code])
    return Lettres(base, corps, tuple(suite), x, dit)


def _police(font: pikepdf.Object) -> tuple[str, Mapping[int, str]]:
    try:
        base = str(font.BaseFont)[1:].partition("+")[2] or str(font.BaseFont)[1:]
        if font.Subtype == "/Type0":
            raise FluxInconnu("a font of two bytes a letter")
        return base, _cmap(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}
    except (AttributeError, KeyError, pikepdf.PdfError) as error:
        raise FluxInconnu("a font in an unknown shape") from error


@lru_cache(maxsize=256)
def _cmap(data: bytes) -> Mapping[int, str]:
    textes: dict[int, str] = {}
    for found in _CMAP.finditer(data):
        if found[1] != b"bfchar":
            raise FluxInconnu("a font with ranges")
        for code, texte in re.findall(rb"<([0-9A-F]+)> <([0-9A-F]+)>", found[2]):
            textes[int(code, 16)] = bytes.fromhex(texte.decode()).decode("utf-16-be")
    return textes
