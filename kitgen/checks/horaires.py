"""Rules of the hours: séances in order, juries and rooms that are free, and a planning that fits into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from kitgen.context.typographie import date_courte, duree, heure
from kitgen.errors import Gravite, Problem
from kitgen.metier.epreuves import dispense
from kitgen.metier.planning import DEVANT_LE_JURY, HeureRefusee, TropLong
from kitgen.model.session import Commission
from kitgen.noms import plie
from kitgen.plan import Plan
from kitgen.readers.listes.candidats import Inscrit
from kitgen.readers.projet import Projet


def verifier(projet: Projet) -> list[Problem]:
    """Problems of the séances in themselves, and of hours that the list fixes for nothing."""
    problems: list[Problem] = []
    for index, commission in enumerate(projet.session.commissions):
        problems += _seances(projet, index, commission)
    for first, second in combinations(range(len(projet.session.commissions)), 2):
        problems += _partage(projet, first, second)
    for inscrit in projet.inscrits:
        commission_ = projet.session.commission(inscrit.candidat.commission)
        if inscrit.candidat.heure is not None and commission_ is not None and not commission_.seances:
            problems.append(
                inscrit.probleme(
                    "heure",
                    f"heure de passage sans effet : {commission_.code} n'a pas de « seances »",
                    "ajoutez-les dans session.yaml, ou videz la cellule",
                    _h(inscrit.candidat.heure),
                    Gravite.AVERTISSEMENT,
                )
            )
    return problems


def verifier_plan(projet: Projet, plan: Plan) -> list[Problem]:
    """Candidates for whom the planning has no hours, and why."""
    by_number = {i.candidat.numero: i for i in projet.inscrits}
    problems = []
    for refus in plan.refus_horaires:
        if isinstance(refus, TropLong):
            problems.append(_trop_long(projet, refus, by_number[refus.numero]))
        else:
            problems.append(_heure_refusee(projet, refus, by_number))
    return [*problems, *_sans_heure(projet, plan)]


def _seances(projet: Projet, index: int, commission: Commission) -> Iterator[Problem]:
    lu, s = projet.lus["session"], projet.session
    here = ("commissions", index, "seances")
    if commission.seances and not any(s.duree(code) for code in DEVANT_LE_JURY):
        yield lu.probleme(
            here,
            "des séances, mais aucune durée devant le jury",
            f"donnez dans « durees » les minutes de {', '.join(DEVANT_LE_JURY)}, ou retirez les séances",
        )
    days = [x.date or commission.date for x in commission.seances]
    for k, day in enumerate(days):
        # That of the commission has a message of its own.
        if not s.debut <= day <= s.fin and day not in (commission.date, *days[:k]):
            text = f"la séance est hors de la session ({date_courte(s.debut)} – {date_courte(s.fin)})"
            yield lu.probleme((*here, k), text, "corrigez sa date, ou « debut » et « fin »", date_courte(day))
    if days and days[0] != commission.date:
        yield lu.probleme(
            (*here, 0),
            f"la première séance n'est pas à la date de la commission ({date_courte(commission.date)})",
            "corrigez l'une des deux dates : celle de la commission est imprimée",
            date_courte(days[0]),
        )
    for k, (before, after) in enumerate(pairwise(commission.intervalles), 1):
        if after[0] < before[1]:
            yield lu.probleme(
                (*here, k),
                f"la séance commence avant la fin de la précédente ({_le(before[1])})",
                "écrivez les séances dans l'ordre, sans qu'elles se chevauchent",
                _le(after[0]),
            )


def _partage(projet: Projet, first: int, second: int) -> Iterator[Problem]:
    """What two commissions can't both have: a juror or a jury room at one time, two capacities of one room."""
    lu = projet.lus["session"]
    a, b = projet.session.commissions[first], projet.session.commissions[second]
    counts = a.places_preparation, b.places_preparation
    if (a.lieu, a.salle_preparation) == (b.lieu, b.salle_preparation) and None not in counts and counts[0] != counts[1]:
        yield lu.probleme(
            ("commissions", second, "places_preparation"),
            f"« {b.salle_preparation} » a {counts[0]} places dans {a.code} : c'est la même salle",
            "écrivez le même nombre aux deux",
            str(counts[1]),
        )
    if not any(x[0] < y[1] and y[0] < x[1] for x in a.intervalles for y in b.intervalles):
        return
    for k, jure in enumerate(b.jures):
        if any((plie(j.nom), plie(j.prenom)) == (plie(jure.nom), plie(jure.prenom)) for j in a.jures):
            yield lu.probleme(
                ("commissions", second, "jures", k),
                f"{jure.prenom} {jure.nom} siège au même moment dans {a.code} et {b.code}",
                "changez le juré, ou les séances d'une des deux commissions",
            )
    if (a.lieu, plie(a.salle_jury)) == (b.lieu, plie(b.salle_jury)):
        problem = lu.probleme(
            ("commissions", second, "salle_jury"),
            f"{a.code} et {b.code} siègent au même moment dans la même salle",
            "changez la salle, ou les séances d'une des deux commissions",
            b.salle_jury,
        )
        yield replace(problem, gravite=Gravite.AVERTISSEMENT)


def _trop_long(projet: Projet, refus: TropLong, inscrit: Inscrit) -> Problem:
    index = next(i for i, c in enumerate(projet.session.commissions) if c.code == refus.commission)
    return projet.lus["session"].probleme(
        ("commissions", index, "seances"),
        f"{refus.commission} n'a pas le temps d'entendre tous ses candidats : {_who(inscrit)} finirait "
        f"le {_le(refus.fin)} ; il faut {_d(refus.necessaire)} de séances, il y en a {_d(refus.disponible)}",
        f"ajoutez une séance, allongez-la, ou répartissez les candidats : il manque {_d(refus.manque)}",
    )


def _heure_refusee(projet: Projet, refus: HeureRefusee, by_number: dict[int, Inscrit]) -> Problem:
    inscrit = by_number[refus.numero]
    limit = _le(refus.limite) if refus.limite else ""
    if refus.cause == "occupe" and refus.precedent is not None:
        reason = f"le jury n'est libre de {_who(by_number[refus.precedent])} que le {limit}"
        remedy = "donnez une heure plus tardive, ou changez l'ordre de passage"
    elif refus.cause == "fin" and refus.fin is not None:
        reason = f"le passage durerait jusqu'à {_h(refus.fin.time())}, la séance finit le {limit}"
        remedy = "donnez une heure plus tôt, ou allongez la séance"
    elif refus.cause == "preparation":
        reason = f"la préparation ne peut pas être finie avant le {limit}"
        remedy = "donnez une heure plus tardive, ou ouvrez la première séance du jour plus tôt"
    else:
        commission = projet.session.commission(refus.commission)
        open_ = [f"{_le(a)} – {_h(b.time())}" for a, b in (commission.intervalles if commission else ())]
        reason = f"aucune séance de {refus.commission} n'est ouverte à cette heure après le passage précédent"
        remedy = f"séances : {' ; '.join(open_)}"
    text = f"{_who(inscrit)} ne peut pas passer à {_h(refus.heure)} : {reason}"
    return inscrit.probleme("heure", text, remedy, _h(refus.heure))


def _sans_heure(projet: Projet, plan: Plan) -> Iterator[Problem]:
    s = projet.session
    refused = {r.commission for r in plan.refus_horaires}
    timed = {c.code for c in s.commissions if c.seances} - refused
    planned = {p.numero for p in plan.planning}
    for inscrit in projet.inscrits:
        c = inscrit.candidat
        awaited = c.commission in timed and not c.desiste and not dispense(s, c, "commission")
        if awaited and c.numero not in planned:
            yield inscrit.probleme(
                "blocs_presentes",
                f"{_who(inscrit)} n'a pas d'heure de passage : aucun sujet de la commission, et toutes les durées "
                "devant le jury sont comptées par sujet",
                "écrivez « par: candidat » à la durée qui vaut pour tous, si le jury doit le recevoir",
                gravite=Gravite.AVERTISSEMENT,
            )


def _who(inscrit: Inscrit) -> str:
    c = inscrit.candidat
    return f"{c.prenoms} {c.nom_naissance} (n° {c.numero})"


def _le(moment: dt.datetime) -> str:
    return f"{date_courte(moment.date())} à {_h(moment.time())}"


def _h(hour: dt.time) -> str:
    return heure(hour).replace("\u00a0", " ")


def _d(minutes: int) -> str:
    return duree(minutes).replace("\u00a0", " ")
