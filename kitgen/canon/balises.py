"""The tags of a document, and the marks in its contents, made fewer together."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import pikepdf
from pikepdf import Name

from kitgen.canon.allegement import alleger
from kitgen.canon.arbre import Arbre
from kitgen.canon.fusion import fusionner


def baliser(pdf: pikepdf.Pdf, contenus: Sequence[bytes], *, fondre: bool = True) -> list[bytes]:
    """The contents of an open PDF's pages with fewer marks; its structure tree is changed to agree.

    Without `fondre` the contents stay as they are. A PDF whose tags aren't built as known stays as it is.
    """
    if Name.StructTreeRoot not in pdf.Root:
        return list(contenus)
    try:
        arbre = Arbre(pdf)
    except (AttributeError, KeyError, TypeError, ValueError, pikepdf.PdfError):
        # pikepdf says by any of them that an object isn't built as expected.
        return list(contenus)
    alleger(arbre)
    fused, numbers = list(contenus), None
    if fondre:
        # Marks in an unknown shape: each stays what it is.
        with contextlib.suppress(ValueError):
            fused, numbers = fusionner(arbre, contenus)
    arbre.ecrire(numbers)
    return fused
