"""Remarks on the inputs as the page shows them: the same bytes wherever the run was started, and nothing intimate."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from kitgen.context.typographie import texte
from kitgen.errors import Problem
from kitgen.page.vues import VueAvertissement
from kitgen.readers.listes.entetes import Titres
from kitgen.readers.projet import Projet

INTIMES = frozenset({"temps_supplementaire", "variante"})
"""Columns of a list of which no paper tells who has what in them; neither does the page."""


def vues_des_avertissements(problems: Iterable[Problem], projet: Projet) -> tuple[tuple[VueAvertissement, ...], int]:
    """The remarks, and how many more are on a column that the page keeps to itself."""
    shown, kept = [], 0
    cells = _intimes(projet)
    for p in problems:
        if any((p.source, c.feuille, c.colonne) in cells for c in p.cases):
            kept += 1
            continue
        line = f"ligne {p.ligne}" if p.ligne is not None else ""
        shown.append(
            VueAvertissement(
                ou=", ".join(part for part in (relatif(p.source, projet), line, p.place) if part),
                texte=texte(p.texte),
                valeur=p.valeur or "",
                remede=texte(p.remede),
            )
        )
    return tuple(shown), kept


def relatif(source: str, projet: Projet) -> str:
    """The path of an input as seen from the session's folder: where the run was started from changes no byte.

    What is not the path of an input stays as it is.
    """
    try:
        path = Path(os.path.relpath(source, projet.dossier)).as_posix()
    except ValueError:  # another drive
        return source
    known = {"."} | {str(parent) for name in projet.entrees for parent in (name, *PurePosixPath(name).parents)}
    return path if path in known else source


def _intimes(projet: Projet) -> set[tuple[str, str, int | None]]:
    """The columns that are nobody's business, by list and sheet."""
    titles = Titres.connus(projet.session.colonnes)
    return {
        (t.source, t.feuille, column)
        for t in projet.tableaux
        for column, title in enumerate(t.entetes)
        if titles.champ(title) in INTIMES
    }
