"""Marks that follow each other in one element become one; what is said of them stays."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from kitgen.canon.balises import baliser

A, B = b"/P<</MCID %d>>BDC\n(a) Tj\nEMC\n", b"/P <<\n  /MCID %d\n>> BDC\n(b) Tj\nEMC\n"


def _pdf(
    contenus: Sequence[bytes], elements: Sequence[Sequence[tuple[int, int]]], *, dictionnaires: bool
) -> pikepdf.Pdf:
    """A PDF with these pages, and elements that hold marks by page and number."""
    pdf = pikepdf.new()
    pages = [pdf.add_blank_page().obj for _ in contenus]
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    parents: list[dict[int, pikepdf.Object]] = [{} for _ in contenus]
    kids = Array()
    for marks in elements:
        element = pdf.make_indirect(Dictionary(S=Name.P, P=root, K=Array()))
        if not dictionnaires:
            element.Pg = pages[marks[0][0]]
        for page, number in marks:
            own = not dictionnaires and page == marks[0][0]
            element.K.append(number if own else Dictionary(Type=Name.MCR, Pg=pages[page], MCID=number))
            parents[page][number] = element
        kids.append(element)
    numbers = Array()
    for rank, page in enumerate(pages):
        page.StructParents = rank
        page.Contents = pdf.make_stream(contenus[rank])
        numbers.extend([rank, Array([parents[rank][n] for n in sorted(parents[rank])])])
    root.K, root.ParentTree = kids, Dictionary(Nums=numbers)
    pdf.Root.StructTreeRoot = root
    return pdf


def _dit(pdf: pikepdf.Pdf, contenus: Sequence[bytes]) -> list[str]:
    """What each element says, told from the contents by its marks; by each page's tree of parents the same."""
    said = []
    ranks = {page.obj.objgen: rank for rank, page in enumerate(pdf.pages)}
    tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for element in pdf.Root.StructTreeRoot.K:
        text = ""
        for kid in element.K if isinstance(element.K, Array) else [element.K]:
            number, page = (kid, element.Pg) if isinstance(kid, int) else (int(kid.MCID), kid.Pg)
            rank = ranks[page.objgen]
            _, _, rest = contenus[rank].partition(b"/MCID %d>>BDC\n" % number)
            text += rest.partition(b"EMC")[0].replace(b") Tj\n", b"").replace(b"(", b"").decode()
            assert tree[rank][number].objgen == element.objgen
        said.append(text)
    return said


@pytest.mark.parametrize("dictionnaires", [False, True])
def test_what_follows_in_one_element_is_one(dictionnaires: bool) -> None:
    contents = [A % 0 + B % 1 + A % 2 + A % 3, A % 0 + B % 1]
    pdf = _pdf(contents, [[(0, 0), (0, 1)], [(0, 2), (0, 3), (1, 0)], [(1, 1)]], dictionnaires=dictionnaires)
    fused = baliser(pdf, contents)
    assert fused == [
        b"/P<</MCID 0>>BDC\n(a) Tj\n(b) Tj\nEMC\n/P<</MCID 1>>BDC\n(a) Tj\n(a) Tj\nEMC\n",
        b"/P<</MCID 0>>BDC\n(a) Tj\nEMC\n/P<</MCID 1>>BDC\n(b) Tj\nEMC\n",
    ]
    assert _dit(pdf, fused) == ["ab", "aaa", "b"]


def test_what_another_element_or_a_picture_parts_stays_apart() -> None:
    contents = [A % 0 + A % 1 + b"q Q\n" + A % 2 + b"/Artifact BMC\nq Q\nEMC\n/Artifact BMC\nS\nEMC\n" + A % 3]
    pdf = _pdf(contents, [[(0, 0), (0, 2)], [(0, 1), (0, 3)]], dictionnaires=False)
    fused = baliser(pdf, contents)
    assert fused[0].count(b"MCID") == 4
    assert fused[0].count(b"/Artifact BMC\nq Q\nS\nEMC\n") == 1
    assert _dit(pdf, fused) == ["aa", "aa"]


def test_an_element_between_two_marks_parts_them() -> None:
    contents = [A % 0 + B % 1]
    pdf = _pdf(contents, [[(0, 0), (0, 1)]], dictionnaires=False)
    element = pdf.Root.StructTreeRoot.K[0]
    element.K.insert(1, pdf.make_indirect(Dictionary(S=Name.Span, P=element)))
    assert baliser(pdf, contents)[0].count(b"MCID") == 2


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(A % 0 + A % 5, id="a mark of nobody"),
        pytest.param(b"/P<</MCID 0>>BDC\n/P<</MCID 1>>BDC\nEMC\nEMC\n", id="a mark within a mark"),
        pytest.param(A % 0 + b"/P<</MCID 1>>BDC\n", id="a mark without an end"),
    ],
)
def test_tags_that_are_not_understood_stay(content: bytes) -> None:
    pdf = _pdf([content], [[(0, 0), (0, 1)]], dictionnaires=False)
    before = pdf.Root.StructTreeRoot.K[0].K.unparse()
    assert baliser(pdf, [content]) == [content]
    assert pdf.Root.StructTreeRoot.K[0].K.unparse() == before


def test_what_a_string_says_is_no_mark() -> None:
    contents = [b"/P<</MCID 0>>BDC\n(EMC /P<</MCID 7>>BDC ) Tj\nEMC\n" + A % 1]
    pdf = _pdf(contents, [[(0, 0), (0, 1)]], dictionnaires=False)
    assert baliser(pdf, contents) == [b"/P<</MCID 0>>BDC\n(EMC /P<</MCID 7>>BDC ) Tj\n(a) Tj\nEMC\n"]


def test_what_is_drawn_between_two_marks_parts_them() -> None:
    contents = [A % 0 + b"q Q\n" + A % 1]
    pdf = _pdf(contents, [[(0, 0), (0, 1)]], dictionnaires=False)
    assert baliser(pdf, contents) == contents
