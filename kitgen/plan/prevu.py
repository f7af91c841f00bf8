"""What a plan is made of: plain data that can be printed, compared and executed."""

from __future__ import annotations

from dataclasses import dataclass

from kitgen.metier.planning import HeureRefusee, Passage, TropLong
from kitgen.metier.tirage import Attribution, Impossible


@dataclass(frozen=True, slots=True)
class DocumentPrevu:
    """A document to make: from which template, about whom, and where it goes.

    `chemin` is relative to the session's output folder, without extension; it is unique.
    """

    chemin: str
    code: str
    titre: str
    gabarit: str
    diffusion: tuple[str, ...]
    evaluateur: str | None = None
    candidat: int | None = None
    commission: str | None = None
    organisme: str | None = None
    jure: str | None = None
    competence: str | None = None
    sujet: str | None = None
    pack: str | None = None
    """The `fichier` of the pack that it opens or divides; it is made once the others are, to count their pages."""
    recto_seul: bool = False
    """Printed on one side of each sheet, whatever the pack."""
    variante: str | None = None
    """In which version it is made; it then stands in the place of the ordinary one."""
    vierge: Vierge | None = None
    """Set on a spare copy, which is about no candidate."""

    @property
    def rechange(self) -> str | None:
        """What tells a spare copy from its likes: « vierge », and the option that it is for; None for any other."""
        if self.vierge is None:
            return None
        return "-".join(p for p in ("vierge", self.vierge.option) if p)


@dataclass(frozen=True, slots=True)
class Vierge:
    """Whom a spare copy can stand in for: an option of the commission, and what is evaluated there."""

    option: str | None
    blocs: tuple[str, ...]
    jure: bool = False
    """It is for a juror, whose name is to be written too."""


@dataclass(frozen=True, slots=True)
class PackPrevu:
    """A bundle to make; `contenu` are the `chemin` of its documents, in order, as often as there are copies of each.

    `exemplaires` is how many copies of the whole pack are to be printed.
    """

    code: str
    cle: str
    titre: str
    destinataire: str
    fichier: str
    contenu: tuple[str, ...]
    recto_verso: bool = True
    exemplaires: int = 1


@dataclass(frozen=True, slots=True)
class NonPrevu:
    """A document that is not made for a candidate, and why (in French)."""

    candidat: int
    document: str
    motif: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a build makes."""

    session: str
    documents: tuple[DocumentPrevu, ...]
    packs: tuple[PackPrevu, ...]
    tirage: tuple[Attribution, ...]
    non_prevus: tuple[NonPrevu, ...]
    impossibles: tuple[Impossible, ...] = ()
    ordre: tuple[int, ...] = ()
    """The candidates' numbers, by commission and order of passage."""
    planning: tuple[Passage, ...] = ()
    refus_horaires: tuple[TropLong | HeureRefusee, ...] = ()
