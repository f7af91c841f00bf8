"""The child process of the rdocx engine: `python -m kitgen.engines.rdocx_enfant POLICES SORTIE FICHIER…`.

With a folder of its own in place of all that follows the fonts, it stays there and takes one batch after the other:
what a first document takes more than the next ones is then spent before there is any. It is told where fonts are, and
imports nothing to find that out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import rdocx

ORDRES, REPONSES, TEMOIN, SIGNE = "ordres", "reponses", "temoin.docx", "pret"
"""In the folder of one that stays: the pipes of what it is asked and answers, the document that it warms up on, and the
sign that it has."""


def main(arguments: list[str]) -> int:
    """Convert each file; one that rdocx refuses is said on stderr and the next one gets its turn.

    A panic isn't an `Exception` and ends the process on purpose: what it leaves behind can't be trusted.
    """
    polices, dossier, *fichiers = map(Path, arguments)
    if fichiers:
        refus = convertir(polices, dossier, fichiers)
        sys.stderr.writelines(refus)
        return 1 if refus else 0
    rester(polices, dossier)
    return 0


def convertir(polices: Path, sortie: Path, fichiers: list[Path]) -> list[str]:
    """Why documents were refused, a line each; the others are in `sortie`."""
    refus = []
    for fichier in fichiers:
        try:
            pages = rdocx.Document.open(fichier).to_pdf(font_dir=polices)
        except Exception as error:
            refus.append(f"{type(error).__name__}: {error}\n")
            continue
        (sortie / f"{fichier.stem}.pdf").write_bytes(pages)
    return refus


def rester(polices: Path, dossier: Path) -> None:
    """Take orders for ever: a folder and documents, each with a zero byte after it; the answer begins with the code."""
    convertir(polices, dossier, [dossier / TEMOIN])
    (dossier / SIGNE).touch()
    while True:
        # A pipe can be read from once somebody writes to it, up to where they stop.
        sortie, *fichiers = (dossier / ORDRES).read_bytes().split(b"\0")[:-1]
        refus = convertir(polices, Path(os.fsdecode(sortie)), [Path(os.fsdecode(name)) for name in fichiers])
        (dossier / REPONSES).write_text("".join(["1\n" if refus else "0\n", *refus]), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
