"""Small Word documents made by hand, which differ in a value, and what came of them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pikepdf

from kitgen.canon import canoniser

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    '<Override PartName="/word/footer1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_LIENS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_REL}/footer" Target="footer1.xml"/></Relationships>'
)
_STYLES = (
    f"<w:styles {_NS}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Carlito" w:hAnsi="Carlito" w:cs="Carlito" w:eastAsia="Carlito"/>'
    '<w:kern w:val="2"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="fr-FR"/></w:rPr></w:rPrDefault>'
    '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:color w:val="1F3A5F"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Surligne"><w:name w:val="Surligne"/>'
    '<w:rPr><w:highlight w:val="yellow"/></w:rPr></w:style></w:styles>'
)

A4 = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:left="1080" w:right="1080" w:top="1000" w:bottom="1000" w:footer="500"/>'
)
PAYSAGE = (
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:left="1080" w:right="1080" w:top="1000" w:bottom="1000" w:footer="500"/>'
)
SAUT = f"<w:p><w:pPr><w:sectPr>{{pied}}{A4}</w:sectPr></w:pPr></w:p>"


def run(texte: str, proprietes: str = "") -> str:
    """A run of text; `texte` is XML."""
    return f'<w:r><w:rPr>{proprietes}</w:rPr><w:t xml:space="preserve">{texte}</w:t></w:r>'


def champ(instruction: str, resultat: str = "1") -> str:
    """A field, as Word writes it."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return mark("begin") + code + mark("separate") + run(resultat) + mark("end")


def par(*contenu: str, pp: str = "") -> str:
    """A paragraph."""
    return f"<w:p><w:pPr>{pp}</w:pPr>{''.join(contenu)}</w:p>"


def tableau(*cellules: str) -> str:
    """A table of one row."""
    width = 9000 // len(cellules)
    grid = f'<w:gridCol w:w="{width}"/>' * len(cellules)
    cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{c}</w:tc>' for c in cellules)
    borders = "".join(f'<w:{s} w:val="single" w:sz="4"/>' for s in ("top", "left", "bottom", "right", "insideV"))
    properties = f'<w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
    return (
        f'<w:tbl>{properties}<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"<w:tr>{cells}</w:tr></w:tbl>"
    )


def ecrire(fichier: Path, corps: str, *, pied: str = "", section: str = A4) -> Path:
    """A .docx with this body and, perhaps, this footer; « {pied} » in the body stands for its reference."""
    reference = '<w:footerReference w:type="default" r:id="rId2"/>' if pied else ""
    body = corps.replace("{pied}", reference)
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/_rels/document.xml.rels": _LIENS,
        "word/styles.xml": _STYLES,
        "word/footer1.xml": f"<w:ftr {_NS}>{pied or par()}</w:ftr>",
        "word/document.xml": f"<w:document {_NS}><w:body>{body}<w:sectPr>{reference}{section}</w:sectPr></w:body>"
        "</w:document>",
    }
    fichier.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return fichier


def structure(pdf: Path) -> list[str]:
    """What a screen reader walks through in the end: the language, and each tag, how deep it stands, its attributes."""
    with pikepdf.open(pdf) as opened:
        canoniser(opened)
        found = [str(opened.Root.Lang)]

        def visit(element: pikepdf.Object, depth: int) -> None:
            if isinstance(element, pikepdf.Array):
                for part in element:
                    visit(part, depth)
            elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
                look = element.get("/A", pikepdf.Array())
                looks = look if isinstance(look, pikepdf.Array) else [look]
                found.append(f"{depth} {element.get('/S')} {[part.unparse(resolved=True) for part in looks]}")
                visit(element.get("/K"), depth + 1)

        visit(opened.Root.StructTreeRoot.K, 0)
        return found


def est_compose(pdf: Path) -> bool:
    """Whether a PDF was drawn, not converted: its pages are made of several streams."""
    with pikepdf.open(pdf) as opened:
        return any(isinstance(page.obj.Contents, pikepdf.Array) for page in opened.pages)
