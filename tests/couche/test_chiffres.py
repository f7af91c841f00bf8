"""Word files that differ in digits alone have as many pages: by the fonts, and where nothing else differs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from kitgen.couche.chiffres import empreinte_sans_chiffres
from kitgen.engines.polices import POLICES, Police

_XML = '<w:document xmlns:w="w"><w:p {a}>{t}</w:p></w:document>'
_RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'


@pytest.mark.parametrize("police", POLICES, ids=lambda p: p.fichier)
def test_in_each_font_all_digits_take_the_same_room_beside_whatever_stands_there(police: Police) -> None:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(police.chemin))))

    def advances(text: str) -> list[int]:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(font, buffer, {})
        return [position.x_advance for position in buffer.glyph_positions]

    with TTFont(police.chemin, lazy=True) as opened:
        signs = [chr(code) for code in opened.getBestCmap() if code < 0x3000]
    assert len(signs) > 200
    assert {*"0123456789"} <= {*signs}
    for sign in signs:
        for digit in "123456789":
            if digit == sign == "1":
                continue  # which some fonts put closer together
            assert advances(digit + sign) == advances("0" + sign), (digit, sign)
            assert advances(sign + digit) == advances(sign + "0"), (sign, digit)


def _mot(dossier: Path, texte: str, *, attribut: str = "", **autres: str) -> str:
    path = dossier / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        runs = "".join(map(_RUN.format, texte.split("|")))
        archive.writestr("word/document.xml", _XML.format(t=runs, a=attribut))
        for name, content in autres.items():
            archive.writestr(name.replace("_", "/"), content)
    return empreinte_sans_chiffres(path)


@pytest.mark.parametrize(
    ("un", "autre"), [("1958 feuilles", "1976 feuilles"), ("p. 20 sur 31", "p. 19 sur 42"), ("2|1|3", "4|5|6")]
)
def test_which_digits_stand_in_a_text_is_no_difference(un: str, autre: str, tmp_path: Path) -> None:
    assert _mot(tmp_path, un) == _mot(tmp_path, autre)


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("9 feuilles", "10 feuilles"),
        ("105 feuilles", "115 feuilles"),
        ("20|1|1|5 feuilles", "20|1|2|5 feuilles"),
        ("1|23", "12|3"),
        ("12 feuilles", "12 pages"),
        ("caf&#233;", "caf&#234;"),
        ("12", "١٢"),
    ],
)
def test_anything_else_is_one(un: str, autre: str, tmp_path: Path) -> None:
    assert _mot(tmp_path, un) != _mot(tmp_path, autre)


def test_digits_outside_of_texts_are_a_difference(tmp_path: Path) -> None:
    assert _mot(tmp_path, "12", attribut='w:x="1"') != _mot(tmp_path, "12", attribut='w:x="2"')
    assert _mot(tmp_path, "12", word_styles="size 20") != _mot(tmp_path, "12", word_styles="size 22")


def test_a_file_with_fonts_of_its_own_is_like_itself_alone(tmp_path: Path) -> None:
    assert _mot(tmp_path, "12", word_fonts_a="police") != _mot(tmp_path, "34", word_fonts_a="police")
    assert _mot(tmp_path, "12", word_fonts_a="police") == _mot(tmp_path, "12", word_fonts_a="police")
