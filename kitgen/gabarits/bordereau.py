"""The slip that goes with what is sent to a training organisation, and comes back signed."""

from __future__ import annotations

from kitgen.gabarits.communs import comptes, en_candidats, titre_de_document
from kitgen.gabarits.formes import (
    CADRE,
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
    tableau,
)
from kitgen.gabarits.paquet import PORTRAIT, Gabarit

L = PORTRAIT.largeur


def _tete() -> str:
    """Who sends, and to whom."""
    expediteur = cellule(
        para("Etiquette", "Expéditeur"),
        para("Valeur", "{{ session.certificateur.nom }}"),
        si("session.certificateur.adresse", para("Cellule", "{{ session.certificateur.adresse }}")),
        si("session.certificateur.contact", para("Cellule", "{{ session.certificateur.contact }}")),
        para("Etiquette"),
    )
    destinataire = cellule(
        para("Etiquette", "Destinataire"),
        para("ValeurMoyenne", "{{ organisme.nom or pack.titre }}"),
        si("organisme.adresse", para("Cellule", "{{ organisme.adresse }}")),
        si("organisme.contact", para("Cellule", "{{ organisme.contact }}")),
        para("Etiquette"),
        fond=TEINTE,
    )
    envoi = [
        ligne(expediteur, destinataire),
        ligne(cellule(para("Etiquette", "Envoyé le")), cellule(para("Etiquette", "Par")), hauteur=640),
    ]
    return (
        para("Surtitre", "{{ session.intitule }}, {{ session.dates }}")
        + para("Titre", "Bordereau d'envoi")
        + para("SousTitre", "{{ referentiel.intitule }}")
        + tableau(colonnes(L, 1, 1), envoi, bords={**CADRE, "top": "fort"}, marges=(80, 120))
        + para("EspaceGrand")
        + comptes(L, en_candidats("Candidats"))
        + para("EspaceGrandLie")
    )


def _liste() -> str:
    """A row per candidate, and a box to tick when it has come."""
    entete = ligne(
        cellule(para("CelluleEntete", "N°"), fond=TEINTE),
        cellule(para("CelluleEntete", "Candidat et documents"), fond=TEINTE),
        cellule(para("CelluleEnteteDroite", "Documents"), fond=TEINTE),
        cellule(para("CelluleEnteteDroite", "Feuilles"), fond=TEINTE),
        cellule(para("CelluleEntete", "Reçu"), fond=TEINTE),
        entete=True,
    )
    rang = ligne(
        para("CelluleCode", "{{ partie.numero }}"),
        para("CelluleForte", "{{ partie.titre }}") + boucle("piece in partie.documents", titre_de_document()),
        para("CelluleDroite", "{{ partie.documents|sum(attribute='exemplaires') }}"),
        para("CelluleDroite", "{{ partie.feuilles }}"),
        para("NiveauStylo", case("", "CaseStylo")),
    )
    ouverture = ligne(
        cellule(para("CelluleNote", "Page de garde, ce bordereau et autres pages du dossier"), etendue=3),
        para("CelluleDroite", "{{ pack.ouverture.feuilles }}"),
        cellule(para("Cellule")),
    )
    total = ligne(
        cellule(para("CelluleForte", "Total"), etendue=2, fond=TEINTE),
        cellule(para("CelluleDroite", run("{{ pack.documents }}", "Fort")), fond=TEINTE),
        cellule(para("CelluleDroite", run("{{ pack.feuilles }}", "Fort")), fond=TEINTE),
        cellule(para("Cellule"), fond=TEINTE),
    )
    return para("Titre1", "Ce que contient l'envoi") + tableau(
        colonnes(L, 8, 60, 13, 11, 8), [entete, *repete("partie in pack.parties", rang), ouverture, total],
        bords=SECTION, marges=(50, 100),
    )  # fmt: skip


def _accuse() -> str:
    """What the organisation fills in and sends back."""
    recu = ligne(
        cellule(para("Etiquette", "Observations (document manquant, abîmé, en trop)")),
        cellule(
            para("Etiquette", "Reçu le"),
            para("Reglure"),
            para("Etiquette"),
            para("Etiquette", "Par (nom et qualité)"),
            para("Reglure"),
            para("Etiquette"),
        ),
        cellule(para("Etiquette", "Signature et cachet")),
        hauteur=2000,
    )
    return (
        para("EspaceGrandLie")
        + para("Rubrique", "Accusé de réception")
        + para("NoteLiee", "Vérifiez le contenu, cochez, signez, puis renvoyez ce bordereau à l'expéditeur.")
        + tableau(colonnes(L, 36, 30, 34), [recu], bords=CADRE, marges=(70, 120))
        + para("EspaceFin")
    )


def bordereau() -> Gabarit:
    """The template."""
    corps = _tete() + _liste() + _accuse()
    return Gabarit("bordereau.docx", corps, option="", sujet_de="{{ organisme.nom or pack.titre }}")
