"""A sheet as read from a file, before anybody looked for its titles: rows of cells, and what hides in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kitgen.errors import Gravite, Problem
from kitgen.readers.listes.tableau import Rangee


class ListeIllisible(Exception):
    """The file can't be read as a list: what is wrong and what to do, in French."""

    def __init__(self, texte: str, remede: str, place: str = "") -> None:
        super().__init__(texte)
        self.texte, self.remede, self.place = texte, remede, place

    def probleme(self, source: str) -> Problem:
        """The same as a problem of that file."""
        return Problem(source, self.texte, self.remede, self.place)


@dataclass(frozen=True, slots=True)
class Doute:
    """What the reader is not sure of, or a person can't see; `colonne` and `ligne` as in `Case`."""

    texte: str
    remede: str
    ligne: int | None = None
    colonne: int | None = None
    valeur: str | None = None
    gravite: Gravite = Gravite.AVERTISSEMENT


@dataclass(frozen=True, slots=True)
class FeuilleBrute:
    """One sheet (or a whole text file): its rows that hold something, in order.

    Rows count from 1 and columns from 0. `fusions` are merged cells: first row, first column, last row, last column.
    """

    nom: str
    lecture: str
    rangees: tuple[Rangee, ...]
    visible: bool = True
    depuis_1904: bool = False
    lignes_masquees: frozenset[int] = frozenset()
    colonnes_masquees: frozenset[int] = frozenset()
    fusions: tuple[tuple[int, int, int, int], ...] = ()
    doutes: tuple[Doute, ...] = field(default=())
