"""What a template may do to a value: dates, numbers, plurals, gender, lists, in French.

Pure. A value that can't be treated is a ValueError in French; it becomes a fault of the template, with its place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sized
from decimal import Decimal, InvalidOperation

from kitgen.context import typographie
from kitgen.context.typographie import MOIS, NBSP
from kitgen.noms import majuscules

_EN_LETTRES = re.compile(r"(?:\w+\s)?(\d{1,2})(?:er)?\s(\w+)\s(\d{4})")
_EN_CHIFFRES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def date(valeur: object) -> str:
    """« mardi 8 décembre 2026 »."""
    return typographie.date(_jour(valeur))


def date_courte(valeur: object) -> str:
    """« 08/12/2026 »."""
    return typographie.date_courte(_jour(valeur))


def date_sans_jour(valeur: object) -> str:
    """« 8 décembre 2026 »."""
    return date(valeur).partition(NBSP)[2]


def duree(minutes: object) -> str:
    """« 1 h 30 », from a number of minutes."""
    value = _nombre(minutes)
    if value != value.to_integral_value() or value < 0:
        raise ValueError(f"« {minutes} » n'est pas un nombre entier de minutes")
    return typographie.duree(int(value))


def nombre(valeur: object, decimales: int | None = None) -> str:
    """« 1 250,5 »: groups of three, a decimal comma; `decimales` rounds, or adds zeros."""
    value = _nombre(valeur)
    if decimales is not None:
        if not 0 <= decimales <= 10:
            raise ValueError(f"{decimales} décimales : de 0 à 10 sont possibles")
        value = round(value, decimales)
    return f"{value:,f}".replace(",", NBSP).replace(".", ",").replace("-", "−")


def euros(valeur: object, decimales: int | None = None) -> str:
    """« 1 250 € », « 12,50 € »: cents only where there are any, or as many as `decimales` says."""
    if decimales is None:
        value = _nombre(valeur)
        decimales = 0 if value == value.to_integral_value() else 2
    return f"{nombre(valeur, decimales)}{NBSP}€"


def pluriel(valeur: object, singulier: str, plusieurs: str = "") -> str:
    """« 1 candidat », « 3 candidats »; of a list, how many it has. Zero and one and a half are singular."""
    count = Decimal(len(valeur)) if isinstance(valeur, Sized) and not isinstance(valeur, str) else _nombre(valeur)
    word = singulier if abs(count) < 2 else plusieurs or _au_pluriel(singulier)
    return f"{nombre(count)}{NBSP}{word}"


def accord(civilite: object, masculin: str, feminin: str, inconnu: str = "") -> str:
    """The word that goes with « M. » or « Mme »; where neither is known « né(e) »."""
    if civilite == "M.":
        return masculin
    if civilite == "Mme":
        return feminin
    return inconnu or (f"{masculin}(e)" if feminin == f"{masculin}e" else f"{masculin}/{feminin}")


def nom(valeur: object) -> str:
    """A surname in capitals, accents kept: « LEFÈVRE »."""
    return majuscules(_texte(valeur))


def ouinon(valeur: object) -> str:
    """« oui » or « non »."""
    return "oui" if valeur else "non"


def enumeration(valeurs: Iterable[object], attribut: str = "", mot: str = "et") -> str:
    """« BC1, BC2 et BC3 »; of objects, their `attribut`."""
    shown = [_texte(_attribut(v, attribut) if attribut else v) for v in _liste(valeurs)]
    return f"{', '.join(shown[:-1])} {mot} {shown[-1]}" if len(shown) > 1 else "".join(shown)


def codes(valeurs: Iterable[object]) -> tuple[str, ...]:
    """The codes of blocs or compétences: `{% if "BC4" in blocs|codes %}`."""
    return tuple(_texte(_attribut(v, "code")) for v in _liste(valeurs))


def _jour(valeur: object) -> dt.date:
    if isinstance(valeur, dt.date):
        return valeur
    text = " ".join(valeur.split()) if isinstance(valeur, str) else ""
    try:
        if found := _EN_LETTRES.fullmatch(text):
            return dt.date(int(found[3]), MOIS.index(found[2].lower()) + 1, int(found[1]))
        if found := _EN_CHIFFRES.fullmatch(text):
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.fullmatch(text):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass  # a month or a day that doesn't exist: said below
    raise ValueError(f"« {_montre(valeur)} » n'est pas une date")


def _nombre(valeur: object) -> Decimal:
    if isinstance(valeur, (int, Decimal)) and not isinstance(valeur, bool):
        value = Decimal(valeur)
    elif isinstance(valeur, (float, str)):
        text = re.sub(r"\s", "", str(valeur)).replace(",", ".").replace("−", "-")
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
    else:
        value = Decimal("NaN")
    # A number of a thousand digits would be printed as such.
    if not value.is_finite() or abs(value.adjusted()) > 20:
        raise ValueError(f"« {_montre(valeur)} » n'est pas un nombre")
    return value


def _au_pluriel(mot: str) -> str:
    if " " in mot.strip() or NBSP in mot:
        raise ValueError(f'donnez aussi le pluriel de « {mot} » : pluriel("{mot}", "…")')
    if mot.endswith(("s", "x", "z")):
        return mot
    if mot.endswith(("au", "eu")):
        return f"{mot}x"
    return f"{mot[:-2]}aux" if mot.endswith("al") else f"{mot}s"


def _liste(valeurs: object) -> list[object]:
    if isinstance(valeurs, Iterable) and not isinstance(valeurs, (str, bytes)):
        return list(valeurs)
    raise ValueError(f"« {_montre(valeurs)} » n'est pas une liste")


def _attribut(valeur: object, attribut: str) -> object:
    if attribut.startswith("_"):
        raise ValueError(f"« {attribut} » n'est pas accessible")
    try:
        return getattr(valeur, attribut)
    except AttributeError:
        raise ValueError(f"« {attribut} » n'existe pas dans les éléments de cette liste") from None


def _texte(valeur: object) -> str:
    if isinstance(valeur, str):
        return valeur
    if isinstance(valeur, int) and not isinstance(valeur, bool):
        return str(valeur)
    raise ValueError(f"« {_montre(valeur)} » n'est pas un texte")


def _montre(valeur: object) -> str:
    """A value in a message; never the innards of an object."""
    if valeur is None:
        return "rien"
    return str(valeur)[:40] if isinstance(valeur, (str, int, float, Decimal)) else "un objet"
