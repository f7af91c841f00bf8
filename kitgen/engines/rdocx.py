"""rdocx, the engine that comes from pip: no system package, no system font."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from kitgen.engines import polices
from kitgen.engines.base import commande_python, environnement_python
from kitgen.errors import MissingTool

# It loads all fonts for each document: memory that it gives back to the system between two takes a twentieth more time.
_MEMOIRE = {"GLIBC_TUNABLES": "glibc.malloc.trim_threshold=268435456:glibc.malloc.mmap_threshold=33554432"}


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

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        """See `Engine`."""
        return commande_python("kitgen.engines.rdocx_enfant", polices.DOSSIER, sortie, *fichiers)

    def environnement(self, profil: Path) -> dict[str, str]:
        """See `Engine`."""
        # rdocx looks for the machine's fonts too, for names it doesn't know: give it ours to look at.
        return environnement_python(profil) | _MEMOIRE | {"FONTCONFIG_FILE": str(profil / "fonts.conf")}

    def veille(self, profil: Path) -> None:
        """See `Engine`; its start takes 0.06 s of processor time, too little to be worth a second protocol."""
