"""An image in a Word document: its drawing where the tag stands, its file, and how the package knows of it."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping

from lxml import etree

from kitgen.model.image import Image

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_EMU_PAR_MM = 36_000
BOITE = (26, 9)
"""Width and height in millimetres that an image fits in: two lines of a header."""

_NUMERO = "kitgen"
"""Stands for the number of a drawing until `numeroter`; each in a part has its own, or Word calls the file damaged."""

_UTILISEE = re.compile(r'r:embed="(kitgen[0-9a-f]{16})"')


def identifiant(image: Image) -> str:
    """Its name in a document; the same image has the same."""
    return f"kitgen{hashlib.sha256(image.contenu).hexdigest()[:16]}"


def utilisees(xml: str) -> frozenset[str]:
    """The images that a rendered part shows."""
    return frozenset(_UTILISEE.findall(xml))


def dessin(image: Image, boite: tuple[float, float] = BOITE, legende: str = "Logo") -> str:
    """The run that shows an image, as large as its box (mm) allows; `legende` is for those who can't see it."""
    scale = min(boite[0] / image.largeur, boite[1] / image.hauteur) * _EMU_PAR_MM
    size = f'cx="{round(image.largeur * scale)}" cy="{round(image.hauteur * scale)}"'
    name = identifiant(image)
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent {size}/><wp:docPr id="{_NUMERO}" name="{legende}" descr="{legende}"/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="0" name="{legende}"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip xmlns:r="{_OFFICE}" r:embed="{name}"/><a:stretch><a:fillRect/>'
        f'</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def numeroter(xml: str) -> str:
    """Give the drawings of a rendered part numbers of their own; those of a template are far below."""
    parts = xml.split(f'<wp:docPr id="{_NUMERO}"')
    return parts[0] + "".join(f'<wp:docPr id="{n}"{part}' for n, part in enumerate(parts[1:], 900_001))


def membres(membres: Mapping[str, bytes], usages: Mapping[str, Iterable[Image]]) -> dict[str, bytes]:
    """What a package needs besides its parts: the image files, and its lists of them; `usages` by part."""
    result: dict[str, bytes] = {}
    kinds: set[str] = set()
    for part, images in usages.items():
        folder, base = posixpath.split(part)
        name = f"{folder}/_rels/{base}.rels"
        relations = _racine(membres.get(name), "Relationships", "relationships")
        for image in sorted(images, key=identifiant):
            file = f"media/{identifiant(image)}.{image.genre}"
            etree.SubElement(
                relations,
                f"{{{_PACKAGE}/relationships}}Relationship",
                Id=identifiant(image),
                Type=f"{_OFFICE}/image",
                Target=file,
            )
            result[f"{folder}/{file}"] = image.contenu
            kinds.add(image.genre)
        result[name] = _octets(relations)
    if kinds:
        types = _racine(membres["[Content_Types].xml"], "Types", "content-types")
        known = {str(e.get("Extension")).lower() for e in types}
        for kind in sorted(kinds - known):
            default = etree.Element(f"{{{_PACKAGE}/content-types}}Default", Extension=kind, ContentType=f"image/{kind}")
            types.insert(0, default)
        result["[Content_Types].xml"] = _octets(types)
    return result


def _racine(content: bytes | None, tag: str, kind: str) -> etree._Element:
    if content is None:
        space = f"{_PACKAGE}/{kind}"
        return etree.Element(f"{{{space}}}{tag}", nsmap={None: space})
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _octets(element: etree._Element) -> bytes:
    text: bytes = etree.tostring(element, encoding="UTF-8", xml_declaration=True, standalone=True)
    return text
