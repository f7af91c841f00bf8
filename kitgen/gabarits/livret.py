"""The booklets that a training organisation and a tutor fill in: one text, two readers.

Cover (who, what is evaluated, on which page); how to fill it in; then each compétence; signatures.
Compétences that the référentiel only names follow each other in one table per bloc; a detailed one starts a page.
"""

from __future__ import annotations

from kitgen.gabarits.communs import (
    CRITERES_ABSENTS,
    SITUATION_ABSENTE,
    cases,
    champ_de_fiche,
    criteres,
    legende_echelle,
    ou_tiret,
    savoirs,
    signatures,
    situation,
    sous_competences,
    zones,
)
from kitgen.gabarits.formes import (
    FICHE,
    SECTION,
    TEINTE,
    boucle,
    cellule,
    champ,
    colonnes,
    ligne,
    para,
    repete,
    run,
    si,
    signet,
    tableau,
)
from kitgen.gabarits.lecteurs import Lecteur
from kitgen.gabarits.paquet import PORTRAIT, Gabarit

L = PORTRAIT.largeur


def _couverture(lecteur: Lecteur) -> str:
    titre = (
        para("Surtitre", "{{ session.certificateur.nom }}")
        + para("Titre", lecteur.titre)
        + para("SousTitre", "{{ referentiel.intitule }}")
    )
    identite = tableau(
        colonnes(L, 1, 1, 1, 1, 1, 1),
        [
            ligne(
                cellule(para("Etiquette", "Numéro"), para("ValeurGrande", "{{ candidat.numero }}"), fond=TEINTE),
                cellule(
                    para("Etiquette", "Nom"),
                    para("ValeurGrande", "{{ candidat.nom }}"),
                    si("candidat.nom_usage", para("Etiquette", "Nom d'usage : {{ candidat.nom_usage }}")),
                    etendue=3,
                ),
                champ_de_fiche("Prénom", "{{ candidat.prenom }}", 2, "ValeurGrande"),
            ),
            ligne(
                champ_de_fiche("Naissance", ou_tiret("candidat.naissance"), 3),
                champ_de_fiche("Option", ou_tiret("candidat.option"), 3),
            ),
            ligne(
                champ_de_fiche("Organisme de formation", ou_tiret("candidat.organisme"), 3),
                champ_de_fiche("Voie d'accès", ou_tiret("candidat.voie_acces"), 3),
            ),
            ligne(
                champ_de_fiche("Entreprise", ou_tiret("candidat.entreprise"), 3),
                champ_de_fiche("Tuteur", ou_tiret("candidat.tuteur"), 3),
            ),
            ligne(
                champ_de_fiche("Session", "{{ session.intitule }}", 3),
                champ_de_fiche("Dates", "{{ session.dates }}", 3),
            ),
        ],
        bords=FICHE,
        marges=(70, 100),
    )
    return titre + identite + para("EspaceGrand")


def _sommaire() -> str:
    page = champ("PAGEREF comp_{{ competence.code }} \\h")
    contenu = tableau(
        colonnes(L, 10, 72, 10),
        [
            ligne(
                cellule(para("CelluleEntete", "Compétences à évaluer"), etendue=2),
                cellule(para("CelluleEnteteDroite", "Page")),
                entete=True,
            ),
            *repete(
                "bloc in blocs",
                ligne(
                    cellule(para("CelluleForte", "{{ bloc.code }}"), fond=TEINTE),
                    cellule(para("CelluleForte", "{{ bloc.intitule }}"), etendue=2, fond=TEINTE),
                ),
                *repete(
                    "competence in bloc.competences",
                    ligne(
                        para("CelluleCode", "{{ competence.code }}"),
                        para("Cellule", "{{ competence.intitule }}"),
                        para("CelluleDroite", page),
                    ),
                ),
            ),
        ],
        marges=(30, 100),
    )
    acquis = si(
        "candidat.blocs_acquis",
        para("EspaceLie"),
        para("TexteFort", "Blocs déjà acquis, non évalués"),
        boucle("bloc in candidat.blocs_acquis", para("Puce", "{{ bloc.code }} — {{ bloc.intitule }}")),
    )
    return contenu + acquis


def _mode_d_emploi(lecteur: Lecteur) -> str:
    return (
        para("Titre1Page", "Comment remplir ce livret")
        + "".join(para("Numero", c) for c in lecteur.consignes)
        + para("EspaceLie")
        + para("Rubrique", "Échelle d'appréciation")
        + legende_echelle()
    )


def _compacte(lecteur: Lecteur) -> str:
    """Compétences of `bloc` that the référentiel only names: one row each."""
    return para("EspaceGrandLie") + para("Bloc", "{{ bloc.code }} — {{ bloc.intitule }}") + tableau(
        colonnes(L, 43, 24, 33),
        [
            *repete(
                "competence in bloc.competences if not competence.detaillee",
                ligne(
                    para("Cellule", signet("comp_{{ competence.code }}", 1, run("{{ competence.code }}", "Code")),
                         run("  {{ competence.intitule }}"))
                    + boucle(
                        "epreuve in competence.epreuves",
                        para("CelluleNote", "{{ epreuve.intitule }} {{ epreuve.consigne }} {{ epreuve.suite }}"),
                        sinon=para("CelluleAbsente", SITUATION_ABSENTE),
                    )
                    + para("CelluleAbsente", CRITERES_ABSENTS),
                    cases(),
                    para("Etiquette", lecteur.observations),
                ),
            ),
        ],
        bords=SECTION,
    )  # fmt: skip


def _detaillee(lecteur: Lecteur) -> str:
    """A compétence with its situation, savoirs and groups of criteria; it starts a page."""
    entetes = ("Sous-compétences", "Critères d'évaluation", "Appréciation")
    groupes = tableau(
        colonnes(L, 37, 39, 24),
        [
            ligne(*(cellule(para("CelluleEntete", e), fond=TEINTE) for e in entetes), entete=True),
            *repete("groupe in competence.groupes", ligne(sous_competences(), criteres(), cases())),
        ],
        bords=SECTION,
    )
    return (
        para("SurtitreBlocPage", "{{ bloc.code }} — {{ bloc.intitule }}")
        + para(
            "Competence",
            signet("comp_{{ competence.code }}", 2, run("{{ competence.code }} — {{ competence.intitule }}")),
        )
        + si("competence.activite", para("Note", "Activité : {{ competence.activite }}"))
        + para("Rubrique", "Situation d'évaluation")
        + situation()
        + savoirs(L)
        + para("EspaceLie")
        + groupes
        + zones(L, 4, *lecteur.zones)
    )


def livret(lecteur: Lecteur) -> Gabarit:
    """The booklet for that reader."""
    blocs = boucle(
        "bloc in blocs",
        si(
            "bloc.competences|rejectattr('detaillee')|list",
            _compacte(lecteur),
        ),
        boucle("competence in bloc.competences if competence.detaillee", _detaillee(lecteur)),
    )
    fin = para("EspaceLie") + para("Rubrique", "Signatures") + signatures(L, *lecteur.signataires) + para("EspaceFin")
    return Gabarit(lecteur.fichier, _couverture(lecteur) + _sommaire() + _mode_d_emploi(lecteur) + blocs + fin)
