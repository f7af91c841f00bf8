"""The tags of a document in as few objects as say the same: hundreds of documents then make a pack that can be sent."""

from __future__ import annotations

import re

from pikepdf import Array, Dictionary, Name, Object

from kitgen.canon.arbre import Arbre, Element, Lieu

_CASES = {"/TD", "/TH", "/LBody"}
"""What a single paragraph may be all the content of: a cell, the text of an item of a list."""

_REFERENCE = re.compile(rb"\d R\b")
_PLACE = ("/O", "/BBox")


def alleger(arbre: Arbre) -> None:
    """Make a structure tree smaller.

    What is read out stays as it is, in its order and on its pages. A run of characters without attributes belongs to
    its paragraph, the one paragraph of a cell to the cell, an empty paragraph to nothing. Of the attributes, those
    stay that say what something is (the header of a column, a cell of several columns, where a figure stands) and not
    how it is laid out; they stand in their element, so that none of them is an object.
    """
    said: dict[bytes, Object | None] = {}
    for top in arbre.sommets:
        _element(top, said)


def _element(element: Element, dits: dict[bytes, Object | None]) -> None:
    """Lighten an element and all below it."""
    kids = element.contenu
    kept: list[Element | Lieu | Object] = []
    for kid in kids:
        if not isinstance(kid, Element):
            kept.append(kid)
            continue
        _element(kid, dits)
        if not _se_dissout(kid, element, alone=len(kids) == 1):
            kept.append(kid)
            continue
        kept += kid.contenu
        if kid.contenu:
            element.page = kid.page
            for inside in kid.contenu:
                if isinstance(inside, Element):
                    inside.objet["/P"] = element.objet
    element.contenu = kept
    if element.attributs is not None:
        text = element.attributs.unparse(resolved=True)
        if text not in dits:
            dits[text] = _dire(element.attributs)
        told = dits[text]
        element.attributs = told
        if told is None:
            del element.objet["/A"]
        else:
            element.objet["/A"] = told


def _se_dissout(kid: Element, parent: Element, *, alone: bool) -> bool:
    """Whether what is in an element may stand in its parent, from which nobody need tell it."""
    if kid.genre not in ("/P", "/Span") or not kid.nu or kid.attributs is not None:
        return False
    marks = [item for item in kid.contenu if isinstance(item, tuple)]
    if kid.genre == "/P":
        if not kid.contenu:
            return True
        return alone and parent.genre in _CASES and all(isinstance(i, (tuple, Element)) for i in kid.contenu)
    if not marks or len(marks) != len(kid.contenu) or {rang for rang, _ in marks} != {kid.page}:
        return False
    return alone or parent.page == kid.page


def _dire(value: Object) -> Object | None:
    """What stays of attributes, direct."""
    owners = value.as_list() if isinstance(value, Array) else [value]
    told = [
        a if a.get("/O") != Name.Layout else Dictionary({key: a[key] for key in _PLACE})
        for a in owners
        if a.get("/O") != Name.Layout or "/BBox" in a
    ]
    if not told:
        return None
    said = [a.unparse(resolved=True) for a in told]
    if any(_REFERENCE.search(text) for text in said):
        return value
    return Object.parse(said[0] if len(said) == 1 else b"[" + b" ".join(said) + b"]")
