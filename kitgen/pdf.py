"""PDF files: are they whole, what do they say, and the same bytes for the same pages."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
from pikepdf import Dictionary, Name, String

PRODUCTEUR = "kitgen"


class PdfIllisible(ValueError):
    """The file isn't a PDF with pages; the message says what it is, in French."""


def compter_pages(pdf: Path) -> int:
    """The number of pages, at least 1; raises PdfIllisible.

    Without qpdf's recovery: a file that was cut off while it was written must not count as a document.
    """
    try:
        if pdf.stat().st_size == 0:
            raise PdfIllisible("PDF vide")
        with pikepdf.open(pdf, attempt_recovery=False) as opened:
            pages = len(opened.pages)
    except FileNotFoundError:
        raise PdfIllisible("aucun PDF produit") from None
    except pikepdf.PdfError as error:
        raise PdfIllisible("PDF illisible") from error
    if pages == 0:
        raise PdfIllisible("PDF sans page")
    return pages


def normaliser(source: Path, cible: Path, *, titre: str, langue: str = "fr-FR") -> int:
    """Write `source` to `cible` without trace of when, where and by what it was made; return its page count.

    The same pages give the same bytes. Outline, tags and links stay as they are.
    """
    with pikepdf.open(source) as pdf:
        if "/Info" in pdf.trailer:
            del pdf.trailer.Info
        for key in ("/DocChecksum", "/ID"):
            if key in pdf.trailer:
                del pdf.trailer[key]
        pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String(titre), Producer=String(PRODUCTEUR)))
        root = pdf.Root
        if Name.Metadata in root:
            del root.Metadata
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp["dc:title"] = titre
            xmp["dc:language"] = {langue}
            xmp["pdf:Producer"] = PRODUCTEUR
        root.Lang = String(langue)
        if Name.ViewerPreferences not in root:
            root.ViewerPreferences = Dictionary()
        root.ViewerPreferences.DisplayDocTitle = True
        pages = len(pdf.pages)
        pdf.save(
            cible,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return pages


def texte_des_pages(pdf: Path) -> tuple[str, ...]:
    """The text of each page, lines ended by a line feed."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = []
        for page in document:
            texts.append(page.get_textpage().get_text_range())
        return tuple(text.replace("\r\n", "\n") for text in texts)
