"""Ruled paper for the preparation, recto and verso, with whose it is."""

from __future__ import annotations

from kitgen.gabarits.communs import champ_de_fiche, preparation
from kitgen.gabarits.formes import FICHE, TEINTE, cellule, colonnes, ligne, para, tableau
from kitgen.gabarits.paquet import PORTRAIT, Gabarit

L = PORTRAIT.largeur
RECTO, VERSO = 22, 27
"""Rules on each side: as many as fit, with a line to spare."""
RECTO_ADAPTE, VERSO_ADAPTE = 17, 25
"""As many as fit where the words are larger."""


def brouillon(*, adapte: bool = False) -> Gabarit:
    """The template; `adapte`: with the rules that fit in the « dys » version."""
    fiche = tableau(
        colonnes(L, 1, 1, 1, 1, 1, 1),
        [
            ligne(
                cellule(para("Etiquette", "Numéro"), para("ValeurGrande", "{{ candidat.numero }}"), fond=TEINTE),
                champ_de_fiche("Candidat", "{{ candidat.nom_liste }}", 5, "ValeurGrande"),
            ),
            ligne(
                champ_de_fiche("Option", "{{ candidat.option or '—' }}", 1),
                champ_de_fiche("Blocs présentés", "{{ blocs|map(attribute='code')|join(', ') or '—' }}", 3),
                cellule(
                    para("Etiquette", "Préparation"), para("Valeur", preparation("passage", " à ", "de ")), etendue=2
                ),
            ),
        ],
        bords=FICHE,
        marges=(50, 100),
    )
    rule = para("TexteFort", "À rendre à la fin de la préparation. Ce brouillon n'est pas évalué.")
    return Gabarit(
        "brouillon.dys.docx" if adapte else "brouillon.docx",
        para("Titre", "Feuille de brouillon")
        + fiche
        + para("EspaceLie")
        + rule
        + para("Reglure") * (RECTO_ADAPTE if adapte else RECTO)
        + para("Verso", "Brouillon, verso")
        + para("Reglure") * (VERSO_ADAPTE if adapte else VERSO),
    )
