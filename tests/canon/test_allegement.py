"""Fewer objects for the tags of a document: what is read, in which order and on which page, stays."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from kitgen.canon.allegement import alleger
from kitgen.canon.arbre import Arbre
from kitgen.canon.balises import baliser
from tests.test_balisage import _lus, _retrouves

ROLES = {"/Style": Name.P, "/Gras": Name.Span, "/Etrange": Name("/Style")}


class Fabrique:
    """A PDF of one or two pages, whose tags are told as nested tuples: role, keys, then kids or numbers of content."""

    def __init__(self, *tops: tuple[Any, ...], pages: int = 1) -> None:
        self.pdf = pikepdf.new()
        self.pages = [self.pdf.add_blank_page().obj for _ in range(pages)]
        self.parents: list[dict[int, pikepdf.Object]] = [{} for _ in range(pages)]
        root = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary(ROLES)))
        root.K = Array([self.element(top, root) for top in tops])
        numbers: list[Any] = []
        for n, (page, found) in enumerate(zip(self.pages, self.parents, strict=True)):
            page.StructParents = n
            numbers += [n, self.pdf.make_indirect(Array([found[mcid] for mcid in sorted(found)]))]
        root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        self.pdf.Root.StructTreeRoot = root

    def element(self, said: tuple[Any, ...], parent: pikepdf.Object) -> pikepdf.Object:
        """One element and all below it."""
        role, keys, *kids = said
        page = keys.pop("page", 0)
        made = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(role), P=parent, Pg=self.pages[page], **keys)
        )
        inside = []
        for kid in kids:
            if isinstance(kid, int):
                self.parents[page][kid] = made
            inside.append(kid if isinstance(kid, int) else self.element(kid, made))
        if inside:
            made.K = Array(inside)
        return made

    def alleger(self) -> tuple[list[tuple[str, int, int]], int]:
        """What is read then, and how many elements there are; each leads back to its content."""
        arbre = Arbre(self.pdf)
        alleger(arbre)
        arbre.ecrire()
        found = _lus(self.pdf)
        assert _retrouves(self.pdf) == sum(map(len, self.parents))
        return found, sum(isinstance(o, Dictionary) and Name.P in o for o in self._vivants())

    def _vivants(self) -> list[Any]:
        out = io.BytesIO()
        self.pdf.save(out)
        self.relu = pikepdf.open(out)
        return list(self.relu.objects)


def test_characters_belong_to_their_paragraph_and_the_one_paragraph_of_a_cell_to_the_cell() -> None:
    made = Fabrique(
        ("/Document", {},
         ("/Style", {}, 0, ("/Gras", {}, 1), 2),
         ("/Style", {}),
         ("/Table", {}, ("/TR", {}, ("/TD", {}, ("/Etrange", {}, ("/Gras", {}, 3), 4)), ("/TD", {}, ("/Style", {}))))),
    )  # fmt: skip
    read, elements = made.alleger()
    assert read == [("/P", 0, 0), ("/P", 0, 1), ("/P", 0, 2), ("/TD", 0, 3), ("/TD", 0, 4)]
    assert elements == 6  # the document, the first paragraph, the table, its row and its cells


@pytest.mark.parametrize(
    "kid",
    [
        ("/Gras", {"Lang": "en"}, 1),
        ("/Gras", {"ActualText": "un"}, 1),
        ("/Gras", {"A": Dictionary(O=Name.Table, Summary="un")}, 1),
        ("/Link", {}, 1),
        ("/Gras", {"page": 1}, 0),
        ("/Gras", {}, 1, ("/Link", {}, 2)),
    ],
    ids=["language", "other text", "attributes", "link", "another page", "a link inside"],
)
def test_what_says_more_stays(kid: tuple[Any, ...]) -> None:
    role, keys, *inside = kid
    read, elements = Fabrique(("/Style", {}, 0, (role, dict(keys), *inside)), pages=2).alleger()
    assert len(read) == 1 + len([k for k in inside if isinstance(k, int)]) + sum(isinstance(k, tuple) for k in inside)
    assert read[1][0] == {"/Gras": "/Span"}.get(role, role)
    assert elements == 2 + sum(isinstance(k, tuple) for k in inside)


def test_paragraphs_that_share_a_cell_stay() -> None:
    made = Fabrique(("/TD", {}, ("/P", {}, 0), ("/P", {}, 1)))
    del made.pdf.Root.StructTreeRoot.K[0].Pg
    assert made.alleger() == ([("/P", 0, 0), ("/P", 0, 1)], 3)


def test_what_a_cell_is_stays_and_how_it_is_laid_out_goes() -> None:
    layout = Dictionary(O=Name.Layout, Placement=Name.Block)
    scope = Dictionary(O=Name.Table, Scope=Name.Column)
    figure = Dictionary(O=Name.Layout, BBox=Array([0, 0, 9, 9]))
    made = Fabrique(("/Table", {"A": layout}, ("/TR", {}, ("/TH", {"A": Array([layout, scope])}, 0),
                    ("/TD", {}, ("/Figure", {"A": figure}, 1)))))  # fmt: skip
    made.alleger()
    (table,) = made.relu.Root.StructTreeRoot.K
    header, cell = table.K.K
    assert Name.A not in table
    assert (scope, figure) == (header.A, cell.K.A)


def test_a_paragraph_that_is_only_laid_out_and_the_link_in_it_belong_to_their_cell() -> None:
    layout = Dictionary(O=Name.Layout, SpaceAfter=2)
    made = Fabrique(
        ("/TD", {}, ("/Style", {"A": layout}, 0)),
        ("/TD", {}, ("/Etrange", {}, ("/Link", {}, 1))),
        ("/TD", {}, ("/Style", {}, ("/Gras", {}, 2), ("/Link", {}, 3), 4)),
        ("/TD", {}, ("/Style", {"A": Dictionary(O=Name.Table, Summary="x")}, 5)),
    )
    read, elements = made.alleger()
    assert read == [("/TD", 0, 0), ("/Link", 0, 1), ("/TD", 0, 2), ("/Link", 0, 3), ("/TD", 0, 4), ("/P", 0, 5)]
    assert elements == 7
    for cell in list(made.relu.Root.StructTreeRoot.K)[1:3]:
        links = [k for k in (cell.K if isinstance(cell.K, Array) else [cell.K]) if isinstance(k, Dictionary)]
        assert [link.P.objgen for link in links] == [cell.objgen]


def test_a_paragraph_over_two_pages_belongs_to_its_cell() -> None:
    made = Fabrique(("/TD", {}, ("/Style", {}, 0)), pages=2)
    paragraph = made.pdf.Root.StructTreeRoot.K[0].K[0]
    paragraph.K = Array([0, Dictionary(Type=Name.MCR, Pg=made.pages[1], MCID=0)])
    made.pdf.Root.StructTreeRoot.ParentTree.Nums[3].append(paragraph)
    made.parents[1][0] = paragraph
    assert made.alleger() == ([("/TD", 0, 0), ("/TD", 1, 0)], 1)


def test_each_element_is_called_by_its_standard_type() -> None:
    made = Fabrique(("/Etrange", {}, 0, ("/Gras", {"Lang": "en"}, 1)), ("/H1", {}, 2))
    made.alleger()
    root = made.relu.Root.StructTreeRoot
    assert [str(e.S) for e in (root.K[0], root.K[0].K[1], root.K[1])] == ["/P", "/Span", "/H1"]
    assert Name.RoleMap not in root


@pytest.mark.parametrize("faute", ["owner", "twice", "missing", "null"])
def test_tags_that_do_not_agree_stay_as_they_are(faute: str) -> None:
    made = Fabrique(("/Style", {}, 0), ("/TD", {}, ("/Style", {}, 1)))
    root = made.pdf.Root.StructTreeRoot
    listed = root.ParentTree.Nums[1]
    if faute == "owner":
        listed[0] = listed[1]
    elif faute == "twice":
        root.K[1].K[0].K = Array([1, 0])
    elif faute == "missing":
        del listed[1]
    else:
        listed.append(None)
    before = [o.unparse(resolved=True) for o in made.pdf.objects if isinstance(o, Dictionary)]
    content = b"/Style<</MCID 0>>BDC\nEMC\n/Style<</MCID 1>>BDC\nEMC\n"
    assert baliser(made.pdf, [content]) == [content]
    assert [o.unparse(resolved=True) for o in made.pdf.objects if isinstance(o, Dictionary)] == before


def test_marks_are_called_as_their_element_and_those_of_a_run_join_its_paragraph() -> None:
    made = Fabrique(("/TD", {}, ("/Style", {}, ("/Gras", {}, 0), 1)), ("/Style", {}, ("/Gras", {"Lang": "en"}, 2), 3))
    marks = b"".join(b"/X%d<</MCID %d>>BDC\n<%d>Tj\nEMC\n" % (n, n, n) for n in range(4))
    assert baliser(made.pdf, [marks]) == [
        b"/TD<</MCID 0>>BDC\n<0>Tj\n<1>Tj\nEMC\n/Span<</MCID 1>>BDC\n<2>Tj\nEMC\n/P<</MCID 2>>BDC\n<3>Tj\nEMC\n"
    ]
    assert _lus(made.pdf) == [("/TD", 0, 0), ("/Span", 0, 1), ("/P", 0, 2)]
    assert _retrouves(made.pdf) == 3


def test_the_page_is_said_where_there_is_content_and_nowhere_else() -> None:
    made = Fabrique(("/Document", {}, ("/TD", {}, ("/P", {"page": 1}, 0)), ("/H1", {}, 0)), pages=2)
    read, _ = made.alleger()
    assert read == [("/TD", 1, 0), ("/H1", 0, 0)]
    (document,) = made.relu.Root.StructTreeRoot.K
    assert [Name.Pg in element for element in (document, *document.K)] == [False, True, True]


def test_a_document_without_tags_stays_as_it_is() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        assert baliser(pdf, [b""]) == [b""]
        assert Name.StructTreeRoot not in pdf.Root
