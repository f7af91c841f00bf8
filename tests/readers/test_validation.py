from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from kitgen.errors import Problem
from kitgen.model.base import Code, Modele, OuiNon, Texte
from kitgen.model.kit import Kit
from kitgen.model.session import Session
from kitgen.readers.validation import charger
from tests.aides import RACINE, ligne_de, remplacer, seul_probleme


class Duree(Modele):
    code: Code
    minutes: int = Field(gt=0, le=600)
    majorable: OuiNon = False


class Fiche(Modele):
    format: Literal["fiche/1"]
    titre: Texte
    date: dt.date | None = None
    genre: Literal["M.", "Mme"] | None = None
    durees: tuple[Duree, ...] = Field(default=(), max_length=2)
    noms: tuple[Texte, ...] = Field(default=("x",), min_length=1)
    rang: int | None = Field(default=None, ge=1, lt=10)
    cas: dict[Code, tuple[Duree, ...]] = Field(default_factory=dict)


BONNE = "format: fiche/1\ntitre: Un titre\n"


def lire(tmp_path: Path, content: str) -> tuple[Fiche | None, list[Problem]]:
    path = tmp_path / "fiche.yaml"
    path.write_text(content, encoding="utf-8")
    value, _, problems = charger(path, "fiche.yaml", Fiche)
    assert (value is None) == bool(problems)
    return value, problems


def refus(tmp_path: Path, content: str) -> Problem:
    problem = seul_probleme(lire(tmp_path, content)[1])
    assert problem.source == "fiche.yaml"
    assert problem.remede
    return problem


def test_a_good_file_gives_its_model(tmp_path: Path):
    content = BONNE + "date: 2026-12-08\ngenre: Mme\ndurees:\n  - {code: a, minutes: 40, majorable: oui}\nrang: 3\n"
    value, problems = lire(tmp_path, content)
    assert problems == []
    assert value == Fiche(
        format="fiche/1",
        titre="Un titre",
        date=dt.date(2026, 12, 8),
        genre="Mme",
        durees=(Duree(code="a", minutes=40, majorable=True),),
        rang=3,
    )


@pytest.mark.parametrize("word", ["true", "false", "oui", "non", "Oui", "NON"])
def test_yes_and_no_as_people_write_them(tmp_path: Path, word: str):
    value, _ = lire(tmp_path, BONNE + f"durees: [{{code: a, minutes: 1, majorable: {word}}}]\n")
    assert value.durees[0].majorable == (word.casefold() in ("true", "oui"))


@pytest.mark.parametrize(("written", "text"), [("101", "101"), ("1.10", "1.10"), ("08:30", "08:30"), ("oui", "oui")])
def test_a_text_needs_no_quotes_to_stay_what_is_written(tmp_path: Path, written: str, text: str):
    assert lire(tmp_path, f"format: fiche/1\ntitre: {written}\n")[0].titre == text


def test_an_optional_key_may_be_left_empty(tmp_path: Path):
    assert lire(tmp_path, BONNE + "date:\ngenre: ~\n")[0].date is None


@pytest.mark.parametrize(
    ("content", "words", "place", "line", "value", "remedy"),
    [
        ("format: fiche/1\n", "la clé « titre » manque", "titre", 1, None, "titre: …"),
        (BONNE + "titer: x\n", "« titer » n'existe pas", "titer", 3, None, "« titre »"),
        (BONNE + "xyzzy: x\n", "« xyzzy » n'existe pas", "xyzzy", 3, None, "format, titre"),
        (BONNE + "durees:\n- code: a\n  minute: 4\n  minutes: 4\n", "« minute » n'existe pas", "durees[1].minute", 5,
         None, "« minutes »"),
        (BONNE + "durees:\n- code: a\n", "« minutes » manque", "durees[1].minutes", 4, None, "minutes: …"),
        (BONNE + "cas:\n  x:\n  - {code: a, minute: 3, minutes: 3}\n", "n'existe pas", "cas.x[1].minute", 5, None,
         "« minutes »"),
        ("format: fiche/2\ntitre: x\n", "attendu : 'fiche/1'", "format", 1, "fiche/2", "choisissez"),
        (BONNE + "genre: Monsieur\n", "'M.' ou 'Mme'", "genre", 3, "Monsieur", "choisissez"),
        (BONNE + "date: 08/12/2026\n", "date est attendue", "date", 3, "08/12/2026", "2026-12-08"),
        (BONNE + "date: 2026-02-30\n", "date est attendue", "date", 3, "2026-02-30", "année-mois-jour"),
        (BONNE + "date: 20261208\n", "date est attendue", "date", 3, "20261208", "année-mois-jour"),
        (BONNE + "durees:\n- code: été\n  minutes: 3\n", "lettres sans accent", "durees[1].code", 4, "été", "code"),
        (BONNE + "durees:\n- code: a\n  minutes: 0\n", "plus grand que 0", "durees[1].minutes", 5, "0", "nombre"),
        (BONNE + "durees:\n- code: a\n  minutes: 601\n", "au plus 600", "durees[1].minutes", 5, "601", "nombre"),
        (BONNE + "durees:\n- code: a\n  minutes: 40 min\n", "nombre entier", "durees[1].minutes", 5, "40 min",
         "nombre"),
        (BONNE + "durees:\n- code: a\n  minutes: 4.5\n", "nombre entier", "durees[1].minutes", 5, "4.5", "nombre"),
        (BONNE + "durees:\n- code: a\n  minutes: 4\n  majorable: peut-être\n", "oui ou non", "durees[1].majorable", 6,
         "peut-être", "oui ou non"),
        (BONNE + "rang: 0\n", "au moins 1", "rang", 3, "0", "nombre"),
        (BONNE + "rang: 10\n", "plus petit que 10", "rang", 3, "10", "nombre"),
        (BONNE + "noms: []\n", "est vide", "noms", 3, None, "complétez"),
        (BONNE + "noms: a, b\n", "une liste est attendue", "noms", 3, "a, b", "tiret"),
        (BONNE + "noms:\n- a\n- ''\n", "est vide", "noms[2]", 5, "", "complétez"),
        (BONNE + "noms:\n- a: b\n", "un texte est attendu", "noms[1]", 4, None, "guillemets"),
        (BONNE + "durees: [{code: a, minutes: 1}, {code: b, minutes: 1}, {code: c, minutes: 1}]\n", "au plus 2",
         "durees", 3, None, "retirez"),
        (BONNE + "durees:\n- a\n", "des clés sont attendues", "durees[1]", 4, "a", "clé: valeur"),
        (BONNE + "cas: a\n", "des clés sont attendues", "cas", 3, "a", "clé: valeur"),
        ("format: fiche/1\ntitre:\n", "est vide", "titre", 2, None, "complétez"),
        ("format: fiche/1\ntitre: ''\n", "est vide", "titre", 2, "", "complétez"),
        (BONNE + 'noms: ["a\\u0007"]\n', "U+0007", "noms[1]", 3, "a\x07", "corrigez"),
    ],
)  # fmt: skip
def test_each_kind_of_fault_has_its_line_place_value_and_remedy(tmp_path, content, words, place, line, value, remedy):
    problem = refus(tmp_path, content)
    assert words in problem.texte
    assert (problem.place, problem.ligne, problem.valeur) == (place, line, value)
    assert remedy in problem.remede


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path):
    content = "format: fiche/9\nquoi: x\ndurees:\n- code: é\n  minutes: zéro\n- code: b\n"
    _, problems = lire(tmp_path, content)
    assert sorted((p.ligne, p.place) for p in problems) == [
        (1, "format"),
        (1, "titre"),
        (2, "quoi"),
        (4, "durees[1].code"),
        (5, "durees[1].minutes"),
        (6, "durees[2].minutes"),
    ]


def test_a_misspelt_key_is_told_once(tmp_path: Path):
    # It is unknown, and the right one is missing: one message.
    problem = refus(tmp_path, "format: fiche/1\ntire: x\n")
    assert problem.place == "tire"
    assert "« titre »" in problem.remede


def test_a_list_whose_elements_are_refused_is_not_said_to_be_empty(tmp_path: Path):
    problem = refus(tmp_path, BONNE + "noms: ['']\n")
    assert problem.place == "noms[1]"


@pytest.mark.parametrize("content", ["- a\n- b\n", "du texte\n", "---\n"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, content: str):
    problem = refus(tmp_path, content)
    assert "des clés sont attendues" in problem.texte
    assert problem.ligne == 1


def test_a_problem_reads_as_file_line_place_fault_value_and_remedy(tmp_path: Path):
    shown = str(refus(tmp_path, BONNE + "genre: Monsieur\n"))
    assert shown.startswith("fiche.yaml:3 (genre) : valeur inconnue")
    assert "lu : « Monsieur »" in shown
    assert shown.splitlines()[1].strip().startswith("→ ")


# --- the shipped files, damaged --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words", "place"),
    [
        ("    date: 2026-12-09\n", "    date: 9 décembre\n", "date est attendue", "commissions[2].date"),
        ("code: oral_of, libelle", "code: oral_of, label", "« label » n'existe pas", "durees[8].label"),
        (
            '{debut: "8:30", fin: "12:45"}\n      - {debut: "13:45", fin: "18:30"}',
            '{debut: 8.30, fin: "12:45"}',
            "une heure est attendue",
            "commissions[2].seances[1].debut",
        ),
        ('majoration: "1/3"', 'majoration: "un tiers"', "fraction", "majoration"),
        ("  graine: 20261208", "  graine: -1", "au moins 0", "tirage.graine"),
    ],
)
def test_a_fault_in_a_session_is_told_with_its_line(tmp_path: Path, old: str, new: str, words: str, place: str):
    path = tmp_path / "session.yaml"
    path.write_text((RACINE / "sessions/exemple/session.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    remplacer(path, old, new)
    value, _, problems = charger(path, "session.yaml", Session)
    assert value is None
    problem = seul_probleme(problems)
    assert words in problem.texte
    assert problem.place == place
    assert problem.ligne == ligne_de(path, new.strip())


def test_a_rule_of_a_model_is_told_on_the_line_of_what_it_concerns(tmp_path: Path):
    path = tmp_path / "kit.yaml"
    path.write_text((RACINE / "templates/kit.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    remplacer(path, "    un_par: [candidat, jure]\n", "    un_par: [jure]\n")
    _, _, problems = charger(path, "kit.yaml", Kit)
    problem = seul_probleme(problems)
    assert "« un_par » doit être" in problem.texte
    assert problem.place == "documents[7]"
    assert problem.ligne == ligne_de(path, "- code: grille")
