"""docxtpl's public examples (tables, loops, images, headers…), rebuilt by description, render as docxtpl does."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx.document import Document
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate, InlineImage, RichText
from jinja2 import Environment
from lxml import etree

from kitgen.model.image import Image
from kitgen.render.gabarit import Gabarit
from kitgen.render.langage import FILTRES
from tests.render.mots_word import W, document, enregistrer, image_png, partie, table, textes

LOGO = image_png()
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def _deux(path: Path, contexte: dict[str, object], **leurs: object) -> tuple[bytes, bytes]:
    """The document by us and by docxtpl; `leurs` are values that docxtpl has classes of its own for."""
    ours = Gabarit.ouvrir(path).rendre(contexte)
    template = DocxTemplate(path)
    context = contexte | {n: v(template) if callable(v) else v for n, v in leurs.items()}
    # docxtpl has none of our filters; where it has a class of its own, that class makes the XML.
    env = Environment(autoescape=True)
    env.filters |= {f.nom: lambda value, *_: value for f in FILTRES}
    template.render(context, env, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return ours, buffer.getvalue()


def _normal(content: bytes, name: str) -> bytes:
    """Canonical XML, without the numbers that each gives to drawings."""
    root = partie(content, name)
    for element in root.iter(f"{WP}docPr"):
        element.attrib.pop("id")
    return etree.tostring(root, method="c14n2", strip_text=False)


def _pareils(ours: bytes, theirs: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(theirs)) as archive:
        names = [n for n in archive.namelist() if n.startswith(("word/document", "word/header", "word/footer"))]
    assert names
    for name in names:
        if name.endswith(".xml"):
            assert _normal(ours, name) == _normal(theirs, name), name


def _commande() -> Document:
    """The example « order »: a customer, a table of items, conditions, paragraphs in a loop."""
    made = document(
        "Client : {{ client }}",
        "{%p if stock %}",
        "En stock : {{ stock }}",
        "{%p else %}",
        "Épuisé",
        "{%p endif %}",
    )
    table(
        made,
        [
            ["Article", "Quantité", "Prix"],
            ["{%tr for a in articles %}", "", ""],
            ["{{ a.nom }}", "{{ a.quantite }}", "{{ a.prix }}"],
            ["{%tr endfor %}", "", ""],
            ["Total", "", "{{ total }}"],
        ],
    )
    made.add_paragraph("{%p for a in articles %}")
    made.add_paragraph("Merci pour {{ a.nom }}{% if not loop.last %},{% endif %}", style="List Bullet")
    made.add_paragraph("{%p endfor %}")
    return made


def _imbrique() -> Document:
    """The example « nested_for »: dishes and their ingredients, and an `{% if %}` inside a line."""
    made = document("{%p for plat in plats %}", "{{ plat.nom }}", "{%p for i in plat.liste %}")
    made.add_paragraph("{% if i == 'sel' %}du {% endif %}{{ i }}", style="List Bullet")
    for tag in ("{%p endfor %}", "{%p endfor %}"):
        made.add_paragraph(tag)
    return made


def _fusions() -> Document:
    """The examples « vertical_merge » and « cellbg »: cells merged along a loop, cells coloured by a value."""
    made = document("Équipes")
    table(
        made,
        [
            ["{%tr for a in articles %}", ""],
            ["Équipe{% vm %}", "{% cellbg a.fond %}{{ a.nom }}"],
            ["{%tr endfor %}", ""],
        ],
    )
    return made


def _commentaires() -> Document:
    """The examples « comments » and « merge_paragraph »: what isn't printed, and lines that are joined."""
    made = document("Avant {# rien #}après", "{#p un paragraphe de moins #}", "Fin")
    made.add_paragraph("Bonjour {{ client }}")
    made.add_paragraph("{%- if stock %}")
    made.add_paragraph(", il en reste {{ stock }}")
    made.add_paragraph("{% endif -%}")
    made.add_paragraph(".")
    return made


def _entetes() -> Document:
    """The example « header_footer »: values and a table in a header, conditions in a footer."""
    made = document("Corps de {{ client }}")
    section = made.sections[0]
    section.header.paragraphs[0].text = "{{ client }}\tRéf. {{ total }}"
    grid = section.header.add_table(1, 2, Mm(150))
    grid.rows[0].cells[0].text = "{% if stock %}En stock{% endif %}"
    grid.rows[0].cells[1].text = "{{ stock }}"
    section.footer.paragraphs[0].text = "{% for a in articles %}{{ a.nom }} {% endfor %}"
    return made


def _dispersees() -> Document:
    """The example of tags that Word cut into runs, one of them bold."""
    made = document()
    paragraph = made.add_paragraph("Client : {")
    for piece, bold in (("{ cli", True), ("ent }", False), ("} et {% i", True), ("f stock %}stock{% end", False)):
        paragraph.add_run(piece).bold = bold
    paragraph.add_run("if %}").font.size = Pt(14)
    return made


ARTICLES = (
    SimpleNamespace(nom="Stylo & <encre>", quantite=3, prix="1,20 €", fond="FF8800"),
    SimpleNamespace(nom="Cahier", quantite=12, prix="2 €", fond="00AA55"),
)
CONTEXTE: dict[str, object] = {
    "client": "Zoé LE GOFF",
    "stock": "7",
    "articles": ARTICLES,
    "total": "27,60 €",
    "plats": (SimpleNamespace(nom="Pain", liste=("farine", "sel")), SimpleNamespace(nom="Riz", liste=("riz",))),
}


@pytest.mark.parametrize(
    "fabrique", [_commande, _imbrique, _fusions, _commentaires, _entetes, _dispersees], ids=lambda f: f.__name__[1:]
)
@pytest.mark.parametrize("stock", ["7", ""])
def test_an_example_renders_as_docxtpl_renders_it(tmp_path: Path, fabrique, stock: str) -> None:
    path = enregistrer(fabrique(), tmp_path / "g.docx")
    ours, theirs = _deux(path, CONTEXTE | {"stock": stock})
    _pareils(ours, theirs)
    assert b"Zo" in ours or textes(ours)


@pytest.mark.parametrize("colonnes", [("lundi",), ("lundi", "mardi", "jeudi"), ("a", "b", "c", "d", "e", "f", "g")])
def test_a_table_of_as_many_columns_as_there_are_values(tmp_path: Path, colonnes: tuple[str, ...]) -> None:
    """The example « dynamic_table », with a title over all columns (« horizontal_merge »)."""
    made = document("Planning")
    table(
        made,
        [
            ["Salle", "{%tc for c in colonnes %}", "Jours{% hm %}", "{%tc endfor %}"],
            ["Salle", "{%tc for c in colonnes %}", "{{ c }}", "{%tc endfor %}"],
            ["{%tr for s in salles %}", "", "", ""],
            ["{{ s }}", "{%tc for c in colonnes %}", "{{ s }} {{ c }}", "{%tc endfor %}"],
            ["{%tr endfor %}", "", "", ""],
        ],
    )
    path = enregistrer(made, tmp_path / "g.docx")
    ours, theirs = _deux(path, {"colonnes": colonnes, "salles": ("101", "102")})
    trees = [partie(made_) for made_ in (ours, theirs)]
    grids = [[int(c.get(f"{W}w")) for c in t.iter(f"{W}gridCol")] for t in trees]
    assert len(grids[0]) == len(grids[1]) == 1 + len(colonnes)
    # The table is as wide as it was, and what is repeated has the same width each time.
    assert sum(grids[0]) == 8640
    assert max(grids[0]) - min(grids[0]) <= 1
    # docxtpl leaves the cells as wide as they were, so that the table runs off the page; ours are as their columns.
    for row in trees[0].iter(f"{W}tr"):
        assert sum(int(c.get(f"{W}w")) for c in row.iter(f"{W}tcW")) == sum(grids[0])
    for tree in trees:
        for width in [*tree.iter(f"{W}tcW"), *tree.iter(f"{W}gridCol")]:
            width.attrib.clear()
    assert etree.tostring(trees[0], method="c14n2") == etree.tostring(trees[1], method="c14n2")


def test_repeated_columns_share_the_table_as_its_cells_do(tmp_path: Path) -> None:
    made = document("Grille")
    table(made, [["Critère", "{%tc for c in colonnes %}", "{{ c }}", "{%tc endfor %}"]])
    for cell, width in zip(made.tables[0].rows[0].cells, (4000, 1500, 1000, 1500), strict=True):
        cell.width = width * 635  # twips
    for column, width in zip(made.tables[0].columns, (4000, 1500, 1000, 1500), strict=True):
        column.width = width * 635
    path = enregistrer(made, tmp_path / "g.docx")
    content = Gabarit.ouvrir(path).rendre({"colonnes": ("A", "B", "C", "D")})
    widths = [int(c.get(f"{W}w")) for c in partie(content).iter(f"{W}gridCol")]
    assert widths == [4000, 1000, 1000, 1000, 1000]
    assert [int(c.get(f"{W}w")) for c in partie(content).iter(f"{W}tcW")] == widths


@pytest.mark.parametrize("where", ["body", "header"])
def test_an_image_stands_where_and_as_large_as_docxtpl_puts_it(tmp_path: Path, where: str) -> None:
    made = document("Corps")
    place = made.add_paragraph() if where == "body" else made.sections[0].header.paragraphs[0]
    place.add_run("Avant ").bold = True
    place.add_run("{{ logo|image(40) }} après")
    path = enregistrer(made, tmp_path / "g.docx")
    ours, theirs = _deux(
        path,
        {"logo": Image(LOGO, "png", 90, 30)},
        logo=lambda template: InlineImage(template, io.BytesIO(LOGO), width=Mm(40)),
    )
    name = "word/document.xml" if where == "body" else "word/header1.xml"
    shown = []
    for content in (ours, theirs):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert [archive.read(n) for n in archive.namelist() if n.startswith("word/media")] == [LOGO]
            (rels,) = [n for n in archive.namelist() if n.endswith(f"{Path(name).name}.rels")]
            (target,) = [
                r.get("Target") for r in etree.fromstring(archive.read(rels)) if r.get("Type").endswith("/image")
            ]
            assert target.removeprefix("/word/").startswith("media/")
        root = partie(content, name)
        (paragraph,) = [p for p in root.iter(f"{W}p") if next(p.iter(f"{W}drawing"), None) is not None]
        pieces = [
            "image" if e.tag == f"{W}drawing" else e.text
            for e in paragraph.iter(f"{W}drawing", f"{W}t")
            if e.tag == f"{W}drawing" or (e.text or "").strip()
        ]
        (extent,) = paragraph.iter(f"{WP}extent")
        shown.append((pieces, extent.get("cx"), extent.get("cy")))
    assert shown[0] == shown[1]
    assert shown[0][0] == ["Avant ", "image", " après"]
    assert int(shown[0][1]) == Mm(40)


def test_rich_text_is_docxtpl_s(tmp_path: Path) -> None:
    path = enregistrer(document("Dit : {{r texte|riche }}"), tmp_path / "g.docx")

    def riche(_: DocxTemplate) -> RichText:
        text = RichText("lu et ")
        text.add("approuvé & <signé>", bold=True)
        text.add(", ")
        text.add("vite", italic=True)
        text.add(" ou ", underline=False)
        text.add("bien", underline=True)
        return text

    ours, theirs = _deux(path, {"texte": "lu et **approuvé & <signé>**, *vite* ou __bien__"}, texte=riche)
    root = partie(ours)
    for twin in [*root.iter(f"{W}bCs"), *root.iter(f"{W}iCs")]:  # for scripts that docxtpl leaves out
        twin.getparent().remove(twin)
    assert etree.tostring(root, method="c14n2") == etree.tostring(partie(theirs), method="c14n2")
