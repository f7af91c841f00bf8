"""One process at work on a batch, in a folder of its own: what it was given and what it has shown so far."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from kitgen.engines.base import Engine
from kitgen.engines.enfant import Enfant
from kitgen.engines.reserve import Session
from kitgen.errors import MissingTool

_FIN, _QUEUE = b"%%EOF", 32
"""What a PDF ends with, and the bytes in which that is looked for."""


@dataclass(slots=True)
class Passage:
    """`noms` are the PDFs that are to come, in this order; `session` is the warm engine that makes them, if any."""

    noms: tuple[str, ...]
    sortie: Path
    enfant: Enfant
    session: Session | None
    progres: float
    vus: frozenset[str] = frozenset()

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
        return max((i for i, nom in enumerate(self.noms) if nom in self.vus), default=-1)

    def ecrite(self, position: int) -> bool:
        """Whether that document has a PDF that ends as PDFs do: one that is being written has no end yet."""
        try:
            with (self.sortie / self.noms[position]).open("rb") as pdf:
                pdf.seek(-_QUEUE, os.SEEK_END)
                return _FIN in pdf.read()
        except OSError:  # it isn't there, or is shorter
            return False

    def fin(self) -> str | None:
        """None while the engine is at work; then how it broke down, or nothing."""
        # The process that waits for a warm engine would begin anew without it: not with us.
        if self.session and not self.session.vivante():
            return _arret(self.session.enfant)
        code = self.enfant.code()
        if code is None:
            return None
        return _arret(self.enfant) if code else ""


def lancer(moteur: Engine, fichiers: tuple[Path, ...], dossier: Path, session: Session | None) -> Passage:
    """Start on `fichiers` inside `dossier`, which is new: fresh output folder; fresh profile, but in a session."""
    sortie, profil = dossier / "pdf", session.profil if session else dossier / "profil"
    sortie.mkdir()
    if session is None:
        profil.mkdir()
        moteur.preparer(profil)
    commande = moteur.commande(fichiers, sortie, profil)
    try:
        enfant = Enfant(commande, moteur.environnement(profil), profil, dossier / "stderr")
    except OSError as error:
        raise MissingTool(f"le moteur {moteur.nom} ne démarre pas : {error}") from error
    return Passage(tuple(f"{f.stem}.pdf" for f in fichiers), sortie, enfant, session, time.monotonic())


def _arret(enfant: Enfant) -> str:
    enfant.tuer()
    return f"le moteur s'est arrêté ({enfant.mort()})"
