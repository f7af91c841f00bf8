"""One cell as a value: numbers, dates, hours, codes; what can't be read is refused, what was repaired is said."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from kitgen.model.candidat import VOIES_ACCES
from kitgen.noms import plie
from kitgen.readers.listes.tableau import JAMAIS_CALCULEE, ErreurDeFormule, Valeur, en_texte
from kitgen.readers.textes import ressemblants

_YES, _NO = {"oui", "o", "x", "1", "vrai", "true", "1 3", "tiers temps"}, {"non", "n", "0", "faux", "false", "sans"}
_TICKS = ("✓", "✔", "☑", "☒")
_WITHDRAWN, _PRESENT = (
    {"desiste", "desistement", "desistee", "annule", "annulee", "retire", "retiree"},
    {"inscrit", "inscrite", "present", "presente"},
)
EXEMPLE = "exemple"
"""The Statut of a model's example row, which is no candidate."""
_CIVILITES = {"m": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "madame": "Mme", "mlle": "Mme"}
_SEXES = {"f": "F", "femme": "F", "feminin": "F", "m": "M", "h": "M", "homme": "M", "masculin": "M"}

_ENTIER = re.compile(r"[0-9]{1,4}([.,]0+)?")
_COURRIEL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")


class Refus(Exception):
    """A cell that can't be read: what is wrong, and what to do."""

    def __init__(self, texte: str, remede: str) -> None:
        super().__init__(texte)
        self.texte, self.remede = texte, remede


@dataclass(frozen=True, slots=True)
class Repare:
    """A value that was certain though the cell doesn't say it so; the repair is reported."""

    valeur: Any
    texte: str
    remede: str


def ecritures_de(code: str) -> tuple[str, ...]:
    """How people write the code of a bloc: BC4, BC 4, bloc 4, 4."""
    found = re.fullmatch(r"([A-Za-z]+)0*(\d+)", code)
    if not found:
        return (code,)
    letters, number = found.groups()
    return (code, f"{letters} {number}", f"{letters}0{number}", f"bloc {number}", f"bloc {code}", number)


def texte(value: Valeur) -> str | None:
    """Any cell as text; None when it is empty. Raises Refus for the error of a formula."""
    if isinstance(value, ErreurDeFormule):
        if value.texte == JAMAIS_CALCULEE:
            raise Refus(
                "cette formule n'a jamais été calculée",
                "ouvrez le classeur dans Excel ou LibreOffice, puis enregistrez-le",
            )
        raise Refus("une formule en erreur", "corrigez la formule dans le tableur, ou saisissez la valeur")
    return en_texte(value) or None


def nom(value: Valeur) -> str | None:
    """A name as given; None when the cell is empty. Raises Refus for what can't be one."""
    if isinstance(value, (bool, int, float, dt.date, dt.time, dt.timedelta)):
        raise Refus("un nom est attendu, pas un nombre ni une date", "corrigez la cellule")
    found = texte(value)
    if found is not None and not any(c.isalpha() for c in found):
        raise Refus("un nom est attendu", "corrigez la cellule")
    return found


def entier(value: Valeur) -> int | None:
    """A number from 1 to 9999; None when the cell is empty. Raises Refus."""
    if value == "":
        return None
    written = texte(value) or ""
    if isinstance(value, bool) or not _ENTIER.fullmatch(written) or int(written[:4].split(",")[0].split(".")[0]) == 0:
        raise Refus("un nombre entier de 1 à 9999 est attendu", "corrigez la cellule")
    return int(re.split("[.,]", written)[0])


def courriel(value: Valeur) -> str | None:
    """An e-mail address; None when the cell is empty. Raises Refus."""
    found = texte(value)
    if found is None or _COURRIEL.fullmatch(found):
        return found
    raise Refus(
        "adresse électronique illisible", "une seule adresse, par exemple prenom.nom@exemple.fr ; ou videz la cellule"
    )


def civilite(value: Valeur) -> str | None:
    """« M. » or « Mme »; None when the cell is empty. Raises Refus."""
    if value == "":
        return None
    folded = plie(texte(value) or "")
    if folded not in _CIVILITES:
        raise Refus("civilité inconnue", "écrivez M. ou Mme, ou laissez vide")
    return _CIVILITES[folded]


def sexe(value: Valeur) -> str | None:
    """« F » or « M »; None when the cell is empty. Raises Refus."""
    if value == "":
        return None
    folded = plie(texte(value) or "")
    if folded not in _SEXES:
        raise Refus("F ou M est attendu", "écrivez F ou M, ou laissez vide")
    return _SEXES[folded]


def voie(value: Valeur) -> str | None:
    """A voie d'accès in the vocabulary of the Caisse des dépôts; None when the cell is empty. Raises Refus."""
    if value == "":
        return None
    known = {plie(v.replace("_", " ")): v for v in VOIES_ACCES}
    written = texte(value) or ""
    folded = plie(written.replace("_", " "))
    if folded not in known:
        raise Refus("voie d'accès inconnue", ressemblants(written, list(VOIES_ACCES)))
    return known[folded]


def oui_non(value: Valeur) -> bool:
    """Yes or no; an empty cell is no. Raises Refus."""
    if value == "":
        return False
    if isinstance(value, bool):
        return value
    written = texte(value) or ""
    if plie(written) in _YES or written in _TICKS:
        return True
    if plie(written) in _NO:
        return False
    raise Refus("oui ou non est attendu", "écrivez oui, non, ou laissez vide")


def variante(value: Valeur) -> str | Repare | None:
    """« dys » or None: the version of the documents that a candidate reads. Raises Refus.

    There is one version, so yes asks for it. A word that says more than that is no business of the list.
    """
    folded = plie(texte(value) or "")
    if folded != "dys" and re.fullmatch("dys[a-z]+", folded):
        return Repare("dys", "lu comme « dys »", "écrivez « dys » : la liste n'a pas à dire la raison")
    if folded == "dys":
        return "dys"
    if value == "" or value is False or folded in ("non", "n", "0"):
        return None
    if value is True or folded in ("oui", "o", "x", "1"):
        return "dys"
    raise Refus("version de document inconnue", "écrivez « dys », ou laissez vide")


def desiste(value: Valeur) -> bool:
    """Whether the candidate withdrew; an empty cell says no. Raises Refus."""
    folded = plie(texte(value) or "")
    if folded in _WITHDRAWN:
        return True
    if value == "" or folded in _PRESENT:
        return False
    raise Refus("statut inconnu", "écrivez « inscrit » ou « désisté », ou laissez vide")


def codes(value: Valeur) -> tuple[str, ...]:
    """Codes of sujets, separated by commas, semicolons or blanks. Raises Refus."""
    codes = tuple(c for c in re.split(r"[,;\s]+", texte(value) or "") if c)
    for code in codes:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", code):
            raise Refus(
                f"« {code} » n'est pas un code de sujet", "écrivez des codes comme C8-A, séparés par des virgules"
            )
    return codes
