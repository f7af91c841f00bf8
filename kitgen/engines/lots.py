"""Which documents go through one process together."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LOT = 12  # documents at a time: with engines that are warm, small batches cost little and end together


@dataclass(frozen=True, slots=True)
class Piece:
    """One distinct Word document, by a name that is its alone; `travaux` are the positions of who wants its PDF."""

    nom: str
    fichier: Path
    taille: int
    polices: tuple[tuple[str, int], ...]
    travaux: tuple[int, ...]


def polices_incorporees(docx: Path) -> tuple[tuple[str, int], ...]:
    """Name and checksum of each font that travels inside the document; nothing for what isn't a Word file."""
    try:
        with zipfile.ZipFile(docx) as archive:
            infos = archive.infolist()
    except (OSError, zipfile.BadZipFile):
        return ()
    return tuple(sorted((info.filename, info.CRC) for info in infos if info.filename.startswith("word/fonts/")))


def repartir(pieces: Iterable[Piece], taches: int) -> list[tuple[Piece, ...]]:
    """Batches of at most LOT for `taches` processes at a time, of like weight so that all end together.

    Documents with different fonts inside don't meet: LibreOffice lends the fonts of one to the next.
    """
    groups: dict[tuple[tuple[str, int], ...], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda p: (-p.taille, p.nom)):
        groups.setdefault(piece.polices, []).append(piece)
    return [lot for group in groups.values() for lot in _balanced(group, taches)]


def _balanced(pieces: list[Piece], taches: int) -> list[tuple[Piece, ...]]:
    """The heaviest first, each to the batch that has least so far."""
    rounds = -(-len(pieces) // (LOT * taches))
    lots: list[list[Piece]] = [[] for _ in range(min(rounds * taches, len(pieces)))]
    weights = [0] * len(lots)
    for piece in pieces:
        lightest = min((i for i, lot in enumerate(lots) if len(lot) < LOT), key=lambda i: weights[i])
        lots[lightest].append(piece)
        weights[lightest] += piece.taille
    return [tuple(lot) for lot in lots]
