"""Marked contents that follow each other in one element become one.

Engines mark a text in as many pieces as they draw it in: LibreOffice by line, and around no-break spaces, rdocx word
by word. To who listens they are one text; one mark makes the tags as few as the elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name

_CHAINE = re.compile(rb"\((?:[^\\()]|\\.)*\)", re.DOTALL)
_OPERATEUR = re.compile(rb"(?:EMC|B[DM]C)\s")
_GENRE = re.compile(rb"/([^\s<>/\[\]()]+)\s*(?:<<\s*/MCID\s+(\d+)\s*>>\s*)?\Z")
_DEVANT = 250  # bytes before an operator in which what it opens is looked for
_ARTEFACT = -1

Lieu: TypeAlias = tuple[int, int]
"""A page's rank and a number of marked content there."""


@dataclass(slots=True)
class _Marque:
    """A marked content that is in no other; `numero` is _ARTEFACT for what belongs to no element."""

    genre: bytes
    numero: int
    debut: int
    """Where it begins."""
    dedans: int
    """Where what it holds begins."""
    fin: int = 0
    """Where the operator that ends it begins."""
    apres: int = 0


@dataclass(slots=True)
class _Page:
    rang: int
    contenu: bytes
    parents: Sequence[pikepdf.Object]
    marques: Sequence[_Marque]
    nouveaux: dict[int, int] = field(default_factory=dict)
    """The new number of each marked content that stays."""


def fusionner(pdf: pikepdf.Pdf, contenus: Sequence[bytes]) -> list[bytes]:
    """The contents of a PDF's pages with as few marks as say the same; its structure tree is changed to agree.

    Strings in the contents must be balanced, and no picture stand in them. A PDF whose tags aren't built as known
    stays as it is.
    """
    arbre = pdf.Root.get(Name.StructTreeRoot)
    if arbre is None:
        return list(contenus)
    try:
        pages = _pages(pdf, arbre, contenus)
        elements = {parent.objgen: parent for page in pages for parent in page.parents}
        rangs = {page.obj.objgen: rang for rang, page in enumerate(pdf.pages)}
        places = {key: _enfants(element, rangs) for key, element in elements.items()}
    except (AttributeError, KeyError, TypeError, ValueError, pikepdf.PdfError):
        return list(contenus)
    suivants = {
        lieu: suivant
        for enfants in places.values()
        for lieu, suivant in pairwise(enfants)
        if lieu is not None and suivant is not None
    }
    fused = [_fondre(page, suivants) for page in pages]
    objets = [page.obj for page in pdf.pages]
    for key, element in elements.items():
        _renumeroter(element, places[key], pages, objets)
    tree = pikepdf.NumberTree(arbre.ParentTree)
    for page in pages:
        if page.parents:
            tree[int(objets[page.rang].StructParents)] = Array([page.parents[old] for old in page.nouveaux])
    return fused


def _pages(pdf: pikepdf.Pdf, arbre: pikepdf.Object, contenus: Sequence[bytes]) -> list[_Page]:
    """The pages with what they mark; raises ValueError when marks and tags don't belong together."""
    tree = pikepdf.NumberTree(arbre.ParentTree)
    pages = []
    for rang, (page, contenu) in enumerate(zip(pdf.pages, contenus, strict=True)):
        key = page.obj.get(Name.StructParents)
        parents = list(tree[int(key)]) if key is not None and int(key) in tree else []
        marques = list(_marques(contenu))
        if sorted(m.numero for m in marques if m.numero != _ARTEFACT) != list(range(len(parents))):
            raise ValueError("marks without tags")
        if any(not parent.is_indirect for parent in parents):
            raise ValueError("a tag that nobody can name")
        pages.append(_Page(rang, contenu, parents, marques))
    return pages


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
        genre = _GENRE.search(contenu, max(found.start() - _DEVANT, 0), found.start())
        number = genre[2] if genre else None
        if number is not None and depth:
            raise ValueError("a mark within a mark")
        if depth == 0 and genre and (number is not None or genre[0].strip() == b"/Artifact"):
            kind = _ARTEFACT if number is None else int(number)
            current = _Marque(b"/" + genre[1], kind, genre.start(), found.end())
        depth += 1
    if depth:
        raise ValueError("a mark without an end")


def _enfants(element: pikepdf.Object, rangs: Mapping[tuple[int, int], int]) -> list[Lieu | None]:
    """What an element holds: marked contents, and None for anything else."""
    page = element.get(Name.Pg)
    own = page.objgen if page is not None else (0, 0)
    found: list[Lieu | None] = []
    for kid in _liste(element):
        if isinstance(kid, int):
            found.append((rangs[own], kid))
        elif isinstance(kid, Dictionary) and kid.get(Name.Type) == Name.MCR and Name.Stm not in kid:
            found.append((rangs[kid.Pg.objgen if Name.Pg in kid else own], int(kid.MCID)))
        else:
            found.append(None)
    return found


def _liste(element: pikepdf.Object) -> list[object]:
    kids = element.get(Name.K, Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _fondre(page: _Page, suivants: Mapping[Lieu, Lieu]) -> bytes:
    """A page's content with fewer marks; their new numbers are noted in it."""
    parts: list[bytes] = []
    here = 0
    last: _Marque | None = None
    contenu = page.contenu
    for marque in page.marques:
        joined = (
            last is not None
            and last.genre == marque.genre
            and not contenu[last.apres : marque.debut].strip()
            and (
                last.numero == marque.numero == _ARTEFACT
                or suivants.get((page.rang, last.numero)) == (page.rang, marque.numero)
            )
        )
        if joined and last is not None:
            parts.append(contenu[here : last.fin])
        else:
            parts.append(contenu[here : marque.debut])
            if marque.numero == _ARTEFACT:
                parts.append(b"/Artifact BMC\n")
            else:
                page.nouveaux[marque.numero] = len(page.nouveaux)
                parts.append(b"%s<</MCID %d>>BDC\n" % (marque.genre, page.nouveaux[marque.numero]))
        here = marque.dedans
        last = marque
    return b"".join([*parts, contenu[here:]])


def _renumeroter(
    element: pikepdf.Object, enfants: Sequence[Lieu | None], pages: Sequence[_Page], objets: Sequence[pikepdf.Object]
) -> None:
    """Have an element hold what is left, by numbers alone where that is on its own page."""
    own = next((lieu[0] for lieu in enfants if lieu is not None), None)
    if Name.Pg not in element and own is not None:
        element.Pg = objets[own]
    here = element.Pg.objgen if Name.Pg in element else None
    kept: list[object] = []
    for lieu, kid in zip(enfants, _liste(element), strict=True):
        if lieu is None:
            kept.append(kid)
        elif (number := pages[lieu[0]].nouveaux.get(lieu[1])) is not None:
            page = objets[lieu[0]]
            kept.append(number if page.objgen == here else Dictionary(Type=Name.MCR, Pg=page, MCID=number))
    element.K = Array(kept)
