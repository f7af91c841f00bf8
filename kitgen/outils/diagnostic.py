"""`kitgen doctor`: what this machine has, what is missing, and how to get it."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from kitgen import __version__
from kitgen.engines import polices
from kitgen.engines.choix import choisir
from kitgen.errors import MissingTool


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """The report, line by line; `pret` is False when nothing can be built here."""

    lignes: tuple[str, ...]
    pret: bool


def examiner(soffice: str | None) -> Diagnostic:
    """Try each engine and check each font file. `soffice` is LibreOffice's program where the user names one."""
    lines = [f"kitgen {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"]
    working: list[str] = []
    for name, role in (("libreoffice", "moteur de référence"), ("rdocx", "moteur embarqué")):
        try:
            version = choisir(name, soffice=soffice).version()
        except MissingTool as error:
            lines.append(f"absent  {name} ({role}) : {error}")
        else:
            working.append(version)
            lines.append(f"ok      {version} ({role})")
    faults = polices.defauts()
    families = sorted({p.famille for p in polices.POLICES})
    lines += [f"faute   {fault}" for fault in faults] or [f"ok      polices : {', '.join(families)}"]
    if working:
        lines.append(f"Les kits seront mis en page par {working[0]}.")
    else:
        lines.append("Aucun moteur ne fonctionne : rien ne peut être mis en page ici.")
    return Diagnostic(tuple(lines), bool(working) and not faults)
