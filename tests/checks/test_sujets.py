from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kitgen.errors import Problem
from tests.aides import copie_exemple, ligne_de, problemes_des_regles, remplacer, seul_probleme


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return copie_exemple(tmp_path)


@pytest.fixture
def sujet(racine: Path) -> Path:
    return racine / "referentiel/sujets/C8-A.yaml"


def faute(racine: Path, path: Path, ancien: str, nouveau: str) -> tuple[Problem, int]:
    """The one problem that this change brings, and the line of the change."""
    line = remplacer(path, ancien, nouveau)
    problem = seul_probleme(problemes_des_regles(racine))
    assert problem.source.endswith(path.name)
    assert problem.remede
    return problem, line


@pytest.mark.parametrize("code", ["C8-B", "c8-b"])
def test_a_code_is_given_to_one_sujet_whatever_its_case(racine: Path, sujet: Path, code: str):
    line = remplacer(racine / "referentiel/sujets/C8-C.yaml", "code: C8-C\n", f"code: {code}\n")
    problem = seul_probleme(problemes_des_regles(racine))
    assert problem.source.endswith("C8-C.yaml")
    assert f"{Path('sujets') / 'C8-B.yaml'})" in problem.texte
    assert (problem.ligne, problem.place, problem.valeur) == (line, "code", code)


def test_the_competence_of_a_sujet_is_one_of_the_referentiel(racine: Path, sujet: Path):
    problem, line = faute(racine, sujet, "competence: C8\n", "competence: C88\n")
    assert "compétence inconnue" in problem.texte
    assert (problem.ligne, problem.place, problem.valeur) == (line, "competence", "C88")
    assert "« C8 »" in problem.remede


def test_a_sujet_is_for_an_evaluator_who_gives_a_case_study(racine: Path, sujet: Path):
    problem, line = faute(racine, sujet, "evaluateur: commission\n", "evaluateur: tuteur\n")
    assert "pas de cas pratique en C8 devant « tuteur »" in problem.texte
    assert (problem.ligne, problem.place, problem.valeur) == (line, "evaluateur", "tuteur")


def test_a_corrige_covers_each_group(racine: Path, sujet: Path):
    text = sujet.read_text(encoding="utf-8")
    start, end = text.index("  - groupe: C8-G8\n"), text.index("  questions_complementaires:")
    sujet.write_text(text[:start] + text[end:], encoding="utf-8")
    problem = seul_probleme(problemes_des_regles(racine))
    assert "ne couvre pas le groupe de critères C8-G8" in problem.texte
    assert (problem.place, problem.ligne) == ("corrige.criteres", ligne_de(sujet, "  criteres:"))
    assert "C8-G1, C8-G2" in problem.remede


def test_a_corrige_covers_each_group_once(racine: Path, sujet: Path):
    text = sujet.read_text(encoding="utf-8")
    start, end = text.index("  - groupe: C8-G8\n"), text.index("  questions_complementaires:")
    sujet.write_text(text[:end] + text[start:end] + text[end:], encoding="utf-8")
    assert "a deux fois le groupe C8-G8" in seul_probleme(problemes_des_regles(racine)).texte


def test_a_group_of_another_competence_is_unknown(racine: Path, sujet: Path):
    text = sujet.read_text(encoding="utf-8")
    end = text.index("  questions_complementaires:")
    sujet.write_text(
        text[:end] + '  - groupe: C9-G1\n    attendus:\n    - points: ["x"]\n' + text[end:], encoding="utf-8"
    )
    problem = seul_probleme(problemes_des_regles(racine))
    assert "groupe inconnu en C8" in problem.texte
    assert (problem.valeur, problem.ligne) == ("C9-G1", ligne_de(sujet, "groupe: C9-G1"))
    assert "C8-G1" in problem.remede


def test_a_criterion_is_written_as_in_the_referentiel_typos_included(racine: Path, sujet: Path):
    # Twice in the sujet, as in the source: the group tells which.
    text = sujet.read_text(encoding="utf-8")
    here = text.index('- critere: "La procédure administrative et respectée."')
    sujet.write_text(text[:here] + text[here:].replace(" et respectée", " est respectée", 1), encoding="utf-8")
    wrong, absent = problemes_des_regles(racine)
    assert "n'est pas celui du référentiel (C8-G4)" in wrong.texte
    assert wrong.valeur == "La procédure administrative est respectée."
    assert "mot pour mot" in wrong.remede
    assert "manque dans C8-G4" in absent.texte
    assert absent.valeur == "La procédure administrative et respectée."
    assert wrong.ligne == absent.ligne == ligne_de(sujet, "groupe: C8-G4")


def test_no_criterion_is_missing(racine: Path, sujet: Path):
    text = sujet.read_text(encoding="utf-8")
    start = text.index('    - critere: "Les actions correctives')
    end = text.index("  - groupe: C8-G7")
    sujet.write_text(text[:start] + text[end:], encoding="utf-8")
    problem = seul_probleme(problemes_des_regles(racine))
    assert "le critère manque dans C8-G6" in problem.texte
    assert problem.valeur == "Les actions correctives mises en place sont adaptées."


def test_points_without_their_criterion_are_refused(racine: Path, sujet: Path):
    remplacer(sujet, '- critere: "Les anomalies sont détectées."\n      points:', "- points:")
    assert [(p.valeur) for p in problemes_des_regles(racine)] == ["(aucun critère)", "Les anomalies sont détectées."]


def test_criteria_are_in_the_order_of_the_referentiel(racine: Path, sujet: Path):
    first, second = "Les anomalies sont détectées.", "Les actions correctives mises en place sont adaptées."
    remplacer(sujet, f'critere: "{first}"', 'critere: "?"')
    remplacer(sujet, f'critere: "{second}"', f'critere: "{first}"')
    remplacer(sujet, 'critere: "?"', f'critere: "{second}"')
    problem = seul_probleme(problemes_des_regles(racine))
    assert "C8-G6 ne sont pas dans l'ordre" in problem.texte
    assert problem.ligne == ligne_de(sujet, "groupe: C8-G6")


def test_no_criterion_is_invented_where_the_source_has_none(racine: Path, sujet: Path):
    problem, line = faute(
        racine,
        sujet,
        "  - groupe: C8-G3\n    attendus:\n    - points:",
        '  - groupe: C8-G3\n    attendus:\n    - critere: "Le projet est soumis."\n      points:',
    )
    assert "pas de critère pour C8-G3" in problem.texte
    assert problem.ligne == line


def test_a_wrong_calculation_is_told_with_the_right_result(racine: Path, sujet: Path):
    problem, line = faute(racine, sujet, '"22 × 64,88 × 12 = 17 128,32 €"', '"22 × 64,88 × 12 = 17 182,32 €"')
    assert "le calcul donne 17128,32" in problem.texte
    assert problem.place.startswith("corrige.calculs[")
    assert (problem.ligne, problem.valeur) == (line, "22 × 64,88 × 12 = 17 182,32 €")


@pytest.mark.parametrize(
    ("path", "old", "new", "place", "column"),
    [
        ("C10-C", '"56 350,00 €"]', '"56 530,00 €"]', "documents", "56350"),
        (
            "C9-B",
            '["Total", "74 000,00 €", "—", "1 414,00 €"]',
            '["Total", "74 000,00 €", "—", "1 441,00 €"]',
            "",
            "1414",
        ),
    ],
)
def test_a_wrong_total_is_told_with_the_real_sum(racine: Path, path: str, old: str, new: str, place: str, column: str):
    text = racine / f"referentiel/sujets/{path}.yaml"
    source = text.read_text(encoding="utf-8")
    assert source.count(f"total: {old}") + source.count(f", {old}") >= 1
    line = source[: source.index(old)].count("\n") + 1
    text.write_text(source.replace(old, new, 1), encoding="utf-8")
    problem = seul_probleme(problemes_des_regles(racine))
    assert f"n'est pas la somme de la colonne ({column})" in problem.texte
    assert problem.place.startswith(place)
    assert problem.place.endswith(".tableau.total")
    assert problem.ligne == line


@pytest.mark.parametrize(
    ("gone", "evaluator", "competence"), [(["C8-OF"], "of", "C8"), (["C11-A", "C11-B", "C11-C"], "commission", "C11")]
)
def test_a_case_study_to_sit_has_a_sujet(racine: Path, gone: list[str], evaluator: str, competence: str):
    for code in gone:
        (racine / f"referentiel/sujets/{code}.yaml").unlink()
    problems = [p for p in problemes_des_regles(racine) if p.source.endswith("session.yaml")]
    problem = seul_probleme(problems)
    assert f"aucun sujet « {evaluator} » pour {competence}" in problem.texte
    assert problem.ligne == ligne_de(racine / "sessions/exemple/session.yaml", "sujets: ")


def test_a_sujet_that_nobody_needs_is_not_missed(racine: Path):
    liste = racine / "sessions/exemple/candidats.csv"
    lines = [line for line in liste.read_text(encoding="utf-8").splitlines() if ";Sinistre;" not in line]
    liste.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for path in (racine / "referentiel/sujets").glob("C1[0-3]-*.yaml"):
        path.unlink()
    assert problemes_des_regles(racine) == []


def test_the_faults_of_all_sujets_are_told_at_once(racine: Path, sujet: Path):
    shutil.copy(sujet, sujet.with_name("copie.yaml"))
    remplacer(racine / "referentiel/sujets/C9-B.yaml", '"50 000 + 24 000 = 74 000"', '"50 000 + 24 000 = 47 000"')
    files = [Path(p.source).name for p in problemes_des_regles(racine)]
    assert files == ["copie.yaml", "C9-B.yaml"]
