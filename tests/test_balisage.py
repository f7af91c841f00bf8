"""The tags of a pack: all that is read of its documents is read of it, in their order, with either engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import page
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from kitgen.engines.base import Engine
from kitgen.packs.assemblage import Piece, assembler
from kitgen.production.pipeline import Prepare, construire
from kitgen.relecture.packs import pages_du_pack
from tests.aides import ecrire_pdf

pytestmark = pytest.mark.xdist_group("archive")


def _lus(pdf: pikepdf.Pdf) -> list[tuple[str, int, int]]:
    """What is read, in the order of the structure: the standard type, the page (from 0) and the marked content."""
    numbers = {p.obj.objgen: n for n, p in enumerate(pdf.pages)}
    roles = pdf.Root.StructTreeRoot.get(Name.RoleMap, Dictionary())

    def walk(element: pikepdf.Object, on: object) -> Iterator[tuple[str, int, int]]:
        on = element.get(Name.Pg, on)
        kind = str(element.S)
        while (standard := str(roles.get(kind, kind))) != kind:
            kind = standard
        kids = element.get(Name.K, Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                yield kind, numbers[on.objgen], kid
            elif Name.MCID in kid:
                yield kind, numbers[kid.get(Name.Pg, on).objgen], int(kid.MCID)
            elif Name.S in kid:
                yield from walk(kid, on)

    top = pdf.Root.StructTreeRoot.K
    return [found for t in (top if isinstance(top, Array) else [top]) for found in walk(t, None)]


def _retrouves(pdf: pikepdf.Pdf) -> int:
    """How many marked contents lead back to an element of their page through the parent tree."""
    parents = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).items())
    found = 0
    for one in pdf.pages:
        for mcid, element in enumerate(parents[one.obj.StructParents] if Name.StructParents in one.obj else ()):
            kids = element.K if isinstance(element.K, Array) else [element.K]
            own = [element.Pg if isinstance(k, int) else k.get(Name.Pg, element.get(Name.Pg))
                   for k in kids if mcid == (k if isinstance(k, int) else k.get(Name.MCID))]  # fmt: skip
            assert [p.objgen for p in own if p.objgen == one.obj.objgen] != []
            found += 1
    return found


def _fautes(pdf: Path) -> set[str]:
    return {f.rule_id for f in page.validate_pdf(str(pdf), profile="ua1").failures}


@pytest.mark.parametrize("moteur", ["moteur_libreoffice", "moteur_rdocx"])
def test_a_pack_is_read_as_its_documents_are(
    moteur: str, prete: Prepare, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    plan = prete.plan
    wanted = next(p for p in plan.packs if p.code == "preparation" and p.cle == "J2")
    documents = tuple(d for d in plan.documents if d.chemin in wanted.contenu)
    engine: Engine = request.getfixturevalue(moteur)
    small = replace(prete, plan=replace(plan, documents=documents, packs=(wanted,)))
    made = construire(small, tmp_path, engine)
    expected = []
    (pack,) = made.manifeste.packs
    for piece in pack.contenu:
        if piece.exemplaire > 1:
            continue  # a copy is not read again
        place = {(p, k): n for n, (p, k) in pages_du_pack(pack.model_copy(update={"contenu": (piece,)})).items()}
        with pikepdf.open(made.dossier / piece.pdf) as document:
            expected += [(kind, place[piece.pdf, n + 1] - 1, mcid) for kind, n, mcid in _lus(document)]
    with pikepdf.open(made.dossier / pack.fichier) as opened:
        # Each text is read on its page, in the order of the documents, as what it is there.
        assert _lus(opened) == expected
        assert len(expected) > 200
        assert _retrouves(opened) == len({(n, mcid) for _, n, mcid in expected})
        parts = [str(part.T) for part in opened.Root.StructTreeRoot.K.K]
        assert len(parts) == sum(piece.exemplaire == 1 for piece in pack.contenu)
        assert opened.Root.MarkInfo.Marked is True
    # What the engines' own tags lack is not made worse.
    lacking = {rule for piece in pack.contenu for rule in _fautes(made.dossier / piece.pdf)}
    assert _fautes(made.dossier / pack.fichier) <= lacking


def _balise(path: Path, role: str, *, identifiant: bool = False) -> Piece:
    """A page with one paragraph of a style that is called « Style » and is a `role`."""
    ecrire_pdf(path, path.stem)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary(Style=Name(role), P=Name.P)))
        whole = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
        text = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Style, P=whole, Pg=pdf.pages[0].obj, K=0))
        if identifiant:
            text.ID = pikepdf.String("x")
            root.IDTree = Dictionary(Names=Array([pikepdf.String("x"), text]))
        root.K, whole.K = whole, text
        root.ParentTree = Dictionary(Nums=Array([0, Array([text])]))
        pdf.pages[0].obj.StructParents = 0
        pdf.Root.StructTreeRoot = root
        pdf.save(path)
    return Piece(path, path.stem, "Partie", path.stem)


def test_a_style_that_is_something_else_in_another_document_keeps_its_meaning(tmp_path: Path) -> None:
    pieces = [_balise(tmp_path / "a.pdf", "/P"), _balise(tmp_path / "b.pdf", "/H1"), _balise(tmp_path / "c.pdf", "/P")]
    assembler(pieces, tmp_path / "pack.pdf", "Pack", recto_verso=True)
    with pikepdf.open(tmp_path / "pack.pdf") as pack:
        assert _lus(pack) == [("/P", 0, 0), ("/H1", 2, 0), ("/P", 4, 0)]
        assert _retrouves(pack) == 3
        assert str(pack.Root.StructTreeRoot.RoleMap.keys()) == "{'/Style'}"
        assert pack.Root.StructTreeRoot.ParentTreeNextKey == 3


def test_no_identifier_stands_twice_in_a_pack(tmp_path: Path) -> None:
    pieces = [_balise(tmp_path / f"{n}.pdf", "/P", identifiant=True) for n in "ab"]
    assembler(pieces, tmp_path / "pack.pdf", "Pack", recto_verso=False)
    assert b"/ID (x)" not in (tmp_path / "pack.pdf").read_bytes()
    with pikepdf.open(tmp_path / "pack.pdf") as pack:
        assert [Name.ID in part.K for part in pack.Root.StructTreeRoot.K.K] == [False, False]


def test_a_pack_with_a_document_without_tags_does_not_say_that_it_is_tagged(tmp_path: Path) -> None:
    plain = Piece(ecrire_pdf(tmp_path / "x.pdf", "x"), "x", "Partie", "x")
    assembler([_balise(tmp_path / "a.pdf", "/P"), plain], tmp_path / "pack.pdf", "Pack", recto_verso=False)
    assembler([plain, plain], tmp_path / "nue.pdf", "Pack", recto_verso=False)
    with pikepdf.open(tmp_path / "pack.pdf") as pack, pikepdf.open(tmp_path / "nue.pdf") as bare:
        assert pack.Root.MarkInfo.Marked is False
        assert _lus(pack) == [("/P", 0, 0)]
        assert Name.StructTreeRoot not in bare.Root
