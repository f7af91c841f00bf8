"""The tags of a pack: the structure trees of its documents under one, for a screen reader to go through."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, String


class Balisage:
    """Gathers the trees of the documents while a pack is put together; the same documents give the same tree."""

    def __init__(self, pack: pikepdf.Pdf) -> None:
        self._pack = pack
        self._parts: list[pikepdf.Object] = []
        self._parents: list[pikepdf.Object | int] = []
        self._next = 0
        self._roles: dict[str, pikepdf.Object] = {}
        self._untagged = False

    def ajouter(self, document: pikepdf.Pdf, premiere: int, titre: str) -> None:
        """Take over the tags of a document whose pages stand in the pack from page `premiere` (from 0) on."""
        if Name.StructTreeRoot not in document.Root:
            self._untagged = True
            return
        # qpdf remembers which pages it has copied: the elements point to those of the pack.
        tree = self._pack.copy_foreign(document.Root.StructTreeRoot)
        self._adapter(tree)
        for page in self._pack.pages[premiere : premiere + len(document.pages)]:
            for obj in _porteurs(page.obj):
                for key in (Name.StructParents, Name.StructParent):
                    if key in obj:
                        obj[key] = int(obj[key]) + self._next
        last = -1
        for last, value in sorted(NumberTree(tree.ParentTree).items()):
            self._parents += [last + self._next, value]
        self._next += last + 1
        # Within a pack the document is a part.
        tops = _liste(tree.get(Name.K))
        for top in tops:
            if str(top.S) == "/Document":
                top.S = Name.Part
                top.T = String(titre)
        self._parts += tops

    def terminer(self) -> None:
        """Give the pack its tree; called once, when all documents are in it."""
        if not self._parts:
            return
        make = self._pack.make_indirect
        root = make(Dictionary(Type=Name.StructTreeRoot, ParentTreeNextKey=self._next))
        whole = make(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array(self._parts)))
        for part in self._parts:
            part.P = whole
        root.K = whole
        root.ParentTree = make(Dictionary(Nums=Array(self._parents)))
        if self._roles:
            root.RoleMap = Dictionary({name: self._roles[name] for name in sorted(self._roles)})
        self._pack.Root.StructTreeRoot = root
        self._pack.Root.MarkInfo = Dictionary(Marked=not self._untagged)

    def _adapter(self, tree: pikepdf.Object) -> None:
        """Add the roles of a tree to the pack's; what means something else there is called by its standard name.

        Identifiers go. Raises ValueError for a class map, which neither engine writes.
        """
        if Name.ClassMap in tree:
            raise ValueError("class maps of tagged PDFs can't be merged")
        # LibreOffice also maps standard types to themselves, which is a circle.
        roles = {name: role for name, role in tree.get(Name.RoleMap, Dictionary()).items() if name != str(role)}
        other = {name for name, role in roles.items() if str(self._roles.get(name, role)) != str(role)}
        for name in roles.keys() - other:
            self._roles[name] = roles[name]
        if not other and Name.IDTree not in tree:
            return
        for element in _elements(tree):
            while str(element.get(Name.S)) in other:
                element.S = roles[str(element.S)]
            if Name.ID in element:
                # With no IDTree in the pack there must be no ID; table headers are then found by their scope.
                del element.ID


def _porteurs(page: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """What may say where its tags are: a page, its annotations and the forms that it draws."""
    yield page
    yield from page.get(Name.Annots, ())
    yield from page.get(Name.Resources, Dictionary()).get(Name.XObject, Dictionary()).values()


def _elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for child in _liste(element.get(Name.K)):
        if isinstance(child, Dictionary) and Name.S in child:
            yield child
            yield from _elements(child)


def _liste(kids: pikepdf.Object | None) -> list[pikepdf.Object]:
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]
