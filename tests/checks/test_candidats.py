from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kitgen.checks import candidats as regles
from kitgen.errors import Gravite
from tests.aides import RACINE, projet_exemple, remplacer_cellule
from tests.checks.aides import Essai


@pytest.fixture
def essai(tmp_path: Path) -> Essai:
    return Essai(regles, Path(shutil.copy(RACINE / "sessions/exemple/candidats.csv", tmp_path)))


def test_the_example_list_has_no_fault(essai: Essai):
    assert essai.problemes() == []


# --- blocs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["Blocs présentés", "Blocs acquis"])
def test_a_bloc_of_the_other_option_is_refused_with_its_cell(essai: Essai, column: str):
    problem = essai.faute(1, column, "BC6")
    assert "BC6 n'est pas de l'option Production (il est de l'option Sinistre)" in problem.texte
    assert problem.valeur == "BC6"
    assert "BC1, BC2, BC3, BC4, BC5" in problem.remede


def test_a_bloc_of_an_option_demands_the_option(essai: Essai):
    remplacer_cellule(essai.liste, 1, "Option", "")
    problem = essai.faute(1, "Blocs présentés", "BC1, BC4")
    assert "BC4 demande une option" in problem.texte
    assert "Option (Production)" in problem.remede


def test_each_bloc_that_does_not_fit_is_told(essai: Essai):
    cell = remplacer_cellule(essai.liste, 1, "Blocs présentés", "BC6, BC7")
    assert [(p.place, p.valeur) for p in essai.problemes()] == [(f"cellule {cell}", "BC6"), (f"cellule {cell}", "BC7")]


def test_somebody_with_nothing_left_to_evaluate_is_refused(essai: Essai):
    remplacer_cellule(essai.liste, 1, "Blocs présentés", "BC4")
    problem = essai.faute(1, "Blocs acquis", "BC4, BC1")
    assert "rien à évaluer" in problem.texte
    assert problem.valeur == "BC1, BC4"


def test_who_forgot_the_option_and_has_the_tronc_commun_has_nothing_left_either(essai: Essai):
    # N° 5 has acquired BC1 to BC3: without the option, a kit without a single bloc would be printed.
    remplacer_cellule(essai.liste, 5, "Option", "")
    problems = essai.problemes()
    assert [(p.place, p.gravite) for p in problems] == [
        ("cellule O6", Gravite.ERREUR),
        ("cellule L6", Gravite.AVERTISSEMENT),
    ]
    assert "corrigez l'option" in problems[0].remede


def test_a_withdrawn_candidate_may_have_nothing_left(essai: Essai):
    remplacer_cellule(essai.liste, 1, "Statut", "désisté")
    remplacer_cellule(essai.liste, 1, "Blocs acquis", "BC1 à BC5")
    assert essai.problemes() == []


# --- sujets ----------------------------------------------------------------------------------------------------


def test_an_imposed_sujet_exists(essai: Essai):
    problem = essai.faute(1, "Sujets imposés", "C8-X")
    assert "sujet inconnu" in problem.texte
    assert problem.valeur == "C8-X"
    assert "C8-" in problem.remede


@pytest.mark.parametrize(
    ("numero", "code", "competence"), [(1, "C10-A", "C10"), (7, "C9-A", "C9"), (24, "C10-A", "C10")]
)
def test_an_imposed_sujet_evaluates_what_the_candidate_presents(essai: Essai, numero: int, code: str, competence: str):
    # N° 7 presents BC4 alone; n° 24 has acquired BC6.
    problem = essai.faute(numero, "Sujets imposés", code)
    assert f"évalue {competence}, que le candidat ne présente pas" in problem.texte
    assert problem.valeur == code


def test_an_imposed_sujet_is_not_one_already_used(essai: Essai):
    problem = essai.faute(10, "Sujets imposés", "C8-A")
    assert "déjà traité" in problem.texte
    assert problem.valeur == "C8-A"


def test_one_sujet_is_imposed_per_competence_and_evaluator(essai: Essai):
    remplacer_cellule(essai.liste, 1, "Sujets imposés", "C8-A, C8-OF, C9-A")
    assert essai.problemes() == []
    problem = essai.faute(1, "Sujets imposés", "C8-A, C8-OF, C8-B")
    assert "deux sujets imposés pour C8" in problem.texte
    assert problem.valeur == "C8-B"


def test_a_sujet_already_used_that_is_unknown_is_a_doubt(essai: Essai):
    problem = essai.doute(1, "Sujets déjà traités", "C8-2019")
    assert "inconnu dans cette session" in problem.texte
    assert problem.valeur == "C8-2019"


def test_a_sujet_is_not_said_to_be_unknown_when_some_could_not_be_read(essai: Essai):
    remplacer_cellule(essai.liste, 1, "Sujets imposés", "C8-A")
    remplacer_cellule(essai.liste, 1, "Sujets déjà traités", "C8-2019")
    others = tuple(s for s in projet_exemple().sujets if s.code != "C8-A")
    assert essai.problemes(sujets=others, sujets_complets=False) == []


# --- doubts ----------------------------------------------------------------------------------------------------


def test_neither_option_nor_blocs_is_a_doubt(essai: Essai):
    assert "seul le tronc commun" in essai.doute(1, "Option", "").texte
    remplacer_cellule(essai.liste, 1, "Blocs présentés", "BC1 à BC3")
    assert essai.problemes() == []


def test_a_commission_that_kitgen_chose_is_a_doubt(essai: Essai):
    # The number decides, and there is a place in the other commission.
    remplacer_cellule(essai.liste, 1, "Ordre", "13")
    problem = essai.doute(1, "Commission", "")
    assert "J2 est choisie d'après le numéro" in problem.texte


def test_with_one_commission_nothing_is_to_be_chosen(essai: Essai):
    session = projet_exemple().session
    essai.sans_colonne("Commission")
    essai.sans_colonne("Ordre")
    assert essai.problemes(session.model_copy(update={"commissions": session.commissions[:1]})) == []


def test_all_faults_of_all_candidates_are_told_at_once(essai: Essai):
    remplacer_cellule(essai.liste, 1, "Blocs présentés", "BC6")
    remplacer_cellule(essai.liste, 3, "Sujets imposés", "C10-A, C99")
    assert [p.place for p in essai.problemes()] == ["cellule N2", "cellule T4", "cellule T4"]
