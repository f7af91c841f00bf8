"""Problems as data, and the exceptions that own an exit code; `cli` alone turns them into words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from pathlib import Path


class ExitCode(IntEnum):
    """What the process returns; documented in `docs/guide.md`."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    MISSING_TOOL = 3
    PARTIAL = 4
    VERIFICATION = 5
    OUTPUT = 6
    INTERNAL = 70
    INTERRUPTED = 130


class Gravite(StrEnum):
    """How much a problem matters: an error stops, a warning is said."""

    ERREUR = "erreur"
    AVERTISSEMENT = "avertissement"


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """A cell of a list; `ligne` counts from 1 as Excel does, `colonne` from 0 (A); None is the whole row.

    `feuille` is empty where the list has no sheets (CSV).
    """

    feuille: str
    ligne: int
    colonne: int | None

    def __str__(self) -> str:
        return f"ligne {self.ligne}" if self.colonne is None else f"{lettre(self.colonne)}{self.ligne}"


def lettre(colonne: int) -> str:
    """The letter that Excel shows above a column (0 is A)."""
    letters = ""
    colonne += 1
    while colonne:
        colonne, rest = divmod(colonne - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input: what, where, which value, and what to do.

    `place` is what a person looks for inside the file: a line, a cell, a key. Of a list, `cases` are the cells.
    """

    source: str
    texte: str
    remede: str = ""
    place: str = ""
    ligne: int | None = None
    valeur: str | None = None
    gravite: Gravite = Gravite.ERREUR
    cases: tuple[Case, ...] = ()

    def __str__(self) -> str:
        where = self.source + (f":{self.ligne}" if self.ligne is not None else "")
        parts = [where, f" ({self.place})" if self.place else "", " : ", self.texte]
        if self.valeur is not None:
            parts.append(f" — lu : « {shortened(self.valeur)} »")
        if self.remede:
            parts.append(f"\n    → {self.remede}")
        return "".join(parts)

    @property
    def order(self) -> tuple[str, int, tuple[tuple[str, int, int], ...], str, str]:
        """Sort key: by file, then by line or cell."""
        cells = tuple((c.feuille, c.ligne, -1 if c.colonne is None else c.colonne) for c in self.cases[:1])
        return (self.source, self.ligne or 0, cells, self.place, self.texte)


@lru_cache(maxsize=4096)
def shortened(text: str, limit: int = 80) -> str:
    """`text` on one line, cut after `limit` characters, for a message."""
    flat = "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def dit_en_francais(error: OSError) -> str:
    """What the system says, in French for what a user can meet and mend."""
    words = {
        errno.ENOSPC: "le disque est plein ; libérez de la place",
        errno.EDQUOT: "votre quota de disque est atteint ; libérez de la place",
        errno.EFBIG: "le fichier dépasse la taille permise",
        errno.EROFS: "le disque est en lecture seule",
        errno.EACCES: "vous n'en avez pas le droit ; le fichier est peut-être ouvert dans un autre programme",
        errno.EPERM: "vous n'en avez pas le droit",
        errno.ENOTDIR: "un fichier porte le nom d'un dossier",
        errno.EEXIST: "un fichier porte le nom d'un dossier",
        errno.EISDIR: "un dossier porte ce nom",
        errno.ENOENT: "le fichier n'existe pas",
    }
    if error.errno and error.strerror and error.strerror != os.strerror(error.errno):
        return error.strerror  # said by kitgen itself
    return words.get(error.errno or 0, error.strerror or str(error))


class KitgenError(Exception):
    """Base of all errors that a user is told about; each class owns its exit code."""

    exit_code: ExitCode = ExitCode.PROBLEMS


class InputProblems(KitgenError):
    """The inputs have errors; nothing was written."""

    exit_code = ExitCode.PROBLEMS

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: p.order))
        super().__init__("\n".join(str(p) for p in self.problems))


class UsageProblem(KitgenError):
    """The command was called in a way that can't be carried out."""

    exit_code = ExitCode.USAGE


class MissingTool(KitgenError):
    """An engine or font that is needed is not on this machine; the message says how to get it."""

    exit_code = ExitCode.MISSING_TOOL


class OutputProblem(KitgenError):
    """The output folder cannot be written; the last good output is untouched."""

    exit_code = ExitCode.OUTPUT


@dataclass(frozen=True, slots=True)
class Echec:
    """One document that could not be made, and why (in French)."""

    document: str
    raison: str


class PartialBuild(KitgenError):
    """Some documents could not be made; they are named, and packs that need them are not written."""

    exit_code = ExitCode.PARTIAL

    def __init__(self, echecs: Iterable[Echec], dossier: Path) -> None:
        self.echecs = tuple(echecs)
        self.dossier = dossier
        super().__init__("\n".join(f"{e.document} : {e.raison}" for e in self.echecs))


class VerificationFailed(KitgenError):
    """The finished PDFs are not what was planned; they must not be printed."""

    exit_code = ExitCode.VERIFICATION
    dernier_intact = True
    """There is a last good output elsewhere, which was left alone: so after a build."""

    def __init__(self, constats: Iterable[str], dossier: Path | None = None, remedes: Iterable[str] = ()) -> None:
        self.constats = tuple(constats)
        self.dossier = dossier
        self.remedes = tuple(remedes)
        """What to do about them, in French."""
        super().__init__("\n".join(self.constats))


class DossierRefuse(VerificationFailed):
    """A finished folder is not, or no longer, what its manifest says."""

    dernier_intact = False
