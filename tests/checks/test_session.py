from __future__ import annotations

from pathlib import Path

import pytest

from tests.aides import copie_exemple, problemes_des_regles, remplacer, seul_probleme


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return copie_exemple(tmp_path)


@pytest.fixture
def session(racine: Path) -> Path:
    return racine / "sessions/exemple/session.yaml"


def test_the_example_session_has_no_fault(racine: Path):
    assert problemes_des_regles(racine) == []


@pytest.mark.parametrize(
    ("old", "new", "words", "place", "value", "remedy"),
    [
        ('nom: "Espace Saint-Lazare"', 'nom: "À COMPLÉTER : lieu"', "à compléter", "lieux[1].nom", "À COMPLÉTER : lieu",
         "remplacez"),
        ("fin: 2026-12-11", "fin: 2026-12-07", "finit avant de commencer (2026-12-08)", "fin", "2026-12-07", "debut"),
        ("  - code: campus-rhone", "  - code: IFC-Atlantique", "déjà pris", "organismes[2].code", "IFC-Atlantique",
         "autre"),
        ("{code: oral_of, libelle", "{code: preparation, libelle", "déjà pris", "durees[8].code", "preparation",
         "autre"),
        ("{code: J2-1,", "{code: J1-1,", "code de juré est déjà pris", "commissions[2].jures[1].code", "J1-1", "autre"),
        ('entreprise: "Benkacem & Associés"', 'organisme: "campus"', "organisme inconnu",
         "commissions[2].jures[2].organisme", "campus", "campus-rhone"),
        ("    date: 2026-12-09", "    date: 2026-12-12", "hors de la session (2026-12-08", "commissions[2].date",
         "2026-12-12", "debut"),
        ("    date: 2026-12-08", "    date: 2026-12-07", "hors de la session (2026-12-08", "commissions[1].date",
         "2026-12-07", "fin"),
        ("  - voie: VAE", "  - voie: V.A.E.", "voie d'accès inconnue", "dispenses[1].voie", "V.A.E.", "VAE"),
        ("evaluateurs: [of, tuteur]", "evaluateurs: [of, tuteurs]", "évaluateur inconnu", "dispenses[1]", "tuteurs",
         "« tuteur »"),
    ],
)  # fmt: skip
def test_each_rule_of_the_session(racine, session, old, new, words, place, value, remedy):
    line = remplacer(session, old, new)
    # A fault of one key may bring others with it (a commission that is out of the dates): the first is the cause.
    problems = [p for p in problemes_des_regles(racine) if p.place == place]
    problem = seul_probleme(problems)
    assert words in problem.texte
    assert problem.valeur == value
    assert remedy in problem.remede
    assert problem.source.endswith("session.yaml")
    # An evaluator of a dispense is told on the line where the dispense begins.
    assert problem.ligne == line - (place == "dispenses[1]")


def test_a_place_that_does_not_exist_is_told_for_each_commission(racine: Path, session: Path):
    remplacer(session, "  - code: paris", "  - code: lyon")
    problems = problemes_des_regles(racine)
    assert [(p.place, p.valeur) for p in problems] == [
        ("commissions[1].lieu", "paris"),
        ("commissions[2].lieu", "paris"),
    ]
    assert all("lieu inconnu" in p.texte and "lyon" in p.remede for p in problems)


@pytest.mark.parametrize(("code", "same"), [("J2", "j2"), ("paris", "Paris")])
def test_codes_that_differ_by_case_alone_are_the_same(racine: Path, session: Path, code: str, same: str):
    # They become names of files.
    text = session.read_text(encoding="utf-8")
    if code == "paris":
        addition = f'  - {{code: {same}, nom: "Autre", adresse: "Autre"}}\n\ncommissions:'
        remplacer(session, "\ncommissions:", addition)
    else:
        start = text.index("  - code: J2")
        block = text[start : text.index("\norganismes:")].replace("  - code: J2\n", f"  - code: {same}\n")
        remplacer(session, "\norganismes:", f"{block.replace('J2-', 'J3-')}\norganismes:")
    problems = [p for p in problemes_des_regles(racine) if "déjà pris" in p.texte]
    assert seul_probleme(problems).valeur == same


def test_a_placeholder_is_found_wherever_it_stands(racine: Path, session: Path):
    remplacer(session, 'variantes: ["ESAN"]', 'variantes: ["À COMPLÉTER"]')
    remplacer(session, 'adresse: ["12, rue des Essais",', 'adresse: ["À COMPLÉTER",')
    places = [p.place for p in problemes_des_regles(racine)]
    assert places == ["certificateur.adresse[1]", "organismes[3].variantes[1]"]


def test_all_faults_are_told_at_once(racine: Path, session: Path):
    remplacer(session, "fin: 2026-12-11", "fin: 2026-12-07")
    remplacer(session, "evaluateurs: [of, tuteur]", "evaluateurs: [of, jury, tuteur]")
    assert [p.place for p in problemes_des_regles(racine)] == [
        "fin",
        "commissions[1].date",
        "commissions[2].date",
        "dispenses[1]",
        "commissions[1].seances[3]",
        "commissions[2].seances[3]",
        "commissions[2].seances[5]",
    ]
