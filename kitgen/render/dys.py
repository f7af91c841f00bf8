"""The « dys » version of a template: the same words, set so that they are easier to read.

Sans-serif, 12 pt at least, lines one and a half apart, nothing centred, justified, slanted or in small capitals. It
works on the XML of any template, before its tags are read; what already is so stays as it is, so that a template made
for this version (`sujet.dys.docx` beside `sujet.docx`) keeps its own sizes. Sizes are in half-points, lengths in twips.
"""

from __future__ import annotations

import re

from lxml import etree

from kitgen.render.paquet import Paquet

POLICE = "Liberation Sans"
"""As wide as Arial, and kitgen brings it along."""

MINIMUM = 24
"""12 pt: what the text of a template becomes; larger ones grow less, up to `_INTACTE`."""

LETTRE = MINIMUM * 10
"""The same, in twips."""

INTERLIGNE = 360
"""One line and a half, in 240ths of a line."""

_INTACTE = 40
_PAR_DEFAUT = 20
"""What Word takes where a file gives no size."""

_LIGNE = 414
"""A line and a half of 12 pt text: what a line of a set height is at least."""
_TROP_PETITE = 200
"""A line of a set height below 10 pt holds no text: it is a gap, and stays."""
_ECART = 1.5
"""Paragraphs stand further apart, as their lines do."""
_CROISSANCE = {"header": 1.7, "footer": 1.5}
"""How much higher header and footer become: text of 8 to 9 pt at 12, in wider letters, that breaks once more."""

_SYMBOLES = re.compile(r"(?i)symbol|dings|dejavu|ms gothic|webdings|emoji")
_PARTIES = re.compile(r"word/(document|styles|numbering|footnotes|endnotes|header\d*|footer\d*)\.xml")
_MARGES = re.compile(r"word/(header|footer)\d*\.xml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_APRES_TAILLE = "szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
_APRES_INTERLIGNE = (
    "ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl "
    "divId cnfStyle rPr sectPr pPrChange"
)


def adapter(paquet: Paquet) -> Paquet:
    """The template in that version.

    Raises ValueError (in French) for a template without styles, and what lxml raises for XML that is none.
    """
    if "word/styles.xml" not in paquet.membres:
        raise ValueError("word/styles.xml manque : sa version adaptée ne peut pas être faite")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    parts = {n: etree.fromstring(c, parser) for n, c in paquet.membres.items() if _PARTIES.fullmatch(n)}
    body = _corps(parts["word/styles.xml"])
    _defauts(parts["word/styles.xml"])
    for name, part in parts.items():
        _lettres(part, body)
        _paragraphes(part, _ECART if body < MINIMUM else 1)
        if _MARGES.fullmatch(name):
            _en_tete(part)
    if body < MINIMUM:
        _place_aux_en_tetes(parts["word/document.xml"])
    return Paquet(
        paquet.membres
        | {
            name: etree.tostring(part, encoding="UTF-8", xml_declaration=True, standalone=True)
            for name, part in parts.items()
        }
    )


def taille(demi_points: int, corps: int = _PAR_DEFAUT) -> int:
    """The size of a text in that version; `corps` is the size of the template's running text.

    That becomes 12 pt; titles keep their order, and those of 20 pt and more their size.
    """
    if corps >= MINIMUM or demi_points >= _INTACTE:
        return max(demi_points, MINIMUM)
    grown = MINIMUM + (demi_points - corps) * (_INTACTE - MINIMUM) / (_INTACTE - corps)
    return max(MINIMUM, round(grown))


def _nombre(element: etree._Element | None, name: str = "val") -> int | None:
    value = element.get(f"{_W}{name}") if element is not None else None
    return int(value) if value and re.fullmatch(r"-?\d{1,6}", value) else None


def _corps(styles: etree._Element) -> int:
    """The size of running text: of the default paragraph style, else of the document."""
    normal = (s for s in styles.iter(f"{_W}style") if s.get(f"{_W}default") in ("1", "true", "on"))
    sizes = [_nombre(s.find(f"{_W}rPr/{_W}sz")) for s in normal if s.get(f"{_W}type") == "paragraph"]
    sizes.append(_nombre(styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}sz")))
    return next((s for s in sizes if s), _PAR_DEFAUT)


def _defauts(styles: etree._Element) -> None:
    """What a text has that says nothing: written out, so that what follows finds it."""
    defaults = _enfant(styles, "docDefaults", premier=True)
    letters = _enfant(_enfant(defaults, "rPrDefault", premier=True), "rPr")
    _enfant(letters, "rFonts", premier=True)
    for name in ("szCs", "sz"):
        if letters.find(f"{_W}{name}") is None:
            _inserer(letters, name, _APRES_TAILLE).set(f"{_W}val", str(_PAR_DEFAUT))
    paragraph = _enfant(_enfant(defaults, "pPrDefault"), "pPr")
    if paragraph.find(f"{_W}spacing") is None:
        _inserer(paragraph, "spacing", _APRES_INTERLIGNE)
    spacing = paragraph.find(f"{_W}spacing")
    if spacing is not None and spacing.get(f"{_W}line") is None:
        spacing.set(f"{_W}line", str(INTERLIGNE))
        spacing.set(f"{_W}lineRule", "auto")


def _lettres(part: etree._Element, corps: int) -> None:
    for fonts in part.iter(f"{_W}rFonts"):
        if not any(_SYMBOLES.search(name) for name in fonts.attrib.values()):
            fonts.attrib.clear()
            for script in ("ascii", "hAnsi", "eastAsia", "cs"):
                fonts.set(f"{_W}{script}", POLICE)
    for kind in ("sz", "szCs"):
        for size in part.iter(f"{_W}{kind}"):
            size.set(f"{_W}val", str(taille(_nombre(size) or _PAR_DEFAUT, corps)))
    for letters in list(part.iter(f"{_W}rPr")):
        for name in ("i", "iCs", "caps", "smallCaps"):
            _oter(letters, name)
        spacing = letters.find(f"{_W}spacing")
        if spacing is not None and (_nombre(spacing) or 0) < 0:
            letters.remove(spacing)
        scale = letters.find(f"{_W}w")
        if scale is not None and (_nombre(scale) or 100) < 100:
            letters.remove(scale)


def _paragraphes(part: etree._Element, ecart: float) -> None:
    for props in part.iter(f"{_W}pPr"):
        side = props.find(f"{_W}jc")
        if side is not None and side.get(f"{_W}val") not in ("left", "start", "right", "end"):
            # Amounts stay at the right of their column, where they can be compared.
            side.set(f"{_W}val", "left")
        spacing = props.find(f"{_W}spacing")
        if spacing is not None:
            _interligne(spacing)
            if (after := _nombre(spacing, "after")) is not None:
                spacing.set(f"{_W}after", str(round(after * ecart)))
    for height in part.iter(f"{_W}trHeight"):
        if height.get(f"{_W}hRule") == "exact":
            height.set(f"{_W}hRule", "atLeast")


def _interligne(spacing: etree._Element) -> None:
    line, rule = _nombre(spacing, "line"), spacing.get(f"{_W}lineRule", "auto")
    if line is None:
        return
    if rule == "auto":
        spacing.set(f"{_W}line", str(max(line, INTERLIGNE)))
    elif rule != "exact" or line >= _TROP_PETITE:
        spacing.set(f"{_W}line", str(max(line, _LIGNE)))
        spacing.set(f"{_W}lineRule", "atLeast")


def _en_tete(part: etree._Element) -> None:
    """Header and footer keep simple spacing: they are found at a glance, and the place is the text's."""
    for paragraph in part.iter(f"{_W}p"):
        if paragraph.find(f".//{_W}r") is None:
            continue
        props = _enfant(paragraph, "pPr", premier=True)
        if props.find(f"{_W}spacing") is None:
            _inserer(props, "spacing", _APRES_INTERLIGNE)
        spacing = props.find(f"{_W}spacing")
        if spacing is not None:
            spacing.set(f"{_W}line", "240")
            spacing.set(f"{_W}lineRule", "auto")


def _place_aux_en_tetes(document: etree._Element) -> None:
    """Header and footer become higher: the text makes room, as one of the engines would print over them."""
    for margins in document.iter(f"{_W}pgMar"):
        for side, edge in (("top", "header"), ("bottom", "footer")):
            length, start = _nombre(margins, side), _nombre(margins, edge)
            if length is not None and start is not None and length > start >= 0:
                margins.set(f"{_W}{side}", str(round(start + (length - start) * _CROISSANCE[edge])))


def _enfant(parent: etree._Element, name: str, *, premier: bool = False) -> etree._Element:
    """That child, made where there is none."""
    found = parent.find(f"{_W}{name}")
    if found is None:
        found = etree.Element(f"{_W}{name}")
        parent.insert(0 if premier else len(parent), found)
    return found


def _inserer(parent: etree._Element, name: str, avant: str) -> etree._Element:
    """A new child, before the first of those that must come after it."""
    after = {f"{_W}{n}" for n in avant.split()}
    place = next((i for i, child in enumerate(parent) if child.tag in after), len(parent))
    new = etree.Element(f"{_W}{name}")
    parent.insert(place, new)
    return new


def _oter(parent: etree._Element, name: str) -> None:
    for child in parent.findall(f"{_W}{name}"):
        parent.remove(child)
