from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from kitgen.model.session import Commission, Duree, Echelle, Jure, Liste, Seance, Session, Tirage
from tests.aides import projet_exemple


def session(**changes):
    return Session.model_validate({**projet_exemple().session.model_dump(), **changes})


@pytest.mark.parametrize("text", ["1/3", "0.5", "1", "2"])
def test_fractions_of_extra_time(text: str):
    assert session(majoration=text).majoration == text


@pytest.mark.parametrize("text", ["un tiers", "1/0", "", "1/3 du temps"])
def test_extra_time_that_is_no_fraction_is_refused(text: str):
    with pytest.raises(ValidationError, match="écrivez une fraction, par exemple 1/3"):
        session(majoration=text)


@pytest.mark.parametrize("text", ["0", "-1/3", "7/3"])
def test_extra_time_out_of_reason_is_refused(text: str):
    with pytest.raises(ValidationError, match="entre 0 et 2"):
        session(majoration=text)


def test_a_scale_has_levels_or_a_mark():
    levels = [{"code": "A", "libelle": "Acquis"}, {"code": "NA", "libelle": "Non acquis"}]
    assert len(Echelle.model_validate({"niveaux": levels}).niveaux) == 2
    assert Echelle(note_maximum=20).note_maximum == 20
    for data in ({}, {"niveaux": levels, "note_maximum": 20}):
        with pytest.raises(ValidationError, match="soit des « niveaux », soit une « note_maximum »"):
            Echelle.model_validate(data)
    with pytest.raises(ValidationError, match="au moins deux niveaux"):
        Echelle.model_validate({"niveaux": levels[:1]})
    with pytest.raises(ValidationError, match="greater_than"):
        Echelle(note_maximum=0)


@pytest.mark.parametrize("minutes", [0, -5, 601])
def test_a_duration_is_a_reasonable_number_of_minutes(minutes: int):
    with pytest.raises(ValidationError, match="minutes"):
        Duree(code="d", libelle="D", minutes=minutes)


def test_a_duration_is_counted_for_each_sujet_unless_it_is_said_otherwise():
    assert Duree(code="entretien", libelle="E", minutes=10).par == "sujet"
    assert Duree(code="entretien", libelle="E", minutes=10, par="candidat").par == "candidat"
    with pytest.raises(ValidationError, match="literal_error"):
        Duree.model_validate({"code": "d", "libelle": "D", "minutes": 1, "par": "jury"})


@pytest.mark.parametrize("code", ["convocation", "deliberation"])
def test_what_is_beside_the_epreuves_counts_once_and_is_never_longer(code: str):
    data = {"code": code, "libelle": "D", "minutes": 5}
    assert Duree.model_validate(data).par == "candidat"
    assert Duree.model_validate(Duree.model_validate(data).model_dump()) == Duree.model_validate(data)
    for wrong in ({"majorable": True}, {"par": "sujet"}):
        with pytest.raises(ValidationError, match=f"« {code} » vaut une fois par candidat"):
            Duree.model_validate(data | wrong)


def test_a_seance_ends_after_it_began():
    assert Seance.model_validate({"debut": "9:00", "fin": "9h01"}).fin == dt.time(9, 1)
    for fin in ("9:00", "8:59"):
        with pytest.raises(ValidationError, match="finit avant de commencer"):
            Seance.model_validate({"debut": "9:00", "fin": fin})


def test_a_commission_sits_on_its_date_unless_a_seance_says_another():
    data = projet_exemple().session.commissions[0].model_dump()
    seances = [{"debut": "9:00", "fin": "12:30"}, {"date": "2026-12-10", "debut": "14h", "fin": "18h"}]
    assert Commission.model_validate(data | {"seances": seances}).intervalles == (
        (dt.datetime(2026, 12, 8, 9), dt.datetime(2026, 12, 8, 12, 30)),
        (dt.datetime(2026, 12, 10, 14), dt.datetime(2026, 12, 10, 18)),
    )
    assert Commission.model_validate(data | {"seances": []}).intervalles == ()
    with pytest.raises(ValidationError, match="places_preparation"):
        Commission.model_validate(data | {"places_preparation": 0})


def test_a_civility_is_one_of_two_or_absent():
    juror = {"code": "J", "prenom": "A", "nom": "B", "qualite": "Membre"}
    assert Jure.model_validate(juror).civilite is None
    with pytest.raises(ValidationError, match="civilite"):
        Jure.model_validate({**juror, "civilite": "Monsieur"})


def test_the_seed_is_not_negative():
    with pytest.raises(ValidationError, match="graine"):
        Tirage(graine=-1)


def test_a_session_has_a_place_and_a_commission_with_a_juror():
    s = projet_exemple().session
    empty = {**s.commissions[0].model_dump(), "jures": []}
    for changes in ({"lieux": []}, {"commissions": []}, {"commissions": [empty]}):
        with pytest.raises(ValidationError, match="too_short"):
            session(**changes)


def test_things_are_found_by_their_code():
    s = projet_exemple().session
    assert s.lieu("paris").nom == "Espace Saint-Lazare"
    assert s.commission("J2").date == dt.date(2026, 12, 9)
    assert s.organisme("campus-rhone").nom == "Campus Assurance Rhône"
    assert s.duree("preparation").minutes == 40
    assert [f("x") for f in (s.lieu, s.commission, s.organisme, s.duree)] == [None] * 4
    assert s.organisme(None) is None


# --- lists -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("candidats.csv", (Liste(fichier="candidats.csv"),)),
        ({"fichier": "l.xlsx", "feuille": "Nantes"}, (Liste(fichier="l.xlsx", feuille="Nantes"),)),
        (["a.csv", "b.xlsx"], (Liste(fichier="a.csv"), Liste(fichier="b.xlsx"))),
        (
            ["a.csv", {"fichier": "b.csv", "organisme": "campus-rhone", "encodage": "macroman", "separateur": ","}],
            (
                Liste(fichier="a.csv"),
                Liste(fichier="b.csv", organisme="campus-rhone", encodage="macroman", separateur=","),
            ),
        ),
    ],
)
def test_a_list_is_a_file_name_or_more_and_there_may_be_several(written: object, read: tuple[Liste, ...]):
    assert session(candidats=written).candidats == read


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ([], "too_short"),
        ("", "too_short"),
        (None, "candidats"),
        (12, "candidats"),
        ({"feuille": "Nantes"}, "fichier"),
        ({"fichier": "a.csv", "encodage": "latin-1"}, "'utf-8', 'utf-16', 'windows-1252' or 'macroman'"),
        ({"fichier": "a.csv", "separateur": "|"}, "';', ',' or 'tabulation'"),
        ({"fichier": "a.csv", "onglet": "1"}, "extra_forbidden"),
        (["a.csv", 12], "candidats"),
    ],
)
def test_a_list_that_is_none_is_refused(written: object, words: str):
    with pytest.raises(ValidationError, match=words):
        session(candidats=written)


def test_titles_and_entreprises_of_a_session():
    s = session(
        colonnes={"tuteur": ["Référent", "Maître"]},
        entreprises=[{"nom": "Ponant Courtage", "variantes": ["Ponant"]}, {"nom": "Rivage"}],
    )
    assert s.colonnes == {"tuteur": ("Référent", "Maître")}
    assert [(e.nom, e.variantes) for e in s.entreprises] == [("Ponant Courtage", ("Ponant",)), ("Rivage", ())]
    plain = projet_exemple().session
    assert (plain.colonnes, plain.entreprises) == ({}, ())
