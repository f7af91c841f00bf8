"""The plan: every document and pack to make, as pure data that can be printed, compared and executed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kitgen.metier.epreuves import dispense, tirer_la_session
from kitgen.metier.planning import horaires
from kitgen.model.candidat import Candidat
from kitgen.model.kit import Kit
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Session
from kitgen.model.sujet import Sujet
from kitgen.plan.designation import VIERGES, dossier_du_candidat, etiquette, partie
from kitgen.plan.documents import par_candidat, par_commission
from kitgen.plan.packs import composer, ouverture, vierges
from kitgen.plan.prevu import DocumentPrevu, NonPrevu, PackPrevu, Plan, Vierge

__all__ = (
    "VIERGES",
    "DocumentPrevu",
    "NonPrevu",
    "PackPrevu",
    "Plan",
    "Vierge",
    "dossier_du_candidat",
    "en_variante",
    "etiquette",
    "ouverture",
    "partie",
    "planifier",
    "restreindre",
)


def planifier(
    session: Session,
    referentiel: Referentiel,
    kit: Kit,
    sujets: Sequence[Sujet],
    candidats: Sequence[Candidat],
    imprimes: Mapping[int, frozenset[str]] | None = None,
) -> Plan:
    """The plan of a session whose inputs were checked; `imprimes` are the sujets that were printed, by candidate."""
    order = {c.code: i for i, c in enumerate(session.commissions)}
    ranked = sorted(candidats, key=lambda c: (order[c.commission], c.rang, c.numero))
    drawn = tirer_la_session(session, referentiel, kit, sujets, ranked, imprimes or {})
    present = [c for c in ranked if not c.desiste]
    # A commission with nobody gets no papers.
    sitting = [k for k in session.commissions if any(c.commission == k.code for c in present)]
    documents: list[DocumentPrevu] = []
    skipped: list[NonPrevu] = []
    for entry in kit.documents:
        tirage = drawn.pour(entry.evaluateur)
        if "pack" in entry.un_par:
            continue  # with their packs, below
        if "commission" in entry.un_par:
            for commission in sitting:
                documents += par_commission(entry, commission, present, tirage)
            continue
        for candidat in present:
            reason = dispense(session, candidat, entry.evaluateur)
            if reason:
                skipped.append(NonPrevu(candidat.numero, entry.code, reason))
            else:
                documents += par_candidat(entry, candidat, session, referentiel, tirage)
    documents += vierges(kit, session, referentiel, sitting, present)
    packs = []
    for pack_entry in kit.packs:
        for pack, own in composer(pack_entry, kit, session, present, documents):
            documents += own
            packs.append(pack)
    skipped += [NonPrevu(c.numero, "tous les documents", "désisté") for c in ranked if c.desiste]
    absent = {c.numero for c in ranked if c.desiste}
    before_jury = [c for c in present if not dispense(session, c, "commission")]
    hours = horaires(session, before_jury, Counter(numero for numero, _ in drawn.pour("commission")))
    return Plan(
        session=session.code,
        documents=tuple(documents),
        packs=tuple(packs),
        tirage=tuple(a for a in drawn.attributions if a.numero not in absent),
        non_prevus=tuple(skipped),
        impossibles=drawn.impossibles,
        ordre=tuple(c.numero for c in ranked),
        planning=hours.passages,
        refus_horaires=hours.refus,
    )


def restreindre(plan: Plan, numeros: Iterable[int]) -> Plan:
    """The part of a plan that concerns some candidates: their documents, and the packs that are theirs alone."""
    kept = frozenset(numeros)
    paths = {d.chemin for d in plan.documents if d.candidat in kept}
    packs = tuple(p for p in plan.packs if paths.issuperset(p.contenu))
    own = {None, *(p.fichier for p in packs)}
    return replace(
        plan,
        documents=tuple(d for d in plan.documents if d.candidat in kept and d.pack in own),
        packs=packs,
        tirage=tuple(a for a in plan.tirage if a.numero in kept),
        non_prevus=tuple(n for n in plan.non_prevus if n.candidat in kept),
        planning=tuple(p for p in plan.planning if p.numero in kept),
    )


def en_variante(plan: Plan, kit: Kit, variante: str) -> Plan:
    """The plan with every document that has this version made in it, whatever the list says."""
    codes = {entry.code for entry in kit.documents if variante in entry.variantes}
    changed = tuple(
        replace(d, variante=variante) if d.code in codes and d.candidat is not None else d for d in plan.documents
    )
    return replace(plan, documents=changed)
