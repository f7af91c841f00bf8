"""How a contender is measured: as a child process, from start to end, with the memory of itself and of its children."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

_REGARD = 0.1  # seconds between two looks at the memory
_LIMITE = 1_800  # seconds that one run may take before it counts as hanging
_PROC = Path("/proc")


class Echoue(Exception):
    """A contender ended with another code than expected; the text is the end of what it said."""


@dataclass(frozen=True)
class Passage:
    """One run: seconds, seconds of processor, peak MB, and what the program said of itself.

    `memoire` is that of the process that was started, `memoire_totale` of it and all its descendants at one moment.
    The seconds of processor hold those of all descendants that were waited for. `dit` is the JSON object that a
    driver prints as its last line.
    """

    secondes: float
    processeur: float
    memoire: float = 0.0
    memoire_totale: float = 0.0
    dit: Mapping[str, Any] = field(default_factory=dict)


def dossier() -> Path:
    """A new folder for one run of a contender; it goes with the benchmark, not with the run.

    A disk may look at all that was deleted in the last minutes before it makes a file (ext4 does), so the next
    contender would pay for what was cleared away after this one.
    """
    return Path(tempfile.mkdtemp(prefix="course-", dir=_tous().name))


@cache
def _tous() -> tempfile.TemporaryDirectory[str]:
    # It is removed when the program ends.
    return tempfile.TemporaryDirectory(prefix="kitgen-bench-")


def lancer(
    commande: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path | None = None, code: int = 0
) -> Passage:
    """Run a command to its end; raises Echoue when it doesn't end with `code`."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        if hasattr(os, "sync"):
            os.sync()  # what was written and deleted before is no business of this contender's
        start = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in commande],
            env=os.environ | dict(env or {}),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        memory = _Memoire(child.pid)
        limit = threading.Timer(_LIMITE, _arreter, (child.pid,))
        limit.start()
        try:
            _, status, use = os.wait4(child.pid, 0)
        except BaseException:
            _arreter(child.pid)
            raise
        finally:
            seconds = time.perf_counter() - start
            limit.cancel()
            memory.finir()
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said, blamed = (file.read().decode("utf-8", "replace") for file in (out, err))
    if child.returncode != code:
        raise Echoue(f"{' '.join(map(str, commande))}\n{child.returncode}: {(said + blamed)[-2000:]}")
    # The kernel's figure is of the largest single process, started or waited for.
    largest = use.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    own, every = memory.propre or largest, max(memory.totale, largest)
    return Passage(seconds, use.ru_utime + use.ru_stime, own, every, _dernier_objet(said))


def _arreter(pid: int) -> None:
    """Ask a contender and its children to end as Ctrl-C would, and after a while end them."""
    for sign, patience in ((signal.SIGINT, 10), (signal.SIGKILL, 0)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, sign)
            time.sleep(patience)


def _dernier_objet(said: str) -> dict[str, Any]:
    last = said.rstrip().rpartition("\n")[2]
    if last.startswith("{"):
        with contextlib.suppress(json.JSONDecodeError):
            return dict(json.loads(last))
    return {}


class _Memoire:
    """Looks now and then at how much memory a process and its descendants take; sees nothing but on Linux."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.propre = self.totale = 0.0
        self._fini = threading.Event()
        self._fil = threading.Thread(target=self._regarder, daemon=True)
        self._fil.start()

    def finir(self) -> None:
        """The process has ended."""
        self._fini.set()
        self._fil.join()

    def _regarder(self) -> None:
        while not self._fini.wait(_REGARD):
            processes = _descendants(self.pid)
            # The kernel's own high-water mark: what is between two looks isn't missed.
            self.propre = max(self.propre, _kilo_octets(self.pid, "VmHWM") / 1024)
            self.totale = max(self.totale, self.propre, sum(_kilo_octets(p, "VmRSS") for p in processes) / 1024)


def _kilo_octets(pid: int, what: str) -> float:
    with contextlib.suppress(OSError):
        for line in (_PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith(what):
                return float(line.split()[1])
    return 0.0


def _descendants(pid: int) -> list[int]:
    """A process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        with contextlib.suppress(OSError):  # a process may end meanwhile
            for task in (_PROC / str(found[-1]) / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found


def alterner(
    concurrents: Mapping[str, Callable[[int], Passage]],
    tours: int | Mapping[str, int],
    budget: float = float("inf"),
) -> dict[str, list[Passage]]:
    """Let all run in turn, each `tours` times, in every other turn from the last to the first: what one leaves behind
    doesn't always fall to the same. Who would use more than its budget of seconds has had its last run."""
    found: dict[str, list[Passage]] = {name: [] for name in concurrents}
    turns = dict.fromkeys(concurrents, tours) if isinstance(tours, int) else tours
    for turn in range(max(turns.values())):
        for name, run in list(concurrents.items())[:: -1 if turn % 2 else 1]:
            done = [p.secondes for p in found[name]]
            if not done or (len(done) == turn < turns[name] and sum(done) + max(done) <= budget):
                found[name].append(run(turn))
    return found


def milieu(passages: Sequence[Passage], valeur: Callable[[Passage], float]) -> float:
    """The median of a value over the runs."""
    return median(map(valeur, passages))


def secondes(passages: Sequence[Passage]) -> float:
    """The median of the seconds."""
    return milieu(passages, lambda p: p.secondes)


def memoire(passages: Sequence[Passage]) -> float:
    """The highest memory of the process itself, in MB."""
    return max(p.memoire for p in passages)


def memoire_totale(passages: Sequence[Passage]) -> float:
    """The highest memory of all processes together, in MB."""
    return max(p.memoire_totale for p in passages)
