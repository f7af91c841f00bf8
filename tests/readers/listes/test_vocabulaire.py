from __future__ import annotations

import datetime as dt

import pytest

from kitgen.model.session import Entreprise
from kitgen.readers.listes.cellules import Refus, Repare
from kitgen.readers.listes.tableau import ErreurDeFormule, Valeur
from kitgen.readers.listes.vocabulaire import Vocabulaire
from tests.aides import projet_exemple, referentiel_livre


def vocabulaire(**changes) -> Vocabulaire:
    """The words of the example session."""
    return Vocabulaire(projet_exemple().session.model_copy(update=changes), referentiel_livre())


def refus(read, value: Valeur) -> str:
    with pytest.raises(Refus) as caught:
        read(value)
    assert caught.value.remede
    return f"{caught.value.texte} → {caught.value.remede}"


# --- blocs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        *("BC4, BC5", "BC5,BC4", "BC4;BC5", "4;5", "4 ; 5", "4,5", "4+5", "4 & 5", "BC4|BC5", "BC4\nBC5", "bc4/bc5"),
        *("BC4 et BC5", "4 et 5", "bloc 4 et 5", "blocs 4 et 5", "Bloc 4 et bloc 5"),
        *("BC4 à BC5", "BC4 a BC5", "BC4-BC5", "BC4 - BC5", "BC4–BC5", "BC4 → BC5", "4-5", "4 à 5", "blocs 4 à 5"),
        *("du bloc 4 au bloc 5", "de BC4 à BC5", "BC4 jusqu'à BC5", "BC 4 à BC 5", "BC04 à BC05"),
        *("BC4 BC5", "BC 4 BC 5", "4 5", "bloc 4 bloc 5", "BC04, BC05", "BLOC 4, BLOC 5", "BC4, BC4, BC5", "BC4, BC5,"),
    ],
)
def test_two_blocs_in_any_notation(written: str):
    assert vocabulaire().blocs(written) == ("BC4", "BC5")


@pytest.mark.parametrize("written", ["BC4", "bc4", "BC 4", "BC04", "4", "bloc 4", "Bloc BC4", "BC4.", 4, "blocs 4"])
def test_one_bloc_in_any_notation(written: Valeur):
    assert vocabulaire().blocs(written) == ("BC4",)


@pytest.mark.parametrize(
    ("written", "blocs"),
    [
        ("BC1 à BC3", ("BC1", "BC2", "BC3")),
        ("BC1 à BC3, BC5", ("BC1", "BC2", "BC3", "BC5")),
        ("1-3;7", ("BC1", "BC2", "BC3", "BC7")),
        ("BC3 à BC3", ("BC3",)),
        ("BC7, BC1", ("BC1", "BC7")),
    ],
)
def test_spans_and_lists_may_be_mixed_and_come_in_the_order_of_the_referentiel(written: str, blocs: tuple[str, ...]):
    assert vocabulaire().blocs(written) == blocs


@pytest.mark.parametrize("written", ["", "aucun", "Néant", "non", "0", 0, ",", " "])
def test_no_bloc(written: Valeur):
    assert vocabulaire().blocs(written) == ()


def test_two_blocs_that_excel_took_for_a_decimal_number_are_repaired_and_said():
    found = vocabulaire().blocs(4.5)
    assert isinstance(found, Repare)
    assert found.valeur == ("BC4", "BC5")
    assert found.texte == "nombre à virgule lu comme deux blocs"
    assert "Texte" in found.remede


@pytest.mark.parametrize("value", [dt.date(2026, 5, 4), dt.datetime(2026, 5, 4), dt.time(4, 5)])
def test_blocs_that_excel_took_for_a_date_are_refused(value: Valeur):
    assert "Excel a pris ces blocs pour une date → mettez la colonne au format Texte" in refus(
        vocabulaire().blocs, value
    )


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("BC5 à BC4", "« BC5 à BC4 » va à rebours"),
        ("BC8", "bloc « BC8 » inconnu → écrivez des codes parmi BC1, BC2"),
        ("BC1 à BC9", "bloc « BC1 à BC9 » inconnu"),
        ("BC4, Production", "bloc « Production » inconnu"),
        ("C8", "bloc « C8 » inconnu"),
        ("45", "bloc « 45 » inconnu"),
        ("BC4BC5", "bloc « BC4BC5 » inconnu"),
        ("bloc", "bloc « bloc » inconnu"),
        ("?", "bloc « ? » inconnu"),
        (4.25, "inconnu"),
        (True, "bloc « oui » inconnu"),
        ("tous", "ce mot ne dit pas quels blocs → listez-les (BC1 à BC5), ou laissez vide"),
        ("Tout", "ce mot ne dit pas quels blocs"),
        (ErreurDeFormule("#REF!"), "une formule en erreur"),
    ],
)
def test_blocs_that_cannot_be_read_are_refused(written: Valeur, words: str):
    assert words in refus(vocabulaire().blocs, written)


# --- options, organismes, commissions --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["Production", "PRODUCTION", " production ", "Option production", "option : Production", "OPTION PRODUCTION"],
)
def test_an_option_in_any_notation(written: str):
    assert vocabulaire().option(written) == "production"


def test_no_option_is_none():
    assert vocabulaire().option("") is None


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Prodution", "option inconnue → vouliez-vous dire « Production » ?"),
        ("les deux", "option inconnue → valeurs possibles : Production, Sinistre"),
        ("option", "option inconnue"),
        (4, "option inconnue"),
    ],
)
def test_an_option_that_is_unknown_is_refused_with_what_is_near(written: Valeur, words: str):
    assert words in refus(vocabulaire().option, written)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ifc-atlantique", "ifc-atlantique"),
        ("IFC ATLANTIQUE", "ifc-atlantique"),
        ("Institut de formation du courtage - Atlantique", "ifc-atlantique"),
        ("Ecole superieure d'assurance du nord", "ecole-nord"),
        ("esan", "ecole-nord"),
        ("", None),
    ],
)
def test_an_of_is_known_by_its_code_name_and_variantes(written: str, code: str | None):
    assert vocabulaire().organisme(written) == code


def test_an_of_is_never_guessed():
    said = refus(vocabulaire().organisme, "IFC Atlantic")
    assert "organisme de formation inconnu de la session" in said
    assert "« variantes »" in said
    assert refus(vocabulaire().organisme, "Campus Assurance Rhone Alpes").count("vouliez-vous dire") == 1


@pytest.mark.parametrize("written", ["J2", "j2", "Commission 2", "COMMISSION  2"])
def test_a_commission_is_known_by_its_code_and_libelle(written: str):
    assert vocabulaire().commission(written) == "J2"


def test_a_commission_that_is_unknown_is_refused():
    assert "commission inconnue → " in refus(vocabulaire().commission, "J3")
    assert vocabulaire().commission("") is None


# --- entreprises -----------------------------------------------------------------------------------------------


def test_an_entreprise_is_kept_as_given_unless_the_session_knows_it():
    assert vocabulaire().entreprise("PONANT courtage") == "PONANT courtage"
    assert vocabulaire().entreprise("") is None
    assert vocabulaire().entreprise(1664) == "1664"


@pytest.mark.parametrize(
    "written", ["Ponant Courtage", "PONANT COURTAGE", "ponant-courtage", "Ponant", "Groupe PONANT"]
)
def test_an_entreprise_that_the_session_knows_has_one_name(written: str):
    known = (Entreprise(nom="Ponant Courtage", variantes=("Ponant", "Groupe Ponant")),)
    assert vocabulaire(entreprises=known).entreprise(written) == "Ponant Courtage"
    assert vocabulaire(entreprises=known).entreprise("Ponant Assurances") == "Ponant Assurances"
