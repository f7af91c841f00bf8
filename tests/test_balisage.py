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
        place = {(p, k): n for n, (p, k) in pages_du_pack(replace(pack, contenu=(piece,))).items()}
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


def _avec_un_lien(path: Path) -> Piece:
    """Two pages; on the first a link to the second, and a drawing with tags of its own."""
    ecrire_pdf(path, f"{path.stem} un", f"{path.stem} deux")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        first, second = (p.obj for p in pdf.pages)
        make = pdf.make_indirect
        root = make(Dictionary(Type=Name.StructTreeRoot))
        whole = make(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
        link = make(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], StructParent=1))
        link.Dest = Array([second, Name.Fit])
        first.Annots = Array([link])
        form = pdf.make_stream(b"/P <</MCID 0>> BDC EMC", Subtype=Name.Form, Type=Name.XObject, StructParents=2)
        form.BBox = Array([0, 0, 9, 9])
        first.Resources.XObject = Dictionary(X=form)
        reference = make(Dictionary(Type=Name.OBJR, Obj=link))
        said = make(Dictionary(Type=Name.StructElem, S=Name.Link, P=whole, Pg=first, K=Array([0, reference])))
        inside = make(Dictionary(S=Name.P, P=whole, K=Dictionary(Type=Name.MCR, Pg=first, Stm=form, MCID=0)))
        text = make(Dictionary(Type=Name.StructElem, S=Name.P, P=whole, Pg=second, K=0, Alt=pikepdf.String("12 0 R")))
        root.K, whole.K = whole, Array([said, inside, text])
        numbers = [0, Array([said]), 1, said, 2, make(Array([inside])), 3, Array([text])]
        root.ParentTree = Dictionary(Nums=Array(numbers))
        first.StructParents, second.StructParents = 0, 3
        pdf.Root.StructTreeRoot = root
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return Piece(path, path.stem, "Partie", path.stem)


@pytest.mark.parametrize("combien", [1, 2, 3, 70])
def test_the_tags_of_each_document_lead_to_its_own_pages_however_many_are_alike(combien: int, tmp_path: Path) -> None:
    pieces = [_avec_un_lien(tmp_path / f"d{n:02}.pdf") for n in range(combien)]
    pieces.insert(1, _balise(tmp_path / "autre.pdf", "/H1"))
    assembler(pieces, tmp_path / "pack.pdf", "Pack", recto_verso=True)
    with pikepdf.open(tmp_path / "pack.pdf", attempt_recovery=False) as pack:
        assert pack.check_pdf_syntax() == []
        tree = pack.Root.StructTreeRoot
        parents = dict(pikepdf.NumberTree(tree.ParentTree).items())
        assert sorted(parents) == list(range(4 * combien + 1))
        assert int(tree.ParentTreeNextKey) == 4 * combien + 1
        assert [str(part.T) for part in tree.K.K] == [piece.titre for piece in pieces]
        assert all(part.P.objgen == tree.K.objgen for part in tree.K.K)
        met = []
        for n, part in enumerate(tree.K.K):
            one, two = pack.pages[2 * n].obj, pack.pages[2 * n + 1].obj
            if pieces[n].titre == "autre":
                continue
            link, inside, text = part.K
            annotation, form = one.Annots[0], one.Resources.XObject.X
            assert {e.P.objgen for e in part.K} == {part.objgen}
            assert (link.Pg.objgen, link.K[1].Obj.objgen) == (one.objgen, annotation.objgen)
            assert (inside.K.Pg.objgen, inside.K.Stm.objgen) == (one.objgen, form.objgen)
            assert (text.Pg.objgen, str(text.Alt)) == (two.objgen, "12 0 R")
            assert annotation.Dest[0].objgen == two.objgen
            keys = [one.StructParents, annotation.StructParent, form.StructParents, two.StructParents]
            found = [parents.pop(int(key)) for key in keys]
            assert [(f[0] if isinstance(f, Array) else f).objgen for f in found] == [
                link.objgen, link.objgen, inside.objgen, text.objgen,
            ]  # fmt: skip
            met += [e.objgen for e in (part, link, inside, text, annotation, form)]
        assert len(set(met)) == len(met) == 6 * combien


def test_an_element_that_stands_in_its_parent_takes_the_standard_name_too(tmp_path: Path) -> None:
    pieces = [_balise(tmp_path / "a.pdf", "/P"), _balise(tmp_path / "b.pdf", "/H1")]
    with pikepdf.open(pieces[1].fichier, allow_overwriting_input=True) as pdf:
        top = pdf.Root.StructTreeRoot.K
        top.K = Array([top.K, Dictionary(S=Name.Style, P=top, K=Array([]), ID=pikepdf.String("x"))])
        pdf.save()
    assembler(pieces, tmp_path / "pack.pdf", "Pack", recto_verso=False)
    with pikepdf.open(tmp_path / "pack.pdf") as pack:
        kids = pack.Root.StructTreeRoot.K.K[1].K
        assert [str(kid.S) for kid in kids] == ["/H1", "/H1"]
        assert "/ID" not in kids[1]
