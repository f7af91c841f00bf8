"""The cover of a pack: for whom, when, where, what it holds and how to print it."""

from __future__ import annotations

from kitgen.gabarits.communs import (
    champ_de_fiche,
    comptes,
    en_candidats,
    impression,
    lieu_et_dates,
    titre_de_document,
)
from kitgen.gabarits.formes import (
    FILETS,
    TEINTE,
    Controle,
    cellule,
    colonnes,
    ligne,
    lignes_si,
    para,
    repete,
    run,
    si,
    tableau,
)
from kitgen.gabarits.paquet import PORTRAIT, Gabarit

L = PORTRAIT.largeur

_OUVERTURE = "Page de garde et autres pages du dossier (check-list, bordereau, intercalaires)"


def _tete() -> str:
    """For whom, in letters that are read from across a table (the title names them); then when and where."""
    return (
        para("Surtitre", "{{ session.certificateur.nom }}")
        + para("Couverture", "{{ pack.titre }}")
        + para("SousTitre", "{{ referentiel.intitule }}")
        + si(
            "commission",
            lieu_et_dates(L, "ValeurGrande"),
            sinon=tableau(
                colonnes(L, 1, 1),
                [
                    ligne(
                        champ_de_fiche("Session", "{{ session.intitule }}", style="ValeurMoyenne"),
                        champ_de_fiche("Dates", "{{ session.dates }}", style="ValeurMoyenne"),
                    ),
                    *lignes_si(
                        "organisme.adresse or organisme.contact",
                        ligne(
                            champ_de_fiche("Adresse", "{{ organisme.adresse or '—' }}"),
                            champ_de_fiche("Contact", "{{ organisme.contact or '—' }}"),
                        ),
                    ),
                ],
                bords={"top": "fort", **FILETS},
                marges=(70, 100),
            ),
        )
        + para("EspaceGrand")
    )


def _impression() -> str:
    """How many, and how to print them."""
    consigne = (
        "{% if pack.recto_verso %}Chaque document commence au recto d'une feuille : agrafez document par document."
        "{% else %}Une page par feuille : agrafez document par document.{% endif %}"
    )
    return (
        comptes(L, en_candidats("Candidats"))
        + para("Espace")
        + para("TexteFort", f"Imprimez ce dossier {impression()}.")
        + para("Texte", consigne)
        + para(
            "Note",
            "Tout est compté, cette page aussi : {{ pack.feuilles }} feuilles sortent de l'imprimante"
            "{% if pack.exemplaires > 1 %} pour chaque exemplaire, {{ pack.feuilles * pack.exemplaires }} en tout"
            "{% endif %}. Les pages blanches ne comptent pas comme pages.",
        )
    )


def _contenu() -> str:
    """A row per document; the first of each candidate carries the name, which so never stays alone."""
    premiere = ligne(
        cellule(para("CelluleCode", "{{ partie.numero }}"), top="trait", bottom="nul"),
        cellule(para("CelluleForte", "{{ partie.titre }}"), titre_de_document(), top="trait", bottom="nul"),
        *(
            cellule(
                para("CelluleDroite", run(f"{{{{ partie.{n} }}}}", "Fort")),
                para("CelluleDroite", f"{{{{ piece.{n} }}}}"),
                alignement="bottom", top="trait", bottom="nul",
            )
            for n in ("pages", "feuilles")
        ),
    )  # fmt: skip
    suivante = ligne(
        cellule(para("CelluleNote", "{{ partie.numero }}"), top="nul", bottom="nul"),
        cellule(titre_de_document(), top="nul", bottom="nul"),
        *(
            cellule(para("CelluleDroite", f"{{{{ piece.{n} }}}}"), top="nul", bottom="nul")
            for n in ("pages", "feuilles")
        ),
    )
    entete = ligne(
        cellule(para("CelluleEntete", "N°"), fond=TEINTE),
        cellule(para("CelluleEntete", "Candidat et documents"), fond=TEINTE),
        cellule(para("CelluleEnteteDroite", "Pages"), fond=TEINTE),
        cellule(para("CelluleEnteteDroite", "Feuilles"), fond=TEINTE),
        entete=True,
    )
    ouverture = ligne(
        cellule(para("CelluleNote"), top="trait", bottom="nul"),
        cellule(para("CelluleNote", _OUVERTURE), top="trait", bottom="nul"),
        *(
            cellule(para("CelluleDroite", f"{{{{ pack.ouverture.{n} }}}}"), top="trait", bottom="nul")
            for n in ("pages", "feuilles")
        ),
    )
    total = ligne(
        cellule(para("CelluleForte", "Total"), etendue=2, fond=TEINTE),
        cellule(para("CelluleDroite", run("{{ pack.pages }}", "Fort")), fond=TEINTE),
        cellule(para("CelluleDroite", run("{{ pack.feuilles }}", "Fort")), fond=TEINTE),
    )
    rangs = repete(
        "partie in pack.parties",
        *repete(
            "piece in partie.documents",
            Controle("if loop.first"),
            premiere,
            Controle("else"),
            suivante,
            Controle("endif"),
        ),
    )
    return (
        para("EspaceGrandLie")
        + para("Titre1", "Contenu du dossier")
        + tableau(
            colonnes(L, 9, 67, 11, 13), [entete, *rangs, ouverture, total], bords={"top": "fort", "bottom": "trait"},
            marges=(20, 100),
        )
        + para("EspaceFin")
    )  # fmt: skip


def garde() -> Gabarit:
    """The template."""
    return Gabarit(
        "garde.docx", _tete() + _impression() + _contenu(), option="", sujet_de="{{ organisme.nom or pack.titre }}"
    )
