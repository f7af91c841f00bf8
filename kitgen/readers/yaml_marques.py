"""YAML with the line of every value; a small, predictable part of the language.

Every value is its text as written (`08:30` is not 30,600 seconds, `1.10` not 1.1, `oui` a word); the
models make numbers, dates and booleans of it. Anchors are refused: they hide where a value stands
and can be made to fill the memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from kitgen.errors import Problem
from kitgen.readers.textes import octets

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a PyYAML without its C part reads the same, more slowly
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Chemin = tuple[str | int, ...]

# https://yaml.org/spec/1.2.2/#51-character-set
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NOTHING = ("", "~", "null")
_REMEDE_SYNTAXE = (
    "vérifiez les deux-points, les retraits (des espaces, pas de tabulation) et les guillemets autour de cette ligne"
)


def lisible(chemin: Chemin) -> str:
    """A path as a person reads it, counting from 1: `commissions[2].jures[1].nom`."""
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in chemin).lstrip(".")


@dataclass(frozen=True, slots=True)
class Marque:
    """What a YAML file holds, and on which line each value stands."""

    data: object
    lignes: dict[Chemin, int] = field(default_factory=dict)

    def ligne(self, chemin: Chemin) -> int:
        """Line of the value at `chemin`, or of the nearest thing around it."""
        while chemin and chemin not in self.lignes:
            chemin = chemin[:-1]
        return self.lignes.get(chemin, 1)


def lire_yaml(path: Path, source: str) -> tuple[Marque | None, list[Problem]]:
    """Read a YAML file; `source` is its name in messages."""
    content, problem = octets(path, source)
    if content is None:
        return None, [problem] if problem else []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, [
            Problem(source, "le fichier n'est pas en UTF-8", "enregistrez-le en UTF-8 dans votre éditeur", ligne=line)
        ]
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        reason = f"caractère de contrôle interdit (U+{ord(control.group()):04X})"
        return None, [Problem(source, f"YAML illisible : {reason}", "supprimez ce caractère invisible", ligne=line)]
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        # A quote that is never closed is found at the end of the file: where it was opened is what helps.
        quoted = error.context is not None and "quoted scalar" in error.context
        mark = error.context_mark if quoted else error.problem_mark or error.context_mark
        reason = _SYNTAXE.get((error.problem or "").strip(), error.problem or "syntaxe")
        return None, [
            Problem(source, f"YAML illisible : {reason}", _REMEDE_SYNTAXE, ligne=mark.line + 1 if mark else None)
        ]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = "imbrication trop profonde" if isinstance(error, RecursionError) else str(error).partition("\n")[0]
        return None, [Problem(source, f"YAML illisible : {reason}", _REMEDE_SYNTAXE)]
    if node is None:
        return None, [Problem(source, "le fichier est vide", "partez d'un modèle : kitgen new DOSSIER")]
    builder = _Builder(source)
    if "&" in text:
        builder.refuse_anchors(text)
    try:
        data = builder.build(node, ())
    except RecursionError:
        return None, [Problem(source, "YAML illisible : imbrication trop profonde", _REMEDE_SYNTAXE)]
    if builder.problems:
        return None, builder.problems
    return Marque(data, builder.lignes), []


_SYNTAXE = {
    "mapping values are not allowed in this context": "deux-points inattendus (un texte qui contient « : » se met "
    "entre guillemets)",
    "did not find expected key": "une clé était attendue ici (retrait irrégulier ou guillemet en trop)",
    "could not find expected ':'": "il manque un deux-points",
    "found character that cannot start any token": "caractère inattendu (tabulation, @, ` ou % en début de valeur)",
    "did not find expected ',' or ']'": "il manque une virgule ou un crochet fermant",
    "did not find expected ',' or '}'": "il manque une virgule ou une accolade fermante",
    "did not find expected '-' indicator": "un tiret de liste était attendu (retrait irrégulier)",
    "found unexpected end of stream": "guillemet ou crochet jamais refermé",
    "found undefined alias": "« * » en début de valeur : mettez le texte entre guillemets",
    "did not find expected alphabetic or numeric character": "« * » ou « & » en début de valeur : mettez le texte "
    "entre guillemets",
    "found unknown escape character": "barre oblique inverse dans un texte entre guillemets doubles",
    "found invalid Unicode character escape code": "caractère inconnu après une barre oblique inverse",
    "found unexpected non-alphabetical character": "« % » en début de ligne : mettez le texte entre guillemets",
    "did not find expected node content": "une valeur était attendue (virgule, crochet ou accolade en trop)",
    "block sequence entries are not allowed in this context": "un tiret de liste va sur une nouvelle ligne, "
    "sous sa clé",
    "mapping keys are not allowed in this context": "« ? » en début de valeur : mettez le texte entre guillemets",
    "did not find expected comment or line break": "texte inattendu après « | » ou « > »",
    "did not find expected <document start>": "retrait irrégulier par rapport au début du fichier",
    "but found another document": "« --- » au milieu du fichier : un seul document par fichier",
}


_ANCRES = "les ancres YAML (& et *) ne sont pas acceptées"
_REMEDE_ANCRES = "recopiez la valeur ; un texte qui commence par « & » se met entre guillemets"


class _Builder:
    def __init__(self, source: str) -> None:
        self.source = source
        self.lignes: dict[Chemin, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def _problem(self, node: yaml.Node, text: str, remedy: str, value: str | None = None) -> None:
        self.problems.append(Problem(self.source, text, remedy, ligne=node.start_mark.line + 1, valeur=value))

    def refuse_anchors(self, text: str) -> None:
        for token in yaml.scan(text, Loader=_Loader):
            if isinstance(token, yaml.AnchorToken):
                self.problems.append(
                    Problem(
                        self.source, _ANCRES, _REMEDE_ANCRES, ligne=token.start_mark.line + 1, valeur=f"&{token.value}"
                    )
                )

    def build(self, node: yaml.Node, chemin: Chemin) -> object:
        self.lignes.setdefault(chemin, node.start_mark.line + 1)
        if id(node) in self._seen:
            return None  # an alias: its anchor was refused
        self._seen.add(id(node))
        if not node.tag.startswith("tag:yaml.org,2002:"):
            self._problem(node, "étiquette YAML inconnue", "retirez-la", node.tag)
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*chemin, i)) for i, child in enumerate(node.value)]
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                self._problem(
                    key_node, "une clé doit être un mot", "mettez la valeur entre guillemets si c'est un texte"
                )
                continue
            if key in result:
                self._problem(key_node, f"la clé « {key} » est donnée deux fois", "gardez-en une seule")
                continue
            self.lignes[(*chemin, key)] = key_node.start_mark.line + 1
            result[key] = self.build(value_node, (*chemin, key))
        return result

    def _scalar(self, node: yaml.ScalarNode) -> object:
        text: str = node.value
        if node.style:
            return text
        if node.tag not in _PLAIN_TAGS:
            self._problem(node, "étiquette YAML inconnue", "retirez-la", node.tag)
            return None
        return None if text in _NOTHING else text


_PLAIN_TAGS = {f"tag:yaml.org,2002:{t}" for t in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")}
