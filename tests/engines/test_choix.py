"""The engine that is chosen works; one that isn't there is said with what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kitgen.engines.base import Engine
from kitgen.engines.choix import MOTEURS, choisir
from kitgen.engines.libreoffice import LibreOffice, trouver
from kitgen.errors import MissingTool

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell script plays soffice")


def soffice(tmp_path: Path, script: str) -> str:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_auto_is_libreoffice_where_it_works(moteur_libreoffice: Engine) -> None:
    assert choisir("auto").nom == "libreoffice"
    assert moteur_libreoffice.version().startswith("LibreOffice ")


def test_auto_is_rdocx_without_libreoffice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, moteur_rdocx: Engine
) -> None:
    monkeypatch.setattr("kitgen.engines.libreoffice._USUAL_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert choisir("auto") == moteur_rdocx
    with pytest.raises(MissingTool, match=r"installez LibreOffice .* ou lancez avec « --moteur rdocx »"):
        choisir("libreoffice")


def test_rdocx_tells_its_version(moteur_rdocx: Engine) -> None:
    assert moteur_rdocx.version() == "rdocx 0.16.3"


def test_null_is_always_there() -> None:
    assert choisir("null").nom == "null"


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(MissingTool, match=f"« word » ; choisissez parmi {', '.join(MOTEURS)}"):
        choisir("word")


@posix
@pytest.mark.parametrize("moteur", ["auto", "libreoffice"])
def test_a_named_libreoffice_that_is_not_there_is_an_error(tmp_path: Path, moteur: str) -> None:
    with pytest.raises(MissingTool, match="introuvable à l'endroit indiqué"):
        choisir(moteur, soffice=str(tmp_path / "absent"))


@posix
@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 'LibreOffice 7.3.7.2 30(Build:2)'", "LibreOffice 7.3.7.2 .* est trop ancien ; installez"),
        ("echo cassé >&2; exit 3", "ne fonctionne pas : cassé ; installez"),
        ("exit 0", "ne fonctionne pas : code 0 ; installez"),
    ],
)
def test_a_libreoffice_that_does_not_work_is_said(tmp_path: Path, script: str, words: str) -> None:
    with pytest.raises(MissingTool, match=words):
        choisir("libreoffice", soffice=soffice(tmp_path, script))


@posix
def test_a_libreoffice_outside_of_path_can_be_named(tmp_path: Path) -> None:
    program = soffice(tmp_path, "echo 'LibreOffice 25.2.1.2 520(Build:2)'")
    assert choisir("auto", soffice=program) == LibreOffice(Path(program))
    assert choisir("auto", soffice=program).version() == "LibreOffice 25.2.1.2"
    assert trouver(program) == LibreOffice(Path(program))
