"""Times of passage: when each candidate prepares and is heard, within the séances, one jury and one room at a time.

Greedy, in the order of passage: a jury takes its next candidate as soon as it is free and they are prepared, in
the first séance that holds the whole passage. A preparation ends when the passage begins; where the room is
full then, it ends earlier, but as late as possible: a candidate waits rather than a jury. Commissions that
share a preparation room share its places; the one that can begin first takes them first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kitgen.metier.durees import minutes_en_tout
from kitgen.metier.salle import Intervalle, Salle
from kitgen.model.candidat import Candidat
from kitgen.model.session import Commission, Session

DEVANT_LE_JURY = ("presentation", "entretien", "connaissances")
"""Codes of the durations that make a passage, in this order."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The hours of one candidate, all on one day."""

    numero: int
    commission: str
    date: dt.date
    convocation: dt.time
    debut_preparation: dt.time
    fin_preparation: dt.time
    debut_passage: dt.time
    fin_passage: dt.time
    salle_preparation: str
    salle_jury: str


@dataclass(frozen=True, slots=True)
class TropLong:
    """The séances of a commission do not hold all its candidates.

    `numero` is the first who does not fit, and `fin` when they would be done if the last séance went on;
    it would have to be `manque` minutes longer for all to fit.
    """

    commission: str
    numero: int
    fin: dt.datetime
    disponible: int
    manque: int

    @property
    def necessaire(self) -> int:
        """Minutes of séance that the commission needs, waiting included."""
        return self.disponible + self.manque


@dataclass(frozen=True, slots=True)
class HeureRefusee:
    """An hour that the list fixes and that can't be kept.

    `limite` says, by `cause`: « occupe », when the jury is free of `precedent`, who passes before; « fin », when the
    séance ends (the passage would go on until `fin`); « preparation », the first hour at which the candidate can be
    prepared; « seance », nothing: no séance is open then.
    """

    commission: str
    numero: int
    heure: dt.time
    cause: Literal["occupe", "fin", "preparation", "seance"]
    limite: dt.datetime | None = None
    precedent: int | None = None
    fin: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Planning:
    """The hours of a session; a commission that is refused has none."""

    passages: tuple[Passage, ...] = ()
    refus: tuple[TropLong | HeureRefusee, ...] = ()


def horaires(session: Session, candidats: Sequence[Candidat], sujets: Mapping[int, int]) -> Planning:
    """The hours of those who come before a commission, by its séances.

    `candidats` are those present, in the order of passage; `sujets` says how many commission sujets each has. Who has
    nothing to do before the jury gets no hours; nor does a commission without séances.
    """
    juries = []
    for commission in session.commissions:
        if commission.seances:
            mine = [_besoin(session, c, sujets.get(c.numero, 0)) for c in candidats if c.commission == commission.code]
            juries.append(_Jury(commission, commission.intervalles, tuple(b for b in mine if b.passage)))
    rooms: dict[tuple[str, str], list[_Jury]] = {}
    for jury in juries:
        rooms.setdefault((jury.commission.lieu, jury.commission.salle_preparation), []).append(jury)
    done = {j.commission.code: j for group in rooms.values() for j in _remplir(group)}
    in_order = [done[j.commission.code] for j in juries]
    return Planning(
        tuple(p for j in in_order if j.refus is None for p in j.passages),
        tuple(j.refus for j in in_order if j.refus is not None),
    )


@dataclass(frozen=True, slots=True)
class _Besoin:
    """What one candidate needs."""

    candidat: Candidat
    preparation: dt.timedelta
    passage: dt.timedelta
    deliberation: dt.timedelta
    convocation: dt.timedelta


@dataclass(frozen=True, slots=True)
class _Jury:
    """A commission on its way through the candidates; `attente` are those who are still to come."""

    commission: Commission
    seances: tuple[Intervalle, ...]
    attente: tuple[_Besoin, ...]
    passages: tuple[Passage, ...] = ()
    libre: dt.datetime = dt.datetime.min
    refus: TropLong | HeureRefusee | None = None


@dataclass(frozen=True, slots=True)
class _Creneau:
    """Where a candidate is put: the beginning of the preparation and of the passage."""

    preparation: dt.datetime
    passage: dt.datetime


def _besoin(session: Session, candidat: Candidat, sujets: int) -> _Besoin:
    def together(*codes: str) -> dt.timedelta:
        return dt.timedelta(minutes=sum(minutes_en_tout(session, code, candidat, sujets) for code in codes))

    return _Besoin(
        candidat,
        preparation=together("preparation"),
        passage=together(*DEVANT_LE_JURY),
        deliberation=together("deliberation"),
        convocation=together("convocation"),
    )


def _remplir(juries: Sequence[_Jury]) -> list[_Jury]:
    """Give hours to the candidates of the commissions that share a room, whoever can begin first going first."""
    places = min((j.commission.places_preparation for j in juries if j.commission.places_preparation), default=None)
    room = Salle(places)
    state = list(juries)
    while True:
        offers = [(i, _prochain(j, room)) for i, j in enumerate(state) if j.attente and j.refus is None]
        for i, offer in offers:
            if not isinstance(offer, _Creneau):
                state[i] = replace(state[i], refus=offer)
        slots = [(offer.passage, i, offer) for i, offer in offers if isinstance(offer, _Creneau)]
        if not slots:
            return state
        _, i, slot = min(slots, key=lambda s: s[:2])
        room = room.avec(slot.preparation, state[i].attente[0].preparation)
        state[i] = _avance(state[i], slot)


def _avance(jury: _Jury, slot: _Creneau) -> _Jury:
    who, *others = jury.attente
    end = slot.passage + who.passage
    midnight = dt.datetime.combine(slot.preparation, dt.time())
    passage = Passage(
        numero=who.candidat.numero,
        commission=jury.commission.code,
        date=slot.passage.date(),
        convocation=max(slot.preparation - who.convocation, midnight).time(),
        debut_preparation=slot.preparation.time(),
        fin_preparation=(slot.preparation + who.preparation).time(),
        debut_passage=slot.passage.time(),
        fin_passage=end.time(),
        salle_preparation=jury.commission.salle_preparation,
        salle_jury=jury.commission.salle_jury,
    )
    return replace(jury, attente=tuple(others), passages=(*jury.passages, passage), libre=end + who.deliberation)


def _prochain(jury: _Jury, room: Salle) -> _Creneau | TropLong | HeureRefusee:
    """Where the next candidate goes, or why nowhere."""
    who = jury.attente[0]
    if who.candidat.heure is not None:
        return _a_l_heure(jury, room, who, who.candidat.heure)
    for opening, end in jury.seances:
        slot = _au_plus_tot(jury, room, who, opening)
        if slot.passage + who.passage + who.deliberation <= end:
            return slot
    return _trop_long(jury, room)


def _au_plus_tot(jury: _Jury, room: Salle, who: _Besoin, opening: dt.datetime) -> _Creneau:
    """The first moment of a séance at which the jury is free and the candidate prepared, whenever it may end."""
    first = room.au_plus_tot(_ouverture(jury, opening.date()), who.preparation)
    start = max(opening, jury.libre, first + who.preparation)
    return _Creneau(room.au_plus_tard(start, who.preparation), start)


def _a_l_heure(jury: _Jury, room: Salle, who: _Besoin, hour: dt.time) -> _Creneau | HeureRefusee:
    """The candidate at the hour that the list fixes: in the first séance of that hour after the one before."""
    refused = HeureRefusee(jury.commission.code, who.candidat.numero, hour, "seance")
    before = jury.passages[-1] if jury.passages else None
    for opening, end in jury.seances:
        start = dt.datetime.combine(opening, hour)
        if not opening <= start < end:
            continue
        if start < jury.libre and before is not None:
            refused = replace(refused, cause="occupe", limite=jury.libre, precedent=before.numero)
            if start > dt.datetime.combine(before.date, before.debut_passage):
                return refused  # it cuts into the passage before; an hour that is wholly over is that of a later day
            continue
        if start + who.passage + who.deliberation > end:
            done = start + who.passage + who.deliberation
            return replace(refused, cause="fin", limite=end, precedent=None, fin=done)
        ready = room.au_plus_tot(_ouverture(jury, start.date()), who.preparation) + who.preparation
        if ready > start:
            return replace(refused, cause="preparation", limite=ready, precedent=None)
        return _Creneau(room.au_plus_tard(start, who.preparation), start)
    return refused


def _ouverture(jury: _Jury, day: dt.date) -> dt.datetime:
    """When the first preparation of a day may begin."""
    return min(opening for opening, _ in jury.seances if opening.date() == day)


def _trop_long(jury: _Jury, room: Salle) -> TropLong:
    """What is missing: the rest of the candidates one after the other, in a last séance that does not end."""
    opening, end = jury.seances[-1]
    first: dt.datetime | None = None
    rest = jury
    while rest.attente:
        who = rest.attente[0]
        slot = _au_plus_tot(rest, room, who, opening)
        room = room.avec(slot.preparation, who.preparation)
        free = slot.passage + who.passage + who.deliberation
        first = first or free
        rest = replace(rest, attente=rest.attente[1:], libre=free)
    return TropLong(
        commission=jury.commission.code,
        numero=jury.attente[0].candidat.numero,
        fin=first or end,
        disponible=sum(_minutes(b - a) for a, b in jury.seances),
        manque=_minutes(rest.libre - end),
    )


def _minutes(length: dt.timedelta) -> int:
    return length // dt.timedelta(minutes=1)
