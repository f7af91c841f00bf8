"""In which order documents are made: what counts the pages of others comes after them, until the counts hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kitgen.plan import DocumentPrevu, Plan

_ASSEZ = 4
"""Rounds after the first: a cover that grows by a page changes its own count, and hardly ever more than once."""


def tours(plan: Plan, pages: Mapping[str, int]) -> Iterator[tuple[DocumentPrevu, ...]]:
    """The documents to make, round by round; the caller enters into `pages` what it has made before it asks on.

    What opens a pack or stands before a candidate counts all that the pack holds, itself included. It is made once
    the others are, as if each such document had one page; those for which that was wrong are made again.
    """
    first = tuple(d for d in plan.documents if d.pack is None)
    if first:
        yield first
    inside = {p.fichier: p.contenu for p in plan.packs}
    again = tuple(d for d in plan.documents if d.pack is not None)
    for _ in range(_ASSEZ):
        if not again:
            return
        supposed = dict(pages)
        yield again
        changed = {c for c, count in pages.items() if supposed.get(c, 1) != count}
        again = tuple(
            d
            for d in plan.documents
            if d.pack is not None and d.chemin in pages and changed.intersection(inside.get(d.pack, ()))
        )
