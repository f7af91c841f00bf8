"""What changed since the print run, as the sheet that opens a pack of changes shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kitgen.context.typographie import texte
from kitgen.impression.changements import PackDeChangements
from kitgen.model.impression import DocumentImprime, Impression
from kitgen.plan import DocumentPrevu


@dataclass(frozen=True, slots=True)
class VueLigneDeChangement:
    """A document to take out or to put in; `numero` and `nom` are empty for what is about no single candidate."""

    numero: str
    nom: str
    titre: str
    exemplaire: str
    version: int
    pages: int
    motif: str


@dataclass(frozen=True, slots=True)
class VueChangements:
    """What to take out of a printed pack, and what to put in; `impression` counts the print runs, this one included."""

    impression: int
    a_retirer: tuple[VueLigneDeChangement, ...]
    a_inserer: tuple[VueLigneDeChangement, ...]


def changements(
    pack: PackDeChangements,
    impression: Impression,
    versions: Mapping[str, int],
    prevus: Mapping[str, DocumentPrevu],
    pages: Mapping[str, int],
    noms: Mapping[int, str],
) -> VueChangements:
    """The view of one pack; `pages` are those of the finished documents."""

    def nom(numero: int | None) -> str:
        if numero is None:
            return ""
        before = impression.candidat(numero)
        return noms.get(numero) or texte(before.nom if before else "")

    def retrait(d: DocumentImprime) -> VueLigneDeChangement:
        now = versions.get(d.chemin) if d.chemin in pack.a_inserer else None
        return VueLigneDeChangement(
            _numero(d.candidat),
            nom(d.candidat),
            texte(d.titre),
            d.exemplaire,
            d.version,
            len(d.pages),
            f"remplacé par la version {now}" if now else "ne sert plus",
        )

    def ajout(chemin: str) -> VueLigneDeChangement:
        d, version = prevus[chemin], versions.get(chemin, 1)
        return VueLigneDeChangement(
            _numero(d.candidat),
            nom(d.candidat),
            texte(d.titre),
            d.jure or d.sujet or "",
            version,
            pages.get(chemin, 1),
            f"remplace la version {version - 1}" if version > 1 else "nouveau",
        )

    return VueChangements(
        impression.rang + 1,
        tuple(retrait(d) for d in pack.a_retirer),
        tuple(ajout(c) for c in pack.a_inserer),
    )


def _numero(numero: int | None) -> str:
    return "" if numero is None else f"{numero:03d}"
