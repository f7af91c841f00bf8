"""An engine's PDF made final: in canonical form, without trace of its making, with its strip on each page."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from kitgen.canon import canoniser
from kitgen.canon.fontes import lire_les_usuelles
from kitgen.identite import Identite
from kitgen.pdf import octets_neutres
from kitgen.pdf.coulee import est_coule, terminer_coule
from kitgen.stamp import marquer_pages
from kitgen.stamp.glyphes import lire_les_lettres


@dataclass(frozen=True, slots=True)
class Finition:
    """One PDF to make final: a picklable order."""

    source: Path
    cible: Path
    titre: str
    identite: Identite | None = None
    """Whose strip it has; None for none."""


@dataclass(frozen=True, slots=True)
class Fini:
    """A final PDF that was written."""

    pages: int
    sha256: str


def prechauffer() -> None:
    """Read the shipped fonts, which takes the first document five times as long as all else."""
    lire_les_usuelles()
    lire_les_lettres()


def finir(ordre: Finition) -> Fini:
    """Write the final PDF. The same pages, title and identity give the same bytes.

    What is seen and said stays as it was, but for the strip; so do outline, tags and links.
    """
    content, pages = _terminer(ordre)
    beside = ordre.cible.with_name(f".{ordre.cible.name}.partiel")
    try:
        beside.write_bytes(content)
        beside.replace(ordre.cible)
    finally:
        beside.unlink(missing_ok=True)
    return Fini(pages, hashlib.sha256(content).hexdigest())


def _terminer(ordre: Finition) -> tuple[bytes, int]:
    """The final file and its number of pages."""
    source = ordre.source.read_bytes()
    if est_coule(source):
        with suppress(ValueError):
            return terminer_coule(source, ordre.titre, ordre.identite)
    with pikepdf.open(ordre.source) as pdf:
        canoniser(pdf)
        if ordre.identite is not None:
            marquer_pages(pdf, ordre.identite)
        return octets_neutres(pdf, titre=ordre.titre), len(pdf.pages)
