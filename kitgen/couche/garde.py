"""Is what was drawn what would have been converted? To the byte, once both are in their canonical form."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from pikepdf import ObjectStreamMode, StreamDecodeLevel

from kitgen.canon import canoniser


def pareils(compose: Path, converti: Path) -> bool:
    """Whether both are one document: pages, texts, tags, outline, links; not if one can't be read."""
    try:
        return forme(compose) == forme(converti)
    except pikepdf.PdfError:
        return False


def forme(pdf: Path) -> bytes:
    """The canonical form of a PDF, without what is said of when and by what it was made."""
    with pikepdf.open(pdf) as opened:
        canoniser(opened)
        for key in ("/Info", "/DocChecksum", "/ID"):
            if key in opened.trailer:
                del opened.trailer[key]
        buffer = io.BytesIO()
        opened.save(
            buffer,
            object_stream_mode=ObjectStreamMode.disable,
            stream_decode_level=StreamDecodeLevel.none,
            compress_streams=False,
            static_id=True,
            force_version="1.7",
        )
        return buffer.getvalue()
