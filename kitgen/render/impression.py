"""What a value that a tag prints becomes in a Word document."""

from __future__ import annotations

import re
from functools import lru_cache

from jinja2 import Undefined
from lxml import etree
from markupsafe import Markup, escape

from kitgen.context.vues import Corps
from kitgen.model.image import Image
from kitgen.render import image as images
from kitgen.render import valeurs
from kitgen.render.corps import corps_xml
from kitgen.render.lecture import W, largeur

_RETENU = 500
"""Characters of a text that is worth keeping for the next time that it is printed."""
_A_PART = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
"""Line breaks and tabs, which are elements in Word; and what XML has no way to write."""
_NATURES = {type(None): "rien", bool: "oui ou non", tuple: "une liste", dict: "un tableau de valeurs"}


def text_width(document: bytes) -> int:
    """Width of the text of the last section, in twips."""
    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    return largeur(root.find(f"{W}body/{W}sectPr"))


class Impression:
    """Prints the values of one part after another: texts escaped, running content and images as Word XML."""

    def __init__(self, width: int, lettre: int = 0) -> None:
        self._width, self._lettre = width, lettre
        self.images: dict[str, Image] = {}
        """What was shown since the document began, by name."""
        self.simple = True
        """Whether all that was printed since the part began is escaped text: no elements, all that XML allows."""

    def imprimer(self, value: object) -> bytes:
        """What a printed value becomes; raises TypeError (in French) for what is no text.

        Most are short texts that many documents share.
        """
        if type(value) is str and len(value) <= _RETENU:
            try:
                return _echappe(value)
            except ValueError:
                pass
        found = self._trouve(value)
        text = escape(found)
        if isinstance(found, Markup) or _A_PART.search(text):
            self.simple = False
        return text.encode("utf-8", "surrogatepass")

    def _trouve(self, value: object) -> object:
        """The value itself where it is a text or a number; XML, marked as such, where it is more."""
        if isinstance(value, str) and not isinstance(value, Markup):
            if "\n" in value or "\t" in value or "\r" in value:
                return Markup(valeurs.texte_xml(value))  # noqa: S704 (escapes by itself)
            return value
        if isinstance(value, Corps):
            return Markup(corps_xml(value, self._width, self._lettre))  # noqa: S704 (escapes by itself)
        if isinstance(value, Image):
            value = valeurs.image(value)
        if isinstance(value, valeurs.Valeur):
            if isinstance(value, valeurs.ImagePosee):
                self.images[images.identifiant(value.image)] = value.image
            return Markup(value.xml())  # noqa: S704 (escapes by itself)
        if isinstance(value, (Undefined, Markup)) or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        raise TypeError(f"une balise imprime {_NATURES.get(type(value), 'un objet entier')} au lieu d'un texte")


@lru_cache(maxsize=8192)
def _echappe(text: str) -> bytes:
    """A text, escaped; raises ValueError, which isn't kept, for one that is more than that."""
    if _A_PART.search(text):
        raise ValueError(text)
    return escape(text).encode()
