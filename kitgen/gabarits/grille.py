"""The score sheet of one juror for one candidate, landscape, to be filled in with a pen during the oral."""

from __future__ import annotations

from kitgen.gabarits.communs import (
    CRITERES_ABSENTS,
    cases_en_ligne,
    champ_de_fiche,
    criteres,
    legende_courte,
    sous_competences,
    zone,
)
from kitgen.gabarits.formes import (
    CADRE,
    FILETS,
    TEINTE,
    Ligne,
    boucle,
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
from kitgen.gabarits.paquet import PAYSAGE, Gabarit

L = PAYSAGE.largeur


def _bandeau() -> str:
    """Who is evaluated by whom, when, on which sujets."""
    sujets = suite("b in blocs", suite("c in b.competences if c.sujet", run("{{ c.code }} : {{ c.sujet }}   ")))
    return tableau(
        colonnes(L, 8, 33, 21, 20, 18),
        [
            ligne(
                cellule(para("Etiquette", "Numéro"), para("ValeurGrande", "{{ candidat.numero }}"), fond=TEINTE),
                champ_de_fiche("Candidat", "{{ candidat.nom_liste }}", style="ValeurGrande"),
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
        bords={"top": "fort", **FILETS},
        marges=(60, 100),
    )


def _entete(*titres: str) -> Ligne:
    """The header row; the codes of the scale are explained under « Appréciation »."""
    cells = [
        cellule(
            para("CelluleEntete", titre),
            legende_courte("CelluleEnteteNote") if titre == "Appréciation" else "",
            fond=TEINTE,
        )
        for titre in titres
    ]
    return ligne(*cells, entete=True)


def _cases() -> str:
    return cases_en_ligne("NiveauStylo", "CaseStylo")


def _compactes() -> str:
    """Compétences of `bloc` that the référentiel only names: one row each."""
    return si(
        "bloc.competences|rejectattr('detaillee')|list",
        para("EspaceLie"),
        para("Bande", "{{ bloc.code }} — {{ bloc.intitule }}"),
        tableau(
            colonnes(L, 44, 26, 30),
            [
                _entete("Compétence", "Appréciation", "Notes"),
                *repete(
                    "competence in bloc.competences if not competence.detaillee",
                    ligne(
                        para("Cellule", run("{{ competence.code }}", "Code"), run("  {{ competence.intitule }}"))
                        + para("CelluleAbsente", CRITERES_ABSENTS),
                        _cases(),
                        para("Cellule"),
                    ),
                ),
            ],
        ),
    )


def _detaillee() -> str:
    """A compétence with its épreuves and groups of criteria; it starts a page."""
    titre = para(
        "Competence",
        run("{{ competence.code }} — {{ competence.intitule }}"),
        run("{% if competence.sujet %}  Sujet {{ competence.sujet }}{% endif %}", "Discret"),
    )
    epreuve = para("Note", run("{{ epreuve.intitule }} ", "Fort"), run("{{ epreuve.consigne }} {{ epreuve.suite }}"))
    groupes = tableau(
        colonnes(L, 29, 26, 20, 25),
        [
            _entete("Sous-compétences", "Critères d'évaluation", "Appréciation", "Notes"),
            *repete(
                "groupe in competence.groupes",
                ligne(sous_competences(), criteres(), _cases(), para("Cellule")),
            ),
        ],
    )
    return (
        para("SurtitreBlocPage", "{{ bloc.code }} — {{ bloc.intitule }}")
        + titre
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
    return Gabarit("grille.docx", _bandeau() + blocs + _fin(), page=PAYSAGE, reserve=True)
