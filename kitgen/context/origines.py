"""Where each value of a template comes from, as the person who fills in the files knows it."""

from __future__ import annotations

ORIGINES: dict[str, str] = {
    "session": "session.yaml",
    "referentiel": "référentiel",
    "document": "kit.yaml",
    "durees": "session.yaml",
    "echelle": "session.yaml",
    "decision": "session.yaml",
    "evaluateur": "référentiel",
    "commission": "session.yaml",
    "candidat": "liste",
    "blocs": "référentiel, selon le candidat",
    "organisme": "session.yaml",
    "evaluateurs": "référentiel",
    "passage": "calculé : planning",
    "journees": "calculé : planning",
    "desistes": "liste",
    "banques": "questions (sujets)",
    "pack": "calculé : pages des packs",
    "changements": "calculé : impressions",
    "partie": "calculé : pages des packs",
    "jure": "session.yaml",
    "sujet": "fichier du sujet tiré",
    "competence": "référentiel",
    "bloc": "référentiel",
    "corrige": "fichier du sujet tiré",
}
"""By the name that a template uses first."""

ORIGINES_PRECISES: dict[str, str] = {
    "document.reference": "calculé",
    "candidat.numero": "liste : Numéro",
    "candidat.civilite": "liste : Civilité",
    "candidat.nom": "liste : Nom de naissance",
    "candidat.nom_usage": "liste : Nom d'usage",
    "candidat.prenom": "liste : Prénoms",
    "candidat.nom_complet": "liste : Prénoms, Nom de naissance",
    "candidat.nom_liste": "liste : Prénoms, Nom de naissance",
    "candidat.naissance": "liste : Date et Lieu de naissance",
    "candidat.date_naissance": "liste : Date de naissance",
    "candidat.lieu_naissance": "liste : Lieu de naissance",
    "candidat.organisme": "liste : OF",
    "candidat.entreprise": "liste : Entreprise",
    "candidat.tuteur": "liste : Tuteur",
    "candidat.option": "liste : Option",
    "candidat.voie_acces": "liste : Voie d'accès",
    "candidat.ordre": "liste : Ordre",
    "candidat.adresse": "liste : Adresse, Code postal, Ville",
    "candidat.blocs_acquis": "liste : Blocs acquis",
}
"""More precisely, by the whole name."""


def origine(nom: str) -> str:
    """Where a value comes from, by its name in a template (« candidat.nom »)."""
    return ORIGINES_PRECISES.get(nom) or ORIGINES[nom.partition(".")[0]]
