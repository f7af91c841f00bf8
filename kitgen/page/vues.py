"""What the page shows, ready to be printed: French words, counted numbers, encoded addresses; no markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Etat = Literal["pret", "refuse", "incomplet"]
"""May the folder be printed, must it not, or are documents missing."""


@dataclass(frozen=True, slots=True)
class Bilan:
    """What the verification found: the faults, the documents that could not be made, each with its reason."""

    fautes: tuple[str, ...] = ()
    echecs: tuple[tuple[str, str], ...] = ()

    @property
    def etat(self) -> Etat:
        """The word on the folder; a fault weighs more than a document that is missing."""
        return "refuse" if self.fautes else "incomplet" if self.echecs else "pret"


@dataclass(frozen=True, slots=True)
class VueDocument:
    """A document and where it is; `detail` tells it from others of its kind (sujet, juré)."""

    titre: str
    detail: str
    adresse: str
    pages: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class VueGroupe:
    """Documents for the same eyes."""

    pour: str
    documents: tuple[VueDocument, ...]


@dataclass(frozen=True, slots=True)
class VuePack:
    """A pack, what it takes to print it, and how."""

    titre: str
    adresse: str
    pages: str
    feuilles: str
    exemplaires: str
    documents: str
    impression: str
    resume: str
    """« 3 documents, 5 pages, 3 feuilles »."""


@dataclass(frozen=True, slots=True)
class VueGroupeDePacks:
    """The packs for one kind of recipient."""

    libelle: str
    consigne: str
    packs: tuple[VuePack, ...]
    resume: str


@dataclass(frozen=True, slots=True)
class VueSujet:
    """A sujet that was drawn; `motif` is empty for an ordinary draw."""

    competence: str
    sujet: str
    devant: str
    motif: str


@dataclass(frozen=True, slots=True)
class VueNonFait:
    """Documents that are not made, and why."""

    qui: str
    ancre: str
    documents: str
    motif: str


@dataclass(frozen=True, slots=True)
class VueCandidat:
    """A candidate and all that concerns them; `cherche` is what the filter looks in."""

    numero: str
    nom: str
    ancre: str
    desiste: bool
    lignes: tuple[str, ...]
    sujets: tuple[VueSujet, ...]
    groupes: tuple[VueGroupe, ...]
    packs: tuple[VuePack, ...]
    changements: tuple[VuePack, ...]
    cherche: str


@dataclass(frozen=True, slots=True)
class VueCommission:
    """A commission: when and where, its own documents, its candidates in order of passage."""

    libelle: str
    ancre: str
    ou_et_quand: str
    documents: tuple[VueDocument, ...]
    candidats: tuple[VueCandidat, ...]


@dataclass(frozen=True, slots=True)
class VuePersonneChangee:
    """Somebody who is not as they were when it was printed."""

    numero: str
    nom: str
    ancre: str
    etat: str
    champs: str


@dataclass(frozen=True, slots=True)
class VueDocumentChange:
    """A document that is not as it was printed; `adresse` is empty when it is no longer made."""

    qui: str
    titre: str
    adresse: str
    etat: str
    pages: str


@dataclass(frozen=True, slots=True)
class VuePackDeChangements:
    """What one recipient does with what is printed: by heading, the papers; `pack` is None where none is to print."""

    titre: str
    pack: VuePack | None
    gestes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class VueChangements:
    """The difference to what was printed."""

    impression: int
    le: str
    resume: str
    personnes: tuple[VuePersonneChangee, ...]
    documents: tuple[VueDocumentChange, ...]
    packs: tuple[VuePackDeChangements, ...]


@dataclass(frozen=True, slots=True)
class VueAvertissement:
    """A remark on an input."""

    ou: str
    texte: str
    valeur: str
    remede: str


@dataclass(frozen=True, slots=True)
class VueEntree:
    """An input and its SHA-256."""

    chemin: str
    empreinte: str


@dataclass(frozen=True, slots=True)
class VuePage:
    """The whole page."""

    titre: str
    certificateur: str
    certification: str
    dates: str
    exemple: bool
    portee: str
    """Which candidates it is about, when it is not the whole session."""
    etat: Etat
    fautes: tuple[str, ...]
    echecs: tuple[tuple[str, str], ...]
    chiffres: tuple[tuple[str, str], ...]
    changements: VueChangements | None
    packs: tuple[VueGroupeDePacks, ...]
    commissions: tuple[VueCommission, ...]
    nombre_de_candidats: int
    non_faits: tuple[VueNonFait, ...]
    avertissements: tuple[VueAvertissement, ...]
    avertissements_tus: int
    """Remarks that are left to `kitgen check`: the page does not tell who has extra time or a version of their own."""
    relues: str
    prouve: tuple[str, ...]
    origine: tuple[tuple[str, str], ...]
    entrees: tuple[VueEntree, ...]
