"""Group « etapes »: where the time of a build goes, stage by stage, as the build itself tells them."""

from __future__ import annotations

from bench import produit
from bench.banc import Banc
from bench.mesure import dossier
from bench.page import Section, tableau
from bench.sessions import EXEMPLE

TEXTE = """\
One build each in one process, cold, LibreOffice. The stages are those that a build tells its reporter; reading, checks
and plan come first. CPU of a stage can be more than its seconds, as two engines work at once."""


def mesurer(banc: Banc) -> Section:
    """The example session, and 400 livrets."""
    works = {"the session of 24": EXEMPLE, "400 livrets": banc.session(400, livrets=True)}
    tables = []
    for nom, session in works.items():
        here = dossier()
        done = produit.piloter("kitgen_etapes", session, here / "out", "libreoffice")
        stages = done.dit["etapes"]
        total = sum(took for _, took, _ in stages.values())
        rows = [
            [stage, f"{steps or ''}", f"{took:.2f}", f"{cpu:.2f}", f"{100 * took / total:.0f} %"]
            for stage, (steps, took, cpu) in stages.items()
        ]
        start = done.secondes - total
        rows.append(["imports and the end", "", f"{start:.2f}", "", ""])
        tables.append(tableau([nom, "steps", "s", "CPU s", ""], rows))
    return Section("etapes", "Where the time goes", TEXTE, tuple(tables))
