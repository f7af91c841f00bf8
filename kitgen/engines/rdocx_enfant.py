"""The child process of the rdocx engine: `python -m kitgen.engines.rdocx_enfant POLICES SORTIE FICHIER…`.

With `--reste POLICES TEMOIN SIGNE ORDRES REPONSES` it stays and takes one batch after the other: what a first document
takes more than the next ones is then spent before there is any. It is told where all is, and imports nothing to find
that out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import rdocx


def main(arguments: list[str]) -> int:
    """Convert each file; one that rdocx refuses is said on stderr and the next one gets its turn.

    A panic isn't an `Exception` and ends the process on purpose: what it leaves behind can't be trusted.
    """
    if arguments[0] == "--reste":
        rester(*map(Path, arguments[1:]))
    polices, sortie, *fichiers = map(Path, arguments)
    refus = convertir(polices, sortie, fichiers)
    sys.stderr.writelines(refus)
    return 1 if refus else 0


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


def rester(polices: Path, temoin: Path, signe: Path, ordres: Path, reponses: Path) -> NoReturn:
    """Warm up on a document, give the sign, and take orders for ever from one pipe: a folder and documents, each with a
    zero byte after it. What is answered on the other one begins with the code."""
    convertir(polices, temoin.parent, [temoin])
    signe.touch()
    while True:
        # A pipe can be read from once somebody writes to it, up to where they stop.
        sortie, *fichiers = [Path(os.fsdecode(said)) for said in ordres.read_bytes().split(b"\0")[:-1]]
        refus = convertir(polices, sortie, fichiers)
        reponses.write_text("".join(["1\n" if refus else "0\n", *refus]), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
