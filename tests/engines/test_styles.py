"""A document without the styles that it doesn't use is laid out as before, to the byte; what isn't sure stays."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from kitgen.couche.garde import forme
from kitgen.engines import tache
from kitgen.engines.base import Engine
from kitgen.engines.machine import Machine
from kitgen.engines.styles import sans_styles_inutiles
from kitgen.engines.tache import Fait, Tache
from kitgen.production.preparation import preparer
from tests.aides import RACINE

NORMAL = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'


def style(nom: str, plus: str = "", *, base: str = "Normal", genre: str = "paragraph", a_nous: bool = True) -> str:
    custom = ' w:customStyle="1"' if a_nous else ""
    basis = f'<w:basedOn w:val="{base}"/>' if base else ""
    return f'<w:style w:type="{genre}"{custom} w:styleId="{nom}"><w:name w:val="Style {nom}"/>{basis}{plus}</w:style>'


def docx(styles: str, corps: str = '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr></w:p>', **parties: str) -> bytes:
    """A document with these styles; `parties` are further members, by name."""
    w = nsdecls("w")
    members = {
        "word/document.xml": f"<w:document {w}><w:body>{corps}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {w}>{NORMAL}{styles}</w:styles>",
        **{f"word/{nom}.xml": xml for nom, xml in parties.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for nom, xml in members.items():
            archive.writestr(nom, xml)
    return buffer.getvalue()


def membres(contenu: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def restants(contenu: bytes) -> list[str]:
    return re.findall('w:styleId="([^"]*)"', membres(sans_styles_inutiles(contenu))["word/styles.xml"].decode())


def test_styles_that_nothing_names_are_left_out_and_all_else_stays() -> None:
    before = docx(style("A") + style("B") + style("C", genre="character"), numbering=f"<w:numbering {nsdecls('w')}/>")
    after = sans_styles_inutiles(before)
    assert restants(before) == ["Normal", "A"]
    assert list(membres(after)) == list(membres(before))
    changed = {nom for nom, data in membres(after).items() if data != membres(before)[nom]}
    assert changed == {"word/styles.xml"}
    assert sans_styles_inutiles(after) is after


@pytest.mark.parametrize(
    ("styles", "attendu"),
    [
        (style("A", base="B") + style("B", base="C") + style("C") + style("D"), "A B C"),
        (style("A", '<w:link w:val="ACar"/>') + style("ACar", genre="character") + style("D"), "A ACar"),
        (style("A", '<w:next w:val="b"/>') + style("B") + style("D"), "A B"),
        (style("A") + style("B", "<w:pPr><w:numPr/></w:pPr>") + style("D"), "A B"),
        (style("A") + style("B", a_nous=False) + style("D"), "A B"),
        (style("A") + style("B", genre="table") + style("C", genre="numbering") + style("D"), "A B C"),
        (style("A") + style("É") + style("D"), "A É"),
        (style("A") + style("B", a_nous=False, base="C") + style("C") + style("D"), "A B C"),
    ],
)
def test_what_a_style_that_stays_names_stays(styles: str, attendu: str) -> None:
    assert restants(docx(styles)) == ["Normal", *attendu.split()]


@pytest.mark.parametrize(
    ("corps", "parties", "attendu"),
    [
        ('<w:p><w:pPr><w:pStyle w:val=" b "/></w:pPr></w:p>', {}, "B"),
        ("<w:p/>", {"numbering": f'<w:numbering {nsdecls("w")}><w:pStyle w:val="B"/></w:numbering>'}, "B"),
        ("<w:p/>", {"settings": f'<w:settings {nsdecls("w")}><w:clickAndTypeStyle w:val="C"/></w:settings>'}, "C"),
        ('<w:p><w:t>12" de </w:t><w:pStyle w:val="B"/><w:t>"oui"</w:t></w:p>', {}, "B"),
    ],
)
def test_a_style_may_be_named_in_any_part(corps: str, parties: Mapping[str, str], attendu: str) -> None:
    assert restants(docx(style("A") + style("B") + style("C"), corps, **parties)) == ["Normal", attendu]


TROIS = style("A") + style("B") + style("C")
DECLARE = "<?xml version='1.0' encoding='{}'?>"


@pytest.mark.parametrize(
    ("styles", "corps", "parties"),
    [
        pytest.param(TROIS + style("D", base=""), "<w:p/>", {}, id="a style without a base"),
        pytest.param(TROIS + style("a"), "<w:p/>", {}, id="one identifier twice"),
        pytest.param(TROIS + style("D").replace("Style D", "style a"), "<w:p/>", {}, id="one name twice"),
        pytest.param(f"<w:x>{TROIS}</w:x>", "<w:p/>", {}, id="styles elsewhere"),
        pytest.param(TROIS, "<w:p><w:pStyle w:val='B'/></w:p>", {}, id="apostrophes"),
        pytest.param(TROIS, '<w:p><w:pStyle w:val="&#66;"/></w:p>', {}, id="a reference to a letter"),
        pytest.param(TROIS, "<w:p/><!-- B -->", {}, id="a comment"),
        pytest.param(TROIS, "<w:p/>", {"x": DECLARE.format("UTF-16") + "<x/>"}, id="another encoding"),
        pytest.param(TROIS, "<w:p/>", {"vbaProject.bin": "\x00\x01"}, id="something that is no XML"),
        pytest.param(TROIS, '<w:p><w:fldSimple w:instr="STYLEREF x"/></w:p>', {}, id="a field that names a style"),
        pytest.param(
            TROIS,
            "<w:instrText>TOC \\</w:instrText></w:r><w:r><w:instrText>t B;1</w:instrText>",
            {},
            id="a table of contents made of styles",
        ),
    ],
)
def test_where_anything_is_not_as_usual_the_document_is_the_very_same(
    styles: str, corps: str, parties: Mapping[str, str]
) -> None:
    contenu = docx(styles, corps, **parties)
    assert sans_styles_inutiles(contenu) is contenu
    usual = docx(TROIS, "<w:p/>", x=DECLARE.format("UTF-8") + "<x/>")
    assert sans_styles_inutiles(usual) is not usual


@pytest.mark.parametrize("contenu", [b"", b"PK\x03\x04", docx(TROIS)[:-30], docx("</w:styles>"), docx("<w:style/>")])
def test_what_cannot_be_read_is_the_very_same(contenu: bytes) -> None:
    assert sans_styles_inutiles(contenu) is contenu


def charge(docx: Docx) -> Docx:
    """Styles that nothing names, which would show if they were taken for others."""
    for rank, nom in enumerate(
        ("Heading", "Text Body", "Index", "Table Contents", "Table Heading", "Caption 2", "Zut")
    ):
        unused = docx.styles.add_style(nom, WD_STYLE_TYPE.PARAGRAPH)
        unused.base_style = docx.styles["Normal"]
        unused.font.size, unused.font.color.rgb = Pt(30 + rank), RGBColor(250, 0, 0)
        unused.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
    for nom in ("Internet Link", "Footnote Symbol", "Default"):
        docx.styles.add_style(nom, WD_STYLE_TYPE.CHARACTER).font.size = Pt(40)
    for known in docx.styles:
        if known.type == WD_STYLE_TYPE.PARAGRAPH and known.base_style is None and known.name != "Normal":
            known.base_style = docx.styles["Normal"]
    return docx


def chaine(docx: Docx) -> None:
    """Styles based on styles, one linked to a style of characters."""
    base = docx.styles["Normal"]
    for n, size in enumerate((8, 12, 16)):
        made = docx.styles.add_style(f"Chaîne {n}", WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, base = base, made
        made.font.size = Pt(size)
    car = docx.styles.add_style("Lié", WD_STYLE_TYPE.CHARACTER)
    car.font.bold = True
    base.element.append(parse_xml(f'<w:link {nsdecls("w")} w:val="{car.style_id}"/>'))
    docx.add_paragraph("Au bout de la chaîne", style="Chaîne 2").add_run(" et un mot", style="Lié")


def tableau(docx: Docx) -> None:
    """A style of tables with one for its first row, and one of lists with a style for its paragraphs."""
    table = docx.add_table(2, 2, style="Light Grid Accent 1")
    for cell in (cell for row in table.rows for cell in row.cells):
        cell.text = "case"
    numbered = docx.styles.add_style("Numéroté", WD_STYLE_TYPE.PARAGRAPH)
    numbered.base_style = docx.styles["List Number"]
    for n in range(3):
        docx.add_paragraph(f"Point {n}", style="Numéroté" if n else "List Bullet")
    levels = docx.part.numbering_part.element
    levels.find(f".//{qn('w:lvl')}").append(parse_xml(f'<w:pStyle {nsdecls("w")} w:val="{numbered.style_id}"/>'))


def sommaire(docx: Docx) -> None:
    """Headings, a table of them, and a link."""
    toc = docx.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    toc.base_style, toc.font.italic = docx.styles["Normal"], True
    paragraph = docx.add_paragraph(style="toc 1")
    for kind, text in (("begin", ' TOC \\o "1-3" \\h '), ("separate", ""), ("end", "")):
        run = paragraph.add_run("Titre un\t1" if kind == "end" else "")
        run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
        if text:
            paragraph.add_run()._r.append(parse_xml(f"<w:instrText {nsdecls('w')}>{text}</w:instrText>"))
    docx.add_heading("Titre un", 1)
    docx.add_heading("Titre deux", 2)
    target = docx.part.relate_to("https://exemple.fr/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = f'<w:hyperlink {nsdecls("w", "r")} r:id="{target}"><w:r><w:t>un site</w:t></w:r></w:hyperlink>'
    docx.add_paragraph()._p.append(parse_xml(link))


def note(docx: Docx) -> None:
    """A footnote with a style of its own."""
    made = docx.styles.add_style("Ma note", WD_STYLE_TYPE.PARAGRAPH)
    made.base_style, made.font.size = docx.styles["Normal"], Pt(7)
    text = (
        f'<w:p><w:pPr><w:pStyle w:val="{made.style_id}"/></w:pPr><w:r><w:footnoteRef/><w:t> dit bas</w:t></w:r></w:p>'
    )
    notes = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2">{text}</w:footnote></w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, notes.encode(), docx.part.package)
    docx.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    run = docx.add_paragraph("Un mot").add_run()
    run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="2"/>'))


def formes(moteur: Engine, documents: Mapping[str, bytes], dossier: Path) -> dict[str, bytes]:
    """What an engine makes of documents, in canonical form."""
    with Machine(1, dossier) as machine:
        made = machine.submit(tache.executer, Tache(moteur, tuple(documents.items()), 120.0)).result()
    assert all(isinstance(one, Fait) for one in made)
    return {nom: forme(io.BytesIO(one.pdf)) for nom, one in zip(documents, made, strict=True) if isinstance(one, Fait)}


@pytest.mark.xdist_group("moteurs")
@pytest.mark.parametrize("nom", ["libreoffice", "rdocx"])
def test_an_engine_makes_the_same_of_it_to_the_byte(
    nom: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moteur = request.getfixturevalue(f"moteur_{nom}")
    documents: dict[str, bytes] = {}
    # One document of each kind, from each shipped template, and then the awkward ones.
    prete = preparer(RACINE / "sessions/exemple")
    kinds = {(d.code, d.variante): d for d in prete.plan.documents}
    for document, content in prete.atelier.rendre(list(kinds.values()), prete.contextes):
        documents[document.chemin.replace("/", "_")] = content
    assert len(documents) >= 20
    makers: tuple[Callable[[Docx], None], ...] = (chaine, tableau, sommaire, note)
    for maker in makers:
        made, buffer = charge(Document()), io.BytesIO()
        maker(made)
        made.save(buffer)
        documents[maker.__name__] = buffer.getvalue()
    assert [nom for nom, content in documents.items() if sans_styles_inutiles(content) is content] == []

    light = formes(moteur, documents, tmp_path)
    monkeypatch.setattr(tache, "sans_styles_inutiles", lambda docx: docx)
    assert [nom for nom, made in formes(moteur, documents, tmp_path).items() if light[nom] != made] == []
