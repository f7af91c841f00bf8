"""An image that was read and found sound: its bytes, its kind, its size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Image:
    """A PNG or JPEG image; sizes in pixels."""

    contenu: bytes
    genre: Literal["png", "jpeg"]
    largeur: int
    hauteur: int
