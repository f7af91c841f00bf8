"""What opens a pack of changes: what to take out of the printed papers, and what to put in."""

from __future__ import annotations

from kitgen.gabarits.communs import ou_tiret
from kitgen.gabarits.formes import (
    SECTION,
    TEINTE,
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
    mode = (
        "Ce dossier a déjà été imprimé. Seul ce qui a changé depuis est réimprimé ici. Retirez d'abord, insérez "
        "ensuite, cochez à mesure. Un papier retiré ne doit plus servir : détruisez-le."
    )
    return (
        para("Surtitre", "{{ session.intitule }}, {{ session.dates }}")
        + para("Titre", "Retirer et remplacer")
        + para("SousTitre", "{{ pack.titre }}")
        + para("Texte", mode)
        + para("EspaceGrand")
    )


def _table(liste: str, dernier: str) -> str:
    titres = ("N°", "Candidat", "Document", "Version", "Pages", dernier, "Fait")
    entete = ligne(*(cellule(para("CelluleEntete", t), fond=TEINTE) for t in titres), entete=True)
    rang = ligne(
        para("CelluleCode", ou_tiret("piece.numero")),
        para("CelluleForte", ou_tiret("piece.nom")),
        para("Cellule", "{{ piece.titre }}{% if piece.exemplaire %} {{ piece.exemplaire }}{% endif %}"),
        para("Cellule", "{{ piece.version }}"),
        para("Cellule", "{{ piece.pages }}"),
        para("Cellule", "{{ piece.motif }}"),
        para("NiveauStylo", case("", "CaseStylo")),
    )
    return tableau(
        colonnes(L, 7, 22, 32, 9, 8, 14, 8),
        [entete, *repete(f"piece in changements.{liste}", rang)],
        bords=SECTION,
        marges=(40, 80),
    )


def _partie(titre: str, liste: str, dernier: str, rien: str) -> str:
    return para("Titre1", run(titre)) + si(
        f"changements.{liste}", _table(liste, dernier), sinon=para("Texte", rien)
    ) + para("EspaceGrand")  # fmt: skip


def retrait() -> Gabarit:
    """The template."""
    corps = (
        _tete()
        + _partie("1. À retirer du dossier imprimé", "a_retirer", "Pourquoi", "Rien n'est à retirer.")
        + _partie("2. À insérer à la place", "a_inserer", "Pourquoi", "Rien n'est à insérer.")
        + para("EspaceFin")
    )
    return Gabarit("retrait.docx", corps, option="", sujet_de="{{ organisme.nom or pack.titre }}")
