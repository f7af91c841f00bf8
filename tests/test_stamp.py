"""The strip: the text of a page untouched, nothing outside its zone, and a code that a bad scan still gives."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps

from kitgen.engines.base import Engine
from kitgen.engines.null import Null
from kitgen.identite import CAPACITE, CodeDePage, Identite, lire_code
from kitgen.pdf import texte_des_pages
from kitgen.pdf.finition import Finition, finir
from kitgen.production.pipeline import Prepare, construire, preparer
from kitgen.relecture.code import lire_modules
from kitgen.stamp import BORD, COLONNE, MARGE, _ajuster, _dire
from kitgen.stamp.glyphes import UNITES, glyphes, largeur
from kitgen.stamp.qr import COTE, modules, taille_du_module
from tests.aides import ecrire_pdf, mini_session, octets_du_dossier, remplacer
from tests.numerisation import Scan, codes_lus, imprimer, numeriser

A4 = (595.276, 841.89)
NOMS = (
    "LEFEVRE Amélie",
    "ĐẶNG Thị Hồng",
    "N'DIAYE Aïssatou",
    "WÓJCIK Łukasz",
    "DE LA TOUR DU PIN-CHAMBLY DE LA CHARCE Gonzague-Marie Anselme",
    "محمد 王小明",
    "E\u0301LODIE Zoe\u0308",
    "",
)
IDENTITE = Identite(
    certification="CQP Gestionnaire assurances de personnes",
    session="Session de décembre 2026",
    document="Grille d’évaluation de la commission",
    repere="012",
    nom="LEFEVRE Amélie",
    precisions=("juré J1-2",),
    code=CodeDePage("EXEMPLE-2026-12", "GRILLE", 12, jure="J1-2"),
)


def _dessiner(
    path: Path, pages: int = 2, taille: tuple[float, float] = A4, tourne: int = 0, origine: float = 0
) -> Path:
    """A PDF with text, turned if wanted, its corner not at the origin if wanted."""
    ecrire_pdf(path, *(f"Page {n + 1} sur {pages}\nDupont & Fils" for n in range(pages)))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            page.MediaBox = pikepdf.Array([origine, origine, origine + taille[0], origine + taille[1]])
            page.Rotate = tourne
        pdf.save(path)
    return path


def marquer(source: Path, cible: Path, identite: Identite) -> int:
    """Finish a PDF with its strip; the page count."""
    return finir(Finition(source, cible, "Essai", identite)).pages


def _pdftotext(path: Path) -> bytes:
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout


def _image(path: Path, page: int = 0, dpi: int = 100) -> Image.Image:
    with pypdfium2.PdfDocument(path) as pdf:
        return pdf[page].render(scale=dpi / 72).to_pil()


# --- the text layer ---


@settings(max_examples=15)
@given(nom=st.sampled_from(NOMS) | st.text(max_size=80))
def test_the_text_of_the_page_is_what_it_was(nom: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    source = _dessiner(tmp_path_factory.mktemp("t") / "a.pdf")
    marked = source.with_name("b.pdf")
    marquer(source, marked, replace(IDENTITE, nom=nom))
    assert texte_des_pages(marked) == texte_des_pages(source)
    read = [[page.extract_text() for page in pypdf.PdfReader(pdf).pages] for pdf in (source, marked)]
    assert read[0] == read[1]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not there")
@pytest.mark.parametrize("taille", [A4, A4[::-1]])
def test_the_text_and_its_layout_are_what_they_were_for_poppler(tmp_path: Path, taille: tuple[float, float]) -> None:
    source = _dessiner(tmp_path / "a.pdf", taille=taille)
    for nom in NOMS:
        marquer(source, tmp_path / "b.pdf", replace(IDENTITE, nom=nom))
        assert _pdftotext(tmp_path / "b.pdf") == _pdftotext(source)


def test_the_strip_is_an_artifact_after_the_contents_and_brings_no_fonts(tmp_path: Path) -> None:
    source = _dessiner(tmp_path / "a.pdf")
    marquer(source, tmp_path / "b.pdf", IDENTITE)
    with pikepdf.open(source) as before, pikepdf.open(tmp_path / "b.pdf") as after:
        for old, new in zip(before.pages, after.pages, strict=True):
            assert new.resources == old.resources
            old.contents_coalesce()
            new.contents_coalesce()
            content = new.Contents.read_bytes()
            assert content.startswith(b"q")
            assert old.Contents.read_bytes().strip() in content
            drawn = content.partition(b"/Artifact <</Type /Pagination>> BDC")[2].strip()
            assert drawn.endswith(b"EMC")
            assert re.search(rb"\b(BT|Tj|TJ|Do)\b", drawn) is None
            assert content.split().count(b"q") == content.split().count(b"Q")


# --- where it stands ---


@pytest.mark.parametrize("origine", [0, -100])
@pytest.mark.parametrize("tourne", [0, 90, 180, 270])
@pytest.mark.parametrize("taille", [A4, A4[::-1]])
def test_it_stands_in_its_zone_of_the_page_as_seen(
    tmp_path: Path, taille: tuple[float, float], tourne: int, origine: float
) -> None:
    source = _dessiner(tmp_path / "a.pdf", 1, taille, tourne, origine)
    marquer(source, tmp_path / "b.pdf", IDENTITE)
    before, after = _image(source), _image(tmp_path / "b.pdf")
    width, height = after.size
    left, top, right, bottom = ImageOps.grayscale(ImageChops.difference(before, after)).getbbox()
    white = BORD * 100 / 72
    assert abs(width - right - white) <= 1
    assert top >= white - 1
    assert bottom <= height - white + 1
    # All of it, then all but the code.
    assert width - MARGE * 100 / 72 < left <= width - (BORD + 0.94 * COTE) * 100 / 72
    middle = height // 2
    upper = ImageChops.difference(before, after).crop((0, 0, width, middle)).getbbox()
    assert upper[0] > width - COLONNE * 100 / 72
    [code] = codes_lus(_image(tmp_path / "b.pdf", dpi=200))
    assert lire_code(code) == replace(IDENTITE.code, page=1, pages=1)


def test_it_misses_the_holes_of_a_punch_whatever_side_is_bound(tmp_path: Path) -> None:
    """ISO 838: holes of 6 mm, 12 mm from the edge, 80 mm from each other about the middle; with four, 80 mm on."""
    mm = 150 / 25.4
    for size in (A4, A4[::-1]):
        marquer(_dessiner(tmp_path / "a.pdf", 1, size), tmp_path / "b.pdf", IDENTITE)
        drawn = ImageOps.invert(ImageOps.grayscale(_image(tmp_path / "b.pdf", dpi=150)))
        before = ImageOps.invert(ImageOps.grayscale(_image(tmp_path / "a.pdf", dpi=150)))
        strip = ImageChops.difference(drawn, before)
        width, height = strip.size
        for offset in (-120, -40, 40, 120):
            for x, y in (
                (12 * mm, height / 2 + offset * mm),
                (width - 12 * mm, height / 2 + offset * mm),
                (width / 2 + offset * mm, 12 * mm),
                (width / 2 + offset * mm, height - 12 * mm),
            ):
                hole = tuple(round(v) for v in (x - 3 * mm, y - 3 * mm, x + 3 * mm, y + 3 * mm))
                inside = hole[0] >= 0 and hole[1] >= 0 and hole[2] <= width and hole[3] <= height
                assert not inside or strip.crop(hole).getbbox() is None, (size, offset, x, y)


# --- the words ---


@pytest.mark.parametrize("gras", [False, True])
def test_letters_that_no_shipped_font_has_are_written_in_latin_ones(gras: bool) -> None:
    assert glyphes("王小", gras=gras) == glyphes("WangXiao", gras=gras)
    assert glyphes("م", gras=gras) == glyphes("m", gras=gras)
    assert [g for g in glyphes("\U0010ffff\u200b", gras=gras) if g.trace or g.avance] == []
    assert [len(glyphes(name, gras=gras)) for name in ("Đặng", "N’Diaye", "Wójcik", "E\u0301")] == [4, 7, 6, 1]
    assert all(g.trace for g in glyphes("ĐặngŁukaszΩЯ", gras=gras))


@pytest.mark.parametrize("height", A4)
@pytest.mark.parametrize("nom", [*NOMS, "W" * 200])
def test_names_are_cut_to_fit_and_numbers_never(nom: str, height: float) -> None:
    room = (height - 2 * BORD - COTE - 40) / 6.5 * UNITES
    identity = replace(IDENTITE, nom=nom, certification="C" * 300, precisions=("sujet C10-B", "juré J1-2"))
    words = _ajuster(_dire(identity), room)
    assert sum(largeur(w.text, gras=w.gras) for w in words) <= room
    said = "".join(w.text for w in words)
    assert said.startswith("012 ")
    assert "  ·  sujet C10-B  ·  juré J1-2  ·  " in said
    assert said.endswith("C…")


def test_a_short_line_is_said_whole() -> None:
    words = _ajuster(_dire(IDENTITE), 1e9)
    assert "".join(w.text for w in words) == (
        "012 LEFEVRE Amélie  ·  Grille d’évaluation de la commission  ·  juré J1-2  ·  Session de décembre 2026"
        "  ·  CQP Gestionnaire assurances de personnes"
    )


# --- the same bytes ---


def test_the_same_identity_gives_the_same_bytes_and_another_page_another_code(tmp_path: Path) -> None:
    source = _dessiner(tmp_path / "a.pdf", 3)
    original = source.read_bytes()
    assert [marquer(source, tmp_path / name, IDENTITE) for name in ("b.pdf", "c.pdf")] == [3, 3]
    assert source.read_bytes() == original
    assert (tmp_path / "b.pdf").read_bytes() == (tmp_path / "c.pdf").read_bytes()
    marquer(source, source, IDENTITE)
    assert source.read_bytes() == (tmp_path / "b.pdf").read_bytes()
    read = [lire_code(codes_lus(_image(source, n, 200))[0]) for n in range(3)]
    assert read == [replace(IDENTITE.code, page=n, pages=3) for n in (1, 2, 3)]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "b.pdf", "c.pdf"]


def test_pages_and_candidates_share_all_of_a_strip_but_their_own_part_of_the_code(tmp_path: Path) -> None:
    source = _dessiner(tmp_path / "a.pdf", 3)
    strips = []
    for numero in (12, 34):
        path = tmp_path / f"{numero}.pdf"
        marquer(source, path, replace(IDENTITE, code=replace(IDENTITE.code, candidat=numero)))
        with pikepdf.open(path) as pdf:
            contents = [list(page.obj.Contents) for page in pdf.pages]
            assert [len({page[place].objgen for page in contents}) for place in (0, -3, -2, -1)] == [1, 1, 3, 1]
            strips += [[stream.read_bytes() for stream in page[-3:]] for page in contents]
    assert len({first for first, _, _ in strips}) == 1
    assert len({own for _, own, _ in strips}) == 6
    assert all(first.count(b" re") > own.count(b" re") / 2 for first, own, _ in strips)


def test_the_modules_are_those_of_the_standard() -> None:
    """Those that segno makes, which adds an empty codeword to a text that ends with one; these are read instead."""
    chance = random.Random(1)
    for length in range(1, CAPACITE + 1):
        code = "".join(chance.choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", k=length))
        if (13 + length // 2 * 11 + length % 2 * 6 + 4) % 8:
            made = segno.make(code, error="m", mode="alphanumeric", mask=3, micro=False, boost_error=True)
            assert modules(code) == tuple("".join(map(str, row)) for row in made.matrix), code
        assert lire_modules([bytes(map(int, row)) for row in modules(code)]) == code


# --- print, scan, read ---


def _code(length: int) -> CodeDePage:
    """A code of that many characters."""
    code = replace(IDENTITE.code, session="")
    return replace(code, session=("EXEMPLE-2026-12" * 9)[: length - len(code.ecrire())])


def test_the_longest_code_has_a_place() -> None:
    sides = [len(modules(_code(length).ecrire())) for length in (52, 61, 62, 90, 91, CAPACITE)]
    assert sides == [29, 29, 33, 33, 37, 37]
    assert [round(taille_du_module(n) / 0.12) for n in sides[1::2]] == [10, 9, 8]
    # The margin holds its four modules of white as well, but for a quarter of one.
    assert all(BORD + (n + 3.74) * taille_du_module(n) <= MARGE for n in sides)
    with pytest.raises(ValueError, match="too long"):
        modules(_code(CAPACITE + 1).ecrire())


@cache
def _feuille(dossier: Path, length: int, paysage: bool, page: int, encre: int) -> Image.Image:
    """The page on paper."""
    source = _dessiner(dossier / "a.pdf", 2, A4[::-1] if paysage else A4)
    marquer(source, dossier / "b.pdf", replace(IDENTITE, code=_code(length)))
    return imprimer(dossier / "b.pdf", page, encre)


@pytest.fixture(scope="module")
def feuilles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feuilles")


MAUVAIS = (
    (56, Scan(angle=3)),
    (56, Scan(angle=-3, graine=2)),
    (56, Scan(angle=1.3, flou=0.8, graine=3)),
    (56, Scan(angle=-3, seuil=80, graine=4)),
    (56, Scan(angle=3, seuil=160, encre=1, graine=5)),
    (85, Scan(angle=3, graine=6)),
    (CAPACITE, Scan(angle=-3, graine=7)),
)


@pytest.mark.parametrize("paysage", [False, True], ids=["portrait", "paysage"])
@pytest.mark.parametrize(("length", "scan"), MAUVAIS)
def test_a_bad_scan_still_gives_the_code(feuilles: Path, length: int, scan: Scan, paysage: bool) -> None:
    for page in (0, 1):
        image = numeriser(_feuille(feuilles, length, paysage, page, scan.encre), scan)
        assert [lire_code(text) for text in codes_lus(image)] == [replace(_code(length), page=page + 1, pages=2)]


@pytest.mark.xdist_group("pages")
@pytest.mark.parametrize("nom", ["libreoffice", "rdocx"])
def test_documents_of_the_real_engines_are_read_from_a_scan(
    prete: Prepare, nom: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    moteur: Engine = request.getfixturevalue(f"moteur_{nom}")
    made = construire(prete, tmp_path, moteur, numeros=(1,))
    for chemin, expected in (
        ("001-grille-J1-1", CodeDePage("EXEMPLE-2026-12", "GRILLE", 1, jure="J1-1")),
        ("001-sujet-C8-A", CodeDePage("EXEMPLE-2026-12", "SUJET", 1, sujet="C8-A")),
    ):
        [pdf] = made.dossier.rglob(f"{chemin}.pdf")
        pages = len(texte_des_pages(pdf))
        for number in {0, pages - 1}:
            image = numeriser(imprimer(pdf, number), Scan(angle=3 if number % 2 else -3, graine=number))
            read = [lire_code(text) for text in codes_lus(image)]
            assert read == [replace(expected, page=number + 1, pages=pages)], (chemin, number)


# --- in a build ---


def test_a_pack_holds_the_stamped_pages_and_its_blank_ones_carry_nothing(prete: Prepare, tmp_path: Path) -> None:
    made = construire(prete, tmp_path, Null(), numeros=(1,))
    pack = next(p for p in made.manifeste.packs if p.code == "candidat")
    read = [codes_lus(_image(made.dossier / pack.fichier, n, 200)) for n in range(pack.pages)]
    assert [[lire_code(text) for text in page] for page in read] == [
        [CodeDePage("EXEMPLE-2026-12", "CONVOCATION", 1)],
        [],
        [CodeDePage("EXEMPLE-2026-12", "LIVRET-OF", 1)],
        [],
        [CodeDePage("EXEMPLE-2026-12", "LIVRET-TUTEUR", 1)],
        [],
    ]


def test_it_is_switched_off_for_a_document(prete: Prepare, tmp_path: Path) -> None:
    session = mini_session(tmp_path / "sans")
    kit = session.parents[1] / "templates/kit.yaml"
    remplacer(kit, "    gabarit: grille.docx\n", "    gabarit: grille.docx\n    bandeau: non\n")
    without = octets_du_dossier(construire(preparer(session), tmp_path / "a", Null(), numeros=(1,)).dossier)
    stamped = octets_du_dossier(construire(prete, tmp_path / "b", Null(), numeros=(1,)).dossier)
    changed = {name for name in without if name.endswith(".pdf") and without[name] != stamped[name]}
    assert changed == {n for n in without if "-grille-" in n and n.endswith(".pdf")}
    (tmp_path / "g.pdf").write_bytes(without[min(changed)])
    assert codes_lus(_image(tmp_path / "g.pdf", 0, 200)) == []
