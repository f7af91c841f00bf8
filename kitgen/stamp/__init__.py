"""The strip in the margin of each page: whose page it is, in words and in a code that a scanner reads.

It is drawn on the finished PDF as outlines, marked as an artifact: the text of the page, its tags, outline and
links stay as they are. It stands in the right margin, away from the binding: a code, and above it the words in one
line upwards. On the back of a sheet that margin is the binding's, so both keep clear of holes (ISO 838: 9 to 15 mm
from the edge, 80 mm from each other): the words stand nearer to the edge, the code between two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import pikepdf
from pikepdf import Array, Name

from kitgen.identite import Identite
from kitgen.stamp.glyphes import UNITES, Glyphe, glyphes, largeur
from kitgen.stamp.qr import COTE, dessiner

MM = 72 / 25.4

BORD = 5 * MM
"""What stays white at the edge of a sheet: most printers print nothing in the last 4.2 mm."""

MARGE = 19 * MM
"""The right margin that a page keeps free: the code, and the four modules of white beside it."""

COLONNE = 8.5 * MM
"""The part of it, at the edge, that the words need."""

SOUS_LE_MILIEU = 80 * MM
"""How far below the middle of the page the code stands: halfway between two holes, off the folds, and not so near
to a corner that a scan of the size of the page, turned by 3° about its middle, would cut it off."""

CORPS = 6.5
"""The size of the words, in points."""

_ECART = 2 * MM  # from the code to the words
_SEPARATION = "  ·  "
_PAGE = "page "
_COMMUNS = 3  # the first parts of a code: those of the session and of the kind of document
_ASSEZ = 10  # letters that a shortened text keeps at least


@dataclass(frozen=True, slots=True)
class _Mot:
    text: str
    gras: bool = False
    souple: bool = False
    """May be shortened."""

    @property
    def largeur(self) -> float:
        return largeur(self.text, gras=self.gras)


@dataclass(frozen=True, slots=True)
class Feuille:
    """The size of a page as its PDF says it: two boxes, and by how many degrees it is turned."""

    media: tuple[float, ...]
    crop: tuple[float, ...]
    rotation: int


AVANT = "q\n"
"""What is drawn before all that a page holds; its strip comes after it."""


def bandeaux(feuilles: Sequence[Feuille], identite: Identite) -> Iterator[tuple[str, str, str]]:
    """The strip of each page of a document, in three parts that follow each other.

    The first one many pages of a kind share, the last one all of a document of one height.
    """
    total = len(feuilles)
    words: dict[int, str] = {}
    for number, feuille in enumerate(feuilles, 1):
        matrix, width, height = _vue(feuille)
        foot = _pied_du_code(height)
        if round(height) not in words:
            # Only code and number differ between pages of a height.
            words[round(height)] = _mots(identite, total, height - foot)
        yield *_propre(identite, number, total, matrix, width - BORD, foot), words[round(height)]


def marquer_pages(pdf: pikepdf.Pdf, identite: Identite) -> None:
    """Draw the strip on each page of an open PDF, above what is there."""
    save = pdf.make_stream(AVANT.encode())
    shared: dict[str, pikepdf.Object] = {}

    def partage(said: str) -> pikepdf.Object:
        """The same stream for all pages where it says the same."""
        if said not in shared:
            shared[said] = pdf.make_stream(said.encode())
        return shared[said]

    sheets = [
        Feuille(tuple(map(float, page.mediabox)), tuple(map(float, page.cropbox)), int(page.rotation))
        for page in pdf.pages
    ]
    for page, (first, own, words) in zip(pdf.pages, bandeaux(sheets, identite), strict=True):
        contents = page.obj.get(Name.Contents, Array())
        before = list(contents) if isinstance(contents, Array) else [contents]
        strip = (partage(first), pdf.make_stream(own.encode()), partage(words))
        page.obj.Contents = Array([save, *before, *strip])


def _pied_du_code(height: float) -> float:
    return max(height / 2 - SOUS_LE_MILIEU - COTE / 2, BORD)


@lru_cache(maxsize=64)
def _vue(feuille: Feuille) -> tuple[str, float, float]:
    """The page as it is seen: the matrix from there to its own coordinates, its width and its height."""
    media, crop = feuille.media, feuille.crop
    left, bottom = max(min(media[0::2]), min(crop[0::2])), max(min(media[1::2]), min(crop[1::2]))
    right, top = min(max(media[0::2]), max(crop[0::2])), min(max(media[1::2]), max(crop[1::2]))
    width, height = right - left, top - bottom
    matrix, turned = {
        0: ((1, 0, 0, 1, left, bottom), False),
        90: ((0, 1, -1, 0, right, bottom), True),
        180: ((-1, 0, 0, -1, right, top), False),
        270: ((0, -1, 1, 0, left, top), True),
    }[feuille.rotation % 360]
    return " ".join(f"{x:g}" if x in (-1, 0, 1) else f"{x:.3f}" for x in matrix), *(
        (height, width) if turned else (width, height)
    )


def _propre(identite: Identite, number: int, total: int, matrix: str, right: float, foot: float) -> tuple[str, str]:
    """How a strip begins: what nearly all pages of such documents share, and what is drawn on one page alone.

    `_mots` ends it.
    """
    code = replace(identite.code, page=number, pages=total).ecrire()
    commun = len("/".join(code.split("/", _COMMUNS)[:_COMMUNS])) + 1
    first, rest = dessiner(code, commun, right, foot)
    baseline = right - 0.25 * CORPS
    upwards = f"0 {CORPS / UNITES:g} {-CORPS / UNITES:g} 0 {baseline:.2f} {foot + COTE + _ECART:.2f} cm"
    start = largeur(_PAGE) + largeur(str(total)) - largeur(str(number))
    said = _tracer(glyphes(str(number)))
    return (
        f"Q\n/Artifact <</Type /Pagination>> BDC\nq {matrix} cm 0 g\n{first}",
        f"{rest}q {upwards}\nq 1 0 0 1 {start:.0f} 0 cm {said} Q\n",
    )


def _mots(identite: Identite, total: int, length: float) -> str:
    """The words that all pages of one height share, around the room for the page number.

    `length` is what there is from the foot of the code to the edge of the sheet.
    """
    own = Glyphe("", largeur(str(total)))
    letters = [*glyphes(_PAGE), own, *glyphes(f"/{total}   ")]
    room = (length - COTE - _ECART - BORD) / CORPS * UNITES - sum(g.avance for g in letters)
    drawn = [_groupe(letters)]
    # Who it is stands apart from what is: all sheets of a kind in a pack then share the rest.
    for _, words in groupby(_ajuster(_dire(identite), room), lambda word: word.gras):
        drawn.append(_groupe([g for word in words for g in glyphes(word.text, gras=word.gras)]))
    return f"{''.join(drawn)}Q Q\nEMC\n"


def _dire(identite: Identite) -> tuple[_Mot, ...]:
    words = [_Mot(f"{identite.repere} ", gras=True), _Mot(identite.nom, gras=True, souple=True)]
    if identite.remplace:
        words += [_Mot(_SEPARATION), _Mot(identite.remplace.upper(), gras=True)]
    for text, souple in (
        (identite.document, True),
        *((precision, False) for precision in identite.precisions),
        (identite.session, True),
        (identite.certification, True),
    ):
        words += [_Mot(_SEPARATION), _Mot(text, souple=souple)]
    return tuple(words)


def _ajuster(words: tuple[_Mot, ...], room: float) -> tuple[_Mot, ...]:
    """The words, the longest of those that may be shortened cut until all fit."""
    fitted = list(words)
    while sum(w.largeur for w in fitted) > room:
        supple = [i for i, w in enumerate(fitted) if w.souple and len(w.text) > _ASSEZ]
        if not supple:
            break
        longest = max(supple, key=lambda i: fitted[i].largeur)
        word = fitted[longest]
        fitted[longest] = replace(word, text=word.text.removesuffix("…")[:-1].rstrip() + "…")
    return tuple(fitted)


def _groupe(letters: Sequence[Glyphe]) -> str:
    """Letters that are drawn one after the other, and the way to those that follow."""
    return f"q\n{_tracer(letters)}\nQ\n1 0 0 1 {sum(g.avance for g in letters):g} 0 cm\n"


def _tracer(letters: Sequence[Glyphe]) -> str:
    """The operators that draw letters one after the other; the origin is moved along."""
    drawn = []
    step = 0.0
    for glyph in letters:
        if glyph.trace:
            drawn.append(f"1 0 0 1 {step:g} 0 cm {glyph.trace}" if step else glyph.trace)
            step = 0.0
        step += glyph.avance
    return "\n".join(drawn)
