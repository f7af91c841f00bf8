"""A font as an engine put it into a PDF: which shipped font it is a part of, and the canonical codes of its own."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Name

from kitgen.canon.fontes import Chasse, Fonte, fonte
from kitgen.canon.glyphes import Signature, ouvrir, signatures

_CARACTERES = re.compile(rb"beginbf(char|range)\s(.*?)endbf", re.DOTALL)
_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f ]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_ECART = 0.001  # thousandths of the size: nothing
_CONNUES = 512


@dataclass(frozen=True, slots=True)
class _Vue:
    """What the file of a font says."""

    signatures: list[Signature]
    par_code: Mapping[int, int] | None
    """The glyph of each code; None where all codes are glyphs."""


_vues: dict[tuple[bool, bytes], _Vue] = {}
"""What was found out about fonts seen before: documents of one template often have the same."""


@dataclass(frozen=True, slots=True)
class Source:
    """One font of an engine's PDF."""

    fonte: Fonte
    octets: int
    """Of a code in a text: one or two."""
    codes: Mapping[int, int]
    """The canonical code of each code."""
    chasses: tuple[Chasse, ...]
    """The ways in which its widths may have been written."""


def reconnaitre(font: pikepdf.Object) -> Source | None:
    """What a font is; None when it isn't one of ours, or not in a shape that is known."""
    try:
        return _reconnaitre(font)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, TTLibError, pikepdf.PdfError):
        # pikepdf says by any of them that an object isn't built as expected.
        return None


def _reconnaitre(font: pikepdf.Object) -> Source | None:
    ours = fonte(str(font.BaseFont)[1:].rpartition("+")[2])
    if ours is None:
        return None
    composite = font.Subtype == Name.Type0
    if composite:
        if font.Encoding != Name("/Identity-H") or len(font.DescendantFonts) != 1:
            return None
        inner = font.DescendantFonts[0]
        if inner.get("/CIDToGIDMap", Name.Identity) != Name.Identity:
            return None
    elif font.Subtype == Name.TrueType and "/Encoding" not in font:
        inner = font
    else:
        return None
    seen = _vue(inner.FontDescriptor.FontFile2.read_bytes(), composite=composite)
    known, glyphs = seen.signatures, seen.par_code
    widths = _largeurs_composites(inner) if composite else _largeurs_simples(inner)
    codes = {}
    for code, texte in _textes(font.ToUnicode.read_bytes()).items():
        glyph = code if glyphs is None else glyphs.get(code)
        if glyph is None or glyph >= len(known):
            continue
        found = ours.code(known[glyph], texte)
        if found is not None:
            codes[code] = found
    # What is embedded instead must move the pen as far.
    moved = [(widths.get(code, 0), ours.avance(found)) for code, found in codes.items()]
    ways = tuple(way for way in Chasse if all(abs(width - way.de(avance)) <= _ECART for width, avance in moved))
    if not ways:
        return None
    return Source(ours, 2 if composite else 1, codes, ways)


def _vue(data: bytes, *, composite: bool) -> _Vue:
    key = composite, hashlib.sha256(data).digest()
    if key not in _vues:
        if len(_vues) >= _CONNUES:
            _vues.clear()
        with ouvrir(io.BytesIO(data)) as font:
            _vues[key] = _Vue(signatures(font), None if composite else _par_code(font))
    return _vues[key]


def _par_code(font: TTFont) -> dict[int, int]:
    """The glyphs of a symbolic font of one byte a letter, as the PDF standard (9.6.5.4) has them found."""
    table = font["cmap"].getcmap(1, 0)
    if table is None or len(font["cmap"].tables) != 1:
        raise ValueError("a font with several encodings")
    return {code: font.getGlyphID(name) for code, name in table.cmap.items()}


def _largeurs_simples(font: pikepdf.Object) -> dict[int, float]:
    return {int(font.FirstChar) + rank: float(width) for rank, width in enumerate(font.Widths)}


def _largeurs_composites(font: pikepdf.Object) -> dict[int, float]:
    widths: dict[int, float] = {}
    parts = list(font.W)
    for first, run in zip(parts[::2], parts[1::2], strict=True):
        for rank, width in enumerate(run):
            widths[int(first) + rank] = float(width)
    return widths


def _textes(cmap: bytes) -> dict[int, str]:
    textes: dict[int, str] = {}
    for kind, block in _CARACTERES.findall(cmap):
        if kind == b"char":
            for code, texte in _CHAR.findall(block):
                textes[int(code, 16)] = bytes.fromhex(texte.decode()).decode("utf-16-be")
        else:
            if block.count(b"[") or len(_RANGE.findall(block)) * 3 != block.count(b"<"):
                raise ValueError("a range in an unknown shape")
            for low, high, texte in _RANGE.findall(block):
                first = bytes.fromhex(texte.decode()).decode("utf-16-be")
                for rank in range(min(int(high, 16) - int(low, 16) + 1, 0x10000)):
                    textes[int(low, 16) + rank] = first[:-1] + chr(ord(first[-1]) + rank)
    return textes
