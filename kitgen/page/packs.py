"""Packs as the page shows them: what comes out of the printer, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kitgen.context.typographie import texte
from kitgen.model.manifeste import Manifeste, PackFait
from kitgen.page.mots import adresse, compte, nombre
from kitgen.page.vues import VueGroupeDePacks, VuePack

_GROUPES = {
    "preparation": ("Salle de préparation", "À remettre le jour même ; ni aux OF ni aux candidats avant."),
    "jury": ("Jury", "Pour le jury seul : corrigés et grilles."),
    "secretariat": ("Secrétariat", "Pour vous : émargements, procès-verbal."),
    "organisme": ("Organismes de formation", "Chaque fichier à cet organisme seulement."),
    "candidat": ("Candidats", "Chaque fichier à ce candidat ou à son organisme."),
}


_DEUX_FOIS = "Ce qui est aussi dans le pack de son organisme n'est à imprimer qu'une fois."


def feuilles(pack: PackFait) -> int:
    """Sheets of all copies of a pack."""
    return pack.feuilles * pack.exemplaires


def vue_du_pack(pack: PackFait, titre: str = "") -> VuePack:
    """A pack, as a row of the page."""
    copies = pack.exemplaires
    sides = "Recto verso, bord long" if pack.recto_verso else "Recto seul"
    sheets = compte(pack.feuilles, "feuille")
    return VuePack(
        titre=texte(titre or pack.titre),
        adresse=adresse(pack.fichier),
        pages=nombre(pack.pages),
        feuilles=nombre(pack.feuilles),
        exemplaires=nombre(copies),
        documents=nombre(len(pack.contenu)),
        impression=sides + (f", en {compte(copies, 'exemplaire')}" if copies > 1 else ""),
        resume=f"{compte(len(pack.contenu), 'document')}, {compte(pack.pages, 'page')}, {sheets}",
    )


def vues_des_packs(manifeste: Manifeste, noms: Mapping[str, str]) -> tuple[VueGroupeDePacks, ...]:
    """The packs of the whole session by recipient, packs of changes left aside; `noms` are the titles of those
    of one candidate, by file."""
    whole = [p for p in manifeste.packs if not est_de_changements(p)]
    sent = {piece.pdf for p in whole if p.destinataire == "organisme" for piece in p.contenu}
    twice = any(piece.pdf in sent for p in whole if p.destinataire == "candidat" for piece in p.contenu)
    groups = []
    for recipient, (label, advice) in _GROUPES.items():
        mine = [p for p in whole if p.destinataire == recipient]
        if mine:
            more = f" {_DEUX_FOIS}" if twice and recipient == "candidat" else ""
            groups.append(_groupe(label, advice + more, mine, noms))
    return tuple(groups)


def est_de_changements(pack: PackFait) -> bool:
    """Whether a pack holds only what changed since the print run."""
    return pack.fichier.startswith("changements/")


def _groupe(label: str, advice: str, packs: Sequence[PackFait], noms: Mapping[str, str]) -> VueGroupeDePacks:
    return VueGroupeDePacks(
        libelle=label,
        consigne=texte(advice),
        packs=tuple(vue_du_pack(p, noms.get(p.fichier, "")) for p in packs),
        resume=f"{compte(len(packs), 'pack')}, {compte(sum(p.pages for p in packs), 'page')}, "
        f"{compte(sum(feuilles(p) for p in packs), 'feuille')}",
    )
