"""A candidate list as a table of texts: every cell keeps the place where a person finds it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from kitgen.errors import Problem
from kitgen.readers.textes import octets

_SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}
_MAX_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Rangee:
    """One row: its number as Excel shows it, and its cells."""

    numero: int
    cellules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tableau:
    """A list as read: `lecture` says how (« UTF-8, séparateur point-virgule »)."""

    source: str
    lecture: str
    entetes: tuple[str, ...]
    rangees: tuple[Rangee, ...]
    ligne_entetes: int = 1


def lettre(colonne: int) -> str:
    """The letter that Excel shows above a column (0 is A)."""
    letters = ""
    colonne += 1
    while colonne:
        colonne, rest = divmod(colonne - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def lire_liste(path: Path, source: str) -> tuple[Tableau | None, list[Problem]]:
    """Read a list; today CSV, in the encodings and with the separators that Excel writes."""
    if path.suffix.lower() not in (".csv", ".txt", ".tsv"):
        return None, [
            Problem(
                source,
                f"format de liste non reconnu ({path.suffix or 'sans extension'})",
                "enregistrez la liste au format CSV (dans Excel : Enregistrer sous, CSV UTF-8)",
            )
        ]
    content, problem = octets(path, source)
    if content is None:
        return None, [problem] if problem else []
    text, encoding = _decoded(content)
    if "\x00" in text:
        return None, [Problem(source, "ce n'est pas un fichier CSV", "enregistrez la liste au format CSV (UTF-8)")]
    separator = _separator(text)
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for record in reader:
            records.append(record)
            after = reader.line_num
    except csv.Error:
        line = after + 1 if records else 1
        return None, [
            Problem(
                source,
                "un guillemet (\") n'est pas refermé, ou n'est pas à sa place",
                "retirez-le, ou mettez toute la cellule entre guillemets et doublez ceux qu'elle contient",
                f"à partir de la ligne {line} du fichier",
            )
        ]
    if len(records) > _MAX_ROWS:
        return None, [Problem(source, f"plus de {_MAX_ROWS} lignes", "vérifiez que c'est la bonne liste")]
    rows = [Rangee(n, tuple(_clean(c) for c in r)) for n, r in enumerate(records, 1)]
    rows = [r for r in rows if any(r.cellules)]
    if not rows:
        return None, [Problem(source, "la liste est vide", "ajoutez une ligne de titres et une ligne par candidat")]
    reading = f"{encoding}, séparateur {_SEPARATORS[separator]}"
    return Tableau(source, reading, rows[0].cellules, tuple(rows[1:]), rows[0].numero), []


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def _separator(text: str) -> str:
    """The separator that the header row uses most; a semicolon when it uses none."""
    header = text.lstrip().partition("\n")[0]
    return max(_SEPARATORS, key=lambda s: (header.count(s), s == ";"))


def _clean(cell: str) -> str:
    """A cell without the spaces that nobody sees; no-break spaces become plain ones."""
    words = cell.replace("\u00a0", " ").replace("\u202f", " ").split(" ")
    return " ".join(w for w in words if w).strip()
