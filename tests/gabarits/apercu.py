"""Look at the templates: `python -m tests.gabarits.apercu DOSSIER [polices]` renders, converts with both engines.

For a developer's eyes; prints the page counts and the words that stand on different pages.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdfium2
import rdocx

from kitgen.render.gabarit import Gabarit
from tests.gabarits.exemple import DOCUMENTS, OPTIONS, RACINE, contexte


def mots(pdf: Path) -> list[Counter[str]]:
    """The words of each page."""
    document = pypdfium2.PdfDocument(pdf)
    texts = (page.get_textpage().get_text_range() for page in document)
    # Symbols stand in runs of their own; engines differ on the space around them and on extracting bullets.
    return [Counter(re.sub("[☐•]", " ", text).split()) for text in texts]


def convertir(docx: list[Path], polices: Path) -> None:
    """x.docx to x-lo.pdf and x-rd.pdf beside it."""
    folder = docx[0].parent
    for path in docx:
        document = rdocx.Document.open(str(path))
        (folder / f"{path.stem}-rd.pdf").write_bytes(document.to_pdf(font_dir=str(polices)))
    command = ["soffice", "--headless", "-env:UserInstallation=file:///tmp/profil-gab", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), *map(str, docx)], check=True, capture_output=True, timeout=300)
    for path in docx:
        path.with_suffix(".pdf").rename(folder / f"{path.stem}-lo.pdf")


def main(folder: Path, polices: Path) -> None:
    """Render all, convert, compare."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for code in DOCUMENTS:
        gabarit = Gabarit.ouvrir(RACINE / f"templates/{code}.docx")
        for option in OPTIONS:
            path = folder / f"{code}-{option}.docx"
            path.write_bytes(gabarit.rendre(contexte(code, option)))
            made.append(path)
    convertir(made, polices)
    for path in made:
        lo, rd = mots(folder / f"{path.stem}-lo.pdf"), mots(folder / f"{path.stem}-rd.pdf")
        print(f"{path.stem:24} LibreOffice {len(lo)}  rdocx {len(rd)}")
        for number, (a, b) in enumerate(zip(lo, rd, strict=False), 1):
            if a != b:
                print(
                    f"  p. {number}: only LO {list((a - b).elements())[:12]} | only rd {list((b - a).elements())[:12]}"
                )


if __name__ == "__main__":
    default = RACINE / "kitgen/polices"
    fonts = default if default.exists() else Path("/tmp/polices-gab")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else fonts)
