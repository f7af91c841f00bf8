"""kitgen's whole build in one process, stage by stage as it tells them itself: `SESSION OUT ENGINE`."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from bench.produit import COUCHE
from kitgen.engines.choix import choisir
from kitgen.production.pipeline import construire, preparer


class Chrono:
    """Hears the stages of a build, and how long each takes; a stage that comes again is added to."""

    def __init__(self) -> None:
        self.etapes: dict[str, list[float]] = {}
        self._courante: tuple[str, float, float] | None = None

    def etape(self, nom: str, total: int) -> None:
        """See `Suivi`."""
        self._fermer()
        self._courante = (nom, time.perf_counter(), _processeur())
        entry = self.etapes.setdefault(nom, [0, 0, 0])
        entry[0] = max(entry[0], total)

    def avance(self, pas: int = 1) -> None:
        """See `Suivi`."""

    def _fermer(self) -> None:
        if self._courante is not None:
            nom, start, cpu = self._courante
            self.etapes[nom][1] += time.perf_counter() - start
            self.etapes[nom][2] += _processeur() - cpu


def _processeur() -> float:
    """Seconds of processor, of this process and of those that have ended."""
    every = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in every)


def main(session: str, out: str, moteur: str) -> None:
    """Build, and print what each stage took: steps, seconds, seconds of processor."""
    chrono = Chrono()
    chrono.etape("Lecture, contrôles, plan", 0)
    prete = preparer(Path(session))
    construire(prete, Path(out), choisir(moteur), suivi=chrono, **COUCHE)
    chrono.etape("fin", 0)
    del chrono.etapes["fin"]
    print(json.dumps({"etapes": chrono.etapes}))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
