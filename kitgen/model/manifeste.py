"""The manifest: what was made, from what, by which engine; versioned, described in `docs/manifeste.md`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kitgen.model.base import Modele


class MoteurUtilise(Modele):
    """The engine that laid the pages out."""

    nom: str
    version: str


class SessionFaite(Modele):
    """Which session this is."""

    code: str
    intitule: str
    debut: str
    fin: str
    referentiel: str
    version_referentiel: str


class PersonneConnue(Modele):
    """A candidate of the session, as the verification looks for them on the pages of others."""

    candidat: int
    formes: tuple[str, ...] = Field(min_length=1, description="Son nom, tel qu'il peut être imprimé ; d'abord l'usuel.")
    dossier: str = Field(description="Son nom dans les noms de dossiers et de fichiers.")
    commission: str
    organisme: str | None
    entreprise: str | None
    tuteur: str | None


class OrganismeConnu(Modele):
    """A training organisation of the session."""

    code: str
    dossier: str
    formes: tuple[str, ...] = Field(min_length=1)


class DocumentFait(Modele):
    """A finished document; paths are relative to the session's output folder."""

    code: str
    titre: str
    evaluateur: str | None
    diffusion: tuple[str, ...] = Field(description="Qui a le droit de le recevoir.")
    candidat: int | None
    commission: str | None
    organisme: str | None
    jure: str | None
    competence: str | None
    sujet: str | None
    pack: str | None = Field(description="Le pack qu'il ouvre (garde, check-list, bordereau).")
    concerne: tuple[int, ...] = Field(description="Numéros des candidats qu'il peut nommer.")
    sujets: tuple[str, ...] | None = Field(description="Codes des sujets qu'il doit citer, et eux seuls.")
    reference: str = Field(description="Imprimée sur chacune de ses pages, et sur aucune autre.")
    bandeau: bool = Field(description="Chaque page porte le bandeau d'identité et son code QR.")
    docx: str
    pdf: str
    pages: int = Field(ge=1)
    empreintes: tuple[str, ...] = Field(description="Empreinte de ce que montre chaque page.")
    sha256: str = Field(description="Empreinte du PDF.")
    sha256_docx: str = Field(description="Empreinte du .docx.")


class PieceDuPack(Modele):
    """A document inside a pack."""

    pdf: str
    premiere_page: int = Field(ge=1)
    pages: int = Field(ge=1)


class PackFait(Modele):
    """A finished pack."""

    code: str
    cle: str
    titre: str
    destinataire: str
    recto_verso: bool
    fichier: str
    pages: int = Field(ge=1)
    pages_blanches: tuple[int, ...] = Field(description="Ses pages blanches, ajoutées pour l'impression.")
    sha256: str
    contenu: tuple[PieceDuPack, ...]


class SujetTire(Modele):
    """A sujet given to a candidate, and why."""

    candidat: int
    competence: str
    sujet: str
    evaluateur: str = Field(description="Devant qui le sujet est traité : commission, of.")
    motif: str


class NonFait(Modele):
    """A document that was not made, and why."""

    candidat: int
    document: str
    motif: str


class Manifeste(Modele):
    """`manifeste.json`."""

    format: Literal["kitgen/manifeste/2"] = "kitgen/manifeste/2"
    kitgen: str = Field(description="Version de kitgen.")
    session: SessionFaite
    moteur: MoteurUtilise
    candidats: tuple[int, ...] | None = Field(
        default=None, description="Numéros demandés (--candidat) ; absent pour la session entière."
    )
    personnes: tuple[PersonneConnue, ...] = Field(description="Tous les inscrits, désistés compris.")
    organismes: tuple[OrganismeConnu, ...]
    partout: tuple[str, ...] = Field(description="Textes imprimés sur chaque page.")
    permis: tuple[str, ...] = Field(description="Textes qui contiennent un nom connu et que tous peuvent lire.")
    polices: tuple[str, ...] | None = Field(description="Les seules polices permises ; null : moteur des tests.")
    entrees: dict[str, str] = Field(description="SHA-256 de chaque entrée, par chemin relatif au dossier de session.")
    documents: tuple[DocumentFait, ...]
    packs: tuple[PackFait, ...]
    tirage: tuple[SujetTire, ...]
    non_faits: tuple[NonFait, ...]
