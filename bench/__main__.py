"""`python -m bench [GROUP…]`: measure all groups or some, print the tables, and write `docs/benchmark.md`."""

from __future__ import annotations

import compileall
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from bench import docx, echelle, etapes, increments, listes, lots, page, pdf, session
from bench.banc import Banc
from bench.mesure import Echoue, dossier
from bench.sessions import RACINE
from kitgen.engines import libreoffice
from kitgen.errors import MissingTool

GROUPES: dict[str, Callable[[Banc], page.Section]] = {
    "pdf": pdf.mesurer,
    "docx": docx.mesurer,
    "lots": lots.mesurer,
    "session": session.mesurer,
    "echelle": echelle.mesurer,
    "increments": increments.mesurer,
    "etapes": etapes.mesurer,
    "listes": listes.section,
}
LIBRARIES = ("rdocx", "pikepdf", "lxml", "jinja2", "python-calamine", "openpyxl", "odfdo", "pydantic")


def versions() -> str:
    """What made the figures."""
    found = [f"Python {platform.python_version()}"]
    try:
        program = libreoffice.trouver()
        found += [program.version()] if program else []
        found += [f"{name} {version(name)}" for name in LIBRARIES]
    except (MissingTool, PackageNotFoundError) as error:
        found.append(str(error))
    return "; ".join(found)


def main(groupes: list[str]) -> int:
    """Measure, and write the page after each group, so that nothing is lost; a group that fails is left out."""
    unknown = sorted(set(groupes) - set(GROUPES))
    if unknown:
        sys.exit(f"no group {', '.join(unknown)}; there are {', '.join(GROUPES)}")
    # Contenders have sessions of their own, so whoever ends the benchmark must have it end them.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # kitgen is installed in place, so nobody has compiled it as pip did the contenders; and a Python that may not keep
    # what it compiles would compile it in every process again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(RACINE / "kitgen", quiet=2)
    banc = Banc(dossier())
    failed = 0
    for code, measure in GROUPES.items():
        if groupes and code not in groupes:
            continue
        start = time.perf_counter()
        try:
            found = measure(banc)
        except Echoue as error:
            print(f"\n## {code} failed\n{error}", file=sys.stderr, flush=True)  # noqa: T201
            failed += 1
            continue
        page.garder(found)
        page.PAGE.write_text(page.ecrire(page.gardees(), versions()), encoding="utf-8")
        _montrer(found, time.perf_counter() - start)
    return 1 if failed else 0


def _montrer(found: page.Section, seconds: float) -> None:
    print(f"\n## {found.titre} ({seconds:.0f} s)", *found.tableaux, sep="\n\n", flush=True)  # noqa: T201
    for target in found.cibles:
        met = "met" if target.tenue else "MISSED"
        print(f"{met}: {target.travail}: {target.mesure} ({target.cible})", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
