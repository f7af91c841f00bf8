"""What a template may name: the tree of names of a kind of document, with types and what each means in French.

The types are those of the views; a test holds the tree to the contexts that are really made.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Literal

from kitgen.context import changements, vues, vues_jour
from kitgen.context.mots import ATTRIBUTS, NOMS
from kitgen.model.image import Image

RESERVE_AU_JURY = frozenset({"jury", "secretariat"})
"""Only a document that goes to nobody else may see a corrigé."""

Genre = Literal["texte", "nombre", "oui_non", "liste", "table", "objet", "corps", "image"]
"""What a value is: `table` is a list by code (`durees.preparation`), `corps` running content that fills a paragraph."""


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value; `element` is that of a list's or table's values, `vue` the class of an `objet`.

    `facultatif`: there may be none, so that a template asks first (`{% if passage %}`).
    """

    genre: Genre
    element: Type | None = None
    vue: str = ""
    facultatif: bool = False

    def en_francais(self) -> str:
        """« liste de textes »."""
        if self.genre == "liste" and self.element is not None:
            return f"liste de {_PLURIELS[self.element.genre]}"
        return _SINGULIERS[self.genre]


_SINGULIERS: dict[Genre, str] = {
    "texte": "texte",
    "nombre": "nombre",
    "oui_non": "oui ou non",
    "liste": "liste",
    "table": "liste par code",
    "objet": "fiche",
    "corps": "contenu",
    "image": "image",
}
_PLURIELS: dict[Genre, str] = {
    "texte": "textes",
    "nombre": "nombres",
    "oui_non": "oui ou non",
    "liste": "listes",
    "table": "listes par code",
    "objet": "fiches",
    "corps": "contenus",
    "image": "images",
}


@dataclass(frozen=True, slots=True)
class Variable:
    """A name, what it is and what it means; `description` is French."""

    nom: str
    type: Type
    description: str


_SIMPLES: dict[object, Genre] = {
    str: "texte",
    int: "nombre",
    bool: "oui_non",
    vues.Corps: "corps",
    Image: "image",
}

_TYPES: dict[str, object] = {
    "session": vues.VueSession,
    "referentiel": vues.VueReferentiel,
    "document": vues.VueDocument,
    "durees": Mapping[str, vues.VueDuree],
    "echelle": vues.VueEchelle | None,
    "decision": vues.VueDecision | None,
    "evaluateur": vues.VueEvaluateur | None,
    "commission": vues.VueCommission | None,
    "candidat": vues.VueCandidat,
    "blocs": tuple[vues.VueBloc, ...],
    "organisme": vues.VueOrganisme,
    "evaluateurs": tuple[vues.VueEvaluateur, ...],
    "passage": vues_jour.VuePassage | None,
    "journees": tuple[vues_jour.VueJournee, ...],
    "desistes": tuple[vues_jour.VueInscrit, ...],
    "banques": tuple[vues_jour.VueBanque, ...],
    "pack": vues_jour.VuePack,
    "changements": changements.VueChangements | None,
    "partie": vues_jour.VuePartie,
    "jure": vues.VueJure,
    "sujet": vues.VueSujet,
    "competence": vues.VueCompetence,
    "bloc": vues.VueBlocCourt,
    "corrige": vues.VueCorrige,
}

_COMMUNS = ("session", "referentiel", "document", "durees", "echelle", "decision", "evaluateur", "commission")


def variables(un_par: Sequence[str], diffusion: Sequence[str]) -> tuple[Variable, ...]:
    """What a template of such a document may name, in the order in which a person would look for it."""
    return tuple(_variable(nom) for nom in _noms(un_par, diffusion))


def toutes() -> tuple[Variable, ...]:
    """What some template may name, whatever its document."""
    return tuple(_variable(nom) for nom in _TYPES)


def attributs(kind: Type) -> tuple[Variable, ...]:
    """The attributes of an `objet`; of anything else, none."""
    return _par_vue()[kind.vue] if kind.genre == "objet" else ()


def noms_disponibles(un_par: Sequence[str], diffusion: Sequence[str]) -> frozenset[str]:
    """The top-level names that a template of such a document may use."""
    return frozenset(_noms(un_par, diffusion))


def _noms(un_par: Sequence[str], diffusion: Sequence[str]) -> tuple[str, ...]:
    confidential = RESERVE_AU_JURY.issuperset(diffusion)
    names = [*_COMMUNS]
    if "candidat" in un_par:
        names += ["candidat", "blocs", "organisme", "evaluateurs", "passage"]
    if tuple(un_par) == ("commission",):
        names += ["journees", "desistes", *(["banques"] if confidential else [])]
    if "pack" in un_par:
        names += ["pack", "organisme", "changements"]
    if tuple(un_par) == ("pack", "candidat"):
        names.append("partie")
    if "jure" in un_par:
        names.append("jure")
    if "sujet" in un_par:
        names += ["sujet", "competence", "bloc", *(["corrige"] if confidential else [])]
    return tuple(names)


@cache
def _variable(nom: str) -> Variable:
    return Variable(nom, _type(_TYPES[nom]), NOMS[nom])


def _type(annotation: object) -> Type:
    """The type of a template's value from that of a view's field."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (a for a in arguments if a is not type(None))
        found = _type(inner)
        return Type(found.genre, found.element, found.vue, facultatif=True)
    if origin is tuple:
        return Type("liste", _type(arguments[0]))
    if origin is Mapping:
        return Type("table", _type(arguments[1]))
    if annotation in _SIMPLES:
        return Type(_SIMPLES[annotation])
    if isinstance(annotation, type) and is_dataclass(annotation):
        return Type("objet", vue=annotation.__name__)
    raise TypeError(f"no type for a template: {annotation}")


@cache
def _par_vue() -> dict[str, tuple[Variable, ...]]:
    found = {}
    for module in (vues, vues_jour, changements):
        for name, view in vars(module).items():
            if name.startswith("Vue") and is_dataclass(view):
                hints = typing.get_type_hints(view)
                found[name] = tuple(
                    Variable(f.name, _type(hints[f.name]), ATTRIBUTS[name][f.name]) for f in fields(view)
                )
    return found
