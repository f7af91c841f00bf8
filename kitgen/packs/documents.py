"""What a pack takes of its documents: pages, what belongs to them, and tags; and which are built alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from kitgen.pdf.objets import (
    Fichier,
    Lecteur,
    Objet,
    PdfInattendu,
    dictionnaire,
    ecrire_dictionnaire,
    numero,
    tableau,
)

_DU_PACK = (b"/Type", b"/Parent", b"/Contents", b"/Resources")
"""What a page says anew in a pack."""
_D_UNE_SEULE = (b"/Annots", b"/StructParents")
"""What belongs to one page alone: a copy has none."""


@dataclass(frozen=True, slots=True, eq=False)
class PageLue:
    """A page: the streams of its content, its resources, and the rest as it, its copies and its blank back say it."""

    contenu: tuple[int, ...]
    ressources: Objet | int | None
    reste: Objet
    copie: Objet
    dos: Objet


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """The tags of a document, by number."""

    sommets: tuple[int, ...]
    """Its outermost elements."""
    elements: Mapping[int, Objet]
    parents: tuple[tuple[int, Objet | int], ...]
    """What stands under each key: an array, or the number of an object."""
    roles: Mapping[bytes, bytes]
    identifiants: bool


@dataclass(frozen=True, slots=True, eq=False)
class Forme:
    """What documents are alike in: the numbers of their pages and of what belongs to these, and all of their tags."""

    pages: tuple[int, ...]
    annexes: tuple[int, ...]
    structure: Structure | None


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document that was read for a pack."""

    objets: Mapping[int, Objet]
    pages: tuple[PageLue, ...]
    forme: Forme


class Documents:
    """Reads documents."""

    def __init__(self, lecteur: Lecteur) -> None:
        self._lecteur = lecteur
        self._pages: dict[tuple[Objet, tuple[int, ...]], PageLue] = {}
        self._formes: dict[tuple[object, ...], list[tuple[tuple[int, ...], tuple[Objet | None, ...], Forme]]]
        self._formes = defaultdict(list)

    def lire(self, fichier: Fichier) -> Document:
        """What a pack takes of this file. Raises PdfInattendu for one that isn't built as either engine does."""
        objets = fichier.objets
        pages = tuple(self._page(objets[n], objets) for n in fichier.pages)
        annexes = _proches((page.reste for page in pages), objets, set(fichier.pages))
        return Document(objets, pages, self._forme(fichier, tuple(sorted(annexes))))

    def _page(self, objet: Objet, objets: Mapping[int, Objet]) -> PageLue:
        said = self._lecteur.dit(objet)
        streams = tuple(_flux(said.get(b"/Contents", b"[]"), objets))
        if (objet, streams) not in self._pages:
            resources = said.get(b"/Resources")
            named = None if resources is None else numero(resources)
            rest = {key: value for key, value in said.items() if key not in _DU_PACK}
            back = {key: said[key] for key in (b"/MediaBox", b"/Rotate") if key in said}
            make = self._lecteur.objet
            self._pages[objet, streams] = PageLue(
                streams,
                make(resources) if named is None and resources is not None else named,
                make(ecrire_dictionnaire(rest)),
                make(ecrire_dictionnaire({key: value for key, value in rest.items() if key not in _D_UNE_SEULE})),
                make(ecrire_dictionnaire(back)),
            )
        return self._pages[objet, streams]

    def _forme(self, fichier: Fichier, annexes: tuple[int, ...]) -> Forme:
        objets = fichier.objets
        named = self._lecteur.dit(objets[fichier.racine]).get(b"/StructTreeRoot")
        root = None if named is None else numero(named)
        key = (fichier.pages, annexes, root if root is None else objets[root])
        # What of another document has led to the same tags leads to them here, object by object.
        for read, objects, forme in self._formes[key]:
            if tuple(map(objets.get, read)) == objects:
                return forme
        structure, nodes = None, set[int]()
        if named is not None:
            if root is None:
                raise PdfInattendu("tags in an unknown shape")
            structure, nodes = self._structure(objets, root, {*fichier.pages, *annexes})
        forme = Forme(fichier.pages, annexes, structure)
        read = (*sorted(nodes), *(structure.elements if structure else ()))
        self._formes[key].append((read, tuple(map(objets.get, read)), forme))
        return forme

    def _structure(self, objets: Mapping[int, Objet], racine: int, autres: Set[int]) -> tuple[Structure, set[int]]:
        """The tags, and the numbers of what else was read to find them."""
        root = dictionnaire(objets[racine].texte)
        if b"/ClassMap" in root:
            raise ValueError("class maps of tagged PDFs can't be merged")
        nodes = {racine}
        tops = tuple(_nommes(root.get(b"/K", b"[]"), objets, nodes))
        parents: dict[int, Objet | int] = {}
        for cle, value in _feuilles(root.get(b"/ParentTree", b"<<>>"), objets, nodes):
            named = numero(value)
            parents[cle] = self._lecteur.objet(value) if named is None else named
        starts = [objets[n] for n in tops]
        starts += [objets[v] if isinstance(v, int) else v for v in parents.values()]
        elements = _proches(starts, objets, {*autres, racine})
        elements |= {n for n in (*tops, *parents.values()) if isinstance(n, int)}
        if any(racine in objets[n].trous for n in elements - set(tops)):
            raise PdfInattendu("tags in an unknown shape")
        roles = root.get(b"/RoleMap", b"<<>>")
        named = numero(roles)
        if named is not None:
            nodes.add(named)
            roles = objets[named].texte
        return (
            Structure(
                tops,
                {n: objets[n] for n in sorted(elements)},
                tuple(sorted(parents.items())),
                # LibreOffice also maps standard types to themselves, which is a circle.
                {name: role for name, role in dictionnaire(roles).items() if name != role},
                b"/IDTree" in root,
            ),
            nodes,
        )


def _proches(departs: Iterable[Objet], objets: Mapping[int, Objet], arret: Set[int]) -> set[int]:
    """The numbers of what these objects refer to, and that again, up to where it stops."""
    found: set[int] = set()
    waiting = list(departs)
    while waiting:
        for n in waiting.pop().trous:
            if n > 0 and n not in arret and n not in found:
                if n not in objets:
                    raise PdfInattendu("something is named that isn't there")
                found.add(n)
                waiting.append(objets[n])
    return found


def _flux(contents: bytes, objets: Mapping[int, Objet]) -> Iterator[int]:
    """The streams of a content: one, or those of an array."""
    named = numero(contents)
    if named is not None:
        objet = objets[named]
        if objet.flux is not None:
            yield named
            return
        contents = objet.texte
    for named in _nommes_par(contents):
        if named is None or objets[named].flux is None:
            raise PdfInattendu("a content that is no stream")
        yield named


@lru_cache(maxsize=1024)
def _nommes_par(contents: bytes) -> tuple[int | None, ...]:
    """What the items of an array name; pages of documents that are built alike have equal ones."""
    return tuple(map(numero, tableau(contents)))


def _nommes(value: bytes, objets: Mapping[int, Objet], lus: set[int]) -> Iterator[int]:
    """The objects that a value names: one, or an array of them."""
    named = numero(value)
    if named is not None and not objets[named].texte.startswith(b"["):
        yield named
        return
    if named is not None:
        lus.add(named)
        value = objets[named].texte
    for item in tableau(value):
        named = numero(item)
        if named is None:
            raise PdfInattendu("tags in an unknown shape")
        yield named


def _feuilles(value: bytes, objets: Mapping[int, Objet], lus: set[int]) -> Iterator[tuple[int, bytes]]:
    """The entries of a number tree."""
    named = numero(value)
    if named is not None:
        if named in lus:
            raise PdfInattendu("a tree that leads back to itself")
        lus.add(named)
        value = objets[named].texte
    said = dictionnaire(value)
    numbers = tableau(said.get(b"/Nums", b"[]"))
    for key, entry in zip(numbers[::2], numbers[1::2], strict=True):
        yield int(key), entry
    for kid in tableau(said.get(b"/Kids", b"[]")):
        yield from _feuilles(kid, objets, lus)
