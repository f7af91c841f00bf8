"""Word files that differ in nothing but which digits stand in their texts: these have the same number of pages.

In each font that kitgen brings, and no engine is given another, all digits are as wide as each other and stand as far
from whatever is beside them; but for two « 1 » side by side, which some put closer together. A test holds the fonts to
it. Lines and pages break by such widths alone.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from kitgen.couche.squelette import demonter, lire

_CHIFFRE = re.compile(rb"(?<!1)1(?!1)|[02-9]")


def empreinte_sans_chiffres(docx: Path) -> str:
    """The same for files that differ in digits alone; of one that brings fonts of its own, or is otherwise not plain,
    its own."""
    data = docx.read_bytes()
    contenu = lire(data)
    if contenu is None or any(name.startswith("word/fonts/") for name in contenu):
        return hashlib.sha256(data).hexdigest()
    squelette, textes = demonter(contenu)
    # As one, as two that follow each other may be one for an engine: a « 1 » may stand beside that of the next.
    together = b"".join(textes)
    # A sign that is written as its number isn't a digit.
    said = together if b"&#" in together else _CHIFFRE.sub(b"0", together)
    lengths = b" ".join([b"%d" % len(texte) for texte in textes])
    return hashlib.sha256(b"\n".join((squelette, lengths, said))).hexdigest()
