"""A preparation room with so many places: when the next one is free."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

Intervalle = tuple[dt.datetime, dt.datetime]
"""From when to when; the end is no more part of it."""


@dataclass(frozen=True, slots=True)
class Salle:
    """How many the room holds (None: no limit known), and from when to when it is taken."""

    places: int | None
    occupe: tuple[Intervalle, ...] = ()

    def avec(self, start: dt.datetime, length: dt.timedelta) -> Salle:
        """The room with one more preparation."""
        return replace(self, occupe=(*self.occupe, (start, start + length))) if length else self

    def au_plus_tot(self, start: dt.datetime, length: dt.timedelta) -> dt.datetime:
        """The first moment from `start` on at which a place is free for so long."""
        moments = (start, *sorted(b for _, b in self.occupe if b > start))
        return next(m for m in moments if self._libre(m, length))

    def au_plus_tard(self, end: dt.datetime, length: dt.timedelta) -> dt.datetime:
        """The last moment at which a preparation of that length may begin that ends at `end` or before."""
        moments = (end - length, *sorted((a - length for a, _ in self.occupe if a < end), reverse=True))
        return next(m for m in moments if self._libre(m, length))

    def _libre(self, start: dt.datetime, length: dt.timedelta) -> bool:
        if self.places is None or not length:
            return True
        end = start + length
        there = [(a, b) for a, b in self.occupe if a < end and b > start]
        # The most are there at the beginning, or when somebody comes.
        moments = (start, *(a for a, _ in there if a > start))
        return all(sum(a <= m < b for a, b in there) < self.places for m in moments)
