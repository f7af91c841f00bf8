"""The brief of a case study, handed to a candidate in the preparation room (or by the OF)."""

from __future__ import annotations

from kitgen.gabarits.communs import champ_de_fiche, durees
from kitgen.gabarits.formes import (
    FICHE,
    boucle,
    cellule,
    champ,
    colonnes,
    corps,
    ligne,
    para,
    run,
    si,
    suite,
    tab,
    tableau,
)
from kitgen.gabarits.paquet import PORTRAIT, Gabarit
from kitgen.gabarits.style import Style

L = PORTRAIT.largeur

_LIEE = Style("QuestionLiee", "Question – liée au suivant", base="Question", apres=100, avec_suivant=True)
"""In this template alone: the others stay as they are."""


def _tete() -> str:
    titre = (
        para("Surtitre", run("Sujet {{ sujet.code }}, version {{ sujet.version }}"),
             run("{% if sujet.exemple %} · Sujet d'exemple{% endif %}", "Exemple"))
        + para("Titre", "{{ sujet.titre }}")
        + para("SousTitre", "{{ referentiel.intitule }}")
    )  # fmt: skip
    fiche = tableau(
        colonnes(L, 1, 1, 1, 1, 1, 1),
        [
            ligne(
                champ_de_fiche("Candidat", "{{ candidat.nom_liste }}", 4, "ValeurGrande"),
                champ_de_fiche("Numéro", "{{ candidat.numero }}", 2, "ValeurGrande"),
            ),
            ligne(
                cellule(para("Etiquette", "Compétence"),
                        para("Cellule", run("{{ competence.code }}", "Code"), run("  {{ competence.intitule }}")),
                        etendue=4),
                champ_de_fiche("Option", "{{ candidat.option or '—' }}", 2),
            ),
            ligne(
                cellule(para("Etiquette", "Bloc"),
                        para("Cellule", run("{{ bloc.code }}", "Code"), run("  {{ bloc.intitule }}")), etendue=4),
                champ_de_fiche("Épreuve devant", "{{ evaluateur.libelle }}", 2),
            ),
        ],
        bords=FICHE,
        marges=(70, 100),
    )  # fmt: skip
    return titre + fiche + para("Espace")


def _cadre() -> str:
    """Durations, allowed material, number of pages."""
    pages = para("Texte", run("Ce sujet comporte ", "Fort"), champ("NUMPAGES", "Fort"),
                 run(" pages. Vérifiez qu'il est complet avant de commencer.", "Fort"))  # fmt: skip
    return (
        si("evaluateur.code == 'commission'", durees(L, "preparation", "presentation", "entretien"))
        + si("evaluateur.code == 'of'", durees(L, "ecrit_of", "oral_of"))
        + para("EspaceGrand")
        + pages
        + si(
            "sujet.pieces",
            para(
                "Texte",
                run("Documents du dossier : ", "Fort"),
                suite(
                    "piece in sujet.pieces",
                    run("{{ piece.numero }} — {{ piece.titre }}{% if not loop.last %} ; {% endif %}"),
                ),
            ),
        )
        + si(
            "sujet.materiel",
            para("TexteFort", "Documents et matériel autorisés"),
            boucle("objet in sujet.materiel", para("Puce", "{{ objet }}")),
        )
    )


def sujet(*, adapte: bool = False) -> Gabarit:
    """The template; `adapte`: « Fin du sujet » brings the last question along to a page of its own."""
    consigne = boucle(
        "epreuve in competence.epreuves if epreuve.nature == 'cas_pratique'",
        para("EspaceLie"),
        para("Titre1", "Ce qui vous est demandé"),
        para("TexteFort", "{{ epreuve.intitule }}"),
        si("epreuve.consigne", para("CorpsTexte", "{{ epreuve.consigne }}")),
        si("epreuve.suite", para("CorpsTexte", "{{ epreuve.suite }}")),
    )
    contexte = para("EspaceLie") + para("Titre1", "Contexte") + corps("sujet.contexte")
    pieces = boucle(
        "piece in sujet.pieces",
        para("EspaceLie"),
        para("Piece", "Document {{ piece.numero }} — {{ piece.titre }}"),
        corps("piece.corps"),
    )
    question = para("Question", run("{{ question.numero }}.", "Code"), tab(), run("{{ question.texte }}"))
    fin = para("Espace") + para("Fin", "Fin du sujet")
    if adapte:
        liee = question.replace('w:val="Question"', f'w:val="{_LIEE.id}"')
        question = si("loop.last", liee, sinon=question)
        fin = para("EspaceLie") + para("Fin", "Fin du sujet")
    questions = para("EspaceLie") + para("Titre1", "Questions") + boucle("question in sujet.questions", question)
    return Gabarit(
        "sujet.dys.docx" if adapte else "sujet.docx",
        _tete() + _cadre() + consigne + contexte + pieces + questions + fin,
        styles=(_LIEE,) if adapte else (),
    )
