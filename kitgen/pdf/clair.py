"""A PDF written plainly: one object after the other, numbered in the order of their use, streams as they are stored."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import ObjectStreamMode, StreamDecodeLevel

VERSION = "1.7"
"""Of the PDF standard, whatever an engine writes."""

TETE = f"%PDF-{VERSION}\n%".encode() + b"\xbf\xf7\xa2\xfe\n"
"""How a file begins; its second line says that it isn't a text."""


def en_clair(pdf: pikepdf.Pdf) -> bytes:
    """The file of an open PDF; the same objects in the same places give the same bytes, whatever their numbers are."""
    buffer = io.BytesIO()
    pdf.save(
        buffer,
        object_stream_mode=ObjectStreamMode.disable,
        stream_decode_level=StreamDecodeLevel.none,
        compress_streams=False,
        static_id=True,
        force_version=VERSION,
    )
    return buffer.getvalue()
