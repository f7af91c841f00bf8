"""Redoes the arithmetic that a corrigé shows, so that no candidate is judged against a wrong figure.

The notation is that of a French corrigé: `24 × 58,20 € = 1 396,80 €`, `3 925 × 1,5 % = 58,875`.
The result counts as right when it is the exact value rounded to the decimals that are written.
"""

from __future__ import annotations

import re
from fractions import Fraction

_TOKEN = re.compile(r"\s*(?:(\d+(?:[ \u00a0\u202f]\d{3})*(?:,\d+)?)|([-+−–×*/÷()%]))")
_UNITS = re.compile(r"[ \u00a0\u202f]*€")
_NUMBER = re.compile(r"^[-−–+]?[ \u00a0\u202f]*\d+(?:[ \u00a0\u202f]\d{3})*(?:,(\d+))?$")


def nombre(text: str) -> Fraction | None:
    """The number that a table cell or a result holds (`1 396,80 €`, `12 %`); None if it is no number."""
    bare = _UNITS.sub("", text).replace("%", "").strip()
    if not _NUMBER.match(bare):
        return None
    digits = re.sub(r"[ \u00a0\u202f]", "", bare).replace(",", ".").replace("−", "-").replace("–", "-")
    return Fraction(digits)


def faute(calcul: str) -> str | None:
    """What is wrong with one calculation, in French; None when it is right."""
    left, equals, right = calcul.rpartition("=")
    if not equals:
        return "pas de signe « = »"
    shown = nombre(right)
    if shown is None:
        return f"le résultat « {right.strip()} » n'est pas un nombre"
    try:
        value = _Parser(left).value()
    except (ValueError, ZeroDivisionError) as error:
        return f"calcul illisible : {error}"
    if "%" in right:
        value *= 100
    decimals = len(_UNITS.sub("", right).replace("%", "").strip().partition(",")[2])
    if abs(value - shown) * 10**decimals * 2 > 1:
        exact = f"{float(value):.{decimals + 2}f}".replace(".", ",")
        return f"le résultat écrit est {right.strip()}, le calcul donne {exact}"
    return None


class _Parser:
    """Recursive descent over sums, products, parentheses, and `%` after a factor."""

    def __init__(self, text: str) -> None:
        self.tokens: list[Fraction | str] = []
        bare = _UNITS.sub("", text)
        position = 0
        while bare[position:].strip():
            found = _TOKEN.match(bare, position)
            if not found:
                raise ValueError(f"« {bare[position:].strip()[:20]} » n'est ni un nombre ni un signe")
            number, sign = found.groups()
            self.tokens.append(nombre(number) or Fraction(0) if number else sign)
            position = found.end()
        self.at = 0

    def value(self) -> Fraction:
        result = self._sum()
        if self.at != len(self.tokens):
            raise ValueError(f"reste « {self.tokens[self.at]} »")
        return result

    def _take(self, *signs: str) -> str | None:
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            if isinstance(token, str) and token in signs:
                self.at += 1
                return token
        return None

    def _sum(self) -> Fraction:
        result = self._product()
        while sign := self._take("+", "-", "−", "–"):
            term = self._product()
            result = result + term if sign == "+" else result - term
        return result

    def _product(self) -> Fraction:
        result = self._factor()
        while sign := self._take("×", "*", "/", "÷"):
            factor = self._factor()
            result = result * factor if sign in "×*" else result / factor
        return result

    def _factor(self) -> Fraction:
        if self._take("-", "−", "–"):
            return -self._factor()
        if self._take("("):
            result = self._sum()
            if not self._take(")"):
                raise ValueError("parenthèse non fermée")
        else:
            if self.at >= len(self.tokens) or isinstance(self.tokens[self.at], str):
                raise ValueError("nombre attendu")
            result = Fraction(self.tokens[self.at])
            self.at += 1
        while self._take("%"):
            result /= 100
        return result
