"""From a planned document to what its template sees."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property

from kitgen.context import cas, jour, morceaux, packs, personnes, vierge, vues
from kitgen.context.catalogue import RESERVE_AU_JURY
from kitgen.context.changements import VueChangements
from kitgen.context.changements import changements as vue_des_changements
from kitgen.context.session import commun
from kitgen.context.typographie import duree, texte
from kitgen.context.vues_jour import VueBanque, VuePack
from kitgen.impression.changements import Changements, PackDeChangements
from kitgen.metier.durees import minutes_pour
from kitgen.metier.epreuves import blocs_a_evaluer, dispense
from kitgen.model.candidat import Candidat
from kitgen.model.image import Image
from kitgen.model.impression import Impression
from kitgen.model.referentiel import Bloc, Competence, Referentiel
from kitgen.model.session import Commission, Session
from kitgen.model.sujet import Questions, Sujet
from kitgen.noms import majuscules
from kitgen.plan import DocumentPrevu, PackPrevu, Plan, Vierge


class Contextes:
    """Makes the contexts of one session; what all documents share is made once."""

    def __init__(
        self,
        session: Session,
        referentiel: Referentiel,
        sujets: Sequence[Sujet],
        questions: Sequence[Questions],
        candidats: Sequence[Candidat],
        plan: Plan,
        logo: Image | None = None,
        signature: Image | None = None,
        depuis: tuple[Impression, Changements] | None = None,
    ) -> None:
        self._entrees = (session, referentiel, tuple(sujets), tuple(questions), tuple(candidats))
        self._logo, self._signature = logo, signature
        self._depuis = depuis
        self._session = session
        self._referentiel = referentiel
        self._sujets = {s.code: s for s in sujets}
        self._questions = questions
        self._candidats = {c.numero: c for c in candidats}
        self._plan = plan
        self._tires: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for a in plan.tirage:
            self._tires[a.numero].append((a.sujet, a.competence))
        self._passages = {p.numero: p for p in plan.planning}
        # What many documents show is made once.
        self._comptes: dict[str, tuple[tuple[int | None, ...], VuePack]] = {}
        self._competences: dict[tuple[str, str | None, str], vues.VueCompetence] = {}
        self._suites: dict[tuple[str | None, tuple[tuple[str, ...], ...]], tuple[vues.VueBloc, ...]] = {}
        self._cas = cache(lambda code: cas.cas(self._sujets[code], referentiel))
        self._corrige = cache(lambda code: cas.corrige(self._sujets[code], referentiel, questions))
        self._candidat = cache(lambda numero: personnes.candidat(self._candidats[numero], session, referentiel))
        self._organisme = cache(lambda code: personnes.organisme(session.organisme(code)))
        self._commission = cache(lambda code, day: self._commission_du_jour(code, day))
        self._durees = cache(lambda numero: self._durees_de(self._candidats.get(numero)))
        self._evaluateur = cache(lambda code, numero: self._evaluateur_de(code, self._candidats.get(numero)))
        self._evaluateurs = cache(
            lambda numero: tuple(self._evaluateur(e.code, numero) for e in referentiel.evaluateurs)
        )
        self._blocs = cache(lambda numero, evaluateur: self._blocs_de(self._candidats[numero], evaluateur))
        self._passage = cache(lambda numero: jour.passage(self._passages.get(numero)))
        self._jour = cache(self._jour_de)
        self._banques = cache(self._banques_de)

    def depuis(self, impression: Impression, changements: Changements, plan: Plan) -> Contextes:
        """The same, for a plan that has packs of changes."""
        return Contextes(*self._entrees, plan, self._logo, self._signature, (impression, changements))

    def __reduce__(self) -> tuple[type[Contextes], tuple[object, ...]]:
        """It travels as what it was made from."""
        return Contextes, (*self._entrees, self._plan, self._logo, self._signature, self._depuis)

    def pour(self, document: DocumentPrevu, pages: Mapping[str, int] | None = None) -> dict[str, object]:
        """The context of one planned document; `pages`, of the finished ones, are what a pack's cover counts."""
        candidat = self._candidats[document.candidat] if document.candidat is not None else None
        commission = self._session.commission(document.commission or "")
        numero = document.candidat
        hours = self._passages.get(document.candidat) if document.candidat is not None else None
        day = hours.date if hours else None
        context: dict[str, object] = dict(self._commun)
        context["document"] = vues.VueDocument(document.code, texte(document.titre), self.reference(document))
        context["durees"] = self._durees(numero)
        context["evaluateur"] = self._evaluateur(document.evaluateur, numero)
        context["commission"] = self._commission(document.commission, day)
        if candidat is not None:
            context["candidat"] = self._candidat(numero)
            context["blocs"] = self._blocs(numero, document.evaluateur)
            context["evaluateurs"] = self._evaluateurs(numero)
            context["organisme"] = self._organisme(candidat.organisme)
            context["passage"] = self._passage(numero)
        if document.vierge is not None:
            context |= self._vierge(document, document.vierge)
        if document.jure is not None and commission is not None:
            context["jure"] = next(j for j in personnes.jures(commission) if j.code == document.jure)
        if document.pack is not None:
            context |= self._pack(document, pages or {})
        elif commission is not None and (document.candidat, document.sujet, document.vierge) == (None, None, None):
            context |= self._jour(commission)
            if RESERVE_AU_JURY.issuperset(document.diffusion):
                context["banques"] = self._banques(commission)
        if document.sujet is not None:
            context |= self._cas(document.sujet)
            if RESERVE_AU_JURY.issuperset(document.diffusion):
                context["corrige"] = self._corrige(document.sujet)
        return context

    @property
    def partout(self) -> tuple[str, ...]:
        """The texts that every page of every document must show."""
        return texte(self._session.intitule), f"Référentiel du {self._referentiel.date_mise_a_jour}"

    def concernes(self, document: DocumentPrevu) -> tuple[int, ...]:
        """Whom a document may name, by number.

        A document about one candidate names no other; the lists of a commission name its candidates, the opening
        pages of a pack those whom the pack is about; a corrigé and a spare copy name nobody.
        """
        return tuple(sorted(self._concernes(document)))

    def _concernes(self, document: DocumentPrevu) -> frozenset[int]:
        if document.candidat is not None:
            return frozenset({document.candidat})
        if document.sujet is not None or document.vierge is not None:
            return frozenset()
        if document.pack is not None:
            inside = self._packs[document.pack].contenu
            named = {n for c in inside if (n := self._documents[c].candidat) is not None}
            changed = self._changes.get(document.pack)
            return frozenset(named | {d.candidat for d in changed.a_retirer if d.candidat} if changed else named)
        return frozenset(c.numero for c in self._candidats.values() if c.commission == document.commission)

    @cached_property
    def _documents(self) -> dict[str, DocumentPrevu]:
        return {d.chemin: d for d in self._plan.documents}

    @cached_property
    def _packs(self) -> dict[str, PackPrevu]:
        return {p.fichier: p for p in self._plan.packs}

    def _pack(self, document: DocumentPrevu, pages: Mapping[str, int]) -> dict[str, object]:
        planned = self._packs[document.pack or ""]
        content = self._contenu(planned, pages)
        context: dict[str, object] = {
            "pack": content,
            "organisme": self._organisme(document.organisme),
            "changements": self._changements(document.pack or "", pages),
        }
        if document.candidat is not None:
            # What stands before a candidate sees nobody else in the pack.
            mine = tuple(p for p in content.parties if p.numero == f"{document.candidat:03d}")
            context |= {"pack": replace(content, parties=mine), "partie": next(iter(mine), None)}
        return context

    def _contenu(self, planned: PackPrevu, pages: Mapping[str, int]) -> VuePack:
        """What a pack holds: the same for its cover and all its separators, while its documents' pages are."""
        counted = tuple(map(pages.get, planned.contenu))
        known = self._comptes.get(planned.fichier)
        if known is None or known[0] != counted:
            known = counted, packs.pack(planned, self._documents, pages, self._noms, self._session)
            self._comptes[planned.fichier] = known
        return known[1]

    @cached_property
    def _changes(self) -> dict[str, PackDeChangements]:
        return {p.pack.fichier: p for p in self._depuis[1].packs} if self._depuis else {}

    def _changements(self, pack: str, pages: Mapping[str, int]) -> VueChangements | None:
        if self._depuis is None or pack not in self._changes:
            return None
        impression, changes = self._depuis
        return vue_des_changements(
            self._changes[pack], impression, changes.versions, self._documents, pages, self._noms
        )

    def _vierge(self, document: DocumentPrevu, spare: Vierge) -> dict[str, object]:
        """What a spare copy shows in the place of a candidate."""
        here = {c.numero for c in self._candidats.values() if c.commission == document.commission}
        given = {k for n in here for s, k in self._tires[n] if self._sujets[s].evaluateur == "commission"}
        blocs = [b for b in self._referentiel.blocs if b.code in spare.blocs]
        return vierge.personne(spare, self._referentiel) | {
            "blocs": self._vues_des_blocs(blocs, document.evaluateur, dict.fromkeys(given, vierge.COURT)),
            "evaluateurs": self._evaluateurs(None),
        }

    def _inscrits(self, commission: Commission) -> list[Candidat]:
        """The candidates of a commission, in order of passage."""
        order = {n: i for i, n in enumerate(self._plan.ordre)}
        here = [c for c in self._candidats.values() if c.commission == commission.code]
        return sorted(here, key=lambda c: order.get(c.numero, len(order)))

    def _jour_de(self, commission: Commission) -> dict[str, object]:
        """Who is heard on which day in a commission, and who isn't any more."""
        shown = [
            (
                jour.inscrit(c, self._session, self._referentiel, self._sujets_de(c), self._passages.get(c.numero)),
                self._passages[c.numero].date if c.numero in self._passages else commission.date,
            )
            for c in self._inscrits(commission)
        ]
        return {
            "journees": jour.journees(commission, [i for i in shown if not i[0].desiste]),
            "desistes": tuple(i for i, _ in shown if i.desiste),
        }

    def _banques_de(self, commission: Commission) -> tuple[VueBanque, ...]:
        """What may be asked of whom in a commission."""
        heard = {c.numero: {k for _, k in self._tires[c.numero]} for c in self._inscrits(commission)}
        return jour.banques(self._referentiel, self._questions, heard)

    def _sujets_de(self, c: Candidat) -> list[str]:
        """Codes of the commission's sujets of a candidate, in the order of the référentiel."""
        order = [k.code for k in self._referentiel.competences]
        mine = [(order.index(k), s) for s, k in self._tires[c.numero] if self._sujets[s].evaluateur == "commission"]
        return [s for _, s in sorted(mine)]

    @cached_property
    def _noms(self) -> dict[int, str]:
        """« NOM Prénom » of every candidate, as it is printed."""
        return {c.numero: texte(f"{majuscules(c.nom_naissance)} {c.prenoms}") for c in self._candidats.values()}

    @cached_property
    def _commun(self) -> dict[str, object]:
        return commun(self._session, self._referentiel, self._logo, self._signature)

    def reference(self, document: DocumentPrevu) -> str:
        """What identifies a document, at the foot of each of its pages and of no other."""
        numero = f"{document.candidat:03d}" if document.candidat is not None else document.commission
        pack = self._packs[document.pack].code if document.pack else None
        whose = numero or (document.organisme if pack else None)
        spare = " ".join(p for p in ("vierge", document.vierge.option) if p) if document.vierge else None
        parts = (self._session.code, document.code, whose, document.sujet, document.jure, spare, pack)
        return " / ".join(p for p in parts if p)

    def _commission_du_jour(self, code: str | None, day: dt.date | None) -> vues.VueCommission | None:
        found = self._session.commission(code or "")
        return personnes.commission(found, self._session, day) if found else None

    def _durees_de(self, candidat: Candidat | None) -> Mapping[str, vues.VueDuree]:
        result = {}
        for d in self._session.durees:
            minutes = minutes_pour(self._session, d, candidat)
            result[d.code] = vues.VueDuree(
                d.code, texte(d.libelle), minutes, duree(minutes), par_sujet=d.par == "sujet"
            )
        return result

    def _evaluateur_de(self, code: str | None, candidat: Candidat | None) -> vues.VueEvaluateur | None:
        found = next((e for e in self._referentiel.evaluateurs if e.code == code), None)
        if found is None:
            return None
        reason = dispense(self._session, candidat, code) if candidat else ""
        return vues.VueEvaluateur(found.code, texte(found.libelle), texte(reason))

    def _blocs_de(self, candidat: Candidat, evaluateur: str | None) -> tuple[vues.VueBloc, ...]:
        drawn = {
            competence: sujet
            for sujet, competence in self._tires[candidat.numero]
            if self._sujets[sujet].evaluateur == (evaluateur or "commission")
        }
        return self._vues_des_blocs(blocs_a_evaluer(candidat, self._referentiel), evaluateur, drawn)

    def _vues_des_blocs(
        self, blocs: Sequence[Bloc], evaluateur: str | None, sujets: Mapping[str, str]
    ) -> tuple[vues.VueBloc, ...]:
        """Blocs as one evaluator sees them; `sujets` by compétence. Many candidates have the same."""
        key = evaluateur, tuple((b.code, *(sujets.get(c.code, "") for c in b.competences)) for b in blocs)
        if key not in self._suites:
            self._suites[key] = tuple(
                vues.VueBloc(
                    b.code,
                    texte(b.intitule),
                    tuple(self._competence(c, evaluateur, sujets.get(c.code, "")) for c in b.competences),
                )
                for b in blocs
            )
        return self._suites[key]

    def _competence(self, competence: Competence, evaluateur: str | None, sujet: str) -> vues.VueCompetence:
        """A compétence as one evaluator sees it: there are few, in many documents."""
        key = competence.code, evaluateur, sujet
        if key not in self._competences:
            self._competences[key] = morceaux.competence(competence, evaluateur, sujet)
        return self._competences[key]
