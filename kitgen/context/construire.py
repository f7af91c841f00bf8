"""From a planned document to what its template sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from kitgen.context import morceaux, vues
from kitgen.context.typographie import date, date_courte, duree, periode, texte
from kitgen.durees import minutes_pour
from kitgen.epreuves import blocs_a_evaluer, dispense
from kitgen.model.candidat import Candidat
from kitgen.model.referentiel import Bloc, Competence, Referentiel
from kitgen.model.session import Commission, Session
from kitgen.model.sujet import Questions, Sujet
from kitgen.noms import majuscules
from kitgen.plan import DocumentPrevu, Plan

RESERVE_AU_JURY = frozenset({"jury", "secretariat"})
"""Only a document that goes to nobody else may see a corrigé."""


def noms_disponibles(un_par: Sequence[str], diffusion: Sequence[str]) -> frozenset[str]:
    """The top-level names that a template of such a document may use."""
    names = {"session", "referentiel", "document", "durees", "echelle", "decision", "evaluateur", "commission"}
    if "candidat" in un_par:
        names |= {"candidat", "blocs", "organisme", "evaluateurs"}
    if "jure" in un_par:
        names.add("jure")
    if "sujet" in un_par:
        names |= {"sujet", "competence", "bloc"}
        if RESERVE_AU_JURY.issuperset(diffusion):
            names.add("corrige")
    return frozenset(names)


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
    ) -> None:
        self._session = session
        self._referentiel = referentiel
        self._sujets = {s.code: s for s in sujets}
        self._questions = questions
        self._candidats = {c.numero: c for c in candidats}
        self._drawn = {(a.numero, a.sujet): a.competence for a in plan.tirage}

    def pour(self, document: DocumentPrevu) -> dict[str, object]:
        """The context of one planned document."""
        candidat = self._candidats[document.candidat] if document.candidat is not None else None
        commission = self._session.commission(document.commission or "")
        context: dict[str, object] = dict(self._commun)
        context["document"] = vues.VueDocument(document.code, texte(document.titre), self._reference(document))
        context["durees"] = self._durees(candidat)
        context["evaluateur"] = self._evaluateur(document.evaluateur, candidat)
        context["commission"] = self._commission(commission) if commission else None
        if candidat is not None:
            organisme = self._session.organisme(candidat.organisme)
            context["candidat"] = self._candidat(candidat)
            context["blocs"] = self._blocs(candidat, document.evaluateur)
            context["evaluateurs"] = tuple(self._evaluateur(e.code, candidat) for e in self._referentiel.evaluateurs)
            context["organisme"] = vues.VueOrganisme(
                code=organisme.code if organisme else "",
                nom=texte(organisme.nom) if organisme else "",
                adresse=texte(organisme.adresse or "") if organisme else "",
                contact=organisme.contact or "" if organisme else "",
            )
        if document.jure is not None and commission is not None:
            context["jure"] = next(j for j in self._jures(commission) if j.code == document.jure)
        if document.sujet is not None:
            context |= self._cas(self._sujets[document.sujet], document)
        return context

    def attendu(self, document: DocumentPrevu) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The texts that every page of a document must show, and those that none may show.

        A document about one candidate names no other; a document about none names nobody.
        """
        everywhere = [
            self._reference(document),
            texte(self._session.intitule),
            f"Référentiel du {self._referentiel.date_mise_a_jour}",
        ]
        own = ""
        if document.candidat is not None:
            own = self._noms[document.candidat]
            everywhere.append(own)
        return tuple(everywhere), tuple(n for n in self._noms.values() if n not in own)

    @cached_property
    def _noms(self) -> dict[int, str]:
        """« NOM Prénom » of every candidate, as it is printed."""
        return {c.numero: texte(f"{majuscules(c.nom_naissance)} {c.prenoms}") for c in self._candidats.values()}

    @cached_property
    def _commun(self) -> dict[str, object]:
        s, r = self._session, self._referentiel
        c, echelle, decision = s.certificateur, s.echelle, s.decision
        certificateur = vues.VueCertificateur(
            texte(c.nom), texte(", ".join(c.adresse)), c.contact or "", c.code_certification or ""
        )
        return {
            "session": vues.VueSession(s.code, texte(s.intitule), s.exemple, periode(s.debut, s.fin), certificateur),
            "referentiel": vues.VueReferentiel(
                r.code, texte(r.intitule), texte(r.sigle), r.date_mise_a_jour, tuple(texte(n) for n in r.notes)
            ),
            "echelle": echelle
            and vues.VueEchelle(
                tuple(vues.VueNiveau(n.code, texte(n.libelle)) for n in echelle.niveaux), echelle.note_maximum or 0
            ),
            "decision": decision
            and vues.VueDecision(
                tuple(texte(i) for i in decision.issues),
                texte(decision.regle),
                tuple(vues.VueSeuil(texte(x.libelle), texte(x.valeur)) for x in decision.seuils),
            ),
        }

    def _reference(self, document: DocumentPrevu) -> str:
        numero = f"{document.candidat:03d}" if document.candidat is not None else document.commission
        parts = (self._session.code, document.code, numero, document.sujet, document.jure)
        return " / ".join(p for p in parts if p)

    def _durees(self, candidat: Candidat | None) -> Mapping[str, vues.VueDuree]:
        result = {}
        for d in self._session.durees:
            minutes = minutes_pour(self._session, d, candidat)
            result[d.code] = vues.VueDuree(d.code, texte(d.libelle), minutes, duree(minutes))
        return result

    def _evaluateur(self, code: str | None, candidat: Candidat | None) -> vues.VueEvaluateur | None:
        found = next((e for e in self._referentiel.evaluateurs if e.code == code), None)
        if found is None:
            return None
        reason = dispense(self._session, candidat, code) if candidat else ""
        return vues.VueEvaluateur(found.code, texte(found.libelle), texte(reason))

    def _candidat(self, c: Candidat) -> vues.VueCandidat:
        nom, prenom = majuscules(c.nom_naissance), c.prenoms
        born = "Née" if c.civilite == "Mme" else "Né" if c.civilite == "M." else "Né(e)"
        birth = " ".join(
            p
            for p in (
                f"le {date_courte(c.date_naissance)}" if c.date_naissance else "",
                f"à {texte(c.lieu_naissance)}" if c.lieu_naissance else "",
            )
            if p
        )
        option = self._referentiel.option(c.option)
        organisme = self._session.organisme(c.organisme)
        return vues.VueCandidat(
            numero=f"{c.numero:03d}",
            civilite=c.civilite or "",
            nom=texte(nom),
            nom_usage=texte(majuscules(c.nom_usage or "")),
            prenom=texte(prenom),
            nom_complet=texte(f"{prenom} {nom}"),
            nom_liste=texte(f"{nom} {prenom}"),
            naissance=f"{born} {birth}" if birth else "",
            organisme=texte(organisme.nom) if organisme else "",
            entreprise=texte(c.entreprise or ""),
            tuteur=texte(c.tuteur or ""),
            option=texte(option.libelle) if option else "",
            voie_acces=_VOIES.get(c.voie_acces or "", ""),
            ordre=str(c.ordre) if c.ordre is not None else "",
            blocs_acquis=tuple(
                vues.VueBlocCourt(b.code, texte(b.intitule))
                for b in self._referentiel.blocs
                if b.code in c.blocs_acquis
            ),
        )

    def _jures(self, commission: Commission) -> tuple[vues.VueJure, ...]:
        return tuple(
            vues.VueJure(
                code=j.code,
                nom_complet=texte(" ".join(p for p in (j.civilite, j.prenom, majuscules(j.nom)) if p)),
                qualite=texte(j.qualite),
                college=texte(j.college or ""),
            )
            for j in commission.jures
        )

    def _commission(self, c: Commission) -> vues.VueCommission:
        lieu = self._session.lieu(c.lieu)
        return vues.VueCommission(
            code=c.code,
            libelle=texte(c.libelle),
            date=date(c.date),
            lieu=texte(f"{lieu.nom}, {lieu.adresse}") if lieu else "",
            salle_preparation=texte(c.salle_preparation),
            salle_jury=texte(c.salle_jury),
            jures=self._jures(c),
        )

    def _blocs(self, candidat: Candidat, evaluateur: str | None) -> tuple[vues.VueBloc, ...]:
        drawn = {
            competence: sujet
            for (numero, sujet), competence in self._drawn.items()
            if numero == candidat.numero and self._sujets[sujet].evaluateur == (evaluateur or "commission")
        }
        return tuple(
            vues.VueBloc(
                b.code,
                texte(b.intitule),
                tuple(morceaux.competence(c, evaluateur, drawn.get(c.code, "")) for c in b.competences),
            )
            for b in blocs_a_evaluer(candidat, self._referentiel)
        )

    def _cas(self, sujet: Sujet, document: DocumentPrevu) -> dict[str, object]:
        bloc, competence = _find(self._referentiel, sujet.competence)
        context: dict[str, object] = {
            "bloc": vues.VueBlocCourt(bloc.code, texte(bloc.intitule)),
            "competence": morceaux.competence(competence, sujet.evaluateur, sujet.code),
            "sujet": vues.VueSujet(
                code=sujet.code,
                version=sujet.version,
                titre=texte(sujet.titre),
                exemple=sujet.exemple,
                materiel=tuple(texte(m) for m in sujet.materiel),
                contexte=morceaux.corps(sujet.contexte),
                pieces=tuple(
                    vues.VuePiece(n, texte(d.titre), morceaux.corps(d.contenu))
                    for n, d in enumerate(sujet.documents, 1)
                ),
                questions=tuple(vues.VueQuestion(n, texte(q.texte)) for n, q in enumerate(sujet.questions, 1)),
            ),
        }
        if RESERVE_AU_JURY.issuperset(document.diffusion):
            context["corrige"] = self._corrige(sujet, competence)
        return context

    def _corrige(self, sujet: Sujet, competence: Competence) -> vues.VueCorrige:
        groupes = {g.code: g for g in competence.groupes}
        return vues.VueCorrige(
            reponses=tuple(
                vues.VueReponse(r.question, texte(sujet.questions[r.question - 1].texte), morceaux.corps(r.contenu))
                for r in sujet.corrige.reponses
            ),
            groupes=tuple(
                vues.VueAttendusGroupe(
                    morceaux.groupe(competence, groupes[g.groupe]),
                    tuple(
                        vues.VueAttendu(texte(a.critere or ""), tuple(texte(p) for p in a.points)) for a in g.attendus
                    ),
                )
                for g in sujet.corrige.criteres
            ),
            questions_complementaires=tuple(
                vues.VueQuestionReponse(texte(q.question), tuple(texte(r) for r in q.reponse), "")
                for q in sujet.corrige.questions_complementaires
            ),
            questions_connaissances=tuple(
                vues.VueQuestionReponse(texte(q.question), tuple(texte(r) for r in q.reponse), texte(q.reference or ""))
                for bank in self._questions
                if bank.competence == sujet.competence
                for q in bank.questions
            ),
        )


_VOIES = {
    "FORMATION_INITIALE_HORS_APPRENTISSAGE": "Formation initiale hors apprentissage",
    "FORMATION_INITIALE_APPRENTISSAGE": "Apprentissage",
    "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION": "Formation continue",
    "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION": "Contrat de professionnalisation",
    "VAE": "VAE",
    "EQUIVALENCE_DIPLOME_ETRANGER": "Équivalence d’un diplôme étranger",
    "CANDIDAT_LIBRE": "Candidat libre",
}


def _find(referentiel: Referentiel, code: str) -> tuple[Bloc, Competence]:
    return next((b, c) for b in referentiel.blocs for c in b.competences if c.code == code)
