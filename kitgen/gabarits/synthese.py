"""The deliberation sheet of one candidate: three evaluations side by side, then the decision, bloc by bloc."""

from __future__ import annotations

from kitgen.gabarits.communs import cases_en_ligne, champ_de_fiche, legende, ou_tiret, zones
from kitgen.gabarits.formes import (
    FICHE,
    SECTION,
    TEINTE,
    Cellule,
    boucle,
    case,
    cellule,
    colonnes,
    ensemble,
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

PAGE = Page(cote=mm(16), haut=mm(24), bas=mm(20.5))
L = PAGE.largeur


def _identite() -> str:
    return (
        para("Titre", "Synthèse et décision de la commission")
        + tableau(
            colonnes(L, 1, 1, 1, 1, 1, 1),
            [
                ligne(
                    cellule(para("Etiquette", "Numéro"), para("ValeurGrande", "{{ candidat.numero }}"), fond=TEINTE),
                    champ_de_fiche("Candidat", "{{ candidat.nom_liste }}", 5, "ValeurGrande"),
                ),
                # No birth date: the whole commission signs this sheet.
                ligne(
                    champ_de_fiche("Option", ou_tiret("candidat.option"), 1),
                    champ_de_fiche("Organisme de formation", ou_tiret("candidat.organisme"), 3),
                    champ_de_fiche("Commission", "{{ commission.libelle }}, {{ commission.date }}", 2),
                ),
            ],
            bords=FICHE,
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


def _avis(rang: int) -> Cellule:
    """The evaluation by one of the three evaluators, or that they had none to make."""
    return cellule(
        para("Etiquette", f"{{{{ evaluateurs[{rang}].libelle }}}}"),
        si(f"evaluateurs[{rang}].dispense", para("CelluleAbsente", "Sans objet"), sinon=cases_en_ligne()),
    )


def _bloc() -> str:
    """One row per compétence, then the decision and why."""
    issues = para("NiveauLigne", suite("issue in decision.issues", case("{{ issue }}   ", texte="Fort")))
    rows = [
        *repete(
            "competence in bloc.competences",
            ligne(
                para("Cellule", run("{{ competence.code }}", "Code"), run("  {{ competence.intitule }}")),
                *(_avis(rang) for rang in range(3)),
            ),
        ),
        ligne(
            cellule(para("Etiquette", "Décision pour le bloc {{ bloc.code }}"), issues, fond=TEINTE),
            cellule(para("Etiquette", "Motivation"), etendue=3),
            hauteur=780,
        ),
    ]
    table = tableau(colonnes(L, 37, 21, 21, 21), rows, bords=SECTION, marges=(30, 100))
    return (
        para("EspaceLie")
        + para("Bloc", "{{ bloc.code }} — {{ bloc.intitule }}")
        # Decided on the page where it is rated; a bloc of many compétences may cross a page.
        + si("bloc.competences|length < 6", ensemble(table, L), sinon=table)
    )


def _signatures() -> str:
    """A line per juror, in one row that stays together."""
    membre = para(
        "Membre",
        run("{{ jure.nom_complet }}", "Fort"),
        run("  {{ jure.qualite }}{% if jure.college %}, {{ jure.college }}{% endif %}", "Discret"),
    ) + para("Signataire", "Signature")
    # Two columns, so that a commission of six still signs on the page of its decision.
    row = ligne(
        boucle("jure in commission.jures[::2]", membre),
        para("Cellule"),
        boucle("jure in commission.jures[1::2]", membre, sinon=para("Cellule")),
    )
    return (
        para("EspaceLie")
        + para("Rubrique", "La commission, le :")
        + tableau(colonnes(L, 48, 4, 48), [row], bords={}, marges=(0, 0))
        + para("EspaceFin")
    )


def synthese() -> Gabarit:
    """The template."""
    corps = (
        _identite()
        + _regle()
        + boucle("bloc in blocs", _bloc())
        + zones(L, 3, "Recommandations au candidat", "Absences, incidents")
        + _signatures()
    )
    return Gabarit("synthese.docx", corps, page=PAGE, reserve=True)
