"""The French of click: compiled from its source, of words that click really says."""

from __future__ import annotations

import ast
import io
import string
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.aides import RACINE

DOSSIER = RACINE / "kitgen/langue/fr/LC_MESSAGES"


@pytest.fixture(scope="module")
def source() -> Catalog:
    return read_po(io.BytesIO((DOSSIER / "kitgen.po").read_bytes()), locale="fr", domain="kitgen", abort_invalid=True)


def _phrases(catalog: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Each phrase, singular and plural, with its French."""
    return {_formes(message.id): _formes(message.string) for message in catalog if message.id}


def _formes(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def test_the_compiled_catalogue_is_that_of_the_source(source: Catalog) -> None:
    compiled = read_mo(io.BytesIO((DOSSIER / "kitgen.mo").read_bytes()))
    assert _phrases(compiled) == _phrases(source), "compile it again: make langue"
    assert compiled.charset == "utf-8"
    assert compiled.num_plurals == source.num_plurals == 2


def test_every_phrase_is_translated_with_the_places_of_the_original(source: Catalog) -> None:
    assert len(_phrases(source)) > 20
    for original, french in _phrases(source).items():
        known = {name for form in original for _, name, _, _ in string.Formatter().parse(form) if name}
        for form in french:
            assert form.strip(), original
            used = {name for _, name, _, _ in string.Formatter().parse(form) if name}
            assert used <= known, original


def test_every_phrase_is_one_that_click_says(source: Catalog) -> None:
    """A new version of click may say it otherwise: then the French would be lost without a word."""
    said = _dites_par_click()
    for original in _phrases(source):
        for form in original:
            assert form in said, form


def test_every_error_that_click_can_say_is_translated(source: Catalog) -> None:
    known = {form for original in _phrases(source) for form in original}
    folder = Path(click.__file__).parent
    errors = {text for name in ("exceptions.py", "parser.py") for text in _dans(folder / name)}
    # Of files that click opens and of parameters that kitgen's commands don't have.
    errors -= {
        "unknown error",
        "Could not open file {filename!r}: {message}",
        "Missing parameter: {param_name}",
        "Argument {name!r} takes {nargs} values.",
        "Invalid start character for option ({option})",
    }
    assert errors - known == set()


def _dites_par_click() -> set[str]:
    return {text for path in Path(click.__file__).parent.glob("*.py") for text in _dans(path)}


def _dans(path: Path) -> set[str]:
    """The texts that a module of click hands to gettext."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    return {
        arg.value
        for call in calls
        if call.func.id in ("_", "ngettext")  # type: ignore[attr-defined]
        for arg in call.args
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    }


@pytest.mark.parametrize("locale", ["C", "en_US.UTF-8", "de_DE.UTF-8"])
def test_click_speaks_french_whatever_the_machine_speaks(locale: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kitgen", "chek"],
        env={
            "LC_ALL": locale,
            "LANG": locale,
            "LANGUAGE": "de:en",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": str(RACINE),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 2
    assert "la commande « chek » n'existe pas" in run.stderr
    assert "Utilisation :" in run.stderr
