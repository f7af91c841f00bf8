"""The order of passage of a commission, day by day: on the wall of the preparation room, and on the jury's table.

No sujet and no birth date: everybody reads it.
"""

from __future__ import annotations

from kitgen.gabarits.communs import jours, preparation, titre_du_jour
from kitgen.gabarits.formes import SECTION, TEINTE, cellule, colonnes, ligne, para, repete, tableau
from kitgen.gabarits.paquet import PAYSAGE, Gabarit

L = PAYSAGE.largeur


def heures(nom: str) -> str:
    """An hour of `inscrit`, or a dash."""
    return f"{{% if inscrit.passage %}}{{{{ inscrit.passage.{nom} }}}}{{% else %}}—{{% endif %}}"


def _jour() -> str:
    # The header row repeats, and says the day where a second page does not.
    titres = (
        "Ordre",
        "N°",
        "Candidat — {{ journee.date }}",
        "Option",
        "Convocation",
        "Préparation",
        "Passage",
        "Observations",
    )
    entete = ligne(*(cellule(para("AfficheEntete", t), fond=TEINTE, alignement="center") for t in titres), entete=True)
    contenus = (
        para("AfficheForte", "{{ loop.index }}"),
        para("Affiche", "{{ inscrit.numero }}"),
        para("AfficheForte", "{{ inscrit.nom_liste }}"),
        para("Affiche", "{{ inscrit.option or '—' }}"),
        para("Affiche", heures("convocation")),
        para("Affiche", preparation("inscrit.passage")),
        para("AfficheForte", heures("debut") + "{% if inscrit.passage %} – {{ inscrit.passage.fin }}{% endif %}"),
        para("Affiche"),
    )
    row = ligne(*(cellule(c, alignement="center") for c in contenus), hauteur=640)
    return titre_du_jour("Ordre de passage") + tableau(
        colonnes(L, 6, 6, 26, 10.5, 10.5, 16, 16, 9),
        [entete, *repete("inscrit in journee.inscrits", row)],
        bords=SECTION,
        marges=(50, 90),
    )


def planning() -> Gabarit:
    """The template."""
    return Gabarit(
        "planning.docx",
        jours(_jour()) + para("EspaceFin"),
        page=PAYSAGE,
        option="",
        sujet_de="{{ commission.libelle }} — {{ commission.dates }}",
    )
