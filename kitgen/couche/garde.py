"""Are two PDFs the same to a reader: pages, pictures, texts, outline?"""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2

_ECHELLE = 100 / 72  # 100 dots per inch


def pareils(compose: Path, converti: Path) -> bool:
    """Whether both show the same to the pixel, say the same, and have the same outline; not if one can't be read."""
    try:
        return _pareils(compose, converti)
    except (pypdfium2.PdfiumError, pikepdf.PdfError):
        return False


def _pareils(compose: Path, converti: Path) -> bool:
    with pypdfium2.PdfDocument(compose) as mine, pypdfium2.PdfDocument(converti) as theirs:
        if len(mine) != len(theirs):
            return False
        for here, there in zip(mine, theirs, strict=True):
            if here.get_size() != there.get_size() or _texte(here) != _texte(there) or _image(here) != _image(there):
                return False
    return _sommaire(compose) == _sommaire(converti)


def _texte(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_range())


def _image(page: pypdfium2.PdfPage) -> bytes:
    return bytes(page.render(scale=_ECHELLE).buffer)


def _sommaire(pdf: Path) -> list[tuple[int, str, str]]:
    with pikepdf.open(pdf) as opened:
        pages = {page.obj.objgen: rank for rank, page in enumerate(opened.pages)}
        entries: list[tuple[int, str, str]] = []

        def visit(items: list[pikepdf.OutlineItem], level: int) -> None:
            for item in items:
                where = item.destination
                place = ""
                if isinstance(where, pikepdf.Array) and len(where):
                    rest = [str(part) for part in list(where)[1:]]
                    place = f"{pages.get(where[0].objgen)} {' '.join(rest)}"
                entries.append((level, " ".join(item.title.split()), place))
                visit(item.children, level + 1)

        visit(list(opened.open_outline().root), 0)
        return entries
