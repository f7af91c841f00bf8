"""The child process of the rdocx engine: `python -m kitgen.engines.rdocx_enfant POLICES SORTIE FICHIER…`.

It starts for each batch, so it is told where fonts are, and imports nothing to find that out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import rdocx


def main(arguments: list[str]) -> int:
    """Convert each file; one that rdocx refuses is said on stderr and the next one gets its turn.

    A panic isn't an `Exception` and ends the process on purpose: what it leaves behind can't be trusted.
    """
    polices, sortie, *fichiers = map(Path, arguments)
    code = 0
    for fichier in fichiers:
        try:
            pages = rdocx.Document.open(fichier).to_pdf(font_dir=polices)
        except Exception as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            code = 1
            continue
        (sortie / f"{fichier.stem}.pdf").write_bytes(pages)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
