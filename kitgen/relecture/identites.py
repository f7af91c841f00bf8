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

    def dit(self) -> str:
        """All of it, in one way."""
        return repr((sorted(self.candidats), sorted(self.organismes), self.stricte))


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

    def dit(self) -> str:
        """All of it, in one way."""
        return repr((self.texte, sorted(self.candidats), self.organisme, self.propre))


_Index = dict[str, list[tuple[tuple[str, ...], Nom | None]]]
"""By its first word: a name in words, the longest first, and whose it is; None for what anybody may read."""


class Identites:
    """All names that a manifest knows."""

    def __init__(self, manifeste: Manifeste) -> None:
        self._of = {p.candidat: p.organisme for p in manifeste.personnes}
        self._formes = {p.candidat: p.formes for p in manifeste.personnes}
        people: dict[str, set[int]] = defaultdict(set)
        around: dict[str, set[int]] = defaultdict(set)
        for person in manifeste.personnes:
            for form in person.formes:
                people[form].add(person.candidat)
            for text in (person.entreprise, person.tuteur):
                if text:
                    around[text].add(person.candidat)
        names = [Nom(t, frozenset(n)) for t, n in people.items()]
        names += [Nom(t, organisme=o.code) for o in manifeste.organismes for t in o.formes]
        names += [Nom(t, frozenset(n), propre=False) for t, n in around.items() if t not in people]
        allowed = frozenset(manifeste.permis)
        # What is allowed is found first where it is longer, so that « Lycée X, Nantes » is no place where
        # « Lycée X » stands.
        self._textes = _index([*((n.texte, n) for n in names if n.texte not in allowed), *((t, None) for t in allowed)])
        self._fichiers = _index((p.dossier, Nom(p.dossier, frozenset({p.candidat}))) for p in manifeste.personnes)

    def connus(self) -> frozenset[tuple[str, ...]]:
        """All that is searched for: the words, and behind them what they are looked for in and whose they are.

        Where all of a text's words are in none of what two sets have not in common, both find the same in it: a
        name that does not stand there neither is found nor hides another one, longer or not.
        """
        indexes = (("texte", self._textes), ("fichier", self._fichiers))
        return frozenset(
            (*words, f"{kind} {nom.dit() if nom else ''}")
            for kind, index in indexes
            for entries in index.values()
            for words, nom in entries
        )

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

    def trouver(self, mots: tuple[str, ...], *, chemin: bool = False) -> Iterator[Nom]:
        """The names in a text, or in the name of a file and its folders, one after the other."""
        return _trouver(self._fichiers if chemin else self._textes, mots)


class Recherche:
    """The search for names in one file; `mots` are the words of all that was looked at."""

    def __init__(self, identites: Identites) -> None:
        self._identites = identites
        self.mots: set[str] = set()

    def intrus(self, text: str, portee: Portee) -> tuple[str, ...]:
        """The names in a text that have no business there, each once."""
        return self._intrus(text, portee, chemin=False)

    def intrus_du_chemin(self, chemin: str, portee: Portee) -> tuple[str, ...]:
        """The same for the name of a file and its folders."""
        return self._intrus(chemin, portee, chemin=True)

    def _intrus(self, text: str, portee: Portee, *, chemin: bool) -> tuple[str, ...]:
        words = mots(text)
        self.mots.update(words)
        names = self._identites.trouver(words, chemin=chemin)
        return tuple(dict.fromkeys(n.texte for n in names if not n.permis(portee)))


def _index(noms: Iterable[tuple[str, Nom | None]]) -> _Index:
    """Of texts that are the same words, the first alone is ever found."""
    known: dict[tuple[str, ...], Nom | None] = {}
    for text, nom in noms:
        if words := mots(text):
            known.setdefault(words, nom)
    index: _Index = {}
    for words in sorted(known, key=len, reverse=True):
        index.setdefault(words[0], []).append((words, known[words]))
    return index


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
