"""A copy of a template with a Word comment at each fault."""

from __future__ import annotations

import io
from collections.abc import Sequence
from zipfile import BadZipFile

import docx
from docx.document import Document as DocumentWord
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from kitgen.controle_gabarit.constats import Constat
from kitgen.errors import Gravite

_CORPS = "word/document.xml"
_AUTEUR = "kitgen"


def annoter(modele: bytes, constats: Sequence[Constat]) -> bytes:
    """The .docx with a comment per finding.

    Word has no comments in headers, footers and notes: those are at the first paragraph, and name their place.
    The same template and findings give the same comments. Raises ValueError when python-docx can't read the file.
    """
    try:
        document = docx.Document(io.BytesIO(modele))
    except (KeyError, ValueError, AttributeError, OSError, BadZipFile, OpcError, etree.LxmlError) as error:
        raise ValueError("le modèle est trop abîmé pour être annoté") from error
    paragraphs = list(document.element.iter(qn("w:p")))
    for constat in constats:
        rank = constat.lieu.rang if constat.lieu.partie == _CORPS else 0
        if rank < len(paragraphs):
            _commenter(document, Paragraph(paragraphs[rank], document), constat)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _commenter(document: DocumentWord, paragraph: Paragraph, constat: Constat) -> None:
    element = paragraph._p
    runs = [r for r in element.iter(qn("w:r")) if r.getparent() is element]
    if not runs:
        # Nothing to hold on to: an empty run at the end holds the comment.
        runs = [paragraph.add_run()._r]
    word = "Erreur" if constat.gravite is Gravite.ERREUR else "Avertissement"
    where = f" ({constat.lieu})" if constat.lieu.partie != _CORPS else ""
    text = f"{word}{where} : {constat.texte}" + (f"\n→ {constat.remede}" if constat.remede else "")
    comment = document.add_comment(
        [Run(runs[0], paragraph), Run(runs[-1], paragraph)], text=text, author=_AUTEUR, initials="k"
    )
    # No clock in what kitgen writes.
    comment._comment_elm.attrib.pop(qn("w:date"), None)
