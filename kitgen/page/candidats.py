"""Commissions and candidates as the page shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from kitgen.context.typographie import NBSP, date, heure, periode, texte
from kitgen.metier.planning import Passage
from kitgen.model.candidat import Candidat
from kitgen.model.manifeste import DocumentFait, Manifeste, NonFait, PackFait, SujetTire
from kitgen.model.session import Commission
from kitgen.noms import majuscules, plie
from kitgen.page.mots import adresse, numero
from kitgen.page.packs import est_de_changements, vue_du_pack
from kitgen.page.vues import VueCandidat, VueCommission, VueDocument, VueGroupe, VueNonFait, VueSujet
from kitgen.plan import DocumentPrevu, Plan
from kitgen.readers.projet import Projet

_POUR = (
    ("candidat", "Candidat et organisme"),
    ("organisme", "Organisme seulement"),
    ("preparation", "Salle de préparation, le jour même"),
    ("jury", "Jury et secrétariat"),
    ("secretariat", "Secrétariat"),
)
"""Who may see a document, widest first: what stands here is what the page tells of `diffusion`."""


def nom_complet(candidat: Candidat) -> str:
    """« LEFÈVRE Amélie »."""
    return texte(f"{majuscules(candidat.nom_naissance)} {candidat.prenoms}")


def ancre(n: int) -> str:
    """Where a candidate stands on the page."""
    return f"c{numero(n)}"


def vues_des_commissions(projet: Projet, plan: Plan, manifeste: Manifeste) -> tuple[VueCommission, ...]:
    """Every commission that has something to show, its candidates in order of passage."""
    rank = {n: i for i, n in enumerate(plan.ordre)}
    wanted = manifeste.candidats
    shown = [c for c in projet.candidats if wanted is None or c.numero in wanted]
    papers = _Papiers(plan, manifeste)
    found = []
    for commission in projet.session.commissions:
        here = sorted((c for c in shown if c.commission == commission.code), key=lambda c: rank.get(c.numero, c.numero))
        own = papers.de_la_commission(commission.code)
        if here or own:
            found.append(
                VueCommission(
                    libelle=texte(commission.libelle),
                    ancre=f"commission-{commission.code}",
                    ou_et_quand=_where_and_when(projet, commission),
                    documents=own,
                    candidats=tuple(_candidat(projet, papers, c) for c in here),
                )
            )
    return tuple(found)


def vues_des_non_faits(
    manifeste: Manifeste, noms: Mapping[int, str], titres: Mapping[str, str]
) -> tuple[VueNonFait, ...]:
    """What was not made on purpose, one row per candidate and reason."""

    def of(n: NonFait) -> tuple[int, str]:
        return (n.candidat, n.motif)

    rows = []
    for (n, reason), group in groupby(sorted(manifeste.non_faits, key=of), key=of):
        names = ", ".join(texte(titres.get(g.document, g.document)) for g in group)
        rows.append(VueNonFait(f"{numero(n)} {noms.get(n, '')}".strip(), ancre(n), names, texte(reason)))
    return tuple(rows)


class _Papiers:
    """The finished documents with what the plan says of them; and packs, sujets and hours, by candidate."""

    def __init__(self, plan: Plan, manifeste: Manifeste) -> None:
        planned = {d.chemin: d for d in plan.documents}
        # Thousands of documents for hundreds of candidates: looked through once.
        self.packs: dict[str, list[PackFait]] = defaultdict(list)
        for pack in manifeste.packs:
            if pack.destinataire == "candidat":
                self.packs[pack.cle].append(pack)
        self.tirage: dict[int, list[SujetTire]] = defaultdict(list)
        for drawn in manifeste.tirage:
            self.tirage[drawn.candidat].append(drawn)
        self.passages = {p.numero: p for p in plan.planning}
        self._candidats: dict[int, list[tuple[DocumentFait, DocumentPrevu]]] = defaultdict(list)
        self._autres: list[tuple[DocumentFait, DocumentPrevu]] = []
        for made in manifeste.documents:
            d = planned[made.pdf.removesuffix(".pdf")]
            # What opens a pack is no paper of its own.
            if d.pack is None:
                (self._autres if d.candidat is None else self._candidats[d.candidat]).append((made, d))

    def de_la_commission(self, code: str) -> tuple[VueDocument, ...]:
        """Those of a commission that are about no single candidate."""
        return tuple(_document(m, p) for m, p in self._autres if p.commission == code)

    def du_candidat(self, n: int) -> tuple[VueGroupe, ...]:
        """Those of a candidate, by who may see them."""
        mine = self._candidats.get(n, [])
        groups = []
        for reader, label in _POUR:
            here = [(m, p) for m, p in mine if _widest(p) == reader]
            if here:
                groups.append(VueGroupe(label, tuple(_document(m, p) for m, p in here)))
        return tuple(groups)


def _widest(planned: DocumentPrevu) -> str:
    return next((reader for reader, _ in _POUR if reader in planned.diffusion), "secretariat")


def _document(made: DocumentFait, planned: DocumentPrevu) -> VueDocument:
    return VueDocument(
        titre=texte(planned.titre),
        detail=" ".join(part for part in (made.jure or made.sujet or "", "vierge" if made.rechange else "") if part),
        adresse=adresse(made.pdf),
        pages=f"{made.pages}{NBSP}p.",
        version=made.version,
    )


def _where_and_when(projet: Projet, commission: Commission) -> str:
    days = sorted({begin.date() for begin, _ in commission.intervalles} | {commission.date})
    place = projet.session.lieu(commission.lieu)
    parts = [periode(days[0], days[-1]), place.nom if place else "", f"préparation {commission.salle_preparation}"]
    parts.append(f"commission {commission.salle_jury}")
    return texte(_capital(", ".join(p for p in parts if p)))


def _candidat(projet: Projet, papers: _Papiers, candidat: Candidat) -> VueCandidat:
    n = candidat.numero
    organisme = projet.session.organisme(candidat.organisme)
    lines = tuple(texte(line) for line in _lines(projet, papers.passages.get(n), candidat))
    packs = [(est_de_changements(p), vue_du_pack(p)) for p in papers.packs[numero(n)]]
    words = (str(n), numero(n), nom_complet(candidat), candidat.nom_usage, candidat.commission, *lines)
    return VueCandidat(
        numero=numero(n),
        nom=nom_complet(candidat),
        ancre=ancre(n),
        desiste=candidat.desiste,
        lignes=lines,
        sujets=() if candidat.desiste else tuple(_sujets(projet, papers.tirage[n])),
        groupes=papers.du_candidat(n),
        packs=tuple(p for changing, p in packs if not changing),
        changements=tuple(p for changing, p in packs if changing),
        cherche=plie(" ".join(w for w in (*words, organisme.code if organisme else "") if w)),
    )


def _lines(projet: Projet, passage: Passage | None, candidat: Candidat) -> Iterator[str]:
    if candidat.nom_usage:
        yield f"Nom d'usage : {candidat.nom_usage}"
    if passage is not None:
        yield _hours(passage)
    option = next((o.libelle for o in projet.referentiel.parcours.options if o.code == candidat.option), "")
    blocs = ", ".join(b.code for b in projet.referentiel.blocs if b.code in candidat.blocs_a_evaluer)
    yield " – ".join(p for p in (f"Option {option}" if option else "", blocs) if p)
    organisme = projet.session.organisme(candidat.organisme)
    yield " – ".join(p for p in (organisme.nom if organisme else "", candidat.entreprise or "") if p)


def _hours(p: Passage) -> str:
    return (
        f"{_capital(date(p.date))} : préparation à {heure(p.debut_preparation)}, passage de {heure(p.debut_passage)} "
        f"à {heure(p.fin_passage)}"
    )


def _sujets(projet: Projet, tirage: Iterable[SujetTire]) -> Iterable[VueSujet]:
    labels = {e.code: e.libelle for e in projet.referentiel.evaluateurs}
    before = {s.code: s.evaluateur for s in projet.sujets}
    ordinary = f"tirage (graine {projet.session.tirage.graine})"
    for drawn in tirage:
        yield VueSujet(
            competence=drawn.competence,
            sujet=drawn.sujet,
            devant=texte(labels.get(before.get(drawn.sujet, ""), "")),
            motif="" if drawn.motif == ordinary else texte(drawn.motif),
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
