from __future__ import annotations

from pathlib import Path

import pytest

from kitgen.errors import Gravite, Problem
from tests.aides import copie_exemple, ligne_de, problemes_des_regles, remplacer, remplacer_cellule, seul_probleme

J1_SEANCES = """    seances:
      - {debut: "9:00", fin: "12:30"}
      - {debut: "13:30", fin: "18:00"}
      - {date: 2026-12-09, debut: "9:00", fin: "12:30"}
      - {date: 2026-12-09, debut: "13:30", fin: "18:00"}
"""


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return copie_exemple(tmp_path)


@pytest.fixture
def session(racine: Path) -> Path:
    return racine / "sessions/exemple/session.yaml"


@pytest.fixture
def liste(racine: Path) -> Path:
    return racine / "sessions/exemple/candidats.csv"


def seances_de_j1(session: Path, *seances: str) -> None:
    """Other séances for the first commission, one a line."""
    remplacer(session, J1_SEANCES, "".join(["    seances:\n", *(f"      - {{{s}}}\n" for s in seances)]))


def ligne_des_seances(session: Path) -> int:
    return ligne_de(session, "# Les heures où elle siège") + 1


def heure_imposee(liste: Path, numero: int, hour: str) -> str:
    """Fix an hour in the list, in a column at its end; returns the cell."""
    lines = liste.read_text(encoding="utf-8").splitlines()
    if not lines[0].endswith(";Heure"):
        lines = [f"{line};{'Heure' if i == 0 else ''}" for i, line in enumerate(lines)]
        liste.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"cellule {remplacer_cellule(liste, numero, 'Heure', hour)}"


# --- séances in themselves -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seances", "words", "place", "value"),
    [
        (['debut: "9:00", fin: "12:30"', 'debut: "12:00", fin: "18:00"'],
         "commence avant la fin de la précédente (08/12/2026 à 12 h 30)", "seances[2]", "08/12/2026 à 12 h 00"),
        (['debut: "13:30", fin: "18:00"', 'debut: "9:00", fin: "12:30"'],
         "commence avant la fin de la précédente (08/12/2026 à 18 h 00)", "seances[2]", "08/12/2026 à 9 h 00"),
        (['debut: "9:00", fin: "12:30"', 'date: 2026-12-12, debut: "9:00", fin: "18:00"'],
         "hors de la session (08/12/2026 – 11/12/2026)", "seances[2]", "12/12/2026"),
        (['date: 2026-12-09, debut: "9:00", fin: "12:30"'],
         "n'est pas à la date de la commission (08/12/2026)", "seances[1]", "09/12/2026"),
    ],
)  # fmt: skip
def test_each_rule_of_the_seances(racine: Path, session: Path, seances: list[str], words: str, place: str, value: str):
    seances_de_j1(session, *seances)
    problem = seul_probleme(problemes_des_regles(racine))
    assert words in problem.texte
    assert (problem.place, problem.valeur) == (f"commissions[1].{place}", value)
    assert problem.ligne == ligne_des_seances(session) + int(place[-2])


def test_seances_that_touch_are_in_order(racine: Path, session: Path):
    seances_de_j1(session, 'debut: "9:00", fin: "13:00"', 'debut: "13:00", fin: "23:00"')
    assert problemes_des_regles(racine) == []


def test_seances_need_a_duration_before_the_jury(racine: Path, session: Path):
    for code in ("presentation", "entretien", "connaissances"):
        remplacer(session, f"{{code: {code},", f"{{code: {code}_autre,")
    problems = [p for p in problemes_des_regles(racine) if "aucune durée devant le jury" in p.texte]
    assert [p.place for p in problems] == ["commissions[1].seances", "commissions[2].seances"]
    assert "presentation, entretien, connaissances" in problems[0].remede


def test_a_room_has_one_number_of_places(racine: Path, session: Path):
    text = session.read_text(encoding="utf-8")
    start = text.rindex("places_preparation: 6")
    session.write_text(text[:start] + "places_preparation: 4" + text[start + 21 :], encoding="utf-8")
    problem = seul_probleme(problemes_des_regles(racine))
    assert "« Salle 101 » a 6 places dans J1" in problem.texte
    assert (problem.place, problem.valeur) == ("commissions[2].places_preparation", "4")
    assert problem.ligne == ligne_de(session, "places_preparation: 4")
    remplacer(session, "    places_preparation: 4\n", "")
    assert problemes_des_regles(racine) == []


def test_a_juror_is_in_one_commission_at_a_time(racine: Path, session: Path):
    remplacer(session, 'prenom: "Soraya", nom: "Benkacem"', 'prenom: "OLIVIER", nom: "Tessier"')
    problem = seul_probleme(problemes_des_regles(racine))
    assert "OLIVIER Tessier siège au même moment dans J1 et J2" in problem.texte
    assert problem.place == "commissions[2].jures[2]"
    # On the first day alone J1 is not in the way of J2.
    seances_de_j1(session, 'debut: "8:00", fin: "23:00"')
    assert problemes_des_regles(racine) == []


def test_two_juries_in_one_room_are_a_doubt(racine: Path, session: Path):
    remplacer(session, 'salle_jury: "Salle 103"', 'salle_jury: "salle 102"')
    problem = seul_probleme(problemes_des_regles(racine))
    assert "J1 et J2 siègent au même moment dans la même salle" in problem.texte
    assert (problem.place, problem.gravite) == ("commissions[2].salle_jury", Gravite.AVERTISSEMENT)


# --- a planning that fits --------------------------------------------------------------------------------------


def test_seances_that_do_not_hold_everybody_are_refused_with_what_is_missing(racine: Path, session: Path):
    # Twelve candidates: 55 minutes each, but 65 for the sixth and 40 for the seventh, from 10:20 on:
    # two in the morning; from 13:30, the ten others take 8 × 55 + 65 + 40 minutes, until 22:35.
    seances_de_j1(session, 'debut: "9:00", fin: "12:30"', 'debut: "13:30", fin: "18:00"')
    problem = seul_probleme(problemes_des_regles(racine))
    assert problem.texte == (
        "J1 n'a pas le temps d'entendre tous ses candidats : José María Muñoz Ibáñez (n° 8) finirait le 08/12/2026 à "
        "18 h 55 ; il faut 12 h 35 de séances, il y en a 8 h"
    )
    assert problem.remede == "ajoutez une séance, allongez-la, ou répartissez les candidats : il manque 4 h 35"
    assert (problem.place, problem.gravite) == ("commissions[1].seances", Gravite.ERREUR)
    assert problem.source.endswith("session.yaml")
    assert problem.ligne == ligne_des_seances(session)


def refus(racine: Path, liste: Path, numero: int, hour: str) -> tuple[Problem, str]:
    cell = heure_imposee(liste, numero, hour)
    return seul_probleme(problemes_des_regles(racine)), cell


@pytest.mark.parametrize(
    ("numero", "hour", "words", "remedy"),
    [
        (2, "11:00", "ne peut pas passer à 11 h 00 : le jury n'est libre de Amélie Lefèvre (n° 1) que le 08/12/2026 à "
         "11 h 15", "plus tardive"),
        (1, "12:00", "ne peut pas passer à 12 h 00 : le passage durerait jusqu'à 12 h 55, la séance finit le "
         "08/12/2026 à 12 h 30", "plus tôt"),
        (1, "9:30", "ne peut pas passer à 9 h 30 : la préparation ne peut pas être finie avant le 08/12/2026 à 10 h 20",
         "plus tardive"),
        (1, "12:45", "ne peut pas passer à 12 h 45 : aucune séance de J1", "08/12/2026 à 9 h 00 – 12 h 30 ; 08/12/2026 "
         "à 13 h 30 – 18 h 00 ; 09/12/2026"),
    ],
)  # fmt: skip
def test_a_fixed_hour_that_can_not_be_kept_is_told_in_the_list(racine, liste, numero, hour, words, remedy):
    problem, cell = refus(racine, liste, numero, hour)
    assert words in problem.texte
    assert f"(n° {numero})" in problem.texte
    assert remedy in problem.remede
    assert problem.source.endswith("candidats.csv")
    assert (problem.place, problem.gravite) == (cell, Gravite.ERREUR)


def test_a_fixed_hour_that_can_be_kept_is_no_problem(racine: Path, liste: Path):
    heure_imposee(liste, 2, "11h15")
    heure_imposee(liste, 8, "11 h")
    assert problemes_des_regles(racine) == []


def sans_besoin_d_horaires(racine: Path) -> Path:
    """The kit, none of whose documents asks for hours."""
    kit = racine / "templates/kit.yaml"
    text = kit.read_text(encoding="utf-8")
    assert "besoins: [horaires]" in text
    kit.write_text(text.replace("besoins: [horaires]", "besoins: []"), encoding="utf-8")
    return kit


def test_a_fixed_hour_without_seances_is_said_to_have_no_effect(racine: Path, session: Path, liste: Path):
    sans_besoin_d_horaires(racine)
    remplacer(session, J1_SEANCES, "")
    problem, cell = refus(racine, liste, 3, "10:00")
    assert "heure de passage sans effet : J1 n'a pas de « seances »" in problem.texte
    assert (problem.place, problem.valeur, problem.gravite) == (cell, "10 h 00", Gravite.AVERTISSEMENT)


def test_who_gets_no_hour_is_told(racine: Path, session: Path, liste: Path):
    # Only the tronc commun, which has no sujet, and everything before the jury is counted for each sujet.
    remplacer_cellule(liste, 3, "Blocs présentés", "BC1")
    text = session.read_text(encoding="utf-8")
    session.write_text(text.replace("minutes: 10, par: candidat", "minutes: 2"), encoding="utf-8")
    problem = seul_probleme(problemes_des_regles(racine))
    assert "Gonzague-Marie de La Tour du Pin (n° 3) n'a pas d'heure de passage" in problem.texte
    assert problem.gravite is Gravite.AVERTISSEMENT
    assert "par: candidat" in problem.remede


def test_a_document_that_needs_hours_needs_seances_of_every_commission(racine: Path, session: Path):
    remplacer(session, J1_SEANCES, "")
    kit = sans_besoin_d_horaires(racine)
    assert problemes_des_regles(racine) == []
    remplacer(kit, "besoins: [echelle, decision]", "besoins: [echelle, decision, horaires]")
    problem = seul_probleme(problemes_des_regles(racine))
    assert "la commission « J1 » n'a pas d'horaires" in problem.texte
    assert "ajoutez-lui « seances » (pour synthese)" in problem.remede
    assert problem.ligne == ligne_de(session, "- code: J1")
