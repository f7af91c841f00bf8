"""The structure tree of an open PDF as data: read once, changed at will, written back where it differs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TypeAlias, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object

_NU = frozenset({"/Type", "/S", "/P", "/K", "/Pg", "/A"})
_PROFONDEUR = 100
_MARQUE = rb"<< /MCID %s /Pg %s 0 R /Type /MCR >>"
_ENFANT = re.compile(_MARQUE % (rb"(\d+)", rb"(\d+)") + rb"|(\d+) 0 R|(\d+)")
_ELEMENT = re.compile(
    rb"<< (?:/A (\d+) 0 R )?(?:/K (\[ (?:(?:" + _MARQUE % (rb"\d+", rb"\d+") + rb"|\d+ 0 R|\d+) )*+\]|\d+ 0 R|\d+) )?"
    rb"/P \d+ 0 R (?:/Pg (\d+) 0 R )?/S (/[^\s<>\[\]()/]+) (?:(/Type /StructElem) )?>>"
)
_CLES = {
    there: frozenset(("/P", "/S", *(key for key, yes in zip(("/A", "/K", "/Pg", "/Type"), there, strict=True) if yes)))
    for there in product((False, True), repeat=4)
}

Lieu: TypeAlias = tuple[int, int]
"""A page's rank and the number of a marked content there."""
_Numero: TypeAlias = tuple[int, int]
_Enfant: TypeAlias = int | tuple[_Numero | None, int] | Object


@dataclass(slots=True, eq=False)
class Element:
    """What is in an element: others, marked contents, and anything else as it stands (the object of a link)."""

    objet: Object
    genre: str
    """Its standard type."""
    nu: bool
    """Says nothing but what it is, where, and what is in it; its attributes aside."""
    page: int | None
    """The rank of the page on which what it marks itself stands, or begins."""
    attributs: Object | None
    contenu: list[Element | Lieu | Object]
    ecrits: frozenset[str]
    """The keys that its object has."""
    ecrit: tuple[object, ...] = ()
    """What its object says: its type, its page, and what is in it, None for a mark that is more than a number."""


class Arbre:
    """The tree of a document and its pages."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        """Raises KeyError, TypeError or ValueError when the tree isn't built as known."""
        self._pdf = pdf
        self._root = pdf.Root.StructTreeRoot
        self._pages = [page.obj for page in pdf.pages]
        self._rangs = {page.objgen: rang for rang, page in enumerate(self._pages)}
        self._roles = {name: str(role) for name, role in self._root.get(Name.RoleMap, Dictionary()).items()}
        self._genres: dict[str, str] = {}
        self._lieux: dict[Lieu, Element] = {}
        self.sommets = [self._lire(kid, 0) for kid in _liste(self._root["/K"])]
        self._tree = NumberTree(self._root.ParentTree)
        self._cles = [int(page.get("/StructParents", -1)) for page in self._pages]
        self.parents: list[Sequence[Element]] = [self._parents(rang) for rang in range(len(self._pages))]
        """For each page the elements of its marked contents, by number."""
        if len(self._lieux) != sum(map(len, self.parents)):
            raise ValueError("an element with content that is nowhere")

    def elements(self) -> Iterator[Element]:
        """All elements, each before those in it."""
        stack = self.sommets[::-1]
        while stack:
            element = stack.pop()
            yield element
            stack += [kid for kid in reversed(element.contenu) if isinstance(kid, Element)]

    def _lire(self, objet: Object, profondeur: int) -> Element:
        if profondeur > _PROFONDEUR or not objet.is_indirect:
            raise ValueError("a tag that nobody can name")
        role, page, attributs, keys, kids = self._dire(objet)
        if role not in self._genres:
            self._genres[role] = self._standard(role)
        rang = None if page is None else self._rangs[page]
        found = Element(objet, self._genres[role], _NU.issuperset(keys), rang, attributs, [], keys, ())
        written: list[object] = []
        for kid in kids:
            if isinstance(kid, int):
                if rang is None:
                    raise ValueError("a marked content on no page")
                self._marquer(found, (rang, kid))
                written.append(kid)
                continue
            written.append(None)
            if isinstance(kid, tuple):
                where = rang if kid[0] is None else self._rangs[kid[0]]
                if where is None:
                    raise ValueError("a marked content on no page")
                self._marquer(found, (where, kid[1]))
            elif "/S" in kid:
                found.contenu.append(self._lire(kid, profondeur + 1))
                written[-1] = found.contenu[-1]
            else:
                found.contenu.append(kid)
                written[-1] = kid
        found.ecrit = (role, rang, *written)
        if rang is None:
            found.page = next((kid[0] for kid in found.contenu if isinstance(kid, tuple)), None)
        return found

    def _dire(self, objet: Object) -> tuple[str, _Numero | None, Object | None, frozenset[str], list[_Enfant]]:
        """What an element says: its type, page, attributes, all its keys and its kids."""
        usual = _ELEMENT.fullmatch(objet.unparse(resolved=True))
        if usual is None:
            said = dict(objet.items())
            page = said["/Pg"].objgen if "/Pg" in said else None
            return str(said["/S"]), page, said.get("/A"), frozenset(said), [*map(_enfant, _liste(said.get("/K")))]
        # As nearly all are written: nothing is asked for piece by piece.
        attributs, listed, pg, role, genre = usual.groups()
        kids: list[_Enfant] = []
        for mcid, where, named, number in _ENFANT.findall(listed or b""):
            if named:
                kids.append(self._pdf.get_object(int(named), 0))
            else:
                kids.append(((int(where), 0), int(mcid)) if mcid else int(number))
        keys = _CLES[attributs is not None, listed is not None, pg is not None, genre is not None]
        told = None if attributs is None else self._pdf.get_object(int(attributs), 0)
        return _nom(role), None if pg is None else (int(pg), 0), told, keys, kids

    def _marquer(self, element: Element, lieu: Lieu) -> None:
        if self._lieux.setdefault(lieu, element) is not element:
            raise ValueError("a marked content of two elements")
        element.contenu.append(lieu)

    def _standard(self, role: str) -> str:
        found, seen = role, {role}
        while (after := self._roles.get(found, found)) not in seen:
            found = after
            seen.add(found)
        return found

    def _parents(self, rang: int) -> Sequence[Element]:
        key = self._cles[rang]
        listed = _liste(self._tree[key]) if key >= 0 and key in self._tree else []
        found = [self._lieux[rang, number] for number in range(len(listed))]
        if any(a.objet.objgen != b.objgen for a, b in zip(found, listed, strict=True)):
            raise ValueError("a marked content whose element is another one")
        return found

    def ecrire(self, nouveaux: Sequence[Mapping[int, int]] | None = None) -> None:
        """Write what has changed; `nouveaux` are, for each page, the new numbers of the marks that stay there."""
        owners: dict[Lieu, Element] = {}
        for element in self.elements():
            self._ecrire(element, nouveaux, owners)
        for rang, (key, before) in enumerate(zip(self._cles, self.parents, strict=True)):
            if before:
                count = len(before) if nouveaux is None else len(nouveaux[rang])
                self._tree[key] = Array([owners[rang, number].objet for number in range(count)])
        if "/RoleMap" in self._root:
            del self._root["/RoleMap"]

    def _ecrire(
        self, element: Element, nouveaux: Sequence[Mapping[int, int]] | None, owners: dict[Lieu, Element]
    ) -> None:
        objet, here = element.objet, element.page
        kids: list[object] = []
        said: list[object] = []
        content = False
        for kid in element.contenu:
            if isinstance(kid, Element):
                kids.append(kid.objet)
                said.append(kid)
                continue
            content = True
            if not isinstance(kid, tuple):
                kids.append(kid)
                said.append(kid)
                continue
            rang, number = kid
            if nouveaux is not None:
                if number not in nouveaux[rang]:
                    continue
                number = nouveaux[rang][number]
            owners[rang, number] = element
            if here is None:
                here = rang
            own = rang == here
            said.append(number if own else None)
            kids.append(number if own else Dictionary(Type=Name.MCR, Pg=self._pages[rang], MCID=number))
        # The page is that of the content that stands in the element itself.
        here = here if content else None
        role, page, *before = element.ecrit
        if not kids:
            if "/K" in element.ecrits:
                del objet["/K"]
        elif said != before or None in said or len(kids) == 1:
            objet["/K"] = kids[0] if len(kids) == 1 else Array(kids)
        if here != page:
            if here is None:
                del objet["/Pg"]
            else:
                objet["/Pg"] = self._pages[here]
        if role != element.genre:
            objet["/S"] = Name(element.genre)
        if "/Type" in element.ecrits:
            del objet["/Type"]


@lru_cache(maxsize=512)
def _nom(ecrit: bytes) -> str:
    return str(Object.parse(ecrit))


def _enfant(kid: Object | int) -> _Enfant:
    """A kid; a marked content that isn't a number alone as its page, if it says one, and its number."""
    if not isinstance(kid, int) and "/S" not in kid and kid.get("/Type") == "/MCR" and "/Stm" not in kid:
        return kid["/Pg"].objgen if "/Pg" in kid else None, int(kid["/MCID"])
    return kid


def _liste(kids: Object | int | None) -> list[Object]:
    if kids is None:
        return []
    return list(kids.as_list()) if isinstance(kids, Array) else [cast(Object, kids)]
