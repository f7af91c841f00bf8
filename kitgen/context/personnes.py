"""Who stands in a document: the candidate, the jury, the training organisation, as they are printed."""

from __future__ import annotations

import datetime as dt

from kitgen.context import vues
from kitgen.context.typographie import date, date_courte, periode, texte
from kitgen.model.candidat import Candidat
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Commission, Organisme, Session
from kitgen.noms import majuscules


def candidat(c: Candidat, session: Session, referentiel: Referentiel) -> vues.VueCandidat:
    """A candidate as a document about them shows them."""
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
    option = referentiel.option(c.option)
    of = session.organisme(c.organisme)
    return vues.VueCandidat(
        numero=f"{c.numero:03d}",
        civilite=c.civilite or "",
        nom=texte(nom),
        nom_usage=texte(majuscules(c.nom_usage or "")),
        prenom=texte(prenom),
        nom_complet=texte(f"{prenom} {nom}"),
        nom_liste=texte(f"{nom} {prenom}"),
        naissance=f"{born} {birth}" if birth else "",
        organisme=texte(of.nom) if of else "",
        entreprise=texte(c.entreprise or ""),
        tuteur=texte(c.tuteur or ""),
        option=texte(option.libelle) if option else "",
        voie_acces=_VOIES.get(c.voie_acces or "", ""),
        ordre=str(c.ordre) if c.ordre is not None else "",
        adresse=_adresse(c),
        blocs_acquis=tuple(
            vues.VueBlocCourt(b.code, texte(b.intitule)) for b in referentiel.blocs if b.code in c.blocs_acquis
        ),
        date_naissance=date_courte(c.date_naissance) if c.date_naissance else "",
        lieu_naissance=texte(c.lieu_naissance or ""),
    )


def jures(commission: Commission) -> tuple[vues.VueJure, ...]:
    """The members of a commission."""
    return tuple(
        vues.VueJure(
            code=j.code,
            nom_complet=texte(" ".join(p for p in (j.civilite, j.prenom, majuscules(j.nom)) if p)),
            qualite=texte(j.qualite),
            college=texte(j.college or ""),
        )
        for j in commission.jures
    )


def commission(c: Commission, session: Session, jour: dt.date | None = None) -> vues.VueCommission:
    """A commission, when and where it sits; of the days it sits, `jour` is the one that counts."""
    lieu = session.lieu(c.lieu)
    return vues.VueCommission(
        code=c.code,
        libelle=texte(c.libelle),
        date=date(jour or c.date),
        dates=periode(c.date, max([end.date() for _, end in c.intervalles], default=c.date)),
        lieu=texte(f"{lieu.nom}, {lieu.adresse}") if lieu else "",
        salle_preparation=texte(c.salle_preparation),
        salle_jury=texte(c.salle_jury),
        jures=jures(c),
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


def organisme(o: Organisme | None) -> vues.VueOrganisme:
    """An OF; all is empty where there is none."""
    if o is None:
        return vues.VueOrganisme("", "", "", "")
    return vues.VueOrganisme(o.code, texte(o.nom), texte(o.adresse or ""), o.contact or "")


def _adresse(c: Candidat) -> tuple[str, ...]:
    town = " ".join(p for p in (c.code_postal, c.ville) if p)
    return tuple(texte(line) for line in (c.adresse, town) if line)
