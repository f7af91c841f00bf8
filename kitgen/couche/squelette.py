"""Which Word documents are the same but for some texts: families, found from the files alone."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

# The parts in which texts may differ from document to document; any other member must be the same to the byte.
_PARTIE = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
# A text of a run, as every generator of .docx writes it. One that is written otherwise is not seen, and so belongs to
# what must be the same.
TEXTE = re.compile(rb"(<w:t(?: [^<>]*)?>)([^<]*)(</w:t>)")
# Where the pattern above could take something for a text that is none.
_TRAITRE = re.compile(rb"<!\[CDATA\[|<!--|<!DOCTYPE|<!ENTITY")
_UTF8 = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*encoding=[\"'](?i:utf-8)[\"'][^>]*\?>\s*)?<\w")
_ILLISIBLE = (
    *(OSError, EOFError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
    *(RuntimeError, NotImplementedError, struct.error),  # encrypted, or packed in a way that zipfile doesn't know
)
_NOM, _ENTETE = 26, 30  # bytes of a member's header before the lengths of name and additions, and with these
_PLAFOND = 50_000_000  # bytes of a document once unpacked; more is none of ours


@dataclass(slots=True)
class Membre:
    """One distinct document of a family: who wants its PDF, and by which texts it differs from the first."""

    fichier: Path
    empreinte: str
    travaux: list[int]
    ecarts: Mapping[int, bytes]
    """By the text's rank in the family's `textes`; raw XML, still escaped."""

    def texte(self, rang: int, famille: Famille) -> bytes:
        """The text at `rang`."""
        return self.ecarts.get(rang, famille.textes[rang])


@dataclass(slots=True)
class Famille:
    """Documents with the same skeleton; `contenu` and `textes` are the first one's."""

    contenu: Mapping[str, bytes]
    textes: tuple[bytes, ...]
    membres: dict[str, Membre] = field(default_factory=dict)

    @property
    def variables(self) -> frozenset[int]:
        """The ranks of the texts that aren't the same in all documents."""
        return frozenset(rang for membre in self.membres.values() for rang in membre.ecarts)


def parties(contenu: Mapping[str, bytes]) -> list[str]:
    """The parts whose texts are counted, in the order of the count."""
    return sorted(name for name in contenu if _PARTIE.fullmatch(name))


def grouper(fichiers: Iterable[tuple[int, Path]]) -> list[Famille]:
    """The families of the documents that can be read, in the order of their first one; each with its position."""
    familles: dict[bytes, Famille] = {}
    connus = _Membres()
    for position, fichier in fichiers:
        try:
            data = fichier.read_bytes()
            contenu = lire(data, connus)
        except _ILLISIBLE:
            continue
        if contenu is None:
            continue
        squelette, textes = demonter(contenu)
        famille = familles.setdefault(squelette, Famille(contenu, textes))
        empreinte = hashlib.sha256(data).hexdigest()
        membre = famille.membres.get(empreinte)
        if membre is None:
            first = famille.textes
            ecarts = {rang: texte for rang, texte in enumerate(textes) if texte != first[rang]}
            famille.membres[empreinte] = Membre(fichier, empreinte, [position], ecarts)
        else:
            membre.travaux.append(position)
    return list(familles.values())


class _Membres(dict[tuple[str, int, bytes], bytes]):
    """Members of archives by how they are packed: those without texts are often the same, and unpacked once."""

    def lire(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> bytes:
        """A member of an archive, whose bytes are `data`."""
        if _PARTIE.fullmatch(info.filename):
            return archive.read(info)
        name, extra = struct.unpack_from("<HH", data, info.header_offset + _NOM)
        start = info.header_offset + _ENTETE + name + extra
        key = info.filename, info.compress_type, data[start : start + info.compress_size]
        if key not in self:
            self[key] = archive.read(info)
        return self[key]


def lire(data: bytes, connus: _Membres | None = None) -> dict[str, bytes] | None:
    """The members of a Word file; None for one whose texts can't be told apart from the rest. Raises one of many
    exceptions for what is no archive."""
    connus = _Membres() if connus is None else connus
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        names = {info.filename for info in infos}
        if len(names) != len(infos) or sum(info.file_size for info in infos) > _PLAFOND:
            return None
        contenu = {info.filename: connus.lire(archive, info, data) for info in infos}
    texts = [contenu[name] for name in parties(contenu)]
    if "word/document.xml" not in contenu or any(_TRAITRE.search(data) or not _UTF8.match(data) for data in texts):
        return None
    return contenu


def demonter(contenu: Mapping[str, bytes]) -> tuple[bytes, tuple[bytes, ...]]:
    """The hash of all but the texts, and the texts."""
    digest = hashlib.sha256()
    textes: list[bytes] = []
    variable = set(parties(contenu))
    for name in sorted(contenu):
        data = contenu[name]
        if name in variable:
            # Between two texts: what stands before, the tag, the text, the closing tag.
            pieces = TEXTE.split(data)
            textes += pieces[2::4]
            del pieces[2::4]
            data = b"\0".join(pieces)
        for piece in (name.encode(), data):
            digest.update(b"%d:" % len(piece))
            digest.update(piece)
    return digest.digest(), tuple(textes)
