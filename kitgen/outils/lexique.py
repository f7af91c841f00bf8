"""What a template of a document may name, tag by tag, with an example from a session: pure.

The tags are written so that they render as they stand, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kitgen.context.catalogue import Type, Variable, attributs, variables
from kitgen.context.origines import origine
from kitgen.context.vues import Corps
from kitgen.model.image import Image
from kitgen.model.kit import DocumentDuKit

_MAX_EXEMPLES = 300
"""Values that are looked at for an example, at each step down."""


@dataclass(frozen=True, slots=True)
class Entree:
    """One tag. `ouvre` begins a loop or a condition, which `ferme` ends; `niveau` is how many stand around it."""

    genre: Literal["valeur", "ouvre", "ferme"]
    balise: str
    type: str = ""
    sens: str = ""
    origine: str = ""
    exemple: str = ""
    niveau: int = 0


@dataclass(frozen=True, slots=True)
class Chapitre:
    """All tags of one top-level name."""

    nom: str
    sens: str
    origine: str
    entrees: tuple[Entree, ...]


_SINGULIERS = {
    "materiel": "objet",
    "reponse": "ligne",
    "adresse": "ligne",
    "niveaux": "niveau",
    "blocs_acquis": "acquis",
}
_AUTRES = {
    "evaluateur": "qui",
    "document": "piece",
    "jure": "membre",
    "sujet": "code_sujet",
    "bloc": "ce_bloc",
    "competence": "cette_competence",
    "sous_competence": "partie",
}
"""What a loop calls its item where the singular is taken: a loop must hide no name."""


def lexique(entry: DocumentDuKit, contextes: Sequence[Mapping[str, object]]) -> tuple[Chapitre, ...]:
    """What the template of that document may name; `contextes` are those of such documents, for the examples."""
    known = variables(entry.un_par, entry.diffusion)
    names = frozenset(v.nom for v in known)
    chapters = []
    for variable in known:
        values = [c[variable.nom] for c in contextes]
        entries = tuple(_entrees(variable, variable.nom, variable.nom, values, names, 0))
        chapters.append(Chapitre(variable.nom, variable.description, origine(variable.nom), entries))
    return tuple(chapters)


def lexique_du_kit(
    documents: Sequence[DocumentDuKit], contextes: Mapping[str, Sequence[Mapping[str, object]]]
) -> tuple[Chapitre, ...]:
    """What the templates of all these documents may name, each name once; `contextes` by code of document."""
    chapters: dict[str, Chapitre] = {}
    where: dict[str, list[str]] = {}
    for entry in documents:
        for chapter in lexique(entry, contextes[entry.code]):
            chapters.setdefault(chapter.nom, chapter)
            where.setdefault(chapter.nom, []).append(entry.code)
    return tuple(
        c if len(where[n]) == len(documents) else replace(c, sens=f"{c.sens} (dans : {', '.join(where[n])})")
        for n, c in chapters.items()
    )


def _entrees(
    v: Variable, chemin: str, expression: str, values: Sequence[object], taken: frozenset[str], niveau: int
) -> Iterable[Entree]:
    """The tags of one value: `chemin` tells where it comes from, `expression` names it where it stands."""
    there = [x for x in values if x is not None][:_MAX_EXEMPLES]
    said = Entree("valeur", "", _type(v.type), v.description, origine(chemin), niveau=niveau)
    if v.type.facultatif and v.type.genre != "image":
        inner = replace(v, type=replace(v.type, facultatif=False))
        yield replace(said, genre="ouvre", balise=f"{{%p if {expression} %}}")
        yield from _entrees(inner, chemin, expression, there, taken, niveau + 1)
        yield Entree("ferme", "{%p endif %}", niveau=niveau)
    elif v.type.genre == "objet":
        for a in attributs(v.type):
            inside = [getattr(x, a.nom) for x in there]
            yield from _entrees(a, f"{chemin}.{a.nom}", f"{expression}.{a.nom}", inside, taken, niveau)
    elif v.type.genre == "liste" and v.type.element is not None:
        item = _element(v.nom, taken)
        items = [i for x in there for i in _tuple(x)][:_MAX_EXEMPLES]
        yield replace(said, genre="ouvre", balise=f"{{%p for {item} in {expression} %}}")
        one = Variable(item, v.type.element, "un élément de la liste")
        yield from _entrees(one, chemin, item, items, taken | {item}, niveau + 1)
        yield Entree("ferme", "{%p endfor %}", niveau=niveau)
    elif v.type.genre == "table" and v.type.element is not None:
        yield from _table(v, chemin, there, taken, niveau)
    else:
        yield replace(said, balise=_balise(v.type, expression), exemple=_exemple(there))


def _table(v: Variable, chemin: str, values: Sequence[object], taken: frozenset[str], niveau: int) -> Iterable[Entree]:
    """Of a list by code, its first code with all that it has, and the other codes."""
    tables = [x for x in values if isinstance(x, Mapping)]
    keys = list(dict.fromkeys(k for t in tables for k in t))
    if not keys or v.type.element is None:
        return
    first = keys[0]
    others = f" ; de même {', '.join(keys[1:])}" if keys[1:] else ""
    one = Variable(first, v.type.element, v.description)
    for found in _entrees(one, chemin, f"{v.nom}.{first}", [t[first] for t in tables if first in t], taken, niveau):
        yield replace(found, sens=found.sens + others) if others else found
        others = ""


def _element(nom: str, taken: frozenset[str]) -> str:
    singular = _SINGULIERS.get(nom, nom.removesuffix("s"))
    free = [n for n in (singular, _AUTRES.get(singular, "")) if n and n not in taken and n != nom]
    return free[0] if free else f"{singular}_{len(taken)}"


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _balise(kind: Type, expression: str) -> str:
    if kind.genre == "oui_non":
        return f"{{% if {expression} %}}…{{% endif %}}"
    if kind.genre == "corps":
        return f"{{{{p {expression} }}}}"
    if kind.genre == "image":
        return f"{{% if {expression} %}}{{{{ {expression}|image(40) }}}}{{% endif %}}"
    return f"{{{{ {expression} }}}}"


def _type(kind: Type) -> str:
    return f"{kind.en_francais()} ou rien" if kind.facultatif else kind.en_francais()


def _exemple(values: Sequence[object]) -> str:
    """The first value that shows something, as it is printed."""
    for value in values:
        if isinstance(value, bool):
            return "oui" if any(values) else "non"
        if isinstance(value, int):
            # The first, not the largest: that of somebody with extra time would be.
            return str(next((v for v in values if v), 0))
        if isinstance(value, str) and value:
            return value
        if isinstance(value, Corps) and value.elements:
            return "(paragraphes, listes, tableaux)"
        if isinstance(value, Image):
            return "(image)"
    return ""
