"""Fonts that a template names and that no engine has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from kitgen.controle_gabarit.constats import Constat, avertissement
from kitgen.engines.polices import FAMILLES, REMPLACANTES
from kitgen.render.lecture import Document, Lieu, Partie, W

_ATTRIBUTS = ("ascii", "hAnsi")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_REMEDE = "choisissez Carlito, Liberation Sans, Liberation Serif ou DejaVu Sans (ou Calibri, Arial, Times New Roman)"


def polices(document: Document) -> Iterator[Constat]:
    """Every font that the text uses and that isn't there, once, at the first place where it is used."""
    styles = document.membres.get("word/styles.xml")
    by_style, default = _des_styles(styles, document.membres.get("word/theme/theme1.xml")) if styles else ({}, ())
    said: set[str] = set()
    for font in default:
        if not _connue(font) and font not in said:
            said.add(font)
            yield _absente(font, Lieu("word/document.xml", 0, "style par défaut"))
    for partie in document.parties:
        for font, element in _du_texte(partie, by_style):
            if font not in said and not _connue(font):
                said.add(font)
                yield _absente(font, partie.paragraphe(element).lieu)


def _connue(font: str) -> bool:
    return font in FAMILLES or (font in REMPLACANTES and font != "Cambria")


def _absente(font: str, lieu: Lieu) -> Constat:
    other = REMPLACANTES.get(font, "une autre")
    return avertissement(
        "police",
        f"la police « {font} » n'est pas fournie : {other} la remplace, et les lignes n'ont plus la même longueur",
        _REMEDE,
        lieu,
        font,
    )


def _du_texte(partie: Partie, by_style: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, etree._Element]]:
    for element in partie.racine.iter(f"{W}rFonts", f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle"):
        if element.tag == f"{W}rFonts":
            for name in _ATTRIBUTS:
                if font := element.get(f"{W}{name}"):
                    yield font, element
        else:
            for font in by_style.get(element.get(f"{W}val", ""), ()):
                yield font, element


@lru_cache(maxsize=8)
def _des_styles(styles: bytes, theme: bytes | None) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The fonts of each style, those that it is based on included; and those of the default."""
    root = etree.fromstring(styles, etree.XMLParser(resolve_entities=False, no_network=True))
    of_theme = _du_theme(theme)
    own: dict[str, tuple[str, ...]] = {}
    base: dict[str, str] = {}
    for style in root.iter(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        own[name] = _nommees(style.find(f"{W}rPr/{W}rFonts"), of_theme)
        above = style.find(f"{W}basedOn")
        base[name] = above.get(f"{W}val", "") if above is not None else ""
    whole = {}
    for name in own:
        fonts, at, seen = own[name], base[name], {name}
        while not fonts and at in own and at not in seen:
            seen.add(at)
            fonts, at = own[at], base[at]
        whole[name] = fonts
    return whole, _nommees(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts"), of_theme)


def _nommees(fonts: etree._Element | None, theme: dict[str, str]) -> tuple[str, ...]:
    if fonts is None:
        return ()
    named = [fonts.get(f"{W}{n}") or theme.get((fonts.get(f"{W}{n}Theme") or "")[:5], "") for n in _ATTRIBUTS]
    return tuple(dict.fromkeys(n for n in named if n))


def _du_theme(theme: bytes | None) -> dict[str, str]:
    """The theme's fonts: `minor` for text, `major` for titles."""
    if theme is None:
        return {}
    root = etree.fromstring(theme, etree.XMLParser(resolve_entities=False, no_network=True))
    found = {}
    for kind in ("minor", "major"):
        latin = next((f.find(f"{_A}latin") for f in root.iter(f"{_A}{kind}Font")), None)
        if latin is not None:
            found[kind] = latin.get("typeface", "")
    return found
