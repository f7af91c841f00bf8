"""Reads a finished PDF once: all that the checks want to know of it, as data."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Array, Name, ObjectStreamMode, PdfError, StreamDecodeLevel

from kitgen.pdf import texte_de_la_page
from kitgen.relecture.code import lire_dessin
from kitgen.relecture.empreinte import Empreintes
from kitgen.relecture.lettres import Polices
from kitgen.relecture.lu import ILLISIBLE, Demande, PageLue, PdfLu, simplifier
from kitgen.relecture.marges import marges_encrees
from kitgen.relecture.structure import defauts_de_la_page, defauts_du_fichier, metadonnees, signets
from kitgen.relecture.word import lire_word

_DEBUT_DU_BANDEAU = b"Q\n/Artifact <</Type /Pagination>> BDC\n"
_TRACES = frozenset(b"qQcmglhfreEMC")
"""The letters of the operators that draw a strip, filled outlines: none that shows a text has but these."""

_NOMBRES = b"0123456789.+- \n"


def lire(dossier: Path, demande: Demande) -> PdfLu:
    """Read one file; one that can't be read has no pages, and says so among its faults."""
    content = (dossier / demande.chemin).read_bytes()
    if demande.chemin.endswith(".docx"):
        return lire_word(content)
    digest = hashlib.sha256(content).hexdigest()
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            return _lire(pdf, digest, demande)
    except (PdfError, pypdfium2.PdfiumError, ValueError, TypeError, KeyError, AttributeError):
        # Whatever stands in a file that somebody changed, pikepdf raises one of these.
        return PdfLu(digest, defauts=(ILLISIBLE,))


def _lire(pdf: pikepdf.Pdf, digest: str, demande: Demande) -> PdfLu:
    prints, fonts = Empreintes(), Polices()
    pages = []
    numbers: dict[tuple[int, int], int] = {}
    bands = _Bandeaux()
    for number, page in enumerate(pdf.pages, 1):
        numbers[page.obj.objgen] = number
        streams = _flux(page)
        pages.append(
            PageLue(
                empreinte=prints.page(page),
                vide=not page.obj.get(Name.Annots) and all(not s.read_bytes().strip() for s in streams[:3]),
                polices=fonts.de(page) if demande.texte else (),
                defauts=tuple(defauts_de_la_page(page)),
                code=bands.code(streams) if demande.bandeau else None,
            )
        )
    about = metadonnees(pdf)
    outline = signets(pdf, numbers)
    faults = tuple(defauts_du_fichier(pdf))
    if demande.texte:
        if demande.bandeau:
            _sans_bandeau(pdf, pages)
        pages = _avec_texte(pdf, pages, demande)
    return PdfLu(digest, tuple(pages), about, outline, faults)


def _flux(page: pikepdf.Page) -> list[pikepdf.Object]:
    contents = page.obj.get(Name.Contents, Array())
    return list(contents) if isinstance(contents, Array) else [contents]


class _Bandeaux:
    """The strips of one file: what all its pages share is looked at once."""

    def __init__(self) -> None:
        self._vus: dict[tuple[int, int], bool] = {}

    def code(self, streams: list[pikepdf.Object]) -> str | None:
        """What the code of the strip says; None where the last two streams are no strip."""
        if len(streams) < 4:
            return None
        own, words = streams[-2].read_bytes(), streams[-1]
        if words.objgen not in self._vus:
            self._vus[words.objgen] = _trace(words.read_bytes())
        if not self._vus[words.objgen] or not own.startswith(_DEBUT_DU_BANDEAU):
            return None
        return lire_dessin(own) if _trace(own[len(_DEBUT_DU_BANDEAU) :]) else None


def _trace(content: bytes) -> bool:
    return _TRACES.issuperset(content.translate(None, _NOMBRES))


def _sans_bandeau(pdf: pikepdf.Pdf, pages: list[PageLue]) -> None:
    """Take the strips off: they hold no word, and their outlines are most of what there would be to parse."""
    for page, read in zip(pdf.pages, pages, strict=True):
        if read.code is not None:
            page.obj.Contents = Array(_flux(page)[1:-2])


def _avec_texte(pdf: pikepdf.Pdf, pages: list[PageLue], demande: Demande) -> list[PageLue]:
    for key in set(pdf.Root.keys()) - {"/Type", "/Pages"}:
        del pdf.Root[key]
    pages_alone = io.BytesIO()
    pdf.save(
        pages_alone,
        compress_streams=False,
        stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.disable,
    )
    found = []
    with pypdfium2.PdfDocument(pages_alone.getvalue()) as document:
        for page, read in zip(document, pages, strict=True):
            found.append(
                PageLue(
                    empreinte=read.empreinte,
                    vide=read.vide,
                    polices=read.polices,
                    defauts=read.defauts,
                    texte=simplifier(texte_de_la_page(page)),
                    encre=marges_encrees(page, bandeau=read.code is not None),
                    code=read.code,
                )
            )
            page.close()
    return found
