"""Proves once, when a template is compiled, that whatever it prints is well-formed: no document need be read to see it.

Each body that a tag may leave out or repeat (of a loop, a condition, its else) begins and ends between two pieces of
XML, below the same open elements. So whichever of them are printed, and however often, elements open and close as they
do in the template where all stand once, and that is read here. Each value stands in a text or in an attribute, where
escaped text can't do harm. It holds as long as values print nothing but such text (`Impression.simple` says so), and
below `LIMITE`. What can't be proven is no fault: those documents are read one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jinja2 import nodes
from lxml import etree

LIMITE = 5_000_000
"""Bytes of a part up to which the proof holds: lxml, and Word, take no text of 10 MB, however well-formed."""

_VALEUR = "\ue0f0"
"""Stands for a value, written as a character reference: XML allows that in texts and attributes alone."""
_REFERENCE = f"&#{ord(_VALEUR)};"
_BORNE = "kitgen"
"""The processing instruction at both ends of a body: XML allows that between two pieces alone."""
_MARQUE = re.compile(r"<[^<>]*>")
_W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
_BORNES = etree.XPath(f"//processing-instruction('{_BORNE}')")
_ATTRIBUTS = etree.XPath(f"//@*[contains(., '{_VALEUR}')]")
_EXCLUS = etree.XPath("//w:t/* | //w:sautDePage | //@xml:id", namespaces=_W)
"""What `remontee` would move, though no value brought it; and ids, which XML wants only once."""


def bien_forme(gabarit: nodes.Template) -> bool:
    """Whether every document that this part of a template can give is well-formed, and has nothing to be moved."""
    whole = _Deploye()
    if not whole.corps(gabarit.body):
        return False
    text = "".join(whole.morceaux)
    # A value that ends with « ]] » must not meet a « > ».
    if _VALEUR in text or ">" in _MARQUE.sub("", text):
        return False
    try:
        root = etree.fromstring(text)
    except (etree.XMLSyntaxError, ValueError):
        return False
    shown = "".join(root.itertext()).count(_VALEUR) + sum(str(a).count(_VALEUR) for a in _ATTRIBUTS(root))
    return shown == whole.valeurs and not _EXCLUS(root) and _meme_place(_BORNES(root), whole.bornes)


class _Deploye:
    """The template with every body once, bounds around it, and something in the place of each value."""

    def __init__(self) -> None:
        self.morceaux: list[str] = []
        self.valeurs = 0
        self.bornes = 0

    def corps(self, body: Sequence[nodes.Node]) -> bool:
        """Whether it holds only what is known here."""
        return all(self._noeud(node) for node in body)

    def _noeud(self, node: nodes.Node) -> bool:
        if isinstance(node, nodes.Output):
            for child in node.nodes:
                if isinstance(child, nodes.TemplateData):
                    self.morceaux.append(child.data)
                else:
                    self.morceaux.append(_REFERENCE)
                    self.valeurs += 1
            return True
        if isinstance(node, nodes.For):
            return self._borne(node.body) and self._borne(node.else_)
        if isinstance(node, nodes.If):
            return self._borne(node.body) and self.corps(node.elif_) and self._borne(node.else_)
        if isinstance(node, nodes.With):
            return self.corps(node.body)
        return isinstance(node, nodes.Assign)

    def _borne(self, body: Sequence[nodes.Node]) -> bool:
        if not body:
            return True
        number = self.bornes
        self.bornes += 1
        self.morceaux.append(f"<?{_BORNE} {number}?>")
        known = self.corps(body)
        self.morceaux.append(f"<?{_BORNE} {number}?>")
        return known


def _meme_place(bornes: Sequence[etree._Element], nombre: int) -> bool:
    """Whether both bounds of every body stand inside the root, and below the same open elements."""
    places: dict[str | None, list[list[object]]] = {}
    for borne in bornes:
        above: list[object] = [(a.tag, sorted((k or "", v) for k, v in a.nsmap.items())) for a in borne.iterancestors()]
        places.setdefault(borne.text, []).append(above)
    return len(places) == nombre and all(len(p) == 2 and p[0] and p[0] == p[1] for p in places.values())
