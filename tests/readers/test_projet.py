from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from kitgen.readers.projet import lire_projet
from tests.aides import copie_exemple, ligne_de, lire_sans_faute, projet_exemple, remplacer, seul_probleme
from tests.readers.test_image import png


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return copie_exemple(tmp_path)


def test_the_example_session_is_read_without_a_problem():
    p = projet_exemple()
    assert p.session.code == "exemple-2026-12"
    assert p.referentiel.code == p.kit.code == "gap-courtage"
    assert len(p.sujets) == 24
    assert len(p.questions) == 6
    assert [c.numero for c in p.candidats] == list(range(1, 25))
    assert p.lecture_liste == "UTF-8, séparateur point-virgule"
    assert p.sujets_complets


def test_a_session_is_named_by_its_folder_or_its_file(racine: Path):
    folder, _ = lire_projet(racine / "sessions/exemple")
    file, _ = lire_projet(racine / "sessions/exemple/session.yaml")
    assert folder == file


def test_every_input_is_hashed_under_its_path_from_the_session(racine: Path):
    session = racine / "sessions/exemple"
    projet = lire_sans_faute(racine)
    expected = {session / "session.yaml", session / "candidats.csv", racine / "templates/kit.yaml"}
    expected |= {racine / "referentiel/gap-courtage.yaml", racine / "referentiel/sources/gap-courtage.txt"}
    expected |= set((racine / "referentiel/sujets").glob("*.yaml"))
    expected |= {racine / "templates" / d.gabarit for d in projet.kit.documents}
    hashes = {
        os.path.relpath(p, session).replace(os.sep, "/"): hashlib.sha256(p.read_bytes()).hexdigest() for p in expected
    }
    assert projet.entrees == hashes
    assert list(projet.entrees) == sorted(hashes)


def test_the_logo_is_read_and_is_an_input(racine: Path):
    session = racine / "sessions/exemple"
    (session / "logo.png").write_bytes(png(900, 270))
    remplacer(session / "session.yaml", "certificateur:\n", "certificateur:\n  logo: logo.png\n")
    projet, problems = lire_projet(session)
    assert problems == []
    assert projet is not None
    assert projet.logo is not None
    assert "logo.png" in projet.entrees


def test_a_logo_that_is_missing_is_told_where_it_is_named(racine: Path):
    session = racine / "sessions/exemple"
    remplacer(session / "session.yaml", "certificateur:\n", "certificateur:\n  logo: rien.png\n")
    _, problems = lire_projet(session)
    assert [(p.place, p.texte, p.valeur) for p in problems] == [
        ("certificateur.logo", "fichier introuvable", "rien.png")
    ]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("sessions/exemple/session.yaml", "introuvable"),
        ("referentiel/gap-courtage.yaml", "introuvable"),
        ("templates/kit.yaml", "introuvable"),
        ("sessions/exemple/candidats.csv", "introuvable"),
    ],
)
def test_a_file_that_is_missing_is_named(racine: Path, file: str, words: str):
    (racine / file).unlink()
    projet, problems = lire_projet(racine / "sessions/exemple")
    assert projet is None
    problem = seul_probleme(problems)
    assert problem.source.endswith(str(Path(file)))
    assert words in problem.texte


def test_a_session_that_is_not_there_is_said_to_be_missing_with_how_to_make_one(tmp_path: Path):
    projet, problems = lire_projet(tmp_path / "absente")
    assert projet is None
    problem = seul_probleme(problems)
    assert "introuvable" in problem.texte
    assert "kitgen new" in problem.remede


def test_a_folder_of_sujets_that_is_missing_is_told_with_where_it_is_named(racine: Path):
    remplacer(racine / "sessions/exemple/session.yaml", "sujets: ../../referentiel/sujets", "sujets: ../../sujets")
    projet, problems = lire_projet(racine / "sessions/exemple")
    problem = seul_probleme(problems)
    assert "dossier des sujets illisible" in problem.texte
    assert "session.yaml" in problem.remede
    assert projet.sujets == ()
    assert not projet.sujets_complets


def test_the_faults_of_all_files_are_told_at_once(racine: Path):
    remplacer(racine / "referentiel/gap-courtage.yaml", 'sigle: "CQP Gestionnaire', 'sigl: "CQP Gestionnaire')
    remplacer(racine / "templates/kit.yaml", "format: kitgen/kit/1", "format: kitgen/kit/2")
    remplacer(racine / "referentiel/sujets/C8-A.yaml", "evaluateur: commission", "evaluateur: été")
    (racine / "sessions/exemple/candidats.csv").write_bytes(b"")
    projet, problems = lire_projet(racine / "sessions/exemple")
    assert projet is None
    assert {Path(p.source).name for p in problems} == {"gap-courtage.yaml", "kit.yaml", "C8-A.yaml", "candidats.csv"}


def test_a_sujet_that_cannot_be_read_does_not_hide_the_others_and_is_not_said_to_be_missing(racine: Path):
    path = racine / "referentiel/sujets/C8-A.yaml"
    remplacer(path, "version: ", "versoin: ")
    projet, problems = lire_projet(racine / "sessions/exemple")
    problem = seul_probleme(problems)
    assert (Path(problem.source).name, problem.ligne) == ("C8-A.yaml", ligne_de(path, "versoin: "))
    assert len(projet.sujets) == 23
    assert not projet.sujets_complets


def test_sujets_and_banks_are_told_apart_by_their_format_whatever_their_file_is_called(racine: Path):
    sujets = racine / "referentiel/sujets"
    (sujets / "questions-C8.yaml").rename(sujets / "autre.yml")
    (sujets / "C8-A.yaml").rename(sujets / "questions-pas.yaml")
    (sujets / "notes.txt").write_text("à lire", encoding="utf-8")
    projet = lire_sans_faute(racine)
    assert {s.code for s in projet.sujets} == {s.code for s in projet_exemple().sujets}
    assert {q.code for q in projet.questions} == {q.code for q in projet_exemple().questions}


def test_candidates_that_cannot_be_read_are_told_and_the_others_kept(racine: Path):
    remplacer(racine / "sessions/exemple/candidats.csv", "2;M.;Wójcik", "2;Dr;Wójcik")
    projet, problems = lire_projet(racine / "sessions/exemple")
    assert seul_probleme(problems).place == "cellule B3"
    assert len(projet.candidats) == 23


def test_files_are_named_as_seen_from_where_the_user_stands(racine: Path, monkeypatch):
    remplacer(racine / "sessions/exemple/session.yaml", "exemple: true", "exemple: peut-être")
    names = {}
    for place in (".", "sessions", "sessions/exemple", "templates"):
        monkeypatch.chdir(racine / place)
        _, problems = lire_projet(racine / "sessions/exemple")
        names[place] = Path(seul_probleme(problems).source).as_posix()
    assert names == {
        ".": "sessions/exemple/session.yaml",
        "sessions": "exemple/session.yaml",
        "sessions/exemple": "session.yaml",
        "templates": "../sessions/exemple/session.yaml",
    }
