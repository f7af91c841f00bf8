"""Is anything drawn in the margins of a page? Seen as a printer sees it: only the margins are rendered."""

from __future__ import annotations

import ctypes
import math

import pypdfium2
import pypdfium2.raw as pdfium

MM = 72 / 25.4
BORD = 5 * MM
"""What most printers can't print on, at each edge."""

BANDEAU = 18.5 * MM
"""What a page keeps free at the right for its strip: its margin of 19 mm, but for the frame of a table, half a
millimetre of which may stand in it."""

_ECHELLE = 0.5  # pixels a point: a hairline still darkens its pixel
_TOLERANCE = 1.5  # points: half a pixel, and half a line
_BLANC = 245  # what a hairline at the limit leaves


def marges_encrees(page: pypdfium2.PdfPage, *, bandeau: bool) -> tuple[str, ...]:
    """The margins in which something is drawn; with `bandeau` the right one is that of the strip."""
    width, height = page.get_size()
    edge = BORD - _TOLERANCE
    right = BANDEAU - _TOLERANCE if bandeau else edge
    wide, narrow = _pixels(width), _pixels(edge)
    zones = (
        # Where a zone is wider than its margin, by a row of whole words of four pixels, it lies off the page.
        ("gauche", edge - narrow / _ECHELLE, 0.0, narrow, _pixels(height)),
        ("droite", width - right, 0.0, _pixels(right), _pixels(height)),
        ("haut", 0.0, edge - narrow / _ECHELLE, wide, narrow),
        ("bas", 0.0, height - edge, wide, narrow),
    )
    whole = (round(width * _ECHELLE), round(height * _ECHELLE))
    return tuple(
        name
        for name, x, y, columns, lines in zones
        if _encree(page, (-round(x * _ECHELLE), -round(y * _ECHELLE), *whole), columns, lines)
    )


def _pixels(length: float) -> int:
    """So many pixels, rounded up to four: then no line of the picture is padded."""
    return 4 * max(math.ceil(length * _ECHELLE / 4), 1)


def _encree(page: pypdfium2.PdfPage, place: tuple[int, int, int, int], columns: int, lines: int) -> bool:
    bitmap = pdfium.FPDFBitmap_CreateEx(columns, lines, pdfium.FPDFBitmap_Gray, None, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, lines, 0xFFFFFFFF)
        # What lies outside the bitmap is passed over: this is a tenth of the cost of rendering the page.
        pdfium.FPDF_RenderPageBitmap(bitmap, page, *place, 0, pdfium.FPDF_ANNOT)
        size = pdfium.FPDFBitmap_GetStride(bitmap) * lines
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), size)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels.count(b"\xff") != size and min(pixels) < _BLANC
