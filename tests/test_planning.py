from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from kitgen.metier.planning import HeureRefusee, Passage, Planning, TropLong, horaires
from kitgen.model.candidat import Candidat
from kitgen.model.session import Session
from tests.aides import plan_exemple, projet_exemple

MARDI = dt.date(2026, 12, 8)
MERCREDI = dt.date(2026, 12, 9)

# Of one sujet: 40 minutes of preparation, then 35 before the jury; the jury is free 5 minutes later.
DUREES = (
    {"code": "preparation", "minutes": 40, "majorable": True},
    {"code": "presentation", "minutes": 15, "majorable": True},
    {"code": "entretien", "minutes": 10, "par": "candidat"},
    {"code": "connaissances", "minutes": 10, "par": "candidat"},
    {"code": "deliberation", "minutes": 5},
    {"code": "convocation", "minutes": 15},
)


def session(*seances: str, durees: Sequence[dict] = DUREES, majoration: str | None = "1/3", **commission) -> Session:
    """A session of J1 alone; « 9:00-12:30 » is a séance on the commission's day, « 9 9:00-12:30 » on the 9th."""
    return sessions({"seances": seances, **commission}, durees=durees, majoration=majoration)


def sessions(*commissions: dict, durees: Sequence[dict] = DUREES, majoration: str | None = "1/3") -> Session:
    data = projet_exemple().session.model_dump()
    one = data["commissions"][0] | {"seances": [], "places_preparation": None}
    data["commissions"] = [
        one | {"code": f"J{i}"} | c | {"seances": [_seance(s) for s in c.get("seances", ())]}
        for i, c in enumerate(commissions, 1)
    ]
    data["durees"] = [{"libelle": "…", **d} for d in durees]
    data["majoration"] = majoration
    return Session.model_validate(data)


def _seance(text: str) -> dict:
    day, _, hours = text.rpartition(" ")
    debut, fin = hours.split("-")
    return {"date": f"2026-12-{int(day):02d}" if day else None, "debut": debut, "fin": fin}


def candidat(numero: int, **changes) -> Candidat:
    data = {"numero": numero, "nom_naissance": f"Nom{numero}", "prenoms": "Zoé", "blocs_presentes": ("BC4",)}
    return Candidat.model_validate(data | {"commission": "J1"} | changes)


def planning(s: Session, *candidats: Candidat, sujets: int = 1) -> Planning:
    return horaires(s, candidats, {c.numero: sujets for c in candidats})


def heures(result: Planning) -> list[str]:
    """« numéro : préparation–fin, passage–fin », the day before where it is not the first."""
    assert result.refus == ()
    return [_heures(p) for p in result.passages]


def _heures(p: Passage) -> str:
    day = "" if p.date == MARDI else f"{p.date.day} "
    preparation = f"{p.debut_preparation:%H:%M}-{p.fin_preparation:%H:%M}"
    return f"{p.numero}: {day}{preparation} {p.debut_passage:%H:%M}-{p.fin_passage:%H:%M}"


def at(hour: str, day: dt.date = MARDI) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(hour))


def trois(**changes) -> list[Candidat]:
    return [candidat(n, **changes) for n in (1, 2, 3)]


# --- by hand ---------------------------------------------------------------------------------------------------


def test_each_is_prepared_when_the_jury_is_free_again():
    result = planning(session("9:00-12:30"), *trois())
    # The first preparation begins with the séance; 35 minutes of passage and 5 of deliberation follow each other.
    assert heures(result) == [
        "1: 09:00-09:40 09:40-10:15",
        "2: 09:40-10:20 10:20-10:55",
        "3: 10:20-11:00 11:00-11:35",
    ]
    assert [p.convocation for p in result.passages] == [dt.time(8, 45), dt.time(9, 25), dt.time(10, 5)]


def test_a_passage_says_its_day_and_both_rooms():
    commission = projet_exemple().session.commissions[0]
    (passage,) = planning(session("9:00-12:30"), candidat(7)).passages
    assert (passage.numero, passage.commission, passage.date) == (7, "J1", MARDI)
    assert (passage.salle_preparation, passage.salle_jury) == (commission.salle_preparation, commission.salle_jury)


def test_several_sujets_are_prepared_in_a_row_then_presented_in_a_row():
    # 2 × 40 minutes; 2 × 15 and, once for the candidate, 10 + 10.
    assert heures(planning(session("9:00-12:30"), candidat(1), sujets=2)) == ["1: 09:00-10:20 10:20-11:10"]


def test_extra_time_is_that_of_each_sujet_rounded_up_and_moves_those_who_follow():
    # 40 → 53,33 → 54, twice; 15 → 20, twice; the rest is not longer.
    longer = candidat(1, temps_supplementaire=True)
    assert heures(planning(session("9:00-13:00"), longer, candidat(2), sujets=2)) == [
        "1: 09:00-10:48 10:48-11:48",
        "2: 10:33-11:53 11:53-12:43",
    ]


def test_a_passage_never_goes_on_over_a_break_and_a_preparation_may():
    # 10:20 + 35 + 5 = 11:00 is just in time; at 10:59 the second comes after the break.
    assert heures(planning(session("9:00-11:00", "12:00-18:00"), *trois())) == [
        "1: 09:00-09:40 09:40-10:15",
        "2: 09:40-10:20 10:20-10:55",
        "3: 11:20-12:00 12:00-12:35",
    ]
    assert heures(planning(session("9:00-10:59", "12:00-18:00"), *trois())) == [
        "1: 09:00-09:40 09:40-10:15",
        "2: 11:20-12:00 12:00-12:35",
        "3: 12:00-12:40 12:40-13:15",
    ]


def test_nobody_overtakes_who_does_not_fit_before_the_break():
    # The second has two sujets and no place before the break; the third would have one.
    result = horaires(session("9:00-11:10", "12:00-18:00"), trois(), {1: 1, 2: 2, 3: 1})
    assert heures(result) == [
        "1: 09:00-09:40 09:40-10:15",
        "2: 10:40-12:00 12:00-12:50",
        "3: 12:15-12:55 12:55-13:30",
    ]


def test_on_another_day_the_first_preparation_begins_with_its_first_seance():
    assert heures(planning(session("9:00-10:30", "9 14:00-16:00"), *trois())) == [
        "1: 09:00-09:40 09:40-10:15",
        "2: 9 14:00-14:40 14:40-15:15",
        "3: 9 14:40-15:20 15:20-15:55",
    ]


def test_in_a_room_with_one_place_candidates_prepare_in_turn_and_the_jury_may_have_to_wait():
    result = horaires(session("9:00-18:00", places_preparation=1), trois(), {1: 1, 2: 2, 3: 1})
    assert heures(result) == [
        "1: 09:00-09:40 09:40-10:15",
        "2: 09:40-11:00 11:00-11:50",
        "3: 11:15-11:55 11:55-12:30",
    ]


def test_where_the_room_is_full_a_candidate_prepares_earlier_as_late_as_possible_and_waits():
    # Nobody fits into the ten minutes of the morning, which only open the room. Passages of 25 minutes: at 14:25 the
    # second is due, but until 14:00 the one place is the first's.
    short = [d for d in DUREES if d["code"] not in ("connaissances", "deliberation")]
    s = session("9:00-9:10", "14:00-18:00", durees=short, places_preparation=1)
    assert heures(planning(s, *trois())) == [
        "1: 13:20-14:00 14:00-14:25",
        "2: 12:40-13:20 14:25-14:50",
        "3: 14:10-14:50 14:50-15:15",
    ]
    two = session("9:00-9:10", "14:00-18:00", durees=short, places_preparation=2)
    assert heures(planning(two, *trois())) == [
        "1: 13:20-14:00 14:00-14:25",
        "2: 13:45-14:25 14:25-14:50",
        "3: 14:10-14:50 14:50-15:15",
    ]


def test_commissions_that_share_a_room_share_its_places():
    twice = {"seances": ["9:00-12:00"], "places_preparation": 1}
    people = [candidat(1), candidat(2, commission="J2")]
    assert heures(planning(sessions(twice, twice), *people)) == [
        "1: 09:00-09:40 09:40-10:15",
        "2: 09:40-10:20 10:20-10:55",
    ]
    # The room of one commission is nothing to another, nor is a limit that only one of them tells.
    apart = sessions(twice, twice | {"salle_preparation": "Salle 9"})
    assert [p.debut_passage for p in planning(apart, *people).passages] == [dt.time(9, 40)] * 2
    untold = sessions(twice, {"seances": ["9:00-12:00"]})
    assert [p.debut_passage for p in planning(untold, *people).passages] == [dt.time(9, 40), dt.time(10, 20)]


def test_the_commission_that_can_begin_first_takes_the_place():
    late, early = {"seances": ["9:30-12:00"], "places_preparation": 1}, {"seances": ["9:00-12:00"]}
    people = [candidat(1), candidat(2, commission="J2")]
    assert heures(planning(sessions(late, early), *people)) == [
        "1: 09:40-10:20 10:20-10:55",
        "2: 09:00-09:40 09:40-10:15",
    ]


def test_who_withdraws_leaves_no_hole():
    everybody = planning(session("9:00-12:30"), *trois())
    left = planning(session("9:00-12:30"), candidat(1), candidat(3))
    assert [p.debut_passage for p in left.passages] == [p.debut_passage for p in everybody.passages[:2]]


def test_an_item_that_the_session_does_not_have_takes_no_time():
    bare = [d for d in DUREES if d["code"] == "presentation"]
    (passage,) = planning(session("9:00-12:30", durees=bare), candidat(1)).passages
    assert {passage.convocation, passage.debut_preparation, passage.fin_preparation} == {dt.time(9)}
    assert (passage.debut_passage, passage.fin_passage) == (dt.time(9), dt.time(9, 15))


def test_nobody_is_asked_to_come_the_day_before():
    (passage,) = planning(session("0:05-12:30"), candidat(1)).passages
    assert passage.convocation == dt.time(0)


def test_who_has_nothing_to_do_before_the_jury_gets_no_hours():
    presentation = [DUREES[0], DUREES[1]]
    result = horaires(session("9:00-12:30", durees=presentation), trois(), {1: 1, 3: 1})
    assert [p.numero for p in result.passages] == [1, 3]
    # What counts once for the candidate is done without a sujet too.
    assert heures(horaires(session("9:00-12:30"), [candidat(1)], {})) == ["1: 09:00-09:00 09:00-09:20"]


def test_a_commission_without_seances_has_no_planning():
    assert planning(session(), *trois()) == Planning()


# --- hours that the list fixes ---------------------------------------------------------------------------------


def test_a_fixed_hour_is_kept_and_the_others_go_around_it():
    people = [candidat(1), candidat(2, heure="11:00"), candidat(3)]
    assert heures(planning(session("9:00-12:30"), *people)) == [
        "1: 09:00-09:40 09:40-10:15",
        "2: 10:20-11:00 11:00-11:35",
        "3: 11:00-11:40 11:40-12:15",
    ]


def test_a_fixed_hour_is_that_of_a_later_day_when_the_candidate_before_passes_later():
    people = [candidat(1, heure="14:00"), candidat(2, heure="10:00"), candidat(3)]
    s = session("9:00-12:30", "13:30-18:00", "9 9:00-12:30")
    assert heures(planning(s, *people)) == [
        "1: 13:20-14:00 14:00-14:35",
        "2: 9 09:20-10:00 10:00-10:35",
        "3: 9 10:00-10:40 10:40-11:15",
    ]


@pytest.mark.parametrize("hour", ["9:41", "10:00", "10:19"])
def test_a_fixed_hour_that_cuts_into_the_passage_before_is_refused(hour: str):
    # The first is heard from 9:40 to 10:15, and the jury is alone until 10:20; a second day is no way out.
    result = planning(session("9:00-12:30", "9 9:00-12:30"), candidat(1), candidat(2, heure=hour))
    h, m = hour.split(":")
    refused = HeureRefusee("J1", 2, dt.time(int(h), int(m)), "occupe", at("10:20"), precedent=1)
    assert result == Planning((), (refused,))


def test_at_the_minute_at_which_the_jury_is_free_a_fixed_hour_is_possible():
    result = planning(session("9:00-12:30"), candidat(1), candidat(2, heure="10:20"))
    assert heures(result)[1] == "2: 09:40-10:20 10:20-10:55"


def test_a_fixed_hour_before_the_passage_before_is_refused_when_there_is_no_other_day():
    people = [candidat(1, heure="11:00"), candidat(2, heure="10:00")]
    (refused,) = planning(session("9:00-12:30"), *people).refus
    assert refused == HeureRefusee("J1", 2, dt.time(10), "occupe", at("11:40"), precedent=1)


def test_a_fixed_hour_outside_the_seances_is_refused():
    for hour in ("8:59", "12:30", "13:00", "18:00"):
        (refused,) = planning(session("9:00-12:30", "13:30-18:00"), candidat(1, heure=hour)).refus
        assert (refused.cause, refused.limite, refused.precedent) == ("seance", None, None)


def test_a_fixed_hour_too_near_to_the_end_of_the_seance_is_refused():
    (refused,) = planning(session("9:00-12:30"), candidat(1, heure="11:51")).refus
    assert refused == HeureRefusee("J1", 1, dt.time(11, 51), "fin", at("12:30"), fin=at("12:31"))
    assert heures(planning(session("9:00-12:30"), candidat(1, heure="11:50"))) == ["1: 11:10-11:50 11:50-12:25"]


def test_a_fixed_hour_before_the_candidate_can_be_prepared_is_refused():
    (refused,) = planning(session("9:00-12:30"), candidat(1, heure="9:39")).refus
    assert refused == HeureRefusee("J1", 1, dt.time(9, 39), "preparation", at("09:40"))
    assert heures(planning(session("9:00-12:30"), candidat(1, heure="9:40"))) == ["1: 09:00-09:40 09:40-10:15"]
    people = [candidat(1, heure="10:00"), candidat(2, commission="J2", heure="10:00")]
    twice = {"seances": ["9:00-12:00"], "places_preparation": 1}
    (refused,) = planning(sessions(twice, twice), *people).refus
    # From 9:20 to 10:00 the one place is taken; the second is prepared from then on.
    assert refused == HeureRefusee("J2", 2, dt.time(10), "preparation", at("10:40"))


# --- what does not fit -----------------------------------------------------------------------------------------


def test_what_does_not_fit_is_refused_with_what_is_missing():
    # The third is heard from 11:00 to 11:35, and the jury done at 11:40.
    (refused,) = planning(session("9:00-11:00"), *trois()).refus
    assert refused == TropLong("J1", 3, fin=at("11:40"), disponible=120, manque=40)
    assert refused.necessaire == 160


def test_the_first_who_does_not_fit_is_named_and_all_who_follow_are_counted():
    result = planning(session("9:00-10:30"), *trois())
    assert result == Planning((), (TropLong("J1", 2, fin=at("11:00"), disponible=90, manque=70),))


def test_a_passage_that_no_seance_holds_is_refused():
    (refused,) = planning(session("9:00-9:45", "10:00-10:39", "9 9:00-9:30"), candidat(1)).refus
    # On the 9th: prepared at 9:40, done at 10:20.
    assert refused == TropLong("J1", 1, fin=at("10:20", MERCREDI), disponible=45 + 39 + 30, manque=50)


def test_what_is_missing_is_just_enough():
    short = session("9:00-10:20", "13:00-14:00", places_preparation=1)
    people = [candidat(n) for n in range(1, 7)]
    (refused,) = planning(short, *people).refus
    end = at("14:00") + dt.timedelta(minutes=refused.manque)
    assert planning(session("9:00-10:20", f"13:00-{end:%H:%M}", places_preparation=1), *people).refus == ()
    less = end - dt.timedelta(minutes=1)
    assert planning(session("9:00-10:20", f"13:00-{less:%H:%M}", places_preparation=1), *people).refus != ()


def test_a_commission_that_is_refused_does_not_touch_the_other():
    short, long = {"seances": ["9:00-9:30"]}, {"seances": ["9:00-12:00"], "salle_preparation": "Salle 9"}
    result = planning(sessions(short, long), candidat(1), candidat(2, commission="J2"))
    assert [p.numero for p in result.passages] == [2]
    assert [r.commission for r in result.refus] == ["J1"]


# --- any session -----------------------------------------------------------------------------------------------


@st.composite
def cases(draw) -> tuple[Session, list[Candidat], dict[int, int]]:
    def duration(code: str, low: int, **more) -> dict:
        minutes = draw(st.integers(low, 45))
        return {"code": code, "minutes": minutes, "par": draw(st.sampled_from(["sujet", "candidat"])), **more}

    durees = [duration("presentation", 1, majorable=draw(st.booleans()))]
    if draw(st.booleans()):
        durees.append(duration("preparation", 1, majorable=draw(st.booleans())))
    if draw(st.booleans()):
        durees.append(duration("entretien", 1, majorable=draw(st.booleans())))
    for code in ("deliberation", "convocation"):
        if draw(st.booleans()):
            durees.append({"code": code, "minutes": draw(st.integers(1, 20))})
    commissions = []
    for _ in range(draw(st.integers(1, 2))):
        seances = []
        for day in range(8, 8 + draw(st.integers(1, 3))):
            moments = sorted(draw(st.sets(st.integers(8 * 60, 20 * 60), min_size=2, max_size=6)))
            for a, b in zip(moments[::2], moments[1::2], strict=False):
                seances.append(f"{day} {a // 60}:{a % 60:02d}-{b // 60}:{b % 60:02d}")
        room = draw(st.sampled_from(["Salle 1", "Salle 2"]))
        commissions.append({"seances": seances, "salle_preparation": room})
    places = {room: draw(st.none() | st.integers(1, 3)) for room in ("Salle 1", "Salle 2")}
    commissions = [c | {"places_preparation": places[c["salle_preparation"]]} for c in commissions]
    people = [
        candidat(
            n,
            commission=f"J{draw(st.integers(1, len(commissions)))}",
            temps_supplementaire=draw(st.booleans()),
            heure=draw(st.sampled_from([None, None, None, dt.time(9), dt.time(11, 20), dt.time(15)])),
        )
        for n in range(1, draw(st.integers(1, 8)) + 1)
    ]
    sujets = {c.numero: draw(st.integers(0, 3)) for c in people}
    majoration = draw(st.sampled_from(["1/3", "1/2", "1/7"]))
    return sessions(*commissions, durees=durees, majoration=majoration), people, sujets


@given(cases())
def test_nobody_is_in_two_places_at_once_whatever_the_session(case):
    s, people, sujets = case
    result = horaires(s, people, sujets)
    event("refused" if result.refus else "planned")
    by_number = {c.numero: c for c in people}
    refused = {r.commission for r in result.refus}

    def minutes(code: str, numero: int) -> int:
        d = s.duree(code)
        if d is None:
            return 0
        longer = by_number[numero].temps_supplementaire and d.majorable
        one = math.ceil(d.minutes * (1 + Fraction(s.majoration))) if longer else d.minutes
        return one * (sujets[numero] if d.par == "sujet" else 1)

    def passage(numero: int) -> int:
        return sum(minutes(code, numero) for code in ("presentation", "entretien", "connaissances"))

    def on(p: Passage, hour: dt.time) -> dt.datetime:
        return dt.datetime.combine(p.date, hour)

    for commission in s.commissions:
        mine = [p for p in result.passages if p.commission == commission.code]
        expected = [c.numero for c in people if c.commission == commission.code and passage(c.numero)]
        # The order is kept, and everybody is there; or the commission is refused, whole.
        assert [p.numero for p in mine] == ([] if commission.code in refused else expected)
        if not expected:
            assert commission.code not in refused
        days = [x.date or commission.date for x in commission.seances]
        for p in mine:
            length = dt.timedelta(minutes=passage(p.numero) + minutes("deliberation", p.numero))
            start = on(p, p.debut_passage)
            assert any(a <= start and start + length <= b for a, b in commission.intervalles)
            first = min(x.debut for x, day in zip(commission.seances, days, strict=True) if day == p.date)
            assert first <= p.debut_preparation <= p.fin_preparation <= p.debut_passage < p.fin_passage
            assert p.convocation <= p.debut_preparation
            preparation = on(p, p.fin_preparation) - on(p, p.debut_preparation)
            assert preparation == dt.timedelta(minutes=minutes("preparation", p.numero))
            assert on(p, p.fin_passage) - start == dt.timedelta(minutes=passage(p.numero))
            assert by_number[p.numero].heure in (None, p.debut_passage)
        for before, after in pairwise(mine):
            free = on(before, before.fin_passage) + dt.timedelta(minutes=minutes("deliberation", before.numero))
            assert on(after, after.debut_passage) >= free
    for room in ("Salle 1", "Salle 2"):
        there = [p for p in result.passages if p.salle_preparation == room]
        limits = [c.places_preparation for c in s.commissions if c.salle_preparation == room and c.places_preparation]
        for p in there:
            begin = on(p, p.debut_preparation)
            together = sum(on(q, q.debut_preparation) <= begin < on(q, q.fin_preparation) for q in there)
            assert not limits or together <= min(limits)


@given(cases())
def test_the_minutes_that_are_missing_are_just_enough_in_any_commission_that_is_alone(case):
    s, people, sujets = case
    free = [c.model_copy(update={"heure": None}) for c in people if c.commission == "J1"]
    alone = s.model_copy(update={"commissions": s.commissions[:1]})
    *before, last = alone.commissions[0].seances
    for refused in horaires(alone, free, sujets).refus:
        for minutes, fits in ((refused.manque, True), (refused.manque - 1, False)):
            end = dt.datetime.combine(MARDI, last.fin) + dt.timedelta(minutes=minutes)
            if end.date() == MARDI:
                longer = (*before, last.model_copy(update={"fin": end.time()}))
                commission = alone.commissions[0].model_copy(update={"seances": longer})
                result = horaires(alone.model_copy(update={"commissions": (commission,)}), free, sujets)
                assert (result.refus == ()) == fits


def test_the_planning_of_the_example_is_that_of_the_plan():
    p, plan = projet_exemple(), plan_exemple()
    assert plan.refus_horaires == ()
    assert {x.numero for x in plan.planning} == {c.numero for c in p.candidats if not c.desiste}
    assert {x.date for x in plan.planning if x.commission == "J1"} == {MARDI, MERCREDI}
