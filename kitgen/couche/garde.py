"""Is what was drawn what would have been converted? To the byte, once both are in their canonical form."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pikepdf

from kitgen.canon import canoniser
from kitgen.pdf.clair import en_clair


def forme(pdf: Path | BinaryIO) -> bytes:
    """The canonical form of a PDF: pages, texts, tags, outline, links; not when and by what it was made."""
    with pikepdf.open(pdf) as opened:
        canoniser(opened)
        return ecrite(opened)


def ecrite(canonique: pikepdf.Pdf) -> bytes:
    """The same of one that is open, and in its canonical form."""
    for key in ("/Info", "/DocChecksum", "/ID"):
        if key in canonique.trailer:
            del canonique.trailer[key]
    return en_clair(canonique)
