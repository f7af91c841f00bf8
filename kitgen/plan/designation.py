"""What planned documents and their folders are called, in file names, outlines and page labels."""

from __future__ import annotations

from collections.abc import Mapping

from kitgen.model.candidat import Candidat
from kitgen.noms import majuscules, nom_de_fichier
from kitgen.plan.prevu import DocumentPrevu

VIERGES = "Exemplaires vierges"
"""The part of a pack that holds its spare copies."""


def dossier_du_candidat(candidat: Candidat) -> str:
    """Name of a candidate's folder: number, NOM, prénoms."""
    nom = nom_de_fichier(majuscules(candidat.nom_naissance)).upper()
    return f"{candidat.numero:03d}-{nom}-{nom_de_fichier(candidat.prenoms, 24)}"


def partie(document: DocumentPrevu, candidats: Mapping[int, Candidat]) -> str:
    """The heading under which a document stands in a pack's outline."""
    if document.vierge is not None:
        return VIERGES
    if document.candidat is None:
        return document.titre
    c = candidats[document.candidat]
    return f"{c.numero:03d} – {majuscules(c.nom_naissance)} {c.prenoms}"


def etiquette(document: DocumentPrevu) -> str:
    """What the label of each of its pages in a pack begins with: « 012-grille-J2-1 », « J2-planning », « garde »."""
    whose = f"{document.candidat:03d}" if document.candidat is not None else None
    if whose is None and document.pack is None:
        whose = document.commission
    spare = ("vierge", document.vierge.option) if document.vierge else ()
    return "-".join(p for p in (whose, document.code, *spare, document.sujet, document.jure) if p)
