"""One process at work on a batch, in a folder of its own: what it was given and what it has shown so far."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from kitgen.engines.base import Engine
from kitgen.engines.enfant import Enfant
from kitgen.engines.lots import Piece
from kitgen.errors import MissingTool


@dataclass(slots=True)
class Passage:
    """`seul`: its one document is suspect, and this is its last try."""

    pieces: tuple[Piece, ...]
    seul: bool
    dossier: Path
    sortie: Path
    enfant: Enfant
    progres: float
    vus: frozenset[str] = frozenset()
    livrees: set[Piece] = field(default_factory=set)

    def avance(self) -> bool:
        """Look at the output folder; true if something is new there."""
        seen = frozenset(path.name for path in self.sortie.iterdir())
        if seen == self.vus:
            return False
        self.vus, self.progres = seen, time.monotonic()
        return True

    def silence(self) -> float:
        """For how many seconds nothing new has appeared."""
        return time.monotonic() - self.progres

    def derniere(self) -> int:
        """The position of the last document that has a PDF, whole or not; -1 without any."""
        return max((i for i, piece in enumerate(self.pieces) if piece.pdf in self.vus), default=-1)


def lancer(moteur: Engine, pieces: tuple[Piece, ...], dossier: Path, *, seul: bool) -> Passage:
    """Start `moteur` on `pieces` inside `dossier`, which is new: fresh profile, fresh output folder."""
    sortie, profil = dossier / "pdf", dossier / "profil"
    sortie.mkdir(parents=True)
    profil.mkdir()
    moteur.preparer(profil)
    commande = moteur.commande([piece.fichier for piece in pieces], sortie, profil)
    try:
        enfant = Enfant(commande, moteur.environnement(profil), profil, dossier / "stderr")
    except OSError as error:
        raise MissingTool(f"le moteur {moteur.nom} ne démarre pas : {error}") from error
    return Passage(pieces, seul, dossier, sortie, enfant, time.monotonic())
