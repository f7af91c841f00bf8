"""Reads page contents in canonical codes: blocks of text, each with its colour, its height, and its form."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeAlias

import pikepdf

from kitgen.canon.dessin import Chasse, TexteInconnu
from kitgen.canon.dessin import lire as canonique

Couleur: TypeAlias = tuple[int, int, int]

_TEINTE, _HAUTEUR = b"\xfe", b"\xff"  # stand in a form for what it leaves open
# The operators are looked for by what is rare in them, then what stands before each in its line, most often the same:
# to begin with the numbers takes ten times as long.
_TEINT = re.compile(rb"[gG](?<= rg| RG)\b")
_COULEUR = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+)\Z")
_LONG = 100  # bytes of three numbers; longer ones are no colour of ours
_MONTRE = re.compile(
    rb"/(?:ActualText<(?P<dit>[0-9A-F]*)>>>\nBDC\n[^/]*/)?"
    rb"(?P<police>\w+) [\d.]+ Tf[^<\[]*(?P<lettres><[0-9A-F]*>\s*Tj|\[[^\]]*\]\s*TJ)"
)
_LETTRES = re.compile(rb"<((?:[0-9A-F]{4})*+)>")


class FluxInconnu(ValueError):
    """The page isn't written in the shape that is known; whoever asked must do without."""


@dataclass(frozen=True)
class Dialecte:
    """The one shape in which an engine writes a piece of text; a text in another shape can't be a value."""

    bloc: re.Pattern[bytes]
    """With its groups « couleur » and « corps »."""
    avant: int
    """Bytes of a block before its colour."""
    partie: re.Pattern[bytes]
    """What a block is made of; its only group, « y » or « y2 », is the height."""
    etiquette: re.Pattern[bytes]
    """A tag right before a block."""
    espace_double: bool
    """Whether the glyph of a space stands for a no-break space, too."""
    entetes_a_part: bool
    """Whether a table of a header or footer has coordinates of its own."""


# A letter that the font lacks is a second part, in another font.
LIBREOFFICE = Dialecte(
    re.compile(rb"q (?P<couleur>[\d.]+ [\d.]+ [\d.]+) rg\nBT\n(?P<corps>.*?)ET\nQ\n", re.DOTALL),
    2,
    re.compile(
        rb"(?:/Span<</ActualText<[0-9A-F]*>>>\nBDC\n)?"
        rb"(?:-?[\d.]+ (?P<y>-?[\d.]+) Td |1 0 0 1 -?[\d.]+ (?P<y2>-?[\d.]+) Tm\n)"
        rb"/K\d+ [\d.]+ Tf(?:<[0-9A-F]*>Tj|\[[^\]]*\]TJ)\n"
        rb"(?:EMC\n)?"
    ),
    re.compile(rb"(/[^\s<>/]+)<</MCID \d+>>BDC\n\Z"),
    espace_double=True,
    entetes_a_part=False,
)
# A block for each word; a letter that the font lacks is a block of its own.
RDOCX = Dialecte(
    re.compile(rb"q\n(?P<couleur>[\d.]+ [\d.]+ [\d.]+) rg\nBT\n(?P<corps>.*?)ET\nQ\n", re.DOTALL),
    2,
    re.compile(rb"/K\d+ [\d.]+ Tf\n1 0 0 -1 -?[\d.]+ (?P<y>-?[\d.]+) Tm\n\[[^\]]*\] TJ\n"),
    re.compile(rb"(/[^\s<>/]+) <<\s*/MCID \d+\s*>> BDC\n\Z"),
    espace_double=False,
    entetes_a_part=True,
)
DIALECTES = {"libreoffice": LIBREOFFICE, "rdocx": RDOCX}
"""By the name of the engine."""


class Bloc(NamedTuple):  # there are thousands
    """A piece of text in a page's content; `debut` and `fin` are where it stands there."""

    debut: int
    fin: int
    couleur: Couleur
    y: bytes
    forme: bytes
    """All else: two blocks of the same form look the same but for colour and height."""


class Montre(NamedTuple):
    """What one operator shows, and where it stands; `dit` is what the letters stand for, where that is said."""

    debut: int
    police: str
    dit: str
    codes: tuple[int, ...]


@dataclass(frozen=True)
class Feuillet:
    """The pages of an open PDF in canonical codes."""

    contenus: Sequence[bytes]
    largeurs: Sequence[float]
    chasse: Chasse

    @cached_property
    def insecables(self) -> bool:
        """Whether a no-break space may be said somewhere."""
        return any(b"00A0>" in contenu for contenu in self.contenus)


def feuilleter(pdf: pikepdf.Pdf) -> Feuillet:
    """The pages of an open PDF, whose tags are changed to agree; raises FluxInconnu."""
    try:
        found = canonique(pdf)
    except TexteInconnu as error:
        raise FluxInconnu(str(error)) from error
    return Feuillet(found.contenus, [_largeur(page) for page in pdf.pages], found.chasse)


def lire(contenu: bytes, dialecte: Dialecte, voulues: frozenset[Couleur]) -> list[Bloc]:
    """The blocks of the wanted colours, in order; raises FluxInconnu when such a colour draws anything else."""
    blocs: list[Bloc] = []
    for operateur in _TEINT.finditer(contenu):
        end = operateur.end() - len(" rg")
        teinte, length = _couleur(contenu[max(contenu.rfind(b"\n", 0, end) + 1, end - _LONG) : end])
        if teinte in voulues:
            start = end - length
            bloc = dialecte.bloc.match(contenu, start - dialecte.avant) if start else None
            if bloc is None:
                raise FluxInconnu("a value is drawn in an unknown way")
            y, forme = _forme(bloc, dialecte)
            blocs.append(Bloc(bloc.start(), bloc.end(), teinte, y, forme))
    return blocs


def tous_les_blocs(contenu: bytes, dialecte: Dialecte) -> Iterator[tuple[int, int, bytes]]:
    """Where each block of a page begins and ends there, and all that it shows."""
    for found in dialecte.bloc.finditer(contenu):
        yield found.start(), found.end(), found["corps"]


def teintes(contenu: bytes, dialecte: Dialecte) -> list[tuple[bytes, bytes]]:
    """The colour of each block of a page, as it is written, and all that it shows."""
    return dialecte.bloc.findall(contenu)


def commencent_pareil(corps: bytes, autre: bytes, dialecte: Dialecte) -> bool:
    """Whether the first parts of two blocks show the same at the same place."""
    if corps == autre:
        return True
    first, other = (dialecte.partie.match(one) for one in (corps, autre))
    return (first and first[0]) == (other and other[0])


def dessiner(forme: bytes, teinte: bytes, y: bytes) -> bytes:
    """A block of this form, in this colour and at this height."""
    return forme.replace(_TEINTE, teinte).replace(_HAUTEUR, y)


def lettres(forme: bytes) -> list[bytes]:
    """The codes of the letters of a form, for comparison where the place doesn't matter."""
    return _LETTRES.findall(forme)


def montres(contenu: bytes) -> Iterator[Montre]:
    """All that is shown, in whatever shape."""
    for found in _MONTRE.finditer(contenu):
        dit = bytes.fromhex(found["dit"].decode()).decode("utf-16") if found["dit"] else ""
        yield Montre(found.start(), found["police"].decode(), dit, _codes(found["lettres"]))


def tous_les_codes(contenu: bytes) -> dict[str, frozenset[int]]:
    """By font, the codes of all that is shown."""
    shown: dict[bytes, set[bytes]] = {}
    for _, police, ecrites in _MONTRE.findall(contenu):
        shown.setdefault(police, set()).add(ecrites)
    return {police.decode(): frozenset(_codes(b"".join(every))) for police, every in shown.items()}


def _codes(ecrites: bytes) -> tuple[int, ...]:
    """The codes of letters, as operators show them."""
    digits = b"".join(_LETTRES.findall(ecrites))
    return struct.unpack(f">{len(digits) // 4}H", bytes.fromhex(digits.decode()))


def _forme(bloc: re.Match[bytes], dialecte: Dialecte) -> tuple[bytes, bytes]:
    contenu, here, end = bloc.string, bloc.start("corps"), bloc.end("corps")
    parts = [contenu[bloc.start() : bloc.start("couleur")], _TEINTE, contenu[bloc.end("couleur") : here]]
    heights = set()
    while here < end:
        found = dialecte.partie.match(contenu, here, end)
        if found is None:
            raise FluxInconnu("a text in an unknown shape")
        group = found.lastgroup or ""
        if (group == "y") != (here == bloc.start("corps")):
            raise FluxInconnu("a text in an unknown order")
        heights.add(found[group])
        parts += [contenu[here : found.start(group)], _HAUTEUR, contenu[found.end(group) : found.end()]]
        here = found.end()
    if len(heights) != 1:
        raise FluxInconnu("a text at several heights")
    parts.append(contenu[end : bloc.end()])
    return heights.pop(), b"".join(parts)


@lru_cache(maxsize=4096)
def _couleur(ligne: bytes) -> tuple[Couleur | None, int]:
    """The colour that a line ends with, and how long it is there."""
    found = _COULEUR.search(ligne)
    if found is None:
        return None, 0
    r, g, b = (round(float(part) * 255) for part in found.groups())
    return (r, g, b), len(found[0])


def _largeur(page: pikepdf.Page) -> float:
    left, _, right, _ = (float(x) for x in page.mediabox)
    return right - left
