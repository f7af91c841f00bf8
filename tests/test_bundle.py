"""Packs: every page in order, an outline that leads to each document, recto pages, the same bytes twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest

from kitgen.packs.assemblage import Piece, assembler
from kitgen.pdf import texte_des_pages
from tests.aides import ecrire_pdf


def _pieces(tmp_path: Path, **pages: int) -> list[Piece]:
    """One piece per name; the part is what stands before the underscore."""
    return [
        Piece(
            ecrire_pdf(tmp_path / f"{name}.pdf", *(f"{name} {n + 1}" for n in range(count))),
            f"Titre {name}",
            f"Partie {name.partition('_')[0]}",
            f"001-{name}",
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
    relie = assembler(_pieces(tmp_path, a=2, b=1, c=3), tmp_path / "p.pdf", "Pack", recto_verso=False)
    assert (relie.premieres, relie.pages, relie.blanches) == ((1, 3, 4), 6, ())
    assert _textes(tmp_path / "p.pdf") == ["a 1", "a 2", "b 1", "c 1", "c 2", "c 3"]


def test_in_duplex_each_document_starts_on_a_recto_and_the_last_sheet_is_whole(tmp_path: Path) -> None:
    relie = assembler(_pieces(tmp_path, a=1, b=3, c=2, d=1), tmp_path / "p.pdf", "Pack", recto_verso=True)
    assert (relie.premieres, relie.pages, relie.blanches) == ((1, 3, 7, 9), 10, (2, 6, 10))
    assert _textes(tmp_path / "p.pdf") == ["a 1", "", "b 1", "b 2", "b 3", "", "c 1", "c 2", "d 1", ""]


@pytest.mark.parametrize("duplex", [True, False])
def test_nothing_is_printed_on_the_back_of_a_single_sided_document(tmp_path: Path, duplex: bool) -> None:
    a, b, c = _pieces(tmp_path, a=2, b=3, c=2)
    relie = assembler([a, replace(b, recto_seul=True), c], tmp_path / "p.pdf", "Pack", recto_verso=duplex)
    if duplex:
        assert _textes(tmp_path / "p.pdf") == ["a 1", "a 2", "b 1", "", "b 2", "", "b 3", "", "c 1", "c 2"]
        assert relie.premieres == (1, 3, 9)
    else:
        assert _textes(tmp_path / "p.pdf") == ["a 1", "a 2", "b 1", "b 2", "b 3", "c 1", "c 2"]


def test_the_blank_page_has_the_size_and_the_turn_of_the_page_before(tmp_path: Path) -> None:
    pieces = _pieces(tmp_path, a=1, b=1)
    with pikepdf.open(pieces[0].fichier, allow_overwriting_input=True) as pdf:
        pdf.pages[0].mediabox = pikepdf.Array([10, 20, 852, 615])
        pdf.pages[0].obj.Rotate = 90
        pdf.save()
    assembler(pieces, tmp_path / "p.pdf", "Pack", recto_verso=True)
    blank = pypdf.PdfReader(tmp_path / "p.pdf").pages[1]
    assert (blank.mediabox.width, blank.mediabox.height, blank.rotation) == (842, 595, 90)


# --- copies ---


def test_a_document_that_comes_again_is_a_copy_that_weighs_nothing(tmp_path: Path) -> None:
    a, b = _pieces(tmp_path, a=3, b=1)
    once = assembler([a, b], tmp_path / "1.pdf", "Pack", recto_verso=True)
    relie = assembler([a, a, a, b], tmp_path / "3.pdf", "Pack", recto_verso=True)
    assert (once.premieres, relie.premieres) == ((1, 5), (1, 5, 9, 13))
    assert _textes(tmp_path / "3.pdf") == ["a 1", "a 2", "a 3", ""] * 3 + ["b 1", ""]
    with pikepdf.open(tmp_path / "3.pdf") as pdf:
        assert len({page.obj.objgen for page in pdf.pages}) == 14
        assert len({page.obj.Contents.objgen for page in pdf.pages if "/Contents" in page}) == 4


def test_a_copy_has_no_links_of_its_own(tmp_path: Path) -> None:
    # An annotation belongs to one page; the second would be an invalid file.
    (a,) = _pieces(tmp_path, a=1)
    with pikepdf.open(a.fichier, allow_overwriting_input=True) as pdf:
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
        pdf.save()
    assembler([a, a], tmp_path / "p.pdf", "Pack", recto_verso=False)
    with pikepdf.open(tmp_path / "p.pdf") as pdf:
        assert ["/Annots" in page for page in pdf.pages] == [True, False]


@pytest.mark.parametrize(("duplex", "said"), [(True, "/DuplexFlipLongEdge"), (False, "/Simplex")])
def test_a_viewer_is_told_how_to_print(tmp_path: Path, duplex: bool, said: str) -> None:
    assembler(_pieces(tmp_path, a=1), tmp_path / "p.pdf", "Pack", recto_verso=duplex, exemplaires=3)
    assembler(_pieces(tmp_path, a=1), tmp_path / "q.pdf", "Pack", recto_verso=duplex)
    with pikepdf.open(tmp_path / "p.pdf") as pdf, pikepdf.open(tmp_path / "q.pdf") as single:
        wishes = pdf.Root.ViewerPreferences
        assert (wishes.Duplex, wishes.PrintScaling, int(wishes.NumCopies)) == (said, "/None", 3)
        assert bool(wishes.DisplayDocTitle)
        assert "/NumCopies" not in single.Root.ViewerPreferences


# --- page labels ---


def test_each_page_is_labelled_by_document_and_page_copies_and_blank_pages_too(tmp_path: Path) -> None:
    a, b, c = _pieces(tmp_path, a=3, b=2, c=2)
    pieces = [a, a, replace(b, recto_seul=True), c]
    relie = assembler(pieces, tmp_path / "p.pdf", "Pack", recto_verso=True)
    labels = ["001-a-1", "001-a-2", "001-a-3", "001-a-3-verso"]
    labels += ["001-a-ex2-1", "001-a-ex2-2", "001-a-ex2-3", "001-a-ex2-3-verso"]
    labels += ["001-b-1", "001-b-1-verso", "001-b-2", "001-b-2-verso", "001-c-1", "001-c-2"]
    assert pypdf.PdfReader(tmp_path / "p.pdf").page_labels == labels
    with pikepdf.open(tmp_path / "p.pdf") as pdf:
        assert [page.label for page in pdf.pages] == labels
    assert relie.etiquettes == ("001-a", "001-a-ex2", "001-b", "001-c")


# --- what pages have in common ---


def _flux(pdf: Path) -> int:
    """How many streams a file stores, those of its own structure aside."""
    with pikepdf.open(pdf) as opened:
        structure = ("/XRef", "/ObjStm", "/Metadata")
        return sum(isinstance(o, pikepdf.Stream) and o.get("/Type") not in structure for o in opened.objects)


def _contenu(page: pikepdf.Page) -> bytes:
    return b"\n".join(s.read_bytes() for s in page.Contents)


def _avec_police(path: Path, *, contenu: bytes, police: bytes = b"une police", longueur: int = 10) -> Path:
    """A page whose font holds a file, three references away."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        file = pdf.make_stream(police, Length1=longueur)
        descriptor = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor, FontFile2=file))
        font = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, FontDescriptor=descriptor))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pikepdf.Array([pdf.make_stream(b"q"), pdf.make_stream(contenu), pdf.make_stream(b"Q")])
        pdf.save(path)
    return path


@pytest.mark.parametrize(
    ("other", "streams"),
    [
        ({"contenu": b"A"}, 2),
        # Here: q with A, q with B, Q and the font; « q » alone is not worth a stream.
        ({"contenu": b"B"}, 4),
        ({"contenu": b"A", "police": b"une autre"}, 3),
        # The same bytes, said to be something else.
        ({"contenu": b"A", "longueur": 9}, 3),
    ],
    ids=["all the same", "another content", "another font", "another dictionary"],
)
def test_what_two_documents_have_in_common_is_stored_once(tmp_path: Path, other: dict, streams: int) -> None:
    files = [_avec_police(tmp_path / "1.pdf", contenu=b"A"), _avec_police(tmp_path / "2.pdf", **other)]
    pieces = [Piece(f, "T", "P", f"00{n}") for n, f in enumerate(files, 1)]
    assembler(pieces, tmp_path / "p.pdf", "Pack", recto_verso=False)
    assert _flux(tmp_path / "p.pdf") == streams
    with pikepdf.open(tmp_path / "p.pdf") as pdf:
        fonts = [page.Resources.Font.F1 for page in pdf.pages]
        shared = "police" not in other and "longueur" not in other
        assert (fonts[0].objgen == fonts[1].objgen) == shared
        for page, given in zip(pdf.pages, ({"contenu": b"A"}, other), strict=True):
            assert _contenu(page).split() == [b"q", given["contenu"], b"Q"]
            file = page.Resources.Font.F1.FontDescriptor.FontFile2
            assert file.read_bytes() == given.get("police", b"une police")
            assert int(file.Length1) == given.get("longueur", 10)


def test_resources_that_lead_back_to_themselves_are_no_endless_way(tmp_path: Path) -> None:
    files = []
    for name in "ab":
        path = _avec_police(tmp_path / f"{name}.pdf", contenu=name.encode())
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            form = pdf.make_stream(b"x", Subtype=pikepdf.Name.Form, Type=pikepdf.Name.XObject)
            form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Moi=form))
            pdf.pages[0].Resources.XObject = pikepdf.Dictionary(X=form)
            pdf.save()
        files.append(Piece(path, name, name, name))
    relie = assembler(files, tmp_path / "p.pdf", "Pack", recto_verso=False)
    assert relie.pages == 2
    with pikepdf.open(tmp_path / "p.pdf") as pdf:
        assert [_contenu(page).split()[1] for page in pdf.pages] == [b"a", b"b"]


# --- outline ---


@pytest.mark.parametrize("duplex", [True, False])
def test_the_outline_leads_to_each_document_under_its_part(tmp_path: Path, duplex: bool) -> None:
    target = tmp_path / "p.pdf"
    relie = assembler(_pieces(tmp_path, x_1=1, x_2=2, y_1=1, x_3=1), target, "Pack", recto_verso=duplex)
    one, two, three, four = relie.premieres
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
