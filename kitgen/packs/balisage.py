"""The tags of a pack: the structure trees of its documents under one, for a screen reader to go through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pikepdf import String

from kitgen.packs.commun import remplir
from kitgen.packs.documents import Document, Structure
from kitgen.packs.groupes import Groupe
from kitgen.pdf.ecriture import Ecriture
from kitgen.pdf.objets import Lecteur, Objet, cle, dictionnaire, ecrire_dictionnaire, numero, tableau


class Balisage:
    """Gathers the trees of the documents while a pack is put together; the same documents give the same tree."""

    def __init__(self, lecteur: Lecteur, ecriture: Ecriture) -> None:
        self._lecteur, self._ecriture = lecteur, ecriture
        self._roles: dict[bytes, bytes] = {}
        self._parents: list[tuple[int, int]] = []
        self._parts: dict[Document, list[int]] = {}
        self._tout = ecriture.reserver()
        self._cles = 0

    def reserver_cle(self, nombre: int) -> int:
        """That many keys into the tree of parents, one after the other; the first of them."""
        self._cles += nombre
        return self._cles - nombre

    def ajouter(self, groupe: Groupe, titres: Mapping[Document, str]) -> None:
        """Take over the tags of documents, which are numbered already."""
        structure = groupe.forme.structure
        if structure is None:
            return
        elements = self._adapter(structure)
        count = len(groupe.documents)
        for rang, document in enumerate(groupe.documents):
            own = groupe.propre(rang)
            for n in structure.sommets:
                top = self._sommet(elements[n], titres[document])
                text = remplir(top, lambda trou, own=own: own(trou) if trou else self._tout)  # type: ignore[misc]
                self._ecriture.objet(own(n), text)
                self._parts.setdefault(document, []).append(own(n))
        groupe.ecrire_tout(self._ecriture, {n: o for n, o in elements.items() if n not in structure.sommets})
        for key, value in structure.parents:
            if isinstance(value, int):
                first = groupe.debut(value)
            else:
                first = self._ecriture.reserver(count)
                groupe.ecrire(self._ecriture, first, [value] * count)
            start = groupe.debut(cle(key))
            self._parents += [(start + rang, first + rang) for rang in range(count)]

    def terminer(self, documents: Sequence[Document]) -> dict[bytes, bytes]:
        """Give the pack its tree, the documents in that order; what its root says of it."""
        if not self._parts:
            return {}
        write, take = self._ecriture.objet, self._ecriture.reserver
        root, parents = take(), take()
        parts = b" ".join(b"%d 0 R" % n for document in documents for n in self._parts.get(document, ()))
        write(self._tout, b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (root, parts))
        write(parents, b"<</Nums[%s]>>" % b" ".join(b"%d %d 0 R" % entry for entry in sorted(self._parents)))
        said = {
            b"/Type": b"/StructTreeRoot",
            b"/K": b"%d 0 R" % self._tout,
            b"/ParentTree": b"%d 0 R" % parents,
            b"/ParentTreeNextKey": b"%d" % self._cles,
        }
        if self._roles:
            said[b"/RoleMap"] = ecrire_dictionnaire(dict(sorted(self._roles.items())))
        write(root, ecrire_dictionnaire(said))
        whole = all(document.forme.structure is not None for document in documents)
        marked = b"true" if whole else b"false"
        return {b"/StructTreeRoot": b"%d 0 R" % root, b"/MarkInfo": b"<</Marked %s>>" % marked}

    def _sommet(self, objet: Objet, titre: str) -> Objet:
        """An outermost element, under the pack's; within a pack the document is a part."""
        said = {**self._lecteur.dit(objet), b"/P": b"0 0 R"}
        if said[b"/S"] == b"/Document":
            said |= {b"/S": b"/Part", b"/T": String(titre).unparse()}
        return self._lecteur.objet(ecrire_dictionnaire(said))

    def _adapter(self, structure: Structure) -> Mapping[int, Objet]:
        """The elements of a tree, whose roles are added to the pack's; what means something else there is called by its
        standard name. Identifiers go."""
        other = {name: role for name, role in structure.roles.items() if self._roles.get(name, role) != role}
        for name in structure.roles.keys() - other.keys():
            self._roles[name] = structure.roles[name]
        if not other and not structure.identifiants:
            return structure.elements
        found = dict(structure.elements)
        waiting = list(structure.sommets)
        seen = set(waiting)
        while waiting:
            n = waiting.pop()
            found[n] = self._lecteur.objet(_adapte(found[n].texte, other))
            kids = {trou for trou in _enfants(found[n].texte) if trou in found}
            waiting += kids - seen
            seen |= kids
        return found


def _adapte(texte: bytes, roles: Mapping[bytes, bytes]) -> bytes:
    """An element by other names of its role, and without identifier: with no table of these in the pack there must be
    none; table headers are then found by their scope."""
    said = dictionnaire(texte) if texte.startswith(b"<<") else {}
    if b"/S" not in said:
        return texte
    for _ in roles:
        said[b"/S"] = roles.get(said[b"/S"], said[b"/S"])
    said.pop(b"/ID", None)
    kids = said.get(b"/K", b"[]")
    if kids.startswith(b"<<"):
        said[b"/K"] = _adapte(kids, roles)
    elif kids.startswith(b"["):
        said[b"/K"] = b"[%s]" % b" ".join(_adapte(kid, roles) for kid in tableau(kids))
    return ecrire_dictionnaire(said)


def _enfants(texte: bytes) -> Iterator[int]:
    """The objects that are named under an element as children of it."""
    said = dictionnaire(texte) if texte.startswith(b"<<") else {}
    if b"/S" not in said:
        return
    kids = said.get(b"/K", b"[]")
    for kid in tableau(kids) if kids.startswith(b"[") else [kids]:
        named = numero(kid)
        if named is not None:
            yield named
        else:
            yield from _enfants(kid)
