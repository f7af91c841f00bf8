"""The candidate list given back with its faults: each one marked in its cell, all of them on a first sheet.

Cells keep the addresses that they have in the source. Rows and columns that the source hides are shown: a fault
in them must be seen.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from kitgen.context.typographie import NBSP
from kitgen.context.typographie import texte as typo
from kitgen.errors import Case, Gravite, Problem
from kitgen.readers.listes.tableau import Tableau, en_texte
from kitgen.writers import (
    ENTETE,
    Styles,
    coupe,
    ecrire_classeur,
    ecrire_texte,
    ecrire_valeur,
    hauteur,
    mettre_en_page,
    propre,
)

_SOMMAIRE = "À corriger"
_TITRES = ("Gravité", "Fichier", "Feuille", "Cellule", "Valeur lue", "Ce qui ne va pas", "Ce qu’il faut faire")
_LARGEURS = (15, 24, 18, 24, 24, 46, 46)

_MOT = {Gravite.ERREUR: "Erreur", Gravite.AVERTISSEMENT: "Avertissement"}
# Told apart without colours too: both are bold, an error has a full frame, a warning a dashed one.
_ASPECT: Mapping[Gravite, Mapping[str, Any]] = {
    Gravite.ERREUR: {
        "bold": True, "bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 2, "border_color": "#C00000",
    },
    Gravite.AVERTISSEMENT: {
        "bold": True, "bg_color": "#FFE699", "font_color": "#5F4B00", "border": 8, "border_color": "#A67C00",
    },
}  # fmt: skip
_ONGLET = {Gravite.ERREUR: "#C00000", Gravite.AVERTISSEMENT: "#FFC000"}

# A workbook has no room for more links on a sheet, and no eye for a longer comment.
_MAX_LIENS = 65_000
_MAX_COMMENTAIRE = 3_000
_MAX_VALEUR = 300
_LIGNES_FIGEES = 8
_CASES_NOMMEES = 3

Feuilles = Mapping[tuple[str, str], str]
"""The name that a list has in this workbook, by its file and its sheet."""


@dataclass(frozen=True, slots=True)
class _Marque:
    """What is said of one cell: how bad it is, and the remarks of its comment (none inside a marked row)."""

    gravite: Gravite
    remarques: tuple[str, ...]


def ecrire(tableaux: Sequence[Tableau], problems: Sequence[Problem], cible: Path, sources: Sequence[Path] = ()) -> None:
    """Write the lists with their faults into the workbook `cible`.

    Raises UsageProblem when `cible` is one of the lists (`sources`), and OutputProblem when it can't be written;
    nothing is left behind then.
    """
    # A warning never stands before an error, whatever its place.
    ordered = sorted(problems, key=lambda p: (p.gravite is not Gravite.ERREUR, p.order))
    names = _noms_des_feuilles(tableaux)

    def remplir(classeur: Any) -> None:
        styles = Styles(classeur)
        by_list = {(t.source, t.feuille): name for t, name in zip(tableaux, names, strict=True)}
        _ecrire_sommaire(classeur.add_worksheet(_SOMMAIRE), ordered, by_list, styles)
        for tableau, name in zip(tableaux, names, strict=True):
            _ecrire_tableau(classeur.add_worksheet(name), tableau, _marques(tableau, ordered), styles)

    ecrire_classeur(cible, f"Liste des candidats{NBSP}: à corriger", remplir, sources)


def _ecrire_sommaire(feuille: Any, problems: Sequence[Problem], feuilles: Feuilles, styles: Styles) -> None:
    feuille.hide_gridlines(2)
    for column, width in enumerate(_LARGEURS):
        feuille.set_column(column, column, width)
    feuille.set_row(0, 26)
    ecrire_texte(feuille, 0, 0, typo("Liste des candidats : ce qui est à corriger"), styles,
                 bold=True, font_size=18, valign="vcenter")  # fmt: skip
    ecrire_texte(feuille, 1, 0, _compte(problems), styles, bold=True, font_size=12)
    _ecrire_legende(feuille, styles)
    first = 6
    for column, title in enumerate(_TITRES):
        ecrire_texte(feuille, first - 1, column, title, styles, **ENTETE, bold=True)
    for row, problem in enumerate(problems, start=first):
        _ecrire_probleme(feuille, row, problem, feuilles if row < _MAX_LIENS else {}, styles)
    feuille.freeze_panes(first, 0)
    if problems:
        feuille.autofilter(first - 1, 0, first - 1 + len(problems), len(_TITRES) - 1)
    mettre_en_page(feuille, first - 1)


def _compte(problems: Sequence[Problem]) -> str:
    if not problems:
        return "Rien à corriger."
    errors = sum(p.gravite is Gravite.ERREUR for p in problems)
    counts = ((errors, "erreur"), (len(problems) - errors, "avertissement"))
    return ", ".join(f"{n}{NBSP}{word}{'s' if n > 1 else ''}" for n, word in counts)


def _ecrire_legende(feuille: Any, styles: Styles) -> None:
    meanings = {
        Gravite.ERREUR: "à corriger avant de produire le kit (cadre plein)",
        Gravite.AVERTISSEMENT: "à vérifier (cadre en tirets)",
    }
    for row, (gravite, meaning) in enumerate(meanings.items(), start=2):
        ecrire_texte(feuille, row, 0, _MOT[gravite], styles, **_ASPECT[gravite])
        ecrire_texte(feuille, row, 1, meaning, styles, indent=1)
    ecrire_texte(feuille, 2, 5, typo("Un clic dans la colonne Cellule mène à la case en faute ;"),
                 styles, italic=True)  # fmt: skip
    ecrire_texte(feuille, 3, 5, "la case porte un commentaire qui dit quoi faire.", styles, italic=True)


def _ecrire_probleme(feuille: Any, row: int, problem: Problem, feuilles: Feuilles, styles: Styles) -> None:
    plain = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    case = problem.cases[0] if problem.cases else None
    ecrire_texte(
        feuille, row, 0, _MOT[problem.gravite], styles, **{**plain, **_ASPECT[problem.gravite], "text_wrap": False}
    )
    texts = (
        *(problem.source, case.feuille if case else "", _endroit(problem), coupe(problem.valeur or "", _MAX_VALEUR)),
        *(_phrase(problem.texte), _phrase(problem.remede)),
    )
    for column, text in enumerate(texts, start=1):
        ecrire_texte(feuille, row, column, text, styles, **plain)
    feuille.set_row(row, hauteur(*zip(texts, _LARGEURS[1:], strict=True)))
    name = feuilles.get((problem.source, case.feuille)) if case else None
    if case and name:
        blue = styles(**plain, font_color="#0563C1", underline=1)
        sheet = name.replace("'", "''")
        address = str(Case("", case.ligne, case.colonne or 0))
        feuille.write_url(row, 3, f"internal:'{sheet}'!{address}", blue, propre(_endroit(problem)))


def _endroit(problem: Problem) -> str:
    """« B14 », « B14, B15 et 3 autres », « ligne 7 »; of what is not a list, the key and the line."""
    if not problem.cases:
        line = f"ligne {problem.ligne}" if problem.ligne is not None else ""
        return ", ".join(p for p in (problem.place, line) if p)
    named = [str(c) for c in problem.cases]
    if len(named) <= _CASES_NOMMEES + 1:
        return ", ".join(named)
    return f"{', '.join(named[:_CASES_NOMMEES])} et {len(named) - _CASES_NOMMEES} autres"


def _phrase(text: str) -> str:
    """A remark as a sentence of its own."""
    return typo(text[:1].upper() + text[1:])


def _marques(tableau: Tableau, problems: Iterable[Problem]) -> dict[tuple[int, int], _Marque]:
    """What is said of each cell, by row and column from 0; a remark on a row stands on its first cell."""
    width = _largeur(tableau)
    marks: dict[tuple[int, int], _Marque] = {}
    for problem in problems:
        remark = f"{_MOT[problem.gravite]}{NBSP}: {typo(problem.texte)}"
        remark += f"\n→ {typo(problem.remede)}" if problem.remede else ""
        for case in problem.cases if problem.source == tableau.source else ():
            if case.feuille != tableau.feuille or case.ligne < 1:
                continue
            _marquer(marks, case.ligne - 1, case.colonne or 0, problem.gravite, (remark,))
            for column in range(1, width) if case.colonne is None else ():
                _marquer(marks, case.ligne - 1, column, problem.gravite, ())
    return marks


def _marquer(
    marks: dict[tuple[int, int], _Marque], row: int, column: int, gravite: Gravite, remarks: tuple[str, ...]
) -> None:
    """Add to what is said of a cell. Errors come first, so that the first severity is the worst one."""
    known = marks.get((row, column), _Marque(gravite, ()))
    new = tuple(r for r in remarks if r not in known.remarques)
    marks[row, column] = _Marque(known.gravite, known.remarques + new)


def _largeur(tableau: Tableau) -> int:
    rows = (*tableau.avant, *tableau.rangees)
    return max(len(tableau.entetes), *(len(r.cellules) for r in rows), 1) if rows else max(len(tableau.entetes), 1)


def _ecrire_tableau(feuille: Any, tableau: Tableau, marques: Mapping[tuple[int, int], _Marque], styles: Styles) -> None:
    titles = tableau.ligne_entetes - 1
    written: set[tuple[int, int]] = set()
    for numero, cells in _rangees(tableau):
        look = {**ENTETE, "bold": True} if numero - 1 == titles else {}
        for column, value in enumerate(cells):
            place = (numero - 1, column)
            mark = marques.get(place)
            ecrire_valeur(feuille, *place, value, styles, **{**look, **(_ASPECT[mark.gravite] if mark else {})})
            written.add(place)
    for place, mark in marques.items():
        if place not in written:  # a cell that the row is too short to have
            ecrire_texte(feuille, *place, "", styles, **_ASPECT[mark.gravite])
        if mark.remarques:
            _commenter(feuille, *place, mark.remarques)
    _presenter(feuille, tableau, marques)


def _rangees(tableau: Tableau) -> Iterable[tuple[int, Sequence[Any]]]:
    yield from ((r.numero, r.cellules) for r in tableau.avant)
    yield tableau.ligne_entetes, tableau.entetes
    yield from ((r.numero, r.cellules) for r in tableau.rangees)


def _commenter(feuille: Any, row: int, column: int, remarks: Sequence[str]) -> None:
    text = coupe(propre("\n\n".join(remarks)), _MAX_COMMENTAIRE)
    lines = sum(max(1, math.ceil(len(line) / 46)) for line in text.split("\n"))
    options = {"author": "kitgen", "width": 320, "height": min(30 + 16 * lines, 600), "font_size": 9}
    feuille.write_comment(row, column, text, options)


def _presenter(feuille: Any, tableau: Tableau, marques: Mapping[tuple[int, int], _Marque]) -> None:
    width = _largeur(tableau)
    sizes = [_largeur_de(tableau, column) for column in range(width)]
    for column, size in enumerate(sizes):
        feuille.set_column(column, column, size)
    feuille.set_row(tableau.ligne_entetes - 1, hauteur(*zip(tableau.entetes, sizes, strict=False)))
    last = max([tableau.ligne_entetes, *(r.numero for r in tableau.rangees)])
    feuille.ignore_errors({"number_stored_as_text": f"A1:{Case('', last, width - 1)}"})
    # Many rows above the titles would take the whole window.
    if tableau.ligne_entetes <= _LIGNES_FIGEES:
        feuille.freeze_panes(tableau.ligne_entetes, 0)
    if marques:
        grave = any(m.gravite is Gravite.ERREUR for m in marques.values())
        feuille.set_tab_color(_ONGLET[Gravite.ERREUR if grave else Gravite.AVERTISSEMENT])
    # About 170 characters are legible across a page.
    mettre_en_page(feuille, tableau.ligne_entetes - 1, max(1, math.ceil(sum(sizes) / 170)))


def _largeur_de(tableau: Tableau, column: int) -> int:
    """As wide as the longest value and the longest word of the title, within bounds.

    Above the titles a text may run on over the next cells; a date or a number can't.
    """
    title = tableau.entetes[column] if column < len(tableau.entetes) else ""
    cells = [r.cellules[column] for r in tableau.rangees if column < len(r.cellules)]
    cells += [v for r in tableau.avant for v in r.cellules[column : column + 1] if not isinstance(v, str)]
    lengths = [*(len(word) for word in title.split()), len(title) // 2, *(len(en_texte(v)) for v in cells)]
    return min(max(6, *lengths) + 3, 42)


def _noms_des_feuilles(tableaux: Sequence[Tableau]) -> list[str]:
    """A name for the sheet of each list: its own sheet's, its file's, or both where there are several files."""
    several = len({t.source for t in tableaux}) > 1
    taken = {_SOMMAIRE.casefold(), "history", "historique"}  # the last two are Excel's own
    names = []
    for tableau in tableaux:
        stem = PurePath(tableau.source).stem
        parts = (stem, tableau.feuille) if several else (tableau.feuille or stem,)
        names.append(_nom_de_feuille(" - ".join(p for p in parts if p), taken))
    return names


def _nom_de_feuille(wanted: str, taken: set[str]) -> str:
    flat = unicodedata.normalize("NFC", re.sub(r"[\[\]:*?/\\\s]+", " ", propre(wanted))).strip("' ") or "Liste"
    number, name = 1, coupe(flat, 31).strip("' ")
    while name.casefold() in taken:
        number += 1
        name = f"{coupe(flat, 31 - len(f' ({number})')).strip()} ({number})"
    taken.add(name.casefold())
    return name
