"""Reads a finished Word file: its words, those of headers, footers and comments too, and what it says of itself."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from functools import lru_cache
from html import unescape

from kitgen.relecture.lu import ILLISIBLE, PdfLu, simplifier

_TAILLE = 60_000_000
"""Bytes that the parts of a Word file may have; ours have a tenth of a million."""

_TEXTE = re.compile(r"word/\w+\.xml")
_FIN = re.compile(r"<w:(?:tab|br|cr)\b[^>]*>|</w:p>")
_BALISE = re.compile(r"<[^>]*>")
_PROPRIETE = re.compile(r"<([\w:]+)(?:\s[^>]*)?>([^<]+)</\1>")


def lire_word(content: bytes) -> PdfLu:
    """The words of a Word file; one that can't be read says so among its faults."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(p.file_size for p in parts) > _TAILLE:
                return PdfLu(digest, defauts=(ILLISIBLE,))
            words = []
            about: list[tuple[str, str]] = []
            for part in parts:
                if _TEXTE.fullmatch(part.filename):
                    own = part.filename == "word/document.xml"
                    words.append((_texte if own else _texte_commun)(archive.read(part)))
                elif part.filename.startswith("docProps/") and part.filename.endswith(".xml"):
                    about += _PROPRIETE.findall(archive.read(part).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        return PdfLu(digest, defauts=(ILLISIBLE,))
    return PdfLu(digest, metadonnees=tuple(about), word=simplifier("\n".join(words)))


@lru_cache(maxsize=64)
def _texte_commun(xml: bytes) -> str:
    """The same of a part that most documents have alike: styles, settings, heads and feet."""
    return _texte(xml)


def _texte(xml: bytes) -> str:
    return unescape(_BALISE.sub("", _FIN.sub(" ", xml.decode("utf-8", "replace"))))
