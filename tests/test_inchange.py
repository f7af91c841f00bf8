"""A build of what was built already is told at once; anything that changed, on either side, is seen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import kitgen.cli
from kitgen.engines.null import Null
from kitgen.memoire.cache import DOSSIER
from kitgen.render.gabarit import Gabarit
from tests.aides import mini_session, octets_du_dossier, remplacer_cellule

pytestmark = pytest.mark.xdist_group("inchange")

RIEN = "Rien n'a changé"
Lancer = Callable[..., str]


@pytest.fixture(scope="module")
def faite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session that was built once from the command line; to be copied, never changed."""
    root = tmp_path_factory.mktemp("inchange")
    session = mini_session(root)
    session.parents[1].rename(root / "entrees")
    session = root / "entrees/sessions/exemple"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANGUAGE", "en")
        patch.setattr("kitgen.engines.choix.choisir", lambda *_, **__: Null())
        assert kitgen.cli.main(["build", str(session), "--out", str(root / "out")]) == 0
    return root


@pytest.fixture
def lancer(faite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lancer:
    """Build the session again, in place: what was remembered is of these folders."""
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr("kitgen.engines.choix.choisir", lambda *_, **__: Null())

    def run(*arguments: str) -> str:
        capsys.readouterr()
        argv = ["build", str(faite / "entrees/sessions/exemple"), "--out", str(faite / "out"), *arguments]
        assert kitgen.cli.main(argv) == 0
        return capsys.readouterr().out

    run()
    return run


def test_the_same_again_says_what_there_is_and_touches_nothing(faite: Path, lancer: Lancer) -> None:
    before = {p: p.stat().st_mtime_ns for p in (faite / "out/exemple-2026-12").rglob("*")}
    said = lancer()
    assert said.startswith(RIEN)
    assert "index.html" in said
    assert {p: p.stat().st_mtime_ns for p in (faite / "out/exemple-2026-12").rglob("*")} == before


def test_what_is_said_is_what_the_build_said(faite: Path, lancer: Lancer) -> None:
    built = lancer("--sans-cache")
    again = lancer()
    assert again.splitlines()[1:] == built.splitlines()


def test_a_template_that_is_saved_while_it_is_built_is_seen_the_next_time(
    faite: Path, lancer: Lancer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        ouvrir = Gabarit.ouvrir

        def saved_at_once(path: Path, *args: object) -> Gabarit:
            opened = ouvrir(path, *args)  # type: ignore[arg-type]
            path.write_bytes(path.read_bytes())
            return opened

        patch.setattr(Gabarit, "ouvrir", saved_at_once)
        _liste(faite)
        assert RIEN not in lancer()
    assert RIEN not in lancer()
    assert RIEN in lancer()


def _liste(root: Path) -> None:
    remplacer_cellule(root / "entrees/sessions/exemple/candidats.csv", 1, "Tuteur", f"Marc {os.urandom(2).hex()}")


def _gabarit(root: Path) -> None:
    """A version of a template is found by its name; this one was not there."""
    templates = root / "entrees/templates"
    shutil.copy(templates / "grille.docx", templates / f"essai-{os.urandom(2).hex()}.docx")


def _pdf(root: Path) -> None:
    victim = next((root / "out").rglob("001-livret-of.pdf"))
    data = victim.read_bytes()
    about = victim.stat()
    victim.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(victim, ns=(about.st_atime_ns, about.st_mtime_ns))


def _manque(root: Path) -> None:
    next((root / "out/exemple-2026-12").rglob("index.html")).unlink()


def _trop(root: Path) -> None:
    (root / "out/exemple-2026-12/packs/autre.pdf").write_bytes(b"%PDF")


def _dossier(root: Path) -> None:
    shutil.rmtree(root / "out/exemple-2026-12")


def _fiche(root: Path) -> None:
    for card in (root / "out" / DOSSIER).glob("production-*.json"):
        card.write_text('{"photo": 1}')


@pytest.mark.parametrize("changer", [_liste, _gabarit, _pdf, _manque, _trop, _dossier, _fiche])
def test_whatever_changed_is_seen_and_mended(changer: Callable[[Path], None], faite: Path, lancer: Lancer) -> None:
    folder = faite / "out/exemple-2026-12"
    before = octets_du_dossier(folder)
    changer(faite)
    assert RIEN not in lancer()
    after = octets_du_dossier(folder)
    assert after.keys() == before.keys()
    if changer is not _liste:
        assert after == before
    assert lancer().startswith(RIEN)


@pytest.mark.parametrize("options", [["--strict"], ["--variante", "dys"], ["--candidat", "1"], ["--sans-cache"]])
def test_other_options_are_another_build(options: list[str], lancer: Lancer) -> None:
    assert RIEN not in lancer(*options)


def test_another_program_is_another_build(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kitgen.memoire.inchange.programme", lambda: "une autre version")
    assert RIEN not in lancer()
