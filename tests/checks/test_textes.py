from __future__ import annotations

from pathlib import Path

import pytest

from tests.aides import copie_exemple, problemes_des_regles, remplacer, seul_probleme


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return copie_exemple(tmp_path)


@pytest.mark.parametrize("text", ["{{ candidat.nom }}", "a }} b", "{% for", "%}"])
def test_what_looks_like_a_tag_is_refused_in_a_yaml_file_with_its_line(racine: Path, text: str) -> None:
    session = racine / "sessions/exemple/session.yaml"
    remplacer(session, 'nom: "Espace Saint-Lazare"', f'nom: "{text}"')
    problem = seul_probleme(problemes_des_regles(racine))
    assert problem.place == "lieux[1].nom"
    assert problem.ligne == session.read_text(encoding="utf-8").split("\n").index(f'    nom: "{text}"') + 1
    assert problem.valeur == text
    assert "accolades" in problem.remede


def test_what_looks_like_a_tag_is_refused_in_a_sujet(racine: Path) -> None:
    sujet = racine / "referentiel/sujets/C8-A.yaml"
    titre = next(x for x in sujet.read_text(encoding="utf-8").split("\n") if x.startswith("titre: "))
    remplacer(sujet, titre, "titre: '{{ corrige }}'")
    problem = seul_probleme(problemes_des_regles(racine))
    assert problem.source.endswith("C8-A.yaml")
    assert problem.valeur == "{{ corrige }}"


def test_what_looks_like_a_tag_is_refused_in_a_name_with_its_cell(racine: Path) -> None:
    remplacer(racine / "sessions/exemple/candidats.csv", ";Lefèvre;", ";Lefèvre {{ x }};")
    problem = seul_probleme(problemes_des_regles(racine))
    assert problem.place == "cellule C2"
    assert problem.valeur == "Lefèvre {{ x }}"
