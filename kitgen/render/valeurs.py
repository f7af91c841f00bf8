"""Values that are more than text: an image at a size, a box, a text with bold words, a page break; as Word XML.

Each is written as complete runs. Where the tag stood inside a run, `remontee` splits that run around them.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from html import escape

import segno

from kitgen.model.image import Image
from kitgen.render import image as images

SAUT = "<w:sautDePage/>"
"""Stands in a paragraph until `remontee` makes it begin a page; never in a finished file."""

_MAX_QR = 300
"""Characters; a code of more is too dense for the size of a stamp."""

_RICHE = re.compile(r"\*\*(?P<b>[^*]+)\*\*|\*(?P<i>[^*\s](?:[^*]*[^*\s])?)\*|__(?P<u>[^_]+)__")
_PROPRIETES = {"b": "<w:b/><w:bCs/>", "i": "<w:i/><w:iCs/>", "u": '<w:u w:val="single"/>'}


@dataclass(frozen=True, slots=True)
class ImagePosee:
    """An image at the size it is printed, in millimetres."""

    image: Image
    boite: tuple[float, float]
    legende: str = "Image"

    def xml(self) -> str:
        """Its run."""
        return images.dessin(self.image, self.boite, self.legende)


@dataclass(frozen=True, slots=True)
class Case:
    """A box, ticked or not; in the font that has it, whatever the text around."""

    cochee: bool

    def xml(self) -> str:
        """Its run."""
        font = "DejaVu Sans"
        return (
            f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/></w:rPr>'
            f"<w:t>{'☒' if self.cochee else '☐'}</w:t></w:r>"
        )


@dataclass(frozen=True, slots=True)
class Riche:
    """A text in which `**bold**`, `*italic*` and `__underlined__` are what they say."""

    texte: str

    def xml(self) -> str:
        """Its runs."""
        parts, at = [], 0
        for found in _RICHE.finditer(self.texte):
            kind = found.lastgroup or ""
            parts += [_run(self.texte[at : found.start()]), _run(found[kind], _PROPRIETES[kind])]
            at = found.end()
        return "".join([*parts, _run(self.texte[at:])])


@dataclass(frozen=True, slots=True)
class SautDePage:
    """Its paragraph begins a page."""

    def xml(self) -> str:
        """A mark."""
        return SAUT


Valeur = ImagePosee | Case | Riche | SautDePage


def image(valeur: object, largeur: float | None = None, hauteur: float | None = None) -> ImagePosee:
    """An image as large as a box of that width and height (mm) allows; raises ValueError for what is none."""
    if isinstance(valeur, ImagePosee):
        valeur = valeur.image
    if not isinstance(valeur, Image):
        raise ValueError("ce n'est pas une image ; entourez la balise de {% if … %} si elle peut manquer")
    if largeur is None and hauteur is None:
        largeur, hauteur = images.BOITE
    sides = (_mm(largeur), _mm(hauteur))
    return ImagePosee(valeur, (sides[0] or 1000, sides[1] or 1000))


def qr(valeur: object, cote: float = 22) -> ImagePosee:
    """The QR code of a text, `cote` mm wide; raises ValueError for a text that has none."""
    if not isinstance(valeur, (str, int)) or isinstance(valeur, bool) or not str(valeur).strip():
        raise ValueError("un code QR se fait d'un texte")
    if len(str(valeur)) > _MAX_QR:
        raise ValueError(f"ce texte est trop long pour un code QR ({len(str(valeur))} caractères, {_MAX_QR} au plus)")
    side = _mm(cote) or 22
    code = segno.make_qr(str(valeur), error="m", encoding="utf-8" if not str(valeur).isascii() else None)
    rows = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(scale=8, border=4)]
    return ImagePosee(Image(_png(rows), "png", len(rows[0]), len(rows)), (side, side), "Code QR")


def case(valeur: object) -> Case:
    """A box, ticked when the value is true, not empty and not zero."""
    return Case(bool(valeur))


def riche(valeur: object) -> Riche:
    """A text with its emphasis; raises ValueError for what is no text."""
    if not isinstance(valeur, str):
        raise ValueError("« riche » met en forme un texte")
    return Riche(valeur)


def _mm(value: float | None) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 2 <= value <= 280:
        raise ValueError("une image se mesure en millimètres, de 2 à 280")
    return float(value)


def texte_xml(text: str) -> str:
    """A text for inside `<w:t>`, its line breaks and tabs as Word has them."""
    escaped = escape(text.replace("\r\n", "\n").replace("\r", "\n"), quote=False)
    escaped = escaped.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return escaped.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')


def _png(rows: list[bytes]) -> bytes:
    """A grey image of 8 bits a point; segno's own has one bit, and rdocx drops such an image without a word."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    header = len(rows[0]).to_bytes(4) + len(rows).to_bytes(4) + bytes((8, 0, 0, 0, 0))
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _run(text: str, proprietes: str = "") -> str:
    if not text:
        return ""
    props = f"<w:rPr>{proprietes}</w:rPr>" if proprietes else ""
    return f'<w:r>{props}<w:t xml:space="preserve">{texte_xml(text)}</w:t></w:r>'
