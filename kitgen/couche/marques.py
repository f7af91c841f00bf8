"""The styles of a value sheet, which engines read once: those of marks, which are as low as paragraphs get, and the
document's own, in which no paragraph moves another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from lxml import etree

from kitgen.couche.emplacements import MARQUE, SITUATION, hexadecimal
from kitgen.couche.refus import Refus, W, analyser

STYLES = "word/styles.xml"
STYLE, STYLE_PAGE = "KitgenMarque", "KitgenMarquePage"
"""Of a mark, and of one on top of a new page."""

# Whatever the document's defaults are.
_STYLE = (
    '<w:style xmlns:w="{w}" w:type="paragraph" w:customStyle="1" w:styleId="{nom}"><w:name w:val="{nom}"/>'
    '<w:basedOn w:val="{base}"/><w:pPr><w:keepNext w:val="0"/><w:pageBreakBefore w:val="{page}"/>'
    '<w:spacing w:before="0" w:after="0" w:line="40" w:lineRule="exact"/>'
    '<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="left"/></w:pPr>'
    '<w:rPr><w:color w:val="{couleur}"/><w:sz w:val="4"/></w:rPr></w:style>'
)


def avec_marques(contenu: Mapping[str, bytes]) -> bytes:
    """A document's styles, in which a paragraph stands wherever it is put, with those of marks; raises Refus where they
    can't be added."""
    return _avec_marques(contenu.get(STYLES, b"<none/>"))


@lru_cache(maxsize=16)
def _avec_marques(styles: bytes) -> bytes:
    racine = analyser(styles)
    known = {str(style.get(f"{W}styleId")): style for style in racine.iterfind(f"{W}style")}
    defaults = [
        nom
        for nom, style in known.items()
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")
    ]
    if racine.tag != f"{W}styles" or len(defaults) != 1 or not known.keys().isdisjoint((STYLE, STYLE_PAGE)):
        raise Refus("styles in an unknown shape")
    for style in known.values():
        if style.get(f"{W}type") == "paragraph":
            _immobiliser(style)
    for rank, nom in enumerate((STYLE, STYLE_PAGE)):
        new = etree.fromstring(
            _STYLE.format(w=W[1:-1], nom=nom, base="", page=rank, couleur=hexadecimal(MARQUE)),
        )
        new.find(f"{W}basedOn").set(f"{W}val", defaults[0])
        racine.append(new)
    return bytes(etree.tostring(racine, encoding="UTF-8", xml_declaration=True, standalone=True))


def _immobiliser(style: etree._Element) -> None:
    properties = style.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        letters = style.find(f"{W}rPr")
        style.insert(len(style) if letters is None else style.index(letters), properties)
    for name, value in SITUATION.items():
        for old in properties.findall(f"{W}{name}"):
            properties.remove(old)
        etree.SubElement(properties, f"{W}{name}").set(f"{W}val", value)
