"""Which letters and spaces are written the same whatever stands around them; what of a line goes into a hole."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont

from kitgen.canon.dessin import codes_de
from kitgen.couche.decoupe import _tranches, extraire
from kitgen.couche.flux import Montre
from kitgen.couche.lettres import PERMISES, Espaces, simples, titre_simple
from kitgen.couche.refus import Refus
from kitgen.engines.polices import POLICES

LIBERATION = "K6"


@pytest.mark.parametrize(
    "texte", ["DUPONT &amp; Fils", "ĐẶNG Thị Mai", "8\u00a0h\u00a015", "Ж. Иванов", "☐ oui", "50 %, « 12 € » – l’été…"]
)
def test_letters_that_are_written_in_one_way_may_stand_in_a_value(texte: str) -> None:
    assert simples([texte.encode()])


@pytest.mark.parametrize(
    "texte",
    [
        *("a\u00adb", "a\u200bb", "a\u2060b", "a\u200eb", "a\u2011b", "ﬁn", "e\u0301t\u00e9", "山田", "محمد", "😀"),
        *("a&#173;b", "a&#xAD;b"),
    ],
)
def test_letters_that_are_written_otherwise_elsewhere_may_not(texte: str) -> None:
    assert not simples([b"Nom", texte.encode()])


@pytest.mark.parametrize("police", POLICES, ids=lambda police: police.fichier)
def test_no_two_of_these_letters_have_one_glyph(police) -> None:
    letter = re.compile(f"[{PERMISES}]")
    with TTFont(police.chemin) as font:
        glyphs = [font.getGlyphID(name) for point, name in font.getBestCmap().items() if letter.match(chr(point))]
    assert len(glyphs) == len(set(glyphs))


def test_an_outline_trims_nothing_of_a_simple_title() -> None:
    assert titre_simple("Un titre")
    assert not any(map(titre_simple, (" Un titre", "Un titre ", "Un  titre")))


def _montre(texte: str, dit: str = "", place: int = 0) -> Montre:
    return Montre(place, LIBERATION, dit, tuple(min(codes_de(LIBERATION, letter)) for letter in texte))


def test_a_space_that_all_show_comes_before_a_no_break_space() -> None:
    espaces = Espaces()
    espaces.lire(_montre("a b"), sures=None)
    espaces.lire(_montre(" ", "\u00a0"), sures=None)
    espaces.verifier({LIBERATION})


@pytest.mark.parametrize(
    ("premier", "sures"),
    [
        pytest.param(_montre("a b"), frozenset(), id="a space that not all show"),
        pytest.param(_montre(" ", "\u00a0"), None, id="a no-break space, said beside"),
        pytest.param(_montre("\u00a0"), None, id="a no-break space"),
    ],
)
def test_any_other_beginning_is_refused(premier: Montre, sures: frozenset[str] | None) -> None:
    espaces = Espaces()
    espaces.lire(premier, sures=sures)
    espaces.lire(_montre("c d"), sures=None)
    with pytest.raises(Refus):
        espaces.verifier({LIBERATION})


def test_without_no_break_spaces_nothing_is_asked() -> None:
    espaces = Espaces()
    espaces.lire(_montre("a b"), sures=frozenset())
    espaces.verifier(frozenset())


@pytest.mark.parametrize(
    ("lines", "tranches"),
    [
        ([("a", "b", "c"), ("a", "x", "c")], [(1, 1)]),
        ([("a", "b", "c"), ("x", "b", "y")], [(0, 2), (2, 0)]),
        ([("a", "b", "c"), ("a", "c")], [(1, 1)]),
        ([("a", "b", "b"), ("a", "b")], [(2, 0)]),
        ([("a",), ("b", "c"), ("a", "c", "d")], [(0, 0)]),
        ([("a", "b")], []),
    ],
)
def test_what_differs_is_cut_out_and_nothing_else(lines, tranches) -> None:
    encoded = [tuple(part.encode() for part in line) for line in lines]
    found = _tranches(encoded)
    assert list(found) == tranches
    # Put into any of the others, each line comes out whole.
    for pattern in encoded:
        for wanted in encoded:
            made = list(pattern)
            for tranche in sorted(found, reverse=True):
                made[tranche[0] : len(pattern) - tranche[1]] = extraire(wanted, tranche)
            assert tuple(made) == wanted
