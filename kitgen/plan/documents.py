"""The documents of a plan that are about a candidate or a commission; those of the packs are in `packs`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kitgen.metier.epreuves import blocs_a_evaluer
from kitgen.model.candidat import Candidat
from kitgen.model.kit import DocumentDuKit
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Commission, Session
from kitgen.noms import nom_de_fichier
from kitgen.plan.designation import dossier_du_candidat
from kitgen.plan.prevu import DocumentPrevu


def par_commission(
    entry: DocumentDuKit, commission: Commission, present: Sequence[Candidat], tirage: Mapping[tuple[int, str], str]
) -> Iterator[DocumentPrevu]:
    """The documents of one commission, by sujet where the kit says so."""
    base = DocumentPrevu(
        chemin=f"commissions/{nom_de_fichier(commission.code)}/{nom_de_fichier(entry.code)}",
        code=entry.code,
        titre=entry.titre,
        gabarit=entry.gabarit,
        diffusion=entry.diffusion,
        evaluateur=entry.evaluateur,
        recto_seul=entry.recto_seul,
        commission=commission.code,
    )
    if "sujet" not in entry.un_par:
        yield base
        return
    here = {c.numero for c in present if c.commission == commission.code}
    drawn = {(competence, sujet) for (numero, competence), sujet in tirage.items() if numero in here}
    for competence, sujet in sorted(drawn, key=lambda d: d[1]):
        yield replace(base, chemin=f"{base.chemin}-{nom_de_fichier(sujet)}", competence=competence, sujet=sujet)


def par_candidat(
    entry: DocumentDuKit,
    candidat: Candidat,
    session: Session,
    referentiel: Referentiel,
    tirage: Mapping[tuple[int, str], str],
) -> Iterator[DocumentPrevu]:
    """The documents of one candidate, by juror or by sujet where the kit says so."""
    base = DocumentPrevu(
        chemin=f"{_folder(entry, candidat)}/{candidat.numero:03d}-{nom_de_fichier(entry.code)}",
        code=entry.code,
        titre=entry.titre,
        gabarit=entry.gabarit,
        diffusion=entry.diffusion,
        evaluateur=entry.evaluateur,
        recto_seul=entry.recto_seul,
        candidat=candidat.numero,
        variante=candidat.variante if candidat.variante in entry.variantes else None,
        commission=candidat.commission,
        organisme=candidat.organisme,
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
