"""This machine as an executor: threads that each supervise an engine's process, and engines that stay warm."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from kitgen.engines.base import Engine
from kitgen.engines.reserve import Reserve
from kitgen.engines.tache import adopter


class Machine(ThreadPoolExecutor):
    """For `kitgen.engines.tache.executer`; `dossier`, which exists, takes its files while it lasts."""

    def __init__(self, taches: int, dossier: Path) -> None:
        self._taches = taches
        self._reserve = Reserve(dossier.resolve())
        super().__init__(taches, "moteur", adopter, (self._reserve,))

    def chauffer(self, moteur: Engine, combien: int | None = None) -> None:
        """Start so many engines in the background, or all: there will soon be work for these."""
        self._reserve.chauffer(moteur, self._taches if combien is None else min(combien, self._taches))

    def travailler_dans(self, dossier: Path) -> None:
        """Put what engines are given and make into `dossier` from now on, which exists while they work."""
        self._reserve.dossier = dossier.resolve()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop what is at work, wait for it, and leave no process and no file."""
        self._reserve.fermer()
        super().shutdown(wait=True, cancel_futures=True)


@contextmanager
def ouvriers(ailleurs: Executor | None, moteur: Engine, taches: int, dossier: Path) -> Iterator[Executor]:
    """Who does the work of a build: `ailleurs` if there is one, else this machine, whose engines are started now."""
    if ailleurs is not None:
        yield ailleurs
        return
    with Machine(taches, dossier) as machine:
        machine.chauffer(moteur)
        yield machine


@contextmanager
def en_avance(
    trouver: Callable[[], Engine], taches: int, combien: int | None = None
) -> Iterator[Future[tuple[Engine, Machine]]]:
    """An engine that is looked for, and this machine with `combien` of it warm, or all, while something else is done.

    Both end with the context, wanted or not. Nothing of anybody's lies in the system's temporary folder, where a killed
    program would leave it, if the machine is told where to work (`travailler_dans`).
    """
    with (
        tempfile.TemporaryDirectory(prefix="kitgen-", ignore_cleanup_errors=True) as folder,
        ThreadPoolExecutor(1) as fil,
        Machine(taches, Path(folder)) as machine,
    ):

        def demarrer() -> tuple[Engine, Machine]:
            moteur = trouver()
            machine.chauffer(moteur, combien)
            return moteur, machine

        yield fil.submit(demarrer)
