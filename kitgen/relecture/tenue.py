"""Does what was said of a file still hold? What decides on it, and whether other names could change it; pure."""

from __future__ import annotations

from pydantic_core import to_json

from kitgen.model.manifeste import PackFait
from kitgen.relecture.documents import Regles
from kitgen.relecture.filtre import lire, masque
from kitgen.relecture.juge import Consignes, Ordre
from kitgen.relecture.lu import mots

Connus = frozenset[tuple[str, ...]]
"""What is looked for in texts: its words, and behind them what it is."""


def regles_dites(consignes: Consignes) -> str:
    """All that decides on every verdict but names and references, in one way."""
    r = consignes.regles
    polices = None if r.polices is None else sorted(r.polices)
    return repr((r.session, r.partout, polices, r.codes.pattern))


def ordre_dit(ordre: Ordre, consignes: Consignes) -> str:
    """All that decides on the verdict of one file beside that and what the file holds, in one way."""
    thing, scope = ordre.objet, ordre.portee.dit()
    said: tuple[str, ...]
    if isinstance(thing, PackFait):
        # What is said of a page of a pack depends on whose it is.
        scopes = (ordre.pieces.get(piece.pdf) for piece in thing.contenu)
        said = ("pack", to_json(thing).decode(), *(whose.dit() if whose else "" for whose in scopes))
    elif ordre.word:
        said = ("word", thing.docx)
    else:
        said = ("pdf", to_json(thing).decode(), repr(consignes.regles.identites.formes(thing.candidat)))
        if consignes.couverture is not None and ordre.prevu is not None:
            said += (consignes.couverture.dit(ordre.prevu),)
    # What is written as JSON or by `repr` has no such sign in it, nor has a path.
    return "\0".join((scope, *said))


def connus(regles: Regles) -> Connus:
    """All names and references that are looked for.

    Which document has a reference is not said: where another's is found, that is a fault. A reference is found
    behind the code of the session and a blank, so its other words stand there as words.
    """
    references = frozenset(
        (*mots(reference.removeprefix(regles.debut)), f"référence {reference}")
        for reference in regles.references
        if reference.startswith(regles.debut)
    )
    return regles.identites.connus() | references


class Autres:
    """What is looked for now and wasn't, or was and isn't, as words; empty where nothing changed."""

    def __init__(self, avant: Connus, maintenant: Connus) -> None:
        self._mots = {entry[:-1] for entry in avant ^ maintenant}
        self._masques: dict[int, set[int]] = {}

    def epargnent(self, filtre: bytes) -> bool:
        """Whether a verdict without faults on a file of these words is the same: none of it can stand there."""
        if not self._mots:
            return True
        there, size = lire(filtre)
        if size not in self._masques:
            self._masques[size] = {masque(words, size) for words in self._mots}
        return all(there & mask != mask for mask in self._masques[size])
