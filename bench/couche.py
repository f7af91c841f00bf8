"""`python -m bench.couche [NOMBRE…]`: livrets laid out once, drawn many times, beside two parallel soffice batches."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.sessions import ecrire_session
from kitgen.convert import Travail
from kitgen.couche import convertir
from kitgen.engines.base import Engine
from kitgen.engines.choix import choisir
from kitgen.pipeline import preparer

TOURS = 3
GABARIT = "livret-of"


def _cpu() -> float:
    """Seconds of processor, of this process and of those that have ended."""
    every = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in every)


def _mesurer(files: list[Path], dossier: Path, moteur: Engine, *, couche: bool) -> tuple[float, float, int]:
    """Seconds, seconds of processor, and pages."""
    with tempfile.TemporaryDirectory(dir=dossier) as out:
        travaux = [Travail(f, Path(out) / f"{f.stem}.pdf") for f in files]
        wall, cpu = time.perf_counter(), _cpu()
        issues = convertir(travaux, moteur, atelier=dossier / "atelier", couche=couche)
        return time.perf_counter() - wall, _cpu() - cpu, sum(issue.pages for issue in issues)  # type: ignore[union-attr]


def mesurer(nombre: int, dossier: Path) -> str:
    """One line of the table: medians of alternating runs."""
    prete = preparer(ecrire_session(dossier / str(nombre), nombre))
    chosen = [d for d in prete.plan.documents if d.code == GABARIT]
    files = []
    for document, content in prete.atelier.rendre(chosen, prete.contextes):
        files.append(dossier / f"{document.chemin.rpartition('/')[2]}.docx")
        files[-1].write_bytes(content)
    moteur = choisir("libreoffice")
    found: dict[bool, list[tuple[float, float, int]]] = {True: [], False: []}
    for _ in range(TOURS):
        for couche in found:
            found[couche].append(_mesurer(files, dossier, moteur, couche=couche))
    (wall, cpu), (wall2, cpu2) = ([median(run[n] for run in found[c]) for n in (0, 1)] for c in found)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    pages = found[True][0][2]
    return (
        f"| {len(files)} | {pages} | {wall:.1f} | {wall2:.1f} | {wall2 / wall:.1f} | {cpu:.1f} | {cpu2:.1f} | "
        f"{cpu2 / cpu:.1f} | {memory} |"
    )


def main(nombres: list[int]) -> int:
    """Print the table."""
    print("| livrets | pages | couche s | batches s | ratio | couche CPU s | batches CPU s | ratio | MB |")  # noqa: T201
    print("|---|---|---|---|---|---|---|---|---|")  # noqa: T201
    for nombre in nombres:
        with tempfile.TemporaryDirectory(prefix="kitgen-bench-") as dossier:
            print(mesurer(nombre, Path(dossier)), flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main([int(n) for n in sys.argv[1:]] or [100, 400]))
