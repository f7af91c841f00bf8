"""Glyphs of a font's part are told by what they look like; a code means the same in every document."""

from __future__ import annotations

import io

import pikepdf
import pytest
import uharfbuzz
from fontTools.ttLib import TTFont
from pikepdf import Name

from kitgen.canon.fontes import Chasse, Fonte, fonte
from kitgen.canon.glyphes import Signatures, ouvrir, signatures
from kitgen.canon.incorporation import objet
from kitgen.engines.polices import POLICES, noms_postscript

TEXTE = "Élèves à l'œuvre : 12 cas"


def _partie(nom: str, texte: str) -> TTFont:
    """A part of a shipped font with its glyphs numbered anew, as an engine makes it."""
    path = next(p.chemin for p in POLICES if p.postscript == nom)
    part = uharfbuzz.SubsetInput()
    part.unicode_set.update(set(map(ord, texte)))
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    return TTFont(io.BytesIO(bytes(uharfbuzz.subset(face, part).blob.data)))


def _fonte(nom: str) -> Fonte:
    found = fonte(nom)
    assert found is not None
    return found


@pytest.mark.parametrize("nom", [n for n in noms_postscript() if n != "OpenSymbol"])
def test_a_glyph_is_found_again_whatever_its_number_in_a_part_of_the_font(nom: str) -> None:
    part, whole = _partie(nom, TEXTE), _fonte(nom)
    known = signatures(part)
    shipped = TTFont(next(p.chemin for p in POLICES if p.postscript == nom))
    cmap = shipped.getBestCmap()
    for point, name in part.getBestCmap().items():
        code = whole.code(known[part.getGlyphID(name)], chr(point))
        assert code is not None
        assert code >= 0xE000 or code == shipped.getGlyphID(cmap[point])


def test_a_space_and_a_no_break_space_that_look_alike_have_two_codes() -> None:
    whole = _fonte("LiberationSans")
    part = _partie("LiberationSans", " \u00a0")
    known = signatures(part)
    codes = {chr(p): whole.code(known[part.getGlyphID(name)], chr(p)) for p, name in part.getBestCmap().items()}
    assert codes.keys() == {" ", "\u00a0"}
    assert None not in codes.values()
    assert codes[" "] != codes["\u00a0"]


def test_a_glyph_that_says_something_else_has_no_code() -> None:
    part, whole = _partie("Carlito", "A"), _fonte("Carlito")
    shape = signatures(part)[part.getGlyphID(part.getBestCmap()[ord("A")])]
    assert whole.code(shape, "A") is not None
    assert whole.code(shape, "B") is None
    assert whole.code(b"\0" * 18, "A") is None


@pytest.mark.parametrize("nom", noms_postscript())
def test_widths_are_those_that_font_tools_reads(nom: str) -> None:
    path = next(p.chemin for p in POLICES if p.postscript == nom)
    whole = TTFont(path)
    with ouvrir(path) as mine:
        assert Signatures(mine).largeurs == [whole["hmtx"].metrics[name][0] for name in whole.getGlyphOrder()]


def test_a_ligature_says_its_letters() -> None:
    whole = _fonte("Carlito")
    assert {"ti", "tt", "fi", "ffi"} <= {whole._texte(code) for code in whole.socle}


def test_documents_with_the_usual_letters_have_the_same_font() -> None:
    whole = _fonte("Carlito")
    usual = frozenset(list(whole.socle)[:5])
    assert whole.incorporer(usual - whole.socle, Chasse.COUPEE) is whole.incorporer(frozenset(), Chasse.COUPEE)


def _codes(whole: Fonte, texte: str) -> frozenset[int]:
    return frozenset().union(*(whole.codes_de(letter) for letter in texte))


@pytest.mark.parametrize("texte", ["Łódź", "Ağca", "ŽIŽEK", "Đoković"])
def test_names_of_all_europe_have_the_same_font(texte: str) -> None:
    whole = _fonte("Carlito-Bold")
    made = whole.incorporer(_codes(whole, texte), Chasse.COUPEE)
    assert made == whole.incorporer(_codes(whole, "Ń"), Chasse.COUPEE)
    assert made != whole.incorporer(frozenset(), Chasse.COUPEE)
    assert len(made.fichier) > len(whole.incorporer(_codes(whole, "m@il"), Chasse.COUPEE).fichier)


def test_what_is_in_no_part_is_embedded_beside_what_all_documents_have() -> None:
    whole = _fonte("Carlito")
    greek = _codes(whole, "Ω")
    assert greek
    assert not any(greek <= palier for palier in whole.paliers)
    said = whole.incorporer(greek, Chasse.COUPEE).textes.partition(b"endcodespacerange")[2]
    assert b"<03A9>" in said
    assert said.count(b"> <") == len(whole.socle) + len(greek)


def test_a_font_of_symbols_has_those_that_a_document_shows_and_no_other() -> None:
    whole = _fonte("OpenSymbol")
    assert whole.paliers == (frozenset(),)
    said = whole.incorporer(_codes(whole, "•"), Chasse.COUPEE).textes.partition(b"endcodespacerange")[2]
    assert said.count(b"> <") == len(_codes(whole, "•"))


def test_what_is_embedded_draws_and_says_each_letter(tmp_path) -> None:
    """Read by pypdfium2, which knows nothing of how it was made; « Ł » is none of the usual letters."""
    import pypdfium2

    whole = _fonte("Carlito")
    shipped = TTFont(next(p.chemin for p in POLICES if p.postscript == "Carlito"))
    codes = [shipped.getGlyphID(shipped.getBestCmap()[ord(letter)]) for letter in "Łé"]
    assert not whole.socle.issuperset(codes)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(100, 100))
        page.obj.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(K0=objet(pdf, whole, frozenset(codes), Chasse.EXACTE))
        )
        shown = "".join(f"{code:04X}" for code in codes)
        page.obj.Contents = pdf.make_stream(f"BT /K0 40 Tf 10 30 Td <{shown}>Tj ET".encode())
        pdf.save(tmp_path / "a.pdf")
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        assert document[0].get_textpage().get_text_range() == "Łé"
        assert min(bytes(document[0].render().buffer)) < 100
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        font = pdf.pages[0].obj.Resources.Font.K0
        assert str(font.BaseFont).endswith("+Carlito")
        descendant = font.DescendantFonts[0]
        assert descendant.CIDToGIDMap == Name.Identity
        widths = list(descendant.W)
        first = widths.index(min(w for w in widths[::2] if w <= codes[0] < w + 500))
        assert widths[first] <= codes[0]
