"""A fault of a finished folder: where, what, and what to do about it, in French."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Remede(StrEnum):
    """What a secretary does about a fault."""

    CHANGE = "Un fichier a changé depuis sa vérification : reproduisez la session avec « kitgen build »."
    CORRIGER = "Corrigez le modèle Word, ou le texte de la session ou du sujet d'où cela vient, puis reproduisez."
    RETIRER = "Sortez du dossier ce que kitgen n'y a pas mis."
    KIT = "Corrigez kit.yaml (la diffusion, ou le contenu du pack), puis reproduisez."
    SIGNALER = "kitgen s'est trompé : envoyez ce message à qui s'occupe de kitgen ; n'imprimez pas."


@dataclass(frozen=True, slots=True)
class Faute:
    """One thing that must not be printed or sent."""

    ou: str
    quoi: str
    remede: Remede

    def __str__(self) -> str:
        return f"{self.ou} : {self.quoi}"


def page(fichier: str, numero: int) -> str:
    """How a page is named to its reader."""
    return f"{fichier}, page {numero}"


def remedes(fautes: Iterable[Faute]) -> tuple[str, ...]:
    """What to do about them, each once."""
    return tuple(dict.fromkeys(f.remede.value for f in fautes))
