"""`kitgen template variables`, `preview`, `new` on the command line: what is said, where, and the exit code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kitgen.cli import main
from kitgen.engines.base import Engine
from kitgen.errors import ExitCode
from tests.aides import RACINE


def test_variables_of_a_document_are_said_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "variables", "grille"]) == ExitCode.OK
    said = capsys.readouterr().out
    assert "{{ jure.nom_complet }}" in said
    assert "« Mme Hélène CARPENTIER »" in said
    assert "[liste : Date et Lieu de naissance]" in said
    assert '{{ echelle.niveaux|pluriel("niveau") }}' in said
    assert "supplémentaire" not in said.replace("temps supplémentaire compté", "")


def test_variables_in_word_and_of_the_whole_kit_of_another_session(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "balises.docx"
    session = str(RACINE / "sessions/exemple-2")
    assert main(["template", "variables", "--session", session, "--docx", str(target)]) == ExitCode.OK
    assert capsys.readouterr().out == f"écrit : {target}\n"
    assert target.read_bytes().startswith(b"PK")
    assert main(["template", "variables", "--docx", str(tmp_path / "rien/x.docx")]) == ExitCode.OUTPUT
    before = (RACINE / "templates/grille.docx").read_bytes()
    assert main(["template", "variables", "--docx", str(RACINE / "templates/grille.docx")]) == ExitCode.USAGE
    assert (RACINE / "templates/grille.docx").read_bytes() == before
    assert main(["template", "variables", "grile"]) == ExitCode.USAGE
    assert "vouliez-vous dire « grille »" in capsys.readouterr().err


def test_a_preview_says_as_what_whose_and_where(
    moteur_rdocx: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = tmp_path / "vu.pdf"
    template = str(RACINE / "templates/brouillon.docx")
    arguments = ["template", "preview", template, "--candidat", "3", "--moteur", "rdocx", "--pdf", str(pdf)]
    assert main(arguments) == ExitCode.OK
    said = capsys.readouterr().out
    assert "rempli comme « brouillon », candidat 003 : " in said
    assert f"écrit : {pdf}" in said
    assert pdf.read_bytes().startswith(b"%PDF")
    assert main(["template", "preview", template, "--pdf", str(tmp_path / "vu.docx")]) == ExitCode.USAGE
    assert main(["template", "preview", "absent.docx", "--moteur", "rdocx"]) == ExitCode.USAGE


def test_a_new_document_is_shown_with_what_is_left_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(RACINE / "templates", tmp_path / "templates")
    kit = str(tmp_path / "templates/kit.yaml")
    assert main(["template", "new", "bilan", "--comme", "livret-tuteur", "--kit", kit]) == ExitCode.OK
    said = capsys.readouterr().out
    assert "  - code: bilan\n" in said
    assert "    gabarit: bilan.docx\n" in said
    assert "« livret-tuteur » est dans : organisme, candidat ; ajoutez-y « bilan »" in said
    assert main(["template", "new", "bilan", "--comme", "livret-tuteur", "--kit", kit]) == ExitCode.USAGE
