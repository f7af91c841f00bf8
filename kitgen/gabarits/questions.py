"""The questions de connaissances of a commission, with their answers and who was asked: for the jury only."""

from __future__ import annotations

from kitgen.gabarits.formes import (
    SECTION,
    TEINTE,
    boucle,
    case,
    cellule,
    colonnes,
    ligne,
    para,
    repete,
    run,
    si,
    suite,
    tableau,
)
from kitgen.gabarits.paquet import PORTRAIT, Gabarit

L = PORTRAIT.largeur
PAR_LIGNE = 4
"""Boxes on a line."""


def questions() -> Gabarit:
    """The template: a page begins with each compétence, a row is a question with a box per candidate."""
    question = cellule(
        para("CelluleForte", run("{{ loop.index }}.  ", "Code"), run("{{ q.question }}")),
        boucle("point in q.reponse", para("NotePuce", "{{ point }}")),
        si("q.reference", para("CelluleNote", run("Référence : ", "Fort"), run("{{ q.reference }}"))),
    )
    # A paragraph per line of boxes: rdocx would part a box from its number where a line is full.
    asked = boucle(
        f"lot in banque.numeros|batch({PAR_LIGNE})",
        para("NiveauLigne", suite("numero in lot", case("{{ numero }}   "))),
        sinon=para("Cellule"),
    )
    head = ligne(
        cellule(para("CelluleEntete", "Question et réponse attendue"), fond=TEINTE),
        cellule(para("CelluleEntete", "Posée au candidat n°"), fond=TEINTE),
        entete=True,
    )
    title = "{{ banque.code }} — {{ banque.intitule }}"
    banque = (
        si("loop.first", para("Competence", title), sinon=para("CompetencePage", title))
        + tableau(colonnes(L, 66, 34), [head, *repete("q in banque.questions", ligne(question, asked))], bords=SECTION)
    )  # fmt: skip
    return Gabarit(
        "questions.docx",
        para("Surtitre", "{{ commission.libelle }}, {{ commission.dates }}")
        + para("Titre", "Questions de connaissances")
        + para("SousTitre", "Réservé à la commission. Ne pas remettre aux candidats.")
        + boucle("remarque in referentiel.notes", para("Note", "{{ remarque }}"))
        + para("Texte", "Cochez le numéro du candidat à chaque question qui lui est posée.")
        + boucle("banque in banques", banque, sinon=para("Absent", "Aucune question de connaissances."))
        + para("EspaceFin"),
        reserve=True,
        option="",
        sujet_de="{{ commission.libelle }} — {{ commission.dates }}",
    )
