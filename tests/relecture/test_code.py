"""The reader of drawn QR codes reads what any writer of the standard wrote, and nothing else."""

from __future__ import annotations

import random

import pytest
import segno

from kitgen.relecture.code import lire_dessin, lire_modules
from kitgen.stamp.qr import dessiner

LETTRES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$-./"


@pytest.mark.parametrize("error", "LMQH")
@pytest.mark.parametrize("version", range(1, 6))
def test_a_code_of_every_size_level_and_mask_is_read(version: int, error: str) -> None:
    chance = random.Random(version)
    for mask in range(8):
        # As long as fits, and shorter: the data then ends in padding.
        for length in (*range(154, 0, -7), 1):
            text = "A" + "".join(chance.choices(LETTRES, k=length - 1))
            try:
                made = segno.make(
                    text, error=error, version=version, mode="alphanumeric", mask=mask, micro=False, boost_error=False
                )
            except segno.DataOverflowError:
                continue
            assert lire_modules([bytes(row) for row in made.matrix]) == text


def test_what_is_drawn_on_a_strip_is_read() -> None:
    code = "KG1/EXEMPLE-2026-12/GRILLE/12///J1-2/3/9/ABCDEFGH"
    for commun in (0, 1, 27, len(code)):
        drawn = "".join(dessiner(code, commun, 570, 120))
        assert lire_dessin(f"Q q\n{drawn}Q".encode()) == code


def test_what_codes_share_with_the_rest_of_another_is_another_code_or_none() -> None:
    """Half a strip of another document is found; of one of the same kind, the shared half is the same."""
    start = "KG1/EXEMPLE-2026-12/GRILLE/"
    one, same, other = (
        dessiner(said, len(start), 570, 120)
        for said in (
            f"{start}12///J1-2/3/9/ABCDEFGH",
            f"{start}13///J1-1/4/9/HGFEDCBA",
            f"{start[:-4]}XYZ/12/3/9/ABCDEFGH",
        )
    )
    assert one[0] == same[0]
    assert one[1] != same[1]
    assert lire_dessin("".join((one[0], same[1])).encode()) == f"{start}13///J1-1/4/9/HGFEDCBA"
    assert lire_dessin("".join((other[0], one[1])).encode()) != f"{start}12///J1-2/3/9/ABCDEFGH"


def test_one_module_that_is_wrong_is_not_passed_over() -> None:
    code = "KG1/EXEMPLE-2026-12/GRILLE/12///J1-2/3/9/ABCDEFGH"
    made = segno.make(code, error="m", mode="alphanumeric", mask=3, micro=False)
    rows = [bytearray(row) for row in made.matrix]
    rows[-1][-1] ^= 1  # the first bit: another mode
    assert lire_modules(rows) != code


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"q\n1 0 0 1 0 0 cm\n0 0 3 1 re\nf Q\n",
        b"q\n1 0 0 1 0 0 cm\nf Q\n",
        b"BT (KG1/A/B) Tj ET",
        # A rectangle that covers nothing, and one that covers more than a code.
        "".join(dessiner("KG1/A", 4, 570, 120)).encode().replace(b"f Q", b"3 3 0 2 re\nf Q"),
        "".join(dessiner("KG1/A", 4, 570, 120)).encode().replace(b"f Q", b"36 3 2 1 re\nf Q"),
        # Other operators within: what is closed twice, a line.
        "".join(dessiner("KG1/A", 4, 570, 120)).encode().replace(b" re\n", b" re h\n"),
        "".join(dessiner("KG1/A", 4, 570, 120)).encode().replace(b"f Q", b"0 0 l\nf Q"),
    ],
)
def test_what_is_no_code_is_none(content: bytes) -> None:
    assert lire_dessin(content) is None


def test_two_codes_on_one_strip_are_none() -> None:
    drawn = "".join(dessiner("KG1/A", 4, 570, 120)).encode()
    assert lire_dessin(drawn + drawn) is None
