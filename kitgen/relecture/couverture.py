"""Does each finished document show all that is to be evaluated, once, and nothing else? Read from its text alone."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from kitgen.errors import shortened
from kitgen.metier.epreuves import blocs_a_evaluer
from kitgen.model.candidat import Candidat
from kitgen.model.kit import Kit
from kitgen.model.referentiel import Groupe, Referentiel
from kitgen.model.sujet import Sujet
from kitgen.plan import DocumentPrevu, Plan

_Bornes = tuple[int, int | None]

_SEPARE = "\n"
"""Stands in no reduced text: between two pages, and in the place of what was found."""


@dataclass(frozen=True, slots=True)
class Attente:
    """A text of the référentiel and how many times a document must show it; `maximum` None: as often as it likes."""

    nom: str
    reduit: str
    minimum: int
    maximum: int | None
    dans: frozenset[str] = frozenset()
    """Names of what holds it: a fault there says enough."""


@dataclass(frozen=True, slots=True)
class _Portee:
    """What one document is about: codes to find, to leave alone (blocs acquired), and groups with their number."""

    blocs: frozenset[str]
    blocs_cites: frozenset[str]
    competences: frozenset[str]
    groupes: tuple[Groupe, ...]
    exact: bool
    """False where a text may come back, as in a corrigé."""


class Couverture:
    """The coverage of all documents of a session."""

    def __init__(
        self,
        referentiel: Referentiel,
        kit: Kit,
        sujets: Sequence[Sujet],
        candidats: Sequence[Candidat],
        plan: Plan,
    ) -> None:
        self._referentiel = referentiel
        self._shown = {d.code: frozenset(d.couverture) for d in kit.documents}
        self._sujets = {s.code: s for s in sujets}
        self._candidats = {c.numero: c for c in candidats}
        self._drawn: dict[int, set[str]] = {}
        for a in plan.tirage:
            self._drawn.setdefault(a.numero, set()).add(a.sujet)
        self._cherches: dict[object, tuple[tuple[Attente, ...], tuple[str, ...]]] = {}

    def concerne(self, document: DocumentPrevu) -> bool:
        """Whether a document is to show anything."""
        return bool(self._shown.get(document.code))

    def dit(self, document: DocumentPrevu) -> str:
        """All that decides on what a document must show, in one way."""
        codes = sorted(self._demandes(document)) if "sujets" in self._shown[document.code] else None
        return repr((self._empreinte, document.chemin, document.code, document.sujet, self._qui(document), codes))

    def verifier(self, document: DocumentPrevu, pages: Sequence[str]) -> list[str]:
        """What is missing from a document, stands there too often, or has no business there (in French)."""
        shown = self._shown.get(document.code, frozenset())
        findings = []
        nom = f"{document.chemin}.pdf"
        if shown - {"sujets"}:
            findings += _constats(nom, pages, *self._a_chercher(document))
        if "sujets" in shown:
            findings += self._codes(nom, document, pages)
        return findings

    def _a_chercher(self, document: DocumentPrevu) -> tuple[tuple[Attente, ...], tuple[str, ...]]:
        """What a document must show, and all texts to look for; many documents have the same."""
        key = (document.code, document.sujet, self._qui(document))
        if key not in self._cherches:
            expected = self.attentes(document)
            # The longest first, each taken out: a text that is part of another is not counted in it.
            texts = sorted({*(a.reduit for a in expected), *self._neutres}, key=lambda t: (-len(t), t))
            self._cherches[key] = expected, tuple(texts)
        return self._cherches[key]

    def _qui(self, document: DocumentPrevu) -> object:
        """Of whom a document is about, all that decides on what it must show."""
        if document.vierge is not None:
            return document.vierge.blocs
        candidat = self._candidats.get(document.candidat or 0)
        return candidat and (*sorted(candidat.blocs_a_evaluer), "", *sorted(candidat.blocs_acquis))

    def attentes(self, document: DocumentPrevu) -> tuple[Attente, ...]:
        """Every bloc, compétence, sous-compétence and criterion, with how often the document must show it."""
        shown = self._shown.get(document.code, frozenset())
        about = self._portee(document)
        once: _Bornes = (1, 1) if about.exact else (1, None)
        heading: _Bornes = (1, None)
        if about.exact:
            heading = (2, 2) if "sommaire" in shown else (1, 1)
        bounds: _Bornes
        rows: list[Attente] = []
        for b in self._referentiel.blocs:
            asked = b.code in about.blocs and "competences" in shown
            # A bloc heads each page or table of its compétences: once at least.
            bounds = (1, None) if asked else (0, None if b.code in about.blocs | about.blocs_cites else 0)
            rows.append(Attente(b.code, _cle(b.code + b.intitule), *bounds))
        rated = {s for g in about.groupes for s in g.sous_competences}
        for c in self._referentiel.competences:
            mine = c.code in about.competences
            bounds = (heading if "competences" in shown else (0, None)) if mine else (0, 0)
            rows.append(Attente(c.code, _cle(c.code + c.intitule), *bounds, frozenset({self._bloc_de[c.code]})))
            for s in c.sous_competences:
                bounds = once if s.code in rated and "groupes" in shown else (0, None if mine else 0)
                rows.append(Attente(s.code, _cle(s.code + s.intitule), *bounds, frozenset({c.code})))
        return (*rows, *self._criteres(about, shown))

    def _criteres(self, about: _Portee, shown: frozenset[str]) -> list[Attente]:
        """Each criterion as often as the groups to rate have it; several groups may share one."""
        asked = Counter(_cle(k) for g in about.groupes for k in g.criteres)
        own = {
            _cle(k)
            for c in self._referentiel.competences
            if c.code in about.competences
            for g in c.groupes
            for k in g.criteres
        }
        rated = {id(g) for g in about.groupes}
        rows = []
        for reduced, (text, owners) in self._tous_criteres.items():
            count = asked[reduced] if "groupes" in shown else 0
            lowest = (count if about.exact else 1) if count else 0
            highest = (count if about.exact else None) if count else (None if reduced in own else 0)
            competence, group = next((o for o in owners if id(o[1]) in rated), owners[0])
            whose = "/".join(group.sous_competences) or competence
            holders = frozenset(h for c, g in owners for h in (c, *g.sous_competences))
            rows.append(Attente(f"{whose}, critère « {shortened(text)} »", reduced, lowest, highest, holders))
        return rows

    def _portee(self, document: DocumentPrevu) -> _Portee:
        if document.sujet is not None:
            sujet = self._sujets[document.sujet]
            rated = {g.groupe for g in sujet.corrige.criteres}
            competence = self._referentiel.competence(sujet.competence)
            groups = tuple(g for g in (competence.groupes if competence else ()) if g.code in rated)
            bloc = frozenset({self._bloc_de[sujet.competence]})
            return _Portee(bloc, frozenset(), frozenset({sujet.competence}), groups, exact=False)
        candidat = self._candidats.get(document.candidat or 0)
        acquired: frozenset[str] = frozenset()
        if document.vierge is not None:
            blocs = tuple(b for b in self._referentiel.blocs if b.code in document.vierge.blocs)
        elif candidat is not None:
            blocs, acquired = blocs_a_evaluer(candidat, self._referentiel), frozenset(candidat.blocs_acquis)
        else:
            return _Portee(frozenset(), frozenset(), frozenset(), (), exact=True)
        competences = [c for b in blocs for c in b.competences]
        return _Portee(
            frozenset(b.code for b in blocs),
            acquired,
            frozenset(c.code for c in competences),
            tuple(g for c in competences for g in c.groupes),
            exact=True,
        )

    def _codes(self, nom: str, document: DocumentPrevu, pages: Sequence[str]) -> list[str]:
        """The sujets that a document names, its reference aside, are those drawn for its candidate, or its own."""
        asked = self._demandes(document)
        named: dict[str, list[int]] = {}
        for number, page in enumerate(pages, 1):
            for code in set(self._un_code.findall(page)):
                named.setdefault(code, []).append(number)
        missing = [f"{nom} : le sujet {s} n'y figure pas" for s in sorted(asked - named.keys())]
        wrong = [f"{_ou(nom, named[s])} : le sujet {s} n'a rien à y faire" for s in sorted(named.keys() - asked)]
        return missing + wrong

    def _demandes(self, document: DocumentPrevu) -> set[str]:
        if document.sujet is not None:
            return {document.sujet}
        drawn = self._drawn.get(document.candidat, set()) if document.candidat is not None else set()
        return {s for s in drawn if self._sujets[s].evaluateur == document.evaluateur}

    @cached_property
    def _empreinte(self) -> str:
        """Of all that is the same for all documents."""
        said = [m.model_dump_json() for m in (self._referentiel, *self._sujets.values())]
        return hashlib.sha256(repr((said, sorted((c, sorted(s)) for c, s in self._shown.items()))).encode()).hexdigest()

    @cached_property
    def _un_code(self) -> re.Pattern[str]:
        codes = "|".join(re.escape(s) for s in sorted(self._sujets, key=len, reverse=True))
        # In the reference at the foot of a page, the code stands after a slash.
        return re.compile(rf"(?<![\w-])(?<!/ )(?:{codes or '(?!)'})(?![\w-])")

    @cached_property
    def _bloc_de(self) -> Mapping[str, str]:
        return {c.code: b.code for b in self._referentiel.blocs for c in b.competences}

    @cached_property
    def _tous_criteres(self) -> Mapping[str, tuple[str, tuple[tuple[str, Groupe], ...]]]:
        """Each criterion, reduced: its text, and the groups that have it, with their compétences."""
        found: dict[str, tuple[str, tuple[tuple[str, Groupe], ...]]] = {}
        for c in self._referentiel.competences:
            for g in c.groupes:
                for k in g.criteres:
                    text, owners = found.get(_cle(k), (k, ()))
                    found[_cle(k)] = (text, (*owners, (c.code, g)))
        return found

    @cached_property
    def _neutres(self) -> tuple[str, ...]:
        """Longer texts of the référentiel, which may say in passing what is also a criterion or a title."""
        texts = [t for c in self._referentiel.competences for t in (c.activite or "", *c.savoirs)]
        epreuves = [e for c in self._referentiel.competences for es in c.situations.values() for e in es]
        texts += [t or "" for e in epreuves for t in (e.intitule, e.consigne, e.suite)]
        return tuple({_cle(t) for t in (*texts, *self._referentiel.notes)} - {""})


def _constats(nom: str, pages: Sequence[str], attentes: Sequence[Attente], texts: Sequence[str]) -> list[str]:
    reduced = [_reduire(p) for p in pages]
    counts = _compter(texts, _SEPARE.join(reduced))
    if len(pages) > 1 and any(counts[a.reduit] < a.minimum for a in attentes):
        across = _compter(texts, _suite(reduced))
        counts = Counter({t: max(counts[t], across[t]) for t in texts})
    faulty = [
        a for a in attentes if counts[a.reduit] < a.minimum or (a.maximum is not None and counts[a.reduit] > a.maximum)
    ]
    names = {a.nom for a in faulty}
    return [_dire(nom, a, counts[a.reduit], reduced) for a in faulty if not a.dans & names]


def _compter(texts: Sequence[str], whole: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        if count := whole.count(text):
            counts[text] = count
            whole = whole.replace(text, _SEPARE)
    return counts


def _dire(nom: str, attente: Attente, count: int, pages: Sequence[str]) -> str:
    where = _ou(nom, [i for i, p in enumerate(pages, 1) if attente.reduit in p])
    if not count:
        return f"{nom} : {attente.nom} n'y figure pas"
    if attente.maximum == 0:
        return f"{where} : {attente.nom} n'a rien à y faire"
    return f"{where} : {attente.nom} y figure {count} fois au lieu de {attente.minimum}"


def _ou(nom: str, pages: Sequence[int]) -> str:
    if not pages:
        return nom
    return f"{nom}, page{'s' * (len(pages) > 1)} {', '.join(str(p) for p in pages)}"


def _suite(pages: Sequence[str]) -> str:
    """The pages one after the other without the head and foot that all repeat: a row may go on overleaf."""
    rest = [re.sub(r"page\d+sur\d+", "", p) for p in pages]
    head, foot = _commun(rest), _commun([p[::-1] for p in rest])
    last = len(rest) - 1
    return "".join(p[head if i else 0 : len(p) if i == last else max(len(p) - foot, 0)] for i, p in enumerate(rest))


def _commun(texts: Sequence[str]) -> int:
    """How many letters all texts begin with."""
    first, last = min(texts), max(texts)
    return next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))


def _reduire(text: str) -> str:
    """The letters and digits of a text alone: neither line breaks, hyphens, bullets nor capitals matter."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


@cache
def _cle(text: str) -> str:
    """The same of a text of the référentiel, which every document asks for again."""
    return _reduire(text)
