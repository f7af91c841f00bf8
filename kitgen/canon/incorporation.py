"""A shipped font as objects of a PDF, for the codes that are drawn with it."""

from __future__ import annotations

import zlib
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from kitgen.canon.fontes import Chasse, Fonte


def objet(pdf: pikepdf.Pdf, fonte: Fonte, codes: frozenset[int], chasse: Chasse) -> pikepdf.Object:
    """The font in a PDF, for these codes."""
    own = fonte.incorporer(codes, chasse)
    name = Name("/" + own.nom)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        FontFile2=_flux(pdf, own.fichier, Length1=len(own.fichier)),
        **fonte.descripteur,
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=_flux(pdf, own.glyphes) if own.glyphes else Name.Identity,
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=0,
        W=Object.parse(own.largeurs),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=_flux(pdf, own.textes),
        )
    )


@lru_cache(maxsize=256)
def _serre(data: bytes) -> bytes:
    return zlib.compress(data, 9)


def _flux(pdf: pikepdf.Pdf, data: bytes, **more: int) -> pikepdf.Stream:
    stream = pikepdf.Stream(pdf, _serre(data), **more)
    stream.Filter = Name.FlateDecode
    return stream
