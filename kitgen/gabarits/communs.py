"""What several templates share: identity, scale, situation, rating boxes, signatures."""

from __future__ import annotations

from kitgen.gabarits.formes import (
    FICHE,
    TEINTE,
    Cellule,
    Ligne,
    boucle,
    case,
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

CRITERES_ABSENTS = "Critères non précisés dans le référentiel."
SITUATION_ABSENTE = "Situation d'évaluation non précisée dans le référentiel."


def champ_de_fiche(etiquette: str, valeur: str, etendue: int = 1, style: str = "Valeur") -> Cellule:
    """A small grey label over its value."""
    return cellule(para("Etiquette", etiquette), para(style, valeur), etendue=etendue)


def ou_tiret(expression: str) -> str:
    """The value, or a dash where there is none."""
    return f"{{{{ {expression} or '—' }}}}"


def cases(style: str = "Niveau", boite: str = "CaseCochee") -> str:
    """The rating boxes of one group: one paragraph per level, or a mark to fill in."""
    niveaux = boucle("niveau in echelle.niveaux", para(style, case("{{ niveau.libelle }}", boite)))
    return niveaux + si("echelle.note_maximum", para(style, note()))


def durees(largeur: int, *codes: str) -> str:
    """How long each part lasts: a tinted row, its label over its duration."""
    cells = [
        cellule(
            para("Etiquette", f"{{{{ durees.{code}.libelle }}}}"),
            para("ValeurGrande", f"{{{{ durees.{code}.texte }}}}"),
            fond=TEINTE,
        )
        for code in codes
    ]
    return tableau(colonnes(largeur, *([1] * len(codes))), [ligne(*cells)], bords={"insideV": "fin"}, marges=(80, 140))


def note() -> str:
    """A mark to fill in."""
    return run("Note : ………… / {{ echelle.note_maximum }}")


def cases_en_ligne(style: str = "NiveauLigne", boite: str = "CaseCochee") -> str:
    """The rating boxes side by side, by the code of each level."""
    niveaux = si(
        "echelle.niveaux",
        para(style, suite("niveau in echelle.niveaux", case("{{ niveau.code }}   ", boite))),
    )
    return niveaux + si("echelle.note_maximum", para(style, "……… / {{ echelle.note_maximum }}"))


def legende() -> str:
    """What the codes of the scale stand for, as runs."""
    return suite("niveau in echelle.niveaux", run("{{ niveau.code }}", "Fort"), run(" {{ niveau.libelle }}   "))


def criteres(style: str = "CellulePuce") -> str:
    """The criteria of `groupe`, or that there are none."""
    return boucle(
        "critere in groupe.criteres",
        para(style, "{{ critere }}"),
        sinon=para("CelluleAbsente", CRITERES_ABSENTS),
    )


def sous_competences() -> str:
    """The sous-compétences of `groupe`, or the compétence as a whole."""
    return boucle(
        "sc in groupe.sous_competences",
        para("Cellule", run("{{ sc.code }}", "Code"), run("  {{ sc.intitule }}")),
        sinon=para("Cellule", run("{{ competence.code }}", "Code"), run("  {{ competence.intitule }}")),
    )


def situation() -> str:
    """The situation d'évaluation of `competence`, verbatim, and the note that an intitulé refers to with (*)."""
    return boucle(
        "epreuve in competence.epreuves",
        para("TexteFort", "{{ epreuve.intitule }}"),
        si("epreuve.consigne", para("Texte", "{{ epreuve.consigne }}")),
        si("epreuve.suite", para("Texte", "{{ epreuve.suite }}")),
        si("'(*)' in epreuve.intitule", boucle("remarque in referentiel.notes", para("Note", "{{ remarque }}"))),
        sinon=para("Absent", SITUATION_ABSENTE),
    )


def savoirs(largeur: int) -> str:
    """The savoirs of `competence`, in two columns."""
    half = "(competence.savoirs|length + 1) // 2"
    puce = para("CellulePuce", "{{ savoir }}")
    row = ligne(
        boucle(f"savoir in competence.savoirs[:{half}]", puce),
        boucle(f"savoir in competence.savoirs[{half}:]", puce, sinon=para("Cellule")),
    )
    return si(
        "competence.savoirs",
        para("Rubrique", "Savoirs associés"),
        tableau(colonnes(largeur, 1, 1), [row], bords={}, marges=(0, 60)),
    )


def zones(largeur: int, lignes: int, *titres: str) -> str:
    """Writing areas side by side, each a title and rules to write on, in one row that stays together."""
    areas = [Cellule(para("Rubrique", titre) + para("Reglure") * lignes) for titre in titres]
    gap, width = mm(8), largeur
    cells, widths = areas[:1], []
    for area in areas[1:]:
        cells += [Cellule(para("Cellule")), area]
        widths += [(largeur - gap * (len(areas) - 1)) // len(areas), gap]
        width = largeur - sum(widths)
    return para("EspaceLie") + tableau((*widths, width), [Ligne(tuple(cells))], bords={}, marges=(0, 0))


def legende_echelle() -> str:
    """The rating scale, explained."""
    return si(
        "echelle.niveaux",
        para("Texte", "Cochez une seule case par ligne :"),
        boucle(
            "niveau in echelle.niveaux",
            para("Niveau", case("{{ niveau.libelle }}", texte="Fort"), run(" ({{ niveau.code }})", "Discret")),
        ),
    ) + si(
        "echelle.note_maximum",
        para("Texte", "Chaque ligne reçoit une note de 0 à {{ echelle.note_maximum }}."),
    )


def signatures(largeur: int, *blocs: tuple[str, tuple[str, ...]]) -> str:
    """One row of boxes to sign in: each a title and what to fill in; the rest of the box is for the signature."""
    cells = [
        cellule(
            para("CelluleCode", titre), *(para("Point", f"{e} : ") for e in etiquettes),
            left="fin", right="fin", top="fin", bottom="fin",
        )
        for titre, etiquettes in blocs
    ]  # fmt: skip
    widths = colonnes(largeur, *([1] * len(cells)))
    return tableau(widths, [ligne(*cells, hauteur=1800)], marges=(80, 120))


def jours(contenu: str) -> str:
    """`contenu` for each day of a commission, as `journee`; each day begins a page."""
    return boucle("journee in journees", contenu, sinon=para("Absent", "Aucun candidat n'est attendu."))


def titre_du_jour(document: str) -> str:
    """The title of a `journee`: the date, what the sheet is, the séances, where."""
    title = "{{ journee.date|capitalize }}"
    where = (
        ("commission.lieu", "{{ commission.lieu }}", ""),
        ("commission.salle_preparation", "{{ commission.salle_preparation }}", "Préparation : "),
        ("commission.salle_jury", "{{ commission.salle_jury }}", "Commission : "),
    )
    rooms = "".join(
        run(f"{{% if {name} %}}{label}{value}{{% endif %}}" + f"{{% if {name} %}}   {{% endif %}}")
        for name, value, label in where
    )
    return (
        si("loop.first", para("Titre", title), sinon=para("TitrePage", title))
        + para(
            "SousTitreJour",
            run(f"{document} — {{{{ commission.libelle }}}}", "Fort"),
            run("{% if journee.seances %}   {{ journee.seances|join(' et ') }}{% endif %}"),
        )
        + para("LieuJour", rooms)
    )


def preparation(passage: str, lien: str = " – ", debut: str = "") -> str:
    """When a candidate prepares, as a run; a dash for who has no hours, or nothing to prepare."""
    prepares = f"{passage} and {passage}.debut_preparation != {passage}.fin_preparation"
    hours = f"{debut}{{{{ {passage}.debut_preparation }}}}{lien}{{{{ {passage}.fin_preparation }}}}"
    return run(f"{{% if {prepares} %}}{hours}{{% else %}}—{{% endif %}}")


def en_candidats(libelle: str) -> tuple[str, str]:
    """A count of the candidates of `pack`, with its label; a dash where it holds nothing about one of them."""
    return (libelle, "{{ pack.candidats or '—' }}")


def comptes(largeur: int, *avant: tuple[str, str]) -> str:
    """The totals of `pack`, in large figures on a tinted row; `avant` stand before them."""
    counts = (*avant, ("Documents", "{{ pack.documents }}"), ("Pages", "{{ pack.pages }}"),
              ("Feuilles", "{{ pack.feuilles }}"))  # fmt: skip
    cells = [cellule(para("Etiquette", label), para("ValeurGrande", value), fond=TEINTE) for label, value in counts]
    return tableau(colonnes(largeur, *([1] * len(cells))), [ligne(*cells)], bords={"insideV": "fin"}, marges=(80, 140))


def titre_de_document() -> str:
    """The title of `piece`, a document of a pack, what tells it from its likes, and how many copies there are."""
    exemplaire = "{% if piece.exemplaire %}   {{ piece.exemplaire }}{% endif %}"
    copies = "{% if piece.exemplaires > 1 %}   × {{ piece.exemplaires }}{% endif %}"
    return para("Cellule", run("{{ piece.titre }}"), run(exemplaire, "Code"), run(copies, "Fort"))


def impression() -> str:
    """How `pack` is to be printed, as words."""
    return (
        "en {% if pack.recto_verso %}recto verso{% else %}recto seul{% endif %}"
        "{% if pack.exemplaires > 1 %}, en {{ pack.exemplaires }} exemplaires{% endif %}"
    )


def lieu_et_dates(largeur: int, style: str) -> str:
    """When and where `commission` sits, and who sits in it."""
    jures = suite(
        "jure in commission.jures",
        run("{{ jure.nom_complet }}", "Fort"),
        run(" ({{ jure.qualite }}){% if not loop.last %}, {% endif %}"),
    )
    return tableau(
        colonnes(largeur, 1, 1),
        [
            ligne(
                champ_de_fiche("Commission", "{{ commission.libelle }}", style=style),
                champ_de_fiche("Dates", "{{ commission.dates }}", style=style),
            ),
            ligne(champ_de_fiche("Lieu", ou_tiret("commission.lieu"), 2, style=style)),
            ligne(
                champ_de_fiche("Salle de préparation", "{{ commission.salle_preparation }}", style=style),
                champ_de_fiche("Salle du jury", "{{ commission.salle_jury }}", style=style),
            ),
            ligne(cellule(para("Etiquette", "Jury"), para("Cellule", jures), etendue=2)),
        ],
        bords=FICHE,
        marges=(60, 100),
    )


def a_cocher(*taches: str) -> str:
    """Things to do, a box before each."""
    return "".join(para("Niveau", case(t)) for t in taches)
