"""The tags of a document in as few objects as say the same: hundreds of documents then make a pack that can be sent."""

from __future__ import annotations

import re
from typing import TypeAlias, TypeGuard, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object

_NU = {"/Type", "/S", "/P", "/K", "/Pg"}
"""The keys of an element that says nothing but what it is, where, and what is in it."""

_CASES = {"/TD", "/TH", "/LBody"}
"""What a single paragraph may be all the content of: a cell, the text of an item of a list."""


_Contenu: TypeAlias = Object | int
"""What is in an element: others, references, or the number of a marked content of its page."""

_MISE_EN_PAGE = Name.Layout
_REFERENCE = re.compile(rb"\d R\b")


def alleger(pdf: pikepdf.Pdf) -> None:
    """Make the structure tree of an open PDF smaller.

    What is read out stays as it is, in its order and on its pages. A run of characters without attributes belongs to
    its paragraph, the one paragraph of a cell to the cell, an empty paragraph to nothing. Of the attributes, those
    stay that say what something is (the header of a column, a cell of several columns, where a figure stands) and not
    how it is laid out; they stand in their element, so that none of them is an object.
    """
    if Name.StructTreeRoot in pdf.Root:
        _Arbre(pdf).alleger()


class _Arbre:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._root = pdf.Root.StructTreeRoot
        self._roles = {name: str(role) for name, role in self._root.get(Name.RoleMap, Dictionary()).items()}
        self._standards: dict[str, str] = {}
        tree = NumberTree(self._root.ParentTree) if Name.ParentTree in self._root else {}
        keys = {page.obj.objgen: int(page.obj.get(Name.StructParents, -1)) for page in pdf.pages}
        self._parents = {objgen: tree[key] for objgen, key in keys.items() if key >= 0 and key in tree}
        self._same: dict[tuple[int, int], Object | None] = {}

    # Thousands of elements a second: names as texts take pikepdf half as long as `Name.K`.

    def alleger(self) -> None:
        for top in _enfants(self._root):
            if _est_un_element(top):
                self._element(top)

    def _element(self, element: Object) -> list[_Contenu]:
        """Lighten an element and all below it; what is in it then."""
        kids = _enfants(element)
        kept: list[_Contenu] = []
        content = False
        for kid in kids:
            if not _est_un_element(kid):
                kept.append(kid)
                content = True
                continue
            inside = self._element(kid)
            taken = self._dissoudre(kid, inside, element, alone=len(kids) == 1)
            kept += [kid] if taken is None else taken
            if taken:
                content = True
                element["/Pg"] = kid["/Pg"]
        if kids and not kept:
            del element["/K"]
        elif len(kept) != len(kids) or len(kept) == 1 or content:
            element["/K"] = kept[0] if len(kept) == 1 else Array(kept)
        # The page is that of the content that stands in the element itself.
        if not content and "/Pg" in element:
            del element["/Pg"]
        if (attributes := element.get("/A")) is not None:
            told = self._attribut(attributes)
            if told is None:
                del element["/A"]
            else:
                element["/A"] = told
        if "/Type" in element:
            del element["/Type"]
        return kept

    def _dissoudre(self, kid: Object, inside: list[_Contenu], parent: Object, *, alone: bool) -> list[_Contenu] | None:
        """What of an element goes into its parent, from which nobody need tell it; None when it stays."""
        kind = self._standard(str(kid["/S"]))
        if kind not in ("/P", "/Span") or not _NU.issuperset(kid.keys()):
            return None
        if kind == "/P":
            if not inside:
                return []
            if not alone or self._standard(str(parent["/S"])) not in _CASES:
                return None
        if not inside or "/Pg" not in kid:
            return None
        where = kid["/Pg"].objgen
        if not alone and ("/Pg" not in parent or parent["/Pg"].objgen != where):
            return None
        known = self._parents.get(where)
        if known is None:
            return None
        for item in inside:
            if not isinstance(item, int) or item >= len(known) or known[item].objgen != kid.objgen:
                return None
        for item in inside:
            known[cast(int, item)] = parent
        return inside

    def _standard(self, role: str) -> str:
        """The standard type of a role."""
        if role not in self._standards:
            found, seen = role, {role}
            while (after := self._roles.get(found, found)) not in seen:
                found = after
                seen.add(found)
            self._standards[role] = found
        return self._standards[role]

    def _attribut(self, value: Object) -> Object | None:
        """What stays of attributes, direct; equal ones are one object in memory."""
        number = value.objgen
        if number == (0, 0):
            return _dire(value)
        if number not in self._same:
            self._same[number] = _dire(value)
        return self._same[number]


def _dire(value: Object) -> Object | None:
    owners = value.as_list() if isinstance(value, Array) else [value]
    told = [a for a in owners if a.get("/O") != _MISE_EN_PAGE or "/BBox" in a]
    if not told:
        return None
    said = [a.unparse(resolved=True) for a in told]
    if any(_REFERENCE.search(text) for text in said):
        return value
    return Object.parse(said[0] if len(said) == 1 else b"[" + b" ".join(said) + b"]")


def _enfants(element: Object) -> list[_Contenu]:
    kids = element.get("/K")
    if kids is None:
        return []
    return [*kids.as_list()] if isinstance(kids, Array) else [kids]


def _est_un_element(kid: _Contenu) -> TypeGuard[Object]:
    return type(kid) is not int and isinstance(kid, Dictionary) and "/S" in kid
