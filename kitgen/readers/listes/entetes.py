"""Titles: which row holds them, which field each names, and which rows below are no candidates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kitgen.errors import Gravite, Problem, lettre
from kitgen.noms import plie
from kitgen.readers.listes.brut import FeuilleBrute
from kitgen.readers.listes.tableau import Rangee, Tableau, Valeur, en_texte
from kitgen.readers.textes import ressemblants

OBLIGATOIRES = ("nom_naissance", "prenoms")
_SEARCHED = 50
"""Titles stand near the top: what precedes them is a heading, a logo, a date."""


@lru_cache(maxsize=1)
def colonnes_connues() -> dict[str, dict[str, Any]]:
    """The columns of a list, from `colonnes.yaml`: field, usual title, other titles, what the model says of it."""
    with open(Path(__file__).with_name("colonnes.yaml"), encoding="utf-8") as file:
        known: dict[str, dict[str, Any]] = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return known


@dataclass(frozen=True, slots=True)
class Titres:
    """The titles that name a field, folded for comparing."""

    champs: Mapping[str, str]

    @classmethod
    def connus(cls, ajoutes: Mapping[str, Sequence[str]]) -> Titres:
        """Those of `colonnes.yaml` and those that the session adds, which come first."""
        found: dict[str, str] = {}
        for champ, words in ajoutes.items():
            for word in words:
                found.setdefault(_folded(word), champ)
        for champ, column in colonnes_connues().items():
            for word in (champ, column["libelle"], *column["aussi"]):
                found.setdefault(_folded(word), champ)
        return cls(found)

    def champ(self, titre: Valeur) -> str | None:
        """The field that a title names."""
        return self.champs.get(_folded(en_texte(titre))) if titre != "" else None

    def reconnus(self, cellules: Sequence[Valeur]) -> int:
        """How many fields a row names."""
        return len({c for cell in cellules if (c := self.champ(cell)) is not None})


def _folded(title: str) -> str:
    if len(title) > 120:
        return ""
    plain = re.sub(r"\([^)]*\)", " ", re.sub(r"[nN][°º]", "numero ", title))
    return plie(plain.replace("_", " ")).replace("numero ", "n ").strip()


def trouver_tableau(feuille: FeuilleBrute, source: str, titres: Titres, *, autres_feuilles: bool) -> Tableau:
    """The table of a sheet: its titles are the row among the first that names the most fields.

    `autres_feuilles`: the workbook has more sheets, so that its name is worth saying.
    """
    top = feuille.rangees[:_SEARCHED]
    scores = [titres.reconnus(r.cellules) for r in top]
    best = max(range(len(top)), key=lambda i: (scores[i], -i))
    header = top[best]
    rows, left_out = _candidates_only(feuille.rangees[best + 1 :], header, titres, feuille.fusions)
    reading = feuille.lecture
    if feuille.nom and autres_feuilles:
        reading += f", feuille « {feuille.nom} »"
    if best:
        reading += f", titres à la ligne {header.numero}"
    for reason, numbers in left_out.items():
        shown = ", ".join(map(str, numbers[:5])) + ("…" if len(numbers) > 5 else "")
        many = "s" if len(numbers) > 1 else ""
        reading += f", ligne{many} {shown} laissée{many} de côté ({reason})"
    return Tableau(
        source=source,
        lecture=reading,
        entetes=tuple(en_texte(c) for c in header.cellules),
        rangees=rows,
        ligne_entetes=header.numero,
        feuille=feuille.nom,
        avant=feuille.rangees[:best],
        depuis_1904=feuille.depuis_1904,
        lignes_masquees=feuille.lignes_masquees,
        colonnes_masquees=feuille.colonnes_masquees,
    )


_TOTAL = re.compile(r"(sous )?tota(l|ux)\b|nombre (de|d)\b|effectif\b|nb (de )?(candidats|inscrits)\b")


def _candidates_only(
    rows: Sequence[Rangee], header: Rangee, titres: Titres, merged: Sequence[tuple[int, int, int, int]]
) -> tuple[tuple[Rangee, ...], dict[str, list[int]]]:
    """The rows without totals and repeated titles, and the numbers of these by reason."""
    where = {c: i for i, cell in reversed(list(enumerate(header.cellules))) if (c := titres.champ(cell))}
    names = [where[c] for c in OBLIGATOIRES if c in where]
    titles = [plie(en_texte(c)) for c in header.cellules]
    # A title over two rows: the second is no row of its own.
    below = max((b for top, _, b, _ in merged if top <= header.numero <= b), default=0)
    numbers = [where[c] for c in ("numero", "ordre") if c in where]
    kept: list[Rangee] = []
    left_out: dict[str, list[int]] = {}
    for row in rows:
        first = next((c for c in row.cellules if c != ""), "")
        # « Total | 12 » below Nom and Prénoms names nobody.
        named = sum(any(map(str.isalpha, en_texte(row.cellules[i]))) for i in names if i < len(row.cellules))
        alone = len(row.cellules) - row.cellules.count("") == 1
        only = [i for i, c in enumerate(row.cellules) if c != ""] if alone else []
        if row.numero <= below and [plie(en_texte(c)) for c in row.cellules] == titles:
            continue
        if only and only[0] in numbers and en_texte(row.cellules[only[0]]).isdigit():
            left_out.setdefault("numéro seul", []).append(row.numero)
        elif named < len(names) and isinstance(first, str) and _TOTAL.match(plie(first)):
            left_out.setdefault("total", []).append(row.numero)
        elif plie(en_texte(first)) in titles and [plie(en_texte(c)) for c in row.cellules] == titles:
            left_out.setdefault("titres répétés", []).append(row.numero)
        else:
            kept.append(row)
    return tuple(kept), left_out


def colonnes_du_tableau(tableau: Tableau, titres: Titres) -> tuple[dict[str, int], list[Problem]]:
    """Which field stands in which column; columns that are unknown, double, untitled, hidden or missing are said."""
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    line = tableau.ligne_entetes
    if titres.reconnus(tableau.entetes) == 0:
        seen = ", ".join(e for e in tableau.entetes[:8] if e)
        remedy = f"ajoutez une ligne de titres (Nom de naissance, Prénoms, Date de naissance…) ; lu : {seen}"
        return {}, [tableau.probleme("aucun titre de colonne n'est reconnu", remedy, line)]
    for position, title in enumerate(tableau.entetes):
        champ = titres.champ(title)
        if not title:
            problems += _untitled(tableau, position)
        elif champ is None:
            hint = _hint(title)
            remedy = "renommez-la si elle doit servir, ou déclarez ce titre sous « colonnes » dans session.yaml"
            problems.append(
                tableau.probleme(
                    "colonne inconnue, laissée de côté",
                    f"{hint} Sinon, {remedy}" if hint else remedy,
                    line,
                    position,
                    title,
                    Gravite.AVERTISSEMENT,
                )
            )
        elif champ in columns:
            problems.append(_double(tableau, champ, columns[champ], position))
        else:
            columns[champ] = position
            if position in tableau.colonnes_masquees:
                problems.append(
                    tableau.probleme(
                        "colonne masquée : elle est lue comme les autres",
                        "affichez-la pour vérifier ce qu'elle contient, ou supprimez-la",
                        line,
                        position,
                        title,
                        Gravite.AVERTISSEMENT,
                    )
                )
    missing = [c for c in OBLIGATOIRES if c not in columns]
    seen = ", ".join(e for e in tableau.entetes[:30] if e)
    for champ in missing:
        problems.append(
            tableau.probleme(
                f"la colonne « {colonnes_connues()[champ]['libelle']} » manque",
                f"ajoutez-la, ou renommez celle qui la remplace (lu : {seen})",
                line,
            )
        )
    return columns, problems


def _hint(title: str) -> str:
    if {"nom", "prenom"} <= {w.removesuffix("s") for w in plie(title).split()}:
        return "séparez le nom et les prénoms en deux colonnes."
    return ressemblants(title, [w["libelle"] for w in colonnes_connues().values()], sinon_tous=False)


def _double(tableau: Tableau, champ: str, first: int, position: int) -> Problem:
    """Two columns for one field: which one is meant is a question, but for what only serves to reach somebody."""
    harmless = champ in ("email", "telephone")
    remedy = "n'en gardez qu'une"
    if champ == "nom_naissance":
        remedy = "n'en gardez qu'une ; si l'une est le nom d'usage, intitulez-la « Nom d'usage »"
    return tableau.probleme(
        f"deux colonnes disent la même chose (déjà en {lettre(first)}{tableau.ligne_entetes})"
        + (" ; seule la première est lue" if harmless else ""),
        remedy,
        tableau.ligne_entetes,
        position,
        tableau.entetes[position],
        Gravite.AVERTISSEMENT if harmless else Gravite.ERREUR,
    )


def _untitled(tableau: Tableau, position: int) -> list[Problem]:
    used = sum(position < len(r.cellules) and r.cellules[position] != "" for r in tableau.rangees)
    if not used:
        return []
    return [
        tableau.probleme(
            f"cette colonne n'a pas de titre ; elle est laissée de côté ({used} cellule{'s' if used > 1 else ''})",
            "donnez-lui un titre si elle doit servir, ou videz-la",
            tableau.ligne_entetes,
            position,
            gravite=Gravite.AVERTISSEMENT,
        )
    ]
