"""kitgen's renderer at work on the same data: `TEMPLATE DATA OUT NUMBER`; opening and compiling counts."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import make_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kitgen.render.gabarit import Gabarit


@cache
def _vue(fields: tuple[str, ...]) -> type:
    """What kitgen gives its templates: frozen dataclasses."""
    return make_dataclass("Vue", fields, frozen=True, slots=True)


def _objet(fields: dict[str, object]) -> Any:
    return _vue(tuple(fields))(**fields)


def main(modele: str, donnees: str, out: str, nombre: str) -> None:
    """Render, and print how long that took."""
    with Path(donnees).open(encoding="utf-8") as file:
        rows = [
            {name: getattr(row, name) for name in row.__slots__}
            for row in (json.loads(line, object_hook=_objet) for line, _ in zip(file, range(int(nombre)), strict=False))
        ]
    Path(out).mkdir(parents=True)
    start, cpu = time.perf_counter(), time.process_time()
    gabarit = Gabarit.ouvrir(Path(modele))
    for n, row in enumerate(rows):
        Path(f"{out}/{n:04d}.docx").write_bytes(gabarit.rendre(row))
    took = {"secondes": time.perf_counter() - start, "processeur": time.process_time() - cpu}
    print(json.dumps({"documents": len(rows), **took}))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
