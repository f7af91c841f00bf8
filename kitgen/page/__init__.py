"""A page for people: one HTML file beside the manifest, that works from disk and is the same for the same inputs."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from kitgen.context.typographie import texte
from kitgen.page.construire import vue
from kitgen.page.vues import Bilan, VuePage

__all__ = ("NOM", "Bilan", "VuePage", "ecrire", "rendre", "vue")

NOM = "index.html"

_MORCEAU = 1_000
_ICI = Path(__file__).parent


def rendre(page: VuePage) -> str:
    """The page as HTML; what comes from an input is escaped, and only our own style and script may take effect."""
    return "".join(_morceaux(page))


def _morceaux(page: VuePage) -> Iterator[str]:
    style, script = _own("page.css"), _own("page.js")
    stream = _template().stream(
        page=page,
        style=style,
        script=script,
        regle=f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'; "
        "form-action 'none'",
    )
    # That of 1,600 candidates has 8 MB, in a million pieces.
    stream.enable_buffering(_MORCEAU)
    return stream


def ecrire(page: VuePage, dossier: Path) -> str:
    """Write the page into the folder that it describes; its SHA-256, in hexadecimal."""
    digest = hashlib.sha256()
    with (dossier / NOM).open("wb") as file:
        for morceau in _morceaux(page):
            content = morceau.encode()
            digest.update(content)
            file.write(content)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, loader=FileSystemLoader(_ICI)
    )
    environment.filters["t"] = texte
    return environment.get_template("index.html.j2")


def _own(name: str) -> str:
    """A file of ours as it stands between two tags."""
    return "\n" + (_ICI / name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
