"""`kitgen verify` finds each fault that is made by tampering with a finished folder, and says so in French."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import kitgen.cli
from kitgen.engines.null import Null
from kitgen.errors import ExitCode
from kitgen.manifest import lire
from kitgen.ouvriers.equipe import Equipe
from kitgen.production.pipeline import Construit, Prepare, construire
from kitgen.relecture import a_lire, juge, lire_dossier
from kitgen.relecture.fichiers import MANIFESTE, PRET, REFUS
from kitgen.relecture.juge import Juge, en_parties, reunir
from kitgen.relecture.verdict import Verdict
from tests.aides import RACINE, octets_du_dossier
from tests.relecture.sabotage import LIVRET, PACK_OF, SABOTAGES, Sabotage, octet, resceller

pytestmark = pytest.mark.xdist_group("pipeline")

TABLE = RACINE / "docs/verification.md"


@pytest.fixture(scope="module")
def livree(prete: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Construit:
    """A whole good build; to be copied, never changed."""
    return construire(prete, tmp_path_factory.mktemp("livree"), Null())


@pytest.fixture
def dossier(livree: Construit, tmp_path: Path) -> Path:
    """A copy to tamper with, without the inputs."""
    return Path(shutil.copytree(livree.dossier, tmp_path / livree.dossier.name))


def verify(dossier: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """The exit code, and all that was said."""
    monkeypatch.setenv("LANGUAGE", "en")
    code = kitgen.cli.main(["verify", str(dossier)])
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    return int(code), said.out + said.err


def test_a_folder_as_it_was_made_can_be_printed(
    dossier: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = octets_du_dossier(dossier)
    code, said = verify(dossier, capsys, monkeypatch)
    assert (code, "65 documents" in said, "11 packs relus" in said) == (0, True, True), said
    assert octets_du_dossier(dossier) == before
    assert {PRET, MANIFESTE} <= set(before)
    (dossier / "candidats/.DS_Store").write_bytes(b"")
    assert verify(dossier, capsys, monkeypatch)[0] == 0


@pytest.mark.parametrize("fault", SABOTAGES, ids=lambda s: re.sub(r"\W+", "-", s.quoi + " - " + s.constat)[:60])
def test_tampering_is_found(
    fault: Sabotage, dossier: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault.faire(dossier)
    if fault.scelle:
        resceller(dossier)
    code, said = verify(dossier, capsys, monkeypatch)
    assert code == ExitCode.VERIFICATION, said
    assert "    → " in said
    refusal = (dossier / REFUS).read_text(encoding="utf-8")
    assert fault.constat in refusal, refusal
    assert "N'IMPRIMEZ" in refusal
    assert not (dossier / PRET).exists()


@pytest.mark.parametrize(
    "fault", [None, *(s for s in SABOTAGES if " pack" in s.quoi)], ids=lambda s: s.quoi if s else "whole"
)
def test_a_pack_that_is_read_in_halves_is_judged_as_one_that_is_read_whole(
    fault: Sabotage | None, dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault is not None:
        fault.faire(dossier)
    packs = replace(a_lire(lire(dossier)), documents=(), mots=())
    whole_words: dict[int, Verdict] = {}
    whole = lire_dossier(dossier, packs, Equipe(1), retenir=whole_words.update)
    monkeypatch.setattr(juge, "_GRAND", 2)
    halves = [en_parties(order) for order in packs.packs]
    assert all(len(parts) == 2 for parts in halves)
    halves_words: dict[int, Verdict] = {}
    assert lire_dossier(dossier, packs, Equipe(1), retenir=halves_words.update) == whole
    assert halves_words == whole_words
    judge = Juge(dossier, packs.consignes)
    assert [replace(verdict, filtre=b"") for _, verdict in sorted(whole_words.items())] == [*whole.packs]
    for parts, (_, verdict) in zip(halves, sorted(whole_words.items()), strict=True):
        assert reunir([judge(part) for part in parts]) == (None if verdict.toutes else verdict)


def test_halves_of_two_files_are_no_verdict() -> None:
    assert reunir([Verdict("a", ("x",)), Verdict("b", ("y",))]) is None
    assert reunir([Verdict("a", ("x",), vides=(1,)), Verdict("a", ("y",), vides=(2,))]) == Verdict(
        "a", ("x", "y"), vides=(1, 2)
    )


def test_the_documentation_lists_all_that_is_found() -> None:
    rows = [f"| {s.quoi} | {s.constat} |" for s in SABOTAGES]
    page = TABLE.read_text(encoding="utf-8")
    start, _, rest = page.partition("<!-- table -->\n")
    _, _, end = rest.partition("<!-- /table -->")
    table = "\n".join(["| Tampering | What is said (a part of it) |", "|---|---|", *rows, ""])
    if os.environ.get("KITGEN_ECRIRE_DONNEES"):
        TABLE.write_text(f"{start}<!-- table -->\n{table}<!-- /table -->{end}", encoding="utf-8")
    else:
        assert rest.partition("<!-- /table -->")[0] == table


def test_what_was_put_right_is_said_to_be_right_again(
    livree: Construit, dossier: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    octet(dossier, PACK_OF)
    assert verify(dossier, capsys, monkeypatch)[0] == ExitCode.VERIFICATION
    shutil.copy(livree.dossier / PACK_OF, dossier / PACK_OF)
    assert verify(dossier, capsys, monkeypatch)[0] == 0
    assert octets_du_dossier(dossier) == octets_du_dossier(livree.dossier)


def test_a_manifest_that_was_changed_stays_so_after_a_refusal(
    dossier: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with (dossier / MANIFESTE).open("a") as manifest:
        manifest.write(" ")
    for _ in range(2):
        code, said = verify(dossier, capsys, monkeypatch)
        assert (code, "manifeste.json : il a été modifié" in said) == (ExitCode.VERIFICATION, True)


def test_what_is_no_finished_folder_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (tmp_path, tmp_path / "nulle-part"):
        code, said = verify(path, capsys, monkeypatch)
        assert (code, "donnez un dossier produit par kitgen" in said) == (ExitCode.USAGE, True)


def test_a_path_that_leads_out_of_the_folder_is_not_followed(
    dossier: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = dossier.parent / "secret.pdf"
    secret.write_bytes((dossier / LIVRET).read_bytes())
    text = (dossier / MANIFESTE).read_text(encoding="utf-8")
    (dossier / MANIFESTE).write_text(text.replace(f'"{LIVRET}"', '"../secret.pdf"'), encoding="utf-8")
    code, said = verify(dossier, capsys, monkeypatch)
    assert (code, "../secret.pdf : le fichier manque" in said) == (ExitCode.VERIFICATION, True)
