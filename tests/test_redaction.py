"""Rendered elsewhere, documents are the same to the byte, and the faults of a template are told as they are here."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, TypeVar

import pytest

from kitgen.errors import InputProblems
from kitgen.ouvriers import redaction
from kitgen.production.pipeline import Prepare
from kitgen.render.atelier import Atelier
from kitgen.render.gabarit import Gabarit
from tests.aides import ecrire_gabarit

T = TypeVar("T")


class Ailleurs(Executor):
    """Does the work at once, on what arrives at the other end; counts the journeys."""

    def __init__(self) -> None:
        self.voyages = 0

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        self.voyages += 1
        done: Future[T] = Future()
        there, those = pickle.loads(pickle.dumps((fn, args)))
        done.set_result(pickle.loads(pickle.dumps(there(*those))))
        return done


def test_documents_are_the_same_and_in_the_same_order(prete: Prepare) -> None:
    documents = prete.plan.documents
    # What opens a pack counts the pages of the others.
    pages = {d.chemin: 3 for d in documents}
    ailleurs = Ailleurs()
    there = list(redaction.rediger(ailleurs, 2, prete.atelier, prete.contextes, documents, pages))
    assert there == list(prete.atelier.rendre(documents, prete.contextes, pages))
    assert ailleurs.voyages > 1


def test_a_faulty_place_of_a_template_is_told_once_and_the_others_are_made(prete: Prepare, tmp_path: Path) -> None:
    documents = [d for d in prete.plan.documents if d.code in {"convocation", "grille"}]
    faulty = Gabarit.ouvrir(ecrire_gabarit(tmp_path / "grille.docx", "{{ candidat.nm }}"), "grille.docx")
    sound = Gabarit.ouvrir(ecrire_gabarit(tmp_path / "convocation.docx", "{{ candidat.nom }}"), "convocation.docx")
    atelier = Atelier({(d.gabarit, None): faulty if d.code == "grille" else sound for d in documents})

    def outcome(rendered: Any) -> tuple[list[str], list[str]]:
        made = []
        with pytest.raises(InputProblems) as said:
            for document, _ in rendered:
                made.append(document.chemin)
        return made, [str(p) for p in said.value.problems]

    here = outcome(atelier.rendre(documents, prete.contextes))
    assert outcome(redaction.rediger(Ailleurs(), 9, atelier, prete.contextes, documents, {})) == here
    made, problems = here
    assert len(problems) == 1
    assert len(made) == sum(d.code == "convocation" for d in documents) > 0
