"""The Word documents of the example session: each group rated once, exactly the blocs to evaluate, nothing invented."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pytest
from docx import Document

from kitgen.context.typographie import texte
from kitgen.plan import DocumentPrevu
from kitgen.production.pipeline import Prepare, preparer

RACINE = Path(__file__).parent.parent
EVALUES = ("livret-of", "livret-tuteur", "grille")


@cache
def _prepared() -> Prepare:
    return preparer(RACINE / "sessions/exemple")


def _documents() -> list[DocumentPrevu]:
    """Every livret of everybody, and the first juror's grille."""
    plan = _prepared().plan
    return [d for d in plan.documents if d.code in EVALUES and d.candidat and (d.jure is None or d.jure.endswith("-1"))]


def _rated_rows(content: bytes) -> list[tuple[str, str]]:
    """First cell, and all text, of every table row that has one box per level of the scale (its name or its code)."""
    rows = []
    for table in Document(io.BytesIO(content)).tables:
        for row in table.rows:
            cells = [c.text for c in row.cells]
            text = "\n".join(cells)
            if all(
                re.search(rf"☐\s*(?:{level})", text) for level in (r"Acquis|A\b", "En cours|ECA", r"Non acquis|NA\b")
            ):
                rows.append((cells[0], text))
    return rows


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"(?<![\w.])C\d+(?:\.\d+)?(?![\w.])", cell))


@pytest.mark.parametrize("document", _documents(), ids=lambda d: d.chemin.rpartition("/")[2])
def test_every_group_still_to_evaluate_is_rated_once(document: DocumentPrevu) -> None:
    prepared = _prepared()
    candidat = next(c for c in prepared.projet.candidats if c.numero == document.candidat)
    content = prepared.atelier.rendre_un(document, prepared.contextes)
    expected = []
    for bloc in prepared.projet.referentiel.blocs:
        if bloc.code in set(candidat.blocs_presentes) - set(candidat.blocs_acquis):
            for competence in bloc.competences:
                for groupe in competence.groupes_a_noter:
                    expected.append((groupe.sous_competences or (competence.code,), groupe.criteres))
    rows = _rated_rows(content)
    assert [_codes(first) for first, _ in rows] == [codes for codes, _ in expected]
    for (_, text), (_, criteres) in zip(rows, expected, strict=True):
        for critere in criteres:
            assert text.count(texte(critere)) == 1
        assert ("Critères non précisés dans le référentiel" in text) == (not criteres)


def test_a_livret_names_no_bloc_that_is_not_evaluated() -> None:
    prepared = _prepared()
    livret = next(d for d in prepared.plan.documents if d.candidat == 7 and d.code == "livret-of")
    document = Document(io.BytesIO(prepared.atelier.rendre_un(livret, prepared.contextes)))
    text = "\n".join(p.text for p in document.element.body.iter() if p.tag.endswith("}t") and p.text)
    assert set(re.findall(r"\bBC\d\b", text)) == {"BC4"}


def test_blocs_already_acquired_are_said_and_not_rated() -> None:
    prepared = _prepared()
    livret = next(d for d in prepared.plan.documents if d.candidat == 24 and d.code == "livret-tuteur")
    content = prepared.atelier.rendre_un(livret, prepared.contextes)
    text = "".join(t.text or "" for t in Document(io.BytesIO(content)).element.body.iter() if t.tag.endswith("}t"))
    assert "BC6" in text
    rated = {code for first, _ in _rated_rows(content) for code in _codes(first)}
    assert not any(code.startswith(("C10", "C11")) for code in rated)
    assert {"C12.1", "C12.2", "C13.1"} <= rated
