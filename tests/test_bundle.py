"""Packs: every page in order, an outline that leads to each document, recto pages, the same bytes twice."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdf
import pytest

from kitgen.bundle import Piece, assembler
from kitgen.pdf import texte_des_pages
from tests.aides import ecrire_pdf


def _pieces(tmp_path: Path, **pages: int) -> list[Piece]:
    """One piece per name; the part is what stands before the underscore."""
    return [
        Piece(
            ecrire_pdf(tmp_path / f"{name}.pdf", *(f"{name} {n + 1}" for n in range(count))),
            f"Titre {name}",
            f"Partie {name.partition('_')[0]}",
        )
        for name, count in pages.items()
    ]


def _textes(pdf: Path) -> list[str]:
    return [text.strip() for text in texte_des_pages(pdf)]


def _plan(pdf: Path) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """The outline: each part with its page (from 1) and its documents."""
    reader = pypdf.PdfReader(pdf)

    def entry(item: pypdf.generic.Destination) -> tuple[str, int]:
        return str(item.title), reader.get_destination_page_number(item) + 1

    found: list[tuple[str, int, list[tuple[str, int]]]] = []
    for item in reader.outline:
        if isinstance(item, list):
            found[-1][2].extend(entry(child) for child in item)
        else:
            found.append((*entry(item), []))
    return found


def test_all_pages_follow_each_other_and_first_pages_are_returned(tmp_path: Path) -> None:
    firsts = assembler(_pieces(tmp_path, a=2, b=1, c=3), tmp_path / "p.pdf", "Pack", recto_verso=False)
    assert firsts == (1, 3, 4, 6)
    assert _textes(tmp_path / "p.pdf") == ["a 1", "a 2", "b 1", "c 1", "c 2", "c 3"]


def test_in_duplex_each_document_starts_on_a_recto(tmp_path: Path) -> None:
    firsts = assembler(_pieces(tmp_path, a=1, b=3, c=2, d=1), tmp_path / "p.pdf", "Pack", recto_verso=True)
    assert firsts == (1, 3, 7, 9, 9)
    assert _textes(tmp_path / "p.pdf") == ["a 1", "", "b 1", "b 2", "b 3", "", "c 1", "c 2", "d 1"]


def test_the_blank_page_has_the_size_of_the_page_before(tmp_path: Path) -> None:
    pieces = _pieces(tmp_path, a=1, b=1)
    with pikepdf.open(pieces[0].fichier, allow_overwriting_input=True) as pdf:
        pdf.pages[0].mediabox = pikepdf.Array([10, 20, 852, 615])
        pdf.save()
    assembler(pieces, tmp_path / "p.pdf", "Pack", recto_verso=True)
    blank = pypdf.PdfReader(tmp_path / "p.pdf").pages[1].mediabox
    assert (blank.width, blank.height) == (842, 595)


@pytest.mark.parametrize("duplex", [True, False])
def test_the_outline_leads_to_each_document_under_its_part(tmp_path: Path, duplex: bool) -> None:
    target = tmp_path / "p.pdf"
    one, two, three, four, _ = assembler(
        _pieces(tmp_path, x_1=1, x_2=2, y_1=1, x_3=1), target, "Pack", recto_verso=duplex
    )
    assert _plan(target) == [
        ("Partie x", one, [("Titre x_1", one), ("Titre x_2", two)]),
        ("Partie y", three, [("Titre y_1", three)]),
        # The part comes back after another: a new entry, as the pages stand there.
        ("Partie x", four, [("Titre x_3", four)]),
    ]


def test_the_same_pieces_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("p1.pdf", "p2.pdf"):
        assembler(_pieces(tmp_path, a=2, b=1), tmp_path / name, "Pack", recto_verso=True)
    assert (tmp_path / "p1.pdf").read_bytes() == (tmp_path / "p2.pdf").read_bytes()


def test_the_metadata_say_the_title_and_nothing_about_the_machine(tmp_path: Path) -> None:
    assembler(_pieces(tmp_path, a=1), tmp_path / "p.pdf", "Dossier du jury – Session d'été", recto_verso=True)
    metadata = dict(pypdf.PdfReader(tmp_path / "p.pdf").metadata or {})
    assert metadata == {"/Title": "Dossier du jury – Session d'été", "/Producer": "kitgen"}


def test_a_folder_is_made_and_holds_the_pack_alone(tmp_path: Path) -> None:
    assembler(_pieces(tmp_path, a=1), tmp_path / "packs/jury.pdf", "Pack", recto_verso=True)
    assert [p.name for p in (tmp_path / "packs").iterdir()] == ["jury.pdf"]


def test_the_documents_themselves_stay_as_they_were(tmp_path: Path) -> None:
    pieces = _pieces(tmp_path, a=1, b=2)
    before = [p.fichier.read_bytes() for p in pieces]
    assembler(pieces, tmp_path / "p.pdf", "Pack", recto_verso=True)
    assert [p.fichier.read_bytes() for p in pieces] == before
