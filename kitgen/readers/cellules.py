"""The words of a cell as a value: numbers, dates, yes and no, codes; what can't be read is refused with its remedy."""

from __future__ import annotations

import datetime as dt
import re

from kitgen.model.base import heure as lire_heure
from kitgen.model.candidat import VOIES_ACCES
from kitgen.noms import plie
from kitgen.readers.textes import ressemblants

_YES, _NO = {"oui", "o", "x", "1", "vrai", "true"}, {"non", "n", "0", "faux", "false"}
_WITHDRAWN, _PRESENT = (
    {"desiste", "desistement", "desistee", "annule", "retire"},
    {"inscrit", "inscrite", "present"},
)
_CIVILITES = {"m": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "madame": "Mme", "mlle": "Mme"}


class Refus(Exception):
    """A cell that can't be read: what is wrong, and what to do."""

    def __init__(self, texte: str, remede: str) -> None:
        super().__init__(texte)
        self.texte, self.remede = texte, remede


def ecritures_de(code: str) -> tuple[str, ...]:
    """How people write the code of a bloc: BC4, BC 4, bloc 4, 4."""
    found = re.fullmatch(r"([A-Za-z]+)0*(\d+)", code)
    if not found:
        return (code,)
    letters, number = found.groups()
    return (code, f"{letters} {number}", f"bloc {number}", f"bloc {code}", number)


def entier(value: str) -> int | None:
    """A number from 1 to 9999; None when the cell is empty. Raises Refus."""
    if not value:
        return None
    if not re.fullmatch(r"\d{1,4}", value) or int(value) == 0:
        raise Refus("un nombre entier de 1 à 9999 est attendu", "corrigez la cellule")
    return int(value)


def date(value: str) -> dt.date | None:
    """A date, `jj/mm/aaaa` or ISO; None when the cell is empty. Raises Refus."""
    if not value:
        return None
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", value)
    french = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value)
    try:
        if iso:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if french:
            return dt.date(int(french[3]), int(french[2]), int(french[1]))
    except ValueError:
        raise Refus("cette date n'existe pas", "corrigez le jour, le mois ou l'année") from None
    raise Refus("date illisible", "écrivez jj/mm/aaaa, par exemple 03/04/1990")


def heure(value: str) -> dt.time | None:
    """An hour of the day; None when the cell is empty. Raises Refus."""
    try:
        return lire_heure(value) if value else None
    except ValueError as error:
        raise Refus(str(error), "corrigez la cellule, ou laissez vide") from None


def civilite(value: str) -> str | None:
    """« M. » or « Mme »; None when the cell is empty. Raises Refus."""
    if not value:
        return None
    if plie(value) not in _CIVILITES:
        raise Refus("civilité inconnue", "écrivez M. ou Mme, ou laissez vide")
    return _CIVILITES[plie(value)]


def voie(value: str) -> str | None:
    """A voie d'accès in the vocabulary of the Caisse des dépôts; None when the cell is empty. Raises Refus."""
    if not value:
        return None
    known = {plie(v.replace("_", " ")): v for v in VOIES_ACCES}
    if plie(value.replace("_", " ")) not in known:
        raise Refus("voie d'accès inconnue", ressemblants(value, list(VOIES_ACCES)))
    return known[plie(value.replace("_", " "))]


def oui_non(value: str) -> bool:
    """Yes or no; an empty cell is no. Raises Refus."""
    if plie(value) in _YES:
        return True
    # Only an empty cell says no by itself: « ✓ » folds to nothing too.
    if not value or plie(value) in _NO:
        return False
    raise Refus("oui ou non est attendu", "écrivez oui, non, ou laissez vide")


def desiste(value: str) -> bool:
    """Whether the candidate withdrew; an empty cell says no. Raises Refus."""
    if plie(value) in _WITHDRAWN:
        return True
    if not value or plie(value) in _PRESENT:
        return False
    raise Refus("statut inconnu", "écrivez « inscrit » ou « désisté », ou laissez vide")


def codes(value: str) -> tuple[str, ...]:
    """Codes of sujets, separated by commas, semicolons or blanks. Raises Refus."""
    codes = tuple(c for c in re.split(r"[,;\s]+", value) if c)
    for code in codes:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", code):
            raise Refus(
                f"« {code} » n'est pas un code de sujet", "écrivez des codes comme C8-A, séparés par des virgules"
            )
    return codes
