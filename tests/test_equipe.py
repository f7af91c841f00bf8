"""What several processes make is what one makes, also when one of them is killed; none is left behind."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kitgen.ouvriers.equipe import Equipe, _parts
from kitgen.relecture.lecture import lire
from kitgen.relecture.lu import Demande
from tests.aides import RACINE, ecrire_pdf


def _carre(nombre: int) -> int:
    return nombre * nombre


def _qui(_: int) -> int:
    return os.getpid()


def _lent(_: int) -> int:
    time.sleep(0.2)
    return os.getpid()


def _rang(_: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def _dechets(_: int) -> tuple[int, int, int]:
    return gc.get_threshold()


_PRET: list[int] = []


def _pret() -> None:
    _PRET.append(os.getpid())


def _prets(_: int) -> bool:
    return [os.getpid()] == _PRET


def _mourir(consigne: tuple[int, int]) -> int:
    """Die at 3, in a process of the team."""
    nombre, maitre = consigne
    if nombre == 3 and os.getpid() != maitre:
        os.kill(os.getpid(), signal.SIGKILL)
    return nombre


def _refuser(nombre: int) -> int:
    if nombre == 4:
        raise OSError("disque plein")
    return nombre


def test_each_order_has_its_result_whoever_did_it() -> None:
    with Equipe(2) as equipe:
        assert dict(equipe.faire(_carre, range(20))) == {n: n * n for n in range(20)}
        pids = {pid for _, pid in equipe.faire(_qui, range(200))}
    assert os.getpid() not in pids
    assert not multiprocessing.active_children()


def test_a_team_of_one_is_this_process() -> None:
    with Equipe(1) as equipe:
        equipe.preparer("kitgen.relecture.lecture")
        assert {pid for _, pid in equipe.faire(_qui, range(9))} == {os.getpid()}


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="Windows has other priorities")
def test_a_team_leaves_the_processor_to_its_master() -> None:
    here = _rang(0)
    with Equipe(2) as equipe:
        assert min(rank for _, rank in equipe.faire(_rang, range(20))) == min(here + 15, 19)


def test_a_team_looks_for_garbage_as_often_as_its_master() -> None:
    before = gc.get_threshold()
    gc.set_threshold(12_345, 6, 7)
    try:
        with Equipe(2) as equipe:
            assert {found for _, found in equipe.faire(_dechets, range(20))} == {(12_345, 6, 7)}
    finally:
        gc.set_threshold(*before)


def test_few_orders_start_no_process() -> None:
    with Equipe(2) as equipe:
        assert {pid for _, pid in equipe.faire(_qui, range(4))} == {os.getpid()}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only POSIX kills so")
def test_what_a_killed_process_leaves_is_done_here() -> None:
    with Equipe(2) as equipe:
        done = dict(equipe.faire(_mourir, [(n, os.getpid()) for n in range(12)]))
    assert done == {n: n for n in range(12)}
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_team_ends_with_the_one_that_it_works_for() -> None:
    program = (
        "import sys\nfrom kitgen.ouvriers.equipe import Equipe\nfrom tests.test_equipe import _qui\n"
        "equipe = Equipe(2)\n"
        "print(*{pid for _, pid in equipe.faire(_qui, range(200))}, flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=RACINE
    ) as master:
        assert master.stdout is not None
        team = [Path(f"/proc/{pid}") for pid in master.stdout.readline().split()]
        assert team
        assert all(process.exists() for process in team)
        master.kill()
    end = time.monotonic() + 30
    while any(process.exists() for process in team) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(process.exists() for process in team)


def test_the_fault_of_an_order_is_told() -> None:
    with pytest.raises(OSError, match="disque plein"), Equipe(2) as equipe:
        list(equipe.faire(_refuser, range(12)))
    assert not multiprocessing.active_children()


def test_the_heaviest_come_first_and_small_ones_together() -> None:
    assert list(_parts([1, 1, 50, 1, 1, 20, 1], 10)) == [[2], [5], [0, 1, 3, 4, 6]]


def test_what_several_processes_read_is_what_one_reads(tmp_path: Path) -> None:
    demandes = []
    for i in range(6):
        ecrire_pdf(tmp_path / f"{i}.pdf", f"page de {i}")
        demandes.append((tmp_path, Demande(f"{i}.pdf", texte=True, bandeau=False)))
    with Equipe(2) as equipe:
        found = dict(equipe.faire(_lire, demandes))
    assert found == {i: lire(*demande) for i, demande in enumerate(demandes)}


def _lire(demande: tuple[Path, Demande]) -> object:
    return lire(*demande)


def test_of_a_team_one_may_start_ahead_and_the_other_when_it_is_wanted() -> None:
    with Equipe(2) as equipe:
        equipe.preparer("kitgen.relecture.lecture", combien=1)
        assert len(multiprocessing.active_children()) == 1
        assert len({pid for _, pid in equipe.faire(_lent, range(8))}) == 2


def test_a_team_has_done_what_it_prepares_before_its_first_order() -> None:
    with Equipe(2) as equipe:
        equipe.preparer("kitgen.relecture.lecture", "tests.test_equipe:_pret")
        assert {ready for _, ready in equipe.faire(_prets, range(20))} == {True}
    assert not _PRET
