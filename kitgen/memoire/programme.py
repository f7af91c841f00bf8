"""Which program makes the documents: its code, its fonts and the libraries whose results it passes on."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_DOSSIER = Path(__file__).parents[1]
# What decides on a byte of a document, a PDF or a message; a check of the tests holds it to pyproject.toml.
BIBLIOTHEQUES = (
    *("anyascii", "docxtpl", "fonttools", "jinja2", "lxml", "pikepdf", "pydantic", "pypdf", "pypdfium2"),
    *("python-calamine", "python-docx", "python-stdnum", "pyyaml", "rapidfuzz", "rdocx", "segno", "uharfbuzz"),
)


@cache
def empreinte() -> str:
    """The SHA-256 of all that: another one may make other bytes of the same inputs."""
    digest = hashlib.sha256(f"{sys.version} {sys.platform}".encode())
    for path in sorted(_DOSSIER.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(f"{path.relative_to(_DOSSIER).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name in BIBLIOTHEQUES:
        digest.update(f"{name} {_version(name)}\0".encode())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # rdocx, where there is no wheel
        return ""
