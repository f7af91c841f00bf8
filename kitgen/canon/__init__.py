"""The canonical form of an engine's PDF: one document, one file, to the byte, however its pages were made.

A document that was drawn from a pattern (`kitgen.couche`) and the same converted on its own differ in what nobody
sees: how letters are numbered in the parts of fonts, and into how many streams a page is cut. Here all pages are
one stream, and all letters of the shipped fonts have the code that they have in every document.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from kitgen.canon.balises import baliser
from kitgen.canon.ecriture import TexteInconnu, Textes, recoder
from kitgen.canon.incorporation import objet
from kitgen.canon.source import Source, reconnaitre
from kitgen.engines.polices import noms_postscript

NOMS = {nom: f"K{rang}" for rang, nom in enumerate(noms_postscript())}
"""What a canonical page calls the shipped fonts."""
_PROFONDEUR = 50  # of an outline, or of the tree of pages; what is deeper stays as it is
CANONIQUE = Name.KitgenCanonique
"""In the catalogue of a PDF that was drawn in canonical codes: only its streams are still to be joined."""


def canoniser(pdf: pikepdf.Pdf) -> None:
    """Bring an open PDF, which this changes, into its canonical form.

    The same is drawn and said. A font that isn't one of kitgen's stays as it is, and so do the fonts of a document
    with a page that is written in an unknown way.
    """
    _ecrire_les_titres(pdf.Root.get(Name.Outlines))
    contents = _contenus(pdf)
    if CANONIQUE in pdf.Root:
        del pdf.Root[CANONIQUE]
        for page, content in zip(pdf.pages, contents, strict=True):
            _ranger(page, page.obj.Resources.Font)
            page.obj.Contents = pdf.make_stream(content)
        return
    fonts = Fontes()
    try:
        new = [fonts.recoder(page, content) for page, content in zip(pdf.pages, contents, strict=True)]
        shared = fonts.incorporer(pdf)
    except TexteInconnu:
        new = baliser(pdf, contents, fondre=False)
    else:
        for page in pdf.pages:
            _remplacer(page, shared, fonts)
        new = baliser(pdf, new)
    for page, content in zip(pdf.pages, new, strict=True):
        page.obj.Contents = pdf.make_stream(content)


def _ecrire_les_titres(entree: pikepdf.Object | None, profondeur: int = 0) -> None:
    """The outline in one encoding: engines choose one by what it says, or always the same."""
    suivante = entree.get(Name.First) if entree is not None and profondeur < _PROFONDEUR else None
    seen: set[tuple[int, int]] = set()
    while suivante is not None and suivante.objgen not in seen:
        seen.add(suivante.objgen)
        if Name.Title in suivante:
            suivante.Title = String(str(suivante.Title))
        _ecrire_les_titres(suivante, profondeur + 1)
        suivante = suivante.get(Name.Next)


def joindre(page: pikepdf.Page) -> bytes:
    """The content of a page in one piece."""
    return b"".join(_ligne(stream) for stream in _flux(page))


def _contenus(pdf: pikepdf.Pdf) -> list[bytes]:
    """The content of each page in one piece; a stream of several pages is read once."""
    known: dict[tuple[int, int], bytes] = {}
    found = []
    for page in pdf.pages:
        parts = []
        for stream in _flux(page):
            if stream.objgen not in known:
                known[stream.objgen] = _ligne(stream)
            parts.append(known[stream.objgen])
        found.append(b"".join(parts))
    return found


def _flux(page: pikepdf.Page) -> list[pikepdf.Object]:
    contents = page.obj.get(Name.Contents, Array())
    return list(contents.as_list()) if isinstance(contents, Array) else [contents]


def _ressources(page: pikepdf.Page) -> pikepdf.Object:
    """The resources of a page, its own or inherited."""
    node: pikepdf.Object = page.obj
    depth = 0
    while Name.Resources not in node and Name.Parent in node and depth < _PROFONDEUR:
        node, depth = node.Parent, depth + 1
    return node.get(Name.Resources, Dictionary())


def _ligne(flux: pikepdf.Object) -> bytes:
    content = flux.read_bytes()
    return content if content.endswith(b"\n") else content + b"\n"


class Fontes:
    """The fonts of one document."""

    def __init__(self) -> None:
        self._vues: dict[tuple[int, int], Textes | None] = {}

    def recoder(self, page: pikepdf.Page, content: bytes) -> bytes:
        """A page's content with canonical codes; raises TexteInconnu."""
        fonts = _ressources(page).get(Name.Font, Dictionary())
        found = {str(name)[1:]: self.textes(font) for name, font in fonts.items()}
        known = {name: textes for name, textes in found.items() if textes is not None}
        return recoder(content, known, {name: NOMS[textes.source.fonte.nom] for name, textes in known.items()})

    def textes(self, font: pikepdf.Object) -> Textes | None:
        """The texts of a font; None for one that isn't ours."""
        if font.objgen not in self._vues or not font.is_indirect:
            source = reconnaitre(font)
            self._vues[font.objgen] = None if source is None else Textes(source)
        return self._vues[font.objgen]

    def sources(self) -> list[Source]:
        """The shipped fonts that were met, as the engine wrote them."""
        return [textes.source for textes in self._vues.values() if textes is not None]

    @property
    def toutes_connues(self) -> bool:
        """Whether all fonts that were met are shipped ones."""
        return None not in self._vues.values()

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
            made[NOMS[nom]] = objet(pdf, several[0].source.fonte, codes, ways[0])
        return made


def _remplacer(page: pikepdf.Page, shared: dict[str, pikepdf.Object], fonts: Fontes) -> None:
    """Other resources for a page: what is drawn inside pictures keeps the old ones."""
    old = page.obj.get(Name.Resources, Dictionary())
    kept = {str(n): font for n, font in old.get(Name.Font, Dictionary()).items() if fonts.textes(font) is None}
    _ranger(page, Dictionary({**kept, **{f"/{name}": font for name, font in shared.items()}}))


def _ranger(page: pikepdf.Page, fonts: pikepdf.Object) -> None:
    old = page.obj.get(Name.Resources, Dictionary())
    new = Dictionary({str(key): value for key, value in old.items() if key != "/Font"})
    if len(fonts):
        new.Font = Dictionary(dict(fonts.items()))
    page.obj.Resources = new
