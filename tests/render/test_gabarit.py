"""A template renders any text unchanged, like docxtpl would, and its faults are told with their place."""

from __future__ import annotations

import io
import random
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from lxml import etree
from markupsafe import Markup

from kitgen.context.vues import Corps
from kitgen.errors import InputProblems, Problem
from kitgen.model.sujet import Element
from kitgen.render.corps import corps_xml
from kitgen.render.gabarit import Gabarit
from tests.aides import RACINE, ecrire_gabarit, gabarit_xml
from tests.gabarits.exemple import DOCUMENTS, OPTIONS, contexte

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"

# All that XML 1.0 allows, with what means something to XML, jinja2 or docxtpl coming often.
MORCEAUX = st.sampled_from(
    (
        *("&", "<", ">", '"', "'", "&amp;", "]]>", "<w:p>", "</w:t>", "\n<w:p ", "<w:bookmarkStart w:id='1'/>"),
        *("{{ candidat.nom }}", "{{", "}}", "{% if x %}", "%}", "{#", "{_{", "}_}", "{_%", "None", "\\", "_x000D_"),
        *(" ", "  ", "\t", "\n", "\r", "\r\n", "\x85", "\u00a0", "\u2028", "\ufeff"),
        *("\U0001d4b5", "\U0001f469\u200d\U0001f393", "\u00e9", "e\u0301"),
    )
)
CARACTERES = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
TEXTES = st.lists(MORCEAUX | CARACTERES, min_size=1, max_size=12).map("".join)


def _lus(document: bytes) -> list[str]:
    """The text of each paragraph as Word shows it: blanks at the ends of a run count only where they are kept."""
    paragraphs = docx.Document(io.BytesIO(document)).element.body.iter(f"{W}p")
    return [_lu(Paragraph(p, None)) for p in paragraphs]


def _lu(paragraph: Paragraph) -> str:
    for text in paragraph._p.iter(f"{W}t"):
        # Line breaks and tabs are elements of their own; inside a text they are shown as blanks.
        shown = re.sub("[\t\n\r]", " ", text.text or "")
        text.text = shown if text.get(PRESERVE) == "preserve" else shown.strip(" ")
    return paragraph.text


def _attendu(text: str) -> str:
    """A Word document has one kind of line break."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _problemes(path: Path, **contexte: object) -> tuple[Problem, ...]:
    with pytest.raises(InputProblems) as caught:
        Gabarit.ouvrir(path, "mon-gabarit.docx").rendre(contexte, "001-livret")
    assert all(p.source == "mon-gabarit.docx" for p in caught.value.problems)
    return caught.value.problems


@pytest.fixture(scope="module")
def simple(tmp_path_factory: pytest.TempPathFactory) -> Gabarit:
    folder = tmp_path_factory.mktemp("gabarit")
    return Gabarit.ouvrir(ecrire_gabarit(folder / "simple.docx", "{{ x }}", "[{{ x }}] et {{ x }}|", "fin"))


@pytest.fixture(scope="module")
def livres() -> dict[str, Gabarit]:
    return {code: Gabarit.ouvrir(RACINE / f"templates/{code}.docx") for code in DOCUMENTS}


@given(TEXTES)
@example(" <b>&amp;</b> {{ x }} \r\n\t ")
@settings(max_examples=150)
def test_any_text_survives_unchanged(simple: Gabarit, text: str) -> None:
    expected = _attendu(text)
    assert _lus(simple.rendre({"x": text})) == [expected, f"[{expected}] et {expected}|", "fin"]


@given(name=TEXTES, sujet=TEXTES)
@settings(max_examples=15)
def test_any_name_and_any_sujet_survive_in_the_shipped_template(
    livres: dict[str, Gabarit], name: str, sujet: str
) -> None:
    context = contexte("sujet")
    context["candidat"] = replace(context["candidat"], nom_liste=f"<{name}>")
    context["sujet"] = replace(context["sujet"], titre=f"<{sujet}>", contexte=Corps((Element(texte=sujet),)))
    document = livres["sujet"].rendre(context)
    everything = _lus(document)
    assert _attendu(sujet) in everything
    assert any(f"<{_attendu(sujet)}>" in text for text in everything)
    assert any(f"<{_attendu(name)}>" in text for text in everything)
    footers = [p for s in docx.Document(io.BytesIO(document)).sections for p in s.footer._element.iter(f"{W}p")]
    assert any(f"<{_attendu(name)}>" in _lu(Paragraph(p, None)) for p in footers)


def test_the_same_context_gives_the_same_bytes_in_two_openings(livres: dict[str, Gabarit]) -> None:
    for code in DOCUMENTS:
        again = Gabarit.ouvrir(RACINE / f"templates/{code}.docx")
        assert again.rendre(contexte(code)) == livres[code].rendre(contexte(code))


def test_a_document_does_not_remember_the_one_before(simple: Gabarit) -> None:
    first = simple.rendre({"x": "un"})
    simple.rendre({"x": "deux"})
    assert simple.rendre({"x": "un"}) == first


def test_members_that_hold_no_tag_are_the_template_s_own(livres: dict[str, Gabarit]) -> None:
    made = zipfile.ZipFile(io.BytesIO(livres["grille"].rendre(contexte("grille"))))
    template = zipfile.ZipFile(RACINE / "templates/grille.docx")
    assert sorted(made.namelist()) == sorted(template.namelist())
    for name in ("word/styles.xml", "word/settings.xml", "[Content_Types].xml"):
        assert made.read(name) == template.read(name)


def _normal(part: bytes) -> bytes:
    """Canonical XML without what both ways number for themselves."""
    root = etree.fromstring(part)
    for element in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"):
        element.attrib.pop(f"{W}id")
    for element in root.iter("{*}docPr"):
        element.attrib.pop("id")
    return etree.tostring(root, method="c14n2", strip_text=False)


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("code", DOCUMENTS)
def test_the_document_is_the_one_that_docxtpl_makes(livres: dict[str, Gabarit], code: str, option: str) -> None:
    context = contexte(code, option)
    ours = zipfile.ZipFile(io.BytesIO(livres[code].rendre(context)))
    width = _largeur(RACINE / f"templates/{code}.docx")
    env = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: Markup(corps_xml(value, width)) if isinstance(value, Corps) else value,
    )
    template = DocxTemplate(RACINE / f"templates/{code}.docx")
    # It widens tables to the longest of their rows, and takes those of a table inside for theirs.
    template.fix_tables = etree.fromstring
    template.render(context, env, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    theirs = zipfile.ZipFile(buffer)
    parts = [n for n in theirs.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", n)]
    assert len(parts) >= 3
    for name in parts:
        assert _normal(ours.read(name)) == _normal(theirs.read(name)), name


def _largeur(path: Path) -> int:
    section = docx.Document(str(path)).sections[-1]
    return (section.page_width - section.left_margin - section.right_margin) // 635  # EMU in a twip


def test_bookmarks_that_a_loop_repeats_get_ids_of_their_own(tmp_path: Path) -> None:
    mark = '<w:bookmarkStart w:id="7" w:name="m{{ i }}"/><w:r><w:t>{{ i }}</w:t></w:r><w:bookmarkEnd w:id="7"/>'
    tags = ("<w:p><w:r><w:t>{%p for i in x %}</w:t></w:r></w:p>", "<w:p><w:r><w:t>{%p endfor %}</w:t></w:r></w:p>")
    loop = f"{tags[0]}<w:p>{mark}</w:p>{tags[1]}"
    made = Gabarit.ouvrir(ecrire_gabarit(tmp_path / "g.docx", xml=loop)).rendre({"x": (1, 2, 3)})
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml"))
    starts = [e.get(f"{W}id") for e in root.iter(f"{W}bookmarkStart")]
    assert len(set(starts)) == 3
    assert [e.get(f"{W}id") for e in root.iter(f"{W}bookmarkEnd")] == starts


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("{{ inconnu }}", "« inconnu » n'existe pas"),
        ("{{ x.prenom_usuel }}", "« prenom_usuel » n'existe pas"),
        ("{% for v in inconnu %}{% endfor %}", "« inconnu » n'existe pas"),
        ("{{ x + 1 }}", "ne peut pas être calculée"),
        ("{{ 1 / 0 }}", "ne peut pas être calculée"),
        ("{{ liste }}", "imprime une liste au lieu d'un texte"),
        ("{{ rien }}", "imprime rien au lieu d'un texte"),
        ("{{ vrai }}", "imprime oui ou non au lieu d'un texte"),
        ("{{ x", "balise illisible"),
        ("{{ }}", "balise illisible"),
        ("{% if x %}", "balise illisible"),
        ("{% endfor %}", "balise illisible"),
        ("{%tr for v in x %}", "balise illisible"),
        ("{{ x|inexistant }}", "balise illisible"),
        ("{{ x|safe }}", "mal formé"),
    ],
)
def test_a_faulty_tag_is_told_with_its_paragraph(tmp_path: Path, tag: str, words: str) -> None:
    path = ecrire_gabarit(tmp_path / "g.docx", "Un titre", f"Tuteur : {tag}", "Une fin")
    (problem,) = _problemes(path, x="a < b & c", liste=("a",), rien=None, vrai=True)
    assert words in problem.texte
    assert "Tuteur : " in problem.place
    assert problem.remede


def test_a_fault_while_rendering_names_the_document(tmp_path: Path) -> None:
    (problem,) = _problemes(ecrire_gabarit(tmp_path / "g.docx", "{{ inconnu }}"))
    assert "001-livret" in problem.texte


ROW = "<w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"


def test_a_fault_while_rendering_says_where_and_with_which_value(tmp_path: Path) -> None:
    context = contexte("livret-of")
    rows = ROW.format("{%tr for b in blocs %}", "") + ROW.format("{{ b.code }}", "{{ b.code + 1 }}")
    path = ecrire_gabarit(tmp_path / "g.docx", xml=f"<w:p/><w:tbl>{rows}{ROW.format('{%tr endfor %}', '')}</w:tbl>")
    (problem,) = _problemes(path, **context)
    assert problem.place == "tableau 1, ligne 2, colonne 2, près de « {{ b.code + 1 }} »"
    assert problem.valeur == f"b.code = {context['blocs'][0].code}"
    assert "001-livret" in problem.texte


def test_a_value_that_is_missing_is_said_to_be_nothing(tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "g.docx", "{{ 'a' }} puis {%p if x %}", "{{ passage.debut }}", "{%p endif %}")
    (problem,) = _problemes(path, passage=None, x="x")
    assert "il n'y a rien dont prendre « debut »" in problem.texte
    assert problem.valeur == "passage = rien"
    assert problem.place == "près de « {{ passage.debut }} »"


def test_a_fault_in_a_header_says_so_and_the_same_tag_twice_is_told_apart(tmp_path: Path) -> None:
    header = gabarit_xml(f"<w:tbl>{ROW.format('{{ x }}', '{{ y.z }}')}</w:tbl><w:p/>", "hdr")
    (problem,) = _problemes(ecrire_gabarit(tmp_path / "g.docx", "{{ x }}", header1=header), x="x", y="texte")
    assert problem.place == "en-tête de page, tableau 1, ligne 1, colonne 2, près de « {{ y.z }} »"
    tags = "{% if n %}{{ n.a }}{% endif %}"
    rows = ROW.format(tags.replace("if n", "if not n"), tags)
    (second,) = _problemes(ecrire_gabarit(tmp_path / "h.docx", xml=f"<w:tbl>{rows}</w:tbl><w:p/>"), n="texte")
    assert "colonne 2" in second.place


def test_a_cell_that_a_condition_leaves_empty_keeps_a_paragraph(tmp_path: Path) -> None:
    tags = "</w:t></w:r></w:p><w:p><w:r><w:t>".join(("{%p if x %}", "{{ x }}", "{%p endif %}"))
    xml = f"<w:tbl>{ROW.format(tags, '{{ x }}')}</w:tbl><w:p/>"
    made = Gabarit.ouvrir(ecrire_gabarit(tmp_path / "g.docx", xml=xml)).rendre({"x": ""})
    cells = docx.Document(io.BytesIO(made)).tables[0].rows[0].cells
    assert [len(c.paragraphs) for c in cells] == [1, 1]


def test_faults_of_all_parts_are_told_together_and_say_which_part(tmp_path: Path) -> None:
    parts = {
        name: gabarit_xml(f"<w:p><w:r><w:t>dans {name} {{% if %}}</w:t></w:r></w:p>", root)
        for name, root in (("header1", "hdr"), ("footer2", "ftr"))
    }
    path = ecrire_gabarit(tmp_path / "g.docx", "dans le corps {% if %}", **parts)
    places = sorted(p.place for p in _problemes(path))
    assert len(places) == 3
    assert any("en-tête de page" in p and "dans header1" in p for p in places)
    assert any("pied de page" in p and "dans footer2" in p for p in places)
    assert any(p.startswith("près de « dans le corps") for p in places)


@pytest.mark.parametrize(
    "tag",
    [
        "{% for i in range(10**9) %}a{% endfor %}",
        "{% for i in range(1000000000) %}a{% endfor %}",
        "{{ 9**(9**9) }}",
        "{{ 'a' * 10**12 }}",
        "{{ 'a' * 1000000000000 }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% for i in x %}" * 25 + "{% endfor %}" * 25,
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    ],
)
def test_a_template_without_end_is_stopped(tmp_path: Path, tag: str) -> None:
    (problem,) = _problemes(ecrire_gabarit(tmp_path / "g.docx", tag), x="abc")
    assert "balise" in problem.texte


@pytest.mark.parametrize(
    "tag",
    [
        "{{ x.__class__ }}",
        "{{ x.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__'] }}",
        "{{ x|attr('__class__') }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ x.format.__globals__ }}",
        "{{ vue.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ liste.append('b') }}",
        "{% include '/etc/passwd' %}",
        "{% include 'g.docx' %}",
        "{% import 'os' as os %}",
        "{% extends '/etc/passwd' %}",
        "{{ open('/etc/passwd').read() }}",
    ],
)
def test_a_template_reaches_nothing_but_its_context(tmp_path: Path, tag: str) -> None:
    context = contexte("sujet")
    (problem,) = _problemes(ecrire_gabarit(tmp_path / "g.docx", tag), x="abc", liste=["a"], vue=context["candidat"])
    assert problem.place.startswith("près de « {")


def test_a_loop_that_opens_in_one_cell_and_closes_in_another_is_refused(tmp_path: Path) -> None:
    row = "<w:tr><w:tc><w:p><w:r><w:t>{% if x == '' %}</w:t></w:r></w:p></w:tc></w:tr>"
    after = "<w:p><w:r><w:t>{% endif %}</w:t></w:r></w:p>"
    (problem,) = _problemes(ecrire_gabarit(tmp_path / "g.docx", xml=f"<w:tbl>{row}</w:tbl>{after}"), x="a")
    assert "mal formé" in problem.texte


LONG = "un texte qui ne se retient pas " * 40


@pytest.mark.parametrize("value", ["a\x01b", "\ufffe", f"{LONG}\x1b", "deux\nlignes\x02"])
def test_a_character_that_xml_has_no_way_to_write_is_refused(tmp_path: Path, value: str) -> None:
    path = ecrire_gabarit(tmp_path / "g.docx", "Un titre", "Tuteur : {{ x }}", "{{ y }}")
    (problem,) = _problemes(path, x=value, y="un")
    assert "mal formé" in problem.texte
    assert "Tuteur : " in problem.place
    assert Gabarit.ouvrir(path).rendre({"x": LONG, "y": "un"})


def test_a_text_that_goes_over_the_lines_of_an_attribute_is_refused(tmp_path: Path) -> None:
    mark = '<w:p><w:bookmarkStart w:id="7" w:name="{{ x }}"/><w:bookmarkEnd w:id="7"/></w:p>'
    path = ecrire_gabarit(tmp_path / "g.docx", xml=mark)
    (problem,) = _problemes(path, x="une\nautre")
    assert "mal formé" in problem.texte
    assert Gabarit.ouvrir(path).rendre({"x": "une \"autre\" & 'encore'"})


def test_a_text_too_long_for_what_reads_xml_is_refused(tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "g.docx", "{% for i in range(60) %}{{ x }}{% endfor %}")
    (problem,) = _problemes(path, x="x" * 180_000)
    assert "mal formé" in problem.texte
    assert _lus(Gabarit.ouvrir(path).rendre({"x": "xy"})) == ["xy" * 60]


def test_a_text_that_was_printed_before_is_not_taken_for_one_that_is_safe(tmp_path: Path) -> None:
    tags = ("{{ x }}", "{{ x|safe }}", "{{ x }}", "{{ 1 }}")
    assert _lus(Gabarit.ouvrir(ecrire_gabarit(tmp_path / "g.docx", *tags)).rendre({"x": "a</w:t><w:br/><w:t>b"})) == [
        "a</w:t><w:br/><w:t>b",
        "a\nb",
        "a</w:t><w:br/><w:t>b",
        "1",
    ]
    (problem,) = _problemes(ecrire_gabarit(tmp_path / "h.docx", "{{ 1 }}", "{{ x }}"), x=True)
    assert "oui ou non" in problem.texte


def test_a_condition_over_runs_of_a_paragraph_prints_them_or_none(tmp_path: Path) -> None:
    runs = ("avant{% if x %}", " gras", "{% endif %} après")
    paragraph = "<w:p>" + "".join(f"<w:r><w:t xml:space='preserve'>{r}</w:t></w:r>" for r in runs) + "</w:p>"
    gabarit = Gabarit.ouvrir(ecrire_gabarit(tmp_path / "g.docx", xml=paragraph))
    assert _lus(gabarit.rendre({"x": "oui"})) == ["avant gras après"]
    assert _lus(gabarit.rendre({"x": ""})) == ["avant après"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "pas un document Word"),
        (b"ceci n'est pas un zip", "pas un document Word"),
        (b"%PDF-1.7\n", "pas un document Word"),
    ],
)
def test_a_file_that_is_no_docx_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "g.docx"
    path.write_bytes(content)
    (problem,) = _problemes(path)
    assert words in problem.texte
    assert "Word" in problem.remede


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    (missing,) = _problemes(tmp_path / "absent.docx")
    (folder,) = _problemes(tmp_path)
    assert "gabarit illisible" in missing.texte
    assert "gabarit illisible" in folder.texte


def test_a_zip_without_a_word_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "g.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    (problem,) = _problemes(path)
    assert "word/document.xml manque" in problem.texte


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "g.docx", "a")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open("b", "w") as member:
        for _ in range(101):
            member.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    (problem,) = _problemes(path)
    assert "anormalement gros" in problem.texte


def test_a_bomb_of_many_members_is_refused(tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "g.docx", "a")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2000):
            archive.writestr(str(number), b"")
    (problem,) = _problemes(path)
    assert "anormalement gros" in problem.texte


def test_xml_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("confidentiel")
    path = tmp_path / "g.docx"
    body = gabarit_xml("<w:p><w:r><w:t>{{ x }} &e;</w:t></w:r></w:p>").removeprefix('<?xml version="1.0"?>')
    ecrire_gabarit(path, "a")
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    members["word/document.xml"] = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]>{body}'.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    (problem,) = _problemes(path, x="a")
    assert "mal formé" in problem.texte


def test_damaged_xml_is_refused(tmp_path: Path) -> None:
    (problem,) = _problemes(ecrire_gabarit(tmp_path / "g.docx", xml="<w:p>"))
    assert "abîmé" in problem.texte


def test_a_damaged_file_is_refused_or_opened_but_never_crashes(tmp_path: Path) -> None:
    whole = ecrire_gabarit(tmp_path / "g.docx", "{{ x }}", "un texte " * 40).read_bytes()
    damaged = tmp_path / "damaged.docx"
    chance = random.Random(20261208)
    refused = 0
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        damaged.write_bytes(content[: chance.choice((len(content), chance.randrange(len(content))))])
        try:
            Gabarit.ouvrir(damaged).rendre({"x": "a"})
        except InputProblems:
            refused += 1
    assert refused > 200


@given(st.lists(st.sampled_from(["{{", "}}", "{%", "%}", "{%p", "{{r", "if", "for", "in", "endif", "endfor", "x", " ",
                                 "{#", "#}", "'", '"', "|", ".", "(", ")", "raw", "set", "=", "1", "<", "-"]),
                min_size=2, max_size=14).map("".join))  # fmt: skip
@settings(max_examples=200)
def test_any_tag_renders_or_is_a_problem_of_the_template(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "tag.docx"
    ecrire_gabarit(path, text)
    try:
        made = Gabarit.ouvrir(path, "tag.docx").rendre({"x": "X & Y"})
    except InputProblems as error:
        assert all(p.source == "tag.docx" for p in error.problems)
    else:
        docx.Document(io.BytesIO(made))
