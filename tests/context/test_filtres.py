"""Dates, numbers, plurals and gender as French writes them; what can't be treated is said."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.context import filtres, typographie

JOURS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))


@given(JOURS)
def test_a_date_is_read_in_each_way_that_it_is_printed(day: dt.date) -> None:
    for printed in (typographie.date(day), typographie.date_courte(day), day.isoformat(), day):
        assert filtres.date(printed) == typographie.date(day)
        assert filtres.date_courte(printed) == f"{day:%d/%m/%Y}"
    assert filtres.date(filtres.date_sans_jour(day)) == typographie.date(day)


@pytest.mark.parametrize("value", ["", "du 8 au 9 décembre 2026", "31/02/2026", "8 brumaire 2026", 3, None, True])
def test_what_is_no_date_is_said(value: object) -> None:
    with pytest.raises(ValueError, match="n'est pas une date"):
        filtres.date(value)


def test_a_date_without_its_day() -> None:
    assert filtres.date_sans_jour("mardi 8 décembre 2026").replace("\xa0", " ") == "8 décembre 2026"
    assert filtres.date_sans_jour("01/03/2027").replace("\xa0", " ") == "1er mars 2027"


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (0, None, "0"),
        (1250, None, "1 250"),
        (1234567, None, "1 234 567"),
        (-3, None, "−3"),
        ("1 250,5", None, "1 250,5"),
        (1250.5, 2, "1 250,50"),
        (Decimal("2.345"), 2, "2,34"),
        ("12", 0, "12"),
    ],
)
def test_a_number(value: object, decimals: int | None, printed: str) -> None:
    assert filtres.nombre(value, decimals).replace("\xa0", " ") == printed


@given(st.integers(-(10**15), 10**15))
def test_a_printed_number_is_the_same_number(value: int) -> None:
    assert filtres.nombre(filtres.nombre(value)) == filtres.nombre(value)


@pytest.mark.parametrize("value", ["", "douze", None, True, (), float("inf"), "1e400", "NaN", 10**30])
def test_what_is_no_number_is_said(value: object) -> None:
    with pytest.raises(ValueError, match="n'est pas un nombre"):
        filtres.nombre(value)


@pytest.mark.parametrize(
    ("value", "printed"), [(1250, "1 250 €"), (12.5, "12,50 €"), ("12,00", "12 €"), (0, "0 €"), ("0,1", "0,10 €")]
)
def test_a_sum(value: object, printed: str) -> None:
    assert filtres.euros(value).replace("\xa0", " ") == printed


@pytest.mark.parametrize(
    ("value", "words", "printed"),
    [
        (0, ("candidat",), "0 candidat"),
        (1, ("candidat",), "1 candidat"),
        ("1,5", ("jour",), "1,5 jour"),
        (2, ("candidat",), "2 candidats"),
        ((1, 2, 3), ("niveau",), "3 niveaux"),
        ((), ("niveau",), "0 niveau"),
        (3, ("avis",), "3 avis"),
        (3, ("cheval",), "3 chevaux"),
        (3, ("festival", "festivals"), "3 festivals"),
        (1200, ("bloc de compétences", "blocs de compétences"), "1 200 blocs de compétences"),
    ],
)
def test_a_count_and_its_word(value: object, words: tuple[str, ...], printed: str) -> None:
    assert filtres.pluriel(value, *words).replace("\xa0", " ") == printed


def test_the_plural_of_several_words_is_asked_for() -> None:
    with pytest.raises(ValueError, match="donnez aussi le pluriel"):
        filtres.pluriel(2, "bloc de compétences")


def test_gender() -> None:
    said = [filtres.accord(c, "né", "née") for c in ("M.", "Mme", "", None)]
    assert said == ["né", "née", "né(e)", "né(e)"]
    assert filtres.accord("", "reçu", "reçue", "admis(e)") == "admis(e)"
    assert filtres.accord("", "lecteur", "lectrice") == "lecteur/lectrice"


def test_lists() -> None:
    blocs = (SimpleNamespace(code="BC1", _x=1), SimpleNamespace(code="BC2"), SimpleNamespace(code="BC3"))
    assert filtres.enumeration(blocs, "code") == "BC1, BC2 et BC3"
    assert filtres.enumeration(blocs[:2], "code", "ou") == "BC1 ou BC2"
    assert filtres.enumeration(("un",)) == "un"
    assert filtres.enumeration(()) == ""
    assert filtres.codes(blocs) == ("BC1", "BC2", "BC3")
    for bad in (lambda: filtres.enumeration("abc"), lambda: filtres.enumeration(blocs, "nom"),
                lambda: filtres.enumeration(blocs, "_x"), lambda: filtres.enumeration(blocs)):  # fmt: skip
        with pytest.raises(ValueError, match="«"):
            bad()


def test_a_name_and_a_duration() -> None:
    assert filtres.nom("d'Aubigny-Lefèvre") == "D'AUBIGNY-LEFÈVRE"
    assert filtres.duree(90).replace("\xa0", " ") == "1 h 30"
    assert filtres.ouinon(True) == "oui"
    with pytest.raises(ValueError, match="minutes"):
        filtres.duree("1,5")
