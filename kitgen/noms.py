"""Names: folded for comparing, safe for files, sorted and displayed the French way."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Windows refuses these as file names, whatever the extension.
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{i}" for i in range(10)), *(f"lpt{i}" for i in range(10))}

_PONCTUATION = re.compile(r"[^\w]+")

# Letters that Unicode does not decompose, as a French directory sorts them.
_SANS_DECOMPOSITION = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "þ": "th", "ı": "i"}
)


@lru_cache(maxsize=50_000)
def plie(text: str) -> str:
    """`text` for comparing: no case, no accents, no punctuation, single spaces."""
    if text.isascii():
        return " ".join(_PONCTUATION.sub(" ", text.casefold()).split())
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_SANS_DECOMPOSITION)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_PONCTUATION.sub(" ", plain).split())


@lru_cache(4096)
def nom_de_fichier(text: str, limite: int = 40) -> str:
    """A part of a file name that every system takes: ASCII letters, digits, `.`, `_`, `-`.

    Never empty, never `..`, never a path, never a reserved name. Two texts may give the same name:
    what must be distinct carries a number or a code as well.
    """
    plain = re.sub(r"[^A-Za-z0-9._]+", "-", anyascii(unicodedata.normalize("NFC", text)))
    plain = re.sub(r"\.{2,}", ".", plain).strip("-._")[:limite].rstrip("-._")
    if not plain:
        return "sans-nom"
    return f"_{plain}" if plain.partition(".")[0].lower() in _RESERVED else plain


def cle_de_tri(text: str) -> tuple[str, str]:
    """Sort key of a name with French collation: letters first, accents only to settle a tie."""
    return (plie(text).replace(" ", ""), text.casefold())


def majuscules(nom: str) -> str:
    """A family name as it is displayed: capitals, with their accents."""
    return nom.upper()
