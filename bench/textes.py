"""What a Word file says, for a look at whether two programs made the same document."""

from __future__ import annotations

import difflib
import re
import zipfile
from pathlib import Path

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTIES = re.compile(r"word/(?:document|header\d+|footer\d+)\.xml")


def mots(docx: Path) -> list[str]:
    """All words of the body, headers and footers, as they are read."""
    found = []
    with zipfile.ZipFile(docx) as archive:
        for name in sorted(filter(_PARTIES.fullmatch, archive.namelist())):
            for paragraph in etree.fromstring(archive.read(name)).iter(f"{_W}p"):
                found += "".join(paragraph.itertext(f"{_W}t")).split()
    return found


def mots_autres(un: Path, autre: Path) -> int:
    """How many words stand in one of two documents alone."""
    matcher = difflib.SequenceMatcher(None, mots(un), mots(autre), autojunk=False)
    return sum(max(b - a, d - c) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal")
