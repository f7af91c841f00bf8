from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kitgen.checks import ecritures as regles
from kitgen.checks import verifier
from kitgen.errors import Gravite, Problem
from kitgen.model.session import Entreprise, Session
from tests.aides import RACINE, projet_exemple, seul_probleme
from tests.checks.aides import Essai, session_avec_jure


@pytest.fixture
def essai(tmp_path: Path) -> Essai:
    return Essai(regles, Path(shutil.copy(RACINE / "sessions/exemple/candidats.csv", tmp_path)))


def session(*entreprises: str) -> Session:
    """The example session with these entreprises declared."""
    declared = tuple(Entreprise(nom=e) for e in entreprises)
    return projet_exemple().session.model_copy(update={"entreprises": declared})


def test_the_example_session_is_asked_nothing(essai: Essai):
    assert essai.problemes() == []
    assert verifier(projet_exemple()) == []


# --- entreprises -----------------------------------------------------------------------------------------------

MEMES = [
    ("Ponant Courtage", "PONANT COURTAGE"),
    ("Prévoyance Générale", "Prevoyance Generale"),
    ("Ponant Courtage", "Ponant-Courtage."),
    ("L'Étoile Assurances", "L’Etoile Assurances"),
    ("Ponant Courtage", "Courtage Ponant"),
    ("Ponant Courtage", "SAS Ponant Courtage"),
    ("Ponant Courtage", "Ponant Courtage (SARL)"),
    ("Berthier & Fils", "Berthier et Fils"),
    ("Berthier & Cie", "Berthier"),
    ("Ponant Courtage", "Ponant Courtge"),
    ("Ponant Courtage", "Ponnant Courtage"),
    ("Ponant Courtage", "Ponant Cuortage"),
    ("Ponant Courtage", "Ponent Courtagge"),
    ("Ponant", "Pomant"),
    ("Agence 1 Nantes", "Agence 1 Nante"),
]


@pytest.mark.parametrize(("usual", "other"), MEMES)
def test_two_spellings_of_what_may_be_one_entreprise_are_a_question(essai: Essai, usual: str, other: str):
    for numero in (2, 3):
        essai.ecrire(numero, Entreprise=usual)
    problem = essai.doute(9, "Entreprise", other)
    assert problem.texte == f"« {other} » et « {usual} » : est-ce la même entreprise ?"
    assert problem.valeur == other
    assert "écrivez le même nom partout" in problem.remede
    assert "sous « entreprises » dans session.yaml" in problem.remede


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agence 1", "Agence 2"),
        ("Cabinet Nord 44", "Cabinet Nord 49"),
        ("MAAF", "MAIF"),
        ("AXA", "AXB"),
        ("Macif", "Matif"),
        ("Courtage du Midi", "Courtage du Nord"),
        ("Assurances Martin", "Assurances Dupont"),
        ("Ponant", "Pomont"),
        ("Ponant Courtage", "Ponant Assurances"),
    ],
)
def test_names_of_two_entreprises_are_not_questioned(essai: Essai, one: str, other: str):
    essai.ecrire(2, Entreprise=one)
    essai.ecrire(3, Entreprise=other)
    assert essai.problemes() == []


def test_the_rarer_spelling_is_questioned_in_each_of_its_cells(essai: Essai):
    for numero in (2, 3, 4):
        essai.ecrire(numero, Entreprise="Ponent Courtage")
    # The right spelling stands on two rows only: n° 1 and n° 13.
    assert [(p.place, p.valeur) for p in essai.problemes()] == [
        ("cellule J2", "Ponant Courtage"),
        ("cellule J14", "Ponant Courtage"),
    ]


def test_the_question_is_one_for_all_its_cells(essai: Essai):
    for numero in (2, 16):
        essai.ecrire(numero, Entreprise="Ponent Courtage")
    essai.ecrire(9, Entreprise="Ponant Courtage")
    both = Essai(_TOUT, essai.liste)
    problem = seul_probleme([p for p in both.problemes() if "est-ce la même entreprise" in p.texte])
    assert problem.place == "cellules J3 et J17"


class _TOUT:
    """All the rules together, as `kitgen check` runs them."""

    verifier = staticmethod(verifier)


def test_a_spelling_that_the_session_knows_is_the_right_one_however_rare(essai: Essai):
    essai.ecrire(9, Entreprise="Ponent Courtage")
    problems = essai.problemes(session("Ponent Courtage"))
    assert [p.place for p in problems] == ["cellule J2", "cellule J14"]


def test_two_entreprises_that_the_session_declares_are_two(essai: Essai):
    essai.ecrire(9, Entreprise="Ponent Courtage")
    assert len(essai.problemes(session("Ponant Courtage"))) == 1
    assert essai.problemes(session("Ponant Courtage", "Ponent Courtage")) == []


def test_a_variante_that_the_session_declares_is_no_other_spelling(essai: Essai):
    essai.ecrire(9, Entreprise="PONANT")
    essai.ecrire(10, Entreprise="Ponant Courtge")
    known = (Entreprise(nom="Ponant Courtage", variantes=("Ponant", "Ponant Courtge")),)
    assert essai.problemes(projet_exemple().session.model_copy(update={"entreprises": known})) == []


@pytest.mark.parametrize("company", ["PONANT COURTAGE SAS", "Ponant Courtages", "Courtage Ponant"])
def test_the_entreprise_of_a_juror_is_compared_too(essai: Essai, company: str):
    # Otherwise the conflict of interest would go unseen.
    problems = essai.problemes(session_avec_jure(entreprise=company))
    assert [p.place for p in problems] == ["cellule J2", "cellule J14"]
    assert {p.texte for p in problems} == {
        f"« Ponant Courtage » et « {company} » (celle d'un juré) : est-ce la même entreprise ?"
    }


def test_the_entreprise_of_a_juror_that_is_a_declared_variante_is_settled(essai: Essai):
    known = (Entreprise(nom="Ponant Courtage", variantes=("Ponent Courtage",)),)
    settled = session_avec_jure(entreprise="Ponent Courtage").model_copy(update={"entreprises": known})
    assert essai.problemes(settled) == []


def test_two_spellings_among_jurors_alone_are_no_question_of_the_list(essai: Essai):
    commissions = session_avec_jure(entreprise="Mutualia Gestion Courtages").commissions
    assert essai.problemes(projet_exemple().session.model_copy(update={"commissions": commissions})) == []


def test_three_spellings_are_each_questioned(essai: Essai):
    essai.ecrire(9, Entreprise="PONANT COURTAGE")
    essai.ecrire(10, Entreprise="Ponant-Courtage")
    assert {p.place for p in essai.problemes()} == {"cellule J10", "cellule J11"}


# --- people ----------------------------------------------------------------------------------------------------


def _presque(essai: Essai, nom: str, prenoms: str, ne: str = "14/03/1998") -> list[Problem]:
    """What is said when n° 9 is nearly n° 1, Amélie Lefèvre."""
    essai.ecrire(9, Nom_de_naissance=nom, Prénoms=prenoms, Date_de_naissance=ne)
    return essai.problemes()


@pytest.mark.parametrize(
    ("nom", "prenoms"), [("Lefèvre", "Amelia"), ("Lefebvre", "Amélie"), ("Lefévres", "Amélie"), ("Lefèver", "Amélie")]
)
def test_two_people_of_one_birth_date_with_nearly_one_name_are_a_question(essai: Essai, nom: str, prenoms: str):
    problem = seul_probleme(_presque(essai, nom, prenoms))
    assert (problem.place, problem.valeur, problem.gravite) == (
        "cellule C10",
        f"{nom} {prenoms}",
        Gravite.AVERTISSEMENT,
    )
    assert "presque le même nom qu'à la ligne 2 (Lefèvre Amélie) : est-ce la même ?" in problem.texte
    assert "si non, il n'y a rien à faire" in problem.remede


@pytest.mark.parametrize(
    ("nom", "prenoms", "ne"),
    [
        ("Lefebvre", "Amélie", "15/03/1998"),
        ("Lefebvre", "Amélie", ""),
        ("Lefèvre", "Aurélien", "14/03/1998"),
        ("Girard", "Amélie", "14/03/1998"),
        ("LEFEVRE", "amelie", "14/03/1998"),
    ],
    ids=["other day", "no date", "other first name", "other name", "the same, which is another rule's"],
)
def test_other_people_are_not_questioned(essai: Essai, nom: str, prenoms: str, ne: str):
    assert _presque(essai, nom, prenoms, ne) == []
