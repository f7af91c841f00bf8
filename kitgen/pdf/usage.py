"""The objects of a plain PDF in the order of their use, as qpdf numbers them; what nothing names is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kitgen.pdf.clair import Clair, ecrire_flux, est_un_flux, flux
from kitgen.pdf.objets import CHAINE

_NOMME = re.compile(rb"(?<=[ \[])(\d+) 0 R(?=[ \]])")
# The same where texts, which may say « 12 0 R », are to be passed over.
_NOMME_OU_DIT = re.compile(rb"(" + CHAINE + rb")|(?<=[ \[])(\d+) 0 R(?=[ \]])", re.DOTALL)


def par_usage(objets: Mapping[int, bytes], racine: int, info: int) -> Clair:
    """The plain PDF of these objects, numbered anew from the root on; raises ValueError where one that is named isn't
    there."""
    order = [racine, info]
    numbers = {racine: 1, info: 2}
    cut: list[tuple[tuple[bytes, ...], tuple[int, ...], bytes | None]] = []
    for number in order:
        if number not in objets:
            raise ValueError("an object that is named and isn't there")
        said, data = objets[number], None
        if est_un_flux(said):
            said, data = flux(said)
        texts, named = _couper(said)
        for other in named:
            if other not in numbers:
                order.append(other)
                numbers[other] = len(order)
        cut.append((texts, named, data))
    written = []
    for texts, named, data in cut:
        said = _joindre(texts, named, numbers)
        written.append(said if data is None else ecrire_flux(said, data))
    return Clair(written, 1, 2)


def _joindre(textes: tuple[bytes, ...], nommes: tuple[int, ...], numeros: Mapping[int, int]) -> bytes:
    if not nommes:
        return textes[0]
    parts = [b""] * (2 * len(nommes) + 1)
    parts[::2] = textes
    parts[1::2] = [b"%d 0 R" % numeros[number] for number in nommes]
    return b"".join(parts)


@lru_cache(maxsize=1 << 14)  # documents of one class have nearly all of theirs in common
def _couper(texte: bytes) -> tuple[tuple[bytes, ...], tuple[int, ...]]:
    """What stands between the objects that are named, and their numbers."""
    if b"(" not in texte:
        parts = _NOMME.split(texte)
        return tuple(parts[::2]), tuple(map(int, parts[1::2]))
    texts, named = [], []
    here = 0
    for found in _NOMME_OU_DIT.finditer(texte):
        if found[2] is not None:
            texts.append(texte[here : found.start()])
            named.append(int(found[2]))
            here = found.end()
    return (*texts, texte[here:]), tuple(named)
