"""docs/gabarits.md is true: its examples give what they say, its steps are those of the attestation that ships."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from kitgen.cli import cli
from kitgen.outils import essai
from kitgen.render.gabarit import Gabarit
from kitgen.render.langage import FILTRES, GLOBALES
from tests.aides import RACINE
from tests.render.mots_word import W, enregistrer

GUIDE = (RACINE / "docs/gabarits.md").read_text(encoding="utf-8")
EXEMPLES = re.findall(r"<!-- exemple (.+?) -->\n```\n(.*?)\n```\n\ndonne\n\n```\n(.*?)\n```", GUIDE, re.S)
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@cache
def _banc(session: str) -> essai.Banc:
    return essai.ouvrir(RACINE / "sessions" / session)


def _modele(text: str) -> Document:
    """A Word file of these lines; lines between bars are the rows of a table."""
    made = docx.Document()
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            rows.append(_cellules(line))
            continue
        if rows:
            table = made.add_table(len(rows), len(rows[0]))
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, content in zip(row.cells, texts, strict=True):
                    cell.text = content
            rows = []
        if line:
            made.add_paragraph(line)
    return made


def _cellules(line: str) -> list[str]:
    # A bar inside a tag is a filter's.
    return [c.strip() for c in re.split(r"\|(?![^{]*[}%]\})", line.strip()[1:-1])]


def _montrer(content: bytes) -> str:
    body = docx.Document(io.BytesIO(content))
    return "\n".join(_blocs(body))


def _blocs(body: Document) -> Iterator[str]:
    for block in body.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = [c for n, c in enumerate(row.cells) if n == 0 or c._tc is not row.cells[n - 1]._tc]
                yield "| " + " | ".join(" / ".join(map(_ligne, c.paragraphs)) for c in cells).strip() + " |"
        else:
            yield _ligne(block)


def _ligne(paragraph: Paragraph) -> str:
    parts = ["[nouvelle page] "] if paragraph.paragraph_format.page_break_before else []
    for run in paragraph.runs:
        for extent in run._r.iter(f"{WP}extent"):
            parts.append(f"[image {round(int(extent.get('cx')) / 36000)} × {round(int(extent.get('cy')) / 36000)} mm]")
        mark = "**" if run.bold else "*" if run.italic else ""
        parts.append(f"{mark}{run.text}{mark}" if run.text else "")
    return "".join(parts).replace("\xa0", " ").rstrip()


@pytest.mark.parametrize(("pour", "modele", "donne"), EXEMPLES, ids=[e[1].split("\n")[0][:40] for e in EXEMPLES])
def test_an_example_of_the_guide_gives_what_it_says(tmp_path: Path, pour: str, modele: str, donne: str) -> None:
    words = pour.split()
    session, code, numero = words if len(words) == 3 else ("exemple", *words)
    bench = _banc(session)
    kit = tmp_path / "kit"
    shutil.copytree(RACINE / "templates/assistant-formation/morceaux", kit / "morceaux")
    gabarit = Gabarit.ouvrir(enregistrer(_modele(modele), kit / "g.docx"))
    planned = next(d for d in bench.prevus(code) if d.candidat == int(numero))
    shown = _montrer(gabarit.rendre(bench.contextes.pour(planned)))
    assert shown == donne


def test_there_is_an_example_of_each_thing_that_a_template_can_do() -> None:
    assert len(EXEMPLES) == GUIDE.count("<!-- exemple ") >= 12
    shown = "\n".join(e[1] for e in EXEMPLES)
    assert [f.nom for f in FILTRES if f"|{f.nom}" not in shown and f.nom != "ouinon"] == []
    assert "|ouinon" in GUIDE.replace("&#124;", "|")
    assert [n for n in GLOBALES if n not in shown] == []
    for tag in ("{%p if", "{%p for", "{%tr for", "{%tc for", "{% hm %}", "{% if", "{% elif", "{% else", "loop.last"):
        assert tag in shown


def _texte_de(word: Document) -> str:
    header, footer = word.sections[0].header, word.sections[0].footer
    elements = [header._element, word.element.body, footer._element]
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for e in elements for p in e.iter(f"{W}p"))


def test_the_steps_are_those_of_the_attestation_that_ships() -> None:
    text = _texte_de(docx.Document(str(RACINE / "templates/assistant-formation/attestation.docx")))
    steps = re.findall(r"<!-- attestation -->\n```\n(.*?)\n```", GUIDE, re.S)
    assert len(steps) == 5
    for line in "\n".join(steps).split("\n"):
        assert line.strip() in text, line


def test_the_entries_are_those_of_the_kit_that_ships() -> None:
    kit = (RACINE / "templates/assistant-formation/kit.yaml").read_text(encoding="utf-8")
    entries = re.findall(r"<!-- kit -->\n```\n(.*?)\n```", GUIDE, re.S)
    assert len(entries) == 2
    assert all(entry in kit for entry in entries)


def test_the_guide_shows_every_command_on_templates() -> None:
    commands = cli.commands["template"].commands  # type: ignore[attr-defined]
    assert [name for name in commands if f"kitgen template {name}" not in GUIDE] == []
