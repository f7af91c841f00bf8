"""The score sheet of one juror for one candidate, landscape, to be filled in with a pen during the oral."""

from __future__ import annotations

from dataclasses import replace

from kitgen.gabarits.communs import (
    CRITERES_ABSENTS,
    cases_en_ligne,
    criteres,
    legende,
    sous_competences,
)
from kitgen.gabarits.formes import (
    CADRE,
    FICHE,
    SECTION,
    TEINTE,
    boucle,
    cellule,
    colonnes,
    ligne,
    mm,
    para,
    repete,
    run,
    si,
    suite,
    tableau,
)
from kitgen.gabarits.paquet import PAYSAGE, Gabarit

PAGE = replace(PAYSAGE, haut=mm(36), bas=mm(19), bord=mm(9))
"""Higher than usual: each page repeats whom it is about, the scale and the times."""

L = PAGE.largeur


def _echelle() -> str:
    """What the codes of the scale stand for; each page repeats it."""
    nom = "{% if echelle.niveaux %}Échelle : {% else %}Note sur {{ echelle.note_maximum }}{% endif %}"
    return run(nom, "Fort") + legende()


def _temps() -> str:
    """How long each part of the oral lasts, extra time counted; each page repeats it."""
    return "".join(
        run(f"{lead}{{{{ durees.{code}.libelle }}}} : ") + run(f"{{{{ durees.{code}.texte }}}}", "Fort")
        for lead, code in (("", "presentation"), ("   ", "entretien"), ("   ", "connaissances"))
    )


def _bandeau() -> str:
    """By whom, when, on which sujets; whom it is about stands above, on each page."""
    sujets = suite("b in blocs", suite("c in b.competences if c.sujet", run("{{ c.sujet }}   ")))
    return tableau(
        colonnes(L, 22, 44, 34),
        [
            ligne(
                cellule(para("Etiquette", "Sujets"), para("Valeur", sujets), fond=TEINTE),
                cellule(
                    para("Etiquette", "Juré"),
                    para("Valeur", "{{ jure.nom_complet }}"),
                    para("Etiquette", "{{ jure.qualite }}{% if jure.college %}, {{ jure.college }}{% endif %}"),
                ),
                cellule(
                    para("Etiquette", "{{ commission.libelle }}"),
                    para("Valeur", "{{ commission.dates }}"),
                    para("Etiquette", "{{ commission.salle_jury }}"),
                ),
            )
        ],
        bords=FICHE,
        marges=(60, 100),
    )


def _cases() -> str:
    return cases_en_ligne("NiveauStylo", "CaseStylo")


def _compactes() -> str:
    """Compétences of `bloc` that the référentiel only names: one row each."""
    return si(
        "bloc.competences|rejectattr('detaillee')|list",
        para("EspaceLie"),
        para("Bloc", "{{ bloc.code }} — {{ bloc.intitule }}"),
        tableau(
            colonnes(L, 44, 26, 30),
            [
                *repete(
                    "competence in bloc.competences if not competence.detaillee",
                    ligne(
                        para("Cellule", run("{{ competence.code }}", "Code"), run("  {{ competence.intitule }}"))
                        + para("CelluleAbsente", CRITERES_ABSENTS),
                        _cases(),
                        para("Etiquette", "Notes"),
                    ),
                ),
            ],
            bords=SECTION,
        ),
    )


def _detaillee() -> str:
    """A compétence with its épreuves and groups of criteria.

    It starts a page, so that a juror has all of it before them. With several groups its table has a header; with one,
    its only row carries the titles: a table of one row stays with its heading.
    """
    titres = ("Sous-compétences", "Critères d'évaluation", "Appréciation", "Notes")
    contenus = (sous_competences(), criteres(), _cases(), "")
    largeurs = colonnes(L, 27, 25, 24, 24)
    larges = colonnes(L, 28, 26, 24, 22)
    seule = ligne(*(para("Etiquette", titre) + contenu for titre, contenu in zip(titres, contenus, strict=True)))
    entete = ligne(*(cellule(para("CelluleEntete", titre), fond=TEINTE) for titre in titres), entete=True)
    plusieurs = [
        entete,
        *repete("groupe in competence.groupes", ligne(*(contenu or para("Cellule") for contenu in contenus))),
    ]
    surtitre = run("{{ bloc.code }} — {{ bloc.intitule }}") + run(
        "{% if competence.sujet %}   Sujet {{ competence.sujet }}{% endif %}", "Code"
    )
    epreuve = para(
        "NoteLiee", run("{{ epreuve.intitule }} ", "Fort"), run("{{ epreuve.consigne }} {{ epreuve.suite }}")
    )
    plein = "competence.groupes|length > 1"
    return (
        para("SurtitreBlocPage", surtitre)
        + para("Competence", "{{ competence.code }} — {{ competence.intitule }}")
        + boucle("epreuve in competence.epreuves", epreuve)
        + si(
            plein,
            tableau(largeurs, plusieurs, bords=SECTION),
            sinon=boucle("groupe in competence.groupes", tableau(larges, [seule], bords=SECTION)),
        )
        + si("competence.sujet", _questions())
    )


def _questions() -> str:
    """What was asked on the sujet of `competence`, and from when to when."""
    heures = para("Etiquette", "Heure de début") + para("Reglure") + para("Etiquette", "Heure de fin") + para("Reglure")
    titre = para("Rubrique", "Questions posées sur {{ competence.code }}, sujet {{ competence.sujet }}")
    lignes = para("Reglure") * 2 + si("competence.groupes|length > 1", para("Reglure"))
    row = ligne(titre + lignes, para("Cellule"), heures)
    return para("EspaceLie") + tableau(colonnes(L, 82, 3, 15), [row], bords={}, marges=(0, 0)) + para("EspaceFin")


def _fin() -> str:
    """What else was asked or seen, when the oral was, and the juror's signature: one row, which stays together."""
    # What the (*) of the épreuves stands for, said once, where the questions are noted.
    questions = run("Autres questions posées, observations   ") + suite(
        "remarque in referentiel.notes", run("{{ remarque }}", "Remarque")
    )
    heure = para("Etiquette", "Date, heure de début et heure de fin") + para("Reglure") + para("EspaceGrand")
    row = ligne(
        cellule(para("Rubrique", questions), para("Reglure") * 2, top="nul", left="nul", bottom="nul"),
        cellule(heure, para("Etiquette", "Signature de {{ jure.nom_complet }}")),
        hauteur=1400,
    )
    return para("EspaceLie") + tableau(colonnes(L, 64, 36), [row], bords=CADRE, marges=(60, 140)) + para("EspaceFin")


def grille() -> Gabarit:
    """The template."""
    blocs = boucle(
        "bloc in blocs",
        _compactes(),
        boucle("competence in bloc.competences if competence.detaillee", _detaillee()),
    )
    candidat = para("EnTeteCandidat", "{{ candidat.numero }} — {{ candidat.nom_liste }}")
    rappels = (candidat, para("EnTeteDroite", _echelle()) + para("EnTeteDroite", _temps()))
    return Gabarit("grille.docx", _bandeau() + blocs + _fin(), page=PAGE, reserve=True, rappels=rappels)
