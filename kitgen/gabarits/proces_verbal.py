"""The minutes of a commission: who sat, who was absent, what happened, what was decided; signed by each member."""

from __future__ import annotations

from collections.abc import Iterator

from kitgen.gabarits.communs import champ_de_fiche, ou_tiret, zones
from kitgen.gabarits.formes import (
    FICHE,
    GRILLE,
    SECTION,
    TEINTE,
    Cellule,
    Controle,
    Ligne,
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
from kitgen.gabarits.paquet import PORTRAIT, Gabarit

L = PORTRAIT.largeur
PAR_LIGNE = 3
"""Signatures side by side."""


def _entete(*titres: str) -> Ligne:
    return ligne(*(cellule(para("CelluleEntete", t), fond=TEINTE) for t in titres), entete=True)


def _composition() -> str:
    fiche = tableau(
        colonnes(L, 1, 1, 1),
        [
            ligne(
                champ_de_fiche("Commission", "{{ commission.libelle }}", 2),
                champ_de_fiche("Dates", "{{ commission.dates }}"),
            ),
            ligne(champ_de_fiche("Lieu", ou_tiret("commission.lieu"), 3)),
            ligne(champ_de_fiche("Certificateur", "{{ session.certificateur.nom }}", 3)),
        ],
        bords=FICHE,
        marges=(60, 100),
    )
    membres = tableau(
        colonnes(L, 40, 22, 22, 16),
        [
            _entete("Membre", "Qualité", "Collège", "Présence"),
            *repete(
                "jure in commission.jures",
                ligne(
                    para("CelluleForte", "{{ jure.nom_complet }}"),
                    para("Cellule", "{{ jure.qualite }}"),
                    para("Cellule", ou_tiret("jure.college")),
                    para("NiveauLigne", case("présent(e)")),
                ),
            ),
        ],
        bords=SECTION,
    )
    return (
        para("Titre", "Procès-verbal de la commission d'évaluation")
        + para("SousTitre", "{{ referentiel.intitule }}")
        + fiche
        + para("EspaceGrandLie")
        + para("Titre1", "Composition de la commission")
        + membres
    )


def _absences() -> str:
    """Who withdrew before, and room for the day."""
    desistes = si(
        "desistes",
        tableau(
            colonnes(L, 10, 50, 40),
            repete(
                "inscrit in desistes",
                ligne(
                    para("Cellule", "{{ inscrit.numero }}"),
                    para("CelluleForte", "{{ inscrit.nom_liste }}"),
                    para("Cellule", "désisté avant la session"),
                ),
            ),
            bords=GRILLE,
        ),
    )
    return (
        para("EspaceGrandLie")
        + para("Titre1", "Absences")
        + desistes
        + zones(L, 3, "Absents le jour de l'épreuve")
        + zones(L, 5, "Incidents et observations")
    )


def _regle() -> str:
    return (
        para("Titre1Page", "Décisions")
        + para("LettreLiee", run("Règle : ", "Fort"), run("{{ decision.regle }}"))
        + si(
            "decision.seuils",
            para(
                "NoteLiee",
                run("Seuils : ", "Fort"),
                suite("seuil in decision.seuils", run("{{ seuil.libelle }} : {{ seuil.valeur }}   ")),
            ),
        )
    )


def _decision(*, premiere: bool, derniere: bool) -> Ligne:
    """A bloc of a candidate: the name stands in the first row, the number in each; a darker line between people."""
    own = (("top", "trait" if premiere else "nul"), ("bottom", "trait" if derniere else "nul"))
    sides = tuple(side for side in own if side[1] == "trait")
    numero = run("{{ inscrit.numero }}", "Fort" if premiere else "Discret")
    nom = para("CelluleForte", "{{ inscrit.nom_liste }}") + para("NiveauLigne", case("absent(e)"))
    return ligne(
        Cellule(para("Cellule", numero), bords=own),
        Cellule(nom if premiere else para("Cellule"), bords=own),
        Cellule(para("Cellule", run("{{ b.code }}", "Code"), run("  {{ b.intitule }}")), bords=sides),
        Cellule(boucle("issue in decision.issues", para("Niveau", case("{{ issue }}"))), bords=sides),
    )


def _decisions() -> str:
    def rows() -> Iterator[Ligne | Controle]:
        yield Controle("if loop.first and loop.last")
        yield _decision(premiere=True, derniere=True)
        yield Controle("elif loop.first")
        yield _decision(premiere=True, derniere=False)
        yield Controle("elif loop.last")
        yield _decision(premiere=False, derniere=True)
        yield Controle("else")
        yield _decision(premiere=False, derniere=False)
        yield Controle("endif")

    inscrits = repete("inscrit in journee.inscrits", *repete("b in inscrit.blocs", *rows()))
    table = tableau(
        colonnes(L, 7, 27, 43, 23),
        [_entete("N°", "Candidat", "Bloc de compétences", "Décision"), *repete("journee in journees", *inscrits)],
        bords=SECTION,
        marges=(40, 90),
    )
    return si("journees", table, sinon=para("Absent", "Aucun candidat n'est attendu."))


def _signatures() -> str:
    """A box per member, three to a row; a row stays together."""
    boxes = []
    for i in range(PAR_LIGNE):
        member = (
            para("CelluleForte", f"{{{{ lot[{i}].nom_complet }}}}")
            + para("CelluleNote", f"{{{{ lot[{i}].qualite }}}}"
                   f"{{% if lot[{i}].college %}}, {{{{ lot[{i}].college }}}}{{% endif %}}")
            + para("Etiquette", "Signature")
        )  # fmt: skip
        boxes.append(Cellule(member if i == 0 else si(f"lot|length > {i}", member, sinon=para("Cellule"))))
    row = tableau(
        colonnes(L, *([1] * PAR_LIGNE)),
        [Ligne(tuple(boxes), hauteur=mm(30))],
        bords={"top": "fin", "bottom": "fin", "insideV": "fin"},
    )
    return (
        para("EspaceGrandLie")
        + para("LettreObjet", "Fait à …………………………………………………… , le ……………………………")
        + boucle(f"lot in commission.jures|batch({PAR_LIGNE})", row, para("EspaceLie"))
        + para("EspaceFin")
    )


def proces_verbal() -> Gabarit:
    """The template."""
    return Gabarit(
        "proces-verbal.docx",
        _composition() + _absences() + _regle() + _decisions() + _signatures(),
        option="",
        sujet_de="{{ commission.libelle }} — {{ commission.dates }}",
    )
