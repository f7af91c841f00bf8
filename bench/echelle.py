"""Group « echelle »: 100, 400 and 1,600 candidates: how time, memory and the size of packs grow."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from bench import produit
from bench.banc import Banc
from bench.mesure import Passage, memoire, memoire_totale
from bench.page import Cible, Section, tableau

TAILLES = (100, 400, 1_600)
MEMOIRE = 500.0
PACK = 5.0
BRUIT = 1.05
"""How much longer a candidate may take in the next larger session: what two runs of the same differ by."""

TEXTE = """\
`kitgen build` from the command line, cold, LibreOffice: everything that a build does, from the list to packs that were
read back. One run each, as a run is long and its time per candidate is the average of many. With the kit of livrets
alone, and with the whole kit. « MB of kitgen » is its own process; the engines come on top."""


def mesurer(banc: Banc) -> Section:
    """Every size once."""
    rows, targets = [], []
    names = ", ".join(f"{n:,}" for n in TAILLES)
    for livrets in (True, False):
        per: dict[int, float] = {}
        most: dict[int, float] = {}
        for size in TAILLES:
            out, passage = banc.construit(size, livrets=livrets)
            folder = produit.dossier_de_sortie(out)
            per[size], most[size] = 1000 * passage.secondes / size, memoire([passage])
            rows.append(_ligne("livrets alone" if livrets else "the whole kit", size, folder, passage))
            if livrets and size == 400:
                targets.append(_pack(folder))
        kit = "livrets alone" if livrets else "whole kit"
        growth = max(per[larger] / per[smaller] for smaller, larger in pairwise(TAILLES))
        peak = max(most.values())
        targets += [
            Cible(f"time per candidate, {kit}, {names}", f"≤ × {BRUIT:g} a step", f"× {growth:.2f}", growth <= BRUIT),
            Cible(f"memory of kitgen, {kit}, {names}", f"< {MEMOIRE:g} MB", f"{peak:.0f} MB", peak < MEMOIRE),
        ]
    titles = ["", "candidates", "documents", "pages", "s", "ms per candidate", "pages/s", "MB of kitgen", "MB of all"]
    return Section("echelle", "Growing sessions", TEXTE, (tableau(titles, rows),), tuple(targets))


def _ligne(kit: str, size: int, folder: Path, passage: Passage) -> list[str]:
    made = json.loads((folder / "manifeste.json").read_text(encoding="utf-8"))["documents"]
    pages = sum(document["pages"] for document in made)
    return [
        kit,
        f"{size:,}",
        f"{len(made):,}",
        f"{pages:,}",
        f"{passage.secondes:.1f}",
        f"{1000 * passage.secondes / size:.0f}",
        f"{pages / passage.secondes:.0f}",
        f"{memoire([passage]):.0f}",
        f"{memoire_totale([passage]):.0f}",
    ]


def _pack(folder: Path) -> Cible:
    largest = max(folder.glob("packs/**/*.pdf"), key=lambda path: path.stat().st_size)
    size = largest.stat().st_size / 1e6
    return Cible("the pack of 400 livrets", f"≤ {PACK:g} MB", f"{size:.1f} MB", size <= PACK)
