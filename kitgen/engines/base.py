"""What an engine is: the description of a child process that turns a batch of .docx into PDFs.

Nothing here starts a process: `kitgen.convert` supervises all engines alike, so a crash, a hang
or a memory blow-up of an engine never reaches kitgen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# What a process needs from its surroundings in order to start at all; anything else (tokens,
# proxies, display, locale, the user's fonts and settings) stays with kitgen.
_NECESSARY = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "PROGRAMFILES", "WINDIR")


@dataclass(frozen=True, slots=True)
class Veille:
    """A process that stays: while it runs, whoever runs the engine's `commande` with its profile is spared a start.

    `signe` is a file that is there once it is ready. `traces` are files outside its profile that it leaves when killed.
    """

    commande: tuple[str, ...]
    signe: Path
    traces: tuple[Path, ...] = ()


class Engine(Protocol):
    """Converts a batch of .docx into PDFs of the same stem, in the order given, in a child process.

    A frozen dataclass of small values: it may travel to another machine that has the same engine.
    """

    @property
    def nom(self) -> str:
        """The name by which a user chooses the engine."""

    def version(self) -> str:
        """The version, for the manifest; raises MissingTool with a remedy if the engine can't run."""

    def preparer(self, profil: Path) -> None:
        """Write what the child needs (settings, fonts) into its own empty folder `profil`.

        Apart from `environnement`, so that building an environment has no effect on the disk.
        """

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        """The child's command line; all paths are absolute."""

    def environnement(self, profil: Path) -> dict[str, str]:
        """The child's whole environment: nothing else is inherited."""

    def veille(self, profil: Path) -> Veille | None:
        """The process that keeps the engine warm in `profil`, which this may write to; None where none is worth it."""


def environnement_neutre(profil: Path) -> dict[str, str]:
    """An environment that is the same on every machine, with home and temporary files in `profil`."""
    kept = {name: os.environ[name] for name in _NECESSARY if name in os.environ}
    home = str(profil)
    return kept | {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home,
        "LOCALAPPDATA": home,
        "XDG_CONFIG_HOME": home,
        "XDG_CACHE_HOME": home,
        "XDG_DATA_HOME": home,
        "TMPDIR": home,
        "TEMP": home,
        "TMP": home,
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }


def environnement_python(profil: Path) -> dict[str, str]:
    """The neutral environment for a child that runs this Python with the packages kitgen has."""
    return environnement_neutre(profil) | {
        "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def commande_python(module: str, *arguments: Path | str) -> list[str]:
    """Run `module` with these arguments; `-P` keeps the current folder off the path."""
    return [sys.executable, "-P", "-m", module, *map(str, arguments)]
