"""Where the groups of measures work: a temporary folder, and the sessions that several of them use."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bench import produit
from bench.mesure import Passage, dossier
from bench.sessions import LIVRET, RACINE, ecrire_session


@dataclass
class Banc:
    """One run of the benchmark; what several groups need is made once."""

    dossier: Path
    _sessions: dict[tuple[int, bool], Path] = field(default_factory=dict)
    _faits: dict[tuple[int, bool], tuple[Path, Passage]] = field(default_factory=dict)

    @property
    def gabarit(self) -> Path:
        """The template that peers are given, too."""
        return RACINE / f"templates/{LIVRET}.docx"

    def session(self, nombre: int, *, livrets: bool) -> Path:
        """A session of so many candidates, with livrets only or the whole kit; who changes it has `oublier` called."""
        key = nombre, livrets
        if key not in self._sessions:
            self._sessions[key] = ecrire_session(dossier(), nombre, livrets=livrets)
        return self._sessions[key]

    def oublier(self, nombre: int, *, livrets: bool) -> None:
        """Give up a session that a group has changed, and what was built of it."""
        self._faits.pop((nombre, livrets), None)
        self._sessions.pop((nombre, livrets))

    def construit(self, nombre: int, *, livrets: bool) -> tuple[Path, Passage]:
        """Such a session built once, cold, from the command line: the folder of `--out`, and how that went."""
        key = nombre, livrets
        if key not in self._faits:
            session = self.session(nombre, livrets=livrets)
            out = session.parent.parent / "out"
            self._faits[key] = out, produit.construire(session, out)
        return self._faits[key]
