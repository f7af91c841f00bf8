"""The cache: what it gives is what was kept, or nothing; it never stands in the way of a build."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path

import pytest

import kitgen.cli
from kitgen.memoire.cache import DOSSIER, Cache, cle, vider


def _fichier(path: Path, contenu: bytes) -> tuple[Path, str]:
    path.write_bytes(contenu)
    return path, hashlib.sha256(contenu).hexdigest()


def test_what_was_kept_is_found_in_another_run(tmp_path: Path) -> None:
    made = _fichier(tmp_path / "a.pdf", b"un PDF")
    with Cache(tmp_path / "out") as cache:
        cache.garder({cle("a"): made})
        cache.noter({cle("n"): b"7"})
    with Cache(tmp_path / "out") as cache:
        assert cache.prendre({cle("a"): tmp_path / "b/c.pdf", cle("z"): tmp_path / "z.pdf"}) == {cle("a"): made[1]}
        assert cache.lire([cle("n"), cle("z")]) == {cle("n"): b"7"}
    assert (tmp_path / "b/c.pdf").read_bytes() == b"un PDF"
    assert not (tmp_path / "z.pdf").exists()


def test_a_key_tells_its_parts_apart() -> None:
    assert len({cle("ab", "c"), cle("a", "bc"), cle("abc"), cle(b"ab", "c"), cle(("ab", "c"))}) == 5


@pytest.mark.parametrize("degat", [b"un pdf", b"un PDF et plus", b""])
def test_a_damaged_file_is_not_given_and_is_forgotten(degat: bytes, tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.garder({cle("a"): _fichier(tmp_path / "a.pdf", b"un PDF")})
        # The output is the same file under another name: somebody wrote into it.
        (tmp_path / "a.pdf").write_bytes(degat)
        assert cache.prendre({cle("a"): tmp_path / "b.pdf"}) == {}
        assert not (tmp_path / "b.pdf").exists()
        assert cache.etat().fichiers == 0


def test_a_file_that_somebody_deleted_is_not_given(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.garder({cle("a"): _fichier(tmp_path / "a.pdf", b"un PDF")})
        next((tmp_path / DOSSIER).glob("*/*")).unlink()
        assert cache.prendre({cle("a"): tmp_path / "b.pdf"}) == {}


def test_what_was_not_wanted_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for hour, name in enumerate(("a", "b", "a again", "c")):
        monkeypatch.setattr("kitgen.memoire.cache.time.time", lambda hour=hour: 1_000_000 + 3601 * hour)
        with Cache(tmp_path, plafond=250) as cache:
            if name == "a again":
                assert cache.prendre({cle("a"): tmp_path / name})
            else:
                cache.garder({cle(name): _fichier(tmp_path / name, name.encode() * 100)})
    with Cache(tmp_path, plafond=250) as cache:
        assert cache.etat().octets == 200
        assert cache.prendre({cle(n): tmp_path / f"{n}2" for n in "abc"}).keys() == {cle("a"), cle("c")}


def test_an_index_that_is_none_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / DOSSIER).mkdir()
    (tmp_path / DOSSIER / "index.sqlite").write_bytes(b"n'importe quoi " * 100)
    with Cache(tmp_path) as cache:
        assert cache.ouvert
        cache.noter({cle("n"): b"1"})
        assert cache.lire([cle("n")]) == {cle("n"): b"1"}


def test_a_place_where_nothing_can_be_kept_is_an_empty_cache(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("un fichier")
    with Cache(tmp_path / "out") as cache:
        assert not cache.ouvert
        cache.garder({cle("a"): _fichier(tmp_path / "a.pdf", b"x")})
        cache.noter({cle("n"): b"1"})
        assert cache.lire([cle("n")]) == {}
        assert cache.prendre({cle("a"): tmp_path / "b"}) == {}


def test_an_index_that_another_program_holds_is_an_empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kitgen.memoire.cache._ATTENTE", 0.05)
    with Cache(tmp_path) as cache:
        cache.noter({cle("n"): b"1"})
    other = sqlite3.connect(tmp_path / DOSSIER / "index.sqlite")
    other.execute("BEGIN EXCLUSIVE")
    try:
        with Cache(tmp_path) as cache:
            assert cache.lire([cle("n")]) == {}
            cache.noter({cle("m"): b"2"})
            assert not cache.ouvert
    finally:
        other.close()
    with Cache(tmp_path) as cache:
        assert cache.lire([cle("n")]) == {cle("n"): b"1"}


def test_a_disk_without_second_names_is_copied_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("pas de liens ici")

    monkeypatch.setattr(os, "link", refuse)
    with Cache(tmp_path) as cache:
        cache.garder({cle("a"): _fichier(tmp_path / "a.pdf", b"un PDF")})
        assert cache.prendre({cle("a"): tmp_path / "b.pdf"}).keys() == {cle("a")}
    assert (tmp_path / "b.pdf").stat().st_ino != (tmp_path / "a.pdf").stat().st_ino


def test_the_command_says_how_full_it_is_and_empties_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")

    def said(*arguments: str) -> str:
        assert kitgen.cli.main(["cache", "--out", str(tmp_path), *arguments]) == 0
        return capsys.readouterr().out

    with Cache(tmp_path) as cache:
        cache.garder({cle("a"): _fichier(tmp_path / "a.pdf", b"x" * 2_000_000)})
    assert "2 Mo" in said()
    assert "Cache supprimé" in said("--vider")
    assert not (tmp_path / DOSSIER).exists()
    assert "Il n'y a pas de cache" in said("--vider")
    assert vider(tmp_path) is False
