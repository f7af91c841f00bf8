"""The score sheet of one juror for one candidate, landscape, to be filled in with a pen during the oral."""

from __future__ import annotations

from dataclasses import replace

from kitgen.gabarits.communs import (
    CRITERES_ABSENTS,
    cases_en_ligne,
    champ_de_fiche,
    criteres,
    legende,
    sous_competences,
    zone,
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

PAGE = replace(PAYSAGE, haut=mm(29), bas=mm(21))
"""Higher than usual: each page repeats the scale."""

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
    """Who is evaluated by whom, when, on which sujets."""
    sujets = suite("b in blocs", suite("c in b.competences if c.sujet", run("{{ c.code }} : {{ c.sujet }}   ")))
    return tableau(
        colonnes(L, 7, 38, 21, 19, 15),
        [
            ligne(
                cellule(para("Etiquette", "Numéro"), para("ValeurMoyenne", "{{ candidat.numero }}"), fond=TEINTE),
                champ_de_fiche("Candidat", "{{ candidat.nom_liste }}", style="ValeurMoyenne"),
                cellule(
                    para("Etiquette", "Juré"),
                    para("Valeur", "{{ jure.nom_complet }}"),
                    para("Etiquette", "{{ jure.qualite }}{% if jure.college %}, {{ jure.college }}{% endif %}"),
                ),
                cellule(
                    para("Etiquette", "{{ commission.libelle }}"),
                    para("Valeur", "{{ commission.date }}"),
                    para("Etiquette", "{{ commission.salle_jury }}"),
                ),
                cellule(para("Etiquette", "Sujets"), para("Valeur", sujets)),
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
    """A compétence with its épreuves and groups of criteria; it starts a page."""
    epreuve = para("Note", run("{{ epreuve.intitule }} ", "Fort"), run("{{ epreuve.consigne }} {{ epreuve.suite }}"))
    entetes = ("Sous-compétences", "Critères d'évaluation", "Appréciation", "Notes")
    groupes = tableau(
        colonnes(L, 27, 25, 24, 24),
        [
            ligne(*(cellule(para("CelluleEntete", e), fond=TEINTE) for e in entetes), entete=True),
            *repete(
                "groupe in competence.groupes",
                ligne(sous_competences(), criteres(), _cases(), para("Cellule")),
            ),
        ],
        bords=SECTION,
    )
    return (
        para(
            "SurtitreBlocPage",
            run("{{ bloc.code }} — {{ bloc.intitule }}"),
            run("{% if competence.sujet %}   Sujet {{ competence.sujet }}{% endif %}", "Code"),
        )
        + para("Competence", "{{ competence.code }} — {{ competence.intitule }}")
        + boucle("epreuve in competence.epreuves", epreuve)
        + groupes
    )


def _fin() -> str:
    """What was asked, when, and the juror's signature."""
    signature = tableau(
        colonnes(L, 18, 18, 64),
        [
            ligne(
                cellule(para("Etiquette", "Heure de début")),
                cellule(para("Etiquette", "Heure de fin")),
                cellule(para("Etiquette", "Signature de {{ jure.nom_complet }}")),
                hauteur=1000,
            )
        ],
        bords=CADRE,
        marges=(70, 100),
    )
    return zone("Questions posées", L, 5) + para("EspaceLie") + signature + para("EspaceFin")


def grille() -> Gabarit:
    """The template."""
    blocs = boucle(
        "bloc in blocs",
        _compactes(),
        boucle("competence in bloc.competences if competence.detaillee", _detaillee()),
    )
    return Gabarit("grille.docx", _bandeau() + blocs + _fin(), page=PAGE, reserve=True, rappels=(_echelle(), _temps()))
