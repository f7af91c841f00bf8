from __future__ import annotations

from pathlib import Path

import pytest

from kitgen.readers import textes
from kitgen.readers.textes import octets, ressemblants


def test_the_bytes_of_a_file(tmp_path: Path):
    (tmp_path / "f").write_bytes(b"abc\x00")
    assert octets(tmp_path / "f", "f") == (b"abc\x00", None)


def test_a_file_that_is_not_there_a_folder_and_a_name_that_cannot_be(tmp_path: Path):
    for name, words in (
        ("absent", "introuvable"),
        ("", "dossier"),
        ("a\x00b", "introuvable"),
        ("x" * 400, "impossible"),
    ):
        content, problem = octets(tmp_path / name, "le fichier")
        assert content is None
        assert words in problem.texte
        assert problem.source == "le fichier"
        assert problem.remede


def test_a_file_that_is_far_too_big_is_not_read(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(textes, "_MAX_BYTES", 3)
    (tmp_path / "f").write_bytes(b"abcd")
    content, problem = octets(tmp_path / "f", "f")
    assert content is None
    assert "trop gros" in problem.texte


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "lecture interdite"),
        (OSError(5, "Input/output error"), "lecture impossible (Input/output error)"),
    ],
)
def test_a_file_that_may_not_or_cannot_be_read(tmp_path: Path, monkeypatch, error: OSError, words: str):
    # Raised by hand: root may read everything, and a disk does not break on demand.
    def refuse(self: Path) -> bytes:
        raise error

    (tmp_path / "f").write_bytes(b"abc")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    content, problem = octets(tmp_path / "f", "f")
    assert content is None
    assert problem.texte == words


@pytest.mark.parametrize(
    ("value", "known", "words"),
    [
        ("Prodution", ["Production", "Sinistre"], "vouliez-vous dire « Production » ?"),
        ("SINISTRES", ["Production", "Sinistre"], "vouliez-vous dire « Sinistre » ?"),
        ("zzz", ["Production", "Sinistre"], "valeurs possibles : Production, Sinistre"),
        ("zzz", [], ""),
        ("zzz", [f"C{n}" for n in range(20)], "valeurs possibles : C0, C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11…"),
    ],
)
def test_a_close_value_is_suggested_else_those_that_exist(value: str, known: list[str], words: str):
    assert ressemblants(value, known) == words
