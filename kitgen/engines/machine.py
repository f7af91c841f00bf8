"""This machine as an executor: threads that each supervise an engine's process, and engines that stay warm."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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

    def chauffer(self, moteur: Engine) -> None:
        """Start the engines in the background: there will soon be work for all."""
        self._reserve.chauffer(moteur, self._taches)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop what is at work, wait for it, and leave no process and no file."""
        self._reserve.fermer()
        super().shutdown(wait=True, cancel_futures=True)
