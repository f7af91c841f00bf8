"""Many files at once: what each of them holds, by its SHA-256, and whatever else is done to one after the other."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import TypeVar

_E = TypeVar("_E")
_S = TypeVar("_S")

_FILS = min(os.cpu_count() or 1, 4)
_PARTS = 16
"""Of the work, for all threads together: handing over a single file takes as long as hashing it."""


def sha256(chemin: str | Path) -> str:
    """The SHA-256 of a file; raises OSError."""
    # A part of a pack is read at a time; most files are one part. Room for a whole one is made for each read.
    digest = hashlib.sha256()
    with open(chemin, "rb", buffering=0) as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def chacun(fonction: Callable[[_E], _S], elements: Sequence[_E]) -> list[_S]:
    """The result for each element, in their order, several threads at work; what one raises is raised."""
    size = max(-(-len(elements) // _PARTS), 1)
    parts = [elements[n : n + size] for n in range(0, len(elements), size)]
    if len(parts) <= 1:
        return [fonction(element) for element in elements]
    with ThreadPoolExecutor(_FILS) as pool:
        return [*chain.from_iterable(pool.map(lambda part: [fonction(element) for element in part], parts))]
