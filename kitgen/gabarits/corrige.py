"""The corrigé of a case study and the questions for the oral: for the jury only, no candidate."""

from __future__ import annotations

from kitgen.gabarits.communs import CRITERES_ABSENTS, durees
from kitgen.gabarits.formes import (
    FICHE,
    SECTION,
    boucle,
    case,
    cellule,
    colonnes,
    corps,
    ligne,
    para,
    repete,
    run,
    si,
    tableau,
)
from kitgen.gabarits.paquet import PORTRAIT, Gabarit

L = PORTRAIT.largeur


def _tete() -> str:
    titre = (
        para("Surtitre", run("Sujet {{ sujet.code }}, version {{ sujet.version }}"),
             run("{% if sujet.exemple %} · Sujet d'exemple{% endif %}", "Exemple"))
        + para("Titre", "Corrigé — {{ sujet.titre }}")
        + para("SousTitre", "Réservé à la commission. Ne pas remettre aux candidats.")
    )  # fmt: skip
    fiche = tableau(
        colonnes(L, 1, 1),
        [
            ligne(
                cellule(para("Etiquette", "Bloc"),
                        para("Cellule", run("{{ bloc.code }}", "Code"), run("  {{ bloc.intitule }}"))),
                cellule(para("Etiquette", "Compétence"),
                        para("Cellule", run("{{ competence.code }}", "Code"), run("  {{ competence.intitule }}"))),
            ),
            ligne(
                cellule(para("Etiquette", "Commission"), para("Valeur", "{{ commission.libelle }}")),
                cellule(para("Etiquette", "Date"), para("Valeur", "{{ commission.dates }}")),
            ),
        ],
        bords=FICHE,
        marges=(70, 100),
    )  # fmt: skip
    oral = durees(L, "presentation", "entretien", "connaissances")
    return titre + fiche + para("Espace") + oral + para("EspaceGrandLie")


def _reponses() -> str:
    return para("Titre1", "Éléments de réponse") + boucle(
        "reponse in corrige.reponses",
        para("Rappel", run("Question {{ reponse.numero }}.  ", "Code"), run("{{ reponse.question }}")),
        corps("reponse.corps"),
        para("Espace"),
    )


def _attendus() -> str:
    """Per group: its sous-compétences, then a row per criterion."""
    rows = repete(
        "attendu in attendus.attendus",
        ligne(
            si(
                "attendu.critere",
                para("CelluleForte", "{{ attendu.critere }}"),
                sinon=para("CelluleAbsente", CRITERES_ABSENTS),
            ),
            boucle("point in attendu.points", para("CellulePuce", "{{ point }}"), sinon=para("Cellule")),
        ),
    )
    return (
        para("EspaceLie")
        + para("Titre1", "Points attendus par critère")
        + para("NoteLiee", "À gauche, le critère du référentiel ; à droite, ce que le jury attend.")
        + boucle(
            "attendus in corrige.groupes",
            para("EspaceLie"),
            boucle(
                "sc in attendus.groupe.sous_competences",
                para("SousCompetence", "{{ sc.code }}  {{ sc.intitule }}"),
                sinon=para("SousCompetence", "{{ competence.code }}  {{ competence.intitule }}"),
            ),
            tableau(colonnes(L, 40, 60), rows, bords=SECTION),
        )
    )


def _questions(titre: str, liste: str) -> str:
    """Questions with their answers; a box to tick when the question was asked."""
    rows = repete(
        f"q in corrige.{liste}",
        ligne(
            cellule(
                para("CelluleForte", "{{ q.question }}"),
                boucle("point in q.reponse", para("CellulePuce", "{{ point }}")),
                si("q.reference", para("CelluleNote", "{{ q.reference }}")),
            ),
            cellule(para("NiveauStylo", case("posée", "CaseStylo"))),
        ),
    )
    return si(
        f"corrige.{liste}",
        para("EspaceGrandLie"),
        para("Titre1", titre),
        tableau(colonnes(L, 86, 14), rows, bords=SECTION),
    )


def corrige() -> Gabarit:
    """The template."""
    return Gabarit(
        "corrige.docx",
        _tete()
        + _reponses()
        + _attendus()
        + _questions("Questions complémentaires", "questions_complementaires")
        + _questions("Questions de connaissances", "questions_connaissances")
        + para("EspaceFin"),
        reserve=True,
        option="",
        sujet_de="{{ commission.libelle }} — sujet {{ sujet.code }}",
    )
