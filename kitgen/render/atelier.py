"""All templates of a kit: opened once, checked against what their documents may use, rendered for the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from kitgen.context.construire import Contextes
from kitgen.errors import InputProblems, Problem
from kitgen.model.kit import Kit
from kitgen.plan import DocumentPrevu, Plan
from kitgen.render.gabarit import Gabarit


class Atelier:
    """The opened templates of a kit, by file name."""

    def __init__(self, gabarits: Mapping[str, Gabarit]) -> None:
        self._gabarits = gabarits

    @classmethod
    def ouvrir(
        cls, kit: Kit, dossier: Path, source: str, fautifs: Collection[str] = ()
    ) -> tuple[Atelier, list[Problem]]:
        """Open every template of a kit but those known to be faulty; those without fault, and the faults of the others.

        A fault is an unreadable file or a broken tag. `source` is the folder's name in messages.
        """
        opened: dict[str, Gabarit] = {}
        problems: list[Problem] = []
        for name in sorted({d.gabarit for d in kit.documents}):
            if name in fautifs or not (dossier / name).is_file():
                continue  # said by the check of the templates, or of the kit
            try:
                opened[name] = Gabarit.ouvrir(dossier / name, str(Path(source) / name))
            except InputProblems as error:
                problems += error.problems
        return cls(opened), problems

    def rendre_un(self, document: DocumentPrevu, contextes: Contextes, pages: Mapping[str, int] | None = None) -> bytes:
        """The .docx of one planned document; raises InputProblems when its template fails.

        `pages` are those of the finished documents, which what opens a pack counts.
        """
        return self._gabarits[document.gabarit].rendre(contextes.pour(document, pages), _pour(document))

    def essayer(self, plan: Plan, contextes: Contextes) -> list[Problem]:
        """Render one document of each kind, and return what its template gets wrong.

        Templates with a known fault are left out.
        """
        first = {d.code: d for d in reversed(plan.documents) if d.gabarit in self._gabarits}
        problems: list[Problem] = []
        for document in first.values():
            try:
                self._gabarits[document.gabarit].essayer(contextes.pour(document), _pour(document))
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
                    problems.setdefault((p.source, p.place, p.texte.partition(" (document")[0]), p)
        if problems:
            raise InputProblems(problems.values())


def _pour(document: DocumentPrevu) -> str:
    """What a message calls a document: its path, and whose it is."""
    return document.chemin + (f", candidat {document.candidat:03d}" if document.candidat is not None else "")
