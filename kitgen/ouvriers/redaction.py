"""Renders Word documents elsewhere: templates and contexts travel once a batch, as values, to an executor's workers."""

from __future__ import annotations

import pickle
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import lru_cache

from kitgen.context.construire import Contextes
from kitgen.errors import InputProblems, Problem
from kitgen.plan import DocumentPrevu
from kitgen.render.atelier import Atelier, cle_du_probleme

_LOT = 16
"""Documents that are worth a journey of their own."""


def rediger(
    executor: Executor,
    taches: int,
    atelier: Atelier,
    contextes: Contextes,
    documents: Sequence[DocumentPrevu],
    pages: Mapping[str, int],
) -> Iterator[tuple[DocumentPrevu, bytes]]:
    """What `atelier.rendre` gives, in the same order, made by `taches` workers of `executor`."""
    baggage = zlib.compress(pickle.dumps((atelier, contextes), pickle.HIGHEST_PROTOCOL), 1)
    size = max(_LOT, -(-len(documents) // (2 * taches)))
    lots = [documents[start : start + size] for start in range(0, len(documents), size)]
    futures = [executor.submit(rediger_lot, baggage, lot, pages) for lot in lots]
    problems: dict[tuple[str, str, str], Problem] = {}
    try:
        for lot, future in zip(lots, futures, strict=True):
            made, faults = future.result()
            for problem in faults:
                problems.setdefault(cle_du_probleme(problem), problem)
            yield from ((document, made[document.chemin]) for document in lot if document.chemin in made)
    finally:
        for future in futures:
            future.cancel()
    if problems:
        raise InputProblems(problems.values())


def rediger_lot(
    baggage: bytes, documents: Sequence[DocumentPrevu], pages: Mapping[str, int]
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The documents of a batch by their paths, and the faults of those that couldn't be made; runs on a worker."""
    made: dict[str, bytes] = {}
    # A worker may have several threads, and a template renders one document at a time.
    with _VERROU:
        atelier, contextes = _deballer(baggage)
        try:
            for document, content in atelier.rendre(documents, contextes, pages):
                made[document.chemin] = content
        except InputProblems as error:
            return made, error.problems
    return made, ()


_VERROU = threading.Lock()


@lru_cache(maxsize=2)
def _deballer(baggage: bytes) -> tuple[Atelier, Contextes]:
    """Once a build and worker: templates are compiled again there."""
    atelier, contextes = pickle.loads(zlib.decompress(baggage))  # noqa: S301 - ours: whoever may send it may run code
    return atelier, contextes
