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
    assert lire_dessin(b"Q q\n" + dessiner(code, 570, 120).encode() + b"Q") == code


def test_one_module_that_is_wrong_is_not_passed_over() -> None:
    code = "KG1/EXEMPLE-2026-12/GRILLE/12///J1-2/3/9/ABCDEFGH"
    made = segno.make(code, error="m", mode="alphanumeric", mask=3, micro=False)
    rows = [bytearray(row) for row in made.matrix]
    rows[-1][-1] ^= 1  # the first bit: another mode
    assert lire_modules(rows) != code


@pytest.mark.parametrize("content", [b"", b"q 1 0 0 1 0 0 cm\n0 0 3 1 re\nf Q\n", b"BT (KG1/A/B) Tj ET"])
def test_what_is_no_code_is_none(content: bytes) -> None:
    assert lire_dessin(content) is None


def test_two_codes_on_one_strip_are_none() -> None:
    drawn = dessiner("KG1/A", 570, 120).encode()
    assert lire_dessin(drawn + drawn) is None
