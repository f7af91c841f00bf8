"""Rules across files: what makes a session impossible or doubtful, all at once; no file is opened here."""

from __future__ import annotations

from collections.abc import Sequence

from kitgen.checks import candidats, ecritures, horaires, impression, kit, personnes, session, sujets, textes
from kitgen.errors import Problem
from kitgen.readers.listes.tableau import regrouper
from kitgen.readers.projet import Projet


def verifier(projet: Projet) -> list[Problem]:
    """All problems of a session's inputs, apart from those of its templates."""
    problems: list[Problem] = []
    for rules in (textes, session, horaires, kit, sujets, candidats, personnes, ecritures, impression):
        problems += rules.verifier(projet)
    return regrouper(problems)


__all__: Sequence[str] = ("verifier",)
