"""From YAML data to a model; pydantic's findings become problems in French, with their line."""

from __future__ import annotations

from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kitgen.errors import Problem
from kitgen.readers.textes import ressemblants
from kitgen.readers.yaml_marques import Chemin, Marque, lire_yaml, lisible

M = TypeVar("M", bound=BaseModel)


def charger(path: Path, source: str, model: type[M]) -> tuple[M | None, Marque | None, list[Problem]]:
    """Read and validate one YAML file: the model, where each value stands, and all that is wrong."""
    marque, problems = lire_yaml(path, source)
    if marque is None:
        return None, None, problems
    if not isinstance(marque.data, dict):
        return None, marque, [Problem(source, "des clés sont attendues (« code: … »)", "partez d'un modèle", ligne=1)]
    try:
        return model.model_validate(marque.data), marque, []
    except ValidationError as error:
        details = [d for d in error.errors(include_url=False) if not _is_an_echo(d)]
        problems = [_problem(d, source, marque, model) for d in details]
        # A key that is misspelt is also missing: one message is enough.
        meant = {p.remede for d, p in zip(details, problems, strict=True) if d["type"] == "extra_forbidden"}
        return (
            None,
            marque,
            [
                p
                for d, p in zip(details, problems, strict=True)
                if d["type"] != "missing" or f"vouliez-vous dire « {d['loc'][-1]} » ?" not in meant
            ],
        )


def _is_an_echo(detail: ErrorDetails) -> bool:
    """A list counts as too short when its elements were refused; only these are worth a message."""
    given = detail["input"]
    return detail["type"] == "too_short" and isinstance(given, (list, dict)) and len(given) > 0


def _problem(detail: ErrorDetails, source: str, marque: Marque, model: type[BaseModel]) -> Problem:
    chemin: Chemin = detail["loc"]
    kind = detail["type"]
    key = str(chemin[-1]) if chemin else ""
    text, remedy = _in_french(detail)
    shown: str | None = None
    if kind == "missing":
        text, remedy = f"la clé « {key} » manque", f"ajoutez « {key}: … »"
    elif kind == "extra_forbidden":
        text = f"la clé « {key} » n'existe pas"
        remedy = ressemblants(key, _keys_at(model, chemin[:-1])) or "retirez-la"
    elif not isinstance(detail["input"], (dict, list, tuple)) and detail["input"] is not None:
        shown = str(detail["input"])
    return Problem(
        source=source,
        texte=text,
        remede=remedy,
        place=lisible(chemin),
        ligne=marque.ligne(chemin),
        valeur=shown,
    )


def _in_french(detail: ErrorDetails) -> tuple[str, str]:
    kind, ctx = detail["type"], detail.get("ctx", {})
    if detail["input"] is None:
        return "la valeur est vide", "complétez-la ou retirez la clé"
    if kind == "value_error":
        return str(ctx.get("error", detail["msg"])), "corrigez cette valeur"
    if kind == "literal_error":
        return (
            f"valeur inconnue ; attendu : {str(ctx.get('expected', '')).replace(' or ', ' ou ')}",
            "choisissez-en une",
        )
    if kind == "string_pattern_mismatch":
        return "forme refusée : lettres sans accent, chiffres, « . », « _ » et « - » seulement", "corrigez ce code"
    if kind.startswith("date"):
        return "une date est attendue", "écrivez année-mois-jour, par exemple 2026-12-08"
    if kind in ("too_short", "string_too_short"):
        return "la valeur est vide", "complétez-la ou retirez la clé"
    if kind == "too_long":
        return f"trop d'éléments (au plus {ctx.get('max_length')})", "retirez-en"
    limits = {
        "greater_than": ("gt", "plus grand que"),
        "greater_than_equal": ("ge", "au moins"),
        "less_than": ("lt", "plus petit que"),
        "less_than_equal": ("le", "au plus"),
    }
    if kind in limits:
        name, words = limits[kind]
        return f"le nombre doit être {words} {ctx.get(name)}", "corrigez ce nombre"
    kinds = {
        "string_type": ("un texte est attendu", "mettez la valeur entre guillemets"),
        "int_type": ("un nombre entier est attendu", "écrivez un nombre sans guillemets"),
        "int_parsing": ("un nombre entier est attendu", "écrivez un nombre sans guillemets"),
        "int_from_float": ("un nombre entier est attendu", "retirez la partie décimale"),
        "bool_type": ("oui ou non est attendu", "écrivez oui ou non"),
        "bool_parsing": ("oui ou non est attendu", "écrivez oui ou non"),
        "tuple_type": ("une liste est attendue", "écrivez un tiret par élément, ou [a, b]"),
        "dict_type": ("des clés sont attendues", "écrivez « clé: valeur », une par ligne"),
        "model_type": ("des clés sont attendues", "écrivez « clé: valeur », une par ligne"),
    }
    return kinds.get(kind, (f"valeur refusée ({detail['msg']})", "corrigez cette valeur"))


def _keys_at(model: type[BaseModel], chemin: Chemin) -> list[str]:
    """The keys that the model knows at that place."""
    here: Any = model
    for part in chemin:
        here = _model_in(here)
        if here is None:
            return []
        if isinstance(part, str) and part in here.model_fields:
            here = here.model_fields[part].annotation
    here = _model_in(here)
    return list(here.model_fields) if here is not None else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, UnionType, tuple, dict, list, Annotated):
        return next((m for a in get_args(annotation) if (m := _model_in(a)) is not None), None)
    return None
