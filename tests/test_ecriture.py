"""PDFs written object by object: what is written is read back, by number, by every reader; rows too."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.pdf import lignes
from kitgen.pdf.ecriture import Ecriture
from kitgen.pdf.lignes import differences


def _catalogue(pdf: Ecriture, reste: bytes = b"") -> bytes:
    """The file, with a blank page."""
    root, pages, page, info = (pdf.reserver() for _ in range(4))
    pdf.objet(root, b"<</Type/Catalog/Pages %d 0 R%s>>" % (pages, reste))
    pdf.objet(pages, b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % page)
    pdf.objet(page, b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]/Resources<<>>>>" % pages)
    pdf.objet(info, b"<</Title(a)>>")
    return pdf.terminer(root, info)


def _lignes(pdf: Ecriture, nombre: int, *textes: bytes) -> tuple[int, int]:
    """Rows that name themselves and a second object each; the first numbers of both."""
    first, others = pdf.reserver(nombre), pdf.reserver(nombre)
    pdf.colonnes([(first, nombre, textes, (first, others)), (others, nombre, (b"<</Moi ", b" 0 R>>"), (others,))])
    return first, others


@pytest.mark.parametrize("nombre", [1, 2, 9, 101, 1234])
def test_rows_are_the_objects_that_they_were(nombre: int, tmp_path: Path) -> None:
    pdf = Ecriture()
    first, others = _lignes(pdf, nombre, b"<</A ", b" 0 R/B[", b" 0 R]/C(" + b"x" * 200 + b")>>")
    path = tmp_path / "x.pdf"
    path.write_bytes(_catalogue(pdf))
    with pikepdf.open(path, attempt_recovery=False) as read:
        assert read.check_pdf_syntax() == []
        for n in range(nombre):
            one = read.get_object(first + n, 0)
            assert (one.A.objgen, one.B[0].objgen, len(str(one.C))) == ((first + n, 0), (others + n, 0), 200)
            assert read.get_object(others + n, 0).Moi.objgen == (others + n, 0)
    with pypdfium2.PdfDocument(path) as other:
        assert other[0].get_size() == (9, 9)
    third = pypdf.PdfReader(path)
    said = third.get_object(pypdf.generic.IndirectObject(first + nombre - 1, 0, third))
    assert said.raw_get("/A").idnum == first + nombre - 1


def test_a_text_of_rows_may_say_per_cent_and_numbers_may_grow_by_a_digit() -> None:
    pdf = Ecriture()
    pdf.reserver(9989)
    first, _ = _lignes(pdf, 30, b"<</A ", b" 0 R/B[", b" 0 R]/C(100 %d %% %)>>")
    assert first < 10_000 < first + 29
    with pikepdf.open(io.BytesIO(_catalogue(pdf)), attempt_recovery=False) as read:
        for n in range(first, first + 30):
            one = read.get_object(n, 0)
            assert (one.A.objgen, one.B[0].objgen, str(one.C)) == ((n, 0), (n + 30, 0), "100 %d %% %")


def test_more_rows_than_one_stream_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lignes, "_PAR_LIGNES", 100)
    pdf = Ecriture()
    blocks = []
    for _ in range(9):
        first = pdf.reserver(60)
        blocks.append((first, 60, (b"<</Moi ", b" 0 R>>"), (first,)))
    pdf.colonnes(blocks)
    with pikepdf.open(io.BytesIO(_catalogue(pdf)), attempt_recovery=False) as read:
        assert sum(o.get("/Type") == "/ObjStm" for o in read.objects if isinstance(o, pikepdf.Stream)) == 6
        assert all(read.get_object(n, 0).Moi.objgen == (n, 0) for n in range(1, 541))


def test_rows_that_differ_by_one_weigh_nearly_nothing() -> None:
    sizes = []
    for nombre in (10, 1000):
        pdf = Ecriture()
        _lignes(pdf, nombre, b"<</A ", b" 0 R/B[", b" 0 R]>>")
        sizes.append(len(_catalogue(pdf)))
    # 990 times two objects, of which qpdf wants to see three bytes each.
    assert sizes[1] - sizes[0] < 990 * 2 * 4 + 200
    assert sizes[1] < 9000


@given(st.integers(2, 40), st.data(), st.sampled_from([1, 64, 1 << 18]))
def test_rows_are_less_the_row_above_as_png_says(largeur: int, data: st.DataObject, morceau: int) -> None:
    rows = data.draw(st.lists(st.binary(min_size=largeur - 1, max_size=largeur - 1), min_size=1, max_size=30))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lignes, "_MORCEAU", morceau)
        found = differences(b"".join(b"\0" + row for row in rows), largeur)
    above = bytes(largeur - 1)
    for n, row in enumerate(rows):
        said = found[n * largeur : (n + 1) * largeur]
        assert said[0] == 2
        above = bytes((a + b) % 256 for a, b in zip(said[1:], above, strict=True))
        assert above == row
    assert len(found) == len(rows) * largeur


def test_streams_and_objects_of_any_number() -> None:
    pdf = Ecriture()
    streams = [b"", b"court", b"long " * 100, b"tres long " * 1000]
    numbers = [pdf.reserver() for _ in streams]
    for number, content in zip(numbers, streams, strict=True):
        pdf.deflate(number, content)
    pdf.reserver(3)  # never written
    first = pdf.reserver(250)
    for n in range(250):
        pdf.objet(first + n, b"[%d]" % n)
    content = _catalogue(pdf, b"/Premier %d 0 R" % (first - 2))
    with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as read:
        assert [read.get_object(n, 0).read_bytes() for n in numbers] == streams
        assert [int(read.get_object(first + n, 0)[0]) for n in range(250)] == list(range(250))
        assert "/Premier" not in read.Root or read.Root.Premier is None
    assert len(content) < 4000


def test_no_number_is_written_under_twice() -> None:
    pdf = Ecriture()
    number = pdf.reserver()
    pdf.flux(number, b"<</Length 0>>", b"")
    pdf.objet(number, b"[]")
    with pytest.raises(ValueError, match="two objects have the number 1"):
        _catalogue(pdf)


def test_the_same_objects_give_the_same_bytes_and_others_another_identifier() -> None:
    def written(title: bytes) -> bytes:
        pdf = Ecriture()
        pdf.deflate(pdf.reserver(), title)
        return _catalogue(pdf)

    assert written(b"a") == written(b"a")
    ids = [str(pikepdf.open(io.BytesIO(written(t))).trailer.ID[0]) for t in (b"a", b"b")]
    assert ids[0] != ids[1]
