"""The documentation says what is true: commands, codes, files and links exist."""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from kitgen import __version__
from kitgen.cli import cli
from kitgen.cli.constat import constater
from kitgen.errors import ExitCode
from kitgen.model.manifeste import DocumentFait, Manifeste, PackFait
from kitgen.production.pipeline import preparer
from kitgen.readers.listes.entetes import colonnes_connues

RACINE = Path(__file__).parent.parent
PAGES = sorted([*RACINE.glob("*.md"), *RACINE.glob("docs/*.md")])


def _text(name: str) -> str:
    return (RACINE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), target


def test_the_two_commands_of_the_readme_are_targets_and_ci_runs_the_second_verbatim() -> None:
    readme = _text("README.md")
    commands = [re.search(rf"<!-- {n} -->\n    (.+)\n<!-- /{n} -->", readme) for n in ("kits", "test")]
    assert [c and c[1] for c in commands] == ["make kits", "make test"]
    made = subprocess.run(["make", "-n", "help"], cwd=RACINE, capture_output=True, text=True, check=True)
    assert made.returncode == 0
    assert re.search(r"^kits: .*## ", _text("Makefile"), re.M)
    assert re.search(r"^test: .*## ", _text("Makefile"), re.M)
    assert "README.md" in _text(".ci/run")


def test_the_guide_shows_every_command() -> None:
    guide = _text("docs/guide.md")
    assert [name for name in cli.commands if f"kitgen {name}" not in guide] == []


def test_the_guide_explains_every_exit_code() -> None:
    guide = _text("docs/guide.md")
    explained = {int(code) for code in re.findall(r"^\| (\d+) \|", guide, re.M)}
    assert explained == {code.value for code in ExitCode}


@pytest.mark.parametrize("champ", colonnes_connues())
def test_the_guide_explains_a_column_of_a_list_as_the_model_does(champ: str) -> None:
    column = colonnes_connues()[champ]
    title = f"**{column['libelle']}**" if column.get("obligatoire") else column["libelle"]
    example = f"`{column['exemple']}`" if column["exemple"] else ""
    assert f"| {title} | `{champ}` | {column['aide']} | {example} |" in _text("docs/guide.md")


def test_the_guide_shows_what_check_says_of_the_example() -> None:
    prepared = preparer(RACINE / "sessions/exemple")
    guide = _text("docs/guide.md")
    assert [line for line in constater(prepared) if line and f"    {line}\n" not in guide] == []


def test_the_description_of_the_manifest_names_every_field() -> None:
    page = _text("docs/manifeste.md")
    names = {*Manifeste.model_fields, *(f.name for c in (DocumentFait, PackFait) for f in fields(c))}
    assert [n for n in sorted(names) if f"`{n}`" not in page] == []


def test_the_changelog_knows_this_version() -> None:
    assert "## Unreleased" in _text("CHANGELOG.md") or f"## {__version__}" in _text("CHANGELOG.md")


def test_no_file_names_a_package_host_or_a_path_of_this_machine() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=RACINE, capture_output=True, text=True, check=True).stdout
    found = []
    for name in tracked.split("\n"):
        if name.startswith("tests/listes/fichiers/"):
            continue  # lists in every encoding
        if name.endswith((".py", ".toml", ".txt", ".in", ".sh", ".yaml", ".yml", ".md")) or name in (
            "Makefile",
            ".ci/run",
        ):
            text = _text(name)
            # Spelt in two, or this test would find itself.
            if re.search(
                "/work" + "/|" + "pypi" + r"\.org|files\.python" + "hosted|--index" + "-url|/ro" + "ot/", text
            ):
                found.append(name)
    assert found == []


def test_every_pin_has_a_hash() -> None:
    for name in ("requirements/kits.txt", "requirements/dev.txt"):
        for block in re.split(r"\n(?=\S)", _text(name).strip()):
            assert re.match(r"[a-z0-9-]+==\S+", block), block
            assert "--hash=sha256:" in block, block
