"""Running content as Word XML: any text survives, columns add up, only the templates' styles are used."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kitgen.context.vues import Corps
from kitgen.gabarits.styles import CORPS
from kitgen.model.sujet import Element, Tableau
from kitgen.render.corps import corps_xml, widths

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = W[1:-1]

TEXTES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t\r<>&\"'"),
    min_size=1,
    max_size=60,
)


@st.composite
def tableaux(draw):
    n = draw(st.integers(2, 7))
    row = st.tuples(*([TEXTES | st.just("")] * n))
    cuts = sorted(draw(st.sets(st.integers(1, 99), min_size=n - 1, max_size=n - 1)))
    given_widths = tuple(b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True))
    sides = st.tuples(*([st.sampled_from(("gauche", "centre", "droite"))] * n))
    return Tableau(
        legende=draw(st.none() | TEXTES),
        colonnes=draw(st.tuples(*([TEXTES] * n))),
        alignements=draw(st.none() | sides),
        largeurs=draw(st.sampled_from((None, given_widths))),
        lignes=tuple(draw(st.lists(row, min_size=1, max_size=4))),
        total=draw(st.none() | row),
    )


LISTES = st.lists(TEXTES, min_size=1, max_size=4).map(tuple)
ELEMENTS = st.one_of(
    TEXTES.map(lambda t: Element(texte=t)),
    TEXTES.map(lambda t: Element(titre=t)),
    LISTES.map(lambda x: Element(liste=x)),
    LISTES.map(lambda x: Element(courrier=x)),
    tableaux().map(lambda t: Element(tableau=t)),
)


def _tree(*elements: Element, largeur: int = 9752) -> etree._Element:
    return etree.fromstring(f'<w:body xmlns:w="{NS}">{corps_xml(Corps(elements), largeur)}</w:body>')


def _text(paragraph: etree._Element) -> str:
    shown = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(shown.get(e.tag, e.text or "") for e in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab"))


def _styles(tree: etree._Element) -> list[str]:
    return [s.get(f"{W}val") for s in tree.iter(f"{W}pStyle")]


def _sources(element: Element) -> list[str]:
    if element.tableau:
        t = element.tableau
        cells = [cell for row in (t.colonnes, *t.lignes, t.total or ()) for cell in row]
        return [*([t.legende] if t.legende else []), *cells]
    if element.texte is not None:
        return [element.texte]
    return [element.titre] if element.titre is not None else list(element.liste or element.courrier or ())


@given(st.lists(ELEMENTS, max_size=4), st.integers(4000, 16000))
def test_any_text_survives_in_order(elements, largeur):
    tree = _tree(*elements, largeur=largeur)
    printed = [_text(p) for p in tree.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") != "CorpsEspace"]
    expected = [re.sub("\r\n|\r", "\n", text) for e in elements for text in _sources(e)]
    assert printed == (expected or [""])


@given(st.lists(ELEMENTS, max_size=4), st.integers(4000, 16000))
def test_tables_keep_to_the_dialect(elements, largeur):
    tree = _tree(*elements, largeur=largeur)
    for table in tree.iter(f"{W}tbl"):
        columns = [int(c.get(f"{W}w")) for c in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        assert sum(columns) == largeur == int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w"))
        assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"
        for row in table.findall(f"{W}tr"):
            assert row.find(f"{W}trPr/{W}cantSplit") is not None
            assert [int(c.get(f"{W}w")) for c in row.iterfind(f"{W}tc/{W}tcPr/{W}tcW")] == columns
        assert table.getnext().tag == f"{W}p", "two tables in a row would become one"


@given(st.lists(ELEMENTS, max_size=4))
def test_only_styles_that_the_templates_define_are_used(elements):
    assert set(_styles(_tree(*elements))) <= {s.id for s in CORPS}


@given(st.lists(st.integers(1, 100), min_size=1, max_size=7), st.integers(1000, 20000))
def test_widths_add_up_and_keep_proportions(parts, largeur):
    result = widths(parts, largeur)
    assert sum(result) == largeur
    assert all(abs(w - largeur * p / sum(parts)) < 1 for w, p in zip(result, parts, strict=True))


def test_a_table_has_a_repeated_header_and_a_bold_total_and_its_legend_stays_with_it():
    table = Tableau(
        legende="Effectif",
        colonnes=("Catégorie", "Nombre"),
        lignes=(("Cadres", "4"), ("Autres", "18")),
        total=("", "22"),
    )
    tree = _tree(Element(tableau=table))
    *_, inner = tree.iter(f"{W}tbl")
    headers = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in inner.iter(f"{W}tr")]
    assert headers == [True, False, False, False]
    assert _styles(tree) == [
        "CorpsLegende", "CorpsEntete", "CorpsEnteteDroite", "CorpsCellule", "CorpsCelluleDroite",
        "CorpsCellule", "CorpsCelluleDroite", "CorpsTotal", "CorpsTotalDroite", "CorpsEspace",
        "CorpsEspace",
    ]  # fmt: skip
    legend = next(s for s in CORPS if s.id == "CorpsLegende")
    assert legend.avec_suivant


def test_columns_follow_their_contents_where_no_widths_are_given():
    table = Tableau(colonnes=("Poste", "€"), lignes=(("Cotisation annuelle du contrat collectif", "12"),))
    *_, inner = _tree(Element(tableau=table)).iter(f"{W}tbl")
    first, second = (int(c.get(f"{W}w")) for c in inner.iter(f"{W}gridCol"))
    assert first > 3 * second


@pytest.mark.parametrize(
    ("lignes", "ensemble"),
    [
        (13, True),
        (18, False),
        ((("mot " * 90, "1"),) * 2, True),
        ((("mot " * 900, "1"),), False),
        ((("a\n" * 30, ""),), False),
    ],
)
def test_a_table_stays_on_one_page_unless_it_is_long(lignes, ensemble):
    """As the only row of another one; a row that is higher than a page would lose text."""
    rows = (("a", "b"),) * lignes if isinstance(lignes, int) else lignes
    tree = _tree(Element(tableau=Tableau(colonnes=("Poste", "Montant"), largeurs=(50, 50), lignes=rows)))
    outer, *inner = tree.iter(f"{W}tbl")
    assert len(inner) == ensemble
    assert len(outer.findall(f"{W}tr")) == (1 if ensemble else len(rows) + 1)
    if ensemble:
        (cell,) = outer.iterfind(f"{W}tr/{W}tc")
        assert [e.tag for e in cell] == [f"{W}tcPr", f"{W}tbl", f"{W}p"]


def test_alignments_are_styles():
    table = Tableau(colonnes=("a", "b", "c"), alignements=("droite", "centre", "gauche"), lignes=(("1", "2", "3"),))
    assert _styles(_tree(Element(tableau=table)))[3:6] == ["CorpsCelluleDroite", "CorpsCelluleCentre", "CorpsCellule"]


def test_a_letter_may_cross_a_page_between_its_paragraphs():
    tree = _tree(Element(courrier=("Bonjour,", "Merci.\nSignature")))
    assert len(list(tree.iter(f"{W}tr"))) == 2


@pytest.mark.parametrize("text", ["<w:p/>", "a & b", "« l'\"an » ]]>", "{{ candidat.nom }}"])
def test_markup_is_only_text(text):
    assert _text(next(_tree(Element(texte=text)).iter(f"{W}p"))) == text


def test_nothing_is_an_empty_paragraph():
    assert corps_xml(Corps(()), 9000).startswith("<w:p>")
