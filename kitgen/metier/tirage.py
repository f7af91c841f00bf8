"""Which candidate gets which sujet: seeded, balanced, stable, and never what a neighbour or an earlier session gave.

A place in the order of passage prefers a sujet by its rank alone (the sujets, shuffled by the
seed, in turn): so the draw is balanced, neighbours differ, and nobody's sujet depends on who else
is there. Where the list fixes a sujet or a candidate re-sits, the fewest places possible move to
another one; that search (dynamic programming along the room's sequence) is exact. Places without
a candidate take part in it, those beyond the first and the last too: with three sujets or more, who
comes or goes without a constraint changes nothing for the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_Cout = tuple[int, int, int]
"""Empty places that have a neighbour's sujet, places moved, how far."""

_MARGE = 2
"""With three sujets or more, what moves a place moves its neighbours at most, to suit the next ones."""


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate's place in a preparation room.

    `salle` names the sequence of a room, by the commissions that share it; it is empty where nobody waits
    beside anybody (sujets of an OF).
    `fixe` tells whether the rank is given by the list: gaps between such ranks are places left empty.
    """

    numero: int
    salle: str
    rang: int
    competences: tuple[str, ...]
    fixe: bool = True
    imposes: frozenset[str] = frozenset()
    imprimes: frozenset[str] = frozenset()
    """Sujets that this candidate's papers were printed with: they stay, unless the list says otherwise."""
    deja_traites: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Attribution:
    """A sujet given to a candidate, and why (in French, for the plan)."""

    numero: int
    competence: str
    sujet: str
    motif: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """Candidates who can't all be given a sujet, and why."""

    numeros: tuple[int, ...]
    competence: str
    raison: str


def tirer(
    places: Sequence[Place], sujets: Mapping[str, Sequence[str]], graine: int
) -> tuple[tuple[Attribution, ...], tuple[Impossible, ...]]:
    """Draw a sujet for each place and compétence that has sujets; the same input gives the same draw."""
    given: list[Attribution] = []
    refused: list[Impossible] = []
    for competence, codes in sujets.items():
        order = sorted(codes, key=lambda c: _hash(graine, competence, c))
        for salle in sorted({p.salle for p in places}):
            shift = _hash(graine, competence, salle) % len(order)
            ranked = sorted((p for p in places if p.salle == salle), key=lambda p: (p.rang, p.numero))
            for run in _runs(ranked, competence, _MARGE if len(order) > 2 else 0):
                result = _solve(run, competence, order, shift, graine, neighbours=bool(salle))
                if isinstance(result, Impossible):
                    refused.append(result)
                else:
                    given += result
    return tuple(sorted(given, key=lambda a: (a.numero, a.competence))), tuple(refused)


def _hash(*parts: object) -> int:
    text = "\x1f".join(str(p) for p in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _runs(ranked: Iterable[Place], competence: str, marge: int) -> Iterable[list[Place | int]]:
    """Stretches of places, so far from each other that none has to do with another.

    A bare rank stands for a place without anybody who sits this compétence (a number missing in
    the list, the places beyond both ends): it keeps its turn, so that a withdrawal moves nobody.
    """
    run: list[Place | int] = []
    empty: list[int] = []
    last = sitting = None
    for place in ranked:
        if last is not None and place.fixe and last.fixe:
            empty += range(last.rang + 1, place.rang)
        last = place
        if competence not in place.competences:
            empty.append(place.rang)
            continue
        if sitting is not None and len(empty) < 2 * _MARGE:
            run += empty
        else:
            if sitting is not None:
                yield [*run, *range(sitting.rang + 1, sitting.rang + 1 + marge)]
            run = list(range(place.rang - marge, place.rang))
        run.append(place)
        sitting, empty = place, []
    if sitting is not None:
        yield [*run, *range(sitting.rang + 1, sitting.rang + 1 + marge)]


def _solve(
    run: list[Place | int], competence: str, order: Sequence[str], shift: int, graine: int, *, neighbours: bool
) -> list[Attribution] | Impossible:
    def preferred(place: Place | int) -> int:
        return ((place if isinstance(place, int) else place.rang) + shift) % len(order)

    def allowed(place: Place | int) -> list[int]:
        if isinstance(place, int):
            return list(range(len(order)))
        fixed = [i for i, c in enumerate(order) if c in place.imposes]
        fresh = [i for i, c in enumerate(order) if c not in place.deja_traites]
        return fixed or [i for i in fresh if order[i] in place.imprimes] or fresh

    # best[i] is the cheapest way to end at this place with sujet i: places moved, then how far.
    best: dict[int, tuple[_Cout, list[int]]] = {-1: ((0, 0, 0), [])}
    for position, place in enumerate(run):
        step: dict[int, tuple[_Cout, list[int]]] = {}
        for choice in allowed(place):
            away = (choice - preferred(place)) % len(order)
            ways = [
                ((cost[0] + (neighbours and last == choice), cost[1] + (away > 0), cost[2] + away), [*path, choice])
                for last, (cost, path) in best.items()
                # Nobody sits at an empty place: where nothing else is possible, it may have a neighbour's sujet.
                if last != choice or not neighbours or isinstance(place, int) or isinstance(run[position - 1], int)
            ]
            if ways:
                step[choice] = min(ways)
        if not step:
            here = [p.numero for p in run[: position + 1] if isinstance(p, Place)]
            if not allowed(place):
                return Impossible(tuple(here[-1:]), competence, "il a déjà traité tous les sujets disponibles")
            return Impossible(tuple(here[-2:]), competence, "ils se suivent et devraient avoir le même sujet")
        best = step
    _, path = min(best.values())
    return [
        Attribution(p.numero, competence, order[c], _motif(p, order, c, preferred(p), graine))
        for p, c in zip(run, path, strict=True)
        if isinstance(p, Place)
    ]


def _motif(place: Place, order: Sequence[str], choice: int, preferred: int, graine: int) -> str:
    if order[choice] in place.imposes:
        return "imposé par la liste"
    if order[choice] in place.imprimes:
        return "déjà imprimé"
    if len(order) == 1:
        return "seul sujet disponible"
    avoided = sorted(place.deja_traites & set(order))
    reasons = [f"tirage (graine {graine})"]
    if avoided:
        reasons.append(f"{', '.join(avoided)} écarté : déjà traité")
    if choice != preferred and order[preferred] not in place.deja_traites:
        reasons.append(f"décalé : {order[preferred]} va à un voisin de passage")
    return " ; ".join(reasons)
