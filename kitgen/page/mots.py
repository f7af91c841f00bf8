"""Small words of the page: numbers, plurals, addresses of files, dates."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from kitgen.context.typographie import NBSP, date, heure


def nombre(n: int) -> str:
    """« 1 337 », with a space that does not break."""
    return f"{n:,}".replace(",", NBSP)


def compte(n: int, un: str, plusieurs: str = "") -> str:
    """« 1 page », « 12 pages »; French counts zero as one."""
    return f"{nombre(n)}{NBSP}{un if n < 2 else plusieurs or f'{un}s'}"


def adresse(chemin: str) -> str:
    """The address of a file beside the page, from its path: each character that means something there is encoded."""
    return quote(chemin, safe="/")


def numero(n: int) -> str:
    """A candidate's number, as on paper."""
    return f"{n:03d}"


def moment(le: str) -> str:
    """« lundi 7 décembre 2026 à 18 h 12 », from « 2026-12-07 18:12 »; anything else as it is."""
    try:
        when = dt.datetime.strptime(le, "%Y-%m-%d %H:%M")
    except ValueError:
        return le
    return f"{date(when.date())} à {heure(when.time())}"
