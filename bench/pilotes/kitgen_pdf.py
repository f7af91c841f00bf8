"""kitgen from a session to the PDFs of one kind of document: `SESSION OUT ENGINE CODE NUMBER`."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from kitgen.__main__ import DECHETS
from kitgen.engines.choix import choisir
from kitgen.engines.machine import Machine, en_avance

if TYPE_CHECKING:
    from kitgen.engines.base import Engine

TACHES = min(os.cpu_count() or 1, 8)


def main(session: str, out: str, moteur: str, code: str, nombre: str) -> None:
    """Read the session, write the Word files, lay them out; nothing is stamped, bound or read back.

    As in `kitgen build`, the engines start first, while all else is imported and the session is read, and garbage is
    looked for less often; and as there, what was read isn't taken apart at the end.
    """
    start = time.perf_counter()
    with en_avance(lambda: choisir(moteur), TACHES) as avance:
        _main(start, session, out, avance, code, int(nombre))
    sys.stdout.flush()
    os._exit(0)


def _main(start: float, session: str, out: str, avance: Future[tuple[Engine, Machine]], code: str, nombre: int) -> None:
    from bench.produit import COUCHE
    from kitgen.convert import Converti, Travail
    from kitgen.couche import convertir
    from kitgen.production.preparation import preparer

    prete = preparer(Path(session))
    read = time.perf_counter()
    chosen = [d for d in prete.plan.documents if d.code == code][:nombre]
    travaux = []
    for document, content in prete.atelier.rendre(chosen, prete.contextes):
        docx = Path(out) / f"docx/{document.chemin.replace('/', '_')}.docx"
        docx.parent.mkdir(parents=True, exist_ok=True)
        docx.write_bytes(content)
        travaux.append(Travail(docx, Path(out) / f"pdf/{docx.stem}.pdf"))
    written = time.perf_counter()
    engine, machine = avance.result()
    issues = convertir(travaux, engine, atelier=Path(out) / "atelier", taches=TACHES, executor=machine, **COUCHE)
    end = time.perf_counter()
    made = [issue for issue in issues if isinstance(issue, Converti)]
    if len(made) != len(chosen):
        raise SystemExit(f"{len(chosen) - len(made)} documents failed")
    print(  # noqa: T201
        json.dumps(
            {
                "documents": len(made),
                "pages": sum(issue.pages for issue in made),
                "lecture": read - start,
                "docx": written - read,
                "pdf": end - written,
            }
        )
    )


if __name__ == "__main__":
    gc.set_threshold(*DECHETS)
    main(*sys.argv[1:])
