from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kitgen.checks.plan import verifier_plan
from tests.aides import (
    copie_exemple,
    plan_exemple,
    problemes_des_regles,
    projet_exemple,
    remplacer_cellule,
    seul_probleme,
)


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return copie_exemple(tmp_path)


def test_the_plan_of_the_example_session_has_no_fault():
    assert verifier_plan(projet_exemple(), plan_exemple()) == []


def test_neighbours_who_must_have_the_same_sujet_are_named_in_the_list(racine: Path):
    liste = racine / "sessions/exemple/candidats.csv"
    remplacer_cellule(liste, 2, "Sujets imposés", "C8-A")
    remplacer_cellule(liste, 3, "Sujets imposés", "C8-A")
    problem = seul_probleme(problemes_des_regles(racine))
    assert "pas de sujet possible en C8 pour n° 2 et n° 3 : ils se suivent" in problem.texte
    assert problem.source.endswith("candidats.csv")
    # The place of the second of them: it is the one to move.
    assert problem.place == "cellule R4"
    assert "ordre de passage" in problem.remede


def test_who_has_had_every_sujet_is_named_in_the_list(racine: Path):
    liste = racine / "sessions/exemple/candidats.csv"
    remplacer_cellule(liste, 20, "Sujets déjà traités", "C10-A, C10-B, C10-C")
    problem = seul_probleme(problemes_des_regles(racine))
    assert "pas de sujet possible en C10 pour n° 20 : il a déjà traité tous les sujets" in problem.texte
    assert problem.place == "cellule R21"


def test_each_impossible_case_is_told(racine: Path):
    liste = racine / "sessions/exemple/candidats.csv"
    remplacer_cellule(liste, 1, "Sujets déjà traités", "C8-OF")
    remplacer_cellule(liste, 13, "Sujets déjà traités", "C12-A, C12-B, C12-C")
    problems = problemes_des_regles(racine)
    assert [(p.texte.partition(" : ")[0], p.place) for p in problems] == [
        ("pas de sujet possible en C12 pour n° 13", "cellule R14"),
        ("pas de sujet possible en C8 pour n° 1", "cellule R2"),
    ]


@pytest.mark.parametrize("same", [str, str.upper])
def test_two_documents_never_go_to_one_file_even_where_case_makes_no_difference(same):
    plan = plan_exemple()
    first, second, *rest = plan.documents
    clash = replace(plan, documents=(first, replace(second, chemin=same(first.chemin)), *rest))
    problem = seul_probleme(verifier_plan(projet_exemple(), clash))
    assert f"dans le même fichier « {same(first.chemin)} »" in problem.texte
    assert problem.source.endswith("kit.yaml")


def test_two_packs_never_go_to_one_file():
    plan = plan_exemple()
    first, second, *rest = plan.packs
    clash = replace(plan, packs=(first, replace(second, fichier=first.fichier), *rest))
    assert first.fichier in seul_probleme(verifier_plan(projet_exemple(), clash)).texte


def test_codes_too_long_for_the_code_of_a_page_are_told_once_a_document_and_not_where_there_is_none():
    projet, plan = projet_exemple(), plan_exemple()
    session = projet.session.model_copy(update={"code": "S" * 40})
    commission = session.commissions[0]
    jure = commission.jures[0].model_copy(update={"code": "J" * 40})
    documents = tuple(replace(d, code="grille", jure=jure.code) if d.code == "grille" else d for d in plan.documents)
    long = replace(projet, session=session)
    assert verifier_plan(long, plan) == []
    longest = tuple(replace(d, sujet="C" * 40) if d.code == "grille" else d for d in documents)
    problem = seul_probleme(verifier_plan(long, replace(plan, documents=longest)))
    assert "code QR des pages de « grille »" in problem.texte
    assert "S" * 40 in problem.remede
    assert "bandeau: non" in problem.remede
    entries = tuple(d.model_copy(update={"bandeau": d.code != "grille"}) for d in projet.kit.documents)
    without = replace(long, kit=projet.kit.model_copy(update={"documents": entries}))
    assert verifier_plan(without, replace(plan, documents=longest)) == []
