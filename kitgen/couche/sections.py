"""How wide the pages are on which values stand: the sections of the body, and those that have a header or footer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from kitgen.couche.emplacements import Releve
from kitgen.couche.refus import Refus, W, analyser, nom
from kitgen.couche.squelette import Famille

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_HAUTEUR = "31680"  # twips: the tallest page that Word knows


@dataclass(frozen=True, slots=True)
class Geometrie:
    """The properties of a section of a value sheet, and how wide the pages are whose values stand there, in points."""

    section: bytes
    largeur: float


def geometries(famille: Famille, releve: Releve, *, entetes_a_part: bool) -> dict[Geometrie, list[int]]:
    """By the width and margins of the sections in which they stand, the ranks of the places.

    With `entetes_a_part`, what stands in a table of a header or footer is measured from where the table begins.
    """
    racine = releve.arbres["word/document.xml"]
    body = racine.find(f"{W}body")
    if body is None:
        raise Refus("no body")
    sections = list(body.iter(f"{W}sectPr"))
    if not sections or body[-1] is not sections[-1]:
        raise Refus("no section")
    places = {element: rank for rank, element in enumerate(body.iter())}
    found: dict[Geometrie, list[int]] = {}
    usage = _usage(famille, sections)
    for rank, emplacement in enumerate(releve.emplacements):
        if emplacement.corps:
            here = places[emplacement.paragraphe]
            used: Iterable[etree._Element] = [next(s for s in sections if places[s] > here)]
        else:
            used = usage.get(emplacement.partie, [])
        tabled = next(emplacement.paragraphe.iterancestors(f"{W}tc"), None) is not None
        sans_marges = entetes_a_part and not emplacement.corps and tabled
        written = {_section(section, sans_marges=sans_marges) for section in used}
        for geometrie in sorted(written, key=lambda g: (g.section, g.largeur)):
            found.setdefault(geometrie, []).append(rank)
    return found


def _usage(famille: Famille, sections: Sequence[etree._Element]) -> dict[str, list[etree._Element]]:
    """By header or footer, the sections that have it, their own or the one before's."""
    data = famille.contenu.get("word/_rels/document.xml.rels", b"<none/>")
    targets = {str(r.get("Id")): "word/" + str(r.get("Target", "")).removeprefix("/word/") for r in analyser(data)}
    current: dict[tuple[str, str], str] = {}
    usage: dict[str, list[etree._Element]] = {}
    for section in sections:
        for reference in section:
            if nom(reference) in ("headerReference", "footerReference"):
                key = (nom(reference), str(reference.get(f"{W}type")))
                current[key] = targets.get(str(reference.get(f"{_R}id")), "")
        for part in current.values():
            usage.setdefault(part, []).append(section)
    return usage


def _section(section: etree._Element, *, sans_marges: bool) -> Geometrie:
    """A section as wide as this one, on tall pages without header and footer; as wide as its text, `sans_marges`."""
    size, margins, columns = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "cols"))
    if size is None or margins is None:
        raise Refus("a section without a size")
    if columns is not None and columns.get(f"{W}num", "1") != "1":
        raise Refus("columns")
    for name in ("bidi", "textDirection", "rtlGutter", "lnNumType"):
        if section.find(f"{W}{name}") is not None:
            raise Refus("a section in an unusual direction")
    new = etree.Element(f"{W}sectPr", nsmap={"w": W[1:-1]})
    width = float(size.get(f"{W}w", "0"))
    sides_of = {name: str(margins.get(f"{W}{name}", "0")) for name in ("left", "right", "gutter")}
    page = etree.SubElement(new, f"{W}pgSz")
    page.set(f"{W}w", f"{width - sum(map(float, sides_of.values())):g}" if sans_marges else str(size.get(f"{W}w")))
    page.set(f"{W}h", _HAUTEUR)
    sides = etree.SubElement(new, f"{W}pgMar")
    for name, side in sides_of.items():
        sides.set(f"{W}{name}", "0" if sans_marges else side)
    for name in ("top", "bottom"):
        sides.set(f"{W}{name}", "400")
    for name in ("header", "footer"):
        sides.set(f"{W}{name}", "0")
    grid = section.find(f"{W}docGrid")
    if grid is not None:
        new.append(deepcopy(grid))
    return Geometrie(etree.tostring(new, encoding="UTF-8", xml_declaration=False, with_tail=False), width / 20)
