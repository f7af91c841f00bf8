"""PDF files: are they whole, what do they say, and the same bytes for the same pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Name, Object, String

from kitgen.pdf.clair import en_clair, lire_clair
from kitgen.pdf.ecriture import Ecriture
from kitgen.pdf.objets import ecrire_dictionnaire
from kitgen.pdf.rangement import ranger

PRODUCTEUR = "kitgen"
LANGUE = "fr-FR"

# As pikepdf writes it, in a hundredth of the time.
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="pikepdf">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <rdf:Description rdf:about=""><dc:title xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt>\
<rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title>\
<dc:language xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>\
<pdf:Producer xmlns:pdf="http://ns.adobe.com/pdf/1.3/">{}</pdf:Producer></rdf:Description></rdf:RDF>
</x:xmpmeta>

<?xpacket end="w"?>
"""
_HORS_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class PdfIllisible(ValueError):
    """The file isn't a PDF with pages; the message says what it is, in French."""


def compter_pages(pdf: Path) -> int:
    """The number of pages, at least 1; raises PdfIllisible.

    Without qpdf's recovery: a file that was cut off while it was written must not count as a document.
    """
    try:
        if pdf.stat().st_size == 0:
            raise PdfIllisible("PDF vide")
        # To tell pages what they inherit, qpdf would read all objects.
        with pikepdf.open(pdf, attempt_recovery=False, inherit_page_attributes=False) as opened:
            pages = len(opened.pages)
    except FileNotFoundError:
        raise PdfIllisible("aucun PDF produit") from None
    except pikepdf.PdfError as error:
        raise PdfIllisible("PDF illisible") from error
    if pages == 0:
        raise PdfIllisible("PDF sans page")
    return pages


def paroles(titre: str, langue: str) -> tuple[bytes, bytes]:
    """What a file says about itself: as a dictionary, and as XMP."""
    said = _XMP.format(*(escape(_HORS_XML.sub("", text), quote=False) for text in (titre, langue, PRODUCTEUR)))
    return Dictionary(Title=String(titre), Producer=String(PRODUCTEUR)).unparse(), said.encode()


def terminer_assemble(
    ecriture: Ecriture, racine: int, dit: Mapping[bytes, bytes], *, titre: str, langue: str = LANGUE
) -> bytes:
    """The file of what was put together from finished PDFs; `dit` is what its root, of that number, says already."""
    info, xmp = paroles(titre, langue)
    about, metadata = ecriture.reserver(), ecriture.reserver()
    ecriture.objet(about, info)
    ecriture.flux(metadata, b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(xmp), xmp)
    said = {**dit, b"/Lang": String(langue).unparse(), b"/Metadata": b"%d 0 R" % metadata}
    ecriture.objet(racine, ecrire_dictionnaire(said))
    return ecriture.terminer(racine, about)


def octets_neutres(pdf: pikepdf.Pdf, *, titre: str, langue: str = LANGUE) -> bytes:
    """The file of an open PDF, which this changes, without trace of when, where and by what it was made.

    The same pages give the same bytes. Outline, tags and links stay as they are.
    """
    _neutralise(pdf, titre, langue)
    # LibreOffice numbers its objects in the order of memory addresses, qpdf in the order of use.
    return ranger(lire_clair(en_clair(pdf)))


def _neutralise(pdf: pikepdf.Pdf, titre: str, langue: str) -> None:
    for key in ("/Info", "/DocChecksum", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    about, metadata = paroles(titre, langue)
    pdf.trailer.Info = pdf.make_indirect(Object.parse(about))
    root = pdf.Root
    root.Metadata = pdf.make_stream(metadata, Type=Name.Metadata, Subtype=Name.XML)
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
