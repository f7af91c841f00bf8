"""What every document of a session shows of it: the session, the certification, the scale and the decision."""

from __future__ import annotations

from kitgen.context import vues
from kitgen.context.typographie import date, periode, texte
from kitgen.model.image import Image
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Session


def commun(
    session: Session, referentiel: Referentiel, logo: Image | None, signature: Image | None
) -> dict[str, object]:
    """The part of a context that is the same for all documents."""
    s, r = session, referentiel
    c, echelle, decision = s.certificateur, s.echelle, s.decision
    certificateur = vues.VueCertificateur(
        texte(c.nom),
        texte(", ".join(c.adresse)),
        c.contact or "",
        c.code_certification or "",
        logo,
        texte(c.signataire or ""),
        signature,
    )
    return {
        "session": vues.VueSession(
            s.code,
            texte(s.intitule),
            s.exemple,
            periode(s.debut, s.fin),
            certificateur,
            date(s.debut),
            date(s.fin),
        ),
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
