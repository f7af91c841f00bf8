"""Group « increments »: a session of 400 that was built is built again, unchanged or with one name corrected."""

from __future__ import annotations

import functools
from pathlib import Path

from bench import produit
from bench.banc import Banc
from bench.mesure import Passage, alterner, memoire, milieu, secondes
from bench.page import Cible, Section, tableau
from bench.sessions import corriger

CANDIDATS = 400
CORRIGE = 200
"""Whose name is corrected: one in the middle of the list."""
TOURS = 5
BUDGET = 60.0
RIEN, UN = 1.0, 3.0

TEXTE = f"""\
{CANDIDATS} candidates, built once; then `kitgen build` again from the command line: nothing changed, or the name of
candidate {CORRIGE} was corrected in the list (another correction each time), with every pack that holds the candidate.
With the kit of livrets alone ({CANDIDATS} documents, a pack for each training organisation and one for all), and with
the whole kit."""


def mesurer(banc: Banc) -> Section:
    """Both kits in turn."""
    rows, targets = [], []
    for livrets, kit in ((True, "livrets alone"), (False, "the whole kit")):
        out, first = banc.construit(CANDIDATS, livrets=livrets)
        session = banc.session(CANDIDATS, livrets=livrets)
        runs = alterner(
            {
                "nothing changed": lambda _, s=session, o=out: produit.construire(s, o),  # type: ignore[misc]
                "one candidate corrected": functools.partial(_corrige, session, out),
            },
            TOURS,
            BUDGET,
        )
        for nom, p in {"built cold": [first], **runs}.items():
            ratio = f"{first.secondes / secondes(p):.1f}"
            cpu = milieu(p, lambda x: x.processeur)
            rows.append([f"{kit}: {nom}", str(len(p)), f"{secondes(p):.2f}", f"{cpu:.2f}", ratio, f"{memoire(p):.0f}"])
        for nom, most in (("nothing changed", RIEN), ("one candidate corrected", UN)):
            took = secondes(runs[nom])
            work = f"{nom}, {CANDIDATS} candidates, {kit}"
            targets.append(Cible(work, f"≤ {most:g} s", f"{took:.2f} s", took <= most))
        banc.oublier(CANDIDATS, livrets=livrets)
    titles = ["", "runs", "s", "CPU s", "faster than cold", "MB of kitgen"]
    return Section("increments", f"{CANDIDATS} candidates, again", TEXTE, (tableau(titles, rows),), tuple(targets))


def _corrige(session: Path, out: Path, turn: int) -> Passage:
    corriger(session, CORRIGE, turn)
    return produit.construire(session, out)
