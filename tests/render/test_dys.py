"""The dys version of a template: the same words, larger, further apart, upright, at the left; in both engines."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree

from kitgen.context.vues import Corps
from kitgen.convert import Converti, Travail, convertir
from kitgen.engines.base import Engine
from kitgen.errors import InputProblems
from kitgen.gabarits.styles import STYLES
from kitgen.model.sujet import Element, Tableau
from kitgen.render.atelier import Atelier
from kitgen.render.corps import corps_xml
from kitgen.render.dys import POLICE, adapter, taille
from kitgen.render.gabarit import Gabarit
from kitgen.render.paquet import Paquet
from tests.aides import ecrire_gabarit, gabarit_xml, pages_simplifiees, projet_exemple
from tests.gabarits.exemple import OPTIONS, RACINE, contexte

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEMPLATES = RACINE / "templates"
LUS = ("convocation", "sujet", "brouillon")
"""The templates of what a candidate reads; two documents share one."""

STYLES_XML = gabarit_xml(
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:ascii="Garamond"/><w:sz w:val="20"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>',
    "styles",
)


def _adapte(path: Path) -> dict[str, etree._Element]:
    paquet = adapter(Paquet.lire(path))
    return {name: etree.fromstring(c) for name, c in paquet.membres.items() if name.endswith(".xml")}


def _document(tmp_path: Path, xml: str, styles: str = STYLES_XML, **parties: str) -> etree._Element:
    path = ecrire_gabarit(tmp_path / "g.docx", xml=xml, styles=styles, **parties)
    return _adapte(path)["word/document.xml"]


def _val(tree: etree._Element, path: str, name: str = "val") -> str | None:
    found = tree.find(".//" + "/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{name}")


# --- what changes ---


@pytest.mark.parametrize(
    ("size", "body", "expected"),
    [
        (12, 20, 24), (17, 20, 24), (20, 20, 24), (21, 20, 25), (28, 20, 30), (40, 20, 40), (56, 20, 56),
        (22, 22, 24), (18, 22, 24), (24, 24, 24), (28, 24, 28), (16, 28, 24), (30, 28, 30),
    ],
)  # fmt: skip
def test_running_text_is_12_points_and_titles_keep_their_size_or_grow(size: int, body: int, expected: int):
    assert taille(size, body) == expected


@pytest.mark.parametrize("body", [16, 20, 22, 24, 28])
def test_what_was_larger_is_never_smaller(body: int):
    sizes = [taille(s, body) for s in range(8, 100)]
    assert sizes == sorted(sizes)
    assert min(sizes) == 24


def test_letters_are_sans_serif_upright_and_not_squeezed(tmp_path: Path):
    run = (
        '<w:p><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hint="default"/><w:i/><w:iCs/><w:caps/><w:smallCaps/>'
        '<w:b/><w:spacing w:val="-8"/><w:w w:val="80"/><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>'
        "<w:t>mot</w:t></w:r></w:p>"
    )
    tree = _document(tmp_path, run)
    (props,) = tree.iter(f"{W}rPr")
    assert [child.tag.removeprefix(W) for child in props] == ["rFonts", "b", "sz", "szCs"]
    assert {k.removeprefix(W): v for k, v in props[0].attrib.items()} == dict.fromkeys(
        ("ascii", "hAnsi", "eastAsia", "cs"), POLICE
    )
    assert [_val(tree, "sz"), _val(tree, "szCs")] == ["24", "24"]


@pytest.mark.parametrize("font", ["DejaVu Sans", "Symbol", "Wingdings 2", "Segoe UI Symbol", "MS Gothic"])
def test_a_symbol_keeps_its_font(tmp_path: Path, font: str):
    run = f'<w:p><w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>☐</w:t></w:r></w:p>'
    assert _val(_document(tmp_path, run), "rFonts", "ascii") == font


@pytest.mark.parametrize(("side", "expected"), [("both", "left"), ("center", "left"), ("right", "right")])
def test_text_stands_at_the_left_and_amounts_at_the_right(tmp_path: Path, side: str, expected: str):
    assert _val(_document(tmp_path, f'<w:p><w:pPr><w:jc w:val="{side}"/></w:pPr></w:p>'), "jc") == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", None),
        ('w:line="240" w:lineRule="auto"', ("360", "auto")),
        ('w:line="276"', ("360", None)),
        ('w:line="480" w:lineRule="auto"', ("480", "auto")),
        ('w:line="280" w:lineRule="exact"', ("414", "atLeast")),
        ('w:line="600" w:lineRule="exact"', ("600", "atLeast")),
        ('w:line="240" w:lineRule="atLeast"', ("414", "atLeast")),
        ('w:line="160" w:lineRule="exact"', ("160", "exact")),  # a gap: no text fits in it
    ],
)
def test_lines_are_one_and_a_half_apart(tmp_path: Path, given: str, expected: tuple[str, str] | None):
    tree = _document(tmp_path, f'<w:p><w:pPr><w:spacing w:after="100" {given}/></w:pPr></w:p>')
    assert _val(tree, "spacing", "after") == "150"
    line = (_val(tree, "spacing", "line"), _val(tree, "spacing", "lineRule"))
    assert line == (expected or (None, None))


def test_a_row_of_an_exact_height_may_grow(tmp_path: Path):
    row = '<w:tbl><w:tr><w:trPr><w:trHeight w:val="300" w:hRule="exact"/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>'
    assert _val(_document(tmp_path, row), "trHeight", "hRule") == "atLeast"


def test_what_the_template_leaves_to_word_is_said(tmp_path: Path):
    """Without defaults, a text would stay at Word's 10 points, in Times and close together."""
    path = ecrire_gabarit(tmp_path / "g.docx", "mot", styles=gabarit_xml("", "styles"))
    styles = _adapte(path)["word/styles.xml"]
    assert _val(styles, "docDefaults/rPrDefault/rPr/rFonts", "ascii") == POLICE
    assert _val(styles, "docDefaults/rPrDefault/rPr/sz") == "24"
    assert _val(styles, "docDefaults/pPrDefault/pPr/spacing", "line") == "360"


def test_a_template_without_styles_is_refused(tmp_path: Path):
    path = ecrire_gabarit(tmp_path / "g.docx", "mot")
    Gabarit.ouvrir(path)
    with pytest.raises(InputProblems, match=r"styles\.xml"):
        Gabarit.ouvrir(path, variante="dys")


# --- the shipped templates ---


@cache
def _rendu(code: str, option: str = "production", variante: str | None = "dys") -> dict[str, bytes]:
    own = TEMPLATES / f"{code}.dys.docx"
    path = own if variante and own.is_file() else TEMPLATES / f"{code}.docx"
    content = Gabarit.ouvrir(path, variante=variante).rendre(contexte(code, option))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _chaine(style: str | None, styles: Mapping[str | None, etree._Element]) -> Iterator[etree._Element]:
    while style in styles:
        yield styles[style]
        style = _val(styles[style], "basedOn") if styles[style].find(f"{W}basedOn") is not None else None


def _premier(path: str, *where: etree._Element) -> etree._Element | None:
    steps = "/".join(f"{W}{step}" for step in path.split("/"))
    return next((e for w in where if (e := w.find(steps)) is not None), None)


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("code", LUS)
def test_every_text_of_a_document_is_large_upright_sans_serif_and_spaced(code: str, option: str):
    parts = _rendu(code, option)
    sheet = etree.fromstring(parts["word/styles.xml"])
    styles = {s.get(f"{W}styleId"): s for s in sheet.iter(f"{W}style")}
    defaults = sheet.find(f"{W}docDefaults")
    seen = 0
    for name in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        for paragraph in etree.fromstring(parts[name]).iter(f"{W}p"):
            own = list(_chaine(_val(paragraph, "pPr/pStyle") or "Normal", styles))
            texts = [r for r in paragraph.findall(f"{W}r") if "".join(r.itertext()).strip()]
            if not texts:
                continue
            jc = _premier("pPr/jc", paragraph, *own)
            style = _val(paragraph, "pPr/pStyle") or ""
            assert jc is None or jc.get(f"{W}val") == "left" or style.endswith(("Droite", "DroiteFort")), style
            spacing = [
                e for w in (paragraph, *own) if (e := w.find(f"{W}pPr/{W}spacing")) is not None
            ] + [defaults.find(f"{W}pPrDefault/{W}pPr/{W}spacing")]  # fmt: skip
            line = next(int(e.get(f"{W}line")) for e in spacing if e.get(f"{W}line"))
            assert line >= (360 if name == "word/document.xml" else 240), (style, line)
            for run in texts:
                character = run.find(f"{W}rPr/{W}rStyle")
                chain = [run, *_chaine(None if character is None else character.get(f"{W}val"), styles), *own]
                size = _premier("rPr/sz", *chain)
                size = size if size is not None else defaults.find(f"{W}rPrDefault/{W}rPr/{W}sz")
                assert int(size.get(f"{W}val")) >= 24, (style, "".join(run.itertext()))
                fonts = _premier("rPr/rFonts", *chain)
                fonts = fonts if fonts is not None else defaults.find(f"{W}rPrDefault/{W}rPr/{W}rFonts")
                assert fonts.get(f"{W}ascii") in (POLICE, "DejaVu Sans")
                assert _premier("rPr/i", *chain) is None
                seen += 1
    assert seen > 20


@pytest.mark.parametrize("code", LUS)
def test_the_words_are_those_of_the_ordinary_version(code: str):
    def words(variante: str | None) -> list[str]:
        text = " ".join(etree.fromstring(_rendu(code, variante=variante)["word/document.xml"]).itertext())
        return sorted(text.split())

    assert words("dys") == words(None)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda p: p.name)
def test_a_template_that_was_made_for_it_stays_as_it_is(path: Path):
    once = adapter(Paquet.lire(path))
    assert adapter(once).membres == once.membres


@pytest.mark.parametrize("code", LUS)
def test_the_margins_make_room_for_a_higher_header_and_keep_the_strip_free(code: str):
    def margins(variante: str | None) -> dict[str, int]:
        found = etree.fromstring(_rendu(code, variante=variante)["word/document.xml"]).find(f".//{W}pgMar")
        return {k.removeprefix(W): int(v) for k, v in found.attrib.items()}

    before, after = margins(None), margins("dys")
    assert after["right"] == before["right"]
    assert after["top"] > before["top"]
    assert after["bottom"] > before["bottom"]


# --- running content ---


def test_a_column_is_widened_for_its_longest_word_and_the_others_give_way():
    table = Tableau(colonnes=("Désignation", "Date"), largeurs=(90, 10), lignes=(("a", "04/09/2026"),))
    corps = Corps((Element(tableau=table),))

    def columns(lettre: int) -> list[int]:
        xml = corps_xml(corps, 6000, lettre)
        # A table that fits on a page stands in another one, of one column.
        return [int(w) for w in re.findall(r'<w:gridCol w:w="(\d+)"/>', xml)][1:]

    assert columns(0) == [5400, 600]
    first, second = columns(240)
    assert first + second == 6000
    # Ten figures at 12 pt are 60 pt wide, and the cell has margins of 4,5 pt.
    assert 1380 <= second <= 1700


def test_columns_that_all_lack_room_stay_as_they_are():
    table = Tableau(colonnes=("Anticonstitutionnellement", "Intergouvernementalisation"), lignes=(("a", "b"),))
    corps = Corps((Element(tableau=table),))
    assert corps_xml(corps, 2000, 240) == corps_xml(corps, 2000)


# --- a template of its own ---


def _kit_d_un_document(dossier: Path):
    ecrire_gabarit(dossier / "lettre.docx", "ordinaire", styles=STYLES_XML)
    document = projet_exemple().kit.documents[0].model_copy(update={"code": "lettre", "gabarit": "lettre.docx"})
    return projet_exemple().kit.model_copy(update={"documents": (document,), "packs": ()})


def test_a_template_beside_the_ordinary_one_is_preferred(tmp_path: Path):
    kit = _kit_d_un_document(tmp_path)
    assert kit.documents[0].variantes == ("dys",)
    atelier, problems = Atelier.ouvrir(kit, tmp_path, "modeles")
    assert problems == []
    assert "ordinaire" in _texte(atelier, "dys")
    ecrire_gabarit(tmp_path / "lettre.dys.docx", "adapté", styles=STYLES_XML)
    atelier, problems = Atelier.ouvrir(kit, tmp_path, "modeles")
    assert problems == []
    assert "adapté" in _texte(atelier, "dys")
    assert "ordinaire" in _texte(atelier, None)


def _texte(atelier: Atelier, variante: str | None) -> str:
    content = atelier._gabarits["lettre.docx", variante].rendre({})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


def test_its_faults_are_told_by_its_name_and_those_of_a_shared_one_once(tmp_path: Path):
    kit = _kit_d_un_document(tmp_path)
    ecrire_gabarit(tmp_path / "lettre.docx", "{% if candidat %}", styles=STYLES_XML)
    (problem,) = Atelier.ouvrir(kit, tmp_path, "modeles")[1]
    assert problem.source == str(Path("modeles/lettre.docx"))
    ecrire_gabarit(tmp_path / "lettre.dys.docx", "{{ candidat.nom", styles=STYLES_XML)
    _, problems = Atelier.ouvrir(kit, tmp_path, "modeles")
    assert sorted(p.source for p in problems) == [str(Path(f"modeles/lettre{v}.docx")) for v in ("", ".dys")]


# --- the finished pages ---

PAGES = {"convocation": 2, "sujet": 4, "brouillon": 2}
"""With the longest names; the engines must agree."""


@pytest.fixture(scope="module", params=["moteur_libreoffice", "moteur_rdocx"])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The documents with the longest names, laid out by each engine."""
    moteur: Engine = request.getfixturevalue(request.param)
    folder = tmp_path_factory.mktemp("dys")
    jobs = []
    for code in LUS:
        with zipfile.ZipFile(folder / f"{code}.docx", "w") as archive:
            for name, content in _rendu(code).items():
                archive.writestr(name, content)
        jobs.append(Travail(folder / f"{code}.docx", folder / f"{code}.pdf"))
    made = convertir(jobs, moteur, atelier=folder, taches=1)
    assert all(isinstance(m, Converti) for m in made), made
    return {code: folder / f"{code}.pdf" for code in LUS}


@pytest.mark.parametrize("code", LUS)
def test_the_pages_are_the_same_in_both_engines_and_say_how_many_they_are(pages: dict[str, Path], code: str):
    texts = pages_simplifiees(pages[code])
    assert len(texts) == PAGES[code]
    for number, text in enumerate(texts, 1):
        assert f"Page {number} sur {len(texts)}" in text
        assert "ROCHEFOUCAULD" in text
    if code == "sujet":
        assert f"Ce sujet comporte {len(texts)} pages" in texts[0]


@pytest.mark.parametrize("code", LUS)
def test_no_text_lies_over_another_or_in_the_strip(pages: dict[str, Path], code: str):
    document = pypdfium2.PdfDocument(pages[code])
    try:
        for page in document:
            text = page.get_textpage()
            rects = [text.get_rect(i) for i in range(text.count_rects())]
            assert len(rects) > 5 or code == "brouillon"
            # The strip stands in the 19 mm at the right.
            assert max(right for _, _, right, _ in rects) <= page.get_width() - 53.5
            for i, (l1, b1, r1, t1) in enumerate(rects):
                for l2, b2, r2, t2 in rects[:i]:
                    assert min(r1, r2) - max(l1, l2) < 1.5 or min(t1, t2) - max(b1, b2) < 1.5
            text.close()
    finally:
        document.close()


def test_the_gaps_of_the_shipped_styles_are_the_only_lines_that_stay_low():
    """What the version takes for a gap, by its height, is a style without text."""
    low = {s.id for s in STYLES if 0 < s.exact < 10}
    assert low == {"Espace", "EspaceLie", "EspaceFin", "CorpsEspace", "FinCellule"}
