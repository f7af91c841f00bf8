"""What is sent to a training organisation: its own, all of it, the very files that were verified, locked if asked."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
import pyzipper

from kitgen.cli import main
from kitgen.engines.null import Null
from kitgen.errors import OutputProblem, UsageProblem, VerificationFailed
from kitgen.impression.envoi import archiver, organismes
from kitgen.production.pipeline import Prepare, construire

pytestmark = pytest.mark.xdist_group("pipeline")

SECRET = "quatre mots sans accent"


@pytest.fixture(scope="module")
def dossier(prete: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished output folder; to be read, never changed."""
    return construire(prete, tmp_path_factory.mktemp("archive"), Null()).dossier


@pytest.fixture
def copie(dossier: Path, tmp_path: Path) -> Path:
    shutil.copytree(dossier, tmp_path / dossier.name)
    return tmp_path / dossier.name


def test_an_archive_holds_the_pack_and_each_document_in_a_folder_per_candidate(dossier: Path, tmp_path: Path) -> None:
    assert organismes(dossier) == ("ifc-atlantique", "campus-rhone")
    count = archiver(dossier, "ifc-atlantique", tmp_path / "a/a.zip")
    with zipfile.ZipFile(tmp_path / "a/a.zip") as archive:
        names = archive.namelist()
        assert names == [
            "001-LEFEVRE-Amelie/Convocation.pdf",
            "001-LEFEVRE-Amelie/Livret d'évaluation - Organisme de formation.pdf",
            "001-LEFEVRE-Amelie/Livret d'évaluation - Tuteur en entreprise.pdf",
            "001-LEFEVRE-Amelie/Sujet de cas pratique - Évaluation en organisme de formation C8-OF.pdf",
            "organisme-ifc-atlantique.pdf",
        ]
        assert count == len(names)
        livret = dossier / "candidats/001-LEFEVRE-Amelie/001-livret-of.pdf"
        assert archive.read(names[1]) == livret.read_bytes()
        assert archive.read(names[-1]) == (dossier / "packs/organisme-ifc-atlantique.pdf").read_bytes()
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    # Nothing of anybody else, not even a name.
    content = (tmp_path / "a/a.zip").read_bytes()
    assert b"BENOIT" not in content
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["a.zip"]


def test_an_archive_has_the_same_bytes_every_time_and_an_encrypted_one_has_not(dossier: Path, tmp_path: Path) -> None:
    for name in ("1.zip", "2.zip"):
        archiver(dossier, "campus-rhone", tmp_path / name)
        archiver(dossier, "campus-rhone", tmp_path / f"c{name}", mot_de_passe=SECRET)
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    assert (tmp_path / "c1.zip").read_bytes() != (tmp_path / "c2.zip").read_bytes()


def test_an_encrypted_archive_shows_no_name_and_opens_with_its_password_alone(dossier: Path, tmp_path: Path) -> None:
    archiver(dossier, "ifc-atlantique", tmp_path / "c.zip", mot_de_passe=SECRET)
    archiver(dossier, "ifc-atlantique", tmp_path / "a.zip")
    with pyzipper.AESZipFile(tmp_path / "c.zip") as locked:
        assert locked.namelist() == ["dossier.zip"]
        info = locked.getinfo("dossier.zip")
        assert (info.flag_bits & 1, info.wz_aes_strength) == (1, 3)  # AES-256
        with pytest.raises(RuntimeError, match="password"):
            locked.read("dossier.zip")
        with pytest.raises(RuntimeError, match=r"[Bb]ad password"):
            locked.read("dossier.zip", pwd=b"un autre mot de passe")
        inside = locked.read("dossier.zip", pwd=SECRET.encode())
    assert inside == (tmp_path / "a.zip").read_bytes()
    assert zipfile.ZipFile(io.BytesIO(inside)).testzip() is None
    content = (tmp_path / "c.zip").read_bytes()
    assert b"LEFEVRE" not in content
    assert b"%PDF" not in content


@pytest.mark.parametrize(("secret", "words"), [("court", "moins de 12"), ("", "moins de 12"), ("é" * 20, "accent")])
def test_a_password_that_will_not_do_is_refused(dossier: Path, tmp_path: Path, secret: str, words: str) -> None:
    with pytest.raises(UsageProblem, match=words):
        archiver(dossier, "ifc-atlantique", tmp_path / "c.zip", mot_de_passe=secret)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_changed_since_is_not_sent(copie: Path, tmp_path: Path) -> None:
    livret = copie / "candidats/001-LEFEVRE-Amelie/001-livret-of.pdf"
    livret.write_bytes(livret.read_bytes() + b"\n")
    (copie / "packs/organisme-ifc-atlantique.pdf").unlink()
    with pytest.raises(VerificationFailed) as caught:
        archiver(copie, "ifc-atlantique", tmp_path / "a.zip")
    assert len(caught.value.constats) == 2
    assert any("001-livret-of.pdf : ce n'est plus le fichier qui a été vérifié" in c for c in caught.value.constats)
    assert not (tmp_path / "a.zip").exists()
    # Another organisation's is whole.
    assert archiver(copie, "campus-rhone", tmp_path / "b.zip")


def test_a_manifest_that_leads_out_of_the_folder_is_refused(copie: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    manifest = copie / "manifeste.json"
    text = manifest.read_text(encoding="utf-8")
    assert "packs/organisme-ifc-atlantique.pdf" in text
    manifest.write_text(text.replace("packs/organisme-ifc-atlantique.pdf", "../secret.pdf"), encoding="utf-8")
    with pytest.raises(VerificationFailed, match="sort du dossier"):
        archiver(copie, "ifc-atlantique", tmp_path / "a.zip")


def test_a_pack_that_holds_anything_of_another_organisation_is_in_no_archive(copie: Path, tmp_path: Path) -> None:
    manifest = copie / "manifeste.json"
    text = manifest.read_text(encoding="utf-8")
    foreign = "candidats/016-BENOIT-Eric/016-convocation.pdf"
    own = '"pdf": "candidats/001-LEFEVRE-Amelie/001-convocation.pdf",\n     "premiere_page"'
    assert text.count(own) == 2
    manifest.write_text(text.replace(own, f'"pdf": "{foreign}",\n     "premiere_page"'), encoding="utf-8")
    with pytest.raises(UsageProblem, match="aucun pack"):
        archiver(copie, "ifc-atlantique", tmp_path / "a.zip")


def test_what_is_no_finished_folder_is_refused(dossier: Path, copie: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="produit par kitgen"):
        archiver(tmp_path, "ifc-atlantique", tmp_path / "a.zip")
    with pytest.raises(UsageProblem, match=r"aucun pack.*\n.*ifc-atlantique, campus-rhone"):
        archiver(dossier, "inconnu", tmp_path / "a.zip")
    refused = copie.rename(tmp_path / "exemple-2026-12.refuse")
    with pytest.raises(UsageProblem, match="pas été vérifié"):
        archiver(refused, "ifc-atlantique", tmp_path / "a.zip")
    (refused / "manifeste.json").write_text("{}")
    with pytest.raises(UsageProblem, match="n'est pas un manifeste"):
        archiver(refused.rename(tmp_path / "abime"), "ifc-atlantique", tmp_path / "a.zip")


def test_a_place_that_can_not_be_written_is_told(dossier: Path, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(OutputProblem, match="fichier"):
        archiver(dossier, "ifc-atlantique", tmp_path / "fichier/a.zip")


# --- the command ---


def test_the_command_makes_one_archive_per_organisation_beside_the_folder(
    copie: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["archive", str(copie)]) == 0
    made = sorted(p.name for p in (tmp_path / "exemple-2026-12-envois").iterdir())
    assert made == ["exemple-2026-12-campus-rhone.zip", "exemple-2026-12-ifc-atlantique.zip"]
    assert "(5 fichiers)" in capsys.readouterr().out
    # The folder itself stays what the manifest says.
    assert not list(copie.rglob("*.zip"))


def test_the_command_takes_the_password_from_the_environment(
    copie: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KITGEN_MOT_DE_PASSE", SECRET)
    assert main(["archive", str(copie), "--chiffrer", "--organisme", "ifc-atlantique", "--vers", str(tmp_path)]) == 0
    with pyzipper.AESZipFile(tmp_path / "exemple-2026-12-ifc-atlantique-chiffre.zip") as locked:
        assert locked.read("dossier.zip", pwd=SECRET.encode())
    said = "".join(capsys.readouterr())
    assert "chiffré" in said
    assert SECRET not in said


def test_one_password_is_not_for_several_organisations(
    copie: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KITGEN_MOT_DE_PASSE", SECRET)
    assert main(["archive", str(copie), "--chiffrer"]) == 2
    assert "--organisme CODE" in capsys.readouterr().err


def test_without_anybody_to_ask_the_password_is_asked_for_in_words(
    copie: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KITGEN_MOT_DE_PASSE", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n{SECRET}\n"))
    assert main(["archive", str(copie), "--chiffrer", "--organisme", "ifc-atlantique"]) == 2
    assert "KITGEN_MOT_DE_PASSE" in capsys.readouterr().err


def test_the_password_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["archive", "--help"]) == 0
    assert "KITGEN_MOT_DE_PASSE" in capsys.readouterr().out
    assert main(["archive", "x", "--mot-de-passe", SECRET]) == 2
