"""Group « session »: what a secretary waits for with the example session, from the command line."""

from __future__ import annotations

import functools

from bench import produit
from bench.banc import Banc
from bench.mesure import Passage, alterner, dossier, lancer, memoire, memoire_totale, milieu, secondes
from bench.page import Cible, Section, tableau
from bench.sessions import EXEMPLE

TOURS, TOURS_COURTS = 3, 11

TEXTE = """\
The example session: 24 candidates, every document and pack of the kit, built cold from the command line with nothing
remembered, start-up included; and the two commands that are typed most."""


def mesurer(_banc: Banc) -> Section:
    """Builds with both engines, then check and help."""
    long = alterner({m: functools.partial(_construire, m) for m in ("libreoffice", "rdocx")}, TOURS)
    short = alterner(
        {
            "kitgen check": lambda _: lancer([produit.KITGEN, "check", EXEMPLE]),
            "kitgen --help": lambda _: lancer([produit.KITGEN, "--help"]),
        },
        TOURS_COURTS,
    )
    rows = []
    for nom, p in {**{f"kitgen build, {m}": p for m, p in long.items()}, **short}.items():
        cpu = milieu(p, lambda x: x.processeur)
        rows.append(
            [nom, str(len(p)), f"{secondes(p):.2f}", f"{cpu:.2f}", f"{memoire(p):.0f}", f"{memoire_totale(p):.0f}"]
        )
    titles = ["", "runs", "s", "CPU s", "MB of kitgen", "MB of all processes"]
    waited = {
        "the whole session of 24, cold, LibreOffice": (secondes(long["libreoffice"]), 20.0),
        "kitgen check": (secondes(short["kitgen check"]), 1.0),
        "kitgen --help": (secondes(short["kitgen --help"]), 0.3),
    }
    targets = tuple(Cible(n, f"≤ {most:g} s", f"{took:.2f} s", took <= most) for n, (took, most) in waited.items())
    return Section("session", "A session of 24", TEXTE, (tableau(titles, rows),), targets)


def _construire(moteur: str, _turn: int) -> Passage:
    here = dossier()
    return produit.construire(EXEMPLE, here / "out", moteur)
