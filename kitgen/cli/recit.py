"""The plan as words for a person, and as JSON for a program."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from kitgen.context.typographie import NBSP, heure
from kitgen.metier.planning import Passage
from kitgen.noms import majuscules
from kitgen.plan import Plan
from kitgen.readers.projet import Projet


def plan_en_json(plan: Plan) -> str:
    """The whole plan; keys are those of `kitgen.plan`."""
    return json.dumps(asdict(plan), ensure_ascii=False, indent=1, default=_iso)


def _iso(value: object) -> str:
    """Days and hours as JSON holds them: « 2026-12-08 », « 09:40:00 »."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not part of a plan")


def raconter(projet: Projet, plan: Plan) -> Iterator[str]:
    """The plan, line by line: who, in which order, with which sujets; then packs and what is not made."""
    session = projet.session
    drawn: dict[int, list[str]] = {}
    notes: list[str] = []
    of_commission = {s.code for s in projet.sujets if s.evaluateur == "commission"}
    for a in plan.tirage:
        if a.sujet in of_commission:
            drawn.setdefault(a.numero, []).append(a.sujet)
            if a.motif != f"tirage (graine {session.tirage.graine})":
                notes.append(f"  n° {a.numero:03d}, {a.competence} → {a.sujet} : {a.motif}")
    yield f"{session.intitule} — {len(plan.documents)} documents, {len(plan.packs)} packs (rien n'est écrit)"
    hours = {p.numero: p for p in plan.planning}
    for commission in session.commissions:
        yield ""
        yield f"{commission.libelle} ({commission.code}), {commission.date:%d/%m/%Y}, {commission.salle_jury}"
        if commission.seances:
            yield "  jour, convocation, préparation, passage :"
        here = sorted((c for c in projet.candidats if c.commission == commission.code), key=lambda c: c.rang)
        for c in here:
            name = f"{majuscules(c.nom_naissance)} {c.prenoms}"
            blocs = ", ".join(b.code for b in projet.referentiel.blocs if b.code in c.blocs_a_evaluer)
            sujets = "désisté" if c.desiste else ", ".join(drawn.get(c.numero, ["—"]))
            times = f"{_heures(hours.get(c.numero)):<47}" if commission.seances else ""
            yield f"  {c.rang:>3}.  n° {c.numero:03d}  {times}{name:<36} {blocs:<24} {sujets}"
    yield ""
    yield "Sujets de la commission, nombre de candidats :"
    counts = Counter(s for codes in drawn.values() for s in codes)
    for competence in projet.referentiel.competences:
        mine = [f"{code} : {n}" for code, n in sorted(counts.items()) if _is_of(projet, code, competence.code)]
        if mine:
            yield f"  {competence.code:<4} {', '.join(mine)}"
    if notes:
        yield ""
        yield "Tirages particuliers :"
        yield from notes
    yield ""
    yield "Packs :"
    for pack in plan.packs:
        if pack.code != "candidat":
            yield f"  {pack.fichier} ({len(pack.contenu)} documents)"
    own = sum(p.code == "candidat" for p in plan.packs)
    if own:
        yield f"  packs/candidat-*.pdf ({own} packs)"
    if plan.non_prevus:
        yield ""
        yield "Non prévus :"
        for n in plan.non_prevus:
            yield f"  n° {n.candidat:03d}, {n.document} : {n.motif}"


def _heures(p: Passage | None) -> str:
    if p is None:
        return ""
    hours = (p.convocation, p.debut_preparation, p.debut_passage, p.fin_passage)
    shown = [f"{heure(h).replace(NBSP, ' '):>7}" for h in hours]
    return f"{p.date:%d/%m}  {'  '.join(shown[:3])} – {shown[3]}"


def _is_of(projet: Projet, sujet: str, competence: str) -> bool:
    return any(s.code == sujet and s.competence == competence for s in projet.sujets)
