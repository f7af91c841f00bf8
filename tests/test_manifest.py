"""`manifeste.json` tells the truth about the files beside it: hashes, pages, places, inputs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pypdf
import pytest
from pydantic import ValidationError

from kitgen import __version__
from kitgen.engines.null import Null
from kitgen.errors import UsageProblem
from kitgen.manifest import NOM, ecrire, lire
from kitgen.memoire.disque import sha256
from kitgen.model.manifeste import Manifeste
from kitgen.production.pipeline import Construit, Prepare, construire, preparer
from kitgen.relecture.fichiers import PRET
from tests.aides import mini_session, pages_simplifiees, remplacer_cellule

pytestmark = pytest.mark.xdist_group("pipeline")


@pytest.fixture(scope="module")
def prete(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    session = mini_session(tmp_path_factory.mktemp("manifeste"))
    # One who has withdrawn: not made, and said to be so.
    remplacer_cellule(session / "candidats.csv", 16, "Statut", "désisté")
    return preparer(session)


@pytest.fixture(scope="module")
def livree(prete: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Construit:
    return construire(prete, tmp_path_factory.mktemp("livree"), Null())


@pytest.fixture(scope="module")
def manifeste(livree: Construit) -> Manifeste:
    """As written, read back: what a later program sees."""
    return Manifeste.model_validate_json((livree.dossier / NOM).read_text(encoding="utf-8"))


def test_what_is_written_is_what_the_build_returned(livree: Construit, manifeste: Manifeste) -> None:
    assert manifeste == livree.manifeste


def test_it_is_written_in_pieces_as_it_would_be_in_one(livree: Construit, tmp_path: Path) -> None:
    whole = livree.manifeste
    # What is empty, null or false, and what JSON escapes.
    odd = replace(whole.packs[0], titre='« É » \\ \n\t"', contenu=(), pages_blanches=())
    for manifeste in (
        whole,
        whole.model_copy(update={"packs": (odd, *whole.packs[1:]), "tirage": (), "polices": None, "entrees": {}}),
    ):
        ecrire(manifeste, tmp_path)
        assert (tmp_path / NOM).read_text(encoding="utf-8") == manifeste.model_dump_json(indent=1) + "\n"
        assert lire(tmp_path) == manifeste


def test_every_document_of_the_plan_is_there_with_its_hashes_and_pages(
    prete: Prepare, livree: Construit, manifeste: Manifeste
) -> None:
    assert [d.pdf for d in manifeste.documents] == [f"{d.chemin}.pdf" for d in prete.plan.documents]
    for made, planned in zip(manifeste.documents, prete.plan.documents, strict=True):
        for key in ("code", "candidat", "commission", "organisme", "jure", "competence", "sujet"):
            assert getattr(made, key) == getattr(planned, key)
        pdf, word = livree.dossier / made.pdf, livree.dossier / made.docx
        assert made.sha256 == hashlib.sha256(pdf.read_bytes()).hexdigest()
        assert made.sha256_docx == hashlib.sha256(word.read_bytes()).hexdigest()
        assert made.pages == len(pypdf.PdfReader(pdf).pages)


def test_every_pack_of_the_plan_is_there_with_its_hash_pages_and_contents(
    prete: Prepare, livree: Construit, manifeste: Manifeste
) -> None:
    assert [p.fichier for p in manifeste.packs] == [p.fichier for p in prete.plan.packs]
    for made, planned in zip(manifeste.packs, prete.plan.packs, strict=True):
        path = livree.dossier / made.fichier
        assert made.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert made.pages == len(pypdf.PdfReader(path).pages)
        assert made.destinataire == planned.destinataire
        assert [piece.pdf for piece in made.contenu] == [f"{chemin}.pdf" for chemin in planned.contenu]


def test_each_document_starts_in_its_pack_where_the_manifest_says(livree: Construit, manifeste: Manifeste) -> None:
    for pack in manifeste.packs:
        pages = pages_simplifiees(livree.dossier / pack.fichier)
        for piece in pack.contenu:
            own = pages_simplifiees(livree.dossier / piece.pdf)
            assert len(own) == piece.pages
            assert pages[piece.premiere_page - 1 :][: piece.pages] == own


def test_paths_are_relative_stay_inside_and_are_written_the_same_everywhere(
    livree: Construit, manifeste: Manifeste
) -> None:
    paths = [p for d in manifeste.documents for p in (d.docx, d.pdf)]
    paths += [p.fichier for p in manifeste.packs] + [c.pdf for p in manifeste.packs for c in p.contenu]
    for path in paths:
        assert "\\" not in path
        assert not PurePosixPath(path).is_absolute()
        assert ".." not in PurePosixPath(path).parts
        assert (livree.dossier / path).is_file()


def test_every_file_of_the_folder_is_in_the_manifest(livree: Construit, manifeste: Manifeste) -> None:
    known = {p for d in manifeste.documents for p in (d.docx, d.pdf)} | {p.fichier for p in manifeste.packs}
    written = {p.relative_to(livree.dossier).as_posix() for p in livree.dossier.rglob("*") if p.is_file()}
    assert written - known <= {NOM, PRET, "index.html"}


def test_every_input_is_there_with_its_hash(prete: Prepare, manifeste: Manifeste) -> None:
    folder = prete.projet.dossier
    for path, digest in manifeste.entrees.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest
    names = {PurePosixPath(p).name for p in manifeste.entrees}
    templates = {d.gabarit for d in prete.projet.kit.documents}
    sujets = {p.name for p in (folder.parents[1] / "referentiel/sujets").iterdir()}
    wanted = {"session.yaml", "candidats.csv", "kit.yaml", "gap-courtage.yaml", "gap-courtage.txt"}
    assert names == wanted | templates | sujets


def test_the_session_the_engine_and_the_draw_are_named(prete: Prepare, manifeste: Manifeste) -> None:
    assert manifeste.kitgen == __version__
    assert (manifeste.moteur.nom, manifeste.moteur.version) == ("null", "null 1")
    assert (manifeste.session.code, manifeste.session.debut) == ("exemple-2026-12", "2026-12-08")
    assert manifeste.candidats is None
    drawn = [(t.candidat, t.competence, t.sujet) for t in manifeste.tirage]
    assert drawn == [(a.numero, a.competence, a.sujet) for a in prete.plan.tirage]
    assert drawn


def test_what_is_not_made_is_there_with_its_reason(manifeste: Manifeste) -> None:
    told = {(n.candidat, n.document): n.motif for n in manifeste.non_faits}
    assert "VAE" in told[(12, "livret-of")]
    assert told[(16, "tous les documents")] == "désisté"
    assert not any(d.candidat == 16 for d in manifeste.documents)


def test_of_a_person_the_manifest_knows_what_the_verification_looks_for_and_no_more(
    prete: Prepare, livree: Construit
) -> None:
    data = json.loads((livree.dossier / NOM).read_text(encoding="utf-8"))
    people = data.pop("personnes")
    assert [p["candidat"] for p in people] == [c.numero for c in prete.projet.candidats]
    assert {k for p in people for k in p} == {
        *("candidat", "formes", "dossier", "commission", "organisme", "entreprise", "tuteur")
    }
    # Elsewhere names stand in the paths of folders alone; nothing tells who has a right to extra time.
    data.pop("permis")  # jurors have first names too
    told = [v for v in _textes(data) if "/" not in v]
    everything = (livree.dossier / NOM).read_text(encoding="utf-8")
    for candidat in prete.projet.candidats:
        for personal in (candidat.nom_naissance, candidat.prenoms, candidat.tuteur):
            assert not any(personal and personal in text for text in told)
        for private in (candidat.email, candidat.telephone, candidat.adresse, candidat.siret):
            assert not private or private not in everything
    assert "temps_supplementaire" not in everything


def test_what_is_no_manifest_is_refused_with_what_to_do(livree: Construit, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"manifeste\.json ne peut pas être lu"):
        lire(tmp_path)
    text = (livree.dossier / NOM).read_text(encoding="utf-8")
    for other in ("", "[]", "\x00", text.replace("manifeste/2", "manifeste/1"), text[:-20]):
        (tmp_path / NOM).write_text(other, encoding="utf-8")
        with pytest.raises(UsageProblem, match="reproduisez la session"):
            lire(tmp_path)


def _textes(data: object) -> list[str]:
    if isinstance(data, dict):
        return [t for value in data.values() for t in _textes(value)]
    if isinstance(data, list):
        return [t for value in data for t in _textes(value)]
    return [data] if isinstance(data, str) else []


def test_an_unknown_key_or_another_format_is_not_a_manifest(livree: Construit) -> None:
    data = json.loads((livree.dossier / NOM).read_text(encoding="utf-8"))
    with pytest.raises(ValidationError):
        Manifeste.model_validate(data | {"horodatage": "2026"})
    with pytest.raises(ValidationError):
        Manifeste.model_validate(data | {"format": "kitgen/manifeste/99"})


def test_writing_twice_gives_the_same_bytes(livree: Construit, manifeste: Manifeste, tmp_path: Path) -> None:
    ecrire(manifeste, tmp_path)
    assert (tmp_path / NOM).read_bytes() == (livree.dossier / NOM).read_bytes()
    assert "é" in (tmp_path / NOM).read_text(encoding="utf-8")


def test_the_hash_is_sha_256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
