"""How the measures start kitgen: every command line and every option of the product stands here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from bench.mesure import Passage, lancer
from bench.sessions import RACINE

RAPIDE = ("--rapide",)
"""What `kitgen build` needs to lay out once and draw many; () once that is what it does unasked."""
COUCHE: dict[str, Any] = {"couche": True}
"""The same for `kitgen.pipeline.construire` and `kitgen.couche.convertir`."""

KITGEN = Path(sys.executable).parent / "kitgen"
PYTHON = Path(sys.executable)


def environnement(cache: Path) -> dict[str, str]:
    """A cache of its own, so that a run is cold when `cache` is empty or absent."""
    return {"XDG_CACHE_HOME": str(cache), "KITGEN_CACHE": str(cache / "kitgen")}


def construire(session: Path, out: Path, moteur: str = "libreoffice") -> Passage:
    """`kitgen build` from the command line; what it remembers between two builds lies in and beside `out`."""
    return lancer(
        [KITGEN, "build", session, "--out", out, "--moteur", moteur, *RAPIDE],
        env=environnement(out.parent / f"{out.name}-cache"),
    )


def dossier_de_sortie(out: Path) -> Path:
    """The folder of the one session that was built into `out`."""
    return next(path.parent for path in out.glob("*/manifeste.json"))


def piloter(module: str, *arguments: object, cache: Path) -> Passage:
    """A driver of `bench.pilotes` that uses kitgen's own functions."""
    command: list[str | Path] = [PYTHON, "-m", f"bench.pilotes.{module}", *map(str, arguments)]
    return lancer(command, env=environnement(cache), cwd=RACINE)
