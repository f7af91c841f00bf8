"""The plan as words for a person, and as JSON for a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from kitgen.noms import majuscules
from kitgen.plan import Plan
from kitgen.readers.projet import Projet


def plan_en_json(plan: Plan) -> str:
    """The whole plan; keys are those of `kitgen.plan`."""
    return json.dumps(asdict(plan), ensure_ascii=False, indent=1)


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
    for commission in session.commissions:
        yield ""
        yield f"{commission.libelle} ({commission.code}), {commission.date:%d/%m/%Y}, {commission.salle_jury}"
        here = sorted((c for c in projet.candidats if c.commission == commission.code), key=lambda c: c.rang)
        for c in here:
            name = f"{majuscules(c.nom_naissance)} {c.prenoms}"
            blocs = ", ".join(b.code for b in projet.referentiel.blocs if b.code in c.blocs_a_evaluer)
            sujets = "désisté" if c.desiste else ", ".join(drawn.get(c.numero, ["—"]))
            yield f"  {c.rang:>3}.  n° {c.numero:03d}  {name:<36} {blocs:<24} {sujets}"
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


def _is_of(projet: Projet, sujet: str, competence: str) -> bool:
    return any(s.code == sujet and s.competence == competence for s in projet.sujets)
