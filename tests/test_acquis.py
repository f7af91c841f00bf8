"""What was read of a pack's documents is kept: the pack is the same to the byte, and only what changed is opened."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from kitgen.packs import acquis
from kitgen.packs.acquis import Memoire
from kitgen.packs.assemblage import Liasse, Piece, lier
from kitgen.pdf.objets import Lecteur

LONG = b"".join(b"q\nBT\n%d 700 Td <%04X> Tj\nET\nQ\n" % (n, n) for n in range(40))
AUTRE = LONG.replace(b"700", b"300")


def _nom(nom: str) -> bytes:
    return b"q\nBT\n50 500 Td <%s> Tj\nET\nQ\n" % nom.encode().hex().encode()


def _piece(dossier: Path, nom: str, contenu: Sequence[bytes] = (LONG, AUTRE), *, tasser: bool = True) -> Piece:
    """A document of a tagged page that bears the name, with a picture, a link and a further page."""
    path = dossier / f"{nom}.pdf"
    with pikepdf.new() as pdf:
        first, second = (pdf.add_blank_page(page_size=(595, 842)).obj for _ in range(2))
        picture = pdf.make_stream(b"\0" * 300, Type=Name.XObject, Subtype=Name.Image)
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), StructParent=1)
        first.Resources = Dictionary(XObject=Dictionary(Im=picture))
        first.Annots = Array([pdf.make_indirect(link)])
        strip = b"1 0 0 1 0 0 cm\n0 0 m\nf Q\n" * 4
        first.Contents = Array([pdf.make_stream(c) for c in (contenu[0], _nom(nom), *contenu[1:], strip)])
        second.Contents = pdf.make_stream(b"".join((*contenu, _nom(nom))))
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary(Style=Name.P)))
        whole = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
        text = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Style, P=whole, Pg=first, K=0))
        root.K, whole.K = whole, text
        root.ParentTree = Dictionary(Nums=Array([0, Array([text]), 1, text]))
        first.StructParents = 0
        pdf.Root.StructTreeRoot = root
        pdf.save(path, compress_streams=tasser, deterministic_id=True)
    return Piece(path, f"Titre {nom}", "Partie", nom)


def _lie(pieces: Sequence[Piece], cible: Path, memoire: Memoire | None = None) -> bytes:
    lier(Liasse(tuple(pieces), cible, "Pack", recto_verso=True, exemplaires=1, memoire=memoire))
    return cible.read_bytes()


def _memoire(pieces: Sequence[Piece], dossier: Path) -> Memoire:
    digests = {p.fichier: hashlib.sha256(p.fichier.read_bytes()).hexdigest() for p in pieces}
    return Memoire(dossier / "ancien", dossier / "nouveau", digests)


@pytest.fixture
def ouverts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, in turn."""
    names: list[str] = []
    read = Lecteur.lire

    def heard(self: Lecteur, path: Path) -> object:
        names.append(path.stem)
        return read(self, path)

    monkeypatch.setattr(Lecteur, "lire", heard)
    return names


def _retenu(pieces: Sequence[Piece], dossier: Path) -> None:
    """Bind a pack for the first time, and keep what was read."""
    memoire = _memoire(pieces, dossier)
    assert _lie(pieces, dossier / "avant.pdf", memoire) == _lie(pieces, dossier / "seul.pdf")
    memoire.nouveau.rename(memoire.ancien)


NOMS = ("Zoe", "Jean", "Amelie", "Paul", "Ines")


@pytest.mark.parametrize(
    "maintenant",
    [
        NOMS,
        ("Zoe", "Luc", "Amelie", "Paul", "Ines"),
        NOMS[1:],
        ("Luc", *NOMS),
        ("Zoe", "Luc", "Zoe", "Luc"),
        NOMS[::-1],
    ],
    ids=["the same", "one changed", "one gone", "a new one", "copies", "in another order"],
)
@pytest.mark.parametrize("tasser", [True, False])
def test_the_pack_is_the_same_and_only_what_is_new_is_opened(
    maintenant: Sequence[str], tasser: bool, ouverts: list[str], tmp_path: Path
) -> None:
    _retenu([_piece(tmp_path, nom, tasser=tasser) for nom in NOMS], tmp_path)
    pieces = [_piece(tmp_path, nom, tasser=tasser) for nom in maintenant]
    alone = _lie(pieces, tmp_path / "seul.pdf")
    ouverts.clear()
    assert _lie(pieces, tmp_path / "p.pdf", _memoire(pieces, tmp_path)) == alone
    assert set(ouverts) == set(maintenant) - set(NOMS)


def test_what_is_kept_is_written_anew_where_much_has_changed_and_holds_no_more_than_the_pack(
    ouverts: list[str], tmp_path: Path
) -> None:
    before = [_piece(tmp_path, f"Avant {n}") for n in range(20)]
    _retenu(before, tmp_path)
    for changed, kept in ((1, False), (2, True)):
        pieces = [*before[changed:], *(_piece(tmp_path, f"Apres {n}") for n in range(changed))]
        memoire = _memoire(pieces, tmp_path)
        _lie(pieces, tmp_path / "p.pdf", memoire)
        assert memoire.nouveau.exists() == kept
    # It says what one that is written from nothing says.
    _, known = acquis.reprendre(memoire.nouveau.read_bytes())
    assert [*known] == [memoire.empreintes[p.fichier] for p in pieces]
    again = replace(memoire, ancien=tmp_path / "rien", nouveau=tmp_path / "neuf")
    _lie(pieces, tmp_path / "p.pdf", again)
    assert len(again.nouveau.read_bytes()) == len(memoire.nouveau.read_bytes())
    ouverts.clear()
    _lie(pieces, tmp_path / "p.pdf", replace(memoire, ancien=memoire.nouveau, nouveau=tmp_path / "plus"))
    assert (ouverts, (tmp_path / "plus").exists()) == ([], False)


def test_a_page_that_shares_nothing_any_more_is_read_again(ouverts: list[str], tmp_path: Path) -> None:
    def pack(*noms: str) -> list[Piece]:
        return [_piece(tmp_path, "Zoe"), _piece(tmp_path, "Jean"), *(_seule(tmp_path, nom) for nom in noms)]

    _retenu(pack("Paul", "Ines"), tmp_path)
    alone = _lie(pack("Paul"), tmp_path / "seul.pdf")
    ouverts.clear()
    memoire = _memoire(pack("Paul"), tmp_path)
    assert _lie(pack("Paul"), tmp_path / "p.pdf", memoire) == alone
    assert ouverts == ["Zoe", "Jean", "Paul"]
    # And then its stream is kept as it is stored.
    memoire.nouveau.rename(memoire.ancien)
    ouverts.clear()
    assert _lie(pack("Paul"), tmp_path / "p.pdf", memoire) == alone
    assert ouverts == []


def _seule(dossier: Path, nom: str) -> Piece:
    """A document whose pages have nothing in common with those of `_piece`."""
    path = dossier / f"{nom}.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Contents = pdf.make_stream(LONG.replace(b"700", b"100") + _nom(nom))
        pdf.save(path, deterministic_id=True)
    return Piece(path, nom, "Partie", nom)


def test_no_content_is_cut_or_packed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [_piece(tmp_path, nom) for nom in NOMS]
    _retenu(pieces, tmp_path)
    alone = _lie(pieces, tmp_path / "seul.pdf")

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("kitgen.packs.lecture._decoder", never)
    monkeypatch.setattr("kitgen.packs.lecture.tasser", never)
    assert _lie(pieces, tmp_path / "p.pdf", _memoire(pieces, tmp_path)) == alone
