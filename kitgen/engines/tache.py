"""The unit of work of a conversion: a batch of Word documents to PDFs, as values that may travel to another process.

An engine's process is supervised here, on the machine where it runs: whatever it does, the answer says for each
document what became of it.
"""

from __future__ import annotations

import atexit
import errno
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from kitgen.engines.base import Engine
from kitgen.engines.passage import Passage, lancer
from kitgen.engines.reserve import Reserve
from kitgen.engines.styles import sans_styles_inutiles
from kitgen.errors import MissingTool

_TICK = 0.02  # seconds between two looks
_PLACE = 8 << 20  # bytes: with less than this left, a missing PDF is the disk's fault


@dataclass(frozen=True, slots=True)
class Tache:
    """Names and bytes of the documents, to be converted in this order.

    `delai` is the time in seconds within which a PDF must show; `froid` asks for a process that has seen nothing else.
    """

    moteur: Engine
    documents: tuple[tuple[str, bytes], ...]
    delai: float
    froid: bool = False


@dataclass(frozen=True, slots=True)
class Fait:
    """A PDF that opens and has pages."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Why there is no PDF, in French; `panne` says that the engine broke down on it."""

    raison: str
    panne: bool


class OuvrierPerdu(MissingTool):
    """Whoever is given this batch dies of it: raised by an executor that knows; nothing is known of its documents."""


Resultat: TypeAlias = Fait | Rate | None
"""None: the engine broke down before it came to this document."""

Ecoute: TypeAlias = Callable[[int, Fait], None]
"""Hears the position and the PDF of a document as soon as it is made."""


def executer(tache: Tache, entendu: Ecoute | None = None) -> tuple[Resultat, ...]:
    """Convert a batch; what `entendu` heard of comes again in the answer.

    Raises OSError when the disk refuses, MissingTool when the engine doesn't start.
    """
    reserve = _ICI.reserve if hasattr(_ICI, "reserve") else _commune()
    with tempfile.TemporaryDirectory(prefix="lot-", dir=reserve.dossier, ignore_cleanup_errors=True) as folder:
        dossier = Path(folder)
        source = dossier / "docx"
        source.mkdir()
        fichiers = tuple(source / f"{nom}.docx" for nom, _ in tache.documents)
        for fichier, (_, octets) in zip(fichiers, tache.documents, strict=True):
            # What failed, or brings fonts along, is given just as it stands.
            fichier.write_bytes(octets if tache.froid else sans_styles_inutiles(octets))
        session = None if tache.froid else reserve.emprunter(tache.moteur)
        sain = False
        try:
            passage = lancer(tache.moteur, fichiers, dossier, session)
            try:
                resultats = _surveiller(passage, tache.delai, reserve, entendu)
            finally:
                passage.enfant.tuer()
            sain = all(isinstance(resultat, Fait) for resultat in resultats)
        finally:
            if session:
                reserve.rendre(session, documents=len(fichiers), sain=sain)
        if not sain and shutil.disk_usage(dossier).free < _PLACE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(dossier))
        return resultats


def adopter(reserve: Reserve) -> None:
    """From now on, the batches of this thread take their engines there."""
    _ICI.reserve = reserve


_ICI = threading.local()


@cache
def _commune() -> Reserve:
    """The engines of a process that was told nothing else: a worker of somebody's executor."""
    folder = tempfile.mkdtemp(prefix="kitgen-")
    reserve = Reserve(Path(folder).resolve(), repos=60.0)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(reserve.fermer)
    return reserve


def _surveiller(passage: Passage, delai: float, reserve: Reserve, entendu: Ecoute | None) -> tuple[Resultat, ...]:
    # Here, where an engine is waited for, as it takes time.
    from kitgen.pdf import PdfIllisible, compter_pages

    faits: dict[int, Fait] = {}

    def recolter(position: int) -> str:
        """Note the PDF if there is one that is whole; what is wrong with it, else nothing."""
        if position not in faits:
            made = passage.sortie / passage.noms[position]
            try:
                faits[position] = Fait(made.read_bytes(), compter_pages(made))
            except FileNotFoundError:
                return "aucun PDF produit"
            except PdfIllisible as error:
                return str(error)
            if entendu:
                entendu(position, faits[position])
        return ""

    while (panne := passage.fin()) is None:
        if passage.silence() > delai:
            panne = f"le moteur n'a pas répondu en {delai:g} s"
            break
        if reserve.fermee:
            raise CancelledError
        passage.enfant.attendre(_TICK)
        news, last = passage.avance(), passage.derniere()
        if news:
            # A PDF is finished once the next one has been begun.
            for position in range(last):
                recolter(position)
        # So may be the last one, long before there is a next one.
        if last >= 0 and last not in faits and passage.ecrite(last):
            recolter(last)
    passage.enfant.tuer()
    passage.avance()
    causes = [recolter(position) for position in range(len(passage.noms))]
    # The documents are taken in order: a failure is that of the one at work, whose PDF is absent or not whole.
    blamed = len(causes)
    if panne:
        last = passage.derniere()
        blamed = last if last >= 0 and causes[last] else last + 1
    return tuple(
        faits[i] if i in faits else None if i > blamed else Rate(panne or cause, bool(panne))
        for i, cause in enumerate(causes)
    )
