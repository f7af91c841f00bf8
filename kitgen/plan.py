"""The plan: every document and pack to make, as pure data that can be printed, compared and executed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kitgen.epreuves import blocs_a_evaluer, dispense, tirer_la_session
from kitgen.model.candidat import Candidat
from kitgen.model.kit import DocumentDuKit, Kit, PackDuKit
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Commission, Session
from kitgen.model.sujet import Sujet
from kitgen.noms import cle_de_tri, majuscules, nom_de_fichier
from kitgen.planning import HeureRefusee, Passage, TropLong, horaires
from kitgen.tirage import Attribution, Impossible


@dataclass(frozen=True, slots=True)
class DocumentPrevu:
    """A document to make: from which template, about whom, and where it goes.

    `chemin` is relative to the session's output folder, without extension; it is unique.
    """

    chemin: str
    code: str
    titre: str
    gabarit: str
    diffusion: tuple[str, ...]
    evaluateur: str | None = None
    candidat: int | None = None
    commission: str | None = None
    organisme: str | None = None
    jure: str | None = None
    competence: str | None = None
    sujet: str | None = None
    pack: str | None = None
    """The `fichier` of the pack that it opens; such a document is made once the others are, to count their pages."""
    variante: str | None = None
    """In which version it is made; it then stands in the place of the ordinary one."""


@dataclass(frozen=True, slots=True)
class PackPrevu:
    """A bundle to make; `contenu` are the `chemin` of its documents, in order."""

    code: str
    cle: str
    titre: str
    destinataire: str
    fichier: str
    contenu: tuple[str, ...]
    recto_verso: bool = True


@dataclass(frozen=True, slots=True)
class NonPrevu:
    """A document that is not made for a candidate, and why (in French)."""

    candidat: int
    document: str
    motif: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a build makes."""

    session: str
    documents: tuple[DocumentPrevu, ...]
    packs: tuple[PackPrevu, ...]
    tirage: tuple[Attribution, ...]
    non_prevus: tuple[NonPrevu, ...]
    impossibles: tuple[Impossible, ...] = ()
    ordre: tuple[int, ...] = ()
    """The candidates' numbers, by commission and order of passage."""
    planning: tuple[Passage, ...] = ()
    refus_horaires: tuple[TropLong | HeureRefusee, ...] = ()


def dossier_du_candidat(candidat: Candidat) -> str:
    """Name of a candidate's folder: number, NOM, prénoms."""
    nom = nom_de_fichier(majuscules(candidat.nom_naissance)).upper()
    return f"{candidat.numero:03d}-{nom}-{nom_de_fichier(candidat.prenoms, 24)}"


def partie(document: DocumentPrevu, candidats: Mapping[int, Candidat]) -> str:
    """The heading under which a document stands in a pack's outline."""
    if document.candidat is None:
        return document.titre
    c = candidats[document.candidat]
    return f"{c.numero:03d} – {majuscules(c.nom_naissance)} {c.prenoms}"


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
    documents: list[DocumentPrevu] = []
    skipped: list[NonPrevu] = []
    for entry in kit.documents:
        tirage = drawn.pour(entry.evaluateur)
        if "pack" in entry.un_par:
            continue  # with their packs, below
        if "commission" in entry.un_par:
            for commission in session.commissions:
                documents += _per_commission(entry, commission, present, tirage)
            continue
        for candidat in present:
            reason = dispense(session, candidat, entry.evaluateur)
            if reason:
                skipped.append(NonPrevu(candidat.numero, entry.code, reason))
            else:
                documents += _per_candidate(entry, candidat, session, referentiel, tirage)
    packs = []
    for pack_entry in kit.packs:
        opening = [d for code in pack_entry.documents if (d := kit.document(code)) and "pack" in d.un_par]
        for pack in _packs(pack_entry, session, present, documents):
            opens = tuple(ouverture(d, pack_entry, pack) for d in opening)
            documents += opens
            packs.append(replace(pack, contenu=(*(d.chemin for d in opens), *pack.contenu)))
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
    documents = tuple(d for d in plan.documents if d.candidat in kept)
    paths = {d.chemin for d in documents}
    return replace(
        plan,
        documents=documents,
        packs=tuple(p for p in plan.packs if paths.issuperset(p.contenu)),
        tirage=tuple(a for a in plan.tirage if a.numero in kept),
        non_prevus=tuple(n for n in plan.non_prevus if n.candidat in kept),
        planning=tuple(p for p in plan.planning if p.numero in kept),
    )


def en_variante(plan: Plan, kit: Kit, variante: str) -> Plan:
    """The plan with every document that has this version made in it, whatever the list says."""
    codes = {entry.code for entry in kit.documents if variante in entry.variantes}
    changed = tuple(replace(d, variante=variante) if d.code in codes else d for d in plan.documents)
    return replace(plan, documents=changed)


def _per_commission(
    entry: DocumentDuKit, commission: Commission, present: Sequence[Candidat], tirage: Mapping[tuple[int, str], str]
) -> Iterator[DocumentPrevu]:
    base = DocumentPrevu(
        chemin=f"commissions/{nom_de_fichier(commission.code)}/{nom_de_fichier(entry.code)}",
        code=entry.code,
        titre=entry.titre,
        gabarit=entry.gabarit,
        diffusion=entry.diffusion,
        evaluateur=entry.evaluateur,
        commission=commission.code,
    )
    if "sujet" not in entry.un_par:
        yield base
        return
    here = {c.numero for c in present if c.commission == commission.code}
    drawn = {(competence, sujet) for (numero, competence), sujet in tirage.items() if numero in here}
    for competence, sujet in sorted(drawn, key=lambda d: d[1]):
        yield replace(base, chemin=f"{base.chemin}-{nom_de_fichier(sujet)}", competence=competence, sujet=sujet)


def _per_candidate(
    entry: DocumentDuKit,
    candidat: Candidat,
    session: Session,
    referentiel: Referentiel,
    tirage: Mapping[tuple[int, str], str],
) -> Iterator[DocumentPrevu]:
    base = DocumentPrevu(
        chemin=f"{_folder(entry, candidat)}/{candidat.numero:03d}-{nom_de_fichier(entry.code)}",
        code=entry.code,
        titre=entry.titre,
        gabarit=entry.gabarit,
        diffusion=entry.diffusion,
        evaluateur=entry.evaluateur,
        candidat=candidat.numero,
        commission=candidat.commission,
        organisme=candidat.organisme,
        variante=candidat.variante if candidat.variante in entry.variantes else None,
    )
    if "jure" in entry.un_par:
        commission = session.commission(candidat.commission)
        for jure in commission.jures if commission else ():
            yield replace(base, chemin=f"{base.chemin}-{nom_de_fichier(jure.code)}", jure=jure.code)
    elif "sujet" in entry.un_par:
        for bloc in blocs_a_evaluer(candidat, referentiel):
            for competence in bloc.competences:
                sujet = tirage.get((candidat.numero, competence.code))
                if sujet is not None:
                    chemin = f"{base.chemin}-{nom_de_fichier(sujet)}"
                    yield replace(base, chemin=chemin, competence=competence.code, sujet=sujet)
    else:
        yield base


def _folder(entry: DocumentDuKit, candidat: Candidat) -> str:
    """A folder holds only what its owner may see: it can be handed over as it is."""
    own = dossier_du_candidat(candidat)
    if "candidat" in entry.diffusion:
        return f"candidats/{own}"
    if "organisme" in entry.diffusion and candidat.organisme:
        return f"organismes/{nom_de_fichier(candidat.organisme)}/{own}"
    return f"commissions/{nom_de_fichier(candidat.commission)}/{own}"


def _packs(
    entry: PackDuKit, session: Session, present: Sequence[Candidat], documents: Sequence[DocumentPrevu]
) -> Iterator[PackPrevu]:
    rank = {code: i for i, code in enumerate(entry.documents)}
    # What opened an earlier pack is that pack's alone.
    wanted = [d for d in documents if d.code in rank and d.pack is None]
    by_passage = {c.numero: i for i, c in enumerate(present)}
    by_name = sorted(present, key=lambda c: (cle_de_tri(c.nom_naissance), cle_de_tri(c.prenoms), c.numero))
    position = {c.numero: i for i, c in enumerate(by_name)} if entry.un_par == "organisme" else by_passage
    keys: list[tuple[str, str, str]]
    if entry.un_par == "candidat":
        keys = [(f"{c.numero:03d}", dossier_du_candidat(c), str(c.numero)) for c in present]
    elif entry.un_par == "organisme":
        keys = [(o.code, nom_de_fichier(o.code), o.nom) for o in session.organismes]
    else:
        keys = [(c.code, nom_de_fichier(c.code), c.libelle) for c in session.commissions]
    for key, filename, label in keys:
        mine = [d for d in wanted if _owner(entry, d) == key]
        # What concerns no candidate comes first, then one candidate after the other.
        mine.sort(key=lambda d: (-1 if d.candidat is None else position[d.candidat], rank[d.code]))
        if mine:
            yield PackPrevu(
                code=entry.code,
                cle=key,
                titre=entry.titre if entry.un_par == "candidat" else f"{entry.titre} – {label}",
                destinataire=entry.destinataire,
                fichier=f"packs/{nom_de_fichier(entry.code)}-{filename}.pdf",
                contenu=tuple(d.chemin for d in mine),
                recto_verso=entry.recto_verso,
            )


def ouverture(entry: DocumentDuKit, of: PackDuKit, pack: PackPrevu) -> DocumentPrevu:
    """A document that opens a pack; it lies where the pack's recipient may look."""
    folder = {"candidat": "candidats", "organisme": "organismes"}.get(of.destinataire, "commissions")
    owner = pack.fichier.rpartition("/")[2].removesuffix(".pdf").removeprefix(f"{nom_de_fichier(of.code)}-")
    return DocumentPrevu(
        chemin=f"{folder}/{owner}/{nom_de_fichier(of.code)}-{nom_de_fichier(entry.code)}",
        code=entry.code,
        titre=entry.titre,
        gabarit=entry.gabarit,
        diffusion=entry.diffusion,
        candidat=int(pack.cle) if of.un_par == "candidat" else None,
        commission=pack.cle if of.un_par == "commission" else None,
        organisme=pack.cle if of.un_par == "organisme" else None,
        pack=pack.fichier,
    )


def _owner(entry: PackDuKit, document: DocumentPrevu) -> str | None:
    if entry.un_par == "candidat":
        return f"{document.candidat:03d}" if document.candidat is not None else None
    return document.organisme if entry.un_par == "organisme" else document.commission
