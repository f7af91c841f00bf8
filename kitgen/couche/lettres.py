"""Which letters are written the same whatever else stands in the document: those that values may have.

LibreOffice says of a glyph what it stood for when it was first drawn; where it stands for something else later, that
is said beside it. So a letter is written in one way only if its glyph is nobody else's. And what a reader of pages
never sees (soft hyphens, marks of direction, foreign scripts' languages) stands in the tags all the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Set

from kitgen.canon.dessin import codes_de
from kitgen.couche.flux import Montre, montres
from kitgen.couche.refus import Refus

# Latin, Greek and Cyrillic letters, figures, currencies, boxes to tick. Not: soft hyphen, U+2011 (drawn as a hyphen),
# ligatures that are a character, marks that join the letter before, what has no width.
PERMISES = (
    " -~\u00a0-\u00ac\u00ae-\u024f\u0370-\u0373\u0375-\u0377\u037b-\u037f\u0384-\u03ff\u0400-\u0482\u048a-\u052f"
    "\u1e00-\u1eff\u2009\u202f\u2010\u2012-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a"
    "\u20ac\u2116\u2122\u2212\u2260\u2264\u2265\u2610-\u2612"
)
_SIMPLE = re.compile(f"[{PERMISES}]*")
ESPACE, INSECABLE = " ", "\u00a0"


def simples(textes: Iterable[bytes]) -> bool:
    """Whether these raw texts have no letter but those that are written in one way."""
    return all(_SIMPLE.fullmatch(html.unescape(texte.decode())) for texte in textes)


def titre_simple(texte: str) -> bool:
    """Whether an outline says this text just as it stands: nothing to be trimmed."""
    return texte == texte.strip(" ") and "  " not in texte


def est_insecable(police: str, codes: Iterable[int]) -> bool:
    """Whether one of these codes of a font says a no-break space by itself."""
    return not codes_de(police, INSECABLE).isdisjoint(codes)


def espace_d_abord(contenu: bytes) -> frozenset[str]:
    """The fonts of which a space stands in a content, and no no-break space before it."""
    found: dict[str, bool] = {}
    for montre in montres(contenu):
        if montre.dit or not codes_de(montre.police, ESPACE).isdisjoint(montre.codes):
            found.setdefault(montre.police, not montre.dit)
    return frozenset(police for police, first in found.items() if first)


class Espaces:
    """The one glyph that has two meanings, space and no-break space: which of them comes first in each font."""

    def __init__(self) -> None:
        self._premiere: dict[str, bool] = {}
        self._insecable: set[str] = set()

    def lire(self, montre: Montre, *, sures: Set[str] | None) -> None:
        """What a document shows next. Where others of its class show something else, `sures` are the fonts in which
        they all show a space first."""
        insecable = INSECABLE in montre.dit or est_insecable(montre.police, montre.codes)
        if insecable:
            self._insecable.add(montre.police)
        if insecable or not codes_de(montre.police, ESPACE).isdisjoint(montre.codes):
            sure = not insecable if sures is None else montre.police in sures
            self._premiere.setdefault(montre.police, sure)

    def verifier(self, insecables: Set[str]) -> None:
        """Raise Refus unless a space is certain to come first wherever there are both.

        `insecables` are the fonts in which some value has a no-break space.
        """
        for police in self._insecable | insecables:
            if not self._premiere.get(police):
                raise Refus("a no-break space before a space")
