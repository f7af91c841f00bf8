"""`python -m bench`: run every measure, print the tables, and write them to `docs/benchmark.md`."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from bench import listes

RESULTATS = Path(__file__).parent.parent / "docs/benchmark.md"
LIBRARIES = ("python-calamine", "lxml", "openpyxl", "odfdo", "pydantic", "rapidfuzz")


def machine() -> str:
    """The processor, its cores and the system, in one line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def main() -> int:
    """Print the tables and write the page."""
    measures = listes.mesurer()
    table = listes.tableau(measures)
    print(table)  # noqa: T201
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    page = [
        "# Benchmark",
        f"Made by `make bench` on {dt.date.today():%Y-%m-%d}. Times are of one machine; ratios travel better.",
        f"- Machine: {machine()}\n- Python {platform.python_version()}; {versions}",
        "## Lists",
        listes.TEXTE,
        table,
    ]
    RESULTATS.write_text("\n\n".join(page) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
