"""Each list of the corpus gives what its entry says: these people, and exactly these remarks."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from kitgen.checks import sujets, verifier
from kitgen.errors import Problem
from kitgen.readers import projet as readers_projet
from kitgen.readers.projet import lire_projet
from tests.aides import RACINE, _charger_une_fois
from tests.listes.entree import GENRES, Entree
from tests.listes.generer import ENTREES, FICHIERS

PAR_NOM = {e.nom: e for e in ENTREES}
DE_PYTHON = [e for e in ENTREES if e.producteur is not None and e.producteur.nom != "LibreOffice"]


@dataclass(frozen=True)
class Lecture:
    """What was made of a list."""

    lecture: str | None
    candidats: list[dict[str, Any]]
    problemes: list[str]


def lire(entree: Entree, dossier: Path, contenu: bytes | None = None) -> Lecture:
    """Read an entry's file, or these bytes in its place, as the list of the example session."""
    session = (RACINE / "sessions/exemple/session.yaml").read_text(encoding="utf-8")
    session = session.replace("../../", f"{RACINE.as_posix()}/")
    session, changed = re.subn("(?m)^candidats: .*$", f"candidats: {entree.declaration or entree.nom}", session)
    assert changed == 1
    (dossier / "session.yaml").write_text(f"{session}\n{entree.session}\n", encoding="utf-8")
    for nom in (entree.nom, *entree.avec):
        if PAR_NOM[nom].producteur is not None:
            shutil.copyfile(FICHIERS / nom, dossier / nom)
        elif "dossier" in entree.genres:
            (dossier / nom).mkdir()
    if contenu is not None:
        (dossier / entree.nom).write_bytes(contenu)
    # The shipped sujets have tests of their own, and take longer than any list.
    with patch.object(readers_projet, "charger", _charger_une_fois), patch.object(sujets, "verifier", lambda _: []):
        projet, problems = lire_projet(dossier)
        assert projet is not None, problems
        problems += verifier(projet)
    reading = " + ".join(t.lecture for t in projet.tableaux) or None
    said = sorted(_dit(p, entree, dossier) for p in problems)
    return Lecture(reading, [i.candidat.model_dump() for i in projet.inscrits], said)


def _dit(problem: Problem, entree: Entree, dossier: Path) -> str:
    """A problem as an entry writes it, in full; it must say what to do, and name a list of the entry."""
    source = Path(problem.source).name
    assert problem.remede, problem
    assert source in (entree.nom, *entree.avec), problem
    place = problem.place if source == entree.nom else f"{source}, {problem.place}"
    said = f"{place} | {problem.gravite} | {problem.texte} → {problem.remede}"
    # Told from where the tests were started, where that is shorter.
    return said.replace(f"{dossier}{os.sep}", "").replace(f"{os.path.relpath(dossier)}{os.sep}", "")


def convient(attendu: str, trouve: str) -> bool:
    """Whether what was found is what was expected, or begins so; the remedy too where one is expected."""
    expected, found = attendu.split(" → "), trouve.split(" → ")
    return len(expected) <= len(found) and all(f.startswith(e) for e, f in zip(expected, found, strict=False))


@pytest.mark.parametrize("entree", ENTREES, ids=lambda e: e.nom)
def test_a_list_gives_what_is_expected(entree: Entree, tmp_path: Path):
    read = lire(entree, tmp_path)
    missing = list(entree.problemes)
    surplus = []
    for one in read.problemes:
        match = next((m for m in missing if convient(m, one)), None)
        if match is None:
            surplus.append(one)
        else:
            missing.remove(match)
    assert {"attendu": missing, "en trop": surplus} == {"attendu": [], "en trop": []}
    assert read.lecture == entree.lecture
    assert len(read.candidats) == (entree.candidats or 0)
    by_number = {c["numero"]: c for c in read.candidats}
    for number, fields in entree.valeurs.items():
        assert {f: by_number[number][f] for f in fields} == fields


@pytest.mark.parametrize("entree", DE_PYTHON, ids=lambda e: e.nom)
def test_the_generator_still_makes_the_same_list(entree: Entree, tmp_path: Path):
    content = entree.producteur.octets()
    if content == (FICHIERS / entree.nom).read_bytes():
        return
    folders = [tmp_path / "kept", tmp_path / "made"]
    for folder in folders:
        folder.mkdir()
    assert lire(entree, folders[1], content) == lire(entree, folders[0])


# --- the corpus as a whole ---


def test_there_is_one_entry_for_each_file_and_one_file_for_each_entry():
    assert Counter(e.nom for e in ENTREES).most_common(1)[0][1] == 1
    assert {p.name for p in FICHIERS.iterdir()} == {e.nom for e in ENTREES if e.producteur is not None}


def test_the_corpus_is_small():
    assert sum(p.stat().st_size for p in FICHIERS.iterdir()) < 1_000_000


def test_the_corpus_has_good_doubtful_and_bad_lists_and_each_producer():
    severities = Counter(e.gravite for e in ENTREES)
    assert len(ENTREES) >= 40
    assert min(severities[s] for s in ("bonne", "avertissement", "erreur")) >= 10, severities
    makers = {(e.producteur.nom, Path(e.nom).suffix) for e in ENTREES if e.producteur is not None}
    assert makers >= {("csv", ".csv"), ("openpyxl", ".xlsx"), ("xlsxwriter", ".xlsx"), ("odfdo", ".ods"),
                      ("LibreOffice", ".xlsx"), ("LibreOffice", ".ods"), ("LibreOffice", ".csv")}  # fmt: skip


@pytest.mark.parametrize("genre", sorted(GENRES))
def test_each_kind_of_list_is_in_the_corpus(genre: str):
    assert any(genre in e.genres for e in ENTREES)


def test_entries_name_only_known_kinds():
    assert {g for e in ENTREES for g in e.genres} <= GENRES
