from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kitgen.metier.salle import Salle

MIDNIGHT = dt.datetime(2026, 12, 8)


def minute(n: int) -> dt.datetime:
    return MIDNIGHT + dt.timedelta(minutes=n)


def length(n: int) -> dt.timedelta:
    return dt.timedelta(minutes=n)


def test_the_last_free_moment_is_taken_and_not_one_before():
    room = Salle(1).avec(minute(20), length(10)).avec(minute(50), length(10))
    assert room.au_plus_tard(minute(60), length(10)) == minute(40)
    assert room.au_plus_tot(minute(15), length(10)) == minute(30)


def test_a_preparation_that_takes_no_time_needs_no_place():
    room = Salle(1).avec(minute(0), length(60))
    assert room.avec(minute(0), length(0)) == room
    assert room.au_plus_tot(minute(5), length(0)) == minute(5)
    assert room.au_plus_tard(minute(5), length(0)) == minute(5)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 25)), max_size=8),
    st.none() | st.integers(1, 3),
    st.integers(0, 60),
    st.integers(1, 25),
)
def test_the_first_and_the_last_free_moment_are_those_that_trying_every_minute_finds(taken, places, moment, lasting):
    room = Salle(places)
    for start, n in taken:
        room = room.avec(minute(start), length(n))

    def free(start: int) -> bool:
        there = (sum(a <= m < a + n for a, n in taken) for m in range(start, start + lasting))
        return places is None or all(count < places for count in there)

    first = next(m for m in range(moment, 10_000) if free(m))
    assert room.au_plus_tot(minute(moment), length(lasting)) == minute(first)
    last = next(m for m in range(moment - lasting, -10_000, -1) if free(m))
    assert room.au_plus_tard(minute(moment), length(lasting)) == minute(last)
