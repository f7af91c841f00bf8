"""Marked contents that follow each other in one element become one.

Engines mark a text in as many pieces as they draw it in: LibreOffice by line, and around no-break spaces, rdocx word
by word. To who listens they are one text; one mark makes the tags as few as the elements. A mark says of what type
its element is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pikepdf import Name

from kitgen.canon.arbre import Arbre, Lieu

_CHAINE = re.compile(rb"\((?:[^\\()]|\\.)*\)", re.DOTALL)
# What opens a mark, with its kind and its number where these are known, or what ends one. What each begins with is
# looked for alone: the search then goes by a table.
_OPERATEUR = re.compile(
    rb"[/EB](?:(?<=/)([^\s<>/\[\]()]++)\s*(?:<<\s*/MCID\s+(\d+)\s*>>\s*)?B[DM]C\s|(?:(?<=E)M|(?<=B)[DM])C\s)"
)
_ARTEFACT = -1


@dataclass(slots=True)
class _Marque:
    """A marked content that is in no other; its number is _ARTEFACT for what belongs to no element."""

    numero: int
    debut: int
    """Where it begins."""
    dedans: int
    """Where what it holds begins."""
    fin: int = 0
    """Where the operator that ends it begins."""
    apres: int = 0


def fusionner(arbre: Arbre, contenus: Sequence[bytes]) -> tuple[list[bytes], list[dict[int, int]]]:
    """The contents of a document's pages with as few marks as say the same, and each page's new numbers of those
    that stay.

    Strings in the contents must be balanced, and no picture stand in them. Raises ValueError when marks and tags don't
    belong together.
    """
    pages = [list(_marques(contenu)) for contenu in contenus]
    for marques, parents in zip(pages, arbre.parents, strict=True):
        if sorted(m.numero for m in marques if m.numero != _ARTEFACT) != list(range(len(parents))):
            raise ValueError("marks without tags")
    suivants = {
        lieu: suivant
        for element in arbre.elements()
        for lieu, suivant in pairwise(element.contenu)
        if isinstance(lieu, tuple) and isinstance(suivant, tuple)
    }
    names: dict[str, bytes] = {}
    genres: dict[Lieu, bytes] = {}
    for element in arbre.elements():
        name = names.setdefault(element.genre, Name(element.genre).unparse())
        genres.update((lieu, name) for lieu in element.contenu if isinstance(lieu, tuple))
    found = [
        _fondre(rang, contenu, marques, suivants, genres)
        for rang, (contenu, marques) in enumerate(zip(contenus, pages, strict=True))
    ]
    return [contenu for contenu, _ in found], [numbers for _, numbers in found]


def _marques(contenu: bytes) -> Iterator[_Marque]:
    if b"(" in contenu:
        # What a string says is no operator.
        contenu = _CHAINE.sub(lambda found: b" " * len(found[0]), contenu)
    depth = 0
    current: _Marque | None = None
    for found in _OPERATEUR.finditer(contenu):
        if contenu.startswith(b"E", found.start()):
            depth -= 1
            if depth == 0 and current is not None:
                current.fin, current.apres = found.start(), found.end()
                yield current
                current = None
            continue
        kind, number = found.groups()
        if number is not None and depth:
            raise ValueError("a mark within a mark")
        if depth == 0 and (number is not None or kind == b"Artifact"):
            current = _Marque(_ARTEFACT if number is None else int(number), found.start(), found.end())
        depth += 1
    if depth:
        raise ValueError("a mark without an end")


def _fondre(
    rang: int,
    contenu: bytes,
    marques: Sequence[_Marque],
    suivants: Mapping[Lieu, Lieu],
    genres: Mapping[Lieu, bytes],
) -> tuple[bytes, dict[int, int]]:
    """A page's content with fewer marks, and their new numbers."""
    parts: list[bytes] = []
    nouveaux: dict[int, int] = {}
    here = 0
    last: _Marque | None = None
    for marque in marques:
        joined = (
            last is not None
            and (
                last.numero == marque.numero == _ARTEFACT or suivants.get((rang, last.numero)) == (rang, marque.numero)
            )
            and not contenu[last.apres : marque.debut].strip()
        )
        if joined and last is not None:
            parts.append(contenu[here : last.fin])
        else:
            parts.append(contenu[here : marque.debut])
            if marque.numero == _ARTEFACT:
                parts.append(b"/Artifact BMC\n")
            else:
                nouveaux[marque.numero] = len(nouveaux)
                parts.append(b"%s<</MCID %d>>BDC\n" % (genres[rang, marque.numero], nouveaux[marque.numero]))
        here = marque.dedans
        last = marque
    return b"".join([*parts, contenu[here:]]), nouveaux
