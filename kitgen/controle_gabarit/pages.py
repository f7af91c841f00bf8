"""Pages: margins, sections, breaks, what floats, pictures, and settings that engines need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from kitgen.controle_gabarit.constats import Constat, avertissement
from kitgen.render.lecture import MARGE, Document, Lieu, Partie, R, W, sections, twips

BANDEAU = 1077
"""The right margin that the strip needs, in twips: 19 mm."""

_IMAGE_LOURDE = 1_000_000
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def marges(corps: Partie, bandeau: bool) -> Iterator[Constat]:
    """Sections without room for the strip, with columns, or that begin in the middle of a page."""
    found = sections(corps.racine)
    for number, section in enumerate(found, 1):
        inside = section.getparent()
        in_text = inside is not None and inside.tag == f"{W}pPr"
        near = corps.paragraphe(section).lieu if in_text else corps.paragraphes[-1].lieu if corps.paragraphes else None
        rank = near.rang if near else 0
        place = Lieu(corps.nom, rank, f"section {number}" if len(found) > 1 else "mise en page")
        right = twips(section.find(f"{W}pgMar"), "right", MARGE)
        if bandeau and right < BANDEAU:
            yield avertissement(
                "bandeau",
                f"la marge de droite a {right * 25.4 / 1440:.0f}\u00a0mm : le bandeau s'imprimerait sur le texte",
                "Mise en page, Marges : 1,9\u00a0cm à droite au moins (ou « bandeau: non » dans kit.yaml)",
                place,
            )
        columns = section.find(f"{W}cols")
        if columns is not None and twips(columns, "num", 1) > 1:
            yield avertissement(
                "colonnes",
                "le texte est en colonnes : les moteurs ne le coupent pas au même endroit",
                "mettez le texte dans un tableau sans traits",
                place,
            )
        kind = section.find(f"{W}type")
        if number > 1 and kind is not None and kind.get(f"{W}val") == "continuous":
            yield avertissement(
                "section",
                "la section commence au milieu d'une page (saut continu)",
                "remplacez-le par un saut de section « page suivante »",
                place,
            )
        restart = section.find(f"{W}pgNumType")
        if restart is not None and restart.get(f"{W}start") is not None:
            yield avertissement(
                "numeros",
                "la numérotation des pages recommence : la relecture cherche « Page 1 sur N » dans tout le document",
                "Numéro de page, Format : « À la suite de la section précédente »",
                place,
            )


def objets(partie: Partie, document: Document) -> Iterator[Constat]:
    """What floats, breaks a page, or weighs."""
    corps = partie.nom == "word/document.xml"
    for box in _premiers(partie, f"{W}txbxContent"):
        yield avertissement(
            "zone_de_texte",
            "une zone de texte n'est pas placée de même par les moteurs, et son texte peut être perdu",
            "mettez le texte dans un tableau",
            partie.paragraphe(next(box.iterancestors(f"{W}p"), box)).lieu,
        )
    for frame in _premiers(partie, f"{W}framePr"):
        yield avertissement(
            "zone_de_texte",
            "un cadre n'est pas placé de même par les moteurs",
            "ôtez le cadre, ou mettez le texte dans un tableau",
            partie.paragraphe(frame).lieu,
        )
    if corps:
        for anchor in _premiers(partie, f"{_WP}anchor"):
            if next(anchor.iter(f"{W}txbxContent"), None) is None:
                yield avertissement(
                    "flottant",
                    "une image flotte au-dessus du texte : les moteurs ne la placent pas au même endroit",
                    "clic droit sur l'image, Habillage : « Aligné sur le texte »",
                    partie.paragraphe(anchor).lieu,
                )
    for page_break in partie.racine.iter(f"{W}br"):
        if page_break.get(f"{W}type") == "page":
            yield from _saut(partie, page_break)
    for symbol in _premiers(partie, f"{W}sym"):
        yield avertissement(
            "symbole",
            f"un symbole de la police « {symbol.get(f'{W}font')} » serait remplacé",
            "insérez-le depuis la police DejaVu Sans",
            partie.paragraphe(symbol).lieu,
        )
    yield from _images(partie, document)
    yield from _caracteres(partie)


def _premiers(partie: Partie, tag: str) -> Iterator[etree._Element]:
    """The elements of a kind; a few are enough to say, and Word writes each drawing twice."""
    found = (e for e in partie.racine.iter(tag) if not any(a.tag.endswith("}Fallback") for a in e.iterancestors()))
    yield from islice(found, 20)


def _saut(partie: Partie, page_break: etree._Element) -> Iterator[Constat]:
    paragraph = partie.paragraphe(page_break)
    in_cell = next(page_break.iterancestors(f"{W}tc"), None) is not None
    if in_cell or not paragraph.texte.strip():
        yield avertissement(
            "saut_de_page",
            "un saut de page dans une cellule n'est pas suivi"
            if in_cell
            else "ce paragraphe n'est qu'un saut de page : il peut laisser une page blanche",
            "ôtez-le ; dans le paragraphe qui suit : Paragraphe, Enchaînements, « Saut de page avant »",
            paragraph.lieu,
        )


def _images(partie: Partie, document: Document) -> Iterator[Constat]:
    relations = document.relations(partie.nom)
    for blip in partie.racine.iter(f"{_A}blip"):
        target = relations.get(str(blip.get(f"{R}embed")), ("", ""))[1]
        size = len(document.membres.get(f"word/{target}", b""))
        if size > _IMAGE_LOURDE:
            yield avertissement(
                "image_lourde",
                f"une image pèse {size / 1e6:.1f}\u00a0Mo : elle alourdit et ralentit chaque document".replace(
                    ".", ","
                ),
                "clic droit sur l'image, Format de l'image, Compresser les images : 150 ppp",
                partie.paragraphe(blip).lieu,
            )


def _caracteres(partie: Partie) -> Iterator[Constat]:
    for paragraph in partie.paragraphes:
        if odd := re.search("[\u00ad\u2011]", paragraph.texte):
            what = "une césure facultative" if odd[0] == "\u00ad" else "un trait d'union insécable"
            yield avertissement(
                "caractere",
                f"{what} n'est pas imprimé de même par les moteurs",
                "remplacez ce caractère par un trait d'union ordinaire, ou ôtez-le",
                paragraph.lieu,
            )


def reglages(document: Document) -> Iterator[Constat]:
    """Settings of the file that change how pages come out."""
    settings = document.arbre("word/settings.xml")
    place = Lieu("word/document.xml", 0, "réglages du fichier")
    if settings is None:
        return
    modes = [e.get(f"{W}val") for e in settings.iter(f"{W}compatSetting") if e.get(f"{W}name") == "compatibilityMode"]
    if modes != ["15"]:
        yield avertissement(
            "compatibilite",
            "le fichier est en mode de compatibilité avec un ancien Word",
            "Fichier, Informations, Convertir ; puis enregistrez en .docx",
            place,
        )
    if settings.find(f"{W}evenAndOddHeaders") is not None and settings.find(f"{W}mirrorMargins") is not None:
        yield avertissement(
            "marges_miroir",
            "les marges sont en miroir : une page sur deux n'a pas la place du bandeau",
            "Mise en page, Marges personnalisées, Pages : Normales",
            place,
        )
