"""What a value that a tag prints becomes in a Word document."""

from __future__ import annotations

from jinja2 import Undefined
from lxml import etree
from markupsafe import Markup

from kitgen.context.vues import Corps
from kitgen.model.image import Image
from kitgen.render import image as images
from kitgen.render import valeurs
from kitgen.render.corps import corps_xml
from kitgen.render.lecture import W, largeur


def text_width(document: bytes) -> int:
    """Width of the text of the last section, in twips."""
    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    return largeur(root.find(f"{W}body/{W}sectPr"))


def imprimable(width: int, lettre: int, shown: dict[str, Image], value: object) -> object:
    """What a printed value becomes: texts escaped with their line breaks, running content and images as Word XML."""
    if isinstance(value, str) and not isinstance(value, Markup):
        if "\n" in value or "\t" in value or "\r" in value:
            return Markup(valeurs.texte_xml(value))  # noqa: S704 (escapes by itself)
        return value
    if isinstance(value, Corps):
        return Markup(corps_xml(value, width, lettre))  # noqa: S704 (escapes by itself)
    if isinstance(value, Image):
        value = valeurs.image(value)
    if isinstance(value, valeurs.Valeur):
        if isinstance(value, valeurs.ImagePosee):
            shown[images.identifiant(value.image)] = value.image
        return Markup(value.xml())  # noqa: S704 (escapes by itself)
    if isinstance(value, (Undefined, Markup)) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    kind = {type(None): "rien", bool: "oui ou non", tuple: "une liste", dict: "un tableau de valeurs"}
    raise TypeError(f"une balise imprime {kind.get(type(value), 'un objet entier')} au lieu d'un texte")
