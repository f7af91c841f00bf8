"""What each candidate is evaluated on: their blocs, by which evaluators, with which sujets of the draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kitgen.metier.tirage import Attribution, Impossible, Place, tirer
from kitgen.model.candidat import Candidat
from kitgen.model.kit import Kit
from kitgen.model.referentiel import Bloc, Referentiel
from kitgen.model.session import Session
from kitgen.model.sujet import Sujet


@dataclass(frozen=True, slots=True)
class Tires:
    """The sujets drawn for a session: all of them, by evaluator, and who can't be given one."""

    attributions: tuple[Attribution, ...]
    impossibles: tuple[Impossible, ...]
    par_evaluateur: Mapping[str, Mapping[tuple[int, str], str]]

    def pour(self, evaluateur: str | None) -> Mapping[tuple[int, str], str]:
        """The sujets of one evaluator, by candidate's number and compétence."""
        return self.par_evaluateur.get(evaluateur or "", {})


def blocs_a_evaluer(candidat: Candidat, referentiel: Referentiel) -> tuple[Bloc, ...]:
    """The blocs that the candidate is still to be evaluated on, in the order of the référentiel."""
    return tuple(b for b in referentiel.blocs if b.code in candidat.blocs_a_evaluer)


def dispense(session: Session, candidat: Candidat, evaluateur: str | None) -> str:
    """Why this candidate is not evaluated by that evaluator, by the rules of the session; empty if they are."""
    for rule in session.dispenses:
        if candidat.voie_acces == rule.voie and evaluateur in rule.evaluateurs:
            return rule.motif
    return ""


def tirer_la_session(
    session: Session,
    referentiel: Referentiel,
    kit: Kit,
    sujets: Sequence[Sujet],
    ranked: Sequence[Candidat],
    imprimes: Mapping[int, frozenset[str]],
) -> Tires:
    """Draw the sujets of each evaluator that the kit has documents for; withdrawn candidates keep theirs.

    `imprimes` are the sujets with which a candidate's papers were printed, by number: they are kept.
    """
    drawn: list[Attribution] = []
    refused: list[Impossible] = []
    by_evaluator = {}
    for evaluateur in sorted({d.evaluateur for d in kit.documents if d.evaluateur and "sujet" in d.un_par}):
        pool = _pool(sujets, referentiel, evaluateur)
        places = _places(session, referentiel, ranked, pool, evaluateur, imprimes)
        given, impossible = tirer(places, pool, session.tirage.graine)
        drawn += given
        refused += impossible
        by_evaluator[evaluateur] = {(a.numero, a.competence): a.sujet for a in given}
    return Tires(tuple(drawn), tuple(refused), by_evaluator)


def _pool(sujets: Sequence[Sujet], referentiel: Referentiel, evaluateur: str) -> dict[str, tuple[str, ...]]:
    """The sujets of an evaluator, by compétence, in the order of the référentiel."""
    pool = {
        c.code: tuple(sorted(s.code for s in sujets if s.competence == c.code and s.evaluateur == evaluateur))
        for c in referentiel.competences
    }
    return {competence: codes for competence, codes in pool.items() if codes}


def _places(
    session: Session,
    referentiel: Referentiel,
    ranked: Sequence[Candidat],
    pool: dict[str, tuple[str, ...]],
    evaluateur: str,
    imprimes: Mapping[int, frozenset[str]],
) -> list[Place]:
    """Who prepares where, after whom. Commissions that share a room on a day share one sequence."""
    rooms: dict[str, list[str]] = {}
    for c in session.commissions:
        rooms.setdefault(f"{c.date}/{c.lieu}/{c.salle_preparation}", []).append(c.code)
    # A sequence is known by its commissions: moving them to another room or day draws nothing anew.
    room_of = {code: ("+".join(codes), i, len(codes)) for codes in rooms.values() for i, code in enumerate(codes)}
    places = []
    for candidat in ranked:
        if dispense(session, candidat, evaluateur):
            continue
        room, index, count = room_of[candidat.commission]
        asked = [c.code for b in blocs_a_evaluer(candidat, referentiel) for c in b.competences]
        places.append(
            Place(
                numero=candidat.numero,
                salle=room if evaluateur == "commission" else "",
                rang=(candidat.rang - 1) * count + index + 1,
                competences=tuple(c for c in asked if c in pool),
                fixe=candidat.ordre is not None,
                imposes=frozenset(candidat.sujets_imposes),
                imprimes=imprimes.get(candidat.numero, frozenset()),
                deja_traites=frozenset(candidat.sujets_deja_traites),
            )
        )
    return places
