"""The fonts that kitgen brings along are whole, free, and the only ones that engines see."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kitgen.engines import polices


def test_every_font_file_is_whole_and_has_its_licence() -> None:
    assert polices.defauts() == ()
    assert {p.fichier for p in polices.POLICES} == {path.name for path in polices.DOSSIER.glob("*.ttf")}
    families = {p.famille.split()[0] for p in polices.POLICES}
    assert {f"LICENCE-{family}.txt" for family in families} == {path.name for path in polices.DOSSIER.glob("*.txt")}


def test_a_missing_or_damaged_font_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(polices.DOSSIER, tmp_path / "polices")
    (tmp_path / "polices/Carlito-Bold.ttf").unlink()
    with (tmp_path / "polices/DejaVuSans.ttf").open("ab") as font:
        font.write(b"x")
    monkeypatch.setattr(polices, "DOSSIER", tmp_path / "polices")
    missing, damaged = polices.defauts()
    assert missing.startswith("police absente : ")
    assert "Carlito-Bold.ttf" in missing
    assert damaged.startswith("police modifiée ou abîmée : ")
    assert "DejaVuSans.ttf" in damaged


def test_fontconfig_knows_our_folder_only(tmp_path: Path) -> None:
    root = ElementTree.parse(polices.ecrire_fontconfig(tmp_path)).getroot()
    assert [node.text for node in root.iter("dir")] == [str(polices.DOSSIER)]
    assert [node.text for node in root.iter("cachedir")] == [str(tmp_path / "fontconfig")]
    assert list(root.iter("include")) == []
    ours = {p.famille for p in polices.POLICES}
    assert {node.findtext("prefer/family") for node in root.iter("alias")} <= ours
