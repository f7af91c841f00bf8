"""The .docx package around a body: header, footer, settings, and a zip whose bytes never change."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from kitgen.gabarits.formes import (
    BLEU,
    NS,
    SYMBOLES,
    TEXTE,
    XML,
    Cellule,
    cellule,
    champ,
    colonnes,
    ligne,
    mm,
    para,
    run,
    si,
    tab,
    tableau,
)
from kitgen.gabarits.listes import numbering_xml
from kitgen.gabarits.style import Style
from kitgen.gabarits.styles import styles_xml

_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

A4 = (11906, 16838)

BANDEAU = mm(19)
"""The right margin is never narrower: the strip of `kitgen.stamp` stands there."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a template, A4."""

    paysage: bool = False
    cote: int = mm(19)
    haut: int = mm(26)
    bas: int = mm(22.5)
    bord: int = mm(11)
    """From the sheet's edge to the header, and to the footer."""

    @property
    def largeur(self) -> int:
        """The text width."""
        return A4[1 if self.paysage else 0] - self.cote - self.droite

    @property
    def droite(self) -> int:
        """The right margin."""
        return max(self.cote, BANDEAU)

    def section(self) -> str:
        """The section properties."""
        width, height = (A4[1], A4[0]) if self.paysage else A4
        orient = ' w:orient="landscape"' if self.paysage else ""
        return (
            '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/>'
            '<w:footerReference w:type="default" r:id="rId5"/>'
            f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/>'
            f'<w:pgMar w:top="{self.haut}" w:right="{self.droite}" w:bottom="{self.bas}" w:left="{self.cote}" '
            f'w:header="{self.bord}" w:footer="{self.bord}" w:gutter="0"/></w:sectPr>'
        )


LOGO = mm(29)
"""Where a logo stands: 26 mm (kitgen.render.image) and what parts it from the text."""

BADGE = mm(42)

PORTRAIT = Page()
PAYSAGE = Page(paysage=True, cote=mm(15))


@dataclass(frozen=True, slots=True)
class Gabarit:
    """A template: its page, its body, what its header and footer say of whom."""

    fichier: str
    corps: str
    page: Page = PORTRAIT
    reserve: bool = False
    option: str = "{% if candidat.option %} · Option {{ candidat.option }}{% endif %}"
    exemple: str = "{% if session.exemple %} · EXEMPLE{% endif %}"
    rappels: tuple[str, str] = ("", "")
    """Paragraphs that each page repeats below the header's two lines, at the left and at the right."""
    sujet_de: str = "{{ candidat.numero }} — {{ candidat.nom_liste }}"
    styles: tuple[Style, ...] = ()
    """Those that no other template has."""

    def entete(self) -> str:
        """The header: certification and session, what is reserved, the document's title; the logo if there is one."""
        header = si("session.certificateur.logo", self._entete(LOGO), sinon=self._entete(0))
        return f"{XML}<w:hdr {NS}>{header}{para('EspaceFin')}</w:hdr>"

    def _entete(self, logo: int) -> str:
        """Its table, with a column of that width for the logo, or none."""
        largeur = self.page.largeur - logo
        session = para("EnTete", run("{{ session.intitule }}" + self.option), run(self.exemple, "Exemple"))
        who = cellule(para("EnTeteFort", "{{ referentiel.sigle }}"), session)
        title = para("EnTeteDroiteFort", "{{ document.titre }}")
        date = para("EnTeteDroite", "{{ session.dates }}")
        if self.reserve:
            badge = cellule(para("EnTeteReserve", "Réservé à la commission"), fond=BLEU, alignement="center")
            cells: tuple[Cellule, ...] = (who, badge, cellule(title, date))
            left = (largeur - BADGE) * (50 if self.page.paysage else 60) // 100
            widths: tuple[int, ...] = (left, BADGE, largeur - BADGE - left)
        else:
            cells = (who, cellule(title, date))
            widths = colonnes(largeur, 47, 53)
        if logo:
            cells = (cellule(para("EnTete", run("{{r session.certificateur.logo }}"))), *cells)
            widths = (logo, *widths)
        rows = [ligne(*cells)]
        if any(self.rappels):
            left_text, right_text = self.rappels
            span = len(widths) - (2 if self.reserve else 1)
            rows.append(ligne(cellule(left_text, etendue=span), cellule(right_text, etendue=len(widths) - span)))
        return tableau(widths, rows, bords={"bottom": "trait"}, marges=(40, 0))

    def pied(self) -> str:
        """The footer: whose document it is, its reference, its page."""
        page = (run("Page ", "NumeroPage"), champ("PAGE", "NumeroPage"), run(" sur ", "NumeroPage"),
                champ("NUMPAGES", "NumeroPage"))  # fmt: skip
        first = para("PiedLigne", run(self.sujet_de, "Fort"), tab(), *page)
        second = para("PiedLigne", run("{{ document.reference }}"), tab(),
                      run("Référentiel du {{ referentiel.version }}"))  # fmt: skip
        return f"{XML}<w:ftr {NS}>{first}{second}</w:ftr>"

    def octets(self) -> bytes:
        """The .docx; the same bytes on every machine (stored, not deflated; no dates)."""
        document = (
            f'{XML}<w:document {NS} xmlns:r="{_RELS}"><w:body>{self.corps}{self.page.section()}</w:body></w:document>'
        )
        parts = {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relations(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": document,
            "word/_rels/document.xml.rels": _relations(
                ("rId1", "styles", "styles.xml"),
                ("rId2", "numbering", "numbering.xml"),
                ("rId3", "settings", "settings.xml"),
                ("rId4", "header", "header1.xml"),
                ("rId5", "footer", "footer1.xml"),
                ("rId6", "fontTable", "fontTable.xml"),
            ),
            "word/styles.xml": styles_xml(self.page.largeur, self.styles),
            "word/numbering.xml": numbering_xml(),
            "word/settings.xml": _settings(),
            "word/header1.xml": self.entete(),
            "word/footer1.xml": self.pied(),
            "word/fontTable.xml": _fonts(),
        }
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name, text in parts.items():
                info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                info.create_system = 3
                info.external_attr = 0o644 << 16
                archive.writestr(info, text.encode("utf-8"))
        return buffer.getvalue()


def _relations(*relations: tuple[str, str, str]) -> str:
    rows = "".join(f'<Relationship Id="{i}" Type="{_RELS}/{kind}" Target="{target}"/>' for i, kind, target in relations)
    return f'{XML}<Relationships xmlns="{_PKG}/relationships">{rows}</Relationships>'


def _content_types() -> str:
    parts = ("document.main", "styles", "numbering", "settings", "header", "footer", "fontTable")
    names = {"document.main": "document", "header": "header1", "footer": "footer1"}
    rows = "".join(f'<Override PartName="/word/{names.get(p, p)}.xml" ContentType="{_TYPE}.{p}+xml"/>' for p in parts)
    return (
        f'{XML}<Types xmlns="{_PKG}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _settings() -> str:
    return (
        f'{XML}<w:settings {NS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="fr-FR"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def _fonts() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
        for name in (TEXTE, SYMBOLES)
    )
    return f"{XML}<w:fonts {NS}>{fonts}</w:fonts>"
