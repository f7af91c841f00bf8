"""Whose names stand in a text: candidates, companies and tutors, OF; word by word, longest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kitgen.model.manifeste import DocumentFait, Manifeste
from kitgen.relecture.lu import mots


@dataclass(frozen=True, slots=True)
class Portee:
    """Who may be named: these candidates; and where `stricte`, no OF and no company but theirs."""

    candidats: frozenset[int]
    organismes: frozenset[str]
    stricte: bool


@dataclass(frozen=True, slots=True)
class Nom:
    """A text that names somebody: candidates (several may have one name or one company), or an OF."""

    texte: str
    candidats: frozenset[int] = frozenset()
    organisme: str | None = None
    propre: bool = True
    """It is the person's or OF's own; False for a company or a tutor."""

    def permis(self, portee: Portee) -> bool:
        """Whether a document of this scope may show it."""
        if self.organisme is not None:
            return not portee.stricte or self.organisme in portee.organismes
        return bool(self.candidats & portee.candidats) or not (self.propre or portee.stricte)


_Index = dict[str, list[tuple[tuple[str, ...], Nom | None]]]
"""By its first word: a name in words, and whose it is; None for what anybody may read."""


class Identites:
    """All names that a manifest knows."""

    def __init__(self, manifeste: Manifeste) -> None:
        self._of = {p.candidat: p.organisme for p in manifeste.personnes}
        self._formes = {p.candidat: p.formes for p in manifeste.personnes}
        self._textes: _Index = defaultdict(list)
        self._fichiers: _Index = defaultdict(list)
        people: dict[str, set[int]] = defaultdict(set)
        around: dict[str, set[int]] = defaultdict(set)
        for person in manifeste.personnes:
            self._ajouter(self._fichiers, person.dossier, Nom(person.dossier, frozenset({person.candidat})))
            for form in person.formes:
                people[form].add(person.candidat)
            for text in (person.entreprise, person.tuteur):
                if text:
                    around[text].add(person.candidat)
        names = [Nom(t, frozenset(n)) for t, n in people.items()]
        names += [Nom(t, organisme=o.code) for o in manifeste.organismes for t in o.formes]
        names += [Nom(t, frozenset(n), propre=False) for t, n in around.items() if t not in people]
        for nom in names:
            if nom.texte not in manifeste.permis:
                self._ajouter(self._textes, nom.texte, nom)
        for text in manifeste.permis:
            # Found first where it is longer, so that « Lycée X, Nantes » is no place where « Lycée X » stands.
            self._ajouter(self._textes, text, None)
        for index in (self._textes, self._fichiers):
            for entries in index.values():
                entries.sort(key=lambda e: -len(e[0]))

    @staticmethod
    def _ajouter(index: _Index, text: str, nom: Nom | None) -> None:
        if words := mots(text):
            index[words[0]].append((words, nom))

    def formes(self, candidat: int | None) -> tuple[str, ...]:
        """How a candidate's name is printed; nothing for nobody."""
        return self._formes.get(candidat, ()) if candidat is not None else ()

    def portee(self, documents: Iterable[DocumentFait], *, stricte: bool = False) -> Portee:
        """Who may be named in what holds these documents."""
        documents = tuple(documents)
        people = frozenset(n for d in documents for n in d.concerne)
        organismes = {o for n in people if (o := self._of.get(n))} | {d.organisme for d in documents if d.organisme}
        # What is about one candidate or one OF is what may leave the house.
        return Portee(people, frozenset(organismes), stricte or any(d.candidat or d.organisme for d in documents))

    def intrus(self, text: str, portee: Portee) -> tuple[str, ...]:
        """The names in a text that have no business there, each once."""
        return tuple(dict.fromkeys(n.texte for n in _trouver(self._textes, mots(text)) if not n.permis(portee)))

    def intrus_du_chemin(self, chemin: str, portee: Portee) -> tuple[str, ...]:
        """The same for the name of a file and its folders."""
        names = _trouver(self._fichiers, mots(chemin))
        return tuple(dict.fromkeys(n.texte for n in names if not n.permis(portee)))


def _trouver(index: _Index, words: tuple[str, ...]) -> Iterator[Nom]:
    end = 0
    for start in [n for n, word in enumerate(words) if word in index]:
        if start < end:
            continue
        for wanted, nom in index[words[start]]:
            if words[start : start + len(wanted)] == wanted:
                end = start + len(wanted)
                if nom is not None:
                    yield nom
                break
