"""Templates made to do harm: none runs for ever, fills the memory, or reaches anything but its context."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from kitgen.errors import InputProblems, Problem
from kitgen.render import bac_a_sable
from kitgen.render.gabarit import Gabarit
from tests.aides import RACINE, ecrire_gabarit
from tests.gabarits.exemple import DOCUMENTS, contexte


def _refus(path: Path, tag: str, **context: object) -> Problem:
    ecrire_gabarit(path, tag)
    with pytest.raises(InputProblems) as caught:
        Gabarit.ouvrir(path, "g.docx").rendre(context)
    (problem,) = caught.value.problems
    return problem


def _boucles(profondeur: int, corps: str = "a") -> str:
    opening = "".join(f"{{% for i{n} in range(1000) %}}" for n in range(profondeur))
    return opening + corps + "{% endfor %}" * profondeur


DOUBLES = "".join("{% set a = a ~ a %}" for _ in range(60))
ATTAQUES = {
    # for ever
    "nested loops": _boucles(6),
    "nested loops over a text": "{% for a in x %}{% for b in x %}{% for c in x %}{% for d in x %}y{% endfor %}" * 1
    + "{% endfor %}" * 3,
    "a condition that a loop asks for ever": _boucles(5, "{% if 1 == 2 %}{% endif %}"),
    "a filtered loop that never gives": "{% for i in range(1000) %}" * 3
    + "{% for j in range(1000) if j < 0 %}{% endfor %}"
    + "{% endfor %}" * 3,
    "a lazy chain": "{% for i in range(1000) %}{{ range(9999)|map('string')|map('upper')|list|length }}{% endfor %}",
    "sorting again and again": "{% for i in range(9999) %}{{ range(9999)|sort|first }}{% endfor %}",
    "searching again and again": "{% set a = 'ab' * 1 %}{% for i in range(9999) %}{% if 'c' in range(9999)|list %}"
    "{% endif %}{% endfor %}",
    "a recursive loop": "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "a macro that calls itself twice": "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
    "a call block": "{% call f() %}{% endcall %}",
    # memory
    "a range without end": "{% for i in range(10 * 100000) %}a{% endfor %}",
    "a text times a number": "{{ 'a' * 1000000000 }}",
    "a list times a number": "{{ ([0] * 1000000000)|length }}",
    "a text that doubles": "{% set a = 'aaaa' %}" + DOUBLES + "{{ a }}",
    "a text that doubles by a sum": "{% set a = 'aaaa' %}" + DOUBLES.replace("~", "+") + "{{ a }}",
    "a list that doubles": "{% set a = [1] %}" + DOUBLES.replace("~", "+") + "{{ a|length }}",
    "a list of lists that doubles": "{% set a = [1] %}" + DOUBLES.replace("a ~ a", "[a, a]") + "{{ a|string|length }}",
    "a dict of dicts": "{% set a = {'a': 1} %}" + DOUBLES.replace("a ~ a", "{'x': a, 'y': a}") + "{{ a|string }}",
    "a tuple of tuples": "{% set a = (1, 1) %}" + DOUBLES.replace("a ~ a", "(a, a)") + "{{ a == a }}",
    "a number that doubles": "{% set a = 9 %}" + DOUBLES.replace("~", "*") + "{{ a }}",
    "a namespace that doubles": "{% set n = namespace(a='aaaa') %}" + "{% set n.a = n.a ~ n.a %}" * 60 + "{{ n.a }}",
    "a namespace that holds itself": "{% set n = namespace() %}{% set n.a = [n, n] %}{{ n.a|string }}",
    "a namespace of lists": "{% set n = namespace(a=[1, 2]) %}{{ n.a|length }}",
    "a wide text": "{{ 'a'|center(1000000000) }}",
    "a deep indent": "{{ 'a\nb'|indent(1000000000) }}",
    "many columns": "{{ [1]|slice(1000000000)|list|length }}",
    "a filled batch": "{{ [1]|batch(1000000000, 0)|list|length }}",
    "a long rounding": "{{ 1.5|round(1000000000, 'ceil') }}",
    "a replacement that grows": "{% set a = 'aaaa' %}"
    + "{% set a = a|replace('a', 'aaaaaaaaaaaaaaaa') %}" * 20
    + "{{ a }}",
    "a join that grows": "{% set a = 'a' * 1 %}{{ range(9000)|join('x' ~ range(1000)|join('y')) }}",
    "a sum of lists": "{{ range(9999)|batch(1)|sum(start=[])|length }}",
    "a formatted width": "{{ '%1000000000d' % 1 }}",
    "a format method": "{{ '{:1000000000}'.format(1) }}",
    "a justified text": "{{ 'a'.ljust(1000000000) }}",
    "a replace method": "{{ ('a'.replace('a', 'b' ~ 'b')) }}",
    "bytes of a number": "{{ (5).to_bytes(1000000000, 'big')|length }}",
    "lorem ipsum": "{{ lipsum(n=1000000) }}",
    "a power": "{{ 9 ** 999999999 }}",
    "a large document": "{% for i in range(9999) %}" + "texte " * 2000 + "{% endfor %}",
    # reaching out
    "a class": "{{ x.__class__.__mro__ }}",
    "a function's globals": "{{ range.__globals__ }}",
    "the builtins of a filter": "{{ x|attr('__class__') }}",
    "the builtins of the environment": "{{ self.__init__.__globals__ }}",
    "a cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "a joiner": "{{ joiner.__init__.__globals__ }}",
    "an include": "{% include '/etc/passwd' %}",
    "an import": "{% import '/etc/passwd' as p %}",
    "an import from": "{% from '/etc/passwd' import p %}",
    "a base template": "{% extends '/etc/passwd' %}",
    "a format string": "{{ '{0.__class__}'.format(x) }}",
    "the environment": "{{ environment.filters }}",
    "markup without escape": "{% autoescape false %}{{ x }}{% endautoescape %}",
    "chance": "{{ [1, 2]|random }}",
}


@pytest.mark.parametrize("tag", ATTAQUES.values(), ids=ATTAQUES.keys())
def test_an_attack_is_refused_with_its_place(tag: str, tmp_path: Path) -> None:
    problem = _refus(tmp_path / "g.docx", tag, x="abc" * 500)
    assert problem.place
    assert problem.remede
    assert "Traceback" not in problem.texte


def test_what_a_good_template_needs_is_far_below_the_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a hundredth of what is allowed the shipped templates still render."""
    for name in ("TOURS", "SORTIE", "_TRAVAIL", "_TEXTE", "_ELEMENTS"):
        value = getattr(bac_a_sable, name)
        monkeypatch.setattr(bac_a_sable, name, value // (20 if name in ("SORTIE", "_TEXTE") else 100))
    for code in DOCUMENTS:
        assert Gabarit.ouvrir(RACINE / f"templates/{code}.docx").rendre(contexte(code))


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ("{% set n = namespace(a=0) %}{% for i in (1, 2, 3) %}{% set n.a = n.a + i %}{% endfor %}{{ n.a }}", "6"),
        ("{{ x|upper|replace('A', 'b')|center(7)|trim }}", "bBC"),
        ("{{ [3, 1, 2]|sort|join(', ') }} {{ x.upper() }}", "1, 2, 3 ABC"),
        ("{% for a, b in {'k': 1}.items() %}{{ a }}{{ b }}{% endfor %}", "k1"),
        ("{% for l in range(5)|batch(2) %}{{ l|join }}{% if not loop.last %};{% endif %}{% endfor %}", "01;23;4"),
        ("{{ 2 * 3 + 1 - 4 // 2 }} {{ 7 % 4 }} {{ x[1:] }}", "5 3 bc"),
        ("{% for i in range(3) %}{{ loop.cycle('p', 'i') }}{% else %}rien{% endfor %}", "pip"),
        ("{% with y = x ~ 'd' %}{{ y }}{% endwith %}", "abcd"),
        ("{{ [1, 2, 3]|sum }} {{ (4, 5)|max }} {{ 'a b'|wordcount }}", "6 5 2"),
    ],
)
def test_what_templates_are_written_with_still_works(tag: str, printed: str, tmp_path: Path) -> None:
    made = Gabarit.ouvrir(ecrire_gabarit(tmp_path / "g.docx", tag)).rendre({"x": "abc"})
    assert docx.Document(io.BytesIO(made)).paragraphs[0].text == printed


def test_the_bounds_are_counted_anew_for_each_document(tmp_path: Path) -> None:
    tag = "{% for i in range(4000) %}{% for j in range(20) %}{% endfor %}{% endfor %}"
    assert 4000 * 21 < bac_a_sable.TOURS < 4000 * 42
    gabarit = Gabarit.ouvrir(ecrire_gabarit(tmp_path / "g.docx", tag))
    first = gabarit.rendre({})
    assert gabarit.rendre({}) == first


def test_loops_may_turn_so_often_and_no_more(tmp_path: Path) -> None:
    problem = _refus(tmp_path / "g.docx", "{% for i in range(4000) %}{% for j in range(30) %}{% endfor %}{% endfor %}")
    assert "les boucles tournent plus de 100\u202f000 fois" in problem.texte
    assert "{% for j in range(30) %}" in problem.place


def test_the_turns_of_a_list_are_counted_like_any_other(tmp_path: Path) -> None:
    tag = "{% for a in x %}{% for b in x %}{% endfor %}{% endfor %}"
    assert 300 * 301 < bac_a_sable.TOURS < 320 * 321
    assert "les boucles tournent plus de" in _refus(tmp_path / "g.docx", tag, x=tuple(range(320))).texte
    assert "les boucles tournent plus de" in _refus(tmp_path / "g.docx", tag, x=list(range(320))).texte
    assert Gabarit.ouvrir(tmp_path / "g.docx").rendre({"x": tuple(range(300))})


def test_a_document_that_grows_without_end_is_said_to_do_so_at_its_loop(tmp_path: Path) -> None:
    path = ecrire_gabarit(
        tmp_path / "g.docx",
        "{{ x }}",
        "{%p for i in range(9999) %}",
        "{{ x }}" + "texte " * 2000,
        "{%p endfor %}",
        "fin",
    )
    with pytest.raises(InputProblems) as caught:
        Gabarit.ouvrir(path).rendre({"x": "abc"})
    (problem,) = caught.value.problems
    assert "le document grandit sans fin" in problem.texte
    assert "for i in range(9999)" in problem.place


def test_a_value_may_be_so_large_and_no_larger(tmp_path: Path) -> None:
    deep = "{% set a = [1, 2] %}" + "{% set a = [a, a] %}" * 20
    assert "une liste grandit sans fin" in _refus(tmp_path / "g.docx", deep).texte
    wide = "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a ~ a %}" * 20
    assert "un texte grandit sans fin" in _refus(tmp_path / "g.docx", wide).texte
