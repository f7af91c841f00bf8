"""What is known at a place of a template, and what filters and methods give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from jinja2 import nodes

from kitgen.context.catalogue import Type

TEXTE, NOMBRE, OUI_NON = Type("texte"), Type("nombre"), Type("oui_non")
RESERVES = frozenset({"corrige", "banques"})
"""What only the jury and the secretariat may see."""
TEXTES = Type("liste", TEXTE)
BOUCLE: dict[str, Type | None] = {
    **dict.fromkeys(("index", "index0", "revindex", "revindex0", "length", "depth", "depth0"), NOMBRE),
    **dict.fromkeys(("first", "last"), OUI_NON),
    **dict.fromkeys(("previtem", "nextitem", "changed", "cycle")),
}
METHODES = {
    "texte": frozenset(
        {"upper", "lower", "capitalize", "title", "strip", "lstrip", "rstrip", "split", "startswith", "endswith"}
    ),
    "liste": frozenset({"index", "count"}),
    "table": frozenset({"items", "keys", "values", "get"}),
}
# What a filter gives: a type, the value's own (`memes`), or one of its elements.
FILTRES: dict[str, Type | Literal["memes", "element"]] = {
    **dict.fromkeys(
        (
            *("capitalize", "center", "e", "escape", "forceescape", "format", "indent", "join", "lower", "replace"),
            *("safe", "string", "striptags", "title", "trim", "truncate", "upper", "urlencode", "wordwrap"),
        ),
        TEXTE,
    ),
    **dict.fromkeys(("count", "length", "wordcount", "int", "float", "round", "abs"), NOMBRE),
    **dict.fromkeys(("list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique"), "memes"),
    **dict.fromkeys(("first", "last", "max", "min", "random"), "element"),
}
DE_LISTES = frozenset({"join", "map", "selectattr", "rejectattr", "batch", "slice", "groupby", "sum", "sort", "unique"})
"""Filters that, given a text, would take it letter by letter."""
PAR_ATTRIBUT = frozenset({"selectattr", "rejectattr", "groupby"})


@dataclass(frozen=True, slots=True)
class Defaut:
    """A name or filter that doesn't exist, or is used for what it isn't; with what to do."""

    code: str
    texte: str
    remede: str
    valeur: str


@dataclass
class Portee:
    """What is known at one place of a template: `variables` of the document, `noms` that loops and sets add.

    `ailleurs` are names that other kinds of document have, `finis` those of loops that have ended; `document` says
    whose variables these are. `cles` are the known codes of a table, by its name.
    """

    variables: Mapping[str, Type]
    ailleurs: frozenset[str] = frozenset()
    document: str = ""
    cles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    noms: list[dict[str, Type | None]] = field(default_factory=list)
    finis: set[str] = field(default_factory=set)
    boucles: int = 0
    conditions: int = 0

    def connus(self) -> list[str]:
        """Every name that may stand here."""
        return sorted({*self.variables, *(n for level in self.noms for n in level)})

    def cherche(self, nom: str) -> tuple[bool, Type | None]:
        """Whether a name is known, and its type if that is known too."""
        for level in reversed(self.noms):
            if nom in level:
                return True, level[nom]
        return nom in self.variables, self.variables.get(nom)


def ecrit(node: nodes.Node | None) -> str:
    """An expression as it is written, as far as a message needs it."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{ecrit(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        inside = node.arg.value if isinstance(node.arg, nodes.Const) else "…"
        return (
            f"{ecrit(node.node)}[{inside!r}]"
            if isinstance(inside, str) and inside != "…"
            else f"{ecrit(node.node)}[{inside}]"
        )
    if isinstance(node, nodes.Filter) and node.node is not None:
        return f"{ecrit(node.node)}|{node.name}"
    return "…"


def gardes(test: nodes.Node) -> Iterator[str]:
    """The names that a condition asks for: `{% if jure is defined %}`."""
    for node in [test] if isinstance(test, nodes.Test) else test.find_all(nodes.Test):
        if node.name == "defined" and isinstance(node.node, nodes.Name):
            yield node.node.name
