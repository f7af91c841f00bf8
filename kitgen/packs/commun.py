"""What the pages of a pack have in common (fonts, images, whole contents), stored once."""

from __future__ import annotations

import hashlib
import re

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

_REFERENCE = re.compile(rb"\d R\b")


class Commun:
    """Finds objects of one PDF that say the same, and makes its pages share the first of them.

    Two objects say the same if their dictionaries are equal to the byte, their streams too, and what they refer to
    says the same. Content is compared as it is stored, never decoded.
    """

    def __init__(self) -> None:
        self._firsts: dict[bytes, Object] = {}
        self._known: dict[tuple[int, int], Object] = {}

    def partager(self, page: pikepdf.Page) -> None:
        """Let a page refer to what earlier pages have already; nothing that is seen changes."""
        for key in (Name.Contents, Name.Resources):
            if key in page.obj:
                page.obj[key] = self._premier(page.obj[key])

    def _premier(self, thing: Object) -> Object:
        """The first object that says the same; one that stands in its parent stays there."""
        if not thing.is_indirect:
            if isinstance(thing, Stream) or _REFERENCE.search(_dit(thing)):
                self._dedans(thing)
            return thing
        known = self._known.get(thing.objgen)
        if known is None:
            # On the way back to itself it stays itself.
            self._known[thing.objgen] = thing
            known = self._firsts.setdefault(self._empreinte(thing), thing)
            self._known[thing.objgen] = known
        return known

    def _empreinte(self, thing: Object) -> bytes:
        said = _dit(thing)
        if _REFERENCE.search(said):
            self._dedans(thing)
            said = _dit(thing)
        digest = hashlib.blake2b(said)
        if isinstance(thing, Stream):
            digest.update(b"stream")
            digest.update(thing.read_raw_bytes())
        return digest.digest()

    def _dedans(self, thing: Object) -> None:
        if isinstance(thing, Array):
            for i, item in enumerate(thing.as_list()):
                if isinstance(item, (Array, Dictionary, Stream)):
                    first = self._premier(item)
                    if first is not item:
                        thing[i] = first
        elif isinstance(thing, (Dictionary, Stream)):
            for key, item in list(thing.items()):
                if isinstance(item, (Array, Dictionary, Stream)) and key != "/Parent":
                    first = self._premier(item)
                    if first is not item:
                        thing[key] = first


def _dit(thing: Object) -> bytes:
    """An object without its stream, as it would be written."""
    return (thing.stream_dict if isinstance(thing, Stream) else thing).unparse(resolved=True)
