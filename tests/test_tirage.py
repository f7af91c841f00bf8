from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kitgen.metier.tirage import Attribution, Impossible, Place, tirer

SALLE = "2026-12-08/paris/101"


def place(numero: int, rang: int | None = None, **changes) -> Place:
    return Place(numero, SALLE, numero if rang is None else rang, ("C8",), **changes)


def codes(count: int) -> tuple[str, ...]:
    return tuple(f"C8-{chr(65 + i)}" for i in range(count))


def draw(places: Sequence[Place], count: int, graine: int = 1) -> dict[int, str]:
    """The sujet of each candidate, where nothing is impossible."""
    given_, refused = tirer(places, {"C8": codes(count)}, graine)
    assert refused == ()
    return {a.numero: a.sujet for a in given_}


def allowed(p: Place, count: int) -> tuple[str, ...]:
    imposed = tuple(c for c in codes(count) if c in p.imposes)
    return imposed or tuple(c for c in codes(count) if c not in p.deja_traites)


def solutions(places: Sequence[Place], count: int) -> list[tuple[str, ...]]:
    """By trying everything: each way to serve a small room so that those who follow each other differ."""
    ways = product(*(allowed(p, count) for p in places))
    return [
        w
        for w in ways
        if all(a != b or q.rang - p.rang > 1 for (p, a), (q, b) in pairwise(zip(places, w, strict=True)))
    ]


_COUNTS, _SIZES = st.integers(2, 5), st.integers(1, 7)


@st.composite
def rooms(draw_, sujets=_COUNTS, size=_SIZES, constrained=True, gaps=True):
    """A room, the number of sujets, a seed; ranks from the list, some of them left empty."""
    count = draw_(sujets)
    steps = draw_(st.lists(st.sampled_from([1, 1, 1, 2, 3] if gaps else [1]), min_size=1, max_size=draw_(size)))
    rank, places = draw_(st.integers(0, 4)), []
    for numero, step in enumerate(steps, 1):
        rank += step
        kind = draw_(st.sampled_from(["libre", "libre", "libre", "impose", "deja"])) if constrained else "libre"
        chosen = draw_(st.sets(st.sampled_from(codes(count)), min_size=1, max_size=count)) if kind == "deja" else set()
        imposed = {draw_(st.sampled_from(codes(count)))} if kind == "impose" else set()
        places.append(place(numero, rank, imposes=frozenset(imposed), deja_traites=frozenset(chosen)))
    return places, count, draw_(st.integers(0, 50))


def free(p: Place) -> bool:
    return not p.imposes and not p.deja_traites


@given(rooms(), st.randoms(use_true_random=False))
def test_the_same_input_gives_the_same_draw_whatever_its_order(room, rng: random.Random):
    places, count, graine = room
    mixed, sujets = list(places), list(codes(count))
    rng.shuffle(mixed)
    rng.shuffle(sujets)
    assert tirer(places, {"C8": codes(count)}, graine) == tirer(mixed, {"C8": sujets}, graine)


def test_the_seed_decides():
    room = [place(n) for n in range(1, 6)]
    draws = [tuple(draw(room, 3, graine).values()) for graine in range(30)]
    # Three sujets in turn can be ordered in six ways; each comes up.
    assert len(set(draws)) == 6


@given(rooms())
def test_everybody_gets_a_sujet_that_suits_and_neighbours_differ_unless_it_is_impossible(room):
    places, count, graine = room
    given_, refused = tirer(places, {"C8": codes(count)}, graine)
    possible = solutions(places, count)
    assert bool(refused) == (not possible)
    if possible:
        assert tuple(a.sujet for a in given_) in possible
        assert [a.numero for a in given_] == [p.numero for p in places]


@given(rooms(size=st.integers(1, 40), constrained=False, gaps=False))
def test_consecutive_places_without_constraints_share_the_sujets_evenly(room):
    places, count, graine = room
    drawn = draw(places, count, graine)
    counts = Counter(dict.fromkeys(codes(count), 0))
    counts.update(drawn.values())
    assert max(counts.values()) - min(counts.values()) <= 1
    assert all(drawn[a.numero] != drawn[b.numero] for a, b in pairwise(places))


@given(rooms(sujets=st.integers(2, 3), size=st.integers(1, 5), gaps=False))
def test_a_constraint_moves_as_few_candidates_as_possible(room):
    places, count, graine = room
    # Free places around them: the empty ones beyond the ends are none that could move instead.
    first, last = places[0].rang, places[-1].rang
    places = [*(place(90 + n, first - n) for n in (2, 1)), *places, *(place(90 - n, last + n) for n in (1, 2))]
    assume(solutions(places, count))
    wanted = draw([replace(p, imposes=frozenset(), deja_traites=frozenset()) for p in places], count, graine)
    moved = {n for n, sujet in draw(places, count, graine).items() if sujet != wanted[n]}
    least = min(sum(a != wanted[p.numero] for p, a in zip(places, w, strict=True)) for w in solutions(places, count))
    assert len(moved) == least


@given(rooms(sujets=st.integers(3, 5), size=st.integers(1, 9)), st.data())
def test_removing_a_candidate_without_constraints_changes_nobody_else(room, data):
    places, count, graine = room
    given_, refused = tirer(places, {"C8": codes(count)}, graine)
    assume(not refused)
    gone = data.draw(st.sampled_from([p for p in places if free(p)] or [place(99)]))
    rest = [p for p in places if p is not gone]
    assert draw(rest, count, graine) == {a.numero: a.sujet for a in given_ if a.numero != gone.numero}


@pytest.mark.parametrize("between", [1, 2, 3, 4, 5])
def test_two_constrained_candidates_are_drawn_alike_whether_those_between_them_are_there_or_not(between: int):
    for graine, one, other in product(range(6), codes(3), codes(3)):
        room = [place(n) for n in range(1, between + 3)]
        room[0] = replace(room[0], deja_traites=frozenset({one}))
        room[-1] = replace(room[-1], deja_traites=frozenset({other}))
        full = draw(room, 3, graine)
        assert draw([room[0], room[-1]], 3, graine) == {n: full[n] for n in (1, between + 2)}


def test_one_candidate_far_from_the_preferred_sujet_is_better_than_two_near_it():
    turn = list(draw([place(n) for n in range(1, 7)], 6).values())
    # The next sujet is the neighbour's, who would have to move; the one after three more is nobody's.
    room = [place(n) for n in range(1, 5)]
    room[1] = replace(room[1], deja_traites=frozenset(turn) - {turn[2], turn[5]})
    assert draw(room, 6) == {1: turn[0], 2: turn[5], 3: turn[2], 4: turn[3]}


@given(rooms(sujets=st.integers(3, 5), size=st.integers(1, 9)), st.integers(1, 3))
def test_adding_candidates_at_the_end_changes_nobody_else(room, more: int):
    places, count, graine = room
    given_, refused = tirer(places, {"C8": codes(count)}, graine)
    assume(not refused)
    last = places[-1].rang
    longer = [*places, *(place(100 + n, last + n) for n in range(1, more + 1))]
    before = {a.numero: a.sujet for a in given_}
    assert {n: s for n, s in draw(longer, count, graine).items() if n < 100} == before


@given(rooms(sujets=st.integers(3, 5), size=st.integers(2, 9), gaps=False, constrained=False), st.data())
def test_where_the_numbers_give_the_order_a_missing_number_changes_nobody_else(room, data):
    places, count, graine = room
    places = [replace(p, fixe=False) for p in places]
    gone = data.draw(st.sampled_from(places))
    before = draw(places, count, graine)
    del before[gone.numero]
    assert draw([p for p in places if p is not gone], count, graine) == before


def test_an_empty_place_keeps_apart_two_who_must_have_different_sujets():
    # With two sujets, nobody could sit between them; and nobody does.
    a, b = codes(2)
    room = [place(1, 1, imposes=frozenset({a})), place(3, 3, imposes=frozenset({b}))]
    assert draw(room, 2) == {1: a, 3: b}


def test_the_only_sujet_is_given_to_those_who_do_not_follow_each_other():
    assert draw([place(1, 1), place(3, 3)], 1) == {1: "C8-A", 3: "C8-A"}


@given(rooms(), st.integers(0, 50))
def test_rooms_do_not_influence_each_other(room, other_seed: int):
    places, count, graine = room
    elsewhere = [replace(p, numero=p.numero + 50, salle="autre") for p in places]
    both, refused = tirer([*places, *elsewhere], {"C8": codes(count)}, graine)
    one, refused_one = tirer(places, {"C8": codes(count)}, graine)
    assert tuple(a for a in both if a.numero < 50) == one
    assert refused_one == tuple(r for r in refused if r.numeros[0] < 50)


def test_competences_are_drawn_independently():
    room = [Place(n, SALLE, n, ("C8", "C9") if n != 2 else ("C9",)) for n in range(1, 6)]
    pool = {"C8": ("C8-A", "C8-B"), "C9": ("C9-A", "C9-B", "C9-C")}
    given_, refused = tirer(room, pool, 3)
    assert refused == ()
    alone = [a for c, codes_ in pool.items() for a in tirer(room, {c: codes_}, 3)[0]]
    assert sorted(alone, key=lambda a: (a.numero, a.competence)) == list(given_)
    assert [a.numero for a in given_ if a.competence == "C8"] == [1, 3, 4, 5]


def test_who_does_not_sit_the_competence_stands_between_those_who_do():
    room = [place(1, imposes=frozenset({"C8-A"})), Place(2, SALLE, 2, ()), place(3, imposes=frozenset({"C8-A"}))]
    assert draw(room, 2) == {1: "C8-A", 3: "C8-A"}


@given(rooms(), st.data())
def test_without_a_room_nobody_is_anybodys_neighbour(room, data):
    places, count, graine = room
    places = [replace(p, salle="") for p in places if allowed(p, count)]
    assume(places)
    together = draw(places, count, graine)
    alone = data.draw(st.sampled_from(places))
    assert draw([alone], count, graine) == {alone.numero: together[alone.numero]}


def refusals(places: Sequence[Place], count: int = 2) -> list[tuple[tuple[int, ...], str]]:
    _, refused = tirer(places, {"C8": codes(count)}, 1)
    assert all(r.competence == "C8" for r in refused)
    return [(r.numeros, r.raison) for r in refused]


def test_who_has_had_every_sujet_is_named():
    room = [place(1), place(2, deja_traites=frozenset(codes(2))), place(3)]
    assert refusals(room) == [((2,), "il a déjà traité tous les sujets disponibles")]


def test_neighbours_with_the_same_imposed_sujet_are_named():
    room = [place(n, imposes=frozenset({"C8-A"} if n in (2, 3) else ())) for n in range(1, 5)]
    assert refusals(room) == [((2, 3), "ils se suivent et devraient avoir le même sujet")]


def test_neighbours_who_can_only_have_the_same_sujet_left_are_named():
    room = [place(n, deja_traites=frozenset({"C8-B"} if n in (3, 4) else ())) for n in range(1, 6)]
    assert refusals(room) == [((3, 4), "ils se suivent et devraient avoir le même sujet")]


def test_neighbours_for_whom_there_is_one_sujet_are_named():
    assert refusals([place(1), place(2)], 1) == [((1, 2), "ils se suivent et devraient avoir le même sujet")]


def test_each_room_reports_its_own_impossible_case():
    room = [replace(place(n), salle=s) for n, s in ((1, "a"), (2, "a"), (3, "b"), (4, "c"), (5, "c"))]
    assert [numbers for numbers, _ in refusals(room, 1)] == [(1, 2), (4, 5)]


def test_nothing_is_drawn_where_it_is_impossible_and_the_rest_is_drawn():
    room = [replace(place(n), salle="a" if n < 3 else "b") for n in (1, 2, 3)]
    given_, refused = tirer(room, {"C8": codes(1)}, 1)
    assert given_ == (Attribution(3, "C8", "C8-A", "seul sujet disponible"),)
    assert refused == (Impossible((1, 2), "C8", "ils se suivent et devraient avoir le même sujet"),)


def test_the_reason_of_each_draw_is_told():
    room = [place(n) for n in range(1, 7)]
    wanted = draw(room, 3, 7)
    room[2] = replace(room[2], deja_traites=frozenset({wanted[3]}))
    room[5] = replace(room[5], imposes=frozenset({wanted[6]}))
    given_, _ = tirer(room, {"C8": codes(3)}, 7)
    reasons = {a.numero: a.motif for a in given_}
    moved = {a.numero for a in given_ if a.sujet != wanted[a.numero]}
    assert reasons[1] == "tirage (graine 7)"
    assert reasons[3] == f"tirage (graine 7) ; {wanted[3]} écarté : déjà traité"
    assert reasons[6] == "imposé par la liste"
    (neighbour,) = moved - {3}
    assert reasons[neighbour] == f"tirage (graine 7) ; décalé : {wanted[neighbour]} va à un voisin de passage"


def test_a_long_room_with_many_empty_places_is_drawn_at_once():
    room = [place(n, n * 30, deja_traites=frozenset({"C8-A"} if n % 7 == 0 else ())) for n in range(1, 200)]
    assert len(draw(room, 3)) == 199


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_candidate_who_re_sits_gets_something_new_at_any_place(count: int):
    for rank in range(1, 9):
        for used in codes(count):
            room = [place(n, deja_traites=frozenset({used} if n == rank else ())) for n in range(1, 9)]
            drawn = draw(room, count)
            assert drawn[rank] != used
            assert all(drawn[n] != drawn[n + 1] for n in range(1, 8))
