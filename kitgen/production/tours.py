"""The rounds of a build: documents are written and laid out until what counts pages counts those that are there.

Where an earlier build told how many pages each has, all rounds are gone through with these counts at once, and what
they want is laid out together; where a count was wrong they are gone through again, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import TypeAlias

from kitgen.errors import Echec
from kitgen.plan import DocumentPrevu, Plan
from kitgen.production.etapes import Redige, convertir, mettre_en_page, mis_de_cote, noter_les_pages, rediger
from kitgen.production.moyens import Moyens
from kitgen.production.preparation import Prepare

_COMPTAGES = 5
"""A cover that grows by a page changes its own count, hardly ever more than once."""
_PEU = 8
"""Of all documents, the part below which so few are laid out that engines would wait for each other's rounds."""

_Mises: TypeAlias = tuple[dict[str, int], list[Echec]]
_Mettre: TypeAlias = Callable[[Sequence[DocumentPrevu]], _Mises]


class Tours:
    """What the rounds have made so far, by `chemin`: pages, the SHA-256 of Word files, and what failed."""

    def __init__(self, moyens: Moyens) -> None:
        self._moyens = moyens
        self.pages: dict[str, int] = {}
        self.empreintes: dict[str, str] = {}
        self.echecs: list[Echec] = []

    def comptes(self, prepare: Prepare, plan: Plan) -> dict[str, int]:
        """The pages of each document by its reference, which a corrected name doesn't change."""
        there = (d for d in plan.documents if d.chemin in self.pages)
        return {prepare.contextes.reference(d): self.pages[d.chemin] for d in there}

    def faire(self, prepare: Prepare, plan: Plan, documents: Sequence[DocumentPrevu]) -> None:
        """Make these documents of the plan, in turn, until a round brings no other Word file than the one before.

        What opens a pack or stands before a candidate counts the pages of all that is in the pack, so it is made once
        the others are; and again once its own pages are known, until it counts what is there.
        """
        self._tourner(prepare, plan, documents, lambda changed: mettre_en_page(changed, self._moyens))

    def essayer(
        self,
        prepare: Prepare,
        plan: Plan,
        comptes: Mapping[str, int],
        finals: Callable[[Sequence[DocumentPrevu]], None],
    ) -> bool:
        """Make the whole plan as if its pages were those that `comptes` had; whether they are, and all is made.

        Where they are not, no more has happened than that much of what is wanted is known. `finals` is told, while
        engines work, of documents that are as they will be, and laid out or known; of none where most is laid out, as
        that is a stage of its own.
        """
        prevues = {d.chemin: comptes.get(prepare.contextes.reference(d), 0) for d in plan.documents}
        if not all(prevues.values()):
            return False
        written_once = {d.chemin: d for d in plan.documents if d.pack is None}

        def finir(chemins: Set[str]) -> None:
            finals([d for chemin, d in written_once.items() if chemin in chemins])

        with ThreadPoolExecutor() as fils:
            pari = _Pari(prevues, self._moyens, fils, len(plan.documents) // _PEU)
            try:
                self._tourner(prepare, plan, plan.documents, pari.mettre_en_page)
                pari.compter()
                if pari.en_cours and not pari.retire:
                    finir(written_once.keys() - pari.en_cours)
                held = pari.tenu(finir)
            except BaseException:  # Ctrl-C too: what is still being laid out is for nobody
                self._moyens.executor.shutdown(cancel_futures=True)
                raise
        if not held:
            self.pages, self.empreintes, self.echecs = {}, {}, []
        return held

    def _tourner(self, prepare: Prepare, plan: Plan, documents: Sequence[DocumentPrevu], mettre: _Mettre) -> None:
        counts: dict[str, tuple[int | None, ...]] = {}
        for planned in _tours(documents):
            if not (todo := _a_compter(planned, plan, self.pages, counts)):
                return
            written = rediger(prepare, todo, self.pages, self._moyens)
            failing = {e.document for e in self.echecs}
            changed = [
                d for d in todo if self.empreintes.get(d.chemin) != written.get(d.chemin) and d.chemin not in failing
            ]
            self.empreintes.update(written)
            if not changed:
                return
            made, failed = mettre(changed)
            self.pages.update(made)
            self.echecs.extend(failed)


class _Pari:
    """Takes documents to have as many pages as is told, and has them laid out meanwhile to see: up to `assez`."""

    def __init__(self, prevues: Mapping[str, int], moyens: Moyens, fils: Executor, assez: int) -> None:
        self._prevues, self._moyens, self._fils, self._assez = prevues, moyens, fils, assez
        self._courses: list[tuple[list[Redige], Future[_Mises]]] = []
        self._comptants: list[list[Redige]] = []
        self.en_cours: set[str] = set()
        """The documents that are being laid out, or will be."""
        self.retire = False
        """Whether it has given up, as too many were unknown."""

    def mettre_en_page(self, documents: Sequence[DocumentPrevu]) -> _Mises:
        """The pages that they are taken to have; where too many are unknown, those that they have."""
        known = self._moyens.reprise.pages(documents)
        left = [d for d in documents if d.chemin not in known]
        self.retire = self.retire or len(left) > self._assez
        if self.retire:
            return mettre_en_page(documents, self._moyens)
        # Aside, as the next round may write another file in its place.
        mots = mis_de_cote(left, self._moyens)
        self.en_cours.update(m.document for m in mots)
        if any(d.pack is None for d in left):
            self._lancer(mots)
        else:
            self._comptants.append(mots)
        return known | {d.chemin: self._prevues[d.chemin] for d in left}, []

    def compter(self) -> None:
        """Have laid out what counts pages: of a document's Word files that differ in digits alone, the last one, as
        the others have as many pages."""
        from kitgen.couche.chiffres import empreinte_sans_chiffres

        seen: set[tuple[str, str]] = set()
        for mots in reversed(self._comptants):
            said = {m.document: (m.document, empreinte_sans_chiffres(m.fichier)) for m in mots}
            self._lancer([m for m in mots if said[m.document] not in seen])
            seen.update(said.values())

    def _lancer(self, mots: list[Redige]) -> None:
        if mots:
            self._courses.append((mots, self._fils.submit(convertir, mots, self._moyens)))

    def tenu(self, faits: Callable[[Set[str]], None]) -> bool:
        """Whether all have the pages that they were taken to have; `faits` is told which are laid out, as they are."""
        self._moyens.suivi.etape("Mise en page", sum(len(mots) for mots, _ in self._courses))
        held = True
        for mots, course in self._courses:
            made, failed = course.result()
            noter_les_pages(mots, made, self._moyens)
            self._moyens.suivi.avance(len(mots))
            held = held and not failed and all(made[m.document] == self._prevues[m.document] for m in mots)
            faits(made.keys())
        return held


def _a_compter(
    documents: Sequence[DocumentPrevu], plan: Plan, pages: Mapping[str, int], comptes: dict[str, tuple[int | None, ...]]
) -> list[DocumentPrevu]:
    """Those that count other pages than in the round before, or none; `comptes`, by pack, is what was counted then."""
    wanted = {d.pack for d in documents}
    now = {p.fichier: tuple(map(pages.get, p.contenu)) for p in plan.packs if p.fichier in wanted}
    todo = [d for d in documents if d.pack not in comptes or now.get(d.pack) != comptes[d.pack]]
    comptes |= now
    return todo


def _tours(documents: Sequence[DocumentPrevu]) -> Iterator[tuple[DocumentPrevu, ...]]:
    """What each round may have to write."""
    first = tuple(d for d in documents if d.pack is None)
    counting = tuple(d for d in documents if d.pack is not None)
    yield from (r for r in (first, *[counting] * _COMPTAGES) if r)
