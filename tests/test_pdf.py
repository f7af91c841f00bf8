"""The same pages give the same bytes, without a trace of their making; what isn't a whole PDF is told apart."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from kitgen.pdf import PdfIllisible, compter_pages, texte_des_pages
from kitgen.pdf.finition import Finition, finir

CONTENT = "BT /F1 12 Tf 50 700 Td (M. Jean-) Tj 0 -14 Td (Pierre Dupont) Tj ET"


def make(path: Path, date: str = "2026", reverse: bool = False, text: str = CONTENT) -> Path:
    """Two pages with outline, tags and a link, made at `date`; `reverse` numbers the fonts the other way round."""
    with pikepdf.new() as pdf:
        for _ in range(2):
            pdf.add_blank_page(page_size=(595, 842))
        fonts = {
            name: pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{base}")))
            for name, base in sorted({"/F1": "Helvetica", "/F2": "Courier"}.items(), reverse=reverse)
        }
        page = pdf.pages[0]
        page.Resources = Dictionary(Font=Dictionary(fonts))
        page.Contents = pdf.make_stream(text.encode())
        page.Annots = Array(
            [
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=Array([0, 0, 9, 9]),
                    A=Dictionary(S=Name.URI, URI=String("https://exemple.fr/")),
                )
            ]
        )
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Partie", 1))
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        pdf.Root.Lang = String("und")
        pdf.Root.ViewerPreferences = Dictionary(FitWindow=True)
        pdf.docinfo["/CreationDate"] = f"D:{date}0101"
        pdf.docinfo["/Author"] = "python-docx"
        pdf.docinfo["/Creator"] = "Writer"
        with pdf.open_metadata() as xmp:
            xmp["xmp:CreateDate"] = f"{date}-01-01"
        pdf.trailer["/DocChecksum"] = Name(f"/A{date}")
        pdf.save(path)
    return path


def test_nothing_tells_when_where_and_by_what_it_was_made(tmp_path: Path) -> None:
    target = tmp_path / "b.pdf"
    assert finir(Finition(make(tmp_path / "a.pdf", "1987"), target, "Livret de Zoé & Cie")).pages == 2
    with pikepdf.open(target) as pdf:
        assert dict(pdf.docinfo.items()) == {"/Title": "Livret de Zoé & Cie", "/Producer": "kitgen"}
        xmp = bytes(pdf.Root.Metadata.read_bytes())
        assert pdf.Root.Lang == "fr-FR"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.ViewerPreferences.FitWindow
        assert "/DocChecksum" not in pdf.trailer
        with pdf.open_metadata() as read:
            assert read["dc:title"] == "Livret de Zoé & Cie"
            assert read["pdf:Producer"] == "kitgen"
            assert read["dc:language"] == {"fr-FR"}
    assert b"1987" not in xmp
    assert b"1987" not in target.read_bytes()


def test_outline_tags_and_links_stay(tmp_path: Path) -> None:
    finir(Finition(make(tmp_path / "a.pdf"), tmp_path / "b.pdf", "t"))
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Partie"]
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.pages[0].Annots[0].A.URI == "https://exemple.fr/"


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    finir(Finition(make(tmp_path / "a.pdf", "1987"), tmp_path / "1.pdf", "t"))
    finir(Finition(make(tmp_path / "b.pdf", "2026", reverse=True), tmp_path / "2.pdf", "t"))
    finir(Finition(tmp_path / "1.pdf", tmp_path / "3.pdf", "t"))
    one, two, three = ((tmp_path / f"{i}.pdf").read_bytes() for i in (1, 2, 3))
    assert one == two
    assert one == three
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.pdf", "2.pdf", "3.pdf", "a.pdf", "b.pdf"]


def test_other_pages_or_another_title_give_another_id(tmp_path: Path) -> None:
    ids = set()
    for i, (text, titre) in enumerate([(CONTENT, "t"), (CONTENT, "u"), (CONTENT + " ", "t")]):
        finir(Finition(make(tmp_path / "a.pdf", text=text), tmp_path / f"{i}.pdf", titre))
        with pikepdf.open(tmp_path / f"{i}.pdf") as pdf:
            ids.add(bytes(pdf.trailer.ID[0]))
    assert len(ids) == 3


def test_a_word_broken_at_its_hyphen_is_found_again(tmp_path: Path) -> None:
    first, second = texte_des_pages(make(tmp_path / "a.pdf"))
    assert "Jean-Pierre Dupont" in first.replace("\n", "")
    assert second == ""


def test_pages_are_counted(tmp_path: Path) -> None:
    assert compter_pages(make(tmp_path / "a.pdf")) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "aucun PDF produit"), (b"", "PDF vide"), (b"pas un PDF", "PDF illisible")],
)
def test_what_is_no_pdf_is_said(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "a.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PdfIllisible, match=words):
        compter_pages(path)


def test_a_pdf_that_was_cut_off_does_not_count(tmp_path: Path) -> None:
    whole = make(tmp_path / "a.pdf").read_bytes()
    for part in (len(whole) // 2, len(whole) - 30):
        (tmp_path / "b.pdf").write_bytes(whole[:part])
        with pytest.raises(PdfIllisible, match="PDF illisible"):
            compter_pages(tmp_path / "b.pdf")


def test_a_pdf_without_pages_does_not_count(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.save(tmp_path / "a.pdf")
    with pytest.raises(PdfIllisible, match="PDF sans page"):
        compter_pages(tmp_path / "a.pdf")
