"""A Word document as it is given to an engine: without the styles that nothing in it names.

An engine builds every style of a document before it lays out a line: a document of the shipped templates uses 40 of
its 104. The PDF is the same, to the byte in its canonical form. Only what can't matter goes: styles of paragraphs and
characters that Word doesn't know by itself, that count nothing, and whose identifier no attribute of any part has;
and where anything isn't as it usually is, the document stays what it is.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache

from lxml import etree

_STYLES = "word/styles.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ILLISIBLE = (
    *(OSError, EOFError, ValueError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
    *(RuntimeError, NotImplementedError, struct.error),  # encrypted, or packed in a way that zipfile doesn't know
)
_PLAFOND = 50_000_000  # bytes of a document once unpacked; with more it stays as it is
_DATE = (1980, 1, 1, 0, 0, 0)
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".ttf", ".odttf")
"""What names no style; any other member must be XML in an encoding that can be searched."""
_UTF8 = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml(?![^>]*encoding=[\"'](?!(?i:utf-8)))[^>]*\?>\s*)?<\w")
_CACHES = (b"<!", b"&#")
"""Of comments, entities and references to letters, in which a name could be hidden."""
_APOSTROPHES = re.compile(rb"=\s*'")
_INSTRUCTION = re.compile(rb"instrText(?:\s[^<>]*)?>([^<]*)<")
_INSTRUCTION_SIMPLE = re.compile(rb"instr\s*=\s*\"([^\"]*)\"")
_PAR_NOM = re.compile(rb"STYLEREF|\\T", re.IGNORECASE)
"""Fields that name a style by another name than its identifier."""
_SIMPLE = re.compile(r"[A-Za-z0-9_-]+")


def sans_styles_inutiles(docx: bytes) -> bytes:
    """The document without styles that it doesn't use, or the very same."""
    try:
        contenu = _lire(docx)
        if contenu is None or _STYLES not in contenu:
            return docx
        nommes = _nommes(data for nom, data in contenu.items() if nom != _STYLES and not nom.lower().endswith(_IMAGES))
        styles = None if nommes is None else _alleger(contenu[_STYLES], nommes)
    except _ILLISIBLE:
        return docx
    return docx if styles is None else _ecrire({**contenu, _STYLES: styles})


def _lire(docx: bytes) -> dict[str, bytes] | None:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len({info.filename.lower() for info in infos}) != len(infos):
            return None
        if sum(info.file_size for info in infos) > _PLAFOND:
            return None
        return {info.filename: archive.read(info) for info in infos}


def _ecrire(contenu: Mapping[str, bytes]) -> bytes:
    """Packed in haste, as it is read once; but it is not to take more room than documents do."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for nom, data in contenu.items():
            packed = None if nom.lower().endswith(_IMAGES) else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(nom, _DATE), data, packed, 1)
    return buffer.getvalue()


def _nommes(parties: Iterable[bytes]) -> frozenset[bytes] | None:
    """All that attributes say, in small letters; None where not all of it is seen."""
    found: set[bytes] = set()
    for data in parties:
        if not _lisible(data):
            return None
        # A field's instruction may stand in several pieces.
        said = b"".join(_INSTRUCTION.findall(data) + _INSTRUCTION_SIMPLE.findall(data)) if b"instr" in data else b""
        if _PAR_NOM.search(said):
            return None
        # With what stands between them, which says more than is needed, and takes less time than to tell them apart.
        found.update(data.split(b'"'))
    return frozenset(value.strip().lower() for value in found)


def _lisible(data: bytes) -> bool:
    """Whether all that attributes say stands between quotes, letter by letter."""
    found = _UTF8.match(data)
    return (
        found is not None and not any(sign in data for sign in _CACHES) and not _APOSTROPHES.search(data, found.end())
    )


def _alleger(styles: bytes, nommes: frozenset[bytes]) -> bytes | None:
    """The part of the styles without those that aren't needed; None to leave it."""
    known = _identifiants(styles)
    return None if known is None else _sans(styles, known & nommes)


@lru_cache(maxsize=16)
def _identifiants(styles: bytes) -> frozenset[bytes] | None:
    """Of all styles, in small letters; None for a part in which they can't be told apart."""
    if not _lisible(styles):
        return None
    racine = _analyser(styles)
    ids, noms = [], []
    for style in racine.iter(f"{_W}style"):
        if style.getparent() is not racine:
            return None
        nom = style.find(f"{_W}name")
        ids.append(_identifiant(style))
        noms.append("" if nom is None else str(nom.get(f"{_W}val", "")).strip().lower())
        # What a style without a base has from an engine's own of that name, another style may have changed.
        if _genre(style) == "paragraph" and style.find(f"{_W}basedOn") is None and not _par_defaut(style):
            return None
    if racine.tag != f"{_W}styles" or "" in (*ids, *noms) or len(set(ids)) < len(ids) or len(set(noms)) < len(noms):
        return None
    return frozenset(name.encode() for name in ids)


@lru_cache(maxsize=256)
def _sans(styles: bytes, employes: frozenset[bytes]) -> bytes | None:
    """Without the styles that neither the document (`employes`) nor a style that stays has any use for."""
    racine = _analyser(styles)
    by_id = {_identifiant(style): style for style in racine.iterfind(f"{_W}style")}
    kept: set[str] = set()
    left = [name for name, style in by_id.items() if name.encode() in employes or not _superflu(style)]
    while left:
        name = left.pop()
        if name not in kept:
            kept.add(name)
            said = (str(value).strip().lower() for element in by_id[name].iter() for value in element.attrib.values())
            left += [other for other in said if other in by_id]
    if len(kept) == len(by_id):
        return None
    for name, style in by_id.items():
        if name not in kept:
            racine.remove(style)
    return bytes(etree.tostring(racine, encoding="UTF-8", xml_declaration=True, standalone=True))


def _superflu(style: etree._Element) -> bool:
    """Whether a style goes if nobody names it."""
    return (
        style.get(f"{_W}customStyle") in ("1", "true")
        and not _par_defaut(style)
        and _genre(style) in ("paragraph", "character")
        and _SIMPLE.fullmatch(_identifiant(style)) is not None
        and next(style.iter(f"{_W}numPr"), None) is None
    )


def _identifiant(style: etree._Element) -> str:
    return str(style.get(f"{_W}styleId", "")).strip().lower()


def _genre(style: etree._Element) -> str:
    return str(style.get(f"{_W}type", "paragraph"))


def _par_defaut(style: etree._Element) -> bool:
    return style.get(f"{_W}default", "0") not in ("0", "false", "off")


def _analyser(data: bytes) -> etree._Element:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise ValueError("broken XML") from error
