"""Reads a finished PDF once: all that the checks want to know of it, as data."""

from __future__ import annotations

import hashlib
import io
import re
import struct
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Array, Name, PdfError

from kitgen.pdf import texte_de_la_page
from kitgen.relecture.code import lire_dessin
from kitgen.relecture.contenus import Contenus, flux, joindre
from kitgen.relecture.empreinte import Empreintes
from kitgen.relecture.lettres import Polices
from kitgen.relecture.lu import ILLISIBLE, Demande, PageLue, PdfLu, simplifier
from kitgen.relecture.marges import marges_encrees
from kitgen.relecture.structure import defauts_de_la_page, defauts_du_fichier, metadonnees, signets
from kitgen.relecture.word import lire_word

_DEBUT_DU_BANDEAU = b"Q\n/Artifact <</Type /Pagination>> BDC\n"
_FLUX = 5
"""Streams of a page with a strip, at least: around what is drawn one before and three after."""
_TRACES = frozenset(b"qQcmglhfreEMC")
"""The letters of the operators that draw a strip, filled outlines: none that shows a text has but these."""

_NOMBRES = b"0123456789.+- \n"
_DEBUT_DE_TABLE = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")


def lire(dossier: Path, demande: Demande) -> PdfLu:
    """Read one file; one that can't be read has no pages, and says so among its faults."""
    content = (dossier / demande.chemin).read_bytes()
    if demande.chemin.endswith(".docx"):
        return lire_word(content)
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            return _lire(pdf, content, demande)
    except (PdfError, pypdfium2.PdfiumError, ValueError, TypeError, KeyError, AttributeError):
        # Whatever stands in a file that somebody changed, pikepdf raises one of these.
        return PdfLu(hashlib.sha256(content).hexdigest(), defauts=(ILLISIBLE,))


def _lire(pdf: pikepdf.Pdf, content: bytes, demande: Demande) -> PdfLu:
    prints, fonts = Empreintes(), Polices()
    pages = []
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    wanted = [*pdf.pages][slice(*demande.pages)]
    contents = Contenus(pdf, wanted)
    bands = _Bandeaux()
    for rank, page in enumerate(wanted):
        streams = contents.page(rank)
        drawn = joindre(streams)
        pages.append(
            PageLue(
                empreinte=prints.page(page, drawn),
                vide=not page.obj.get(Name.Annots) and not drawn.strip(),
                polices=fonts.de(page) if demande.texte else (),
                defauts=tuple(defauts_de_la_page(page)),
                code=bands.code(streams) if demande.bandeau else None,
            )
        )
    about = metadonnees(pdf)
    outline = signets(pdf, numbers)
    faults = tuple(defauts_du_fichier(pdf))
    if demande.texte:
        changed = []
        for page, read in zip(wanted, pages, strict=True):
            if read.code is not None:
                page.obj.Contents = Array(flux(page)[1:-3])
                changed.append(page)
        pages = _avec_texte(_sans_bandeaux(pdf, content, changed), pages)
    return PdfLu(hashlib.sha256(content).hexdigest(), tuple(pages), about, outline, faults)


class _Bandeaux:
    """The strips of one file: what all its pages share is looked at once."""

    def __init__(self) -> None:
        self._vus: dict[bytes, bool] = {}

    def code(self, flux: Sequence[bytes]) -> str | None:
        """What the code of the strip says; None where the last three streams are no strip."""
        if len(flux) < _FLUX:
            return None
        first, own, words = flux[-3:]
        shared = first.removeprefix(_DEBUT_DU_BANDEAU)
        if not first.startswith(_DEBUT_DU_BANDEAU) or not self._vu(shared) or not self._vu(words):
            return None
        return lire_dessin(first + own) if _trace(own) else None

    def _vu(self, partage: bytes) -> bool:
        if partage not in self._vus:
            self._vus[partage] = _trace(partage)
        return self._vus[partage]


def _trace(content: bytes) -> bool:
    return _TRACES.issuperset(content.translate(None, _NOMBRES))


def _sans_bandeaux(pdf: pikepdf.Pdf, content: bytes, changees: Sequence[pikepdf.Page]) -> bytes:
    """The file with these pages as they are now: without strips, which hold no word and would take long to parse.

    Nothing is written anew: the pages that are changed are appended, as PDF's incremental updates are.
    """
    before = _DEBUT_DE_TABLE.search(content, max(len(content) - 64, 0))
    if not changees or before is None or pdf.is_encrypted:
        return content
    appended = bytearray(content)
    appended += b"\n"
    index, entries = [], bytearray()
    for page in changees:
        number, generation = page.obj.objgen
        index.append(f"{number} 1")
        entries += struct.pack(">BIH", 1, len(appended), generation)
        appended += b"%d %d obj\n%s\nendobj\n" % (number, generation, page.obj.unparse(resolved=True))
    number = int(pdf.trailer.Size)
    index.append(f"{number} 1")
    entries += struct.pack(">BIH", 1, len(appended), 0)
    table = (
        f"{number} 0 obj\n<</Type/XRef/W[1 4 2]/Size {number + 1}/Index[{' '.join(index)}]/Prev {int(before[1])}"
        f"/Root {pdf.Root.objgen[0]} {pdf.Root.objgen[1]} R/Length {len(entries)}>>\nstream\n"
    ).encode()
    start = len(appended)
    return bytes(appended) + table + bytes(entries) + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def _avec_texte(content: bytes, pages: Sequence[PageLue]) -> list[PageLue]:
    found = []
    with pypdfium2.PdfDocument(content) as document:
        for page, read in zip(document, pages, strict=True):
            found.append(
                replace(
                    read,
                    texte=simplifier(texte_de_la_page(page)),
                    encre=marges_encrees(page, bandeau=read.code is not None),
                )
            )
            page.close()
    return found
