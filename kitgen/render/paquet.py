"""The .docx file as a zip: read once with limits, written again with only some members replaced."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# A template is some tens of kilobytes; these bounds stop archives made to fill the memory.
_MAX_MEMBERS = 2_000
_MAX_BYTES = 100_000_000
_DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,  # encrypted
    NotImplementedError,  # packed in a way that zipfile doesn't know
    EOFError,
)
PARTIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml|docProps/core\.xml")
"""The members of a .docx that may hold tags."""

_PROPRIETES = ("docProps/core.xml", "docProps/app.xml")
_AUTEUR = re.compile(
    rb"(<(dc:creator|cp:lastModifiedBy|Company|Manager)\b[^>/]*>)[^<]*(</\2>)",
)

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Paquet:
    """The members of a .docx in their order, with their contents."""

    membres: dict[str, bytes]

    @classmethod
    def lire(cls, path: Path) -> Paquet:
        """Read a .docx.

        Raises ValueError (in French) when the file is no Word document or is made to do harm,
        and OSError when it cannot be read.
        """
        try:
            with zipfile.ZipFile(path) as archive:
                infos = [i for i in archive.infolist() if not i.is_dir()]
                if len(infos) > _MAX_MEMBERS or sum(i.file_size for i in infos) > _MAX_BYTES:
                    raise ValueError("le fichier est anormalement gros une fois décompressé")
                membres = {i.filename: archive.read(i) for i in infos}
        except _DAMAGED as error:
            raise ValueError("ce n'est pas un document Word (.docx) lisible") from error
        if "word/document.xml" not in membres or "[Content_Types].xml" not in membres:
            raise ValueError("ce n'est pas un document Word (.docx) : word/document.xml manque")
        return cls(membres)

    def sans_auteur(self) -> Paquet:
        """The same without who wrote it: Word notes the template's author, who is nobody to the documents' readers."""
        cleaned = {name: _AUTEUR.sub(rb"\1\3", self.membres[name]) for name in _PROPRIETES if name in self.membres}
        return Paquet(self.membres | cleaned)


class Moule:
    """A .docx with holes: the unchanged members are compressed once, the others are added per document."""

    def __init__(self, paquet: Paquet, variables: frozenset[str]) -> None:
        fixed = {name: content for name, content in paquet.membres.items() if name not in variables}
        archive = _archive(fixed)
        self._nombre = len(fixed)
        self._fin = bytearray(archive[-_FIN:])
        size, start = _PLACE.unpack_from(self._fin, 12)
        self._membres, self._repertoire = archive[:start], archive[start : start + size]

    def remplir(self, membres: dict[str, bytes]) -> bytes:
        """The whole .docx with these members; the same members give the same bytes.

        zipfile appends to an archive by reading its list of members and writing it anew, which takes four times as
        long as to pack a document: here its own records are used, with the sizes put in.
        """
        pieces, listed, at = [self._membres], [self._repertoire], len(self._membres)
        for name, content in membres.items():
            # Three times as fast as the usual level, for a tenth more bytes.
            packed = zlib.compress(content, _NIVEAU, wbits=-zlib.MAX_WBITS)
            sizes = _TAILLES.pack(zlib.crc32(content), len(packed), len(content))
            head, entry = _notices(name)
            pieces += (head[:14], sizes, head[26:], packed)
            listed += (entry[:16], sizes, entry[28:42], at.to_bytes(4, "little"), entry[46:])
            at += len(head) + len(packed)
        directory, end = b"".join(listed), bytearray(self._fin)
        _NOMBRES.pack_into(end, 8, *[self._nombre + len(membres)] * 2)
        _PLACE.pack_into(end, 12, len(directory), at)
        return b"".join((*pieces, directory, end))


_NIVEAU = 3
_FIN = 22
"""Length of the record that ends an archive: the number of members at 8, the place of their list at 12."""
_TAILLES = struct.Struct("<3L")
"""CRC and both sizes, at 14 in the record before a member and at 16 in its entry of the list; its place there at 42."""
_NOMBRES = struct.Struct("<2H")
_PLACE = struct.Struct("<2L")


@lru_cache(maxsize=256)
def _notices(name: str) -> tuple[bytes, bytes]:
    """The record before a member and its entry in the list, as zipfile writes them."""
    archive = _archive({name: b""})
    _, start = _PLACE.unpack_from(archive, len(archive) - _FIN + 12)
    return archive[: 30 + len(name.encode())], archive[start:-_FIN]


def _archive(membres: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in membres.items():
            info = zipfile.ZipInfo(name, _FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            archive.writestr(info, content)
    return buffer.getvalue()
