from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kitgen.model.base import Code, Heure, Modele, Texte, heure, xml_legal


class Fiche(Modele):
    texte: Texte
    code: Code = "A"


@given(st.text())
def test_a_text_is_accepted_exactly_when_an_xml_file_can_hold_it(text: str):
    try:
        xml_legal(text)
        accepted = True
    except ValueError:
        accepted = False
    try:
        ET.fromstring(f"<a>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</a>".encode())
        readable = True
    except (ET.ParseError, UnicodeEncodeError):
        readable = False
    # U+FFFE and U+FFFF are no characters; expat is lenient on them, Word is not.
    assert accepted == (readable and not {"\ufffe", "\uffff"} & set(text))


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_the_refusal_names_the_character_and_its_position(character: str):
    with pytest.raises(ValueError, match=f"U\\+{ord(character):04X} \\(position 3\\)"):
        xml_legal(f"ab{character}c")


@pytest.mark.parametrize("text", ["tabulation\t", "ligne\nligne", "é œ € « » — 𝒳", "\u00a0\u202f", "\x7f\x85"])
def test_texts_that_word_can_show_are_left_as_they_are(text: str):
    assert xml_legal(text) == text
    assert Fiche(texte=text).texte == text


def test_blanks_around_a_text_are_kept():
    # The référentiel is verbatim.
    assert Fiche(texte="  a ").texte == "  a "


@pytest.mark.parametrize("code", ["A", "C8-A", "J1.2_b", "9", "a" * 40])
def test_codes(code: str):
    assert Fiche(texte="x", code=code).code == code


@pytest.mark.parametrize("code", ["", "a/b", "..", ".a", "-a", "é", "a b", "a\\b", "a:b", "a" * 41, "a\n"])
def test_a_code_is_never_a_path_nor_anything_a_file_system_could_refuse(code: str):
    with pytest.raises(ValidationError):
        Fiche(texte="x", code=code)


def test_an_unknown_key_is_refused():
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Fiche(texte="x", txete="y")


def test_a_model_cannot_be_changed():
    fiche = Fiche(texte="x")
    with pytest.raises(ValidationError, match="frozen"):
        fiche.texte = "y"


def test_an_empty_text_is_refused():
    with pytest.raises(ValidationError, match="string_too_short"):
        Fiche(texte="")


# --- hours -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("9:00", dt.time(9)),
        ("09:30", dt.time(9, 30)),
        ("9h30", dt.time(9, 30)),
        ("9 h 30", dt.time(9, 30)),
        ("9\u00a0h\u202f05", dt.time(9, 5)),
        ("14 H", dt.time(14)),
        ("0:00", dt.time(0)),
        ("23:59:00", dt.time(23, 59)),
        (dt.time(8, 15), dt.time(8, 15)),
    ],
)
def test_an_hour_is_read_as_people_write_it(text: object, hour: dt.time):
    assert heure(text) == hour


@pytest.mark.parametrize("text", ["", "9", "9.30", "9:3", "9:30:15", "9 h 30 min", "930", "midi", "-9:00", 930, None])
def test_what_is_no_hour_is_refused_with_an_example(text: object):
    with pytest.raises(ValueError, match="une heure est attendue, par exemple 9:30 ou 9 h 30"):
        heure(text)


@pytest.mark.parametrize("text", ["24:00", "9:60", "99h"])
def test_an_hour_that_does_not_exist_is_refused(text: str):
    with pytest.raises(ValueError, match="cette heure n'existe pas"):
        heure(text)


def test_the_schema_of_an_hour_is_what_is_accepted():
    class Moment(Modele):
        heure: Heure

    pattern = Moment.model_json_schema()["properties"]["heure"]["pattern"]
    assert all(re.search(pattern, text) for text in ("9:00", "9h30", "9 h 30", "14 h"))
    assert not any(re.search(pattern, text) for text in ("9", "9.30", "9:00 environ"))
