"""Finished PDFs as PDF/A-2b (ISO 19005-2), for an archive: what is seen stays the same, what it needs is inside.

Whatever engine made the pages, this adds the colour profile and the declaration, then has the written file judged by
pikepdf's validator, which approves only what it knows to conform; so nothing is declared that was not checked.
"""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, String, pdfa

NIVEAU = "PDF/A-2b"
_SAVEUR = "2b"
_ASSEZ = 3  # faults told of one file: the others are most often the same


def archiver(pdf: Path) -> list[str]:
    """Make a finished PDF a PDF/A-2b, in place; what of it does not conform (in French), empty when all does.

    The same bytes give the same bytes. Title, language, producer, tags, outline and links stay as they are.
    """
    # The validator reads the fonts with it; it has opinions on their dates, which are no user's business.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    beside = pdf.with_name(f".{pdf.name}.partiel")
    # Never into a file: qpdf ends the whole program when the disk is full.
    buffer = io.BytesIO()
    try:
        with pikepdf.open(pdf) as opened:
            _declarer(opened)
            opened.save(buffer, **pdfa.resolve_save_kwargs(_SAVEUR, deterministic_id=True))
        beside.write_bytes(buffer.getvalue())
        beside.replace(pdf)
    finally:
        beside.unlink(missing_ok=True)
    found = pdfa.validate_written(pdf, _SAVEUR).findings
    told = [f"{f.message} ({f.rule}, {f.where})" for f in found[:_ASSEZ]]
    return told + [f"et {len(found) - _ASSEZ} autres"] * (len(found) > _ASSEZ)


def _declarer(pdf: pikepdf.Pdf) -> None:
    if Name.OpenAction in pdf.Root:  # how a viewer opens it: not for an archive to say
        del pdf.Root.OpenAction
    for page in pdf.pages:
        if isinstance(page.obj.get(Name.Tabs), String):  # LibreOffice writes a text where a name must stand
            page.obj.Tabs = Name(f"/{page.obj.Tabs}")
    info, xmp = dict(pdf.trailer.Info.items()), pdf.Root.Metadata.read_bytes()
    pdfa.prepare(pdf, _SAVEUR)
    # It writes the hour and itself into the metadata: ours, which name no day and no machine, are put back.
    pdf.trailer.Info = pdf.make_indirect(Dictionary(info))
    pdf.Root.Metadata = pdf.make_stream(xmp, Type=Name.Metadata, Subtype=Name.XML)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "B"
