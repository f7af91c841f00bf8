"""A build takes what an earlier one made of the same and makes the rest: the bytes are those of a whole one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from kitgen.engines.base import commande_python, environnement_python
from kitgen.engines.null import Null
from kitgen.errors import PartialBuild, VerificationFailed
from kitgen.memoire import reprise
from kitgen.memoire.cache import DOSSIER, Cache
from kitgen.memoire.reprise import _Vus
from kitgen.packs.assemblage import Liasse
from kitgen.production import cloture
from kitgen.production.pipeline import construire, preparer
from kitgen.relecture import ALire, Lecture, lire_dossier
from tests.aides import RACINE, MoteurTruque, mini_session, octets_du_dossier, remplacer, remplacer_cellule

pytestmark = pytest.mark.xdist_group("reprise")


@dataclass(frozen=True)
class Compteur(Null):
    """The null engine, which notes how many documents it was given."""

    donnes: list[int] = field(default_factory=list, compare=False)
    de: str = "null 1"

    def version(self) -> str:
        return self.de

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        self.donnes.append(len(fichiers))
        return commande_python("kitgen.engines.null_enfant", sortie, *fichiers)

    def environnement(self, profil: Path) -> dict[str, str]:
        return environnement_python(profil)


@dataclass(frozen=True)
class Faite:
    """A session, and a folder in which it was built once; to be copied, never changed."""

    racine: Path
    out: Path
    documents: int


@pytest.fixture(scope="module")
def faite(tmp_path_factory: pytest.TempPathFactory) -> Faite:
    root = tmp_path_factory.mktemp("reprise")
    session = mini_session(root / "entrees")
    engine = Compteur()
    construire(preparer(session), root / "out", engine)
    return Faite(session.parents[1], root / "out", sum(engine.donnes))


@pytest.fixture
def copie(faite: Faite, tmp_path: Path) -> tuple[Path, Path]:
    """A session and its folder, to change."""
    shutil.copytree(faite.racine, tmp_path / "entrees")
    shutil.copytree(faite.out, tmp_path / "out")
    return tmp_path / "entrees/sessions/exemple", tmp_path / "out"


def _rebatir(session: Path, out: Path, moteur: Compteur | None = None) -> tuple[dict[str, bytes], int]:
    """The finished folder, and how many documents were laid out for it."""
    engine = moteur or Compteur()
    made = construire(preparer(session), out, engine)
    return octets_du_dossier(made.dossier), sum(engine.donnes)


def _neuf(session: Path, tmp_path: Path) -> dict[str, bytes]:
    """The finished folder of a build that takes nothing over."""
    return octets_du_dossier(construire(preparer(session), tmp_path / "neuf", Null(), cache=False).dossier)


def test_the_same_again_lays_nothing_out_and_gives_the_same_bytes(
    copie: tuple[Path, Path], faite: Faite, tmp_path: Path
) -> None:
    session, out = copie
    made, count = _rebatir(session, out)
    assert (count, faite.documents > 30) == (0, True)
    assert made == _neuf(session, tmp_path)


@pytest.fixture
def retenus(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Of each build, how many files there are, and of how many the verdict was known."""
    seen: list[tuple[int, int]] = []

    def heard(dossier: Path, voulu: ALire, *others: object) -> Lecture:
        seen.append((len(voulu.ordres), len(others[2])))  # type: ignore[arg-type]
        return lire_dossier(dossier, voulu, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(cloture, "lire_dossier", heard)
    return seen


def test_what_was_judged_is_not_judged_again(copie: tuple[Path, Path], retenus: list[tuple[int, int]]) -> None:
    session, out = copie
    _rebatir(session, out)
    [(files, known)] = retenus
    assert (known, files > 100) == (files, True)


def test_a_correction_has_what_it_touches_judged_again(
    copie: tuple[Path, Path], retenus: list[tuple[int, int]], tmp_path: Path
) -> None:
    session, out = copie
    remplacer_cellule(session / "candidats.csv", 1, "Nom de naissance", "Corrigé-Quimper")
    made, _ = _rebatir(session, out)
    [(files, known)] = retenus
    assert files * 0.5 < known < files
    assert made == _neuf(session, tmp_path)
    retenus.clear()
    # And back: what was judged before the correction is known as it was.
    remplacer_cellule(session / "candidats.csv", 1, "Nom de naissance", "Lefèvre")
    made, _ = _rebatir(session, out)
    [(files, known)] = retenus
    assert files - 4 < known <= files  # what says all words of the name in passing is judged each time


def test_a_name_that_is_new_is_found_in_what_is_kept(
    copie: tuple[Path, Path], retenus: list[tuple[int, int]], tmp_path: Path
) -> None:
    """The documents of others don't change; but now they say what has become somebody's name."""
    session, out = copie
    remplacer_cellule(session / "candidats.csv", 1, "Tuteur", "Voie d'accès")
    found = []
    for where, cache in ((out, True), (tmp_path / "neuf", False)):
        with pytest.raises(VerificationFailed) as caught:
            construire(preparer(session), where, Null(), cache=cache)
        found.append(caught.value.constats)
    assert found[0] == found[1]
    assert any("016-" in said and "« Voie d’accès » n'a rien à y faire" in said for said in found[0])
    (files, known), (_, none) = retenus
    assert (0 < known < files, none) == (True, 0)


def test_a_round_of_counting_takes_nothing_that_the_one_before_took(
    copie: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str | Path]] = []
    take = Cache.prendre

    def heard(self: Cache, voulus: Mapping[str, str | Path]) -> dict[str, str]:
        asked.extend(voulus.items())
        return take(self, voulus)

    monkeypatch.setattr(Cache, "prendre", heard)
    session, out = copie
    _rebatir(session, out)
    assert len(asked) == len(set(asked)) > 100


def test_without_a_cache_nothing_is_kept_or_taken(copie: tuple[Path, Path], tmp_path: Path) -> None:
    session, _ = copie
    _neuf(session, tmp_path)
    assert not (tmp_path / "neuf" / DOSSIER).exists()


def test_a_corrected_candidate_costs_that_candidates_documents(copie: tuple[Path, Path], tmp_path: Path) -> None:
    session, out = copie
    remplacer_cellule(session / "candidats.csv", 1, "Tuteur", "Marc Vasseur")
    made, count = _rebatir(session, out)
    assert 1 <= count <= 4  # the livret of the tutor, and what of the packs counts it
    assert any(b"x" for name in made if name.endswith("001-livret-tuteur.pdf"))
    assert made == _neuf(session, tmp_path)


def test_what_was_read_of_the_documents_of_a_pack_of_many_is_taken_over(
    copie: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, out = copie
    monkeypatch.setattr(reprise, "_BEAUCOUP", 5)
    before: list[set[bool]] = []
    take = reprise.Reprise.avec_memoire

    def heard(self: reprise.Reprise, *others: Any) -> Mapping[str, Liasse]:
        orders = take(self, *others)
        before.append({order.memoire.ancien.exists() for order in orders.values() if order.memoire is not None})
        return orders

    monkeypatch.setattr(reprise.Reprise, "avec_memoire", heard)
    for tutor in ("Marc Vasseur", "Anne Vasseur"):
        remplacer_cellule(session / "candidats.csv", 1, "Tuteur", tutor)
        made, _ = _rebatir(session, out)
    assert before == [{False}, {True}]
    assert made == _neuf(session, tmp_path)


def test_a_changed_template_costs_its_documents_alone(copie: tuple[Path, Path], faite: Faite, tmp_path: Path) -> None:
    session, out = copie
    kit = session.parents[1] / "templates"
    # Another template's bytes, with the same words: what it makes is new, what the others make isn't.
    shutil.copy(kit / "intercalaire.docx", kit / "essai.docx")
    made, count = _rebatir(session, out)
    assert count == 0
    assert made == _neuf(session, tmp_path)


def test_a_template_that_is_saved_while_a_session_is_built_changes_the_next_build_alone(
    copie: tuple[Path, Path], tmp_path: Path
) -> None:
    """What was made of the one that was read isn't taken for what the new one makes."""
    session, out = copie
    remplacer_cellule(session / "candidats.csv", 1, "Nom de naissance", "Corrigé-Quimper")
    made, before = preparer(session), _neuf(session, tmp_path / "avant")
    kit = session.parents[1] / "templates"
    shutil.copy(kit / "convocation.docx", kit / "brouillon.docx")
    assert octets_du_dossier(construire(made, out, Compteur()).dossier) == before
    after, _ = _rebatir(session, out)
    assert after == _neuf(session, tmp_path) != before


def test_a_title_in_the_kit_makes_other_pdfs_of_the_same_word_files(copie: tuple[Path, Path], tmp_path: Path) -> None:
    """The page count is known, the PDF under its new title is not."""
    session, out = copie
    remplacer(session.parents[1] / "templates/kit.yaml", 'titre: "Fiche de synthèse"', 'titre: "Bilan"')
    made, count = _rebatir(session, out)
    assert count > 0
    assert made == _neuf(session, tmp_path)


def test_pages_that_are_known_of_a_pdf_that_is_gone_are_laid_out_again(
    copie: tuple[Path, Path], tmp_path: Path
) -> None:
    session, out = copie
    for kept in (out / DOSSIER).glob("*/*"):
        if kept.read_bytes()[:4] == b"%PDF":
            kept.unlink()
    made, count = _rebatir(session, out)
    assert count > 30
    assert made == _neuf(session, tmp_path)


def test_another_version_of_the_engine_takes_over_no_page(copie: tuple[Path, Path], faite: Faite) -> None:
    session, out = copie
    _, count = _rebatir(session, out, Compteur(de="null 2"))
    assert count == faite.documents


@pytest.mark.parametrize("degat", ["index", "fichiers", "tout"])
def test_a_damaged_cache_is_as_good_as_none(degat: str, copie: tuple[Path, Path], tmp_path: Path) -> None:
    session, out = copie
    if degat in ("index", "tout"):
        (out / DOSSIER / "index.sqlite").write_bytes(b"abime" * 500)
    if degat in ("fichiers", "tout"):
        for kept in (out / DOSSIER).glob("*/*"):
            kept.write_bytes(kept.read_bytes()[:-1] + b"!")
    made, _ = _rebatir(session, out)
    assert made == _neuf(session, tmp_path)


def test_who_writes_into_an_output_spoils_no_later_one(copie: tuple[Path, Path], tmp_path: Path) -> None:
    """A file of the output and one of the cache may be one file with two names."""
    session, out = copie
    good, _ = _rebatir(session, out)
    victim = next((out / "exemple-2026-12").rglob("001-livret-of.docx"))
    victim.write_bytes(b"essais d'impression")
    made, _ = _rebatir(session, out)
    assert made == good


def test_a_run_that_failed_leaves_what_it_made_to_the_next_one(copie: tuple[Path, Path], tmp_path: Path) -> None:
    session, out = copie
    shutil.rmtree(out)
    name = "null"
    broken = MoteurTruque(pannes=(("exemple-2026-12 / grille / 001 / J1-2", "plante"),), nom=name)
    with pytest.raises(PartialBuild):
        construire(preparer(session), out, broken)
    engine = Compteur(de="1")
    made = construire(preparer(session), out, engine)
    assert sum(engine.donnes) < 12  # the one that failed, and what opens the packs that lacked it
    assert octets_du_dossier(made.dossier).keys() == _neuf(session, tmp_path).keys()


_CLES = """
import sys
from pathlib import Path
from kitgen.memoire import reprise
from kitgen.memoire.reprise import _Vus
from kitgen.packs.assemblage import Liasse
from kitgen.production.pipeline import preparer
made = preparer(Path(sys.argv[1]))
vus = _Vus()
pages = {d.chemin: 2 for d in made.plan.documents}
for d in made.plan.documents:
    print(d.chemin, d.gabarit, vus.empreinte(made.contextes.pour(d, pages)).hex())
"""


def test_what_a_template_sees_has_the_same_fingerprint_in_every_run() -> None:
    """Sets are gone through in an order of chance, which another run has otherwise."""
    runs = [
        subprocess.run(
            [sys.executable, "-c", _CLES, str(RACINE / "sessions/exemple")],
            cwd=RACINE,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len({line.partition(" ")[2] for line in runs[0].splitlines()}) == len(runs[0].splitlines()) > 400


def _changes(value: Any) -> Iterator[Any]:
    """What a template may see in the place of this, each time with another single value that isn't the same."""
    if is_dataclass(value):
        for name in (f.name for f in fields(value)):
            yield from (replace(value, **{name: other}) for other in _changes(getattr(value, name)))  # type: ignore[type-var]
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (value | {key: other} for other in _changes(item))
    elif isinstance(value, tuple):
        for rank, item in enumerate(value):
            yield from ((*value[:rank], other, *value[rank + 1 :]) for other in _changes(item))
        yield (*value, "de plus")
    elif isinstance(value, (str, bytes)):
        yield value[:-1] if value else value + value.__class__(b"x" if isinstance(value, bytes) else "x")
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif value is None:
        yield "là"


def test_whatever_else_a_template_sees_has_another_fingerprint() -> None:
    made = preparer(RACINE / "sessions/exemple")
    pages = {d.chemin: 2 for d in made.plan.documents}
    kinds = {(d.code, d.vierge is None): d for d in made.plan.documents}
    seen = _Vus()
    for document in kinds.values():
        context = made.contextes.pour(document, pages)
        others = [*_changes(context)]
        prints = {seen.empreinte(other) for other in (context, *others)}
        assert (len(prints), len(others) > 50) == (len(others) + 1, True), document.chemin
