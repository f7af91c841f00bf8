"""What the check of a template finds: a fault with the place where a person finds it in Word."""

from __future__ import annotations

from dataclasses import dataclass

from kitgen.errors import Gravite, Problem
from kitgen.render.lecture import Lieu


@dataclass(frozen=True, slots=True)
class Constat:
    """One fault of a template: `code` names its kind for a program, the rest is French."""

    code: str
    texte: str
    remede: str
    lieu: Lieu
    valeur: str | None = None
    gravite: Gravite = Gravite.ERREUR

    def probleme(self, source: str) -> Problem:
        """The same as a problem of the file that the user calls `source`."""
        return Problem(source, self.texte, self.remede, place=str(self.lieu), valeur=self.valeur, gravite=self.gravite)


def avertissement(code: str, texte: str, remede: str, lieu: Lieu, valeur: str | None = None) -> Constat:
    """A fault that stops nothing."""
    return Constat(code, texte, remede, lieu, valeur, Gravite.AVERTISSEMENT)
