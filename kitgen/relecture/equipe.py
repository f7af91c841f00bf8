"""Reads many files in several processes: each gets its share at the start and ends by itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from kitgen.relecture.lecture import lire
from kitgen.relecture.lu import Demande, PdfLu

_PEU = 6_000_000
"""Bytes of PDF that are read sooner than a process starts."""


def lire_tous(dossier: Path, demandes: Sequence[Demande], avance: Callable[[], None]) -> dict[str, PdfLu]:
    """What was read of each file, by its path; `avance` is called after each."""
    weights = {d.chemin: (dossier / d.chemin).stat().st_size * (3 if d.texte else 1) for d in demandes}
    count = min(os.cpu_count() or 1, 8, 1 + sum(weights.values()) // _PEU)
    found: dict[str, PdfLu] = {}
    lock = threading.Lock()

    def keep(chemin: str, lu: PdfLu) -> None:
        with lock:
            found[chemin] = lu
            avance()

    shares = _partager(demandes, weights, count)
    processes = [_lancer(dossier, share) for share in shares[1:]]
    listeners = [threading.Thread(target=_ecouter, args=(receiver, keep)) for receiver, _ in processes]
    for listener in listeners:
        listener.start()
    try:
        for demande in shares[0]:
            keep(demande.chemin, lire(dossier, demande))
        for listener in listeners:
            listener.join()
    except BaseException:  # Ctrl-C: nobody waits for what is left
        for _, process in processes:
            process.kill()
        raise
    finally:
        for listener, (receiver, process) in zip(listeners, processes, strict=True):
            listener.join()
            receiver.close()
            process.join()
    for demande in demandes:
        # A process that was killed leaves its rest to this one.
        if demande.chemin not in found:
            keep(demande.chemin, lire(dossier, demande))
    return found


def _ecouter(receiver: Connection, keep: Callable[[str, PdfLu], None]) -> None:
    while True:
        try:
            chemin, lu = receiver.recv()
        except EOFError:
            return
        keep(chemin, lu)


def _partager(demandes: Sequence[Demande], weights: dict[str, int], count: int) -> list[list[Demande]]:
    """Shares of about the same weight."""
    shares: list[list[Demande]] = [[] for _ in range(count)]
    loads = [0] * count
    for demande in sorted(demandes, key=lambda d: (-weights[d.chemin], d.chemin)):
        lightest = loads.index(min(loads))
        shares[lightest].append(demande)
        loads[lightest] += weights[demande.chemin]
    return shares


def _lancer(dossier: Path, share: list[Demande]) -> tuple[Connection, multiprocessing.process.BaseProcess]:
    # A fresh process on every system: a copy of this one would have its threads' locks and nobody to open them.
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_lire_la_part, args=(str(dossier), share, sender), daemon=True)
    process.start()
    sender.close()
    return receiver, process


def _lire_la_part(dossier: str, share: list[Demande], sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and stops listening
    try:
        for demande in share:
            sender.send((demande.chemin, lire(Path(dossier), demande)))
    except OSError:
        return  # nobody listens any more
    finally:
        sender.close()
