"""What a build works with: the engine, processes, what was made before, and who is told how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kitgen.engines.base import Engine
    from kitgen.memoire.reprise import Reprise
    from kitgen.ouvriers.equipe import Equipe


def equipe_prete(taches: int, combien: int | None = None) -> Equipe:
    """A team of which so many processes, or all, start now: they are ready for a build once its inputs are read."""
    from kitgen.ouvriers.equipe import Equipe

    team = Equipe.locale(taches)
    team.preparer(
        "kitgen.pdf.finition:prechauffer", "kitgen.packs.assemblage", "kitgen.relecture.juge", combien=combien
    )
    return team


class Suivi(Protocol):
    """Who is told how far the work is; the CLI prints, a test listens."""

    def etape(self, nom: str, total: int) -> None:
        """A stage begins, of `total` steps (0 when that is not known)."""

    def avance(self, pas: int = 1) -> None:
        """Steps of the stage were done."""


class Muet:
    """A reporter that says nothing."""

    def etape(self, nom: str, total: int) -> None:
        """Nothing."""

    def avance(self, pas: int = 1) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Moyens:
    """The means of one build; `dossier` is where its output grows, `atelier` where it puts what it needs meanwhile."""

    dossier: Path
    atelier: Path
    moteur: Engine
    taches: int
    delai: float
    couche: bool
    executor: Executor
    """Where engines run."""
    ailleurs: Executor | None
    """The same, where that isn't this machine: Word files are rendered there too."""
    equipe: Equipe
    reprise: Reprise
    suivi: Suivi
