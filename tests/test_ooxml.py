"""The Word files are OOXML as Word's own SDK understands it: the shipped templates, and a document of each kind."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from kitgen.plan import DocumentPrevu
from kitgen.production.pipeline import Prepare, preparer
from tests.aides import RACINE, copie_exemple, remplacer
from tests.readers.test_image import png

GABARITS = sorted((RACINE / "templates").glob("*.docx"))

FAUSSE_ALERTE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
"""A theme is optional (ISO/IEC 29500-1, 11.3.10: a document part « is permitted » one), and the dialect has none."""


@cache
def _validateur() -> OpenXmlValidator:
    return OpenXmlValidator()


def _fautes(path: Path) -> list[str]:
    """What is wrong with a Word file, one line each: part, place, fault."""
    found = [
        f"{e.part_uri} {e.path} : {e.description}"
        for e in _validateur().validate(path).errors
        if FAUSSE_ALERTE not in e.description
    ]
    # Microsoft's validator refuses these and this one doesn't see them: Word reads « a, b » as a style and its alias.
    styles = zipfile.ZipFile(path).read("word/styles.xml").decode()
    names = re.findall(r'<w:name w:val="([^"]*)"', styles)
    return found + [f"/word/styles.xml : virgule dans le nom de style « {name} »" for name in names if "," in name]


@cache
def _prepare() -> Prepare:
    return preparer(RACINE / "sessions/exemple")


def _une_de_chaque() -> list[DocumentPrevu]:
    """The first document of each kind; templates are the same for both options."""
    kinds: dict[str, DocumentPrevu] = {}
    for document in _prepare().plan.documents:
        kinds.setdefault(document.code, document)
    return list(kinds.values())


@pytest.mark.parametrize("gabarit", GABARITS, ids=lambda p: p.stem)
def test_a_shipped_template_is_valid(gabarit: Path) -> None:
    assert _fautes(gabarit) == []


def test_a_document_of_each_kind_is_valid(tmp_path: Path) -> None:
    prepare = _prepare()
    documents = _une_de_chaque()
    assert {d.code for d in documents} == {d.code for d in prepare.projet.kit.documents} - {"retrait"}
    pages = {d.chemin: 2 for d in prepare.plan.documents}
    fautes = {}
    for document in documents:
        path = tmp_path / "document.docx"
        path.write_bytes(prepare.atelier.rendre_un(document, prepare.contextes, pages))
        fautes[document.chemin] = _fautes(path)
    assert {chemin: f for chemin, f in fautes.items() if f} == {}


def test_a_document_with_a_logo_is_valid(tmp_path: Path) -> None:
    racine = copie_exemple(tmp_path)
    session = racine / "sessions/exemple"
    (session / "logo.png").write_bytes(png(900, 270))
    remplacer(session / "session.yaml", "certificateur:\n", "certificateur:\n  logo: logo.png\n")
    prepare = preparer(session)
    for document in (d for d in prepare.plan.documents if d.candidat == 3 and d.jure is None):
        path = tmp_path / "document.docx"
        content = prepare.atelier.rendre_un(document, prepare.contextes)
        assert any(n.startswith("word/media/") for n in zipfile.ZipFile(io.BytesIO(content)).namelist())
        path.write_bytes(content)
        assert _fautes(path) == [], document.chemin


@pytest.mark.parametrize(
    ("part", "motif", "remplacement"),
    [
        ("word/document.xml", r"<w:pPr>(<w:pStyle [^>]*/>)", r'<w:pPr><w:jc w:val="left"/>\1'),
        ("word/document.xml", r"<w:tcPr>", r'<w:tcPr><w:vAlign w:val="top"/>'),
        ("word/document.xml", r"<w:sectPr>", r"<w:sectPr><w:titlePg/>"),
        ("word/document.xml", r'r:id="rId4"', r'r:id="rId44"'),
        ("word/document.xml", r"(</w:tcPr>)<w:p>.*?</w:p></w:tc>", r"\1</w:tc>"),
        ("word/styles.xml", r"(<w:style .*?</w:style>)", r"\1\1"),
        ("word/styles.xml", r'<w:name w:val="Note"', r'<w:name w:val="Note, courte"'),
        ("word/settings.xml", r"<w:compat>", r'<w:zoom w:percent="100"/><w:compat>'),
    ],
)
def test_a_broken_template_is_seen(part: str, motif: str, remplacement: str, tmp_path: Path) -> None:
    broken = tmp_path / "casse.docx"
    with zipfile.ZipFile(RACINE / "templates/grille.docx") as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                changed, count = re.subn(motif, remplacement, content.decode(), count=1)
                assert count == 1
                content = changed.encode()
            target.writestr(name, content)
    assert len(_fautes(broken)) >= 1
