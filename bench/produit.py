"""How the measures start kitgen: every command line and every option of the product stands here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from bench.mesure import Passage, lancer
from bench.sessions import RACINE

COUCHE: dict[str, Any] = {"couche": True}
"""What lays out once and draws many, for `kitgen.production.pipeline.construire` and `kitgen.couche.convertir`."""

KITGEN = Path(sys.executable).parent / "kitgen"
PYTHON = Path(sys.executable)


def construire(session: Path, out: Path, moteur: str = "libreoffice") -> Passage:
    """`kitgen build` from the command line; what it remembers between two builds lies in `out`."""
    return lancer(
        [KITGEN, "build", session, "--out", out, "--moteur", moteur],
    )


def dossier_de_sortie(out: Path) -> Path:
    """The folder of the one session that was built into `out`."""
    return next(path.parent for path in out.glob("*/manifeste.json"))


def piloter(module: str, *arguments: object) -> Passage:
    """A driver of `bench.pilotes` that uses kitgen's own functions."""
    command: list[str | Path] = [PYTHON, "-m", f"bench.pilotes.{module}", *map(str, arguments)]
    return lancer(command, cwd=RACINE)
