"""PDF/A: what `--pdfa` makes passes two validators, shows the same pages, and is declared only when it conforms."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import page
import pikepdf
import pytest

from kitgen.engines.base import Engine
from kitgen.engines.null import Null
from kitgen.errors import VerificationFailed
from kitgen.memoire.disque import sha256
from kitgen.pdf.pdfa import archiver
from kitgen.production.pipeline import Prepare, construire
from tests.aides import ecrire_pdf, pages_simplifiees

pytestmark = pytest.mark.xdist_group("archive")

FAUSSE_ALERTE = "STREAM-LENGTH"
"""This validator takes « CR LF » before `endstream` for the end of a line also where the data end with that CR."""


@pytest.fixture(scope="module")
def seul(prete: Prepare) -> Prepare:
    """The small session cut down to two packs for one candidate, and a document of each kind."""
    packs = tuple(
        p for p in prete.plan.packs if (p.code, p.cle) in {("secretariat", "J2"), ("organisme", "campus-rhone")}
    )
    wanted = {chemin for p in packs for chemin in p.contenu}
    documents = tuple(
        d
        for d in prete.plan.documents
        if d.chemin in wanted or (d.pack is None and d.commission == "J2" and d.candidat in {None, 16})
    )
    # These packs hold one candidate each, and nothing was printed.
    missing = {"intercalaire", "retrait"}
    assert {d.code for d in documents} == {d.code for d in prete.projet.kit.documents} - missing
    return replace(prete, plan=replace(prete.plan, documents=documents, packs=packs))


def _fautes(pdf: Path, profil: str = "2b") -> list[str]:
    found = page.validate_pdf(str(pdf), profile=profil).failures
    return [f"{f.rule_id} {f.message}" for f in found if FAUSSE_ALERTE not in f.rule_id]


@pytest.mark.parametrize("moteur", ["moteur_libreoffice", "moteur_rdocx"])
def test_every_pdf_is_a_pdfa(moteur: str, seul: Prepare, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    engine: Engine = request.getfixturevalue(moteur)
    made = construire(seul, tmp_path, engine, pdfa=True)
    pdfs = sorted(made.dossier.rglob("*.pdf"))
    assert len(pdfs) == len(seul.plan.documents) + len(seul.plan.packs)
    assert {pdf.name: f for pdf in pdfs if (f := _fautes(pdf))} == {}
    assert made.manifeste.archivage == "PDF/A-2b"
    assert {d.pdf: d.sha256 for d in made.manifeste.documents} == {
        d.pdf: sha256(made.dossier / d.pdf) for d in made.manifeste.documents
    }


def test_the_pages_stay_as_they_were_and_the_bytes_are_the_same_twice(
    seul: Prepare, moteur_libreoffice: Engine, tmp_path: Path
) -> None:
    documents = tuple(d for d in seul.plan.documents if d.code == "livret-of")
    made = construire(
        replace(seul, plan=replace(seul.plan, documents=documents, packs=())), tmp_path, moteur_libreoffice
    )
    assert made.manifeste.archivage is None
    plain = made.dossier / f"{documents[0].chemin}.pdf"
    assert _fautes(plain) != []
    first, second = (Path(shutil.copy(plain, tmp_path / name)) for name in ("1.pdf", "2.pdf"))
    assert archiver(first) == archiver(second) == []
    assert first.read_bytes() == second.read_bytes()
    assert _fautes(first) == []
    assert pages_simplifiees(first) == pages_simplifiees(plain)
    with pikepdf.open(plain) as old, pikepdf.open(first) as new:
        assert str(new.trailer.Info) == str(old.trailer.Info)
        assert new.Root.Lang == old.Root.Lang
        assert len(new.Root.StructTreeRoot.ParentTree.Nums) == len(old.Root.StructTreeRoot.ParentTree.Nums)
        for one, other in zip(old.pages, new.pages, strict=True):
            one.contents_coalesce()
            other.contents_coalesce()
            assert other.Contents.read_bytes() == one.Contents.read_bytes()
            assert str(other.MediaBox) == str(one.MediaBox)


def test_a_pdf_that_does_not_conform_is_said(tmp_path: Path) -> None:
    pdf = ecrire_pdf(tmp_path / "p.pdf", "Bonjour")
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        opened.trailer.Info = opened.make_indirect(pikepdf.Dictionary(Title=pikepdf.String("Titre")))
        with opened.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:title"] = "Titre"
        opened.save(pdf)
    found = archiver(pdf)
    assert found != []
    assert "font" in found[0].lower()
    assert "ISO_19005_2" in found[0]


def test_a_build_that_is_no_pdfa_is_refused(seul: Prepare, tmp_path: Path) -> None:
    """The pages of the null engine name a font that is not in the file."""
    with pytest.raises(VerificationFailed) as raised:
        construire(seul, tmp_path, Null(), pdfa=True)
    assert len(raised.value.constats) >= len(seul.plan.documents)
    assert all("n'est pas conforme à PDF/A-2b" in c for c in raised.value.constats)
    assert not (tmp_path / "exemple-2026-12").exists()
