from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kitgen.errors import Problem
from kitgen.readers import yaml_marques
from kitgen.readers.yaml_marques import Marque, lire_yaml
from tests.aides import RACINE, seul_probleme


def lire(tmp_path: Path, content: str | bytes) -> Marque:
    path = tmp_path / "f.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    marque, problems = lire_yaml(path, "f.yaml")
    assert problems == []
    assert marque is not None
    return marque


def refus(tmp_path: Path, content: str | bytes) -> Problem:
    path = tmp_path / "f.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    marque, problems = lire_yaml(path, "f.yaml")
    assert marque is None
    problem = seul_probleme(problems)
    assert problem.source == "f.yaml"
    assert problem.remede
    return problem


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("texte", "texte"),
        ("40", "40"),
        ("007", "007"),
        ("1.10", "1.10"),
        ("1_000", "1_000"),
        ("08:30", "08:30"),
        ("2026-12-08", "2026-12-08"),
        ("oui", "oui"),
        ("no", "no"),
        ("on", "on"),
        ("true", "true"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", "Null"),
        ('"~"', "~"),
        ("''", ""),
        ("'40'", "40"),
        ("|\n  deux\n  lignes", "deux\nlignes\n"),
        (">\n  une\n  ligne", "une ligne\n"),
        ("[a, 2, ~]", ["a", "2", None]),
        ("{b: 1, c: [d]}", {"b": "1", "c": ["d"]}),
    ],
)
def test_a_value_is_its_text_as_written_with_either_loader(tmp_path, monkeypatch, loader, written, value):
    monkeypatch.setattr(yaml_marques, "_Loader", getattr(yaml, loader))
    assert lire(tmp_path, f"a: {written}\n").data == {"a": value}


def test_each_value_has_the_line_where_a_person_finds_it(tmp_path: Path):
    marque = lire(tmp_path, "# titre\na: 1\nb:\n  - c: 2\n    d: 3\n\n  - e:\n      4\nf: {g: 5}\n")
    places = {
        ("a",): 2,
        ("b",): 3,
        ("b", 0): 4,
        ("b", 0, "c"): 4,
        ("b", 0, "d"): 5,
        ("b", 1): 7,
        ("b", 1, "e"): 7,
        ("f", "g"): 9,
    }
    assert {p: marque.ligne(p) for p in places} == places


def test_what_is_missing_is_told_where_what_is_around_it_stands(tmp_path: Path):
    marque = lire(tmp_path, "a: 1\nb:\n  c: 2\n")
    assert marque.ligne(("b", "x", 3, "y")) == 2
    assert marque.ligne(("x",)) == 1
    assert marque.ligne(()) == 1


def test_a_byte_order_mark_and_windows_line_ends_are_taken(tmp_path: Path):
    marque = lire(tmp_path, b"\xef\xbb\xbfa: \xc3\xa9\r\nb: 2\r\n")
    assert marque.data == {"a": "é", "b": "2"}
    assert marque.ligne(("b",)) == 2


@pytest.mark.parametrize(
    ("content", "words", "line"),
    [
        ("a: 1\nb: c: d\n", "deux-points inattendus", 2),
        ("a: 1\n  b: 2\n", "deux-points inattendus", 2),
        ("a: 1\nb:\n\tc: 2\n", "tabulation", 3),
        ("a: 1\nb: @x\n", "caractère inattendu", 2),
        ("a: 1\n%b: 2\n", "%", 2),
        ('a: 1\nb: "x\nc: 2\n', "jamais refermé", 2),
        ("a: 1\nb: 'x\nc: 2\n", "jamais refermé", 2),
        ("a: 1\nb: [c, d\ne: 2\n", "crochet", 3),
        ("a: 1\nb: {c: 1\ne: 2\n", "accolade", 3),
        ("a: 1\nb: [c,, d]\n", "une valeur était attendue", 2),
        ("a: 1\nb: - c\n", "tiret de liste", 2),
        ("a:\n  - b\n - c\n", "clé était attendue", 3),
        ("- a\nb: 1\n", "tiret de liste était attendu", 2),
        ("a: 1\nb\nc: 2\n", "deux-points", 3),
        ("  a: 1\nb: 2\n", "retrait irrégulier", 2),
        ("a: 'x' y\n", "clé était attendue", 1),
        ('a: "C:\\docs"\n', "barre oblique inverse", 1),
        ("a: 1\nb: *c\n", "« * »", 2),
        ("a: 1\nb: * c\n", "« * »", 2),
        ("a: |x\n", "« | »", 1),
        ("a: 1\n---\nb: 2\n", "un seul document", 2),
        ("a: 1\nb: \x07\n", "caractère de contrôle interdit (U+0007)", 2),
        ("a: 1\nb: 2\na: 3\n", "« a » est donnée deux fois", 3),
        ("a: 1\n? [b]\n: 2\n", "une clé doit être un mot", 2),
        ("a: 1\nb: !x y\n", "étiquette YAML inconnue", 2),
        ("a: 1\nb: !!python/name:os.system\n", "étiquette YAML inconnue", 2),
        ("a: 1\nb: &c d\n", "ancres", 2),
        ("a: 1\nb: &Associés SARL\n", "« & »", 2),
        ("a: &x [b]\nc: *x\n", "ancres", 1),
    ],
)
def test_a_fault_of_syntax_is_told_in_french_with_its_line(tmp_path: Path, content: str, words: str, line: int):
    problem = refus(tmp_path, content)
    assert words in problem.texte
    assert problem.ligne == line
    # What the library says in English must not come through.
    assert not {"found", "expected", "allowed", "while"} & set(problem.texte.split())


def test_a_text_with_an_ampersand_is_no_anchor(tmp_path: Path):
    assert lire(tmp_path, 'a: Berthier & Fils\nb: "&c"\nc: x &y\n').data["a"] == "Berthier & Fils"


def test_several_faults_are_told_at_once(tmp_path: Path):
    path = tmp_path / "f.yaml"
    path.write_text("a: 1\na: 2\nb: !x y\nc: 1\nc: 2\n", encoding="utf-8")
    marque, problems = lire_yaml(path, "f.yaml")
    assert marque is None
    assert [p.ligne for p in problems] == [2, 3, 5]


@pytest.mark.parametrize("content", ["", "\n\n", "# rien\n", "---\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str):
    path = tmp_path / "f.yaml"
    path.write_text(content, encoding="utf-8")
    marque, problems = lire_yaml(path, "f.yaml")
    if content == "---\n":
        # An empty document is a value, as `a:` is; the model refuses it.
        assert marque is not None
        assert marque.data is None
        return
    assert marque is None
    assert "vide" in seul_probleme(problems).texte


def test_a_file_that_is_not_utf_8_is_refused_with_the_line(tmp_path: Path):
    problem = refus(tmp_path, "a: 1\nb: é\n".encode("cp1252"))
    assert "UTF-8" in problem.texte
    assert problem.ligne == 2


@pytest.mark.parametrize("content", ["[" * 3000, "- " * 20_000, "a: " + "{a: " * 3000])
def test_a_file_nested_beyond_reason_is_refused(tmp_path: Path, content: str):
    assert "YAML illisible" in refus(tmp_path, content).texte


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    marque, problems = lire_yaml(tmp_path / "x.yaml", "x.yaml")
    assert marque is None
    assert "introuvable" in seul_probleme(problems).texte


def test_what_a_yaml_library_reads_of_the_shipped_files_is_the_same():
    for path in sorted((RACINE / "referentiel").rglob("*.yaml")):
        marque, problems = lire_yaml(path, path.name)
        assert problems == []
        # BaseLoader: every scalar is its text.
        assert marque.data == yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)


@given(st.binary(max_size=120))
def test_whatever_the_file_holds_it_is_read_or_refused(tmp_path_factory, content: bytes):
    path = tmp_path_factory.mktemp("yaml") / "f.yaml"
    path.write_bytes(content)
    marque, problems = lire_yaml(path, "f.yaml")
    assert (marque is None) == bool(problems)


@given(st.text("ab:-[]{}#&*!|>'\"%@`,?~ \n\té", max_size=40))
def test_whatever_is_typed_it_is_read_or_refused_in_french(tmp_path_factory, content: str):
    path = tmp_path_factory.mktemp("yaml") / "f.yaml"
    path.write_text(content, encoding="utf-8")
    marque, problems = lire_yaml(path, "f.yaml")
    assert (marque is None) == bool(problems)
    assert all(p.remede and p.texte for p in problems)
