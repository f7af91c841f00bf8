"""Engines that are kept warm on one machine: lent to one batch at a time, replaced when worn, closed together."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from kitgen.engines.base import Engine, Veille
from kitgen.engines.enfant import Enfant

USURE = 200
"""Documents after which a warm engine is replaced: LibreOffice is reported to hang after some hundreds."""

_DEMARRAGE = 30.0  # seconds within which an engine must be ready; without, it is used cold
_TICK = 0.01


@dataclass(slots=True)
class Session:
    """One warm engine, in a folder of its own; `servis` counts the documents that it was given."""

    moteur: Engine
    profil: Path
    veille: Veille
    enfant: Enfant
    servis: int = 0

    def vivante(self) -> bool:
        """Whether its process runs."""
        return self.enfant.code() is None

    def prete(self) -> bool:
        """Whether it runs and takes documents."""
        return self.veille.signe.exists() and self.vivante()

    def fermer(self) -> None:
        """End it, and take away all that it wrote."""
        self.enfant.tuer()
        for trace in self.veille.traces:
            trace.unlink(missing_ok=True)
        shutil.rmtree(self.profil.parent, ignore_errors=True)


def ouvrir(moteur: Engine, dossier: Path) -> Session | None:
    """Start to warm `moteur` up inside `dossier`, without waiting for it; None when there is no way to."""
    place = Path(tempfile.mkdtemp(prefix="veille-", dir=dossier))
    profil = place / "profil"
    profil.mkdir()
    moteur.preparer(profil)
    veille = moteur.veille(profil)
    if veille is not None:
        try:
            enfant = Enfant(veille.commande, moteur.environnement(profil), profil, place / "stderr")
            return Session(moteur, profil, veille, enfant)
        except OSError:
            pass  # what can't be started is said when it is run cold
    shutil.rmtree(place, ignore_errors=True)
    return None


class Reserve:
    """Warm engines; `dossier` is where they and the batches have their files.

    Those that nobody wants for `repos` seconds are ended; without, they wait until `fermer`.
    """

    def __init__(self, dossier: Path, repos: float | None = None) -> None:
        self.dossier = dossier
        self._repos = repos
        self._reveil: threading.Timer | None = None
        self.fermee = False
        """Whether all work must stop."""
        self._libres: list[Session] = []
        self._froids: set[Engine] = set()
        self._verrou = threading.Lock()

    def chauffer(self, moteur: Engine, combien: int) -> None:
        """Start so many engines, in the background: they will be wanted soon."""
        for _ in range(combien):
            session = ouvrir(moteur, self.dossier)
            if session is None:
                with self._verrou:
                    self._froids.add(moteur)
                return
            self._garder(session)

    def emprunter(self, moteur: Engine) -> Session | None:
        """A warm engine that is nobody else's, once it is ready; None if it has to be used cold."""
        with self._verrou:
            found = next((session for session in self._libres if session.moteur == moteur), None)
            if found:
                self._libres.remove(found)
            elif moteur in self._froids:
                return None
        session = found if found and found.vivante() else ouvrir(moteur, self.dossier)
        if found and session is not found:
            found.fermer()
        if session and self._attendre(session):
            return session
        if session:
            session.fermer()
        with self._verrou:
            self._froids.add(moteur)
        return None

    def rendre(self, session: Session, *, documents: int, sain: bool) -> None:
        """Give it back after so many documents; `sain` says that all went well."""
        session.servis += documents
        if sain and session.servis < USURE and session.vivante():
            self._garder(session)
        else:
            session.fermer()

    def fermer(self) -> None:
        """End all engines that are not lent; those who have one see `fermee`, and give it back."""
        self.fermee = True
        self._liberer()

    def _liberer(self) -> None:
        with self._verrou:
            libres, self._libres = self._libres, []
        for session in libres:
            session.fermer()

    def _garder(self, session: Session) -> None:
        with self._verrou:
            self._libres.append(session)
            if self._reveil:
                self._reveil.cancel()
            if self._repos:
                self._reveil = threading.Timer(self._repos, self._liberer)
                self._reveil.daemon = True
                self._reveil.start()
        if self.fermee:
            self._liberer()

    def _attendre(self, session: Session) -> bool:
        end = time.monotonic() + _DEMARRAGE
        while session.vivante() and not self.fermee and time.monotonic() < end:
            if session.prete():
                return True
            time.sleep(_TICK)
        return False
