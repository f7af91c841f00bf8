"""Dates of birth and hours of the day, as people and spreadsheets write them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from kitgen.noms import plie
from kitgen.readers.listes.cellules import Refus, Repare, texte
from kitgen.readers.listes.tableau import Valeur

_MOIS = {
    word: month
    for month, words in enumerate(
        [
            "janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout",
            "septembre sept sep", "octobre oct", "novembre nov", "decembre dec",
        ],
        1,
    )
    for word in words.split()
}  # fmt: skip

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})([T ].*)?")
_FRANCAISE = re.compile(r"([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2}) ?[/.\- ] ?([0-9]{4}|[0-9]{2})( 0?0:00(:00)?)?")


@dataclass(frozen=True, slots=True)
class Dates:
    """Reads dates of birth: `session` is the day that ages are counted to, `depuis_1904` the workbook's calendar."""

    session: dt.date
    depuis_1904: bool = False

    def __call__(self, value: Valeur) -> dt.date | Repare | None:
        """A date; None when the cell is empty. Raises Refus."""
        if value == "":
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self._serial(value)
        written = texte(value) or ""
        if iso := _ISO.fullmatch(written):
            return _date(iso[1], iso[2], iso[3])
        if french := _FRANCAISE.fullmatch(written):
            return self._french(french[1], french[2], french[3])
        words = re.fullmatch(r"([0-9]{1,2})(?:er)?[ -]+([^\W\d]+)\.?[ -]+([0-9]{4}|[0-9]{2})", written)
        if words and plie(words[2]) in _MOIS:
            return self._french(words[1], str(_MOIS[plie(words[2])]), words[3])
        if re.fullmatch(r"[0-9]{5}", written):
            return self._serial(int(written))
        raise Refus("date illisible", "écrivez jj/mm/aaaa, par exemple 03/04/1990")

    def _french(self, day: str, month: str, year: str) -> dt.date | Repare:
        if int(month) > 12 >= int(day) > 0 and int(month) <= 31:
            raise Refus(
                "date à l'américaine (mois/jour/année)",
                "écrivez jj/mm/aaaa, et vérifiez toutes les dates de la colonne : celles dont le jour est "
                "inférieur à 13 peuvent être inversées sans que cela se voie",
            )
        if len(year) == 4:
            return _date(year, month, day)
        ages = {century: self.session.year - (century + int(year)) for century in (1900, 2000)}
        possible = [century for century, age in ages.items() if 14 <= age <= 85]
        if len(possible) != 1:
            raise Refus("l'année n'a que deux chiffres", "écrivez l'année en quatre chiffres")
        read = _date(str(possible[0] + int(year)), month, day)
        return Repare(
            read,
            "année à deux chiffres : lue dans le siècle qui donne un âge possible",
            "écrivez l'année en quatre chiffres",
        )

    def _serial(self, number: float) -> Repare:
        start = dt.date(1904, 1, 1) if self.depuis_1904 else dt.date(1899, 12, 30)
        if not 5_000 <= number <= 60_000:
            raise Refus("date illisible", "écrivez jj/mm/aaaa, par exemple 03/04/1990")
        return Repare(
            start + dt.timedelta(days=int(number)),
            f"nombre lu comme une date d'Excel (calendrier {1904 if self.depuis_1904 else 1900})",
            "mettez la colonne au format Date et vérifiez le jour",
        )


def _date(year: str, month: str, day: str) -> dt.date:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise Refus("cette date n'existe pas", "corrigez le jour, le mois ou l'année") from None


def heure(value: Valeur) -> dt.time | None:
    """An hour of the day; None when the cell is empty. Raises Refus."""
    if value == "":
        return None
    if isinstance(value, dt.datetime):
        value = value.time()
    if isinstance(value, dt.time):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, float) and 0 < value < 1:
        minutes = round(value * 24 * 60)
        return dt.time(minutes // 60 % 24, minutes % 60)
    found = re.fullmatch(r"([0-9]{1,2}) ?(?:[hH:.]|heures?) ?([0-9]{2})?(?::[0-9]{2})?", texte(value) or "")
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return dt.time(int(found[1]), int(found[2] or 0))
    raise Refus("heure illisible", "écrivez l'heure ainsi : 9 h 30")
