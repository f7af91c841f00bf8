"""Is what was drawn what would have been converted? To the byte, once both are in their canonical form."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

import pikepdf
from pikepdf import ObjectStreamMode, StreamDecodeLevel

from kitgen.canon import canoniser


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
    buffer = io.BytesIO()
    canonique.save(
        buffer,
        object_stream_mode=ObjectStreamMode.disable,
        stream_decode_level=StreamDecodeLevel.none,
        compress_streams=False,
        static_id=True,
        force_version="1.7",
    )
    return buffer.getvalue()
