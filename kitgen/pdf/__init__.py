"""PDF files: are they whole, what do they say, and the same bytes for the same pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Name, ObjectStreamMode, StreamDecodeLevel, String

from kitgen.pdf.ecriture import Ecriture
from kitgen.pdf.objets import ecrire_dictionnaire

PRODUCTEUR = "kitgen"
_VERSION = "1.7"  # of the PDF standard, whatever an engine writes


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
        return ecrire_neutre(pdf, cible, titre=titre, langue=langue)


def terminer_assemble(
    ecriture: Ecriture, racine: int, dit: Mapping[bytes, bytes], *, titre: str, langue: str = "fr-FR"
) -> bytes:
    """The file of what was put together from finished PDFs; `dit` is what its root, of that number, says already."""
    with pikepdf.new() as pdf:
        _neutralise(pdf, titre, langue)
        info, xmp = pdf.trailer.Info.unparse(resolved=True), pdf.Root.Metadata.read_bytes()
    about, metadata = ecriture.reserver(), ecriture.reserver()
    ecriture.objet(about, info)
    ecriture.flux(metadata, b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(xmp), xmp)
    said = {**dit, b"/Lang": String(langue).unparse(), b"/Metadata": b"%d 0 R" % metadata}
    ecriture.objet(racine, ecrire_dictionnaire(said))
    return ecriture.terminer(racine, about)


def ecrire_neutre(pdf: pikepdf.Pdf, cible: Path, *, titre: str, langue: str = "fr-FR") -> int:
    """Write an open PDF, which this changes, as `normaliser` does; return its page count."""
    beside = cible.with_name(f".{cible.name}.partiel")
    try:
        _neutralise(pdf, titre, langue)
        # LibreOffice numbers its objects in the order of memory addresses: this save, without object
        # streams, numbers them in the order of use; the next one packs them in that order.
        # Into a file: pikepdf writes thousands of small pieces, which a BytesIO takes much slower.
        pdf.save(
            beside,
            object_stream_mode=ObjectStreamMode.disable,
            stream_decode_level=StreamDecodeLevel.none,
            compress_streams=False,
        )
        with pikepdf.open(beside) as ordered:
            del ordered.trailer.ID
            ordered.save(
                cible, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate, force_version=_VERSION
            )
            return len(ordered.pages)
    finally:
        beside.unlink(missing_ok=True)


def _neutralise(pdf: pikepdf.Pdf, titre: str, langue: str) -> None:
    for key in ("/Info", "/DocChecksum", "/ID"):
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


def texte_des_pages(pdf: Path) -> tuple[str, ...]:
    """The text of each page, lines ended by a line feed; some twenty times as fast as pypdf."""
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(texte_de_la_page(page) for page in document)


def texte_de_la_page(page: pypdfium2.PdfPage) -> str:
    """The text of one open page, as `texte_des_pages` gives it."""
    text: str = page.get_textpage().get_text_range()
    # PDFium joins a word that is broken at its hyphen and puts U+FFFE (older ones: U+0002) for the hyphen:
    # « Jean-Pierre » at the end of a line must be found again.
    return text.replace("\r\n", "\n").replace("\ufffe", "-").replace("\x02", "-")
