"""Reads an image: is it a PNG or JPEG, whole, and of a size that every document can carry."""

from __future__ import annotations

from pathlib import Path

from kitgen.model.image import Image
from kitgen.readers.textes import octets

MAX_OCTETS = 500_000
MIN_PIXELS, MAX_PIXELS = 32, 3_000
MAX_RAPPORT = 12
"""A rule of one pixel's height is no logo."""

_REMEDE = "donnez un PNG ou un JPEG d'au plus 500 ko, par exemple 900 × 270 pixels"
_REENREGISTRER = "ouvrez-la dans un logiciel de dessin et réenregistrez-la en PNG, en couleurs RVB sur 24 bits"


def lire_image(path: Path, source: str) -> tuple[Image | None, str, str]:
    """The image, or what is wrong with it and what to do (in French); `source` is the file's name in messages."""
    content, problem = octets(path, source)
    if content is None:
        return None, (problem.texte if problem else "lecture impossible"), (problem.remede if problem else "")
    if len(content) > MAX_OCTETS:
        return None, f"image trop lourde ({len(content) // 1000} ko)", _REMEDE
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        size, genre = _png(content), "png"
    elif content.startswith(b"\xff\xd8\xff"):
        size, genre = _jpeg(content), "jpeg"
    else:
        return None, "ce n'est pas une image PNG ou JPEG", _REMEDE
    if size is None:
        return None, "image abîmée ou incomplète", _REMEDE
    if (genre == "png" and content[24] != 8) or (genre == "jpeg" and _quadrichromie(content)):
        # rdocx drops such an image without a word.
        return None, "image codée autrement que sur 8 bits par couleur (rouge, vert, bleu ou gris)", _REENREGISTRER
    width, height = size
    if not all(MIN_PIXELS <= side <= MAX_PIXELS for side in size):
        return None, f"image de {width} × {height} pixels ; chaque côté doit en avoir de 32 à 3 000", _REMEDE
    if max(size) > MAX_RAPPORT * min(size):
        return None, f"image trop étroite ({width} × {height} pixels)", _REMEDE
    return Image(content, "png" if genre == "png" else "jpeg", width, height), "", ""


def _png(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or b"IDAT" not in content or not content.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
        return None
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """The size that the frame header says, of an image that is whole."""
    at = _cadre(content)
    if at is None or b"\xff\xd9" not in content[at:]:
        return None
    height, width = int.from_bytes(content[at + 5 : at + 7]), int.from_bytes(content[at + 7 : at + 9])
    return width, height


def _quadrichromie(content: bytes) -> bool:
    """Whether a JPEG is made of four inks."""
    at = _cadre(content)
    return at is not None and content[at + 9 : at + 10] == b"\x04"


def _cadre(content: bytes) -> int | None:
    """Where the frame header of a JPEG stands, after a walk over the segments before it."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return at
        if marker == 0xDA:
            return None
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None
