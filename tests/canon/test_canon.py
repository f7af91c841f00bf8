"""The canonical form: nothing that is seen or said changes; what differs out of sight doesn't differ any more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from kitgen.canon import canoniser
from kitgen.canon.ecriture import TexteInconnu, recoder
from kitgen.convert import Travail, convertir
from kitgen.engines.base import Engine
from kitgen.pdf.finition import Finition, finir
from kitgen.production.pipeline import Prepare

GABARITS = ("convocation", "livret-of", "sujet", "grille", "proces-verbal")


def _vue(pdf: Path) -> list[tuple[bytes, str]]:
    """The picture and the text of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [(bytes(page.render(scale=100 / 72).buffer), page.get_textpage().get_text_range()) for page in document]


def _documents(prete: Prepare, moteur: Engine, dossier: Path) -> list[Path]:
    chosen = {d.code: d for d in reversed(prete.plan.documents) if d.code in GABARITS}
    travaux = []
    for document, content in prete.atelier.rendre(list(chosen.values()), prete.contextes):
        docx = dossier / f"{document.code}.docx"
        docx.write_bytes(content)
        travaux.append(Travail(docx, docx.with_suffix(".pdf")))
    convertir(travaux, moteur, atelier=dossier / "atelier")
    assert len(travaux) >= 4
    return [travail.pdf for travail in travaux]


@pytest.mark.parametrize("nom", ["libreoffice", "rdocx"])
def test_the_documents_of_a_kit_look_and_say_the_same_with_fonts_of_our_own(
    nom: str, prete: Prepare, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    for pdf in _documents(prete, request.getfixturevalue(f"moteur_{nom}"), tmp_path):
        made = pdf.with_suffix(".fini.pdf")
        assert finir(Finition(pdf, made, "Essai")).pages == len(_vue(pdf))
        assert _vue(made) == _vue(pdf)
        with pikepdf.open(made) as opened:
            for page in opened.pages:
                assert all(str(name).startswith("/K") for name in page.obj.Resources.Font)
                assert isinstance(page.obj.Contents, pikepdf.Stream)


# --- what differs out of sight ---


def _pdf(path: Path, contents: list[bytes], *, extra: bool = False) -> Path:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        fonts = {"/F1": Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)}
        if extra:
            fonts["/F9"] = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)
        page.obj.Resources = Dictionary(Font=Dictionary(fonts))
        streams = [pdf.make_stream(content) for content in contents]
        page.obj.Contents = streams[0] if len(streams) == 1 else Array(streams)
        pdf.save(path)
    return path


def test_a_page_in_one_stream_and_in_several_is_the_same_file(tmp_path: Path) -> None:
    whole = _pdf(tmp_path / "a.pdf", [b"BT /F1 12 Tf 9 9 Td (Bonjour) Tj ET\nq\nQ\n"])
    parts = _pdf(tmp_path / "b.pdf", [b"BT /F1 12 Tf 9 9 Td (Bonjour) Tj ET", b"q\nQ\n"])
    assert whole.read_bytes() != parts.read_bytes()
    digests = {finir(Finition(p, p.with_suffix(".fini.pdf"), "t")).sha256 for p in (whole, parts)}
    assert len(digests) == 1


def test_a_font_that_is_not_one_of_ours_stays(tmp_path: Path) -> None:
    source = _pdf(tmp_path / "a.pdf", [b"BT /F1 12 Tf 9 9 Td (Bonjour) Tj ET\n"])
    finir(Finition(source, tmp_path / "b.pdf", "t"))
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        assert pdf.pages[0].obj.Resources.Font.F1.BaseFont == Name.Helvetica
        assert pdf.pages[0].obj.Contents.read_bytes() == b"BT /F1 12 Tf 9 9 Td (Bonjour) Tj ET\n"


@pytest.mark.parametrize("operateur", [b"3 Tw", b"(x) '", b'1 2 (x) "', b"BI /W 1 ID x EI", b"% (remarque)\n"])
def test_a_page_written_in_an_unknown_way_is_left_as_it_is(
    operateur: bytes, prete: Prepare, moteur_rdocx: Engine, tmp_path: Path
) -> None:
    source = shutil.copy(_documents(prete, moteur_rdocx, tmp_path)[0], tmp_path / "a.pdf")
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        content = pdf.pages[0].obj.Contents.read_bytes() + b"\n" + operateur + b"\n"
        pdf.pages[0].obj.Contents = pdf.make_stream(content)
        canoniser(pdf)
        assert pdf.pages[0].obj.Contents.read_bytes() == content
        assert not any(str(name).startswith("/K") for name in pdf.pages[0].obj.Resources.Font)


def test_texts_that_are_not_shown_are_not_taken_for_letters() -> None:
    content = b"/Span<</ActualText<FEFF0041>>>BDC\n/P <</E (a)>> BDC\nBT /F1 9 Tf <41>Tj ET EMC EMC"
    assert recoder(content, {}, {"F1": "K0"}) == content.replace(b"/F1", b"/K0")


def test_a_letter_that_is_not_known_is_said(prete: Prepare, moteur_rdocx: Engine, tmp_path: Path) -> None:
    from kitgen.canon.ecriture import Textes
    from kitgen.canon.source import reconnaitre

    with pikepdf.open(_documents(prete, moteur_rdocx, tmp_path)[0]) as pdf:
        source = reconnaitre(next(iter(pdf.pages[0].obj.Resources.Font.values())))
        assert source is not None
        with pytest.raises(TexteInconnu):
            recoder(b"BT /F0 9 Tf (\\377\\377) Tj ET", {"F0": Textes(source)}, {"F0": "K0"})


def test_a_move_by_nothing_goes_and_any_other_stays(prete: Prepare, moteur_rdocx: Engine, tmp_path: Path) -> None:
    from kitgen.canon.ecriture import Textes
    from kitgen.canon.source import reconnaitre

    with pikepdf.open(_documents(prete, moteur_rdocx, tmp_path)[0]) as pdf:
        source = reconnaitre(next(iter(pdf.pages[0].obj.Resources.Font.values())))
        assert source is not None
        a, b = sorted(source.codes)[:2]
        shown = b"[(%s) 0 (%s) -7.5 (%s)] TJ" % (b"\\000\\%03o" % a, b"\\000\\%03o" % b, b"\\000\\%03o" % a)
        new = recoder(b"/F0 9 Tf " + shown, {"F0": Textes(source)}, {"F0": "K0"})
        one, two = (b"%04X" % source.codes[code] for code in (a, b))
        assert new == b"/K0 9 Tf [<" + one + two + b"> -7.5 <" + one + b">] TJ"
