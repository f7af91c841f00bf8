"""The shipped sujets: enough of them, whole, and no figure that a candidate could be wronged by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from kitgen.checks import sujets as regles
from kitgen.metier.calculs import faute, nombre
from kitgen.model.sujet import Sujet
from tests.aides import RACINE, projet_exemple, questions_livrees, referentiel_livre, sujets_livres

DETAILED = [f"C{n}" for n in range(8, 14)]
EACH = pytest.mark.parametrize("sujet", sujets_livres(), ids=lambda s: s.code)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _leaves(inner)


@pytest.mark.parametrize("competence", DETAILED)
def test_each_detailed_competence_has_sujets_for_the_commission_and_one_for_the_of(competence: str):
    count = Counter(s.evaluateur for s in sujets_livres() if s.competence == competence)
    assert count["commission"] >= 2
    assert count["of"] >= 1
    assert set(count) == {"commission", "of"}


def test_the_competences_that_have_sujets_are_those_that_the_source_details():
    assert [c.code for c in referentiel_livre().competences if c.detaillee] == DETAILED
    assert {s.competence for s in sujets_livres()} == set(DETAILED)


def test_each_detailed_competence_has_a_bank_of_questions():
    assert sorted(q.competence for q in questions_livrees()) == sorted(DETAILED)
    for bank in questions_livrees():
        texts = [q.question for q in bank.questions]
        assert len(texts) >= 5
        assert len(set(texts)) == len(texts)


@EACH
def test_a_file_is_named_after_its_sujet(sujet: Sujet):
    assert (RACINE / f"referentiel/sujets/{sujet.code}.yaml").is_file()
    assert sujet.code.startswith(f"{sujet.competence}-")


def test_no_two_sujets_are_the_same_case():
    assert len({s.code for s in sujets_livres()}) == len(sujets_livres())
    assert len({s.titre for s in sujets_livres()}) == len(sujets_livres())
    assert len({s.contexte for s in sujets_livres()}) == len(sujets_livres())


def test_sujets_and_banks_say_that_they_are_examples():
    assert all(s.exemple for s in sujets_livres())
    assert all(q.exemple for q in questions_livrees())


def test_the_rules_on_sujets_find_no_fault():
    assert [str(p) for p in regles.verifier(projet_exemple())] == []


@EACH
def test_the_corrige_gives_points_for_each_criterion_in_the_words_of_the_referentiel(sujet: Sujet):
    competence = referentiel_livre().competence(sujet.competence)
    assert competence is not None
    # Without criteria in the source, points are given for the group as a whole.
    expected = [(g.code, g.criteres or (None,)) for g in competence.groupes]
    assert [(g.groupe, tuple(a.critere for a in g.attendus)) for g in sujet.corrige.criteres] == expected


@EACH
def test_the_calculations_of_the_corrige_are_right(sujet: Sujet):
    assert sujet.corrige.calculs
    assert [(c, faute(c)) for c in sujet.corrige.calculs if faute(c)] == []


@EACH
def test_a_calculation_ends_on_a_figure_that_the_sujet_shows_or_another_one_uses(sujet: Sujet):
    shown = " ".join(_leaves(sujet.model_dump(exclude={"corrige": {"calculs"}})))
    for calcul in sujet.corrige.calculs:
        others = " ".join(c.rpartition("=")[0] for c in sujet.corrige.calculs if c != calcul)
        result = re.sub(r"[€%]", "", calcul.rpartition("=")[2]).strip()
        # « 950,00 » in a calculation may be « 950 » in a letter, and the other way round.
        figure = rf"(?<![\d,]){re.escape(result.removesuffix(',00'))}(,00)?(?!,?\d)"
        assert re.search(figure, f"{shown} {others}"), calcul


@EACH
def test_the_totals_of_its_tables_are_the_sums_of_their_columns(sujet: Sujet):
    contents = [sujet.contexte, *(d.contenu for d in sujet.documents), *(r.contenu for r in sujet.corrige.reponses)]
    for tableau in (e.tableau for c in contents for e in c if e.tableau is not None):
        for column, cell in enumerate(tableau.total or ()):
            total = nombre(cell)
            if total is not None:
                numbers = [nombre(row[column]) for row in tableau.lignes]
                assert sum(n for n in numbers if n is not None) == total, (tableau.legende, cell)


@EACH
def test_the_brief_does_not_give_its_corrige_away(sujet: Sujet):
    brief = "\n".join(_leaves(sujet.model_dump(exclude={"corrige"})))
    points = [p for g in sujet.corrige.criteres for a in g.attendus for p in a.points]
    answers = [x for r in sujet.corrige.reponses for e in r.contenu for x in _leaves(e.model_dump()) if len(x) > 40]
    assert [x for x in (*points, *answers) if x in brief] == []
