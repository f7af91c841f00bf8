"""The model of a candidate list: typed columns, drop-down lists, an example, and a sheet that explains each column."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kitgen.context.typographie import texte as typo
from kitgen.errors import lettre
from kitgen.model.candidat import VOIES_ACCES
from kitgen.readers.listes.tableau import Valeur
from kitgen.writers import (
    DATE,
    ENTETE,
    HEURE,
    TEXTE,
    Styles,
    coupe,
    ecrire_classeur,
    ecrire_texte,
    ecrire_valeur,
    hauteur,
    mettre_en_page,
)

FEUILLE, EXPLICATIONS = "Candidats", "Explications"
RANGEES = 500
"""Rows that have drop-down lists and checks; the types of the columns go on below."""

_FORMATS = {"nombre": "0", "date": DATE, "heure": HEURE}  # text for all others: a code keeps its zeros
_OBLIGATOIRE = {**ENTETE, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"}
_EXEMPLE = {"italic": True, "font_color": "#7F7F7F"}
_VIDE = "—"
_LISTE_COURTE = 120

_TITRES = ("Colonne", "Obligatoire", "Ce qu’on y met", "Exemple", "Autres titres reconnus")
_LARGEURS = (25, 12, 52, 33, 58)
_INTRODUCTION = (
    f"Une ligne par candidat, dans la feuille « {FEUILLE} ». Les titres suivis d'une étoile (*) sont obligatoires ; "
    "les autres colonnes peuvent rester vides.",
    "L'ordre des colonnes est libre ; celles dont vous n'avez pas besoin peuvent être supprimées.",
    "La ligne grise est un exemple : son statut est « exemple », elle n'est pas lue. Vous pouvez l'effacer.",
    "Les dates, les heures, les codes postaux et les SIRET ont déjà le bon format.",
    "Pour coller d'un autre classeur, choisissez « Collage spécial », puis « Valeurs » : les formats et les listes "
    "déroulantes restent en place.",
    "Vos propres listes conviennent aussi : chaque titre est reconnu sous les noms de la dernière colonne, sans égard "
    "aux majuscules, aux accents et à la ponctuation.",
)
_TABLE = 2 + len(_INTRODUCTION)
"""The row (from 0) of the titles of the explanations: below the heading, the introduction and an empty row."""


@dataclass(frozen=True, slots=True)
class _Colonne:
    """A column of the model; `valeurs` are those of its drop-down list.

    Where they are too long for one, they stand on the sheet of explanations from the row `rangee` on (from 0).
    """

    champ: str
    libelle: str
    genre: str
    obligatoire: bool
    aide: str
    exemple: str
    aussi: tuple[str, ...]
    largeur: int
    valeurs: tuple[str, ...]
    rangee: int | None = None


def ecrire_modele(
    cible: Path,
    colonnes: Mapping[str, Mapping[str, Any]],
    options: Sequence[str],
    voies: Sequence[str] = VOIES_ACCES,
) -> None:
    """Write the model with these columns (as in `colonnes.yaml`), and the options of the référentiel to choose from.

    Raises OutputProblem when it can't be written; nothing is left behind then.
    """
    columns = _placer_les_listes(
        [_colonne(champ, spec, {"option": options, "voie_acces": voies}) for champ, spec in colonnes.items()]
    )

    def remplir(classeur: Any) -> None:
        styles = Styles(classeur)
        _ecrire_candidats(classeur.add_worksheet(FEUILLE), columns, styles)
        _ecrire_explications(classeur.add_worksheet(EXPLICATIONS), columns, styles)

    ecrire_classeur(cible, "Liste des candidats", remplir)


def _colonne(champ: str, spec: Mapping[str, Any], listes: Mapping[str, Sequence[str]]) -> _Colonne:
    label, values = str(spec["libelle"]), tuple(str(v) for v in listes.get(champ, spec.get("choix", ())))
    example = str(spec.get("exemple", ""))
    if spec["genre"] == "choix" and example and example not in values:
        example = values[0] if values else ""  # an option of another référentiel
    longest_word = max(len(word) for word in f"{label} *".split())
    width = min(max(9, longest_word + 2, len(label) // 2 + 3, len(example) + 2), 40)
    return _Colonne(
        champ,
        label,
        str(spec["genre"]),
        bool(spec.get("obligatoire", False)),
        str(spec.get("aide", "")),
        example,
        tuple(str(a) for a in spec.get("aussi", ())),
        int(spec.get("largeur", width)),
        values if spec["genre"] == "choix" else (),
    )


def _placer_les_listes(columns: Sequence[_Colonne]) -> list[_Colonne]:
    """Long drop-down lists stand below the explanations, one value a row: Excel takes 255 characters in the others.

    There the commas part the values.
    """
    placed, row = [], _TABLE + 1 + len(columns) + 1
    for column in columns:
        if len(", ".join(column.valeurs)) > _LISTE_COURTE or any(set(v) & set(',"') for v in column.valeurs):
            placed.append(replace(column, rangee=row + 1))  # below its heading
            row += len(column.valeurs) + 2
        else:
            placed.append(column)
    return placed


def _ecrire_candidats(feuille: Any, columns: Sequence[_Colonne], styles: Styles) -> None:
    feuille.set_row(0, 34)
    total = 0
    for index, column in enumerate(columns):
        feuille.set_column(index, index, column.largeur, styles(num_format=_FORMATS.get(column.genre, TEXTE)))
        title = f"{column.libelle} *" if column.obligatoire else column.libelle
        ecrire_texte(feuille, 0, index, title, styles, **(_OBLIGATOIRE if column.obligatoire else ENTETE))
        look = {**_EXEMPLE, "num_format": _FORMATS.get(column.genre, TEXTE)}
        _ecrire_exemple(feuille, index, column, styles, look)
        feuille.data_validation(1, index, RANGEES, index, _validation(column))
        total += column.largeur
    # Else Excel marks each code with a green triangle.
    feuille.ignore_errors({"number_stored_as_text": f"A1:{lettre(len(columns) - 1)}{RANGEES + 1}"})
    feuille.freeze_panes(1, 0)
    mettre_en_page(feuille, 0, max(1, math.ceil(total / 170)))
    feuille.hide_gridlines(0)


def _ecrire_exemple(feuille: Any, index: int, column: _Colonne, styles: Styles, look: Mapping[str, Any]) -> None:
    value = _type(column.exemple, column.genre)
    if isinstance(value, str):
        ecrire_texte(feuille, 1, index, value, styles, **look)
    else:
        ecrire_valeur(feuille, 1, index, value, styles, **_EXEMPLE)


def _type(example: str, genre: str) -> Valeur:
    """An example as the cell holds it; as text where it isn't what its kind says."""
    if genre == "nombre" and example.isdecimal():
        return int(example)
    if genre == "date" and (found := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", example)):
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    if genre == "heure" and (found := re.fullmatch(r"(\d{1,2})\s*[h:]\s*(\d\d)?", example)):
        return dt.time(int(found[1]), int(found[2] or 0))
    return example


def _validation(column: _Colonne) -> dict[str, Any]:
    """What a cell accepts, and what is said when it is entered; an empty cell is always accepted."""
    rules: dict[str, dict[str, Any]] = {
        "nombre": {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 9999},
        "date": {
            "validate": "date", "criteria": "between",
            "minimum": dt.date(1900, 3, 1), "maximum": dt.date(2099, 12, 31),
        },
        "heure": {"validate": "time", "criteria": "between", "minimum": dt.time(0), "maximum": dt.time(23, 59)},
    }  # fmt: skip
    errors = {
        "nombre": ("Nombre attendu", "Écrivez un nombre entier de 1 à 9999."),
        "date": ("Date attendue", "Écrivez la date sous la forme jj/mm/aaaa, par exemple 03/04/1990."),
        "heure": ("Heure attendue", "Écrivez l'heure sous la forme hh:mm, par exemple 09:30."),
        "choix": ("Valeur inconnue", "Choisissez une valeur dans la liste déroulante, ou laissez la cellule vide."),
    }
    rule = rules.get(column.genre, {"validate": "any"})
    if column.valeurs:
        rule = {"validate": "list", "source": _source(column)}
    if rule["validate"] != "any":
        title, message = errors[column.genre]
        rule = {**rule, "error_title": title, "error_message": typo(message)}
    return {**rule, "input_title": coupe(column.libelle, 32), "input_message": coupe(typo(column.aide), 255)}


def _source(column: _Colonne) -> str | list[str]:
    if column.rangee is None:
        return list(column.valeurs)
    return f"={EXPLICATIONS}!$A${column.rangee + 1}:$A${column.rangee + len(column.valeurs)}"


def _ecrire_explications(feuille: Any, columns: Sequence[_Colonne], styles: Styles) -> None:
    feuille.hide_gridlines(2)
    for index, width in enumerate(_LARGEURS):
        feuille.set_column(index, index, width)
    feuille.set_row(0, 28)
    ecrire_texte(feuille, 0, 0, "Remplir la liste des candidats", styles, bold=True, font_size=18, font_color="#1F4E79")
    _ecrire_introduction(feuille, styles)
    feuille.set_row(_TABLE, 20)
    for index, title in enumerate(_TITRES):
        ecrire_texte(feuille, _TABLE, index, title, styles, **_OBLIGATOIRE)
    for row, column in enumerate(columns, start=_TABLE + 1):
        _expliquer(feuille, row, column, styles)
    _ecrire_listes(feuille, columns, styles)
    feuille.freeze_panes(_TABLE + 1, 0)
    mettre_en_page(feuille, _TABLE)


def _ecrire_introduction(feuille: Any, styles: Styles) -> None:
    look = styles(text_wrap=True, valign="top")
    for row, text in enumerate(_INTRODUCTION, start=1):
        # A merged cell doesn't grow with its text.
        feuille.set_row(row, hauteur((text, sum(_LARGEURS))))
        feuille.merge_range(row, 0, row, len(_LARGEURS) - 1, f"•  {typo(text)}", look)


def _expliquer(feuille: Any, row: int, column: _Colonne, styles: Styles) -> None:
    look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    if column.obligatoire:
        look["bg_color"] = "#DDEBF7"
    texts = (
        *(column.libelle, "oui" if column.obligatoire else _VIDE, _aide(column), column.exemple),
        ", ".join(column.aussi) or _VIDE,
    )
    looks: tuple[dict[str, Any], ...] = ({"bold": True}, {"align": "center"}, {}, {}, {})
    for index, (text, own) in enumerate(zip(texts, looks, strict=True)):
        ecrire_texte(feuille, row, index, text, styles, **look, **own)
    feuille.set_row(row, hauteur(*zip(texts, _LARGEURS, strict=True)))


def _aide(column: _Colonne) -> str:
    """What is said of a column, with the values that its drop-down list has."""
    if column.rangee is not None:
        return typo(f"{column.aide}\nValeurs : voir sous ce tableau.")
    said = {word for found in re.findall(r"[\w.]+", column.aide) for word in (found, found.rstrip("."))}
    if not said.issuperset(column.valeurs):
        return typo(f"{column.aide}\nValeurs : ") + ", ".join(column.valeurs)
    return typo(column.aide)


def _ecrire_listes(feuille: Any, columns: Sequence[_Colonne], styles: Styles) -> None:
    """The values of the long drop-down lists, where `_placer_les_listes` put them."""
    for column in columns:
        if column.rangee is not None:
            heading = typo(f"{column.libelle} : valeurs de la liste déroulante")
            ecrire_texte(feuille, column.rangee - 1, 0, heading, styles, bold=True, font_color="#1F4E79")
            for row, value in enumerate(column.valeurs, start=column.rangee):
                ecrire_texte(feuille, row, 0, value, styles)
