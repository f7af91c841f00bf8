"""Contents that are cut where pages differ: joined they are what they were, and what is common is stored once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.packs.segments import Contenus

LONG = b"".join(b"q\nBT\n%d 700 Td <%04X> Tj\nET\nQ\n" % (n, n) for n in range(40))
AUTRE = LONG.replace(b"700", b"300")


def _nom(nom: bytes) -> bytes:
    return b"q\nBT\n50 500 Td <%s> Tj\nET\nQ\n" % nom.hex().encode()


def _partager(*documents: list[list[bytes]]) -> tuple[list[list[bytes]], int]:
    """The streams of all pages, once what they have in common is shared, and how many are stored."""
    contents = Contenus()
    pages = [page for document in documents for page in document]
    read = [[contents.lire(s if s.endswith(b"\n") else s + b"\n") for s in page] for page in pages]
    shared = contents.partager(read)
    found = [page if own is None else list(own) for page, own in zip(pages, shared, strict=True)]
    return found, len({s for page in found for s in page})


def _un(content: bytes) -> list[list[bytes]]:
    return [[content]]


def test_pages_that_differ_by_a_name_share_the_rest() -> None:
    pages = [LONG + _nom(nom) + AUTRE for nom in (b"Zoe", b"Jean", b"Amelie")]
    found, stored = _partager(*map(_un, pages))
    assert found == [[LONG, _nom(nom), AUTRE] for nom in (b"Zoe", b"Jean", b"Amelie")]
    assert stored == 5


def test_what_a_page_alone_draws_is_one_stream_however_it_was_cut_and_short_common_parts_stay_with_it() -> None:
    box = b"1 1 5 5 re\nf Q\n"
    pages = [LONG + _nom(a) + box + _nom(b) + AUTRE for a, b in ((b"a", b"b"), (b"c", b"d"), (b"e", b"f"))]
    found, _ = _partager(*map(_un, pages))
    assert [len(page) for page in found] == [3, 3, 3]
    assert [page[1] for page in found] == [page[len(LONG) : -len(AUTRE)] for page in pages]


def test_a_page_that_has_nothing_in_common_stays_as_it_was() -> None:
    alone = [[b"q\n", b"1 2 m S\n", b"Q"]]
    assert _partager(alone, _un(LONG), _un(LONG))[0] == [[b"q\n", b"1 2 m S\n", b"Q"], [LONG], [LONG]]


def test_what_stands_in_many_places_cuts_nothing() -> None:
    box = b"q\nBT\n<0041> Tj\nET\nQ\n"
    text = b"".join(_nom(b"%d" % n) + box for n in range(20))
    assert _partager(_un(text + _nom(b"Zoe")), _un(text + _nom(b"Jean")))[0] == [
        [text, _nom(b"Zoe")],
        [text, _nom(b"Jean")],
    ]


@pytest.mark.parametrize(
    "inside",
    [b"BT\n(un texte \nQ\nde deux lignes) Tj\nET\n", b"BI /W 1\nID \nQ\n\nEI\n", b"BT\n(a(b\nQ\n)c) Tj\nET\n"],
    ids=["text", "picture", "nested"],
)
def test_a_text_or_a_picture_is_never_cut(inside: bytes) -> None:
    pages = [_un(LONG + inside + _nom(b"a")), _un(LONG + inside + _nom(b"b"))]
    assert _partager(*pages)[0] == [page for (page,) in pages]


LIGNES = st.lists(st.sampled_from([b"Q", b"ET", b"EMC", b"q", b"f Q", b"1 0 0 1 5 0 cm", b"BT", b"<00> Tj", b"0 g"]))


@given(st.lists(st.lists(LIGNES.map(lambda lines: b"\n".join(lines)), min_size=1, max_size=3), min_size=1, max_size=8))
def test_joined_the_streams_are_what_they_were(pages: list[list[bytes]]) -> None:
    found, _ = _partager(pages)
    for before, after in zip(pages, found, strict=True):
        assert b"\n".join(after).split() == b"\n".join(before).split()
        assert all(s.endswith(b"\n") or s in before for s in after)


def test_the_letters_of_the_strip_are_shared_between_words() -> None:
    mots = [b"1 2 m 3 4 l " * 40 + b"f\n1 0 0 1 %d 0 cm\n" % n for n in range(9)]
    found, _ = _partager(_un(b"".join(mots)), _un(b"".join(mots[:5] + mots[7:])))
    assert found[0] == [b"".join(mots[:5]), b"".join(mots[5:7]), b"".join(mots[7:])]
    assert found[1] == [b"".join(mots[:5]), b"".join(mots[7:])]


def test_a_page_of_several_streams_shares_each_of_them() -> None:
    code = [b"Q\n" + _nom(nom) * 20 for nom in (b"a", b"b")]
    (one, other), _ = _partager([[LONG, code[0], AUTRE]], [[LONG, code[1], AUTRE]])
    assert (one, other) == ([LONG, code[0], AUTRE], [LONG, code[1], AUTRE])
