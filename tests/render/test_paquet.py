"""The .docx as a zip: what comes in is bounded, what goes out is whole and always the same."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kitgen.render.paquet import Moule, Paquet
from tests.aides import ecrire_gabarit


def _lire(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_docx_is_read_with_all_its_members_and_no_folders(tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "g.docx", "a", header1="<h/>")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/media/", b"")
    membres = Paquet.lire(path).membres
    assert list(membres) == ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/header1.xml"]
    assert membres["word/header1.xml"] == b"<h/>"


def test_filling_replaces_some_members_and_keeps_the_others(tmp_path: Path) -> None:
    paquet = Paquet.lire(ecrire_gabarit(tmp_path / "g.docx", "a", header1="<h/>"))
    made = _lire(Moule(paquet, frozenset({"word/document.xml"})).remplir({"word/document.xml": b"<neuf/>"}))
    assert made == paquet.membres | {"word/document.xml": b"<neuf/>"}


def test_the_content_types_come_first_as_in_a_docx_by_word(tmp_path: Path) -> None:
    paquet = Paquet.lire(ecrire_gabarit(tmp_path / "g.docx", "a"))
    made = Moule(paquet, frozenset({"word/document.xml"})).remplir({"word/document.xml": b"<neuf/>"})
    assert next(iter(_lire(made))) == "[Content_Types].xml"


def test_the_date_of_the_template_leaves_no_trace(tmp_path: Path) -> None:
    made = []
    for year in (1999, 2024):
        path = tmp_path / f"{year}.docx"
        with zipfile.ZipFile(path, "w") as archive:
            for name in ("[Content_Types].xml", "word/document.xml"):
                archive.writestr(zipfile.ZipInfo(name, (year, 5, 6, 7, 8, 10)), "<a/>")
        made.append(Moule(Paquet.lire(path), frozenset()).remplir({}))
    assert made[0] == made[1]


def test_filling_twice_gives_two_whole_documents(tmp_path: Path) -> None:
    paquet = Paquet.lire(ecrire_gabarit(tmp_path / "g.docx", "a"))
    moule = Moule(paquet, frozenset({"word/document.xml"}))
    long = moule.remplir({"word/document.xml": b"<a/>" * 1000})
    assert _lire(moule.remplir({"word/document.xml": b"<b/>"}))["word/document.xml"] == b"<b/>"
    assert _lire(long)["word/document.xml"] == b"<a/>" * 1000


def test_what_is_filled_in_is_as_zipfile_would_have_written_it(tmp_path: Path) -> None:
    paquet = Paquet.lire(ecrire_gabarit(tmp_path / "g.docx", "a", header1="<h/>"))
    new = {"word/document.xml": b"<neuf/>" * 9000, "word/media/\u00e9tat.png": bytes(range(256)) * 300, "vide.xml": b""}
    made = Moule(paquet, frozenset({"word/document.xml"})).remplir(new)
    expected = io.BytesIO()
    with zipfile.ZipFile(expected, "w") as archive:
        for name, content in paquet.membres.items():
            if name != "word/document.xml":
                archive.writestr(_info(name), content)
    with zipfile.ZipFile(expected, "a") as archive:
        for name, content in new.items():
            archive.writestr(_info(name), content, compresslevel=3)
    assert made == expected.getvalue()
    assert _lire(made) == {n: c for n, c in paquet.membres.items() if n != "word/document.xml"} | new


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
    return info


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "g.docx", "a")
    content = bytearray(path.read_bytes())
    # The bit « encrypted » of each entry, in its own header and in the directory at the end.
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = -1
        while (position := content.find(signature, position + 1)) >= 0:
            content[position + offset] |= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match="pas un document Word"):
        Paquet.lire(path)


def test_a_member_that_is_longer_than_it_says_is_refused(tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "g.docx", "a" * 5000)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("word/document.xml").file_size
    content = path.read_bytes()
    assert content.count(size.to_bytes(4, "little")) == 2
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(ValueError, match="pas un document Word"):
        Paquet.lire(path)


def test_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "liste.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("xl/workbook.xml", "<a/>")
    with pytest.raises(ValueError, match=r"word/document\.xml manque"):
        Paquet.lire(path)


def test_who_wrote_the_template_is_not_told_by_its_documents() -> None:
    core = (
        b'<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>Livret</dc:title><dc:creator>Anne Roux</dc:creator>'
        b"<cp:lastModifiedBy>K. Benali</cp:lastModifiedBy></cp:coreProperties>"
    )
    paquet = Paquet({"docProps/core.xml": core, "docProps/app.xml": b"<P><Company>Ponant</Company><Manager/></P>"})
    cleaned = paquet.sans_auteur().membres
    assert cleaned["docProps/core.xml"] == (
        b'<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>Livret</dc:title><dc:creator></dc:creator>'
        b"<cp:lastModifiedBy></cp:lastModifiedBy></cp:coreProperties>"
    )
    assert cleaned["docProps/app.xml"] == b"<P><Company></Company><Manager/></P>"
