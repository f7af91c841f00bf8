"""docxtpl at work: `TEMPLATE DATA OUT NUMBER`; a new DocxTemplate for each document, as its manual shows."""

import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from docxtpl import DocxTemplate


def _objet(fields: dict[str, object]) -> SimpleNamespace:
    """Both Python engines get objects, which is what kitgen gives its templates."""
    return SimpleNamespace(**fields)


def main(modele: str, donnees: str, out: str, nombre: str) -> None:
    """Render, and print how long that took."""
    with Path(donnees).open(encoding="utf-8") as file:
        rows = [vars(json.loads(line, object_hook=_objet)) for line, _ in zip(file, range(int(nombre)), strict=False)]
    Path(out).mkdir(parents=True)
    start, cpu = time.perf_counter(), time.process_time()
    for n, row in enumerate(rows):
        document = DocxTemplate(modele)
        # Without it « Dupont & Fils » loses its « & ».
        document.render(row, autoescape=True)
        document.save(f"{out}/{n:04d}.docx")
    took = {"secondes": time.perf_counter() - start, "processeur": time.process_time() - cpu}
    print(json.dumps({"documents": len(rows), **took}))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
