"""Rules of every text in the YAML files: nothing left to fill in, nothing that looks like a template's tag."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kitgen.errors import Problem
from kitgen.readers.projet import Projet
from kitgen.readers.yaml_marques import Chemin

BALISE = re.compile(r"\{\{|\}\}|\{%|%\}")
"""On a finished page these would be taken for a tag that was not rendered, and the page refused."""

_PLACEHOLDER = "À COMPLÉTER"
"""What the model of `kitgen new` has where a value is to be written."""


def verifier(projet: Projet) -> list[Problem]:
    """Problems of the texts of all files that were read."""
    problems = []
    seen = set()
    for lu in projet.lus.values():
        if lu.source in seen:
            continue
        seen.add(lu.source)
        for chemin, text in _texts(lu.marque.data, ()):
            if _PLACEHOLDER in text:
                remedy = "remplacez-la par celle de la session"
                problems.append(lu.probleme(chemin, "il reste une valeur à compléter", remedy, text))
            elif BALISE.search(text):
                fault = "ce texte ressemble à une balise de gabarit ({{, }}, {% ou %})"
                problems.append(lu.probleme(chemin, fault, "retirez les accolades", text))
    return problems


def _texts(value: object, chemin: Chemin) -> Iterator[tuple[Chemin, str]]:
    """Every text of a file, with its place."""
    if isinstance(value, str):
        yield chemin, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*chemin, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*chemin, index))
