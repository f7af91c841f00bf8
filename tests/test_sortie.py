"""The last good output is there at every moment, and nothing else is left beside it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kitgen.errors import OutputProblem
from kitgen.production.sortie import chantier, ecarter, publier
from tests.aides import octets_du_dossier

CODE = "exemple-2026"


def _construire(out: Path, content: str, nom: str = CODE) -> Path:
    with chantier(out, CODE) as work:
        folder = work / "sortie"
        (folder / "packs").mkdir(parents=True)
        (folder / "packs/a.pdf").write_text(content)
        return publier(folder, out, nom)


def _restes(out: Path) -> list[str]:
    """What stands in the output folder; a lock file holds nothing and may stay."""
    return sorted(p.name for p in out.iterdir() if not p.name.endswith(".verrou"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_finished_folder_takes_its_place(out: Path) -> None:
    assert _construire(out, "un") == out / CODE
    assert octets_du_dossier(out / CODE) == {"packs/a.pdf": b"un"}
    assert _restes(out) == [CODE]


def test_the_output_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    assert _construire(tmp_path / "a/b/c", "un").is_dir()


def test_everyone_may_read_what_is_published(out: Path) -> None:
    assert (_construire(out, "un").stat().st_mode & 0o777) == 0o755


def test_a_new_folder_replaces_the_last_one_whole(out: Path) -> None:
    (_construire(out, "un") / "packs/old.pdf").touch()
    _construire(out, "deux")
    assert octets_du_dossier(out / CODE) == {"packs/a.pdf": b"deux"}
    assert _restes(out) == [CODE]


def test_another_name_leaves_the_session_s_folder_alone(out: Path) -> None:
    _construire(out, "un")
    _construire(out, "deux", f"{CODE}.refuse")
    assert octets_du_dossier(out / CODE) == {"packs/a.pdf": b"un"}
    assert octets_du_dossier(out / f"{CODE}.refuse") == {"packs/a.pdf": b"deux"}


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_work_that_stops_leaves_nothing_and_touches_nothing(out: Path, error: type[BaseException]) -> None:
    _construire(out, "un")
    with pytest.raises(error), chantier(out, CODE) as work:
        (work / "sortie").mkdir()
        (work / "sortie/a.pdf").write_text("deux")
        raise error
    assert octets_du_dossier(out / CODE) == {"packs/a.pdf": b"un"}
    assert _restes(out) == [CODE]


def test_an_error_of_the_disk_is_one_of_the_output(out: Path) -> None:
    _construire(out, "un")
    with pytest.raises(OutputProblem, match="plein"), chantier(out, CODE) as work:
        (work / "a.pdf").touch()
        raise OSError(28, "plein")
    assert octets_du_dossier(out / CODE) == {"packs/a.pdf": b"un"}
    assert _restes(out) == [CODE]


def test_the_work_stands_beside_the_final_folder_so_that_moving_it_is_instant(out: Path) -> None:
    with chantier(out, CODE) as work:
        assert work.parent == out
        assert list(work.iterdir()) == []


@pytest.mark.parametrize("where", ["out", "out/sous-dossier"])
def test_a_file_in_the_place_of_the_output_folder_is_refused(tmp_path: Path, where: str) -> None:
    (tmp_path / "out").write_text("important")
    with pytest.raises(OutputProblem, match="--out"), chantier(tmp_path / where, CODE):
        pytest.fail("nothing can be made there")
    assert (tmp_path / "out").read_text() == "important"


def test_a_file_in_the_place_of_the_session_s_folder_is_refused_and_kept(out: Path) -> None:
    out.mkdir()
    (out / CODE).write_text("important")
    with pytest.raises(OutputProblem, match=CODE), chantier(out, CODE):
        pytest.fail("nothing can be made there")
    assert (out / CODE).read_text() == "important"
    assert _restes(out) == [CODE]


def test_a_run_that_was_killed_while_it_worked_is_cleaned_up_by_the_next(out: Path) -> None:
    _construire(out, "un")
    killed = chantier(out, CODE)
    left = killed.__enter__()
    (left / "a.pdf").touch()
    kept = out / "kept"
    shutil.copytree(left, kept)
    killed.__exit__(None, None, None)
    kept.rename(left)
    assert left.name in _restes(out)
    with chantier(out, CODE):
        assert not left.exists()
    assert _restes(out) == [CODE]


def test_a_run_that_was_killed_while_it_published_is_repaired_by_the_next(out: Path) -> None:
    # The kill came between the two moves: the last good output stands aside.
    _construire(out, "un")
    (out / CODE).rename(out / f".{CODE}.ancien")
    with chantier(out, CODE):
        assert octets_du_dossier(out / CODE) == {"packs/a.pdf": b"un"}
    _construire(out, "deux")
    assert octets_du_dossier(out / CODE) == {"packs/a.pdf": b"deux"}
    assert _restes(out) == [CODE]


def test_a_run_that_was_killed_after_it_published_is_tidied_by_the_next(out: Path) -> None:
    _construire(out, "deux")
    old = out / f".{CODE}.ancien"
    old.mkdir()
    (old / "a.pdf").write_text("un")
    _construire(out, "trois")
    assert octets_du_dossier(out / CODE) == {"packs/a.pdf": b"trois"}
    assert _restes(out) == [CODE]


@pytest.mark.parametrize("error", [OSError(5, "panne"), KeyboardInterrupt()])
def test_when_the_last_move_fails_the_last_good_output_comes_back(
    out: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    _construire(out, "un")
    move = os.replace

    def failing(source: Path, target: Path) -> None:
        if source.name == "sortie":
            raise error
        move(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises((OutputProblem, KeyboardInterrupt)):
        _construire(out, "deux")
    assert octets_du_dossier(out / CODE) == {"packs/a.pdf": b"un"}
    assert _restes(out) == [CODE]


def test_two_runs_of_one_session_do_not_meet(out: Path) -> None:
    with chantier(out, CODE) as work:
        with pytest.raises(OutputProblem, match=CODE), chantier(out, CODE):
            pytest.fail("the other run is not over")
        assert work.is_dir()
        with chantier(out, f"{CODE}-candidat-001"):
            assert work.is_dir()
        with chantier(out, f"{CODE}.b"):
            assert work.is_dir()
    with chantier(out, CODE):
        pass


@pytest.mark.parametrize("other", [f"{CODE}.b", f"{CODE}-candidat-001", "exemple"])
def test_what_another_session_left_is_its_own_affair(out: Path, other: str) -> None:
    with chantier(out, other) as work, chantier(out, CODE):
        assert work.is_dir()
    (out / f".{other}.ancien").mkdir()
    with chantier(out, CODE):
        pass
    assert (out / f".{other}.ancien").is_dir()


def test_a_good_output_sweeps_the_faulty_ones_of_earlier_runs_away(out: Path) -> None:
    with chantier(out, CODE) as folder:
        (folder / "sortie").mkdir()
        kept_aside = ecarter(folder / "sortie", out, CODE, "refuse")
    assert kept_aside == out / f"{CODE}.refuse"
    assert kept_aside.is_dir()
    with chantier(out, CODE) as folder:
        (folder / "sortie").mkdir()
        publier(folder / "sortie", out, CODE)
    assert not kept_aside.exists()
    assert (out / CODE).is_dir()
