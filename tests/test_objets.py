"""Finished PDFs read as bytes: every object as it is, whatever stands in a text; others by the long way."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from kitgen.pdf.objets import Lecteur, Objet, PdfInattendu, cle, dictionnaire, ecrire_dictionnaire, numero, tableau
from tests.aides import ecrire_pdf


def _pdf(path: Path, objet: object, **options: object) -> Path:
    """A file of one page, whose root says this."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(9, 9))
        pdf.Root.Dit = pdf.make_indirect(objet)
        pdf.Root.Suite = pdf.make_indirect(Array([1]))
        pdf.save(path, object_stream_mode=ObjectStreamMode.generate, **options)
    return path


def _relu(objet: Objet) -> pikepdf.Object:
    return pikepdf.Object.parse(objet.texte)


_TEXTES = st.one_of(
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=20),
    st.sampled_from(["12 0 R", "(", ")", "\\", "a ) 1 0 R (", "/StructParent 3", "% 5 0 R", "\n 3 0 R\t", "<< /A >>"]),
)
_VALEURS = st.recursive(
    st.one_of(
        st.integers(-9, 99),
        st.booleans(),
        _TEXTES.map(String),
        st.sampled_from(["/A", "/R", "/Case à (cocher)", "/12 0 R", "/StructParent"]).map(Name),
    ),
    lambda inside: st.one_of(
        st.lists(inside, max_size=4).map(Array),
        st.dictionaries(st.sampled_from(["/A", "/B C", "/R", "/S"]), inside, max_size=3).map(Dictionary),
    ),
    max_leaves=8,
)


@given(_VALEURS.filter(lambda v: isinstance(v, (Array, Dictionary))))
def test_any_object_is_read_as_it_is(tmp_path_factory: pytest.TempPathFactory, valeur: pikepdf.Object) -> None:
    wanted = pikepdf.Object.parse(valeur.unparse(resolved=True))
    path = _pdf(tmp_path_factory.mktemp("o") / "x.pdf", valeur)
    reader = Lecteur()
    read = reader.lire(path)
    objet = read.objets[numero(reader.dit(read.objets[read.racine])[b"/Dit"]) or 0]
    assert _relu(objet) == wanted
    assert [trou for trou in objet.trous if trou > 0] == []
    if isinstance(wanted, Dictionary):
        said = dictionnaire(objet.texte)
        assert _relu(Lecteur().objet(ecrire_dictionnaire(said))) == wanted
        assert len(said) == len(wanted.keys())
    else:
        assert len(tableau(objet.texte)) == len(wanted)


def test_what_an_object_names_is_cut_out_of_it() -> None:
    objet = Lecteur().objet(b"<< /A 12 0 R /B [ 3 0 R 4 << /C 5 0 R >> ] /K 0 /S /P10 /T (6 0 R) /X <ab> >>")
    assert objet.trous == (12, 3, 5)
    assert objet.textes == (b"<< /A ", b" 0 R /B [ ", b" 0 R 4 << /C ", b" 0 R >> ] /K 0 /S /P10 /T (6 0 R) /X <ab> >>")
    objet = Lecteur().objet(b"<< /A 12 0 R /B [ 3 0 R 4 << /C 5 0 R >> ] /K 0 /S /P10 >>")
    assert objet.textes == (b"<</A ", b" 0 R/B[", b" 0 R 4<</C ", b" 0 R>>]/K 0/S/P10>>")
    assert Lecteur().objet(b"<< /P 7 0 R /StructParent 2 /T (/StructParent 5) >>").trous == (7, cle(2))
    assert Lecteur().objet(b"<< /StructParents 0 /Tabs /S >>").trous == (cle(0),)


@pytest.mark.parametrize(
    "texte",
    [
        *(b"<< /A 12 1 R >>", b"<< /A 12\t0 R >>", b"<< /A 12 0\tR >>", b"<< /A (a(b) >>", b"<< /A a) 1 0 R >>"),
        *(b"<< /A 1 % 2 0 R >>", b"<< /A (x) 12 1 R >>", b"<< /A (x) /B 12 0\nR >>", b"<< /A 12 0 Rx >>"),
    ],
)
def test_what_can_t_be_told_is_refused(texte: bytes) -> None:
    with pytest.raises(PdfInattendu):
        Lecteur().objet(texte)


def test_the_same_bytes_are_the_same_object(tmp_path: Path) -> None:
    reader = Lecteur()
    a, b = (reader.lire(_pdf(tmp_path / f"{n}.pdf", Dictionary(A=1))) for n in "ab")
    assert a.objets.keys() == b.objets.keys()
    assert all(a.objets[n] is b.objets[n] for n in a.objets)


@pytest.mark.parametrize(
    "options",
    [
        {"object_stream_mode": ObjectStreamMode.disable},
        {"linearize": True},
        {"qdf": True, "object_stream_mode": ObjectStreamMode.disable},
        {"encryption": pikepdf.Encryption(owner="x", user="")},
        {"force_version": "1.4", "object_stream_mode": ObjectStreamMode.disable},
        {"object_stream_mode": ObjectStreamMode.generate},
    ],
    ids=["no object streams", "linearized", "for people", "encrypted", "old", "as ours"],
)
def test_however_a_file_is_written_its_pages_are_read(options: dict, tmp_path: Path) -> None:
    path = ecrire_pdf(tmp_path / "x.pdf", "un", "deux")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, **options)
    read = Lecteur().lire(path)
    boxes = [dictionnaire(read.objets[page].texte)[b"/MediaBox"] for page in read.pages]
    assert boxes == [b"[ 0 0 595 842 ]"] * 2
    streams = [numero(dictionnaire(read.objets[page].texte)[b"/Contents"]) or 0 for page in read.pages]
    assert all(read.objets[n].flux for n in streams)


def test_what_a_page_has_from_those_above_it_becomes_its_own(tmp_path: Path) -> None:
    path = ecrire_pdf(tmp_path / "x.pdf", "un", "deux")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        root = pdf.Root.Pages
        middle = pdf.make_indirect(Dictionary(Type=Name.Pages, Parent=root, Count=2, Kids=root.Kids, Rotate=90))
        root.MediaBox = Array([0, 0, 100, 200])
        for page in list(root.Kids):
            page.Parent = middle
            del page.MediaBox
        root.Kids = Array([middle])
        pdf.save(path, object_stream_mode=ObjectStreamMode.generate)
    read = Lecteur().lire(path)
    said = [dictionnaire(read.objets[page].texte) for page in read.pages]
    assert [page[b"/Rotate"] for page in said] == [b"90"] * 2
    assert [read.objets[numero(page[b"/MediaBox"]) or 0].texte for page in said] == [b"[0 0 100 200]"] * 2


@pytest.mark.parametrize("change", ["cut", "appended", "another length", "another number", "another size", "no file"])
def test_a_file_whose_bytes_are_not_all_accounted_for_is_no_finished_one(change: str, tmp_path: Path) -> None:
    content = _pdf(tmp_path / "x.pdf", Dictionary(A=1)).read_bytes()
    changed = {
        "cut": content[:-40],
        "appended": content + b"1 0 obj\n<< >>\nendobj\n",
        "another length": content.replace(b"/Length ", b"/Length 1", 1),
        "another number": content.replace(b"\n1 0 obj", b"\n7 0 obj", 1),
        "another size": content.replace(b"/Size ", b"/Size 1"),
        "no file": b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\nrien",
    }[change]
    assert changed != content
    with pytest.raises(PdfInattendu):
        Lecteur()._lire(changed)


def test_a_file_that_says_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"rien")
    with pytest.raises(pikepdf.PdfError):
        Lecteur().lire(tmp_path / "x.pdf")
