"""The shipped fonts in canonical PDFs: a fixed code for each glyph and its text, and what is embedded of them."""

from __future__ import annotations

import hashlib
import logging
import math
import unicodedata
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property, lru_cache
from typing import Any

import uharfbuzz
from fontTools.ttLib import TTFont
from pikepdf import Array

from kitgen.canon.glyphes import Signature, Signatures, ouvrir
from kitgen.canon.lettres import FRANCAIS, LIEES, PALIERS, SOCLES
from kitgen.engines.polices import POLICES, Police

_ALIAS = 0xE000
"""From here on codes stand for a glyph with another text than its first one: a no-break space that looks as a space."""

_LIGATURES = (4, 7)
"""Kinds of lookups in a font: ligatures, and any kind in a place of its own (OpenType, table « GSUB »)."""

_SANS = ("GSUB", "GPOS", "GDEF", "OS/2", "name", "post", "kern", "cmap", "STAT", "gasp", "DSIG", "MATH")


class Chasse(Enum):
    """How an engine writes how far a letter moves the pen: LibreOffice 7 cuts off what is below a thousandth."""

    COUPEE = "coupée"
    ARRONDIE = "arrondie"
    EXACTE = "exacte"

    def de(self, avance: float) -> float:
        """The number that is written."""
        if self is Chasse.EXACTE:
            return avance
        return math.floor(avance) if self is Chasse.COUPEE else math.floor(avance + 0.5)


@dataclass(frozen=True, slots=True)
class Incorporee:
    """What a PDF holds of a font, as bytes: made once for each set of codes."""

    nom: str
    fichier: bytes
    textes: bytes
    largeurs: bytes
    """As a PDF says them."""
    glyphes: bytes
    """The glyph of each code; empty where all codes are glyphs."""


class Fonte:
    """One shipped font."""

    def __init__(self, police: Police) -> None:
        # It has opinions on the dates inside our fonts, which are no user's business.
        logging.getLogger("fontTools").setLevel(logging.ERROR)
        self.nom = police.postscript
        self._font = ouvrir(police.chemin)
        self._face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(police.chemin)))
        self._signatures = Signatures(self._font)
        self._unites = int(self._font["head"].unitsPerEm)

    @cached_property
    def _points(self) -> list[tuple[int, int]]:
        """The characters of the font, each with its glyph."""
        return [(point, self._font.getGlyphID(name)) for point, name in sorted(self._font.getBestCmap().items())]

    @cached_property
    def _textes(self) -> dict[int, str]:
        """The first text of each glyph that has one; for ligatures, that of their parts."""
        found: dict[int, str] = {}
        for point, glyphe in self._points:
            found.setdefault(glyphe, _dit(chr(point)))
        for parts, glyphe in _ligatures(self._font):
            if glyphe not in found and all(part in found for part in parts):
                found[glyphe] = "".join(found[part] for part in parts)
        return found

    @cached_property
    def _par_texte(self) -> dict[str, list[tuple[int, int]]]:
        """By what they say, glyphs and their codes: those whose first text it is before the others."""
        found: dict[str, list[tuple[int, int]]] = {}
        for glyphe, texte in sorted(self._textes.items()):
            found.setdefault(texte, []).append((glyphe, glyphe))
        for (glyphe, texte), code in sorted(self._alias.items()):
            found.setdefault(texte, []).append((glyphe, code))
        return found

    @cached_property
    def _alias(self) -> dict[tuple[int, str], int]:
        """The codes of glyphs that stand for further characters."""
        pairs = sorted((glyphe, chr(point)) for point, glyphe in self._points)
        further = [pair for pair in pairs if self._textes[pair[0]] != pair[1]]
        return {pair: _ALIAS + rank for rank, pair in enumerate(further)}

    @cached_property
    def _glyphes_des_alias(self) -> dict[int, tuple[int, str]]:
        return {code: pair for pair, code in self._alias.items()}

    @cached_property
    def paliers(self) -> tuple[frozenset[int], ...]:
        """Larger and larger parts of the font, the socle first."""
        found = [self.socle]
        for signs in PALIERS if self.socle else ():
            more = {glyphe for glyphe, texte in self._textes.items() if texte in signs}
            more |= {code for (_, texte), code in self._alias.items() if texte in signs}
            found.append(found[-1] | more)
        return tuple(found)

    @cached_property
    def socle(self) -> frozenset[int]:
        """The codes that are embedded whatever a document says."""
        wanted = SOCLES.get(self.nom)
        signs = FRANCAIS if wanted is None else frozenset(wanted)
        codes = {glyphe for glyphe, texte in self._textes.items() if texte in signs}
        codes |= {code for (_, texte), code in self._alias.items() if texte in signs}
        if wanted is None:
            codes |= {g for g, texte in self._textes.items() if len(texte) > 1 and LIEES.issuperset(texte)}
        return frozenset(codes)

    def code(self, signature: Signature, texte: str) -> int | None:
        """The code of a glyph that looks so and says this; None if the font has none."""
        said = self._par_texte.get(texte, ())
        return next((code for glyphe, code in said if self._signatures[glyphe] == signature), None)

    def codes_de(self, texte: str) -> frozenset[int]:
        """The codes that say this."""
        codes = {glyphe for glyphe, said in self._textes.items() if said == texte}
        return frozenset(codes | {code for (_, said), code in self._alias.items() if said == texte})

    def avance(self, code: int) -> float:
        """How far a code moves the pen, in thousandths of the size."""
        return float(self._signatures.largeurs[self._glyphe(code)]) * 1000 / self._unites

    def _glyphe(self, code: int) -> int:
        return code if code < _ALIAS else self._glyphes_des_alias[code][0]

    def _texte(self, code: int) -> str:
        return self._textes[code] if code < _ALIAS else self._glyphes_des_alias[code][1]

    def part(self, codes: Set[int]) -> frozenset[int]:
        """What is embedded of the font in a PDF that uses these codes."""
        return next((palier for palier in self.paliers if codes <= palier), self.socle | codes)

    def incorporer(self, codes: Set[int], chasse: Chasse) -> Incorporee:
        """What a PDF that uses these codes holds of the font."""
        return self._incorporer(self.part(codes), chasse)

    @lru_cache(maxsize=64)  # noqa: B019 (a font lives as long as the process)
    def _incorporer(self, codes: frozenset[int], chasse: Chasse) -> Incorporee:
        part = uharfbuzz.SubsetInput()
        part.glyph_set.update({0, *map(self._glyphe, codes)})
        for tag in _SANS:
            part.drop_table_tag_set.add(int.from_bytes(tag.encode()))
        part.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
        data = bytes(uharfbuzz.subset(self._face, part).blob.data)
        ordered = sorted(codes)
        return Incorporee(
            f"{_prefixe(data, ordered)}+{self.nom}",
            data,
            _cmap((code, self._texte(code)) for code in ordered),
            _suites((code, chasse.de(self.avance(code))) for code in ordered),
            _table({code: self._glyphe(code) for code in ordered}) if ordered and ordered[-1] >= _ALIAS else b"",
        )

    @cached_property
    def descripteur(self) -> dict[str, Any]:
        """What a PDF says of the font's measures."""
        head, lines, style = self._font["head"], self._font["hhea"], self._font["OS/2"]

        def scaled(units: float) -> int:
            return round(units * 1000 / self._unites)

        angle = self._font["post"].italicAngle
        return {
            "Flags": 4 | (64 if angle else 0),
            "FontBBox": Array([scaled(units) for units in (head.xMin, head.yMin, head.xMax, head.yMax)]),
            "ItalicAngle": round(angle),
            "Ascent": scaled(lines.ascent),
            "Descent": scaled(lines.descent),
            "CapHeight": scaled(getattr(style, "sCapHeight", 0) or lines.ascent),
            "StemV": 120 if style.usWeightClass > 500 else 80,
        }


@cache
def fonte(postscript: str) -> Fonte | None:
    """The shipped font of that name."""
    return next((Fonte(police) for police in POLICES if police.postscript == postscript), None)


def lire_les_usuelles() -> None:
    """Read of the fonts that nearly all documents have what the first document asks."""
    for police in POLICES[:2]:
        if (known := fonte(police.postscript)) is not None:
            known.code(b"", " ")


def _dit(character: str) -> str:
    """What a character says: ligatures that have a character of their own say their letters."""
    return unicodedata.normalize("NFKC", character) if "\ufb00" <= character <= "\ufb06" else character


def _ligatures(font: TTFont) -> Iterable[tuple[tuple[int, ...], int]]:
    if "GSUB" not in font:
        return
    for lookup in font["GSUB"].table.LookupList.Lookup:
        # Nothing else is taken apart, which takes a while.
        for subtable in lookup.SubTable if lookup.LookupType in _LIGATURES else ():
            table = getattr(subtable, "ExtSubTable", subtable)
            for first, ligatures in sorted(getattr(table, "ligatures", {}).items()):
                for ligature in ligatures:
                    parts = (first, *ligature.Component)
                    yield tuple(map(font.getGlyphID, parts)), font.getGlyphID(ligature.LigGlyph)


def _prefixe(data: bytes, codes: Iterable[int]) -> str:
    """Six capitals, as the name of a part of a font begins with."""
    number = int.from_bytes(hashlib.sha256(data + repr(list(codes)).encode()).digest()[:8])
    letters = []
    for _ in range(6):
        number, rest = divmod(number, 26)
        letters.append(chr(ord("A") + rest))
    return "".join(letters)


def _cmap(textes: Iterable[tuple[int, str]]) -> bytes:
    lines = [b"<%04X> <%s>\n" % (code, t.encode("utf-16-be").hex().upper().encode()) for code, t in textes]
    blocks = [lines[n : n + 100] for n in range(0, len(lines), 100)]
    said = b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(block), b"".join(block)) for block in blocks)
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n%sendcmap\n"
        b"CMapName currentdict /CMap defineresource pop\nend\nend\n" % said
    )


def _suites(widths: Iterable[tuple[int, float]]) -> bytes:
    """Widths of codes that follow each other, together, as a PDF says them."""
    runs: list[tuple[int, list[str]]] = []
    for code, width in widths:
        number = str(int(width) if width == int(width) else width)
        if runs and code == runs[-1][0] + len(runs[-1][1]):
            runs[-1][1].append(number)
        else:
            runs.append((code, [number]))
    return "[ {} ]".format(" ".join(f"{first} [ {' '.join(run)} ]" for first, run in runs)).encode()


def _table(glyphes: Mapping[int, int]) -> bytes:
    size = max(glyphes) + 1
    return b"".join(glyphes.get(code, 0).to_bytes(2) for code in range(size))
