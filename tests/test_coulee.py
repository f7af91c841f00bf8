"""A drawn PDF is finished from its bytes, and pikepdf makes the same file of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from kitgen.canon import CANONIQUE
from kitgen.identite import Identite
from kitgen.pdf import finition
from kitgen.pdf.clair import en_clair
from kitgen.pdf.coulee import est_coule, terminer_coule
from kitgen.pdf.finition import Finition, finir
from tests.test_stamp import IDENTITE

Retouche = Callable[[pikepdf.Pdf], None]
TITRES = ("Compétence 12 0 R (la première)", "Ω : « suite » \\", "Fin")


def _rien(pdf: pikepdf.Pdf) -> None:
    pass


def _coule(path: Path, retouche: Retouche = _rien) -> Path:
    """A PDF of three pages as `couche` casts one: streams that pages share, packed or not, one dictionary of fonts."""
    with pikepdf.new() as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        fonts = pdf.make_indirect(Dictionary(K2=pdf.make_indirect(font), K0=pdf.make_indirect(Dictionary(font))))
        shared = Stream(pdf, b"x\x9c", Filter=Name.FlateDecode)
        shared.write(b"BT /K0 9 Tf 20 20 Td (4 0 R) Tj ET")
        for n in range(3):
            page = pdf.add_blank_page(page_size=(595.3 if n else 841.9, 841.9 if n else 595.3)).obj
            own = [pdf.make_stream(b"BT /K2 12 Tf 50 %d Td (page %d) Tj ET\n" % (700 + k, n)) for k in range(2)]
            page.Contents = Array([shared, own[0], shared, own[1]])
            page.Resources = Dictionary(ProcSet=Array([Name.PDF, Name.Text]), Font=fonts)
            page.Tabs = String("S")
        with pdf.open_outline() as outline:
            outline.root += [pikepdf.OutlineItem(titre, n) for n, titre in enumerate(TITRES)]
            outline.root[0].children.append(pikepdf.OutlineItem("Dessous", 1))
        pdf.Root.Outlines.First.Title = String(b"\xfe\xff" + TITRES[0].encode("utf-16-be"))
        pdf.Root.Marque = pdf.make_indirect(Dictionary(Perdu=pdf.pages[0].obj))
        pdf.Root[CANONIQUE] = True
        retouche(pdf)
        path.write_bytes(en_clair(pdf))
    return path


def _par_pikepdf(source: Path, cible: Path, identite: Identite | None, monkeypatch: pytest.MonkeyPatch) -> bytes:
    with monkeypatch.context() as patch:
        patch.setattr(finition, "est_coule", lambda _: False)
        finir(Finition(source, cible, "Livret (1 0 R)", identite))
    return cible.read_bytes()


def _preferences(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences = Dictionary(Duplex=Name.Simplex, Apres=Array([]))
    pdf.Root.Metadata = pdf.make_stream(b"<x/>", Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Lang = String("en")


def _sans_police(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.Resources.Font = pdf.make_indirect(Dictionary())
    del pdf.Root.Outlines


def _tournee(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Rotate = 90
    pdf.pages[1].obj.CropBox = Array([10, 10, 500, 700])


@pytest.mark.parametrize("retouche", [_rien, _preferences, _sans_police, _tournee])
@pytest.mark.parametrize("identite", [None, IDENTITE], ids=["plain", "strip"])
def test_what_is_cast_becomes_the_file_that_pikepdf_makes_of_it(
    retouche: Retouche, identite: Identite | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _coule(tmp_path / "a.pdf", retouche)
    made, pages = terminer_coule(source.read_bytes(), "Livret (1 0 R)", identite)
    assert made == _par_pikepdf(source, tmp_path / "b.pdf", identite, monkeypatch)
    assert pages == 3
    fini = finir(Finition(source, tmp_path / "c.pdf", "Livret (1 0 R)", identite))
    assert (tmp_path / "c.pdf").read_bytes() == made
    assert fini.pages == 3


def _herite(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.MediaBox = pdf.pages[0].obj.MediaBox
    for page in pdf.pages:
        del page.obj.MediaBox


def _a_part(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences = pdf.make_indirect(Dictionary(Duplex=Name.Simplex))


def _autrement(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Contents = Stream(pdf, b"71 20 51>", Filter=Name.ASCIIHexDecode)


def _nom_etrange(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj["/Cl#20e"] = 1


@pytest.mark.parametrize("retouche", [_herite, _a_part, _autrement, _nom_etrange])
def test_what_is_built_otherwise_is_left_to_pikepdf(
    retouche: Retouche, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _coule(tmp_path / "a.pdf", retouche)
    assert est_coule(source.read_bytes())
    with pytest.raises(ValueError, match=r".+"):
        terminer_coule(source.read_bytes(), "Livret (1 0 R)", IDENTITE)
    finir(Finition(source, tmp_path / "c.pdf", "Livret (1 0 R)", IDENTITE))
    assert (tmp_path / "c.pdf").read_bytes() == _par_pikepdf(source, tmp_path / "b.pdf", IDENTITE, monkeypatch)


def test_what_is_cut_off_is_no_document(tmp_path: Path) -> None:
    source = _coule(tmp_path / "a.pdf")
    source.write_bytes(source.read_bytes()[:-300])
    with pytest.raises(ValueError, match=r".+"):
        terminer_coule(source.read_bytes(), "t", None)


def test_what_an_engine_wrote_is_not_cast(tmp_path: Path) -> None:
    def engine(pdf: pikepdf.Pdf) -> None:
        del pdf.Root[CANONIQUE]

    assert not est_coule(_coule(tmp_path / "a.pdf", engine).read_bytes())
