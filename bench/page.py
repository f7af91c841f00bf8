"""What the groups found, as JSON in an ignored folder, and all of it as `docs/benchmark.md`."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.sessions import RACINE

PAGE = RACINE / "docs/benchmark.md"
RESULTATS = RACINE / ".bench/resultats"
ORDRE = ("pdf", "docx", "lots", "session", "echelle", "increments", "etapes", "listes")
"""The groups, as they are measured and as they stand on the page."""


@dataclass(frozen=True)
class Cible:
    """One target: the work, what is asked, what was measured, whether that is enough."""

    travail: str
    cible: str
    mesure: str
    tenue: bool


@dataclass(frozen=True)
class Section:
    """What one group found."""

    code: str
    titre: str
    texte: str
    tableaux: tuple[str, ...]
    cibles: tuple[Cible, ...] = ()
    date: str = field(default_factory=lambda: f"{dt.datetime.now():%Y-%m-%d %H:%M}")


def tableau(titres: Sequence[str], lignes: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first hold figures."""
    rows = [titres, ["---", *["---:"] * (len(titres) - 1)], *lignes]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def garder(section: Section) -> None:
    """Keep what a group found for this page and the next one."""
    RESULTATS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(section), ensure_ascii=False, indent=1)
    (RESULTATS / f"{section.code}.json").write_text(text, encoding="utf-8")


def gardees() -> list[Section]:
    """The last of what each group found."""
    found = []
    for code in ORDRE:
        path = RESULTATS / f"{code}.json"
        if path.is_file():
            read = json.loads(path.read_text(encoding="utf-8"))
            targets = tuple(Cible(**c) for c in read["cibles"])
            found.append(Section(**read | {"tableaux": tuple(read["tableaux"]), "cibles": targets}))
    return found


def ecrire(sections: Sequence[Section], versions: str) -> str:
    """The page."""
    targets = [c for section in sections for c in section.cibles]
    rows = [[c.travail, c.cible, c.mesure, "met" if c.tenue else "**missed**"] for c in targets]
    page = [
        "# Benchmark",
        "Made by `make bench`, which installs what kitgen is measured against (pinned, in `.bench/`) and writes this "
        "page. Times are of one machine; ratios travel better. `python -m bench GROUP…` measures a group again: "
        + ", ".join(f"`{code}`" for code in ORDRE)
        + ".",
        f"- Machine: {machine()}\n- {versions}",
        "## Targets",
        tableau(["Work", "Target", "Measured", ""], rows),
    ]
    for section in sections:
        page += [f"## {section.titre}", f"Measured {section.date}.", section.texte, *section.tableaux]
    return "\n\n".join(page) + "\n"


def machine() -> str:
    """The processor, its cores and the system, in one line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"
