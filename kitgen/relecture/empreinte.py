"""A fingerprint of what a page draws: the same in a document and in the pack that holds a copy of it."""

from __future__ import annotations

import hashlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, PdfError, Stream

_DE_LA_COPIE = {"/Parent", "/StructParents", "/StructParent", "/Length", "/Filter", "/DecodeParms"}
"""What differs between two files that hold the same page."""

LONGUEUR = 24
"""Letters of a fingerprint: 96 bits."""


_SUR_PLACE = (0, 0)
"""The number of an object that has none: it stands where it is used."""

_flux: dict[tuple[bytes, bytes], bytes] = {}
"""The digests of fonts and pictures that were read before: nearly all documents have the same."""
_CONNUS = 512


def _du_flux(stream: Stream) -> bytes:
    """The digest of what a stream holds, however it is stored."""
    said = b"".join(stream.get(key, Array()).unparse() for key in ("/Filter", "/DecodeParms"))
    stored = stream.read_raw_bytes()
    key = (said, hashlib.sha256(stored).digest())
    if key not in _flux:
        if len(_flux) >= _CONNUS:
            _flux.clear()
        try:
            content = stream.read_bytes()
        except PdfError:  # a picture in its own format
            content = stored + stream.get(Name.Filter, Array()).unparse()
        _flux[key] = hashlib.sha256(content).digest()
    return _flux[key]


class Empreintes:
    """The fingerprints of one file's pages; what pages share is read once."""

    def __init__(self) -> None:
        self._memo: dict[tuple[int, int], bytes] = {}
        self._pareilles: dict[bytes, bytes] = {}

    def page(self, page: pikepdf.Page, contenu: bytes) -> str:
        """The fingerprint of a page of that content: its size, the way it is turned, what is drawn, with which fonts
        and images.

        Links, tags and the outline are not in it, nor how its content is cut into streams.
        """
        digest = hashlib.sha256()
        digest.update(f"{page.mediabox.unparse()!r}{page.cropbox.unparse()!r}{int(page.rotation)}".encode())
        digest.update(contenu)
        digest.update(self._des_ressources(page.resources))
        return digest.hexdigest()[:LONGUEUR]

    def _des_ressources(self, resources: Object) -> bytes:
        """Their digest; those of many pages are written the same, which in one file is the same objects."""
        if resources.objgen != _SUR_PLACE:
            return self._de(resources)
        said = resources.unparse()
        if said not in self._pareilles:
            self._pareilles[said] = self._de(resources)
        return self._pareilles[said]

    def _de(self, value: Object) -> bytes:
        """The digest of an object and all that it refers to."""
        number = value.objgen
        if number == _SUR_PLACE:
            return self._calculer(value)
        if number not in self._memo:
            self._memo[number] = b"..."  # met again inside itself
            self._memo[number] = self._calculer(value)
        return self._memo[number]

    def _calculer(self, value: Object) -> bytes:
        digest = hashlib.sha256()
        if isinstance(value, Stream):
            digest.update(_du_flux(value))
        if isinstance(value, (Dictionary, Stream)):
            for key in sorted(value.keys()):
                if key not in _DE_LA_COPIE:
                    digest.update(key.encode() + b" " + self._valeur(value[key]))
        else:
            for item in value.as_list():
                digest.update(self._valeur(item))
        return digest.digest()

    def _valeur(self, value: object) -> bytes:
        if not isinstance(value, (Array, Dictionary, Stream)):
            return (value.unparse() if isinstance(value, Object) else str(value).encode()) + b"\n"
        if value.objgen == _SUR_PLACE and not isinstance(value, Stream):
            said = value.unparse()
            if b" R" not in said:
                return said + b"\n"
        return self._de(value)
