"""Each document is in one batch; batches are bounded, alike in weight, and don't mix embedded fonts."""

from __future__ import annotations

import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kitgen.engines.lots import LOT, Piece, polices_incorporees, repartir

sizes = st.lists(st.tuples(st.integers(1, 10**6), st.sampled_from("ab")), max_size=200)


def pieces(*specs: tuple[int, str]) -> list[Piece]:
    return [Piece(str(i), Path(f"{i}.docx"), size, ((font, 1),), (i,)) for i, (size, font) in enumerate(specs)]


@given(sizes, st.integers(1, 8))
def test_every_document_is_in_one_bounded_batch_with_its_like(specs: list[tuple[int, str]], taches: int) -> None:
    lots = repartir(pieces(*specs), taches)
    assert sorted((p for lot in lots for p in lot), key=lambda p: p.travaux) == pieces(*specs)
    assert all(1 <= len(lot) <= LOT for lot in lots)
    assert all(len({p.polices for p in lot}) == 1 for lot in lots)


def test_the_order_of_the_documents_does_not_matter() -> None:
    some = pieces(*((i * 37 % 11 + 1, "a") for i in range(50)))
    assert repartir(some, 2) == repartir(reversed(some), 2)


def test_processes_end_together() -> None:
    one, two = repartir(pieces(*((300 if i < 3 else 100, "a") for i in range(18))), 2)
    assert abs(sum(p.taille for p in one) - sum(p.taille for p in two)) <= 100


def test_few_documents_need_few_processes() -> None:
    assert [len(lot) for lot in repartir(pieces((1, "a")), 4)] == [1]
    assert [len(lot) for lot in repartir(pieces(*[(1, "a")] * 2 * LOT), 2)] == [LOT, LOT]


def test_fonts_inside_a_document_are_seen(tmp_path: Path) -> None:
    docx = tmp_path / "d.docx"
    with zipfile.ZipFile(docx, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("word/fonts/font1.odttf", "police")
    ((name, checksum),) = polices_incorporees(docx)
    assert name == "word/fonts/font1.odttf"
    assert checksum
    docx.write_text("pas un zip")
    assert polices_incorporees(docx) == ()
