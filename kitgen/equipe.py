"""Processes of this build's own that do independent work on files: started once, gone with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from importlib import import_module
from types import TracebackType
from typing import TypeVar

_O = TypeVar("_O")
_R = TypeVar("_R")

_PARTS = 8  # of the work a process is given in turn, so that all end together
_PEU = 4  # orders that are done sooner than a process starts


class Equipe:
    """A team of processes; what one that was killed leaves undone, this process does itself."""

    def __init__(self, taille: int) -> None:
        self._taille = taille
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Equipe:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            if kind is not None:
                # Ctrl-C: nobody waits for what is left.
                for process in [*(self._pool._processes or {}).values()]:
                    process.kill()
            self._pool.shutdown(wait=True, cancel_futures=True)

    def preparer(self, *modules: str) -> None:
        """Start the processes, which take a third of a second to import `modules`, while something else is done."""
        if self._taille > 1:
            for _ in range(self._taille):
                self._ouvert().submit(_importer, modules)

    def faire(self, fonction: Callable[[_O], _R], ordres: Sequence[_O]) -> Iterator[tuple[int, _R]]:
        """The result of each order with its position, as they come; an exception of an order is raised."""
        left = dict(enumerate(ordres))
        if self._taille > 1 and len(ordres) > _PEU:
            with suppress(BrokenProcessPool):
                yield from self._repartir(fonction, left)
        for rank in sorted(left):
            yield rank, fonction(left[rank])

    def _repartir(self, fonction: Callable[[_O], _R], left: dict[int, _O]) -> Iterator[tuple[int, _R]]:
        size = max(1, len(left) // (self._taille * _PARTS))
        ranks = sorted(left)
        pending: set[Future[list[tuple[int, _R]]]] = {
            self._ouvert().submit(_part, fonction, [(rank, left[rank]) for rank in ranks[n : n + size]])
            for n in range(0, len(ranks), size)
        }
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                for rank, result in future.result():
                    del left[rank]
                    yield rank, result

    def _ouvert(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Fresh processes on every system: a copy of this one would have its threads' locks and nobody to open them.
            self._pool = ProcessPoolExecutor(
                self._taille, mp_context=multiprocessing.get_context("spawn"), initializer=_sourd
            )
        return self._pool


def equipe_locale(taches: int) -> Equipe:
    """A team of as many as there are engines at a time, and not more than cores."""
    return Equipe(min(taches, os.cpu_count() or 1))


def _sourd() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends it


def _importer(modules: Sequence[str]) -> None:
    for module in modules:
        import_module(module)


def _part(fonction: Callable[[_O], _R], ordres: Sequence[tuple[int, _O]]) -> list[tuple[int, _R]]:
    return [(rank, fonction(ordre)) for rank, ordre in ordres]
