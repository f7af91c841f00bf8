"""The deliberation sheet of one candidate: three evaluations side by side, then the decision, bloc by bloc."""

from __future__ import annotations

from kitgen.gabarits.communs import cases_en_ligne, champ_de_fiche, legende, ou_tiret, zone
from kitgen.gabarits.formes import (
    FILETS,
    TEINTE,
    boucle,
    case,
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
from kitgen.gabarits.paquet import Gabarit, Page

PAGE = Page(cote=mm(16), haut=mm(25), bas=mm(21))
L = PAGE.largeur


def _identite() -> str:
    return (
        para("Titre", "Synthèse et décision de la commission")
        + para("SousTitre", "{{ referentiel.intitule }}")
        + tableau(
            colonnes(L, 1, 1, 1, 1, 1, 1),
            [
                ligne(
                    cellule(para("Etiquette", "Numéro"), para("ValeurGrande", "{{ candidat.numero }}"), fond=TEINTE),
                    champ_de_fiche("Candidat", "{{ candidat.nom_liste }}", 5, "ValeurGrande"),
                ),
                ligne(
                    champ_de_fiche("Naissance", ou_tiret("candidat.naissance"), 3),
                    champ_de_fiche("Option", ou_tiret("candidat.option"), 3),
                ),
                ligne(
                    champ_de_fiche("Organisme de formation", ou_tiret("candidat.organisme"), 3),
                    champ_de_fiche("Commission", "{{ commission.libelle }}, {{ commission.date }}", 3),
                ),
            ],
            bords={"top": "fort", **FILETS},
            marges=(50, 100),
        )
        + para("Espace")
    )


def _regle() -> str:
    """The rule of decision, the thresholds, the scale."""
    echelle = si("echelle.niveaux", para("Note", run("Échelle : ", "Fort"), legende()))
    seuils = si(
        "decision.seuils",
        para(
            "Note",
            run("Seuils : ", "Fort"),
            suite("seuil in decision.seuils", run("{{ seuil.libelle }} : {{ seuil.valeur }}   ")),
        ),
    )
    acquis = si(
        "candidat.blocs_acquis",
        para(
            "Note",
            run("Blocs déjà acquis, non évalués : ", "Fort"),
            suite("b in candidat.blocs_acquis", run("{{ b.code }} — {{ b.intitule }}   ")),
        ),
    )
    return para("Note", run("Règle : ", "Fort"), run("{{ decision.regle }}")) + seuils + echelle + acquis


def _bloc() -> str:
    avis = [
        si(
            f"evaluateurs[{i}].dispense",
            para("CelluleAbsente", "Sans objet"),
            sinon=cases_en_ligne(),
        )
        for i in range(3)
    ]
    entetes = [cellule(para("CelluleEntete", "Compétence"), fond=TEINTE)] + [
        cellule(para("CelluleEntete", f"{{{{ evaluateurs[{i}].libelle }}}}"), fond=TEINTE) for i in range(3)
    ]
    competences = tableau(
        colonnes(L, 34, 22, 22, 22),
        [
            ligne(*entetes, entete=True),
            *repete(
                "competence in bloc.competences",
                ligne(para("Cellule", run("{{ competence.code }}", "Code"), run("  {{ competence.intitule }}")), *avis),
            ),
        ],
        marges=(30, 100),
    )
    issues = boucle("issue in decision.issues", para("Niveau", case("{{ issue }}", texte="Fort")))
    decision = tableau(
        colonnes(L, 34, 66),
        [
            ligne(
                cellule(para("Etiquette", "Décision pour le bloc {{ bloc.code }}"), issues),
                cellule(para("Etiquette", "Motivation")),
                hauteur=1000,
            )
        ],
        bords={s: "fin" for s in ("bottom", "insideV")},
        marges=(40, 100),
    )
    return (
        para("EspaceLie")
        + para("Bande", "{{ bloc.code }} — {{ bloc.intitule }}")
        + competences
        + para("EspaceFin")
        + decision
    )


def _signatures() -> str:
    cote = {s: "fin" for s in ("top", "bottom", "insideH")}
    rows = repete(
        "jure in commission.jures",
        ligne(
            para("CelluleForte", "{{ jure.nom_complet }}")
            + para("Etiquette", "{{ jure.qualite }}{% if jure.college %}, {{ jure.college }}{% endif %}"),
            para("Etiquette", "Signature"),
            hauteur=700,
        ),
    )
    return (
        para("EspaceLie")
        + para("Rubrique", "La commission")
        + tableau(colonnes(L, 45, 55), rows, bords=cote)
        + para("EspaceFin")
    )


def synthese() -> Gabarit:
    """The template."""
    corps = (
        _identite()
        + _regle()
        + boucle("bloc in blocs", _bloc())
        + zone("Recommandations au candidat", L, 3)
        + _signatures()
    )
    return Gabarit("synthese.docx", corps, page=PAGE, reserve=True)
