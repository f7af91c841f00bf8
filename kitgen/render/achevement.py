"""What is done to a printed part before it is a file: read if need be, its cells closed, its bookmarks numbered."""

from __future__ import annotations

import re

from lxml import etree

from kitgen.render import image as images
from kitgen.render.remontee import a_remonter, colonnes, remonter

_BEFORE_END = (b"<w:tc>", b"</w:tcPr>", b"<w:tcPr/>", b"</w:tbl>")
"""What a cell may not end with."""
_BOOKMARK = re.compile(rb'(<w:bookmark(Start|End)\b[^>]*?w:id=")(\d+)(")')


def ranger(xml: str, *, columns: bool) -> str:
    """The printed part, read to see that it is whole, with what its values brought in its place.

    Raises lxml's XMLSyntaxError for one that isn't whole, and ValueError (in French) like `remonter` and `colonnes`.
    """
    root = etree.fromstring(xml)
    moved = a_remonter(xml)
    if columns:
        root = colonnes(xml)
    if moved:
        remonter(root)
    if columns or moved:
        xml = etree.tostring(root, encoding="unicode")
    return images.numeroter(xml)


def achever(xml: bytes) -> bytes:
    """The printed part as a file; bookmarks that a loop repeated get ids of their own."""
    count = 0
    open_ids: dict[bytes, list[int]] = {}

    def renumbered(found: re.Match[bytes]) -> bytes:
        nonlocal count
        head, kind, old, tail = found.groups()
        if kind == b"Start":
            count += 1
            open_ids.setdefault(old, []).append(count)
            return b"%b%d%b" % (head, count, tail)
        pending = open_ids.get(old)
        return b"%b%d%b" % (head, pending.pop(), tail) if pending else found[0]

    # The lines of the source, which say where a fault is; `replace` takes twice as long for so many.
    xml = b"<w:p".join(xml.split(b"\n<w:p"))
    # A cell must end with a paragraph; conditions can leave it without one, and Word would refuse the file.
    for end in _BEFORE_END:
        xml = xml.replace(end + b"</w:tc>", end + b"<w:p/></w:tc>")
    if b"<w:bookmarkStart" in xml:
        xml = _BOOKMARK.sub(renumbered, xml)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml
