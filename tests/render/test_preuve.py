"""What is proven to be well-formed is so, whatever is printed; what isn't proven is read as ever."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import pytest
from jinja2 import Environment
from lxml import etree

from kitgen.render.bac_a_sable import environnement
from kitgen.render.preuve import bien_forme

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _prouve(source: str) -> bool:
    return bien_forme(environnement().parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "<a/>",
        "<a>{{ x }}</a>",
        "<a b='{{ x }}' c=\"{{ y }}-{{ z }}\">{{ x }} &amp; {{ y }}</a>",
        "<a>{% if x %}<b/>{% elif y %}{{ y }}{% else %}<c>{{ z }}</c>{% endif %}</a>",
        "<a>{% for i in l %}<b>{% for j in i %}{{ j }}<c/>{% endfor %}</b>{% else %}rien{% endfor %}</a>",
        "<a>{% set y = x %}{% with z = y %}<b>{{ z }}</b>{% endwith %}</a>",
        # Bold in the middle of a sentence: the run before the condition ends in it, and one like it begins.
        "<a><r><t>un{% if x %}</t></r><r><b/><t>deux</t></r><r><t>{% endif %}</t></r></a>",
    ],
)
def test_a_template_whose_bodies_are_whole_is_proven(source: str) -> None:
    assert _prouve(source)


@pytest.mark.parametrize(
    "source",
    [
        "<a>{% if x %}<b>{% endif %}{% if x %}</b>{% endif %}</a>",
        "<a>{% if x %}<b>{% else %}</b>{% endif %}</a>",
        "<a>{% for i in l %}</a><a>{% endfor %}</a>",
        "<a><b>{% for i in l %}</b><c>{% endfor %}</c></a>",
        "<a><b xmlns:k='u'>{% if x %}</b><b xmlns:k='v'>{% endif %}<k:c/></b></a>",
        "{% if x %}<a/>{% endif %}",
        "<a {% if x %}b='1'{% endif %}/>",
        "<a b='{% if x %}1{% endif %}'/>",
        "<a><{{ x }}/></a>",
        "<a {{ x }}='1'/>",
        "<a b={{ x }}/>",
        "<a xmlns:k='{{ x }}'/>",
        "<a><!-- {{ x }} --></a>",
        "<a><!-- {% if x %} --><!-- {% endif %} --></a>",
        "<a><?k {{ x }}?></a>",
        "<a><![CDATA[{{ x }}]]></a>",
        "<a>{{ x }}></a>",
        "<a>&{{ x }};</a>",
        "<a>&e;</a>",
        "<a>\ue0f0{{ x }}</a>",
        "<a>{% for i in l %}<b xml:id='i'/>{% endfor %}</a>",
        "<a><b></a>",
        "<k:a/>",
        f"<w:p {W}><w:t>{{{{ x }}}}<w:r/></w:t></w:p>",
        f"<w:p {W}><w:sautDePage/></w:p>",
        "<a>{% filter upper %}<b/>{% endfilter %}</a>",
    ],
)
def test_a_template_that_may_give_anything_else_is_not_proven(source: str) -> None:
    assert not _prouve(source)


@pytest.mark.parametrize(("debut", "fin"), [("{% if v %}", "{% endif %}"), ("{% for i in v %}", "{% endfor %}")])
def test_whatever_a_proven_template_prints_is_well_formed(debut: str, fin: str) -> None:
    """All templates of three pieces, tags between any of them, with the body left out, printed and repeated."""
    env = Environment(autoescape=True)
    proven = 0
    for pieces in product(("<b>", "</b>", "</b><b>", "{{ x }}", ">"), repeat=3):
        for tags in ((debut, fin), (debut, "{% else %}", fin)):
            for places in combinations_with_replacement(range(4), len(tags)):
                slots = ["".join(t for t, at in zip(tags, places, strict=True) if at == n) for n in range(4)]
                source = f"<a>{''.join(a + b for a, b in zip(slots, (*pieces, ''), strict=True))}</a>"
                if _prouve(source):
                    proven += 1
                    for value in ((), (1,), (1, 2)):
                        etree.fromstring(env.from_string(source).render(x="<&>'\"]]", v=value))
    assert proven > 50
