"""A list as a table of typed cells, each of which knows its place; whatever file it came from."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from kitgen.errors import Case, Gravite, Problem

MAX_RANGEES = 9_999
"""As many as there are candidate numbers; a list beyond is the wrong file."""
MAX_COLONNES = 1_000


@dataclass(frozen=True, slots=True)
class ErreurDeFormule:
    """What a spreadsheet shows where a formula failed: `#N/A`, `#REF!`."""

    texte: str

    def __str__(self) -> str:
        return self.texte


JAMAIS_CALCULEE = "formule jamais calculée"
"""What stands for the value of a formula that no spreadsheet has calculated yet."""

Valeur = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | ErreurDeFormule
"""A cell: text without outer blanks, or what a workbook stores; an empty cell is the empty text."""

_TIRETS = {"-", "--", "–", "—", "/", "//"}
_ERREURS = re.compile(
    r"#(N/?A|REF!|VALUE!|VALEUR!|NAME\?|NOM\s?\?|DIV/0\s?!|NUM!|NOMBRE!|NULL!|NUL!|SPILL!|CALC!|GETTING_DATA)|Err\s?:\s?5\d\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rangee:
    """One row: its number as a spreadsheet shows it, and its cells."""

    numero: int
    cellules: tuple[Valeur, ...]


@dataclass(frozen=True, slots=True)
class Tableau:
    """A list as read: its titles, and the rows below them.

    `lecture` says how it was read (« UTF-8, séparateur point-virgule »); `avant` are the rows above the titles.
    """

    source: str
    lecture: str
    entetes: tuple[str, ...]
    rangees: tuple[Rangee, ...]
    ligne_entetes: int = 1
    feuille: str = ""
    avant: tuple[Rangee, ...] = ()
    depuis_1904: bool = False
    """Whether the workbook counts its days from 1904 (old Macs)."""
    lignes_masquees: frozenset[int] = frozenset()
    colonnes_masquees: frozenset[int] = frozenset()

    def place(self, ligne: int, colonne: int | None) -> str:
        """« cellule B14 », with the sheet where there is one; a row when `colonne` is None."""
        return _place((Case(self.feuille, ligne, colonne),))

    def probleme(
        self,
        texte: str,
        remede: str,
        ligne: int,
        colonne: int | None = None,
        valeur: Valeur | None = None,
        gravite: Gravite = Gravite.ERREUR,
    ) -> Problem:
        """A problem of one cell, or of a row when `colonne` is None; an empty value is not shown."""
        shown = en_texte(valeur) if valeur is not None else ""
        case = Case(self.feuille, ligne, colonne)
        return Problem(self.source, texte, remede, _place((case,)), None, shown or None, gravite, (case,))


def en_texte(valeur: Valeur) -> str:
    """A cell as a person reads it in a French spreadsheet."""
    if isinstance(valeur, str):
        return valeur
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float):
        return f"{valeur:.15g}".replace(".", ",")
    if isinstance(valeur, dt.datetime):
        return f"{valeur:%d/%m/%Y %H:%M}" if valeur.time() != dt.time() else f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, dt.date):
        return f"{valeur.day:02d}/{valeur.month:02d}/{valeur.year:04d}"
    if isinstance(valeur, dt.time):
        return f"{valeur.hour}:{valeur.minute:02d}"
    return str(valeur)


def sans_blancs(texte: str) -> str:
    """A text without the blanks that nobody sees: no outer ones, no double ones, no-break spaces made plain.

    Accents are composed (NFC), as macOS writes them apart. Line breaks stay, and so do all other characters.
    """
    if texte.isascii() and "  " not in texte:
        return texte.strip()
    texte = unicodedata.normalize("NFC", _SANS_LARGEUR.sub("", texte))
    words = _NO_BREAK.sub(" ", texte).split(" ")
    return " ".join(w for w in words if w).strip()


_NO_BREAK = re.compile("[\u00a0\u202f\u2007]")
_SANS_LARGEUR = re.compile("[\u200b\u2060\ufeff]")


@lru_cache(maxsize=50_000)
def valeur_de_texte(texte: str) -> Valeur:
    """The value of a cell that was given as text; a dash alone is how people leave a cell empty."""
    clean = sans_blancs(texte)
    if len(clean) < 3 and clean in _TIRETS:
        return ""
    if clean.startswith('="') and clean.endswith('"') and len(clean) > 2:
        # How a program keeps Excel from taking a code for a number: ="01000".
        return sans_blancs(clean[2:-1].replace('""', '"'))
    if clean and clean[0] in "#eE" and _ERREURS.fullmatch(clean):
        return ErreurDeFormule(clean)
    return clean


def regrouper(problems: Iterable[Problem]) -> list[Problem]:
    """The same remark on many cells of one column, said once with all its cells."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for p in problems:
        case = p.cases[0] if len(p.cases) == 1 else None
        same = (case.feuille, case.colonne) if case is not None else id(p)
        groups.setdefault((p.source, p.texte, p.remede, p.valeur, p.gravite, same), []).append(p)
    grouped = []
    for members in groups.values():
        if len(members) == 1:
            grouped.append(members[0])
            continue
        cases = tuple(sorted({c for p in members for c in p.cases}, key=lambda c: c.ligne))
        grouped.append(replace(members[0], place=_place(cases), cases=cases))
    return grouped


_SHOWN = 8


def _place(cases: tuple[Case, ...]) -> str:
    sheet = f"feuille « {cases[0].feuille} », " if cases[0].feuille else ""
    whole = cases[0].colonne is None
    names = [str(c.ligne) if whole else str(c) for c in cases]
    kind = ("ligne" if whole else "cellule") + ("s" if len(names) > 1 else "")
    if len(names) > _SHOWN + 1:
        shown = f"{', '.join(names[:_SHOWN])} et {len(names) - _SHOWN} autres"
    else:
        shown = " et ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    return f"{sheet}{kind} {shown}"
