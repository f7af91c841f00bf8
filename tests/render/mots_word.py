"""Word files written with python-docx, as a person writes them in Word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def image_png(largeur: int = 90, hauteur: int = 30) -> bytes:
    """A picture, drawn by what we have at hand: a code, scaled; only its header and size matter."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x30\x60\x90" * largeur for _ in range(hauteur))
    head = struct.pack(">IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def document(*paragraphes: str) -> Document:
    """A document of these paragraphs, from python-docx's own model."""
    made = docx.Document()
    for text in paragraphes:
        made.add_paragraph(text)
    return made


def table(made: Document, lignes: Sequence[Sequence[str]]) -> None:
    """A table of these texts at the end."""
    grid = made.add_table(rows=len(lignes), cols=len(lignes[0]))
    for row, texts in zip(grid.rows, lignes, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def enregistrer(made: Document, path: Path) -> Path:
    """Save it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(path))
    return path


def partie(content: bytes, name: str = "word/document.xml") -> etree._Element:
    """A part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def textes(content: bytes, name: str = "word/document.xml") -> list[str]:
    """The text of each paragraph."""
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in partie(content, name).iter(f"{W}p")]
