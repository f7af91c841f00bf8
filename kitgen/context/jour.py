"""From the planning and the lists to what the papers of the day show: hours, people by day, banks, packs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from kitgen.context import vues_jour as vues
from kitgen.context.cas import questions_de
from kitgen.context.typographie import date, heure, texte
from kitgen.context.vues import VueBlocCourt
from kitgen.metier.epreuves import blocs_a_evaluer
from kitgen.metier.planning import Passage
from kitgen.model.candidat import Candidat
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Commission, Session
from kitgen.model.sujet import Questions
from kitgen.noms import majuscules


def passage(p: Passage | None) -> vues.VuePassage | None:
    """The hours of one candidate as they are printed."""
    if p is None:
        return None
    return vues.VuePassage(
        date=date(p.date),
        convocation=heure(p.convocation),
        debut_preparation=heure(p.debut_preparation),
        fin_preparation=heure(p.fin_preparation),
        debut=heure(p.debut_passage),
        fin=heure(p.fin_passage),
        salle_preparation=texte(p.salle_preparation),
        salle_jury=texte(p.salle_jury),
    )


def inscrit(
    c: Candidat, session: Session, referentiel: Referentiel, sujets: Iterable[str], p: Passage | None
) -> vues.VueInscrit:
    """A candidate as a list of the commission shows them."""
    option, organisme = referentiel.option(c.option), session.organisme(c.organisme)
    return vues.VueInscrit(
        numero=f"{c.numero:03d}",
        nom_liste=texte(f"{majuscules(c.nom_naissance)} {c.prenoms}"),
        civilite=c.civilite or "",
        option=texte(option.libelle) if option else "",
        organisme=texte(organisme.nom) if organisme else "",
        desiste=c.desiste,
        blocs=tuple(VueBlocCourt(b.code, texte(b.intitule)) for b in blocs_a_evaluer(c, referentiel)),
        sujets=tuple(sujets),
        passage=passage(p),
    )


def journees(
    commission: Commission, inscrits: Sequence[tuple[vues.VueInscrit, dt.date]]
) -> tuple[vues.VueJournee, ...]:
    """The days of a commission; people in order of passage, each with their day."""
    days = []
    for day, members in groupby(sorted(inscrits, key=lambda i: i[1]), key=lambda i: i[1]):
        hours = tuple(
            f"{heure(start.time())} – {heure(end.time())}"
            for start, end in commission.intervalles
            if start.date() == day
        )
        days.append(vues.VueJournee(date(day), hours, tuple(i for i, _ in members)))
    return tuple(days)


def banques(
    referentiel: Referentiel, questions: Sequence[Questions], entendus: Mapping[int, Collection[str]]
) -> tuple[vues.VueBanque, ...]:
    """The banks of the compétences on which somebody is heard, in the order of the référentiel and of passage."""
    by_competence = {q.competence: q for q in questions}
    return tuple(
        vues.VueBanque(
            c.code,
            texte(c.intitule),
            tuple(f"{numero:03d}" for numero, heard in entendus.items() if c.code in heard),
            questions_de(by_competence[c.code]),
        )
        for c in referentiel.competences
        if c.code in by_competence and any(c.code in heard for heard in entendus.values())
    )
