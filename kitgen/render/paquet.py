"""The .docx file as a zip: read once with limits, written again with only some members replaced."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
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
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in paquet.membres.items():
                if name not in variables:
                    archive.writestr(_info(name), content)
        self._fixed = buffer.getvalue()

    def remplir(self, membres: dict[str, bytes]) -> bytes:
        """The whole .docx with these members; the same members give the same bytes."""
        buffer = io.BytesIO(self._fixed)
        # Three times as fast as the usual level, for a tenth more bytes.
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for name, content in membres.items():
                archive.writestr(_info(name), content)
        return buffer.getvalue()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIXED_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0
    info.external_attr = 0
    return info
