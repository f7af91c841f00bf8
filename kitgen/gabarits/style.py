"""A named style and its XML. Sizes in points, lengths in twips."""

from __future__ import annotations

from dataclasses import dataclass

from kitgen.gabarits.listes import numero


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph or character style."""

    id: str
    nom: str
    base: str = "Normal"
    taille: float = 0
    gras: bool | None = None
    italique: bool = False
    majuscules: bool = False
    couleur: str = ""
    police: str = ""
    ecart: float = 0
    """Space after each character, in points."""
    avant: int = 0
    apres: int = 0
    exact: float = 0
    gauche: int = 0
    retrait: int = 0
    alignement: str = ""
    avec_suivant: bool = False
    insecable: bool = False
    """All lines on one page: the engines do not agree on where a paragraph of three lines may break."""
    page: bool = False
    filet_bas: str = ""
    """Colour of a hairline below."""
    niveau: int = -1
    tabulation: int = 0
    """Where a tab stop stands: a right tab, or a left one if `tabulation_gauche`."""
    tabulation_gauche: bool = False
    caractere: bool = False

    def xml(self) -> str:
        """The style element."""
        kind = "character" if self.caractere else "paragraph"
        base = "" if self.caractere else f'<w:basedOn w:val="{self.base}"/>'
        ppr = "" if self.caractere else f"<w:pPr>{self._paragraph()}</w:pPr>"
        return (
            f'<w:style w:type="{kind}" w:customStyle="1" w:styleId="{self.id}"><w:name w:val="{self.nom}"/>{base}'
            f'<w:uiPriority w:val="1"/><w:qFormat/>{ppr}<w:rPr>{self._run()}</w:rPr></w:style>'
        )

    def _paragraph(self) -> str:
        parts = []
        if self.avec_suivant:
            parts.append("<w:keepNext/>")
        if self.avec_suivant or self.insecable:
            parts.append("<w:keepLines/>")
        if self.page:
            parts.append("<w:pageBreakBefore/>")
        if number := numero(self.id):
            parts.append(f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        if self.filet_bas:
            line = f'w:val="single" w:sz="4" w:space="2" w:color="{self.filet_bas}"'
            parts.append(f"<w:pBdr><w:bottom {line}/><w:between {line}/></w:pBdr>")
        if self.tabulation:
            side = "left" if self.tabulation_gauche else "right"
            parts.append(f'<w:tabs><w:tab w:val="{side}" w:pos="{self.tabulation}"/></w:tabs>')
        parts.append(self._spacing())
        if self.gauche or self.retrait:
            hanging = f' w:hanging="{self.retrait}"' if self.retrait else ""
            parts.append(f'<w:ind w:left="{self.gauche}"{hanging}/>')
        if self.alignement:
            parts.append(f'<w:jc w:val="{self.alignement}"/>')
        if self.niveau >= 0:
            parts.append(f'<w:outlineLvl w:val="{self.niveau}"/>')
        return "".join(parts)

    def _spacing(self) -> str:
        line = ""
        if self.exact:
            line = f' w:line="{round(self.exact * 20)}" w:lineRule="exact"'
        return f'<w:spacing w:before="{self.avant}" w:after="{self.apres}"{line}/>'

    def _run(self) -> str:
        parts = []
        if self.police:
            p = self.police
            parts.append(f'<w:rFonts w:ascii="{p}" w:hAnsi="{p}" w:eastAsia="{p}" w:cs="{p}"/>')
        if self.gras is not None:
            value = "" if self.gras else ' w:val="0"'
            parts.append(f"<w:b{value}/><w:bCs{value}/>")
        if self.italique:
            parts.append("<w:i/><w:iCs/>")
        if self.majuscules:
            parts.append("<w:caps/>")
        if self.couleur:
            parts.append(f'<w:color w:val="{self.couleur}"/>')
        if self.ecart:
            parts.append(f'<w:spacing w:val="{round(self.ecart * 20)}"/>')
        if self.taille:
            size = round(self.taille * 2)
            parts.append(f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>')
        return "".join(parts)
