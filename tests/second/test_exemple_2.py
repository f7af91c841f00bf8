"""Another certification is only files: a référentiel, sujets, a kit, templates from an empty Word file, a session."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest

from kitgen.engines.base import Engine
from kitgen.engines.null import Null
from kitgen.outils.nouveau_gabarit import ajouter
from kitgen.production.pipeline import Construit, construire, preparer
from kitgen.render.paquet import Paquet
from tests.aides import RACINE, mini_session, remplacer
from tests.second import fabrique

SESSION = RACINE / "sessions/exemple-2"


@pytest.mark.parametrize("name", fabrique.MODELES)
def test_the_committed_templates_are_those_of_the_steps(tmp_path: Path, name: str) -> None:
    (tmp_path / "fait.docx").write_bytes(fabrique.octets(fabrique.MODELES[name]()))
    assert Paquet.lire(tmp_path / "fait.docx") == Paquet.lire(fabrique.DOSSIER / name)


def test_sujet_and_corrige_are_those_of_the_other_kit() -> None:
    for name in ("sujet.docx", "corrige.docx"):
        assert (fabrique.DOSSIER / name).read_bytes() == (RACINE / "templates" / name).read_bytes()


def test_the_program_knows_nothing_of_it() -> None:
    words = ("assistant-formation", "Assistant de formation", "AF1")
    for path in (RACINE / "kitgen").rglob("*"):
        if path.suffix in (".py", ".yaml"):
            text = path.read_text(encoding="utf-8")
            assert [w for w in words if w in text] == [], path


def test_it_has_no_warning_and_is_what_it_is_said_to_be() -> None:
    prepared = preparer(SESSION, strict=True)
    projet = prepared.projet
    assert [b.code for b in projet.referentiel.blocs] == ["AF1", "AF2", "AF3", "AF4"]
    assert projet.referentiel.parcours.options == ()
    assert projet.session.echelle is not None
    assert len(projet.session.echelle.niveaux) == 4
    assert len(projet.candidats) == 6
    assert any(n.endswith("morceaux/mentions.docx") for n in projet.entrees)


def _construite(engine: Engine, out: Path) -> Construit:
    return construire(preparer(SESSION), out, engine)


def test_it_builds_with_libreoffice_and_rdocx_on_the_same_pages(
    moteur_libreoffice: Engine, moteur_rdocx: Engine, tmp_path: Path
) -> None:
    made = [_construite(e, tmp_path / e.nom) for e in (moteur_libreoffice, moteur_rdocx)]
    pages = [{d.pdf: d.pages for d in m.manifeste.documents} for m in made]
    assert pages[0] == pages[1]
    assert len(pages[0]) == 27
    for m in made:
        text, images = _vu(next(m.dossier.rglob("*attestation*.pdf")))
        assert "née le 12 février 2001 à Quimper" in text
        assert "Elle présentait 4 blocs : AF1, AF2, AF3 et AF4." in text
        assert "devant 2 jurés" in text
        assert "auprès de l’employeur (Atelier du Ponant)" in text
        assert images == 3  # logo, signature, QR code


def _vu(pdf: Path) -> tuple[str, int]:
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    text = " ".join(page.get_textpage().get_text_range().replace("\xa0", " ").split())
    images = sum(1 for o in page.get_objects(max_depth=5) if isinstance(o, pypdfium2.PdfImage))
    document.close()
    return text, images


def test_a_new_document_enters_the_first_kit_and_a_pack(tmp_path: Path) -> None:
    session = mini_session(tmp_path)
    templates = session.parent.parent / "templates"
    made = ajouter(templates / "kit.yaml", "attestation", "convocation", "Attestation de présence")
    made.fichier.write_bytes(fabrique.octets(fabrique.attestation()))
    shutil.copytree(fabrique.DOSSIER / "morceaux", templates / "morceaux")
    remplacer(
        templates / "kit.yaml",
        "documents: [convocation, livret-of, livret-tuteur]",
        "documents: [convocation, livret-of, livret-tuteur, attestation]",
    )
    result = construire(preparer(session), tmp_path / "out", Null())
    new = [d for d in result.manifeste.documents if d.code == "attestation"]
    assert len(new) == 3
    packs = [p for p in result.manifeste.packs if p.code == "candidat"]
    assert packs
    assert all(any("attestation" in c.pdf for c in p.contenu) for p in packs)
