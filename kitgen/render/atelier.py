"""All templates of a kit: opened once, checked against what their documents may use, rendered for the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from kitgen.context.construire import Contextes
from kitgen.errors import InputProblems, Problem
from kitgen.model.kit import Kit
from kitgen.plan import DocumentPrevu, Plan
from kitgen.render.gabarit import Gabarit

_Cle = tuple[str, str | None]
"""A template's file, as `kit.yaml` names it, and the version."""


class Atelier:
    """The opened templates of a kit."""

    def __init__(self, gabarits: Mapping[_Cle, Gabarit]) -> None:
        self._gabarits = gabarits

    @classmethod
    def ouvrir(
        cls, kit: Kit, dossier: Path, source: str, fautifs: Collection[str] = ()
    ) -> tuple[Atelier, list[Problem]]:
        """Open every template of a kit but those known to be faulty; those without fault, and the faults of the others.

        A fault is an unreadable file or a broken tag. `source` is the folder's name in messages.
        """
        opened: dict[_Cle, Gabarit] = {}
        problems: dict[tuple[str, ...], Problem] = {}
        wanted = {(d.gabarit, v) for d in kit.documents for v in (None, *d.variantes)}
        for name, variante in sorted(wanted, key=lambda w: (w[0], w[1] or "")):
            if name in fautifs or not (dossier / name).is_file():
                continue  # said by the check of the templates, or of the kit
            path = _fichier(dossier, name, variante)
            try:
                opened[name, variante] = Gabarit.ouvrir(path, str(Path(source) / path.relative_to(dossier)), variante)
            except InputProblems as error:
                for problem in error.problems:
                    problems.setdefault((problem.source, problem.place, problem.texte), problem)
        return cls(opened), list(problems.values())

    def empreinte(self, document: DocumentPrevu) -> str:
        """See `Gabarit.empreinte`: of the template that a document is made from."""
        return self._gabarits[document.gabarit, document.variante].empreinte

    def rendre_un(self, document: DocumentPrevu, contextes: Contextes, pages: Mapping[str, int] | None = None) -> bytes:
        """The .docx of one planned document; raises InputProblems when its template fails.

        `pages` are those of the finished documents, which what opens a pack counts.
        """
        gabarit = self._gabarits[document.gabarit, document.variante]
        return gabarit.rendre(contextes.pour(document, pages), _pour(document))

    def essayer(self, plan: Plan, contextes: Contextes) -> list[Problem]:
        """Render one document of each kind and version, and return what its template gets wrong.

        Templates with a known fault are left out.
        """
        there = (d for d in reversed(plan.documents) if (d.gabarit, d.variante) in self._gabarits)
        first = {(d.code, d.variante, d.vierge is None): d for d in there}
        problems: list[Problem] = []
        for document in first.values():
            try:
                self._gabarits[document.gabarit, document.variante].essayer(contextes.pour(document), _pour(document))
            except InputProblems as error:
                problems += error.problems
        return problems

    def rendre(
        self, documents: Sequence[DocumentPrevu], contextes: Contextes, pages: Mapping[str, int] | None = None
    ) -> Iterator[tuple[DocumentPrevu, bytes]]:
        """The .docx of each of these documents.

        Raises InputProblems at the end with one problem per faulty place of a template, not per document.
        """
        problems: dict[tuple[str, str, str], Problem] = {}
        for document in documents:
            try:
                yield document, self.rendre_un(document, contextes, pages)
            except InputProblems as error:
                for p in error.problems:
                    problems.setdefault(cle_du_probleme(p), p)
        if problems:
            raise InputProblems(problems.values())


def cle_du_probleme(problem: Problem) -> tuple[str, str, str]:
    """What is the same for a faulty place of a template, whichever document it was found in."""
    return problem.source, problem.place, problem.texte.partition(" (document")[0]


def _fichier(dossier: Path, nom: str, variante: str | None) -> Path:
    """The template's file: one made for the version, `sujet.dys.docx`, if it lies beside `sujet.docx`."""
    path = dossier / nom
    own = path.with_suffix(f".{variante}{path.suffix}")
    return own if variante and own.is_file() else path


def _pour(document: DocumentPrevu) -> str:
    """What a message calls a document: its path, and whose it is."""
    return document.chemin + (f", candidat {document.candidat:03d}" if document.candidat is not None else "")
