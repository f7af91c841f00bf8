"""The certificateur's logo: read, checked, refused with what to do."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from kitgen.readers.image import MAX_OCTETS, lire_image


def png(width: int, height: int, depth: int = 8) -> bytes:
    """A white image."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int, height: int, colours: int = 1) -> bytes:
    """Segments as a JPEG has them; nobody decodes it here."""
    frame = b"\xff\xc2\x00\x0b\x08" + struct.pack(">HHB", height, width, colours) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04ab" + frame + b"\xff\xda\x00\x02..\xff\xd9"


@pytest.mark.parametrize(("content", "genre"), [(png(900, 270), "png"), (jpeg(900, 270), "jpeg")])
def test_a_sound_image_is_read_with_its_size(tmp_path: Path, content: bytes, genre: str):
    path = tmp_path / "logo"
    path.write_bytes(content)
    image, text, _ = lire_image(path, "logo")
    assert text == ""
    assert image is not None
    assert (image.genre, image.largeur, image.hauteur) == (genre, 900, 270)
    assert image.contenu == content


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"GIF89a", "pas une image PNG ou JPEG"),
        (b"", "pas une image PNG ou JPEG"),
        (png(900, 270)[:-4], "abîmée"),
        (png(900, 270)[:20], "abîmée"),
        (jpeg(900, 270)[:-2], "abîmée"),
        (b"\xff\xd8\xff\xda\x00\x02xxxxxxxxxxxxx", "abîmée"),
        (b"\xff\xd8\xff\xe0\x00\x00" + b"\xff" * 40, "abîmée"),
        (png(20, 20), "20 × 20 pixels"),
        (png(3100, 400), "3100 × 400 pixels"),
        (png(1000, 40), "trop étroite"),
        (png(900, 270, 1), "8 bits par couleur"),
        (png(900, 270, 16), "8 bits par couleur"),
        (jpeg(900, 270, 4), "8 bits par couleur"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * MAX_OCTETS, "trop lourde"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: bytes, found: str):
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    image, text, remedy = lire_image(path, "logo.png")
    assert image is None
    assert found in text
    assert remedy


def test_a_missing_file_is_said(tmp_path: Path):
    assert lire_image(tmp_path / "rien.png", "rien.png")[:2] == (None, "fichier introuvable")
