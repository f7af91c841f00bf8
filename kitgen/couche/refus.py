"""What may not stand where documents differ: whatever would be drawn, or would move, without being seen."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VALEUR = f"{W}val"


class Refus(Exception):
    """The documents can't be composed, and why; they are converted one by one."""


# Fields whose result depends on the page alone, wherever they stand; any other may quote a value.
_CHAMPS = frozenset({"PAGE", "NUMPAGES", "PAGEREF", "HYPERLINK", "TOC"})
_NUMEROS = frozenset({"PAGE", "NUMPAGES"})
_PARAGRAPHE = frozenset({"pPr", "r", "bookmarkStart", "bookmarkEnd", "proofErr", "fldSimple"})
_PASSAGE = frozenset(
    {"rPr", "t", "tab", "br", "fldChar", "instrText", "noBreakHyphen", "lastRenderedPageBreak"},
)
# Highlight, shading and borders are drawn apart from the text, in colours of their own; so are lines under or
# through it, hidden text and effects.
_CARACTERES = frozenset(
    {"rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "color", "spacing", "kern", "sz", "szCs", "lang", "noProof"}
)
_STYLE = _CARACTERES | {"position", "vertAlign", "rtl", "cs"}
_MISE_EN_FORME = frozenset(
    {
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "spacing", "ind", "jc", "tabs"),
        *("outlineLvl", "rPr", "pBdr", "shd", "suppressAutoHyphens", "contextualSpacing", "autoSpaceDE"),
        *("autoSpaceDN", "adjustRightInd", "snapToGrid", "textAlignment", "suppressLineNumbers", "numPr", "cnfStyle"),
    }
)
_CONTENANTS = frozenset({"tbl", "tr", "tc"})
# Text flows around these, or they float: what stands beside them has another width than elsewhere.
_FLOTTANTS = (f"{W}framePr", f"{W}tblpPr", f"{W}txbxContent", f"{W}pict", f"{W}object", f"{W}altChunk", f"{W}dropCap")
_SUIVI = (f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo")


def nom(element: etree._Element) -> str:
    """The local name."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def verifier_partie(racine: etree._Element) -> None:
    """Raise Refus when anything in a part makes values elsewhere depend on it."""
    for tag in (*_FLOTTANTS, *_SUIVI):
        if next(racine.iter(tag), None) is not None:
            raise Refus(f"<{tag.rpartition('}')[2]}>")
    for anchor in racine.iter(f"{_WP}anchor"):
        if anchor.find(f"{_WP}wrapNone") is None:
            raise Refus("text flows around a picture")


def verifier_reglages(contenu: Mapping[str, bytes]) -> None:
    """Raise Refus when the document's settings make margins change from page to page."""
    settings = contenu.get("word/settings.xml", b"")
    if any(name in settings for name in (b"mirrorMargins", b"gutterAtTop", b"rtlGutter")):
        raise Refus("settings")


class Styles:
    """The styles of a document, asked whether a value may have them."""

    def __init__(self, contenu: Mapping[str, bytes]) -> None:
        data = contenu.get("word/styles.xml")
        racine = analyser(data) if data else etree.Element("none")
        self._styles = {str(s.get(f"{W}styleId")): s for s in racine.iter(f"{W}style")}
        self._defauts = [s for s in self._styles.values() if s.get(f"{W}default") in ("1", "true")]
        for properties in racine.iterfind(f"{W}docDefaults//{W}rPr"):
            _seulement(properties, _STYLE, "docDefaults")

    def verifier(self, style: str) -> None:
        """Raise Refus when the style, or one that it is based on, draws more than letters, or counts."""
        seen: set[str] = set()
        while style and style not in seen:
            seen.add(style)
            found = self._styles.get(style)
            if found is None:
                return
            self._un(found)
            based = found.find(f"{W}basedOn")
            style = str(based.get(_VALEUR, "")) if based is not None else ""

    def verifier_defauts(self) -> None:
        """The same for the styles that apply without being named."""
        for found in self._defauts:
            if found.get(f"{W}type") in ("paragraph", "character"):
                self._un(found)

    def _un(self, style: etree._Element) -> None:
        for properties in style.iterfind(f"{W}rPr"):
            _seulement(properties, _STYLE, "style")
        if style.find(f"{W}pPr/{W}numPr") is not None:
            raise Refus("a numbered style")

    def titre(self, style: str) -> bool:
        """Whether paragraphs of this style stand in the outline."""
        seen: set[str] = set()
        while style and style not in seen:
            seen.add(style)
            found = self._styles.get(style)
            if found is None:
                return False
            level = found.find(f"{W}pPr/{W}outlineLvl")
            if level is not None:
                return str(level.get(_VALEUR)) != "9"
            based = found.find(f"{W}basedOn")
            style = str(based.get(_VALEUR, "")) if based is not None else ""
        return False


def verifier_emplacement(paragraphe: etree._Element, styles: Styles) -> None:
    """Raise Refus when a paragraph whose text varies holds anything but plain text and page numbers."""
    if any(nom(parent) not in _CONTENANTS for parent in list(paragraphe.iterancestors())[:-1] if not _corps(parent)):
        raise Refus("a value inside something unknown")
    for parent in paragraphe.iterancestors(f"{W}tc"):
        if parent.find(f"{W}tcPr/{W}textDirection") is not None or parent.find(f"{W}tcPr/{W}tcFitText") is not None:
            raise Refus("a turned or squeezed cell")
    for parent in paragraphe.iterancestors(f"{W}tbl"):
        style = parent.find(f"{W}tblPr/{W}tblStyle")
        if style is not None:
            styles.verifier(str(style.get(_VALEUR)))
    _seulement(paragraphe, _PARAGRAPHE, "paragraph")
    styles.verifier_defauts()
    for properties in paragraphe.iterfind(f"{W}pPr"):
        _seulement(properties, _MISE_EN_FORME, "paragraph properties")
        number = properties.find(f"{W}numPr/{W}numId")
        if number is not None and number.get(_VALEUR) != "0":
            raise Refus("a numbered paragraph")
        for style in properties.iterfind(f"{W}pStyle"):
            styles.verifier(str(style.get(_VALEUR)))
    for run in paragraphe.iter(f"{W}r"):
        _seulement(run, _PASSAGE, "run")
        for jump in run.iterfind(f"{W}br"):
            if jump.get(f"{W}type", "textWrapping") != "textWrapping":
                raise Refus("a page break")
        for properties in run.iterfind(f"{W}rPr"):
            _seulement(properties, _CARACTERES, "run properties")
            for style in properties.iterfind(f"{W}rStyle"):
                styles.verifier(str(style.get(_VALEUR)))


def verifier_champ(instruction: str, *, valeur: bool) -> None:
    """Raise Refus for a field that may not be in the document, or (`valeur`) not where documents differ."""
    word = (instruction.split() or [""])[0].upper()
    if word not in (_NUMEROS if valeur else _CHAMPS):
        raise Refus(f"a field {word}")


def numero(instruction: str) -> bool:
    """Whether a field is a page number or the number of pages."""
    return (instruction.split() or [""])[0].upper() in _NUMEROS


def analyser(data: bytes) -> etree._Element:
    """Parse XML of strangers; raises Refus."""
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise Refus("broken XML") from error


def _corps(element: etree._Element) -> bool:
    return nom(element) == "body"


def _seulement(element: etree._Element, permis: frozenset[str], quoi: str) -> None:
    for child in element:
        if nom(child) not in permis or not child.tag.startswith(W):
            raise Refus(f"<{nom(child)}> in {quoi}")
