from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.context.typographie import NBSP, date, date_courte, duree, heure, periode, texte
from tests.aides import referentiel_livre


def test_the_no_break_space_is_one():
    # A plain space looks the same in the source of the program, and lets lines break.
    assert unicodedata.name(NBSP) == "NO-BREAK SPACE"


@pytest.mark.parametrize(
    ("data", "printed"),
    [
        ("l'entreprise d'assurances", "l’entreprise d’assurances"),
        ("aujourd'hui, l'Œuvre", "aujourd’hui, l’Œuvre"),
        ("attendre...", "attendre…"),
        ("Question : laquelle ?", "Question~: laquelle~?"),
        ("vite ! oui ; non", "vite~! oui~; non"),
        ("« Acquis »", "«~Acquis~»"),
        ("«Acquis»", "«~Acquis~»"),
        ("dit « oui », « non »", "dit «~oui~», «~non~»"),
        ("12 % de 1 396,80 €", "12~% de 1~396,80~€"),
        ("22 salariés de 17 128 320 €", "22 salariés de 17~128~320~€"),
        ("le 12 3456 et 1 23", "le 12 3456 et 1 23"),
        ("à 8:30, https://exemple.example, ratio 3:1", "à 8:30, https://exemple.example, ratio 3:1"),
        ("Question de connaissances (*):", "Question de connaissances (*):"),
        ("'guillemets'", "'guillemets'"),
        ("5' et 6''", "5' et 6''"),
        ("deux\nlignes : oui", "deux\nlignes~: oui"),
        ("", ""),
    ],
)
def test_french_typography(data: str, printed: str):
    assert texte(data) == printed.replace("~", NBSP)


def _plain(text: str) -> str:
    """What is the same before and after typography."""
    return "".join(text.replace("’", "'").replace("…", "...").split())


@given(st.text("ab1'.:;?!%€«» \u00a0\n09", max_size=40))
def test_typography_applied_twice_is_typography_applied_once_and_loses_no_sign(text: str):
    assert texte(texte(text)) == texte(text)
    assert _plain(texte(text)) == _plain(text)


def test_typography_loses_no_sign_of_the_referentiel():
    for c in referentiel_livre().competences:
        for text in (c.intitule, *c.savoirs, *(s.intitule for s in c.sous_competences)):
            assert _plain(texte(text)) == _plain(text)


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (dt.date(2026, 12, 8), "mardi~8~décembre 2026"),
        (dt.date(2027, 1, 1), "vendredi~1er~janvier 2027"),
        (dt.date(2028, 2, 29), "mardi~29~février 2028"),
        (dt.date(2026, 8, 16), "dimanche~16~août 2026"),
    ],
)
def test_a_day_in_words(day: dt.date, printed: str):
    assert date(day) == printed.replace("~", NBSP)


def test_a_day_in_figures():
    assert date_courte(dt.date(1998, 3, 4)) == "04/03/1998"
    assert date_courte(dt.date(998, 3, 4)) == "04/03/0998"


@pytest.mark.parametrize(
    ("first", "last", "printed"),
    [
        ("2026-12-08", "2026-12-08", "le mardi~8~décembre 2026"),
        ("2026-12-08", "2026-12-09", "du 8 au 9~décembre 2026"),
        ("2026-12-01", "2026-12-09", "du 1er au 9~décembre 2026"),
        ("2026-11-30", "2026-12-01", "du 30~novembre au 1er~décembre 2026"),
        ("2026-12-31", "2027-01-02", "du 31~décembre 2026 au 2~janvier 2027"),
        ("2026-01-05", "2027-01-06", "du 5~janvier 2026 au 6~janvier 2027"),
    ],
)
def test_a_period_names_month_and_year_as_often_as_needed(first: str, last: str, printed: str):
    assert periode(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == printed.replace("~", NBSP)


@pytest.mark.parametrize(
    ("minutes", "printed"),
    [(5, "5~min"), (40, "40~min"), (60, "1~h"), (65, "1~h~05"), (90, "1~h~30"), (120, "2~h"), (600, "10~h")],
)
def test_a_duration(minutes: int, printed: str):
    assert duree(minutes) == printed.replace("~", NBSP)


@pytest.mark.parametrize(("hour", "printed"), [("09:00", "9~h~00"), ("09:05", "9~h~05"), ("14:30", "14~h~30")])
def test_an_hour(hour: str, printed: str):
    assert heure(dt.time.fromisoformat(hour)) == printed.replace("~", NBSP)
