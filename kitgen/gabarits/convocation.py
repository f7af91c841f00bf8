"""The letter that summons a candidate: one page, the address where the window of an envelope shows it."""

from __future__ import annotations

from kitgen.gabarits.communs import champ_de_fiche, ou_tiret, preparation
from kitgen.gabarits.formes import (
    CADRE,
    TEINTE,
    boucle,
    cellule,
    colonnes,
    ligne,
    mm,
    para,
    run,
    si,
    suite,
    tableau,
)
from kitgen.gabarits.paquet import PORTRAIT, Gabarit

L = PORTRAIT.largeur

_CONVOQUE = (
    "{% if candidat.civilite == 'Mme' %}convoquée{% elif candidat.civilite == 'M.' %}convoqué"
    "{% else %}convoqué(e){% endif %}"
)
_APPEL = (
    "{% if candidat.civilite == 'Mme' %}Madame,{% elif candidat.civilite == 'M.' %}Monsieur,"
    "{% else %}Madame, Monsieur,{% endif %}"
)
_CAS = "blocs|map(attribute='competences')|sum(start=())|selectattr('sujet')|list"


def _adresses(*, adapte: bool) -> str:
    """Who writes, at the left; to whom, where a DL or C5 window shows it (10,5 cm from the left, 5,2 from the top).

    `adapte`: side by side, as larger words and a higher header leave no room above.
    """
    certificateur = (
        para("DestinataireNom", "{{ session.certificateur.nom }}")
        + si("session.certificateur.adresse", para("Cellule", "{{ session.certificateur.adresse }}"))
        + si("session.certificateur.contact", para("Cellule", "{{ session.certificateur.contact }}"))
    )
    destinataire = (
        para(
            "DestinataireNom", "{% if candidat.civilite %}{{ candidat.civilite }} {% endif %}{{ candidat.nom_complet }}"
        )
        + si("candidat.nom_usage", para("Cellule", "Nom d'usage : {{ candidat.nom_usage }}"))
        + boucle(
            "adresse in candidat.adresse",
            para("Destinataire", "{{ adresse }}"),
            sinon=si("candidat.organisme", para("Destinataire", "{{ candidat.organisme }}")),
        )
    )
    right = L - mm(86)
    rows = [
        ligne(certificateur, para("Cellule"), hauteur=mm(26)),
        ligne(para("Cellule"), destinataire, hauteur=mm(27)),
    ]
    if adapte:
        rows = [ligne(certificateur, para("EspaceGrand") * 2 + destinataire, hauteur=mm(42))]
    return tableau((right, L - right), rows, bords={}, marges=(0, 0))


def _rendez_vous() -> str:
    """When and where, in a box; without hours, the days and the place of the commission."""
    six = colonnes(L, 1, 1, 1, 1, 1, 1)
    place = ligne(champ_de_fiche("Lieu", ou_tiret("commission.lieu"), 6))
    hours = tableau(
        six,
        [
            ligne(
                cellule(para("Etiquette", "Date"), para("ValeurGrande", "{{ passage.date }}"), etendue=4, fond=TEINTE),
                cellule(
                    para("Etiquette", "Heure d'arrivée"),
                    para("ValeurGrande", "{{ passage.convocation }}"),
                    etendue=2,
                    fond=TEINTE,
                ),
            ),
            place,
            ligne(
                cellule(
                    para("Etiquette", "Préparation"),
                    para("Valeur", preparation("passage", " à ", "de ")),
                    para("Cellule", "{{ passage.salle_preparation }}"),
                    etendue=3,
                ),
                cellule(
                    para("Etiquette", "Passage devant la commission"),
                    para("Valeur", "de {{ passage.debut }} à {{ passage.fin }}"),
                    para("Cellule", "{{ passage.salle_jury }}"),
                    etendue=3,
                ),
            ),
        ],
        bords=CADRE,
        marges=(80, 120),
    )
    days = tableau(
        six,
        [
            ligne(
                cellule(
                    para("Etiquette", "Date"), para("ValeurGrande", "{{ commission.dates }}"), etendue=6, fond=TEINTE
                )
            ),
            place,
            ligne(
                champ_de_fiche("Salle de préparation", ou_tiret("commission.salle_preparation"), 3),
                champ_de_fiche("Salle de la commission", ou_tiret("commission.salle_jury"), 3),
            ),
        ],
        bords=CADRE,
        marges=(80, 120),
    )
    return si("passage", hours, para("Espace"), sinon=si("commission", days, para("Espace")))


def _epreuves(*, adapte: bool) -> str:
    """The blocs to be evaluated, and how long each part lasts; `adapte`: one thing below the other."""
    bloc = para(
        "Cellule",
        run("{{ bloc.code }}", "Code"),
        run("  {{ bloc.intitule }}"),
        suite(
            "competence in bloc.competences if competence.sujet",
            run("{% if loop.first %} — cas pratique {% else %}, {% endif %}{{ competence.code }}", "Discret"),
        ),
    )
    duree = para(
        "Cellule",
        run("{{ durees[code].libelle }} : "),
        run("{{ durees[code].texte }}", "Fort"),
        run(f"{{% if durees[code].par_sujet and ({_CAS})|length > 1 %}} par cas pratique{{% endif %}}"),
    )
    parts = (
        cellule(
            para("CelluleCode", "Durée des épreuves"),
            boucle("code in ['preparation', 'presentation', 'entretien', 'connaissances'] if code in durees", duree),
        ),
        cellule(
            para("CelluleCode", "À présenter à votre arrivée"),
            para("CellulePuce", "cette convocation"),
            para("CellulePuce", "une pièce d'identité en cours de validité"),
        ),
    )
    borders = {"top": "fin", "bottom": "fin"}
    if adapte:
        table = tableau((L,), [ligne(part) for part in parts], bords=borders, marges=(60, 0))
    else:
        table = tableau(colonnes(L, 1, 1), [ligne(*parts)], bords=borders, marges=(60, 0))
    return (
        para(
            "Rubrique", "Blocs de compétences évalués{% if candidat.option %} · option {{ candidat.option }}{% endif %}"
        )
        + boucle("bloc in blocs", bloc)
        + para("EspaceLie")
        + table
    )


def _signature() -> str:
    contact = si(
        "session.certificateur.contact",
        para("LettreLiee", run("Pour toute question : "), run("{{ session.certificateur.contact }}", "Fort")),
    )
    return (
        para("EspaceLie")
        + contact
        + para(
            "LettreLiee",
            "Nous vous prions d'agréer, "
            + _APPEL.replace(",{%", "{%")
            + ", l'expression de notre considération distinguée.",
        )
        + tableau(
            colonnes(L, 1, 1),
            [
                ligne(
                    para("Cellule"),
                    cellule(
                        para("Etiquette", "Pour le certificateur"),
                        para("CelluleForte", "{{ session.certificateur.nom }}"),
                        para("Etiquette", "Date, nom et signature"),
                        top="fin", left="fin", bottom="fin", right="fin",
                    ),
                    hauteur=mm(26),
                )
            ],
            bords={},
        )
        + para("EspaceFin")
    )  # fmt: skip


def convocation(*, adapte: bool = False) -> Gabarit:
    """The template; `adapte`: with the address where the window is in the « dys » version."""
    lettre = (
        para("LettreObjet", "Objet : convocation devant la commission d'évaluation")
        + para("Lettre", _APPEL)
        + para(
            "Lettre",
            run(f"Vous êtes {_CONVOQUE}", "Fort"),
            run(" devant la commission d'évaluation du {{ referentiel.intitule }}"),
            run("{% if commission %} ({{ commission.libelle }}){% endif %}."),
        )
    )
    haut = _adresses(adapte=adapte) + para("EspaceGrand") + lettre
    return Gabarit(
        "convocation.dys.docx" if adapte else "convocation.docx",
        haut + _rendez_vous() + _epreuves(adapte=adapte) + _signature(),
    )
