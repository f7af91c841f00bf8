"""A Word template of kitgen's as a tree of loops, conditions and values, and a document's data in the tree's shape.

From it the templates of other programs are made: their languages have loops and conditions, but no expressions.
So each value, condition and loop has a name of its own, and the data hold what it came to: whatever a template
computes is computed for the peers before they are measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, TypeAlias

from jinja2 import Environment

_P = re.compile(r"<w:p(?: [^>]*)?>(?:(?!</w:p>).)*?\{%p (.*?)%\}(?:(?!</w:p>).)*?</w:p>", re.S)
_TR = re.compile(r"<w:tr(?: [^>]*)?>(?:(?!</w:tr>).)*?\{%tr (.*?)%\}(?:(?!</w:tr>).)*?</w:tr>", re.S)
_MARQUE = re.compile(r"\{%(?P<genre>p|tr)? (?P<mots>.*?)%\}|\{\{(?P<valeur>.*?)\}\}", re.S)
_POUR = re.compile(r"for (?P<variable>\w+) in (?P<source>.*?)(?: if (?P<filtre>.*))?", re.S)
_IMAGE = re.compile(r"\{%p if session\.certificateur\.logo %\}.*?\{%p else %\}(.*?)\{%p endif %\}", re.S)
_SIGNET = re.compile(r"<w:bookmark(?:Start|End) [^>]*/>")
_RENVOI = re.compile(r"PAGEREF comp_\{\{.*?\}\}")


@dataclass(frozen=True)
class Valeur:
    """A place where a value is printed."""

    nom: str
    expression: str


@dataclass
class Si:
    """What is there under a condition, and what is there otherwise; `genre` is p or tr or, inside a text, nothing."""

    nom: str
    genre: str
    condition: str
    corps: list[Noeud] = field(default_factory=list)
    sinon: list[Noeud] = field(default_factory=list)


@dataclass
class Pour:
    """What is there for each of some things, and what is there when there is none."""

    nom: str
    genre: str
    variable: str
    source: str
    filtre: str
    corps: list[Noeud] = field(default_factory=list)
    sinon: list[Noeud] = field(default_factory=list)


Noeud: TypeAlias = str | Valeur | Si | Pour
Donnees: TypeAlias = dict[str, Any]


def lire(xml: str, prefixe: str) -> list[Noeud]:
    """The tree of one part of a template; the names in it begin with `prefixe`.

    What no peer can fill is left out: the logo, and values in attributes (the bookmarks of the table of contents).
    """
    xml = _RENVOI.sub("PAGEREF comp", _SIGNET.sub("", xml))
    for pattern, kind in ((_P, "p"), (_TR, "tr")):
        xml = pattern.sub(lambda found, kind=kind: f"{{%{kind} {found[1]}%}}", xml)  # type: ignore[misc]
    return _Lecteur(_IMAGE.sub(r"\1", xml), prefixe).lire()


class _Lecteur:
    def __init__(self, xml: str, prefixe: str) -> None:
        self.xml, self.prefixe = xml, prefixe
        self.nombre = 0

    def nom(self, kind: str) -> str:
        self.nombre += 1
        return f"{self.prefixe}{kind}{self.nombre}"

    def lire(self) -> list[Noeud]:
        root: list[Noeud] = []
        open_: list[Si | Pour] = []
        here, end = root, 0
        for found in _MARQUE.finditer(self.xml):
            here.append(self.xml[end : found.start()])
            end = found.end()
            if found["valeur"] is not None:
                here.append(Valeur(self.nom("v"), found["valeur"].strip()))
                continue
            words, kind = found["mots"].strip(), found["genre"] or ""
            if words.startswith(("endfor", "endif")):
                open_.pop()
                here = _dernier(open_, root)
            elif words == "else":
                here = open_[-1].sinon
            else:
                node = self.noeud(words, kind)
                here.append(node)
                open_.append(node)
                here = node.corps
        root.append(self.xml[end:])
        return root

    def noeud(self, words: str, kind: str) -> Si | Pour:
        if words.startswith("if "):
            return Si(self.nom("c"), kind, words[3:])
        found = _POUR.fullmatch(words)
        if found is None:
            raise ValueError(f"not a loop or condition: {words}")
        return Pour(self.nom("b"), kind, found["variable"], found["source"], found["filtre"] or "")


def _dernier(open_: list[Si | Pour], root: list[Noeud]) -> list[Noeud]:
    """Where reading goes on after a loop or condition: in the branch of what is around it that was begun last."""
    if not open_:
        return root
    return open_[-1].sinon or open_[-1].corps


# No text is rendered with it, expressions are evaluated.
_ENV = Environment()  # noqa: S701


def evaluer(nodes: list[Noeud], contexte: Mapping[str, Any]) -> Donnees:
    """What every value, condition and loop of the tree comes to."""
    data: Donnees = {}
    for node in nodes:
        if isinstance(node, Valeur):
            data[node.nom] = str(_valeur(node.expression, contexte))
        elif isinstance(node, Si):
            data[node.nom] = bool(_valeur(node.condition, contexte))
            data |= evaluer(node.corps if data[node.nom] else node.sinon, contexte)
        elif isinstance(node, Pour):
            turns = [dict(contexte) | {node.variable: item} for item in _valeur(node.source, contexte)]
            turns = [turn for turn in turns if not node.filtre or _valeur(node.filtre, turn)]
            data[node.nom] = [evaluer(node.corps, turn) for turn in turns]
            if not turns:
                data |= evaluer(node.sinon, contexte)
    return data


_compiler = cache(partial(_ENV.compile_expression, undefined_to_none=False))


def _valeur(expression: str, contexte: Mapping[str, Any]) -> Any:
    return _compiler(expression)(**contexte)


def compter(nodes: list[Noeud], kind: type[Si | Pour]) -> int:
    """How many loops or conditions there are, inside one another too."""
    inner = [n for n in nodes if isinstance(n, (Si, Pour))]
    return sum(isinstance(n, kind) + compter(n.corps, kind) + compter(n.sinon, kind) for n in inner)


def deroule(nodes: list[Noeud], data: Donnees) -> Iterator[str | Valeur]:
    """The texts and values of one document, with its loops unrolled and its conditions decided."""
    for node in nodes:
        if isinstance(node, Si):
            yield from deroule(node.corps if data[node.nom] else node.sinon, data)
        elif isinstance(node, Pour):
            for turn in data[node.nom]:
                yield from deroule(node.corps, data | turn)
            if not data[node.nom]:
                yield from deroule(node.sinon, data)
        elif isinstance(node, Valeur):
            yield Valeur(node.nom, data[node.nom])
        else:
            yield node
