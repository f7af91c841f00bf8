"""Group « lots »: 400 finished PDFs bound into one, by kitgen, pypdf and qpdf."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

from bench import paires, produit
from bench.banc import Banc
from bench.mesure import Passage, alterner, dossier, lancer, memoire, milieu, secondes
from bench.page import Section, tableau
from bench.sessions import LIVRET, RACINE
from kitgen.pdf import compter_pages

LIVRETS = 400
TOURS = 3

TEXTE = f"""\
The {LIVRETS} finished livrets of a build, bound into one PDF. kitgen gives the pack an outline, labels for the pages,
one tree of tags and blank versos, and stores equal objects once; pypdf gives it an outline; qpdf joins the pages.
Whole processes, start-up included."""


def mesurer(banc: Banc) -> Section:
    """All three in turn."""
    out, _ = banc.construit(LIVRETS, livrets=True)
    folder = produit.dossier_de_sortie(out)
    files = sorted(folder.glob(f"candidats/*/*{LIVRET}.pdf"))
    list_ = banc.dossier / "lots.json"
    list_.write_text(json.dumps([(str(path), path.stem) for path in files]), encoding="utf-8")
    driver = RACINE / "bench/pilotes/lots_pypdf.py"
    ways: dict[str, Callable[[], list[str | Path]]] = {
        "**kitgen**": lambda: [produit.PYTHON, "-m", "bench.pilotes.lots_kitgen", list_],
        "pypdf": lambda: [paires.python(), driver, list_],
        "qpdf": lambda: [paires.qpdf(), "--empty", "--pages", *files, "--"],
    }
    runs, missing = {}, {}
    for nom, way in ways.items():
        try:
            runs[nom] = functools.partial(_un, way())
        except paires.Absente as error:
            missing[nom] = str(error)
    passages = alterner(runs, TOURS)
    fastest = secondes(passages["**kitgen**"])
    rows = [
        [
            nom if nom.startswith("*") else f"{nom} {paires.version(nom)}",
            str(len(p)),
            f"{secondes(p):.1f}",
            f"{milieu(p, lambda x: x.processeur):.1f}",
            f"{secondes(p) / fastest:.1f}",
            f"{p[0].dit['pages'] / secondes(p):,.0f}",
            f"{p[0].dit['octets'] / 1e6:.1f}",
            f"{memoire(p):.0f}",
        ]
        for nom, p in passages.items()
    ]
    rows += [[nom, f"not run: {why}", *[""] * 6] for nom, why in missing.items()]
    titles = ["", "runs", "s", "CPU s", "× kitgen", "pages/s", "MB of the pack", "MB of memory"]
    total = sum(path.stat().st_size for path in files) / 1e6
    text = f"{TEXTE} The {len(files)} files have {total:.1f} MB."
    return Section("lots", f"Binding {LIVRETS} livrets", text, (tableau(titles, rows),))


def _un(command: list[str | Path], _turn: int) -> Passage:
    here = dossier()
    pack = here / "pack.pdf"
    done = lancer([*command, pack], cwd=RACINE)
    found = {"pages": compter_pages(pack), "octets": pack.stat().st_size}
    return Passage(**vars(done) | {"dit": {**done.dit, **found}})
