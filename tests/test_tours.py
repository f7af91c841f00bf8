"""Rounds that are gone through with the page counts of last time give what rounds without them give."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kitgen.errors import PartialBuild
from kitgen.memoire.cache import Cache, cle
from kitgen.production import tours
from kitgen.production.pipeline import Construit, construire, preparer
from kitgen.production.tours import Tours
from tests.aides import MoteurTruque, mini_session, octets_du_dossier, remplacer_cellule

pytestmark = pytest.mark.xdist_group("tours")

MOTEUR = MoteurTruque(nom="null")
"""One page for each document."""
PLUS_LONG = MoteurTruque(pannes=(("exemple-2026-12 / brouillon / 001", "pages 3"),), nom="null")
"""The same engine, to which one document has grown: its Word file must be another to be laid out again."""
CLE = cle("comptes", "exemple-2026-12")


@pytest.fixture(scope="module")
def faite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a session, and of its output; to be copied, never changed."""
    root = tmp_path_factory.mktemp("tours")
    construire(preparer(mini_session(root / "entrees")), root / "out", MOTEUR)
    return root


@pytest.fixture(autouse=True)
def _toujours(monkeypatch: pytest.MonkeyPatch) -> None:
    """In so small a session, one candidate's documents are more than a few of all."""
    monkeypatch.setattr(tours, "_PEU", 1)


@pytest.fixture
def copie(faite: Path, tmp_path: Path) -> Path:
    """The same, to change."""
    shutil.copytree(faite, tmp_path / "la")
    return tmp_path / "la"


@pytest.fixture
def tenus(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each build, whether the counts of last time were right."""
    seen: list[bool] = []
    essayer = Tours.essayer

    def heard(self: Tours, *args: object) -> bool:
        seen.append(essayer(self, *args))  # type: ignore[arg-type]
        return seen[-1]

    monkeypatch.setattr(Tours, "essayer", heard)
    return seen


def _session(root: Path) -> Path:
    return next(root.glob("entrees/*/sessions/exemple"), root / "entrees/sessions/exemple")


def _corriger(root: Path) -> None:
    remplacer_cellule(_session(root) / "candidats.csv", 1, "Nom de naissance", "Lefèvre-Morel")


def _rebatir(root: Path, moteur: MoteurTruque = MOTEUR) -> Construit:
    return construire(preparer(_session(root)), root / "out", moteur)


def _neuf(root: Path, moteur: MoteurTruque = MOTEUR) -> dict[str, bytes]:
    return octets_du_dossier(construire(preparer(_session(root)), root / "neuf", moteur, cache=False).dossier)


def test_a_correction_that_changes_no_count_takes_one_go(copie: Path, tenus: list[bool]) -> None:
    _corriger(copie)
    made = octets_du_dossier(_rebatir(copie).dossier)
    assert any("LEFEVRE-MOREL" in name for name in made)
    assert made == _neuf(copie)
    assert tenus == [True, False]  # without a cache nothing is known of last time


@dataclass(frozen=True)
class Comptant(MoteurTruque):
    """One whose covers have two pages, and which notes how many documents it was given."""

    pannes: tuple[tuple[str, str], ...] = (("exemple-2026-12 / garde /", "pages 2"),)
    nom: str = "null"
    donnes: list[int] = field(default_factory=list, compare=False)

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        self.donnes.append(len(fichiers))
        return super().commande(fichiers, sortie, profil)


def test_a_cover_whose_counts_differ_in_digits_alone_is_laid_out_once(tmp_path: Path, tenus: list[bool]) -> None:
    session = mini_session(tmp_path / "entrees")
    first = construire(preparer(session), tmp_path / "out", Comptant())
    before = {d.docx: d.sha256_docx for d in first.manifeste.documents}
    _corriger(tmp_path)
    engine = Comptant()
    made = construire(preparer(session), tmp_path / "out", engine)
    changed = [d for d in made.manifeste.documents if d.sha256_docx != before.get(d.docx)]
    assert {d.pages for d in changed if d.code == "garde"} == {2}
    assert (sum(engine.donnes), len(changed)) == (20, 20)
    new = construire(preparer(session), tmp_path / "neuf", Comptant(), cache=False)
    assert octets_du_dossier(made.dossier) == octets_du_dossier(new.dossier)
    assert tenus == [False, True, False]


def test_a_correction_that_changes_counts_gives_what_a_whole_build_gives(copie: Path, tenus: list[bool]) -> None:
    _corriger(copie)
    made = _rebatir(copie, PLUS_LONG)
    assert sorted({(d.pages, d.code) for d in made.manifeste.documents if d.pages > 1}) == [(3, "brouillon")]
    assert octets_du_dossier(made.dossier) == _neuf(copie, PLUS_LONG)
    assert tenus == [False, False]


def _plus_un(dit: bytes) -> bytes:
    return json.dumps({ref: n + 1 for ref, n in json.loads(dit).items()}).encode()


def _de_travers(dit: bytes) -> bytes:
    return json.dumps(dict.fromkeys(json.loads(dit), "{{ 7 }}")).encode()


@pytest.mark.parametrize("abimer", [_plus_un, _de_travers, lambda _: b"\xff", lambda _: b"[1]", lambda _: b"{}"])
def test_what_is_told_of_last_time_decides_on_nothing(
    copie: Path, tenus: list[bool], abimer: Callable[[bytes], bytes]
) -> None:
    with Cache(copie / "out") as cache:
        said = cache.lire([CLE])[CLE]
        assert len(json.loads(said)) > 30
        cache.noter({CLE: abimer(said)})
    _corriger(copie)
    assert octets_du_dossier(_rebatir(copie).dossier) == _neuf(copie)
    assert tenus == [False, False]


def test_a_document_that_fails_is_told_once_and_as_ever(copie: Path) -> None:
    _corriger(copie)
    broken = MoteurTruque(pannes=(("exemple-2026-12 / grille / 001 / J1-2", "plante"),), nom="null")
    found = []
    for out, cache in ((copie / "out", True), (copie / "neuf", False)):
        with pytest.raises(PartialBuild) as caught:
            construire(preparer(_session(copie)), out, broken, cache=cache)
        found.append([(e.document, e.raison) for e in caught.value.echecs])
    assert found[0] == found[1]
    assert len(found[0]) == 1


def test_one_candidate_s_build_leaves_what_is_known_of_all(copie: Path, tenus: list[bool]) -> None:
    construire(preparer(_session(copie)), copie / "out", MOTEUR, numeros=[1])
    with Cache(copie / "out") as cache:
        assert len(json.loads(cache.lire([CLE])[CLE])) > 30
    assert tenus == [True]
