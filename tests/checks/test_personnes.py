from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kitgen.checks import personnes as regles
from kitgen.errors import Gravite
from kitgen.model.session import Entreprise
from tests.aides import RACINE, projet_exemple, remplacer_cellule, seul_probleme
from tests.checks.aides import Essai, session_avec_jure


@pytest.fixture
def essai(tmp_path: Path) -> Essai:
    return Essai(regles, Path(shutil.copy(RACINE / "sessions/exemple/candidats.csv", tmp_path)))


def test_the_example_list_has_no_fault(essai: Essai):
    assert essai.problemes() == []


# --- one number, one place, one row each -----------------------------------------------------------------------


def test_a_number_is_one_candidates(essai: Essai):
    text = essai.liste.read_text(encoding="utf-8")
    essai.liste.write_text(text.replace("\n9;Mme;Le Goff", "\n8;Mme;Le Goff"), encoding="utf-8")
    problem = seul_probleme(essai.problemes())
    assert "José María Muñoz Ibáñez (n° 8, ligne 9)" in problem.texte
    assert (problem.place, problem.valeur) == ("cellule A10", "8")


def test_a_place_in_a_commission_is_one_candidates(essai: Essai):
    problem = essai.faute(9, "Ordre", "3")
    assert "place dans J1 est déjà prise" in problem.texte
    assert "Gonzague-Marie de La Tour du Pin (n° 3, ligne 4)" in problem.texte
    assert problem.valeur == "3"


def test_the_same_place_in_another_commission_is_another_place(essai: Essai):
    remplacer_cellule(essai.liste, 13, "Ordre", "12")
    remplacer_cellule(essai.liste, 24, "Ordre", "1")
    assert essai.problemes() == []


def test_a_withdrawn_candidate_keeps_the_place(essai: Essai):
    remplacer_cellule(essai.liste, 3, "Statut", "désisté")
    assert "déjà prise" in essai.faute(9, "Ordre", "3").texte


def test_all_candidates_of_a_commission_have_an_order_or_none(essai: Essai):
    problem = essai.faute(9, "Ordre", "")
    assert "pas d'ordre de passage, alors que d'autres candidats de J1 en ont un" in problem.texte
    for numero in range(1, 13):
        remplacer_cellule(essai.liste, numero, "Ordre", "")
    assert essai.problemes() == []


def test_a_person_is_on_the_list_once_whatever_the_case_and_accents(essai: Essai):
    remplacer_cellule(essai.liste, 9, "Nom de naissance", "LEFEVRE")
    remplacer_cellule(essai.liste, 9, "Prénoms", "amelie")
    assert essai.problemes() == []
    remplacer_cellule(essai.liste, 9, "Date de naissance", "14/03/1998")
    problem = seul_probleme(essai.problemes())
    assert "déjà inscrite (Amélie Lefèvre (n° 1, ligne 2)" in problem.texte
    assert (problem.place, problem.valeur) == ("cellule C10", "LEFEVRE amelie")


@pytest.mark.parametrize("birth", ["14/03/1998", ""])
def test_the_same_person_twice_is_refused_also_when_a_date_is_missing(essai: Essai, birth: str):
    essai.ecrire(9, Nom_de_naissance="Lefevre", Prénoms="AMELIE", Date_de_naissance=birth)
    same = [p for p in essai.problemes() if p.gravite is Gravite.ERREUR]
    problem = seul_probleme(same)
    assert problem.place == "cellule C10"
    if birth:
        assert problem.texte.endswith("même nom, mêmes prénoms, même date de naissance)")
        assert problem.remede == "retirez une des deux lignes"
    else:
        assert problem.texte.endswith("même nom, mêmes prénoms, et une date de naissance manque)")
        assert "complétez les deux dates" in problem.remede


def test_a_name_and_first_name_that_are_swapped_are_the_same_person(essai: Essai):
    essai.ecrire(9, Nom_de_naissance="AMÉLIE", Prénoms="Lefèvre", Date_de_naissance="14/03/1998")
    problem = seul_probleme(essai.problemes())
    assert "semble déjà inscrite, nom et prénom échangés (Amélie Lefèvre (n° 1, ligne 2))" in problem.texte
    assert (problem.place, problem.valeur) == ("cellule C10", "AMÉLIE Lefèvre")
    essai.ecrire(9, Date_de_naissance="15/03/1998")
    assert essai.problemes() == []


def test_somebody_whose_name_is_a_first_name_is_not_swapped_with_themself(essai: Essai):
    essai.ecrire(9, Nom_de_naissance="Martin", Prénoms="Martin")
    assert essai.problemes() == []


def test_each_further_row_of_a_person_is_told(essai: Essai):
    for numero in (5, 9):
        essai.ecrire(numero, Nom_de_naissance="Lefèvre", Prénoms="Amélie", Date_de_naissance="14/03/1998")
    assert [p.place for p in essai.problemes()] == ["cellule C6", "cellule C10"]


# --- birth -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "age"),
    [("09/12/2010", "15 ans"), ("08/12/1945", "81 ans"), ("07/12/2025", "1 an "), ("08/12/2025", "1 an ")],
)
def test_an_age_that_is_nearly_always_a_typing_error_is_a_doubt(essai: Essai, born: str, age: str):
    # The session begins on 8 December 2026.
    problem = essai.doute(1, "Date de naissance", born)
    assert problem.texte.startswith(age)
    assert problem.texte.endswith("à la session : c'est peu probable")
    assert problem.valeur == born


@pytest.mark.parametrize("born", ["08/12/2010", "09/12/1945", "29/02/2000"])
def test_who_is_between_16_and_80_on_the_first_day_is_no_doubt(essai: Essai, born: str):
    essai.ecrire(1, Date_de_naissance=born)
    assert essai.problemes() == []


def test_a_missing_date_of_birth_is_a_doubt(essai: Essai):
    problem = essai.doute(1, "Date de naissance", "")
    assert problem.texte.startswith("la date de naissance manque")
    assert problem.valeur is None


def test_a_missing_place_of_birth_is_a_doubt_unless_its_code_is_there(essai: Essai):
    assert essai.doute(1, "Lieu de naissance", "").texte.startswith("le lieu de naissance manque")
    essai.avec_colonne("Code Insee de naissance", n1="44109")
    assert essai.problemes() == []


def test_who_withdrew_needs_no_date_or_place_of_birth(essai: Essai):
    essai.ecrire(1, Date_de_naissance="", Lieu_de_naissance="", Statut="désisté")
    assert essai.problemes() == []


@pytest.mark.parametrize(
    ("sexe", "civilite", "fault"), [("F", "M.", True), ("M", "Mme", True), ("F", "Mme", False), ("F", "", False)]
)
def test_a_sex_that_does_not_go_with_the_civility_is_a_doubt(essai: Essai, sexe: str, civilite: str, fault: bool):
    essai.ecrire(1, Civilité=civilite)
    essai.avec_colonne("Sexe", n1=sexe)
    problems = essai.problemes()
    if not fault:
        assert problems == []
        return
    problem = seul_probleme(problems)
    assert problem.texte == f"le sexe ({sexe}) et la civilité ({civilite}) ne vont pas ensemble"
    assert (problem.place, problem.valeur, problem.gravite) == ("cellule W2", sexe, Gravite.AVERTISSEMENT)


# --- people ----------------------------------------------------------------------------------------------------


def test_somebody_whom_an_of_evaluates_has_an_of(essai: Essai):
    problem = essai.faute(1, "OF", "")
    assert "pas d'organisme de formation, et pas de dispense" in problem.texte
    assert "dispense" in problem.remede


def test_somebody_whom_a_tutor_evaluates_should_have_a_tutor(essai: Essai):
    assert "pas de tuteur, et pas de dispense" in essai.doute(1, "Tuteur", "").texte


def test_who_is_dispensed_needs_neither(essai: Essai):
    # N° 12, by VAE, has none.
    assert essai.problemes() == []
    remplacer_cellule(essai.liste, 12, "Voie d'accès", "CANDIDAT_LIBRE")
    assert [p.place for p in essai.problemes()] == ["cellule I13", "cellule K13"]


def test_without_a_document_of_the_evaluator_none_is_needed(essai: Essai):
    remplacer_cellule(essai.liste, 1, "OF", "")
    remplacer_cellule(essai.liste, 1, "Tuteur", "")
    kit = projet_exemple().kit
    alone = kit.model_copy(update={"documents": tuple(d for d in kit.documents if d.evaluateur == "commission")})
    assert essai.problemes(kit=alone) == []


@pytest.mark.parametrize("company", ["Cabinet Berthier & Fils", "CABINET BERTHIER ET FILS".replace(" ET ", " & ")])
def test_a_juror_does_not_judge_somebody_of_the_same_company(essai: Essai, company: str):
    # Luc Berthier's company has n° 2 in J1, and n° 16 in J2.
    problem = seul_probleme(essai.problemes(session_avec_jure(entreprise=company)))
    assert "Hélène Carpentier (J1-1) est de son entreprise" in problem.texte
    assert "Paweł Wójcik (n° 2" in problem.texte
    assert (problem.place, problem.gravite) == ("cellule Q3", Gravite.ERREUR)
    assert problem.valeur == "Cabinet Berthier & Fils"


@pytest.mark.parametrize("company", ["Berthier", "BERTHIER & FILS", "Cabinet Berthier & Fils"])
def test_a_company_that_the_session_knows_is_the_same_in_any_of_its_spellings(essai: Essai, company: str):
    known = (Entreprise(nom="Cabinet Berthier & Fils", variantes=("Berthier", "Berthier & Fils")),)
    session = session_avec_jure(entreprise=company).model_copy(update={"entreprises": known})
    essai.ecrire(2, Entreprise="Berthier")
    problem = seul_probleme(essai.problemes(session))
    assert "Hélène Carpentier (J1-1) est de son entreprise" in problem.texte


def test_a_juror_does_not_judge_somebody_of_the_same_of(essai: Essai):
    problems = essai.problemes(session_avec_jure(organisme="ecole-nord"))
    assert [p.place for p in problems] == ["cellule Q4", "cellule Q7", "cellule Q12"]
    assert all("de son organisme de formation" in p.texte and p.valeur == "ecole-nord" for p in problems)


def test_a_juror_without_company_or_of_is_in_no_conflict_with_who_has_none(essai: Essai):
    remplacer_cellule(essai.liste, 1, "Entreprise", "")
    assert essai.problemes(session_avec_jure(entreprise=None, organisme=None)) == []


def test_a_conflict_with_a_withdrawn_candidate_does_not_matter(essai: Essai):
    remplacer_cellule(essai.liste, 2, "Statut", "désisté")
    assert essai.problemes(session_avec_jure(entreprise="Cabinet Berthier & Fils")) == []


@pytest.mark.parametrize("day", ["08/12/2026", "14/03/2098"])
def test_nobody_is_born_after_the_session(essai: Essai, day: str):
    assert "après la session" in essai.faute(1, "Date de naissance", day).texte


# --- doubts ----------------------------------------------------------------------------------------------------


# --- letters that were lost -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Nom de naissance", "Lef?vre"),
        ("Prénoms", "Am\ufffdlie"),
        ("Nom d'usage", "Bonnet-Lacroi?"),
        ("Lieu de naissance", "Saint-?tienne"),
        ("Entreprise", "Pr?voyance"),
        ("Tuteur", "Ga?l Riou"),
        ("Nom de naissance", "LefÃ¨vre"),
        ("Prénoms", "AmÃ©lie"),
        ("Entreprise", "Lâ€™Ã‰toile"),
        ("Lieu de naissance", "LA HAâ€“BAIE"),
    ],
)
def test_letters_lost_when_the_list_was_saved_are_noticed(essai: Essai, column: str, value: str):
    problem = essai.doute(1, column, value)
    assert "lettres ont été perdues" in problem.texte
    assert problem.valeur == value
    assert ".xlsx" in problem.remede


def test_all_faults_of_all_people_are_told_at_once(essai: Essai):
    essai.ecrire(1, OF="")
    essai.ecrire(3, Date_de_naissance="14/03/2098")
    essai.ecrire(4, Ordre="3")
    assert [p.place for p in essai.problemes()] == ["cellule R5", "cellule I2", "cellule F4"]


@pytest.mark.parametrize("value", ["Ãngel", "Sã", "LÂ", "Lâ", "São Tomé", "Maria da Conceição", "Ñuñez", "Œuvrard"])
def test_letters_of_other_languages_are_no_lost_letters(essai: Essai, value: str):
    essai.ecrire(1, Prénoms=value)
    assert essai.problemes() == []


def test_a_question_mark_in_an_e_mail_or_of_somebody_who_withdrew_does_not_matter(essai: Essai):
    essai.ecrire(1, Courriel="amelie?@courriel.example")
    essai.ecrire(3, Prénoms="Gonzague?", Statut="désisté")
    assert essai.problemes() == []


@pytest.mark.parametrize("value", ["{{ nom }}", "Ponant {% if %}", "a }} b"])
def test_what_looks_like_a_tag_of_a_template_is_refused(essai: Essai, value: str):
    problem = essai.faute(1, "Entreprise", value)
    assert "balise de gabarit" in problem.texte
    assert problem.valeur == value
