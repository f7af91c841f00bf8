"""A new document: its template is a copy, its entry stands after the other's, and nothing else of kit.yaml changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kitgen.errors import InputProblems, OutputProblem, UsageProblem
from kitgen.model.kit import Kit
from kitgen.outils.nouveau_gabarit import ajouter
from kitgen.readers.validation import charger
from tests.aides import RACINE, octets_du_dossier


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    shutil.copytree(RACINE / "templates", tmp_path / "templates")
    return tmp_path / "templates/kit.yaml"


def _lu(kit: Path) -> Kit:
    value, _, problems = charger(kit, "kit.yaml", Kit)
    assert value is not None, problems
    return value


@pytest.mark.parametrize("comme", [d.code for d in _lu(RACINE / "templates/kit.yaml").documents])
def test_the_entry_follows_the_one_it_is_made_from_and_the_rest_stays(kit: Path, comme: str) -> None:
    before, text = _lu(kit), kit.read_text(encoding="utf-8")
    made = ajouter(kit, "attestation", comme, 'Attestation de "présence" : \\ essai')
    after = _lu(kit)
    codes = [d.code for d in after.documents]
    assert codes.index("attestation") == codes.index(comme) + 1
    old, new = before.document(comme), after.document("attestation")
    assert old is not None
    assert new is not None
    assert new == old.model_copy(
        update={"code": "attestation", "gabarit": "attestation.docx", "titre": 'Attestation de "présence" : \\ essai'}
    )
    assert [d for d in after.documents if d.code != "attestation"] == list(before.documents)
    assert after.packs == before.packs
    assert made.packs == tuple(p.code for p in before.packs if comme in {piece.document for piece in p.documents})
    # Taking the new lines out again gives the file as it was, comments and all.
    assert kit.read_text(encoding="utf-8").replace(made.entree, "", 1).replace("\n\n\n", "\n\n") == text.replace(
        "\n\n\n", "\n\n"
    )
    assert made.fichier.read_bytes() == (kit.parent / old.gabarit).read_bytes()


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("last_line_ends", [True, False])
def test_comments_line_ends_and_an_entry_at_the_end(tmp_path: Path, ends: str, last_line_ends: bool) -> None:
    lines = [
        *("format: kitgen/kit/1", "code: k", "intitule: K", "packs: []", "documents:", "- titre: T  # un titre"),
        *("  code: seul", "  gabarit: seul.docx", "  un_par:", "    - candidat", "  diffusion: [jury]  # eux seuls"),
    ]
    kit = tmp_path / "kit.yaml"
    kit.write_bytes((ends.join(lines) + (ends if last_line_ends else "")).encode())
    (tmp_path / "seul.docx").write_bytes(b"docx")
    ajouter(kit, "autre", "seul")
    text = kit.read_bytes().decode()
    assert [d.code for d in _lu(kit).documents] == ["seul", "autre"]
    assert _lu(kit).documents[1].titre == "T (copie)"
    assert text.count("# eux seuls") == 2
    assert text.count("# un titre") == 1
    assert ("\r\n" in text) == (ends == "\r\n")
    assert text.replace("\r\n", "").count("\n") == (0 if ends == "\r\n" else text.count("\n"))


@pytest.mark.parametrize(
    ("code", "comme", "words"),
    [
        ("livret-of", "livret-tuteur", "existe déjà"),
        ("LIVRET-OF", "livret-tuteur", "existe déjà"),
        ("../x", "livret-tuteur", "n'est pas un code"),
        ("é", "livret-tuteur", "n'est pas un code"),
        ("neuf", "livret-tuteurs", "vouliez-vous dire « livret-tuteur »"),
        ("deja", "livret-tuteur", "deja.docx existe déjà"),
    ],
)
def test_what_cannot_be_added_changes_nothing(kit: Path, code: str, comme: str, words: str) -> None:
    (kit.parent / "deja.docx").write_bytes(b"x")
    before = octets_du_dossier(kit.parent)
    with pytest.raises(UsageProblem, match=words):
        ajouter(kit, code, comme)
    assert octets_du_dossier(kit.parent) == before


def test_a_kit_with_faults_or_written_in_one_line_stays_as_it_is(kit: Path) -> None:
    kit.write_text(kit.read_text(encoding="utf-8") + "\nfaute: 1\n", encoding="utf-8")
    before = octets_du_dossier(kit.parent)
    with pytest.raises(InputProblems):
        ajouter(kit, "neuf", "livret-of")
    assert octets_du_dossier(kit.parent) == before
    kit.write_text(
        "{format: kitgen/kit/1, code: k, intitule: K, documents: [{code: livret-of, titre: T, "
        "gabarit: livret-of.docx, un_par: [candidat], diffusion: [jury]}]}\n"
    )
    before = octets_du_dossier(kit.parent)
    with pytest.raises(UsageProblem, match="ne sait pas compléter"):
        ajouter(kit, "neuf", "livret-of")
    assert octets_du_dossier(kit.parent) == before
    kit.write_text(
        "format: kitgen/kit/1\ncode: k\nintitule: K\ndocuments: [\n  {code: livret-of, titre: T, "
        "gabarit: livret-of.docx, un_par: [candidat], diffusion: [jury]},\n]\n"
    )
    before = octets_du_dossier(kit.parent)
    with pytest.raises(UsageProblem, match="ne sait pas compléter"):
        ajouter(kit, "neuf", "livret-of")
    assert octets_du_dossier(kit.parent) == before


def test_a_comment_stays_with_the_entry_that_it_is_about(tmp_path: Path) -> None:
    kit = tmp_path / "kit.yaml"
    entry = "  - code: {0}\n    titre: T\n    gabarit: {0}.docx\n    un_par: [candidat]\n    diffusion: [jury]\n"
    about = "\n    # Le second est pour le jury.\n"
    head = "format: kitgen/kit/1\ncode: k\nintitule: K\ndocuments:\n"
    kit.write_text(head + entry.format("un") + about + entry.format("deux"))
    (tmp_path / "un.docx").write_bytes(b"docx")
    made = ajouter(kit, "trois", "un")
    assert "#" not in made.entree
    assert about + entry.format("deux") in kit.read_text()


def test_a_folder_that_cannot_be_written_is_said(kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(OutputProblem, match="disque"):
        ajouter(kit, "neuf", "livret-of")
