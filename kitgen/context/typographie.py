"""French typography, applied when a text is printed and never in the data.

Source: Lexique des règles typographiques en usage à l'Imprimerie nationale.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

NBSP = "\u00a0"
"""No-break space, the only one used: its width is the same in every font and engine."""

_RULES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"«\s*"), f"«{NBSP}"),
    (re.compile(r"\s*»"), f"{NBSP}»"),
    # Not inside an hour, an address (https://…) or a ratio: only where a space already stands before the sign.
    (re.compile(r" (?=[:;?!%€])"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NBSP),
)


@lru_cache(maxsize=16_384)
def texte(text: str) -> str:
    """`text` as it is printed: typographic apostrophes, no-break spaces where a line must not break."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def date(day: dt.date) -> str:
    """« mardi 8 décembre 2026 »."""
    return f"{_JOURS[day.weekday()]} {_jour(day)} {MOIS[day.month - 1]} {day.year}".replace(" ", NBSP, 2)


def date_courte(day: dt.date) -> str:
    """« 08/12/2026 »."""
    return f"{day:%d/%m/}{day.year:04d}"


def periode(first: dt.date, last: dt.date) -> str:
    """« le mardi 8 décembre 2026 », « du 8 au 9 décembre 2026 »."""
    if first == last:
        return f"le {date(first)}"
    end = f"{_jour(last)}{NBSP}{MOIS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"du {_jour(first)} au {end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"du {_jour(first)}{NBSP}{MOIS[first.month - 1]}{year} au {end}"


def duree(minutes: int) -> str:
    """« 40 min », « 1 h », « 1 h 30 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def heure(hour: dt.time) -> str:
    """« 9 h 30 », « 9 h 00 »."""
    return f"{hour.hour}{NBSP}h{NBSP}{hour.minute:02d}"


def _jour(day: dt.date) -> str:
    return "1er" if day.day == 1 else str(day.day)
