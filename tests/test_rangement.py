"""A PDF packed by ourselves holds the objects that it held, and is what other readers take for sound."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Stream, StreamDecodeLevel, String

from kitgen.pdf.clair import en_clair, lire_clair
from kitgen.pdf.rangement import ranger

PIEGES = (b"endobj\n3 0 obj\n", b"\nendstream\nendobj\n", b"\n", b"", b"x" * 5000, bytes(range(256)))


def _simple(pieges: int = 250) -> bytes:
    """A PDF as `ranger` wants it, with much that looks like the end of something."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page().obj
        page.Contents = Array([pdf.make_stream(piege) for piege in PIEGES])
        page.Pieges = Array(
            [pdf.make_indirect(Dictionary(N=n, T=String(f"endobj\n{n} 0 obj (\\)"), Autre=page)) for n in range(pieges)]
        )
        packed = Stream(pdf, b"64656A61>", Filter=Name.ASCIIHexDecode)
        page.Deja = pdf.make_indirect(packed)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp["dc:title"] = "trailer << /Root"
        pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String("startxref\n9")))
        return en_clair(pdf)


def _objets(data: bytes) -> list[tuple[Any, bytes]]:
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
        found = []
        for objet in pdf.objects:
            if isinstance(objet, Stream):
                said = {k: v for k, v in objet.items() if k not in ("/Length", "/Filter") or v == Name.ASCIIHexDecode}
                if said.get("/Type") in (Name.ObjStm, Name.XRef):
                    continue
                found.append((repr(sorted(said.items())), objet.read_bytes(decode_level=StreamDecodeLevel.generalized)
                              if Name.Filter not in objet or objet.Filter == Name.FlateDecode
                              else objet.read_raw_bytes()))  # fmt: skip
            elif isinstance(objet, Object):
                found.append((objet.unparse(resolved=True), b""))
        return found


def test_every_object_is_what_it_was() -> None:
    source = _simple()
    made = ranger(lire_clair(source))
    assert len(made) < len(source) / 2
    assert _objets(made) == _objets(source)
    assert len(_objets(made)) > 250
    assert made.count(b"/Type /ObjStm") == 3
    read = pypdf.PdfReader(io.BytesIO(made))
    assert read.metadata is not None
    assert read.metadata.title == "startxref\n9"
    assert b"trailer &lt;&lt; /Root" in made


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not there")
@pytest.mark.parametrize("pieges", [0, 1, 95, 250])
def test_qpdf_finds_no_fault(pieges: int, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(ranger(lire_clair(_simple(pieges))))
    done = subprocess.run(["qpdf", "--check", tmp_path / "a.pdf"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_identifier_is_that_of_the_objects() -> None:
    ids = []
    for pieges in (3, 3, 4):
        with pikepdf.open(io.BytesIO(ranger(lire_clair(_simple(pieges))))) as pdf:
            ids.append(bytes(pdf.trailer.ID[0]))
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-200],
        lambda data: data.replace(b"\nendobj\n", b"\nendobj \n", 1),
        lambda data: ranger(lire_clair(data)),
        lambda data: data.replace(b"/Root 1 0 R", b"/Racine 1 0 R"),
        lambda data: b"",
    ],
    ids=["cut off", "an object without its end", "packed", "no root", "empty"],
)
def test_what_qpdf_did_not_write_plainly_is_refused(change: Any) -> None:
    with pytest.raises(ValueError, match=r".*"):
        ranger(lire_clair(change(_simple(3))))
