"""The manifest: what was made, from what, by which engine; versioned, described in `docs/manifeste.md`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kitgen.model.base import Modele, fiche


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


@fiche
class DocumentFait:
    """A finished document; paths are relative to the session's output folder."""

    code: str
    titre: str
    evaluateur: str | None
    diffusion: Annotated[tuple[str, ...], Field(description="Qui a le droit de le recevoir.")]
    candidat: int | None
    commission: str | None
    organisme: str | None
    jure: str | None
    competence: str | None
    sujet: str | None
    pack: Annotated[str | None, Field(description="Le pack qu'il ouvre ou divise (garde, check-list, intercalaire…).")]
    recto_seul: Annotated[bool, Field(description="Rien au dos de ses pages.")]
    rechange: Annotated[
        str | None, Field(description="Exemplaire de rechange, sans candidat : « vierge » et son option.")
    ]
    concerne: Annotated[tuple[int, ...], Field(description="Numéros des candidats qu'il peut nommer.")]
    sujets: Annotated[tuple[str, ...] | None, Field(description="Codes des sujets qu'il doit citer, et eux seuls.")]
    reference: Annotated[str, Field(description="Imprimée sur chacune de ses pages, et sur aucune autre.")]
    bandeau: Annotated[bool, Field(description="Chaque page porte le bandeau d'identité et son code QR.")]
    docx: str
    pdf: str
    pages: Annotated[int, Field(ge=1)]
    version: Annotated[int, Field(ge=1, description="2 et plus : remplace ce qui a été imprimé.")]
    empreintes: Annotated[tuple[str, ...], Field(description="Empreinte de ce que montre chaque page.")]
    sha256: Annotated[str, Field(description="Empreinte du PDF.")]
    sha256_docx: Annotated[str, Field(description="Empreinte du .docx.")]


@fiche
class PieceDuPack:
    """A document inside a pack, or one copy of it."""

    pdf: str
    premiere_page: Annotated[int, Field(ge=1)]
    pages: Annotated[int, Field(ge=1)]
    exemplaire: Annotated[int, Field(ge=1, description="Quel exemplaire c'est, s'il y en a plusieurs.")] = 1
    recto_seul: Annotated[bool, Field(description="En recto verso, une page blanche suit chacune des siennes.")] = False
    etiquette: Annotated[str, Field(description="Ce qui précède « -3 » dans l'étiquette de sa page 3.")] = ""


@fiche
class PackFait:
    """A finished pack."""

    code: str
    cle: str
    titre: str
    destinataire: str
    recto_verso: bool
    fichier: str
    pages: Annotated[int, Field(ge=1)]
    feuilles: Annotated[int, Field(ge=1, description="Feuilles d'un exemplaire du pack.")]
    exemplaires: Annotated[int, Field(ge=1, description="Combien de fois il est à imprimer.")]
    pages_blanches: Annotated[tuple[int, ...], Field(description="Ses pages blanches, ajoutées pour l'impression.")]
    sha256: str
    contenu: tuple[PieceDuPack, ...]


@fiche
class SujetTire:
    """A sujet given to a candidate, and why."""

    candidat: int
    competence: str
    sujet: str
    evaluateur: Annotated[str, Field(description="Devant qui le sujet est traité : commission, of.")]
    motif: str


class NonFait(Modele):
    """A document that was not made, and why."""

    candidat: int
    document: str
    motif: str


class PersonneChangee(Modele):
    """A candidate who is not as they were when it was printed."""

    candidat: int
    nom: str
    etat: Literal["ajoute", "desiste", "revenu", "supprime", "corrige"]
    champs: tuple[str, ...] = Field(default=(), description="Champs corrigés dans la liste.")


class DocumentChange(Modele):
    """A document that is not as it was printed; `pages` are those whose text differs, or all of a new one."""

    chemin: str
    titre: str
    candidat: int | None
    etat: Literal["modifie", "nouveau", "retire"]
    version: int
    pages: tuple[int, ...] = ()


class ChangementsFaits(Modele):
    """What changed since the last print run."""

    impression: int = Field(description="Rang de l'impression à laquelle on compare.")
    personnes: tuple[PersonneChangee, ...]
    documents: tuple[DocumentChange, ...]


class Manifeste(Modele):
    """`manifeste.json`."""

    format: Literal["kitgen/manifeste/2"] = "kitgen/manifeste/2"
    kitgen: str = Field(description="Version de kitgen.")
    session: SessionFaite
    moteur: MoteurUtilise
    archivage: Literal["PDF/A-2b"] | None = Field(
        default=None, description="Norme d'archivage de tous les PDF (--pdfa) ; absente sans cette option."
    )
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
    changements: ChangementsFaits | None = Field(
        default=None, description="Ce qui a changé depuis l'impression ; absent si rien n'a été imprimé."
    )
    page: str | None = Field(default=None, description="Empreinte de index.html, la page pour le secrétariat.")
