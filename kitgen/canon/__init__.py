"""The canonical form of an engine's PDF: one document, one file, to the byte, however its pages were made.

A document that was drawn from a pattern (`kitgen.couche`) and the same converted on its own differ in what nobody
sees: how letters are numbered in the parts of fonts, and into how many streams a page is cut. Here all pages are
one stream, and all letters of the shipped fonts have the code that they have in every document.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name

from kitgen.canon.ecriture import TexteInconnu, Textes, recoder
from kitgen.canon.fontes import objet
from kitgen.canon.source import reconnaitre
from kitgen.engines.polices import noms_postscript

_NOMS = {nom: f"K{rang}" for rang, nom in enumerate(noms_postscript())}


def canoniser(pdf: pikepdf.Pdf) -> None:
    """Bring an open PDF, which this changes, into its canonical form.

    The same is drawn and said. A font that isn't one of kitgen's stays as it is, and so do the fonts of a document
    with a page that is written in an unknown way.
    """
    contents = [_joindre(page) for page in pdf.pages]
    fonts = _Fonts()
    try:
        new = [fonts.recoder(page, content) for page, content in zip(pdf.pages, contents, strict=True)]
        shared = fonts.incorporer(pdf)
    except TexteInconnu:
        new = contents
    else:
        for page in pdf.pages:
            _remplacer(page, shared, fonts)
    for page, content in zip(pdf.pages, new, strict=True):
        page.obj.Contents = pdf.make_stream(content)


def _joindre(page: pikepdf.Page) -> bytes:
    contents = page.obj.get(Name.Contents, Array())
    streams = list(contents) if isinstance(contents, Array) else [contents]
    return b"".join(part if part.endswith(b"\n") else part + b"\n" for part in (s.read_bytes() for s in streams))


class _Fonts:
    """The fonts of one document."""

    def __init__(self) -> None:
        self._vues: dict[tuple[int, int], Textes | None] = {}

    def recoder(self, page: pikepdf.Page, content: bytes) -> bytes:
        """A page's content with canonical codes; raises TexteInconnu."""
        fonts = page.obj.get(Name.Resources, Dictionary()).get(Name.Font, Dictionary())
        found = {str(name)[1:]: self.textes(font) for name, font in fonts.items()}
        known = {name: textes for name, textes in found.items() if textes is not None}
        return recoder(content, known, {name: _NOMS[textes.source.fonte.nom] for name, textes in known.items()})

    def textes(self, font: pikepdf.Object) -> Textes | None:
        """The texts of a font; None for one that isn't ours."""
        if font.objgen not in self._vues or not font.is_indirect:
            source = reconnaitre(font)
            self._vues[font.objgen] = None if source is None else Textes(source)
        return self._vues[font.objgen]

    def incorporer(self, pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
        """The canonical fonts that the pages use; raises TexteInconnu."""
        used: dict[str, list[Textes]] = {}
        for textes in self._vues.values():
            if textes is not None and textes.employes:
                used.setdefault(textes.source.fonte.nom, []).append(textes)
        made = {}
        for nom, several in sorted(used.items()):
            ways = [way for way in several[0].source.chasses if all(way in t.source.chasses for t in several)]
            if not ways:
                raise TexteInconnu("one font with two kinds of widths")
            codes = frozenset().union(*(textes.employes for textes in several))
            made[_NOMS[nom]] = objet(pdf, several[0].source.fonte, codes, ways[0])
        return made


def _remplacer(page: pikepdf.Page, shared: dict[str, pikepdf.Object], fonts: _Fonts) -> None:
    """Other resources for a page: what is drawn inside pictures keeps the old ones."""
    old = page.obj.get(Name.Resources, Dictionary())
    kept = {str(n): font for n, font in old.get(Name.Font, Dictionary()).items() if fonts.textes(font) is None}
    new = Dictionary({str(key): value for key, value in old.items() if key != "/Font"})
    if shared or kept:
        new.Font = Dictionary({**kept, **{f"/{name}": font for name, font in shared.items()}})
    page.obj.Resources = new
