"""Word files that differ in nothing but which digits stand in their texts: these have the same number of pages.

In each font that kitgen brings, and no engine is given another, all digits are as wide as each other and stand as far
from whatever is beside them; but for two « 1 » side by side, which some put closer together. A test holds the fonts to
it. Lines and pages break by such widths alone.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

from kitgen.couche.squelette import TEXTE, parties

_CHIFFRE = re.compile(rb"(?<!1)1(?!1)|[02-9]")
_POLICES = "word/fonts/"


def empreinte_sans_chiffres(docx: Path) -> str:
    """The same for files that differ in digits alone; of one that brings fonts of its own, its own."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(docx) as archive:
        contenu = {name: archive.read(name) for name in archive.namelist()}
    texts = set() if any(name.startswith(_POLICES) for name in contenu) else set(parties(contenu))
    for name in sorted(contenu):
        data = TEXTE.sub(_sans_chiffres, contenu[name]) if name in texts else contenu[name]
        for piece in (name.encode(), data):
            digest.update(b"%d:" % len(piece))
            digest.update(piece)
    return digest.hexdigest()


def _sans_chiffres(texte: re.Match[bytes]) -> bytes:
    # A sign that is written as its number isn't a digit.
    said = texte[2] if b"&#" in texte[2] else _CHIFFRE.sub(b"0", texte[2])
    return texte[1] + said + texte[3]
