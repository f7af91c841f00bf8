"""The fonts of a PDF: their names, whether they are in the file, and the characters that they draw there."""

from __future__ import annotations

import re
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from kitgen.relecture.lu import PoliceLue

_SOUS_ENSEMBLE = re.compile(r"^/?(?:[A-Z]{6}\+)?")
_BLOC = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_UN = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_SUITE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")


class Polices:
    """The fonts of one file's pages; each is read once."""

    def __init__(self) -> None:
        self._lues: dict[tuple[int, int], PoliceLue] = {}

    def de(self, page: pikepdf.Page) -> tuple[PoliceLue, ...]:
        """The fonts that a page may draw with, those of its pictures too."""
        found: dict[tuple[int, int] | int, PoliceLue] = {}
        self._parmi(page.resources, found, set())
        return tuple(found.values())

    def _parmi(
        self, resources: Object, found: dict[tuple[int, int] | int, PoliceLue], seen: set[tuple[int, int]]
    ) -> None:
        # Sorted: the names of a dictionary come in another order in each process.
        for _, font in sorted(resources.get(Name.Font, Dictionary()).items()):
            if font.is_indirect:
                if font.objgen not in self._lues:
                    self._lues[font.objgen] = _lire(font)
                found[font.objgen] = self._lues[font.objgen]
            else:
                found[len(found)] = _lire(font)
        for _, form in sorted(resources.get(Name.XObject, Dictionary()).items()):
            if Name.Resources in form and form.objgen not in seen:
                seen.add(form.objgen)
                self._parmi(form.Resources, found, seen)


def _lire(font: Object) -> PoliceLue:
    own = font.get(Name.DescendantFonts, Array([font]))[0]
    described = own.get(Name.FontDescriptor, Dictionary())
    embedded = any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    name = _SOUS_ENSEMBLE.sub("", str(font.get(Name.BaseFont, font.get(Name.Subtype, "?"))))
    cmap = font.get(Name.ToUnicode)
    letters = _lettres(cmap.read_bytes()) if isinstance(cmap, pikepdf.Stream) else frozenset()
    return PoliceLue(name, embedded, letters)


@lru_cache(maxsize=256)  # nearly all documents have the same fonts
def _lettres(cmap: bytes) -> frozenset[str]:
    """The characters that a font is said to draw."""
    found: set[str] = set()
    for kind, block in _BLOC.findall(cmap):
        if kind == b"char":
            for _, text in _UN.findall(block):
                found.update(_utf16(text))
            continue
        for first, last, start, listed in _SUITE.findall(block):
            if listed:
                for text in re.findall(rb"<([0-9A-Fa-f]+)>", listed):
                    found.update(_utf16(text))
            elif (text := _utf16(start)) and (count := int(last, 16) - int(first, 16)) < 0x10000:
                found.update(text[:-1])
                found.update(chr(min(ord(text[-1]) + i, 0x10FFFF)) for i in range(count + 1))
    return frozenset(found)


def _utf16(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode() + "0" * (len(hexadecimal) % 2)).decode("utf-16-be", "replace")
