"""rdocx, the engine that comes from pip: no system package, no system font."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from kitgen.engines import polices
from kitgen.engines.base import Veille, commande_python, environnement_python
from kitgen.engines.temoin import ecrire_temoin
from kitgen.errors import MissingTool

# It loads fonts for each document: memory that it gives back to the system between two takes a twentieth more time.
_MEMOIRE = {"GLIBC_TUNABLES": "glibc.malloc.trim_threshold=268435456:glibc.malloc.mmap_threshold=33554432"}
# Those that it brings along itself in another version must be given for each document. The others it has, or finds by
# fontconfig, once.
_A_DONNER = ("Liberation Sans", "Liberation Serif")
# The pipes of a process that stays, in its profile: what it is asked, and what it answers.
_ORDRES, _REPONSES = "ordres", "reponses"
# What asks it for a batch, and ends as it would have, cold.
_DEMANDE = f'printf "%s\\0" "$@" >"$0/{_ORDRES}" && {{ read -r code; cat >&2; exit "$code"; }} <"$0/{_REPONSES}"'
_ENFANT = "kitgen.engines.rdocx_enfant"


@dataclass(frozen=True, slots=True)
class Rdocx:
    """The rdocx of this Python, in a child process: a panic of its Rust code must not end kitgen."""

    nom: ClassVar[str] = "rdocx"

    def version(self) -> str:
        """See `Engine`."""
        if importlib.util.find_spec("rdocx") is None:
            raise MissingTool("rdocx n'est pas installé : lancez « pip install rdocx » ou installez LibreOffice")
        return f"rdocx {importlib.metadata.version('rdocx')}"

    def preparer(self, profil: Path) -> None:
        """See `Engine`."""
        polices.ecrire_fontconfig(profil)
        if sys.platform == "linux":
            (profil / "polices").mkdir()
            for police in polices.POLICES:
                if police.famille in _A_DONNER:
                    (profil / "polices" / police.fichier).symlink_to(police.chemin)

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        """See `Engine`."""
        if (profil / _ORDRES).exists():
            return ["/bin/sh", "-c", _DEMANDE, str(profil), str(sortie), *map(str, fichiers)]
        return commande_python(_ENFANT, _polices(profil), sortie, *fichiers)

    def environnement(self, profil: Path) -> dict[str, str]:
        """See `Engine`."""
        # rdocx looks for the machine's fonts too, for names it doesn't know: give it ours to look at.
        return environnement_python(profil) | _MEMOIRE | {"FONTCONFIG_FILE": str(profil / "fonts.conf")}

    def veille(self, profil: Path) -> Veille | None:
        """See `Engine`.

        A first document takes half as long again as the next one, and a process a fiftieth of a second to start.
        """
        if sys.platform == "win32":  # without named pipes
            return None
        temoin, signe, *pipes = (profil / name for name in ("temoin.docx", "pret", _ORDRES, _REPONSES))
        for pipe in pipes:
            os.mkfifo(pipe, 0o600)
        ecrire_temoin(temoin)
        commande = commande_python(_ENFANT, "--reste", _polices(profil), temoin, signe, *pipes)
        return Veille(tuple(commande), signe)


def _polices(profil: Path) -> Path:
    """The folder of the fonts that it is given."""
    given = profil / "polices"
    return given if given.is_dir() else polices.DOSSIER
