"""What changed since the print run, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kitgen.context.typographie import NBSP, texte
from kitgen.impression.changements import ETATS, Changements, PackDeChangements
from kitgen.model.impression import DocumentImprime
from kitgen.model.manifeste import ChangementsFaits, DocumentChange, Manifeste, PersonneChangee
from kitgen.page.candidats import ancre
from kitgen.page.mots import adresse, compte, moment, numero
from kitgen.page.packs import vue_du_pack
from kitgen.page.vues import VueChangements, VueDocumentChange, VuePackDeChangements, VuePersonneChangee
from kitgen.plan import DocumentPrevu, Plan
from kitgen.readers.listes.entetes import colonnes_connues
from kitgen.readers.projet import Projet

_MUETS = {"temps_supplementaire": "Durées"}
"""Columns that the page does not name: no paper tells who has a right to extra time, only durations that count it."""


def vue_des_changements(
    projet: Projet, changements: Changements | None, plan: Plan, manifeste: Manifeste
) -> VueChangements | None:
    """The difference to the last print run; None where there is none, and for a build of some candidates, which says
    nothing of the rest."""
    faits, impression = manifeste.changements, projet.impression
    if faits is None or impression is None or changements is None:
        return None
    pages = {d.pdf.removesuffix(".pdf"): d.pages for d in manifeste.documents}
    papers = {d.chemin: _Papier(d.jure or d.sujet or "", _pour(projet, d)) for d in plan.documents}
    for printed in impression.documents:
        inside = next((p.titre for p in impression.packs if printed.chemin in p.contenu), "")
        papers.setdefault(printed.chemin, _Papier(printed.exemplaire, inside))
    names = {p.candidat: p.nom for p in faits.personnes} | {c.numero: c.nom for c in impression.candidats}
    return VueChangements(
        impression=faits.impression,
        le=moment(impression.le),
        resume=_resume(faits),
        personnes=tuple(_personne(p) for p in faits.personnes),
        documents=tuple(_document(d, papers[d.chemin], pages.get(d.chemin), names) for d in faits.documents),
        packs=tuple(_pack(p, changements, plan, manifeste, pages, names) for p in changements.packs),
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
        etat=texte(ETATS[p.etat]),
        champs=champs(p.champs),
    )


@dataclass(frozen=True, slots=True)
class _Papier:
    """What tells a document from others of its kind, and whom it is for when it is about no candidate."""

    exemplaire: str
    pour: str


def _pour(projet: Projet, d: DocumentPrevu) -> str:
    if d.commission and (commission := projet.session.commission(d.commission)):
        return commission.libelle
    organisme = projet.session.organisme(d.organisme)
    return organisme.nom if organisme else ""


def _document(d: DocumentChange, papier: _Papier, total: int | None, noms: Mapping[int, str]) -> VueDocumentChange:
    who = f"{numero(d.candidat)} {noms.get(d.candidat, '')}".strip() if d.candidat is not None else papier.pour
    titre = texte(" ".join(part for part in (d.titre, papier.exemplaire) if part))
    if d.etat == "retire":
        return VueDocumentChange(texte(who or "—"), titre, "", "ne sert plus", "à retirer")
    return VueDocumentChange(
        qui=texte(who or "—"),
        titre=titre,
        adresse=adresse(f"{d.chemin}.pdf"),
        etat="nouveau" if d.etat == "nouveau" and d.version == 1 else _version(d.version),
        pages=pages_changees(d.pages, total),
    )


def _pack(
    p: PackDeChangements,
    changements: Changements,
    plan: Plan,
    manifeste: Manifeste,
    pages: Mapping[str, int],
    noms: Mapping[int, str],
) -> VuePackDeChangements:
    made = next((m for m in manifeste.packs if m.fichier == p.pack.fichier), None)
    planned = {d.chemin: d for d in plan.documents}
    taken_out = {d.chemin: d for d in p.a_retirer}

    def old(d: DocumentImprime) -> str:
        return _line(d.candidat, d.titre, d.exemplaire, _version(d.version))

    def new(chemin: str) -> str:
        d, version, before = planned[chemin], changements.versions.get(chemin, 1), taken_out.get(chemin)
        said = _version(version) if version > 1 else ""
        if before:
            said = f"{_version(before.version)} par {_version(version)}"
        notes = [n for n in (said, compte(pages.get(chemin, 1), "page")) if n]
        return _line(d.candidat, d.titre, d.jure or d.sujet or "", ", ".join(notes))

    gestures = (
        ("À remplacer", tuple(new(c) for c in p.a_inserer if c in taken_out)),
        ("À retirer", tuple(old(d) for d in p.a_retirer if d.chemin not in p.a_inserer)),
        ("À ajouter", tuple(new(c) for c in p.a_inserer if c not in taken_out)),
    )
    titre = p.pack.titre.removeprefix("Changements – ")
    if p.pack.destinataire == "candidat" and p.pack.cle.isdecimal():
        titre += f" – {p.pack.cle} {noms.get(int(p.pack.cle), '')}"
    return VuePackDeChangements(
        titre=texte(titre),
        pack=vue_du_pack(made) if made else None,
        gestes=tuple(g for g in gestures if g[1]),
    )


def _version(n: int) -> str:
    return f"version{NBSP}{n}"


def _line(candidat: int | None, titre: str, exemplaire: str, note: str) -> str:
    parts = (numero(candidat) if candidat is not None else "", titre, exemplaire, f"({note})")
    return texte(" ".join(part for part in parts if part))
