"""The lexicon of a document as a Word file: to be printed and kept beside the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kitgen.gabarits.formes import (
    NS,
    SECTION,
    TEINTE,
    XML,
    cellule,
    champ,
    colonnes,
    ligne,
    mm,
    para,
    run,
    tab,
    tableau,
)
from kitgen.gabarits.paquet import Gabarit, Page
from kitgen.outils.lexique import Chapitre, Entree

_PAGE = Page(paysage=True, cote=mm(14), haut=mm(17), bas=mm(15), bord=mm(8))
_LARGEURS = colonnes(_PAGE.largeur, 34, 9, 25, 32)
_SERRE = (14, 70)
"""Margins of a cell: as much as possible on a page, as this is looked up and not read."""
_LONG = 90
"""Characters of an example that are shown."""


@dataclass(frozen=True, slots=True)
class _Aide(Gabarit):
    titre: str = ""
    session: str = ""

    def entete(self) -> str:
        line = para("EnTeteFort", run(self.titre))
        return f"{XML}<w:hdr {NS}>{line}{para('EspaceFin')}</w:hdr>"

    def pied(self) -> str:
        page = (run("Page "), champ("PAGE"), run(" sur "), champ("NUMPAGES"))
        return f"{XML}<w:ftr {NS}>{para('PiedLigne', run(self.session), tab(), *page)}</w:ftr>"


def lexique_docx(
    titre: str, session: str, chapitres: Sequence[Chapitre], filtres: Sequence[tuple[str, str, str]]
) -> bytes:
    """The Word file; `filtres` are (tag, what it does, what it prints)."""
    body = [
        para("Titre", f"Les balises du modèle « {titre} »"),
        para(
            "Texte",
            run("Tapez la balise telle quelle dans Word, accolades comprises. Ce qui est en retrait va entre "
                "la balise qui ouvre et celle qui ferme. Les exemples viennent de "), run(session, "Fort"), run("."),
        ),
    ]  # fmt: skip
    for chapter in chapitres:
        body += [
            para("EspaceLie"),
            para("Rubrique", f"{chapter.nom} — {chapter.sens} ({chapter.origine})"),
            _table(chapter),
        ]
    body += [para("EspaceLie"), para("Rubrique", "Mettre en forme une valeur"), _filtres(filtres)]
    body += [para("EspaceLie"), para("Rubrique", "Répéter, choisir, réunir"), _structures(), para("EspaceFin")]
    return _Aide("lexique.docx", "".join(body), _PAGE, titre=f"Balises – {titre}", session=session).octets()


def _table(chapter: Chapitre) -> str:
    heads = ("Balise", "C'est", "Exemple", "Sens (et d'où il vient, quand c'est d'ailleurs)")
    rows = [ligne(*(cellule(para("CelluleEntete", h), fond=TEINTE) for h in heads), entete=True)]
    rows += [
        ligne(
            _balise(e),
            para("CelluleNote", run(e.type)),
            para("CelluleNote", run(_court(e.exemple))),
            para("CelluleNote", run(e.sens), *_source(e, chapter)),
        )
        for e in chapter.entrees
    ]
    return tableau(_LARGEURS, rows, bords=SECTION, marges=_SERRE)


def _source(entry: Entree, chapter: Chapitre) -> tuple[str, ...]:
    """Where it comes from, where the title of the chapter doesn't say so."""
    return (run(f" [{entry.origine}]", "Discret"),) if entry.origine not in ("", chapter.origine) else ()


def _balise(entry: Entree) -> str:
    """The tag, further right the deeper it stands; nothing in it that a copy would carry along."""
    text = "\u2003" * entry.niveau + entry.balise
    return para("CelluleNote", run(text, "Code" if entry.genre == "valeur" else "Fort"))


def _court(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONG else f"{flat[: _LONG - 1]}…"


def _filtres(filtres: Sequence[tuple[str, str, str]]) -> str:
    heads = ("Balise", "Effet", "Donne")
    rows = [ligne(*(cellule(para("CelluleEntete", h), fond=TEINTE) for h in heads), entete=True)]
    rows += [
        ligne(para("CelluleNote", run(tag, "Code")), para("CelluleNote", run(effect)),
              para("CelluleNote", run(made)))
        for tag, effect, made in filtres
    ]  # fmt: skip
    return tableau(colonnes(_PAGE.largeur, 45, 35, 20), rows, bords=SECTION, marges=_SERRE)


STRUCTURES = (
    ("{% if candidat.option %}…{% else %}…{% endif %}", "selon le cas, dans une phrase"),
    ("{%p if … %}  {%p else %}  {%p endif %}", "des paragraphes ou des tableaux, selon le cas ; chacune seule dans "
     "son paragraphe"),
    ("{%p for … in … %}  {%p endfor %}", "des paragraphes ou des tableaux, répétés ; chacune seule dans son "
     "paragraphe"),
    ("{%tr for … in … %}  {%tr endfor %}", "des lignes de tableau, répétées ; chacune seule dans sa ligne"),
    ("{%tc for … in … %}  {%tc endfor %}", "des colonnes, répétées ; chacune seule dans sa cellule"),
    ("{% if not loop.last %}, {% endif %}", "dans une boucle : loop.first, loop.last, loop.index"),
    ("{{ saut_de_page }}", "le paragraphe qui la contient commence une page"),
    ('{{p morceau("mentions.docx") }}', "le contenu de morceaux/mentions.docx, à la place du paragraphe"),
    ("{{ candidat.tuteur or '—' }}", "un tiret quand c'est vide"),
    ("{# … #}", "une remarque, qui n'est pas imprimée"),
)  # fmt: skip
"""The tags that are not values, and what each does."""


def _structures() -> str:
    rows = [
        ligne(para("CelluleNote", run(tag, "Code")), para("CelluleNote", run(effect))) for tag, effect in STRUCTURES
    ]
    return tableau(colonnes(_PAGE.largeur, 45, 55), rows, bords=SECTION, marges=_SERRE)
