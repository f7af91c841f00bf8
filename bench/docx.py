"""Group « docx »: Word files alone, from the same data, by every program of the kind."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import paires, produit
from bench.arbre import Pour, Si, compter
from bench.banc import Banc
from bench.dialectes import Modele, Publipostage
from bench.donnees import Travail, contextes, preparer_les_gabarits
from bench.mesure import Passage, alterner, dossier, lancer, memoire, milieu, secondes
from bench.page import Cible, Section, tableau
from bench.sessions import RACINE
from bench.textes import mots, mots_autres

SESSION = 400
TOURS = 5
DOCUMENTS = {"kitgen": 400, "docxtpl": 100, "docx-mailmerge2": 100, "docxtemplater": 100, "carbone": 100}
"""How many each makes; all make one after the other."""
FACTEUR = 25

TEXTE = """\
The livret of a training organisation: {boucles} loops and {conditions} conditions inside one another; a document prints
up to {valeurs} values. docxtpl and kitgen are given the same template and the same data. The other templates are made
from it by a program (`bench/dialectes.py`): for docxtemplater and carbone with the same loops and conditions, whose
values are computed before; for docx-mailmerge2, which has neither nested loops nor conditions, unrolled: a template for
each of the {formes} shapes of livret, with a merge field for each value. None of the three fills attributes, so the
bookmarks of the table of contents are left out. carbone is the open edition from npm; its maker's current one is a
server. docs/s counts opening the template, rendering and writing the file, not the start of the program or
reading the data; « all » is the whole process. « other words »: how many words of {compares} documents, of {mots:,} in
all, differ from docxtpl's."""
COMPARES = 10


def mesurer(banc: Banc) -> Section:
    """All programs in turn."""
    docs = contextes(banc.session(SESSION, livrets=True))
    travaux = preparer_les_gabarits(banc.gabarit, docs, banc.dossier / "docx")
    runs: dict[str, Callable[[int], Passage]] = {}
    missing: dict[str, str] = {}
    for nom, travail in travaux.items():
        try:
            command, env = _commande(nom)
        except paires.Absente as error:
            missing[nom] = str(error)
            continue
        keep = banc.dossier / "docx-faits" / nom
        runs[nom] = functools.partial(_un, command, env, travail, DOCUMENTS[nom], keep)
    passages = alterner(runs, TOURS)
    words = {nom: _autres(banc.dossier / "docx-faits", nom) for nom in passages}
    said = sum(len(mots(path)) for path in sorted((banc.dossier / "docx-faits/kitgen").glob("*.docx"))[:COMPARES])
    texte = TEXTE.format(**_taille(banc.gabarit, docs), compares=COMPARES, mots=said)
    return _section(texte, passages, missing, words)


def _taille(gabarit: Path, docs: list[dict[str, Any]]) -> dict[str, int]:
    """How much there is in the template."""
    modele = Modele(gabarit)
    fusion = Publipostage(modele)
    data = [modele.donnees(doc) for doc in docs]
    return {
        "boucles": sum(compter(tree, Pour) for tree in modele.arbres.values()),
        "conditions": sum(compter(tree, Si) for tree in modele.arbres.values()),
        "valeurs": max(len(fusion.champs(row)) for row in data),
        "formes": len({fusion.forme(row) for row in data}),
    }


def _commande(nom: str) -> tuple[list[Path | str], dict[str, str]]:
    drivers = RACINE / "bench/pilotes"
    if nom == "kitgen":
        return [produit.PYTHON, "-m", "bench.pilotes.docx_kitgen"], {}
    if nom in ("docxtemplater", "carbone"):
        program, env = paires.node()
        return [program, drivers / f"docx_{nom}.js"], env
    return [paires.python(), drivers / f"docx_{'docxtpl' if nom == 'docxtpl' else 'mailmerge'}.py"], {}


def _un(
    command: list[Path | str], env: dict[str, str], travail: Travail, nombre: int, keep: Path, turn: int
) -> Passage:
    here = dossier()
    out = here / "out" if turn else keep  # the first run's documents are compared
    return lancer([*command, travail.modele, travail.donnees, out, str(nombre)], env=env, cwd=RACINE)


def _autres(made: Path, nom: str) -> int | None:
    ours, theirs = (sorted((made / n).glob("*.docx"))[:COMPARES] for n in ("docxtpl", nom))
    return sum(map(mots_autres, ours, theirs)) if ours else None


def _section(
    texte: str, passages: dict[str, list[Passage]], missing: dict[str, str], words: dict[str, int | None]
) -> Section:
    rate = {n: milieu(p, lambda x: x.dit["documents"] / x.dit["secondes"]) for n, p in passages.items()}
    cpu = {n: milieu(p, lambda x: 1000 * x.dit["processeur"] / x.dit["documents"]) for n, p in passages.items()}
    base = rate.get("docxtpl")
    rows = []
    for nom in sorted(passages, key=lambda n: -rate[n]):
        p = passages[nom]
        rows.append(
            [
                "**kitgen**" if nom == "kitgen" else f"{nom} {paires.version(nom)}",
                f"{len(p)} × {DOCUMENTS[nom]}",
                f"{rate[nom]:.0f}",
                f"{rate[nom] / base:.1f}" if base else "",
                f"{cpu[nom]:.1f}",
                f"{cpu['docxtpl'] / cpu[nom]:.1f}" if base else "",
                f"{DOCUMENTS[nom] / secondes(p):.0f}",
                f"{memoire(p):.0f}",
                "" if words[nom] is None else str(words[nom]),
            ]
        )
    rows += [[nom, f"not run: {why}", *[""] * 7] for nom, why in missing.items()]
    titles = ["", "runs", "docs/s", "× docxtpl", "CPU ms a doc", "CPU, × docxtpl", "docs/s, all", "MB", "other words"]
    targets: tuple[Cible, ...] = ()
    if base:
        ratio = rate["kitgen"] / base
        targets = (Cible("Word files alone, against docxtpl", f"≥ {FACTEUR} ×", f"{ratio:.1f} ×", ratio >= FACTEUR),)
    return Section("docx", "Word files alone", texte, (tableau(titles, rows),), targets)
