"""What changed since the print run, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping

from kitgen.changements import Changements, PackDeChangements
from kitgen.context.typographie import texte
from kitgen.model.impression import DocumentImprime, Impression
from kitgen.model.manifeste import ChangementsFaits, DocumentChange, Manifeste, PersonneChangee
from kitgen.page.candidats import ancre
from kitgen.page.mots import adresse, compte, moment, numero
from kitgen.page.packs import vue_du_pack
from kitgen.page.vues import VueChangements, VueDocumentChange, VuePackDeChangements, VuePersonneChangee
from kitgen.plan import Plan
from kitgen.readers.listes.entetes import colonnes_connues

_ETATS_DES_PERSONNES = {
    "ajoute": "ajouté",
    "desiste": "désisté",
    "revenu": "de retour",
    "supprime": "n'est plus dans la liste",
    "corrige": "corrigé",
}

_MUETS = {"temps_supplementaire": "Durées"}
"""Columns that the page does not name: no paper tells who has a right to extra time, only durations that count it."""


def vue_des_changements(
    impression: Impression, changements: Changements, plan: Plan, manifeste: Manifeste
) -> VueChangements | None:
    """The difference to a print run; None for a build of some candidates, which says nothing of the rest."""
    faits = manifeste.changements
    if faits is None:
        return None
    pages = {d.pdf.removesuffix(".pdf"): d.pages for d in manifeste.documents}
    planned = {d.chemin: d for d in plan.documents}
    details = {c: d.jure or d.sujet or "" for c, d in planned.items()}
    names = {p.candidat: p.nom for p in faits.personnes} | {c.numero: c.nom for c in impression.candidats}
    return VueChangements(
        impression=faits.impression,
        le=moment(impression.le),
        resume=_resume(faits),
        personnes=tuple(_personne(p) for p in faits.personnes),
        documents=tuple(_document(d, details.get(d.chemin, ""), pages.get(d.chemin), names) for d in faits.documents),
        packs=tuple(_pack(p, changements, plan, manifeste, pages) for p in changements.packs),
    )


def champs(noms: tuple[str, ...]) -> str:
    """Fields in the words of the list's columns."""
    known = colonnes_connues()
    labels = [_MUETS.get(n) or (known[n]["libelle"] if n in known else n) for n in noms]
    return texte(", ".join(labels))


def pages_changees(pages: tuple[int, ...], total: int | None) -> str:
    """« toutes », « page 3 », « pages 1, 2 et 5 »; where no text differs, it is the looks."""
    if not pages:
        return "présentation seulement"
    if len(pages) == total:
        return f"toutes ({total})" if total > 1 else "la seule page"
    shown = [str(p) for p in pages]
    return f"page {shown[0]}" if len(shown) == 1 else f"pages {', '.join(shown[:-1])} et {shown[-1]}"


def _resume(faits: ChangementsFaits) -> str:
    count = {etat: sum(d.etat == etat for d in faits.documents) for etat in ("modifie", "nouveau", "retire")}
    parts = [
        compte(count["modifie"], "document modifié", "documents modifiés"),
        compte(count["nouveau"], "nouveau", "nouveaux"),
        f"{compte(count['retire'], 'à retirer', 'à retirer')}",
    ]
    return ", ".join(parts)


def _personne(p: PersonneChangee) -> VuePersonneChangee:
    return VuePersonneChangee(
        numero=numero(p.candidat),
        nom=texte(p.nom),
        ancre="" if p.etat == "supprime" else ancre(p.candidat),
        etat=texte(_ETATS_DES_PERSONNES[p.etat]),
        champs=champs(p.champs),
    )


def _document(d: DocumentChange, detail: str, total: int | None, noms: Mapping[int, str]) -> VueDocumentChange:
    who = f"{numero(d.candidat)} {noms.get(d.candidat, '')}".strip() if d.candidat is not None else "—"
    if d.etat == "retire":
        return VueDocumentChange(texte(who), texte(d.titre), "", "ne sert plus", "à retirer")
    return VueDocumentChange(
        qui=texte(who),
        titre=texte(" ".join(part for part in (d.titre, detail) if part)),
        adresse=adresse(f"{d.chemin}.pdf"),
        etat="nouveau" if d.etat == "nouveau" and d.version == 1 else f"version {d.version}",
        pages=pages_changees(d.pages, total),
    )


def _pack(
    p: PackDeChangements, changements: Changements, plan: Plan, manifeste: Manifeste, pages: Mapping[str, int]
) -> VuePackDeChangements:
    made = next((m for m in manifeste.packs if m.fichier == p.pack.fichier), None)
    planned = {d.chemin: d for d in plan.documents}

    def out(d: DocumentImprime) -> str:
        now = changements.versions.get(d.chemin) if d.chemin in p.a_inserer else None
        why = f"remplacé par la version {now}" if now else "ne sert plus"
        return _line(d.candidat, d.titre, d.exemplaire, f"version {d.version}, {why}")

    def put(chemin: str) -> str:
        d, version = planned[chemin], changements.versions.get(chemin, 1)
        said = f"version {version}" if version > 1 else "nouveau"
        return _line(d.candidat, d.titre, d.jure or d.sujet or "", f"{said}, {compte(pages.get(chemin, 1), 'page')}")

    return VuePackDeChangements(
        titre=texte(p.pack.titre.removeprefix("Changements – ")),
        pack=vue_du_pack(made, p.pack) if made else None,
        a_retirer=tuple(out(d) for d in p.a_retirer),
        a_inserer=tuple(put(c) for c in p.a_inserer),
    )


def _line(candidat: int | None, titre: str, exemplaire: str, note: str) -> str:
    parts = (numero(candidat) if candidat is not None else "", titre, exemplaire, f"({note})")
    return texte(" ".join(part for part in parts if part))
