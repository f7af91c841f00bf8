"""What was printed: the record that `kitgen freeze` leaves in the session's folder, one per print run."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kitgen.model.base import Modele
from kitgen.model.manifeste import SujetTire


class CandidatImprime(Modele):
    """A candidate as the list gave them when it was printed; `fiche` is what was filled in, by field."""

    numero: int
    nom: str = Field(description="NOM et prénoms, tels qu'imprimés.")
    fiche: dict[str, str]


class DocumentImprime(Modele):
    """A document that was printed; `pages` are fingerprints of the text of each page."""

    chemin: str
    code: str
    titre: str
    candidat: int | None
    exemplaire: str = Field(description="Code du juré ou du sujet, ou rien.")
    version: int = Field(ge=1)
    pages: tuple[str, ...] = Field(min_length=1)
    sha256_docx: str


class PackImprime(Modele):
    """A pack that was printed, and its documents in order."""

    code: str
    cle: str
    titre: str
    destinataire: str
    fichier: str
    contenu: tuple[str, ...]


class Impression(Modele):
    """`impressions/impression-N.json`: one print run. The last one counts; the others are history."""

    format: Literal["kitgen/impression/1"] = "kitgen/impression/1"
    rang: int = Field(ge=1, description="1 pour la première impression de la session.")
    session: str
    le: str = Field(description="Date et heure de l'impression, à la minute.")
    kitgen: str
    moteur: str
    candidats: tuple[CandidatImprime, ...]
    documents: tuple[DocumentImprime, ...]
    retires: tuple[DocumentImprime, ...] = Field(
        default=(), description="Documents imprimés autrefois, qui n'existaient plus à cette impression."
    )
    packs: tuple[PackImprime, ...]
    tirage: tuple[SujetTire, ...]

    def candidat(self, numero: int) -> CandidatImprime | None:
        """The candidate who had that number, if there was one."""
        return next((c for c in self.candidats if c.numero == numero), None)
