"""Which engine a build would take, told from what lies on the disk: running LibreOffice to ask takes longer."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from kitgen.engines import libreoffice


def trace(moteur: str, *, soffice: str | None = None) -> str:
    """What changes when another engine, or another version of it, would be taken for `moteur`."""
    found = libreoffice.trouver(soffice) if moteur in ("auto", "libreoffice") else None
    parts = [moteur]
    if found is not None:
        programme = found.programme.resolve()
        parts += [str(programme), *(_trace(programme.with_name(name)) for name in (programme.name, "versionrc"))]
    try:
        parts.append(importlib.metadata.version("rdocx"))
    except importlib.metadata.PackageNotFoundError:
        parts.append("")
    return " ".join(parts)


def _trace(fichier: Path) -> str:
    try:
        about = fichier.stat()
    except OSError:
        return "-"
    return f"{about.st_size}/{about.st_mtime_ns}"
