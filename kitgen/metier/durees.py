"""How long the timed items of a session last for one candidate."""

from __future__ import annotations

import math
from fractions import Fraction

from kitgen.model.candidat import Candidat
from kitgen.model.session import Duree, Session


def minutes_pour(session: Session, duree: Duree, candidat: Candidat | None) -> int:
    """The minutes of one item, longer for who has a right to extra time; rounded up: the right is never shortened."""
    if candidat is None or not candidat.temps_supplementaire or session.majoration is None or not duree.majorable:
        return duree.minutes
    return math.ceil(duree.minutes * (1 + Fraction(session.majoration)))


def minutes_en_tout(session: Session, code: str, candidat: Candidat, sujets: int) -> int:
    """The minutes of one item for all that a candidate takes; 0 when the session does not have this item.

    Each sujet is timed by itself, as its sheet says, so the minutes that are rounded are those of one sujet.
    """
    duree = session.duree(code)
    if duree is None:
        return 0
    return minutes_pour(session, duree, candidat) * (sujets if duree.par == "sujet" else 1)
