"""Prints a page, scans it badly and reads the codes on it, as a sorter of sheets would."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

IMPRIMANTE = 600
SCANNER = 200


@dataclass(frozen=True)
class Scan:
    """How badly: skew in degrees, blur in pixels of the scanner, specks a pixel, how dark black must be (of 255)."""

    angle: float = 3.0
    flou: float = 0.5
    taches: float = 0.002
    seuil: int = 128
    encre: int = 0
    """Dots by which all that is black grows on each side, on paper."""
    graine: int = 1


def imprimer(pdf: Path, page: int, encre: int = 0, dpi: int = IMPRIMANTE) -> Image.Image:
    """The page on paper, in black and white."""
    with pypdfium2.PdfDocument(pdf) as document:
        paper = document[page].render(scale=dpi / 72, grayscale=True).to_pil()
    paper = paper.point(lambda v: 255 if v > 127 else 0)
    return paper.filter(ImageFilter.MinFilter(2 * encre + 1)) if encre else paper


def numeriser(paper: Image.Image, scan: Scan, dpi: int = IMPRIMANTE) -> Image.Image:
    """What the scanner makes of it: skewed, blurred, specked, two colours, 200 dpi."""
    rng = random.Random(scan.graine)
    blurred = paper.filter(ImageFilter.BoxBlur(scan.flou * dpi / SCANNER)) if scan.flou else paper
    size = (round(paper.width * SCANNER / dpi), round(paper.height * SCANNER / dpi))
    # Where the pixels of the scanner fall on the paper is chance.
    shift = (rng.random() * dpi / SCANNER, rng.random() * dpi / SCANNER)
    turned = blurred.rotate(scan.angle, Image.Resampling.BILINEAR, translate=shift, fillcolor=255)
    image = turned.resize(size, Image.Resampling.BOX).point(lambda v: 255 if v > scan.seuil else 0)
    for _ in range(round(image.width * image.height * scan.taches)):
        image.putpixel((rng.randrange(image.width), rng.randrange(image.height)), rng.choice((0, 255)))
    return image


def codes_lus(image: Image.Image) -> list[str]:
    """The QR codes on a page; one that is not found at once is looked for in an enlarged, smoothed picture."""
    found = _read(image)
    if not found:
        twice = image.resize((2 * image.width, 2 * image.height), Image.Resampling.BICUBIC)
        found = _read(twice.filter(ImageFilter.GaussianBlur(1.2)))
    return found


def _read(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]
