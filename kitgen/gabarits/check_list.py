"""What whoever holds a pack checks before, during and after the day; it states no rule of a certificateur."""

from __future__ import annotations

from kitgen.gabarits.communs import a_cocher, comptes, en_candidats, impression, lieu_et_dates
from kitgen.gabarits.formes import (
    CADRE,
    SECTION,
    TEINTE,
    case,
    cellule,
    colonnes,
    ligne,
    para,
    repete,
    si,
    tableau,
)
from kitgen.gabarits.paquet import PORTRAIT, Gabarit

L = PORTRAIT.largeur

_IMPRESSION = f"Dossier imprimé {impression()}, agrafé document par document."
_FEUILLES = (
    "Documents ({{ pack.documents }}) et feuilles ({{ pack.feuilles }}, cette page et les intercalaires compris) "
    "comptés : aucun ne manque."
)

_TACHES = {
    "preparation": (
        (
            "Salle et tables prêtes, heure affichée.",
            "Sujets classés par numéro de candidat, hors de vue.",
            "Une feuille de brouillon et un sujet complet par passage.",
            "Ordre de passage affiché ou à portée de main.",
        ),
        (
            "Identité de chaque candidat vérifiée ; émargement signé ; absents notés.",
            "Sujet remis à la bonne personne : nom et numéro comparés.",
            "Heure de début et heure de fin de préparation données à chaque candidat.",
            "Candidat conduit devant le jury avec son sujet et son brouillon.",
        ),
        (
            "Sujets et brouillons récupérés, comptés, placés sous enveloppe.",
            "Feuille d'émargement complète : une signature ou une absence par ligne.",
            "Incidents signalés par écrit au secrétariat.",
        ),
    ),
    "jury": (
        (
            "Un jeu de grilles par juré, dans l'ordre de passage.",
            "Corrigés et questions remis aux jurés seulement.",
            "Liens entre jurés et candidats recherchés : proches, collègues, formateurs.",
            "Ordre de passage à portée de main, montre ou horloge visible.",
        ),
        (
            "Identité de chaque candidat vérifiée à son entrée.",
            "Grille, sujet et candidat comparés : même numéro.",
            "Questions posées et heures notées sur la grille pendant l'oral.",
            "Grille remplie et signée par chaque juré avant le candidat suivant.",
        ),
        (
            "Délibération : fiche de synthèse remplie et signée pour chaque candidat.",
            "Procès-verbal relu et signé par tous les membres présents.",
            "Sujets, brouillons, corrigés, questions et grilles récupérés, puis rendus au secrétariat.",
        ),
    ),
    "secretariat": (
        (
            "Dossiers de la salle de préparation et du jury prêts et remis à leur responsable.",
            "Salles réservées et indiquées ; candidats et jurés convoqués.",
            "Feuilles d'émargement et procès-verbal imprimés.",
        ),
        (
            "Identité de chaque candidat vérifiée à l'arrivée.",
            "Émargements des candidats et du jury signés ; absences et retards notés.",
            "Incidents consignés avec l'heure.",
        ),
        (
            "Procès-verbal complet, signé par tous les membres présents.",
            "Une grille signée par juré et une fiche de synthèse par candidat présent.",
            "Sujets, brouillons et corrigés récupérés et comptés.",
            "Dossier complet remis au certificateur.",
        ),
    ),
}  # fmt: skip

_AUTRES = (
    ("Nom du destinataire comparé à la page de garde.",),
    ("Identité de chaque candidat vérifiée.",),
    ("Documents rendus récupérés et comptés.",),
)


def _tete() -> str:
    identite = si("commission", lieu_et_dates(L, "Valeur"), para("Espace"))
    return (
        para("Surtitre", "{{ session.certificateur.nom }}")
        + para("Titre", "Check-list — {{ pack.titre }}")
        + para("SousTitre", "{{ referentiel.intitule }}")
        + identite
        + comptes(L, en_candidats("Candidats"))
        + para("EspaceGrandLie")
    )


def _taches() -> str:
    """Three moments, each with its boxes; which ones depends on the pack."""
    rubriques = ("Avant l'épreuve", "Pendant l'épreuve", "Après l'épreuve")
    parts = []
    for moment, titre in enumerate(rubriques):
        communs = a_cocher(_IMPRESSION, _FEUILLES) if moment == 0 else ""
        own = "".join(
            si(f"pack.code == '{code}'", a_cocher(*tasks[moment])) for code, tasks in _TACHES.items()
        ) + si(f"pack.code not in {tuple(_TACHES)!r}", a_cocher(*_AUTRES[moment]))  # fmt: skip
        parts.append(para("Rubrique", titre) + communs + own + para("Espace"))
    return "".join(parts)


def _verifie() -> str:
    """Who answers for the boxes above."""
    cells = (cellule(para("Etiquette", e)) for e in ("Vérifié par", "Date et heure", "Signature"))
    return para("EspaceLie") + tableau(
        colonnes(L, 1, 1, 1), [ligne(*cells, hauteur=1000)], bords=CADRE, marges=(70, 100)
    )


def _candidats() -> str:
    """A row per candidate, on pages of their own: what was handed out, what came back."""
    titres = ("N°", "Candidat", "Documents", "Feuilles", "Remis", "Rendu", "Observations")
    entete = ligne(*(cellule(para("CelluleEntete", t), fond=TEINTE) for t in titres), entete=True)
    rang = ligne(
        para("CelluleCode", "{{ partie.numero }}"),
        para("CelluleForte", "{{ partie.titre }}"),
        para("Cellule", "{{ partie.documents|sum(attribute='exemplaires') }}"),
        para("Cellule", "{{ partie.feuilles }}"),
        para("NiveauLigne", case("")),
        para("NiveauLigne", case("")),
        para("Cellule"),
        hauteur=480,
    )
    return si(
        "pack.candidats",
        para("Titre1Page", "Suivi des documents, candidat par candidat"),
        tableau(
            colonnes(L, 7, 37, 12, 10, 8, 8, 20),
            [entete, *repete("partie in pack.parties if partie.numero", rang)],
            bords=SECTION,
            marges=(40, 80),
        ),
    )


def check_list() -> Gabarit:
    """The template."""
    corps = _tete() + _taches() + _verifie() + _candidats() + para("EspaceFin")
    return Gabarit("check-list.docx", corps, option="", sujet_de="{{ organisme.nom or pack.titre }}")
