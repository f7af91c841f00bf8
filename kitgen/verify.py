"""Reads the final PDFs back: the right person on every page, nobody else's name, nothing left unrendered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from kitgen.errors import shortened
from kitgen.pdf import texte_des_pages

_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|StrictUndefined|�|\bUndefined\b")
_PAGE = re.compile(r"Page (\d+) sur (\d+)")
_COUNT = re.compile(r"[Cc]e sujet comporte (\d+) pages?")


def pages_simplifiees(pdf: Path) -> tuple[str, ...]:
    """The text of each page with all blanks as one space, for searching."""
    return tuple(_simple(page) for page in texte_des_pages(pdf))


def verifier_document(nom: str, pages: Sequence[str], partout: Sequence[str], nulle_part: Sequence[str]) -> list[str]:
    """What is wrong with one document (in French); empty when all is well.

    Every page must show each text of `partout`, and none of `nulle_part`.
    """
    findings = []
    for number, page in enumerate(pages, 1):
        where = f"{nom}, page {number}"
        if len(page) < 20:
            findings.append(f"{where} : page blanche")
            continue
        findings += [
            f"{where} : « {shortened(text)} » n'y figure pas" for text in partout if not _stands_in(_simple(text), page)
        ]
        findings += [
            f"{where} : « {text} » n'a rien à y faire" for text in nulle_part if _stands_in(_simple(text), page)
        ]
        if left := _LEFT_OVER.search(page):
            findings.append(f"{where} : reste de gabarit ou caractère illisible « {left.group()} »")
        shown = [(int(a), int(b)) for a, b in _PAGE.findall(page)]
        if (number, len(pages)) not in shown:
            findings.append(f"{where} : le pied de page n'annonce pas « Page {number} sur {len(pages)} »")
        if (said := _COUNT.search(page)) and int(said[1]) != len(pages):
            findings.append(f"{where} : annonce {said[1]} pages, il y en a {len(pages)}")
    return findings


def verifier_pack(
    nom: str,
    pages: Sequence[str],
    faces: Sequence[tuple[str, int] | None],
    attendus: Mapping[str, Sequence[str]],
) -> list[str]:
    """A pack is, page for page, what was planned: a page (from 1) of a document, or a blank one (None)."""
    findings = []
    for position, (page, face) in enumerate(zip(pages, faces, strict=False), 1):
        if face is None and page:
            findings.append(f"{nom}, page {position} : une page blanche était attendue")
        elif face is not None and page != attendus[face[0]][face[1] - 1]:
            findings.append(f"{nom}, page {position} : ce n'est pas {face[0]}, page {face[1]}")
    if len(pages) != len(faces):
        findings.append(f"{nom} : {len(pages)} pages au lieu de {len(faces)}")
    return findings


def _stands_in(text: str, page: str) -> bool:
    """Whether a text stands in a page as whole words: « LE GOFF Yann » is not in « LE GOFF Yannick »."""
    return text in page and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", page) is not None


def _simple(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())
