from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kitgen.checks import candidats as regles
from kitgen.errors import Gravite, Problem
from kitgen.model.session import Session
from kitgen.readers.candidats import lire_candidats
from kitgen.readers.liste import lire_liste
from tests.aides import RACINE, projet_exemple, remplacer_cellule, seul_probleme


@pytest.fixture
def liste(tmp_path: Path) -> Path:
    return Path(shutil.copy(RACINE / "sessions/exemple/candidats.csv", tmp_path / "candidats.csv"))


def problemes(liste: Path, session: Session | None = None, **changes) -> list[Problem]:
    """What the rules of the list find; the rest of the project is the example's."""
    projet = projet_exemple()
    session = session or projet.session
    tableau, problems = lire_liste(liste, "candidats.csv")
    assert problems == []
    inscrits, problems = lire_candidats(tableau, session, projet.referentiel)
    assert problems == []
    return regles.verifier(replace(projet, session=session, inscrits=inscrits, **changes))


def faute(liste: Path, numero: int, colonne: str, valeur: str, gravite=Gravite.ERREUR) -> Problem:
    """The one problem that this cell brings, told in this cell."""
    cell = remplacer_cellule(liste, numero, colonne, valeur)
    problem = seul_probleme(problemes(liste))
    assert (problem.source, problem.place, problem.gravite) == ("candidats.csv", f"cellule {cell}", gravite)
    assert problem.remede
    return problem


def doute(liste: Path, numero: int, colonne: str, valeur: str) -> Problem:
    return faute(liste, numero, colonne, valeur, Gravite.AVERTISSEMENT)


def sans_colonne(liste: Path, colonne: str) -> None:
    rows = [line.split(";") for line in liste.read_text(encoding="utf-8").splitlines()]
    index = rows[0].index(colonne)
    liste.write_text("\n".join(";".join(r[:index] + r[index + 1 :]) for r in rows) + "\n", encoding="utf-8")


def test_the_example_list_has_no_fault(liste: Path):
    assert problemes(liste) == []


# --- one number, one place, one row each -----------------------------------------------------------------------


def test_a_number_is_one_candidates(liste: Path):
    text = liste.read_text(encoding="utf-8")
    liste.write_text(text.replace("\n9;Mme;Le Goff", "\n8;Mme;Le Goff"), encoding="utf-8")
    problem = seul_probleme(problemes(liste))
    assert "José María Muñoz Ibáñez (n° 8, ligne 9)" in problem.texte
    assert (problem.place, problem.valeur) == ("cellule A10", "8")


def test_a_place_in_a_commission_is_one_candidates(liste: Path):
    problem = faute(liste, 9, "Ordre", "3")
    assert "place dans J1 est déjà prise" in problem.texte
    assert "Gonzague-Marie de La Tour du Pin (n° 3, ligne 4)" in problem.texte
    assert problem.valeur == "3"


def test_the_same_place_in_another_commission_is_another_place(liste: Path):
    remplacer_cellule(liste, 13, "Ordre", "12")
    remplacer_cellule(liste, 24, "Ordre", "1")
    assert problemes(liste) == []


def test_a_withdrawn_candidate_keeps_the_place(liste: Path):
    remplacer_cellule(liste, 3, "Statut", "désisté")
    assert "déjà prise" in faute(liste, 9, "Ordre", "3").texte


def test_all_candidates_of_a_commission_have_an_order_or_none(liste: Path):
    problem = faute(liste, 9, "Ordre", "")
    assert "pas d'ordre de passage, alors que d'autres candidats de J1 en ont un" in problem.texte
    for numero in range(1, 13):
        remplacer_cellule(liste, numero, "Ordre", "")
    assert problemes(liste) == []


def test_a_person_is_on_the_list_once_whatever_the_case_and_accents(liste: Path):
    remplacer_cellule(liste, 9, "Nom de naissance", "LEFEVRE")
    remplacer_cellule(liste, 9, "Prénoms", "amelie")
    assert problemes(liste) == []
    remplacer_cellule(liste, 9, "Date de naissance", "14/03/1998")
    problem = seul_probleme(problemes(liste))
    assert "déjà inscrite (Amélie Lefèvre (n° 1, ligne 2)" in problem.texte
    assert (problem.place, problem.valeur) == ("cellule C10", "LEFEVRE amelie")


# --- blocs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["Blocs présentés", "Blocs acquis"])
def test_a_bloc_of_the_other_option_is_refused_with_its_cell(liste: Path, column: str):
    problem = faute(liste, 1, column, "BC6")
    assert "BC6 n'est pas de l'option Production (il est de l'option Sinistre)" in problem.texte
    assert problem.valeur == "BC6"
    assert "BC1, BC2, BC3, BC4, BC5" in problem.remede


def test_a_bloc_of_an_option_demands_the_option(liste: Path):
    remplacer_cellule(liste, 1, "Option", "")
    problem = faute(liste, 1, "Blocs présentés", "BC1, BC4")
    assert "BC4 demande une option" in problem.texte
    assert "Option (Production)" in problem.remede


def test_each_bloc_that_does_not_fit_is_told(liste: Path):
    cell = remplacer_cellule(liste, 1, "Blocs présentés", "BC6, BC7")
    assert [(p.place, p.valeur) for p in problemes(liste)] == [(f"cellule {cell}", "BC6"), (f"cellule {cell}", "BC7")]


def test_somebody_with_nothing_left_to_evaluate_is_refused(liste: Path):
    remplacer_cellule(liste, 1, "Blocs présentés", "BC4")
    problem = faute(liste, 1, "Blocs acquis", "BC4, BC1")
    assert "rien à évaluer" in problem.texte
    assert problem.valeur == "BC1, BC4"


def test_who_forgot_the_option_and_has_the_tronc_commun_has_nothing_left_either(liste: Path):
    # N° 5 has acquired BC1 to BC3: without the option, a kit without a single bloc would be printed.
    remplacer_cellule(liste, 5, "Option", "")
    problems = problemes(liste)
    assert [(p.place, p.gravite) for p in problems] == [
        ("cellule O6", Gravite.ERREUR),
        ("cellule L6", Gravite.AVERTISSEMENT),
    ]
    assert "corrigez l'option" in problems[0].remede


def test_a_withdrawn_candidate_may_have_nothing_left(liste: Path):
    remplacer_cellule(liste, 1, "Statut", "désisté")
    remplacer_cellule(liste, 1, "Blocs acquis", "BC1 à BC5")
    assert problemes(liste) == []


# --- sujets ----------------------------------------------------------------------------------------------------


def test_an_imposed_sujet_exists(liste: Path):
    problem = faute(liste, 1, "Sujets imposés", "C8-X")
    assert "sujet inconnu" in problem.texte
    assert problem.valeur == "C8-X"
    assert "C8-" in problem.remede


@pytest.mark.parametrize(
    ("numero", "code", "competence"), [(1, "C10-A", "C10"), (7, "C9-A", "C9"), (24, "C10-A", "C10")]
)
def test_an_imposed_sujet_evaluates_what_the_candidate_presents(liste: Path, numero: int, code: str, competence: str):
    # N° 7 presents BC4 alone; n° 24 has acquired BC6.
    problem = faute(liste, numero, "Sujets imposés", code)
    assert f"évalue {competence}, que le candidat ne présente pas" in problem.texte
    assert problem.valeur == code


def test_an_imposed_sujet_is_not_one_already_used(liste: Path):
    problem = faute(liste, 10, "Sujets imposés", "C8-A")
    assert "déjà traité" in problem.texte
    assert problem.valeur == "C8-A"


def test_one_sujet_is_imposed_per_competence_and_evaluator(liste: Path):
    remplacer_cellule(liste, 1, "Sujets imposés", "C8-A, C8-OF, C9-A")
    assert problemes(liste) == []
    problem = faute(liste, 1, "Sujets imposés", "C8-A, C8-OF, C8-B")
    assert "deux sujets imposés pour C8" in problem.texte
    assert problem.valeur == "C8-B"


def test_a_sujet_already_used_that_is_unknown_is_a_doubt(liste: Path):
    problem = doute(liste, 1, "Sujets déjà traités", "C8-2019")
    assert "inconnu dans cette session" in problem.texte
    assert problem.valeur == "C8-2019"


def test_a_sujet_is_not_said_to_be_unknown_when_some_could_not_be_read(liste: Path):
    remplacer_cellule(liste, 1, "Sujets imposés", "C8-A")
    remplacer_cellule(liste, 1, "Sujets déjà traités", "C8-2019")
    others = tuple(s for s in projet_exemple().sujets if s.code != "C8-A")
    assert problemes(liste, sujets=others, sujets_complets=False) == []


# --- people ----------------------------------------------------------------------------------------------------


def test_somebody_whom_an_of_evaluates_has_an_of(liste: Path):
    problem = faute(liste, 1, "OF", "")
    assert "Amélie Lefèvre (n° 1, ligne 2) n'a pas d'organisme de formation" in problem.texte
    assert "dispense" in problem.remede


def test_somebody_whom_a_tutor_evaluates_should_have_a_tutor(liste: Path):
    assert "n'a pas de tuteur" in doute(liste, 1, "Tuteur", "").texte


def test_who_is_dispensed_needs_neither(liste: Path):
    # N° 12, by VAE, has none.
    assert problemes(liste) == []
    remplacer_cellule(liste, 12, "Voie d'accès", "CANDIDAT_LIBRE")
    assert [p.place for p in problemes(liste)] == ["cellule I13", "cellule K13"]


def test_without_a_document_of_the_evaluator_none_is_needed(liste: Path):
    remplacer_cellule(liste, 1, "OF", "")
    remplacer_cellule(liste, 1, "Tuteur", "")
    kit = projet_exemple().kit
    alone = kit.model_copy(update={"documents": tuple(d for d in kit.documents if d.evaluateur == "commission")})
    assert problemes(liste, kit=alone) == []


def _juror(**changes) -> Session:
    """The example session with a change to the first juror of J1."""
    session = projet_exemple().session
    first = session.commissions[0]
    jures = (first.jures[0].model_copy(update=changes), *first.jures[1:])
    return session.model_copy(
        update={"commissions": (first.model_copy(update={"jures": jures}), *session.commissions[1:])}
    )


@pytest.mark.parametrize("company", ["Cabinet Berthier & Fils", "CABINET BERTHIER ET FILS".replace(" ET ", " & ")])
def test_a_juror_does_not_judge_somebody_of_the_same_company(liste: Path, company: str):
    # Luc Berthier's company has n° 2 in J1, and n° 16 in J2.
    problem = seul_probleme(problemes(liste, _juror(entreprise=company)))
    assert "Hélène Carpentier (J1-1) est de son entreprise" in problem.texte
    assert "Paweł Wójcik (n° 2" in problem.texte
    assert (problem.place, problem.gravite) == ("cellule Q3", Gravite.ERREUR)
    assert problem.valeur == "Cabinet Berthier & Fils"


def test_a_juror_does_not_judge_somebody_of_the_same_of(liste: Path):
    problems = problemes(liste, _juror(organisme="ecole-nord"))
    assert [p.place for p in problems] == ["cellule Q4", "cellule Q7", "cellule Q12"]
    assert all("de son organisme de formation" in p.texte and p.valeur == "ecole-nord" for p in problems)


def test_a_juror_without_company_or_of_is_in_no_conflict_with_who_has_none(liste: Path):
    remplacer_cellule(liste, 1, "Entreprise", "")
    assert problemes(liste, _juror(entreprise=None, organisme=None)) == []


def test_a_conflict_with_a_withdrawn_candidate_does_not_matter(liste: Path):
    remplacer_cellule(liste, 2, "Statut", "désisté")
    assert problemes(liste, _juror(entreprise="Cabinet Berthier & Fils")) == []


@pytest.mark.parametrize("day", ["08/12/2026", "14/03/2098"])
def test_nobody_is_born_after_the_session(liste: Path, day: str):
    assert "après la session" in faute(liste, 1, "Date de naissance", day).texte


# --- doubts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Nom de naissance", "Lef?vre"),
        ("Prénoms", "Am\ufffdlie"),
        ("Nom d'usage", "?"),
        ("Lieu de naissance", "Saint-?tienne"),
        ("Entreprise", "Pr?voyance"),
        ("Tuteur", "Ga?l Riou"),
    ],
)
def test_letters_lost_when_the_list_was_saved_are_noticed(liste: Path, column: str, value: str):
    problem = doute(liste, 1, column, value)
    assert "lettres ont été perdues" in problem.texte
    assert problem.valeur == value
    assert "CSV UTF-8" in problem.remede


def test_neither_option_nor_blocs_is_a_doubt(liste: Path):
    assert "seul le tronc commun" in doute(liste, 1, "Option", "").texte
    remplacer_cellule(liste, 1, "Blocs présentés", "BC1 à BC3")
    assert problemes(liste) == []


def test_a_commission_that_kitgen_chose_is_a_doubt(liste: Path):
    # The number decides, and there is a place in the other commission.
    remplacer_cellule(liste, 1, "Ordre", "13")
    problem = doute(liste, 1, "Commission", "")
    assert "J2 est choisie d'après le numéro" in problem.texte


def test_with_one_commission_nothing_is_to_be_chosen(liste: Path):
    session = projet_exemple().session
    sans_colonne(liste, "Commission")
    sans_colonne(liste, "Ordre")
    assert problemes(liste, session.model_copy(update={"commissions": session.commissions[:1]})) == []


def test_all_faults_of_all_candidates_are_told_at_once(liste: Path):
    remplacer_cellule(liste, 1, "OF", "")
    remplacer_cellule(liste, 3, "Sujets imposés", "C10-A, C99")
    remplacer_cellule(liste, 4, "Ordre", "3")
    assert [p.place for p in problemes(liste)] == ["cellule R5", "cellule I2", "cellule T4", "cellule T4"]
