"""The sheet that stands before a candidate in a pack of several: who comes next, when, and what follows."""

from __future__ import annotations

from kitgen.gabarits.communs import champ_de_fiche, preparation, titre_de_document
from kitgen.gabarits.formes import (
    BLEU,
    FILETS,
    TEINTE,
    cellule,
    colonnes,
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
    """Number and name, in letters that are found while leafing through a pile."""
    return (
        para("Surtitre", "{{ pack.titre }}")
        + tableau(
            colonnes(L, 26, 74),
            [
                ligne(
                    cellule(para("Repere", "{{ candidat.numero }}"), fond=BLEU, alignement="center"),
                    cellule(
                        para("RepereNom", "{{ candidat.nom }}"),
                        para("ReperePrenom", "{{ candidat.prenom }}"),
                        para("Etiquette", "Candidat {{ partie.rang }} sur {{ pack.candidats }} de ce dossier"),
                        fond=TEINTE,
                        alignement="center",
                    ),
                    hauteur=2200,
                )
            ],
            bords={},
            marges=(100, 200),
        )
        + para("EspaceGrand")
    )


def _passage() -> str:
    """Where this candidate comes in, and when; nothing of it where there are no hours."""
    heures = tableau(
        colonnes(L, 1, 1, 1),
        [
            ligne(
                champ_de_fiche("Jour", "{{ passage.date|capitalize }}", style="ValeurMoyenne"),
                cellule(para("Etiquette", "Préparation"), para("ValeurMoyenne", preparation("passage"))),
                champ_de_fiche("Passage", "{{ passage.debut }} – {{ passage.fin }}", style="ValeurMoyenne"),
            ),
            ligne(
                champ_de_fiche("Ordre de passage", "{{ candidat.ordre or '—' }}", style="ValeurMoyenne"),
                champ_de_fiche("Salle de préparation", "{{ passage.salle_preparation }}"),
                champ_de_fiche("Salle du jury", "{{ passage.salle_jury }}"),
            ),
        ],
        bords={"top": "fort", **FILETS},
        marges=(70, 100),
    )
    return si("passage", heures, para("EspaceGrand"))


def _suite() -> str:
    """What lies between this sheet and the next one."""
    entete = ligne(
        cellule(para("CelluleEntete", "Documents"), fond=TEINTE),
        cellule(para("CelluleEnteteDroite", "Pages"), fond=TEINTE),
        cellule(para("CelluleEnteteDroite", "Feuilles"), fond=TEINTE),
        entete=True,
    )
    rang = ligne(
        titre_de_document(), para("CelluleDroite", "{{ piece.pages }}"), para("CelluleDroite", "{{ piece.feuilles }}")
    )
    total = ligne(
        cellule(para("CelluleForte", "Total"), fond=TEINTE),
        *(cellule(para("CelluleDroite", run(f"{{{{ partie.{n} }}}}", "Fort")), fond=TEINTE)
          for n in ("pages", "feuilles")),
    )  # fmt: skip
    return (
        para("Titre1", "Ce qui suit cette feuille")
        + tableau(
            colonnes(L, 74, 12, 14), [entete, *repete("piece in partie.documents", rang), total],
            bords={"top": "fort", "bottom": "trait", "insideH": "fin"}, marges=(40, 100),
        )
        + para("EspaceFin")
    )  # fmt: skip


def intercalaire() -> Gabarit:
    """The template."""
    return Gabarit("intercalaire.docx", _tete() + _passage() + _suite())
