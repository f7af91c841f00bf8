"""The engine for tests: the text of a document on one PDF page, without any layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from kitgen.engines.base import commande_python, environnement_python


@dataclass(frozen=True, slots=True)
class Null:
    """Always there; its pages are for text checks, never for people."""

    nom: ClassVar[str] = "null"

    def version(self) -> str:
        """See `Engine`."""
        return "null 1"

    def preparer(self, profil: Path) -> None:
        """Nothing: it needs no settings."""

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        """See `Engine`."""
        return commande_python("kitgen.engines.null_enfant", sortie, *fichiers)

    def environnement(self, profil: Path) -> dict[str, str]:
        """See `Engine`."""
        return environnement_python(profil)

    def veille(self, profil: Path) -> None:
        """See `Engine`; its start takes 0.06 s of processor time, too little to be worth a second protocol."""
