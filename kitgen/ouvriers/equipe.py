"""Processes of this program's own that do independent work on files: started once, gone with it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import wait as attendre
from pkgutil import resolve_name
from typing import TypeVar

_O = TypeVar("_O")
_R = TypeVar("_R")

_PARTS = 8  # of the work a process is given in turn, so that all end together
_PEU = 4  # orders that are done sooner than a process starts
_RETENUE = 15  # steps of priority below the process that has the team, and below engines, which are wanted first


class Equipe:
    """A team of processes; what one that was killed leaves undone, this process does itself."""

    def __init__(self, taille: int) -> None:
        self._taille = taille
        self._pool: ProcessPoolExecutor | None = None

    @classmethod
    def locale(cls, taches: int = 8) -> Equipe:
        """A team of so many, and not more than there are cores."""
        return cls(min(taches, os.cpu_count() or 1))

    def __enter__(self) -> Equipe:
        return self

    def __exit__(self, *_: object) -> None:
        # Whether they were at work or wait for some, nothing is left for them to say or to put away.
        self.arreter()

    def arreter(self) -> None:
        """Nobody waits for what is left, and whoever takes its folder away must not find it written to meanwhile."""
        if self._pool is not None:
            for process in [*(self._pool._processes or {}).values()]:
                process.kill()
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def preparer(self, *noms: str, combien: int | None = None) -> None:
        """Start so many processes, or all, and let each import these modules and call these functions
        (`module:function`), which takes them a third of a second, while something else is done."""
        if self._taille > 1:
            for _ in range(self._taille if combien is None else min(combien, self._taille)):
                self._ouvert().submit(_preparer, noms)

    def faire(
        self, fonction: Callable[[_O], _R], ordres: Sequence[_O], poids: Callable[[_O], float] = lambda _: 1
    ) -> Iterator[tuple[int, _R]]:
        """The result of each order with its position, as they come; an exception of an order is raised.

        The team begins now, whenever its results are asked for. `poids` is how much work an order is, beside the
        others: the heaviest come first.
        """
        left = dict(enumerate(ordres))
        pending: set[Future[list[tuple[int, _R]]]] = set()
        if self._taille > 1 and left and (self._pool is not None or len(left) > _PEU):
            weights = [poids(ordre) for ordre in ordres]
            with suppress(BrokenProcessPool):
                for ranks in _parts(weights, sum(weights) / (self._taille * _PARTS)):
                    pending.add(self._ouvert().submit(_part, fonction, [(rank, left[rank]) for rank in ranks]))
        return self._recolter(fonction, left, pending)

    def _recolter(
        self, fonction: Callable[[_O], _R], left: dict[int, _O], pending: set[Future[list[tuple[int, _R]]]]
    ) -> Iterator[tuple[int, _R]]:
        try:
            while pending:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    for rank, result in future.result():
                        del left[rank]
                        yield rank, result
        except BrokenProcessPool:
            pass  # what is left is done here
        except BaseException:
            self.arreter()
            raise
        for rank in sorted(left):
            yield rank, fonction(left[rank])

    def _ouvert(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Fresh processes on every system: a copy of this one would have its threads' locks and nobody to open them.
            self._pool = ProcessPoolExecutor(
                self._taille,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_commencer,
                initargs=gc.get_threshold(),
            )
        return self._pool


def _parts(poids: Sequence[float], assez: float) -> Iterator[list[int]]:
    """Ranks, the heaviest first, as many together as are enough work for one turn."""
    part: list[int] = []
    weight = 0.0
    for rank in sorted(range(len(poids)), key=lambda rank: (-poids[rank], rank)):
        part.append(rank)
        weight += poids[rank]
        if weight >= assez:
            yield part
            part, weight = [], 0.0
    if part:
        yield part


def _commencer(*dechets: int) -> None:
    """What a process of the team does first; it looks for garbage as often as its master."""
    gc.set_threshold(*dechets)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends it
    if hasattr(os, "nice"):
        # While the team starts the parent reads, and all wait for what it reads; later it waits for them.
        os.nice(_RETENUE)
    threading.Thread(target=_finir_avec_le_maitre, daemon=True).start()


def _finir_avec_le_maitre() -> None:
    """A process whose parent was killed would wait for orders for ever."""
    if (parent := multiprocessing.parent_process()) is not None:
        attendre([parent.sentinel])
        os._exit(1)


def _preparer(noms: Sequence[str]) -> None:
    for nom in noms:
        found = resolve_name(nom)
        if ":" in nom:
            found()


def _part(fonction: Callable[[_O], _R], ordres: Sequence[tuple[int, _O]]) -> list[tuple[int, _R]]:
    return [(rank, fonction(ordre)) for rank, ordre in ordres]
