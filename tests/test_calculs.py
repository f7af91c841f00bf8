from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.metier.calculs import faute, nombre

NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("1 396,80 €", Fraction("1396.80")),
        (f"1{NBSP}396,80{NBSP}€", Fraction("1396.80")),
        (f"12{NARROW}345{NARROW}678", 12345678),
        ("1,62 %", Fraction("1.62")),
        ("-5", -5),
        (f"{MINUS}5,5", Fraction("-5.5")),
        (f"{MINUS} 5 €", -5),
        ("– 12,00", -12),
        ("+3", 3),
        (" 7 ", 7),
        ("0", 0),
    ],
)
def test_numbers_as_a_corrige_writes_them(text: str, value: Fraction):
    assert nombre(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "—", "Total", "12 ans", "3/4", "1.5", "12 34", "1 2345", "01/02/2026", "150 % BR", "4 × 40 €", "1,2,3", "€"],
)
def test_what_is_no_number(text: str):
    assert nombre(text) is None


@pytest.mark.parametrize(
    "calcul",
    [
        "24 × 58,20 € = 1 396,80 €",
        "24 * 58,20 = 1396,8",
        f"24{NBSP}×{NBSP}58,20{NBSP}€ = 1{NARROW}396,80{NBSP}€",
        "3 925 × 1,5 % = 58,875",
        "3 925 × 1,5 % = 58,88",
        "4 005 × 1,38 % × (1 + 13,27 %) = 62,60 €",
        "1,62 % + 0,06 % = 1,68 %",
        "1 / 3 = 33,3 %",
        "10 − 4 − 3 = 3",
        "10 – 4 = 6",
        "10 - 4 = 6",
        "2 + 3 × 4 = 14",
        "(2 + 3) × 4 = 20",
        "((2)) = 2",
        "24 / 4 / 2 = 3",
        "24 ÷ 4 = 6",
        "−(2 + 3) + 10 = 5",
        "5 − −2 = 7",
        "0 × 12 = 0",
        "3 − 5 = −2",
        "2 / 3 = 0,67",
        "1 / 8 = 0,13",
        "1 / 8 = 0,12",
    ],
)
def test_right_calculations(calcul: str):
    assert faute(calcul) is None


@pytest.mark.parametrize(
    ("calcul", "words"),
    [
        ("24 × 58,20 = 1 396,81", "écrit est 1 396,81, le calcul donne 1396,8000"),
        ("2 / 3 = 0,66", "0,66, le calcul donne 0,6667"),
        ("2 / 3 = 0,6", "le calcul donne 0,667"),
        ("1 + 1 = 3", "écrit est 3, le calcul donne 2,00"),
        ("1 / 3 = 33 ", "33, le calcul donne 0,33"),
        ("1 / 3 = 34 %", "34 %, le calcul donne 33,33"),
        ("2 − 5 = 3", "le calcul donne -3,00"),
        ("24 × 58,20", "pas de signe « = »"),
        ("1 + 1 = deux", "« deux » n'est pas un nombre"),
        ("1 + 1 =", "n'est pas un nombre"),
        ("= 2", "nombre attendu"),
        ("1 + = 2", "nombre attendu"),
        ("1 1 = 2", "reste « 1 »"),
        ("2 = 2 = 2", "ni un nombre ni un signe"),
        ("(1 + 1 = 2", "parenthèse non fermée"),
        ("1 + 1) = 2", "reste « ) »"),
        ("x + 1 = 2", "« x + 1 » n'est ni un nombre ni un signe"),
        ("1.5 + 1 = 2,5", "ni un nombre"),
        ("1 / 0 = 0", "illisible"),
        ("1 / (2 − 2) = 0", "illisible"),
    ],
)
def test_wrong_calculations_say_what_is_wrong(calcul: str, words: str):
    assert words in (faute(calcul) or "")


def french(number: Fraction, decimals: int = 2) -> str:
    """« 1 396,80 »."""
    return f"{float(number):,.{decimals}f}".replace(",", " ").replace(".", ",").replace("-", MINUS)


CENTS = st.integers(-99_999_99, 99_999_99).map(lambda n: Fraction(n, 100))


@given(CENTS)
def test_a_number_is_read_back_as_written(number: Fraction):
    assert nombre(french(number)) == number
    assert nombre(french(number).replace(" ", NARROW) + f"{NBSP}€") == number


@given(CENTS, CENTS, CENTS, st.integers(1, 300))
def test_a_right_result_is_accepted_and_one_cent_more_is_not(a: Fraction, b: Fraction, c: Fraction, cent: int):
    left = f"{french(a)} + {french(b)} − ({french(c)})"
    assert faute(f"{left} = {french(a + b - c)}") is None
    assert faute(f"{left} = {french(a + b - c + Fraction(cent, 100))}") is not None


@given(st.text("0123456789 ,×+−/()%=€abc\u00a0", max_size=25))
def test_whatever_is_written_gets_an_answer(calcul: str):
    assert faute(calcul) is None or faute(calcul)
