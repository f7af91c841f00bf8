"""The logo and the signature of the second example, drawn: `python -m tests.second.images`."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from tests.aides import RACINE


def main() -> None:
    """Write both."""
    folder = RACINE / "sessions/exemple-2"
    logo = Image.new("RGB", (780, 270), "white")
    draw = ImageDraw.Draw(logo)
    for number, colour in enumerate(("#1F3A5F", "#3E6FA8", "#8FB3D9")):
        draw.ellipse((20 + 150 * number, 35, 220 + 150 * number, 235), outline=colour, width=26)
    draw.rectangle((560, 115, 760, 155), fill="#1F3A5F")
    logo.save(folder / "logo.png", optimize=True)
    signature = Image.new("RGB", (600, 220), "white")
    draw = ImageDraw.Draw(signature)
    points = [(40 + 5 * t, 110 + 70 * math.sin(t / 4.1) * math.cos(t / 13) - 0.25 * t) for t in range(100)]
    draw.line(points, fill="#20306B", width=6, joint="curve")
    draw.line([(60, 190), (540, 165)], fill="#20306B", width=5)
    signature.save(folder / "signature.png", optimize=True)


if __name__ == "__main__":
    main()
