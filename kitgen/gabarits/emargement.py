"""Who came: the candidates sign day by day, the members of the jury half-day by half-day."""

from __future__ import annotations

from kitgen.gabarits.communs import jours, titre_du_jour
from kitgen.gabarits.formes import (
    CADRE,
    CASE,
    SECTION,
    TEINTE,
    Ligne,
    boucle,
    cellule,
    colonnes,
    ligne,
    mm,
    para,
    repete,
    run,
    si,
    tableau,
)
from kitgen.gabarits.paquet import PAYSAGE, Gabarit
from kitgen.gabarits.planning import heures

L = PAYSAGE.largeur
COMMISSION = "{{ commission.libelle }} — {{ commission.dates }}"


def _entete(*titres: str) -> Ligne:
    return ligne(*(cellule(para("CelluleEntete", t), fond=TEINTE, alignement="center") for t in titres), entete=True)


def _signature(qui: str) -> str:
    """Name and signature of who answers for the day, in one row that stays together (alone on a page, if need be)."""
    return para("EspaceLie") + tableau(
        colonnes(L, 45, 55),
        [
            ligne(
                cellule(
                    para("CelluleCode", run(qui), run(" — {{ journee.date }}", "Discret")), para("Point", "Nom : ")
                ),
                cellule(para("Etiquette", "Signature")),
                hauteur=mm(16),
            )
        ],
        bords=CADRE,
    )


def emargement() -> Gabarit:
    """The template for the candidates; a row is high enough to sign in."""
    contenus = (
        para("AfficheForte", "{{ loop.index }}"),
        para("Affiche", "{{ inscrit.numero }}"),
        para("AfficheForte", "{{ inscrit.nom_liste }}"),
        para("Affiche", heures("convocation")),
        para("Cellule"),
        para("Cellule"),
        para("CaseSeule", run(CASE, "CaseStylo")),
    )
    table = tableau(
        colonnes(L, 6, 7, 33, 11, 11, 25, 7),
        [
            _entete(
                "Ordre",
                "N°",
                "Candidat — {{ journee.date }}",
                "Arrivée prévue",
                "Arrivée réelle",
                "Signature",
                "Absent(e)",
            ),
            *repete(
                "inscrit in journee.inscrits",
                ligne(*(cellule(c, alignement="center") for c in contenus), hauteur=mm(12)),
            ),
        ],
        bords={**SECTION, "bottom": "fin"},
        marges=(30, 90),
    )
    day = titre_du_jour("Émargement des candidats") + table + _signature("Surveillance de la salle de préparation")
    return Gabarit("emargement.docx", jours(day) + para("EspaceFin"), page=PAYSAGE, option="", sujet_de=COMMISSION)


def _demi_journees(combien: int) -> str:
    """The members' table for so many séances of `lot`."""
    jure = cellule(
        para("AfficheForte", "{{ jure.nom_complet }}"),
        para("Cellule", "{{ jure.qualite }}{% if jure.college %}, {{ jure.college }}{% endif %}"),
        alignement="center",
    )
    widths = colonnes(L, 34, *([66 / combien] * combien))
    return tableau(
        widths,
        [
            _entete("Membre — {{ journee.date }}", *(f"Signature, {{{{ lot[{i}] }}}}" for i in range(combien))),
            *repete(
                "jure in commission.jures",
                ligne(jure, *(cellule(para("Cellule")) for _ in range(combien)), hauteur=mm(20)),
            ),
        ],
        bords=SECTION,
    )


def emargement_jury() -> Gabarit:
    """The template for the jury: a page per day, two séances beside each other."""
    lots = boucle(
        "lot in (journee.seances or ('séance',))|batch(2)",
        # A day of more than two séances goes on below.
        si("not loop.first", para("EspaceGrandLie")),
        si("lot|length == 2", _demi_journees(2), sinon=_demi_journees(1)),
    )
    day = titre_du_jour("Émargement du jury") + lots + _signature("Présidence de la commission")
    return Gabarit("emargement-jury.docx", jours(day) + para("EspaceFin"), page=PAYSAGE, option="", sujet_de=COMMISSION)
