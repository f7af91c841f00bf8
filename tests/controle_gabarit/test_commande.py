"""`kitgen template check`, as a person types it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import docx
import pytest

from kitgen.cli import main
from kitgen.errors import ExitCode
from tests.aides import RACINE, copie_exemple
from tests.controle_gabarit.fautes import FAUTES, ecrire

PAR_NOM = {f.nom: f for f in FAUTES}
KIT = str(RACINE / "templates/kit.yaml")


def test_all_templates_of_the_kit_are_in_order(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(RACINE)
    assert main(["template", "check"]) == ExitCode.OK
    assert capsys.readouterr().out == "18 modèles : tout est en ordre.\n"


def test_a_faulty_template_is_told_and_annotated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ecrire(PAR_NOM["attribut"], tmp_path)
    copies = tmp_path / "copies"
    assert main(["template", "check", str(path), "--kit", KIT, "--annoter", str(copies)]) == ExitCode.PROBLEMS
    out, err = capsys.readouterr()
    assert f"écrit : {copies / 'livret-of.docx'}" in out
    assert "vouliez-vous dire « candidat.prenom » ?" in err
    assert "tableau 1, ligne 1, colonne 3" in err
    assert "1 modèle : 1 erreur." in err
    assert len(list(docx.Document(str(copies / "livret-of.docx")).comments)) == 1


def test_a_warning_stops_only_when_strict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ecrire(PAR_NOM["marge"], tmp_path)
    assert main(["template", "check", str(path), "--kit", KIT]) == ExitCode.OK
    assert "1 modèle : 1 avertissement." in capsys.readouterr().err
    assert main(["template", "check", str(path), "--kit", KIT, "--strict"]) == ExitCode.PROBLEMS


def test_json_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ecrire(PAR_NOM["attribut"], tmp_path)
    assert main(["template", "check", str(path), "--kit", KIT, "--json"]) == ExitCode.PROBLEMS
    ((constat,),) = [m["constats"] for m in json.loads(capsys.readouterr().out)]
    assert (constat["genre"], constat["gravite"], constat["valeur"]) == ("attribut", "erreur", "candidat.prenon")


def test_a_template_of_no_kit_is_said_to_be_one_or_takes_the_names_of_a_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "attestation.docx"
    shutil.copyfile(RACINE / "templates/grille.docx", path)
    assert main(["template", "check", str(path), "--kit", KIT]) == ExitCode.OK
    assert "n'est dans aucun document du kit" in capsys.readouterr().err
    assert main(["template", "check", str(path), "--kit", KIT, "--comme", "grille"]) == ExitCode.OK
    assert "tout est en ordre" in capsys.readouterr().out
    assert main(["template", "check", str(path), "--kit", KIT, "--comme", "livret-of"]) == ExitCode.PROBLEMS
    assert "« jure »" in capsys.readouterr().err


def test_the_durees_are_those_of_the_session(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ecrire(PAR_NOM["duree_inconnue"], tmp_path)
    assert main(["template", "check", str(path), "--kit", KIT]) == ExitCode.OK
    session = str(RACINE / "sessions/exemple")
    assert main(["template", "check", str(path), "--session", session]) == ExitCode.PROBLEMS
    assert "« durees.entretien »" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["absent.docx", "--kit", KIT], ExitCode.PROBLEMS, "absent.docx"),
        (["--kit", "absent.yaml"], ExitCode.PROBLEMS, "absent.yaml"),
        (["x.docx", "--kit", KIT, "--comme", "livre-of"], ExitCode.USAGE, "« livret-of »"),
        (["--session", "absente"], ExitCode.PROBLEMS, "introuvable"),
    ],
)
def test_what_is_asked_wrongly_is_told(
    arguments: list[str], code: ExitCode, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", "check", *arguments]) == code
    assert words in capsys.readouterr().err


def test_check_of_a_session_stops_at_an_error_of_a_template_and_says_its_warnings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copie_exemple(tmp_path)
    shutil.copyfile(ecrire(PAR_NOM["marge"], tmp_path), root / "templates/livret-of.docx")
    assert main(["check", str(root / "sessions/exemple")]) == ExitCode.OK
    assert "la marge de droite" in capsys.readouterr().err
    shutil.copyfile(ecrire(PAR_NOM["attribut"], tmp_path), root / "templates/livret-of.docx")
    assert main(["check", str(root / "sessions/exemple")]) == ExitCode.PROBLEMS
    err = capsys.readouterr().err
    assert err.count("« candidat.prenom »") == 1
    assert "1 erreur : rien n'a été écrit." in err
