from __future__ import annotations

from copy import deepcopy

import pytest
from pydantic import ValidationError

from kitgen.model.referentiel import Referentiel
from tests.aides import referentiel_livre

PETIT = {
    "format": "kitgen/referentiel/1",
    "code": "petit",
    "intitule": "Petit",
    "sigle": "P",
    "date_mise_a_jour": "01/01/2026",
    "evaluateurs": [{"code": "jury", "libelle": "Jury"}],
    "parcours": {"tronc_commun": ["B1"], "options": [{"code": "o", "libelle": "O", "blocs": ["B2"]}]},
    "blocs": [
        {"code": "B1", "intitule": "Un", "competences": [{"code": "C1", "intitule": "Faire", "detaillee": False}]},
        {
            "code": "B2",
            "intitule": "Deux",
            "competences": [
                {
                    "code": "C2",
                    "intitule": "Savoir",
                    "detaillee": True,
                    "situations": {"jury": [{"nature": "cas_pratique", "intitule": "Cas"}]},
                    "sous_competences": [{"code": "C2.1", "intitule": "a"}, {"code": "C2.2", "intitule": "b"}],
                    "groupes": [{"code": "G1", "sous_competences": ["C2.1", "C2.2"], "lecture": "groupe"}],
                }
            ],
        },
    ],
}


def petit(**changes):
    data = deepcopy(PETIT)
    for path, value in changes.items():
        *inner, last = [int(p) if p.isdigit() else p for p in path.split("__")]
        here = data
        for part in inner:
            here = here[part]
        here[last] = value
    return Referentiel.model_validate(data)


def test_a_certification_without_options_or_details_is_possible():
    r = petit(parcours={"tronc_commun": ["B1", "B2"]})
    assert [b.code for b in r.blocs_du_parcours(None)] == ["B1", "B2"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parcours__tronc_commun": ["B1", "B9"]}, "B9, qui n'existe pas"),
        ({"parcours__options": []}, "B2 n'est dans aucun parcours"),
        ({"blocs__1__competences__0__code": "C1"}, "C1 est donné deux fois"),
        ({"blocs__1__code": "B1", "parcours__options__0__blocs": ["B1"]}, "B1 est donné deux fois"),
        ({"blocs__1__competences__0__groupes__0__code": "C2.1"}, "C2.1 est donné deux fois"),
        ({"evaluateurs__0__code": "juri"}, "C2 : évaluateur « jury » inconnu .*juri"),
        ({"blocs__1__competences__0__groupes__0__sous_competences": ["C2.2", "C2.1"]}, "C2.1, C2.2.*lu : C2.2, C2.1"),
        ({"blocs__1__competences__0__groupes__0__sous_competences": ["C2.1"]}, "lu : C2.1"),
        ({"blocs__1__competences__0__groupes": []}, "lu : aucune"),
    ],
)
def test_codes_that_do_not_fit_together_are_refused(changes: dict[str, object], words: str):
    with pytest.raises(ValidationError, match=words):
        petit(**changes)


def test_all_faults_of_the_codes_are_told_at_once():
    with pytest.raises(ValidationError, match=r"B9, qui n'existe pas.*évaluateur « jury » inconnu"):
        petit(parcours__tronc_commun=["B1", "B9"], evaluateurs__0__code="juri")


@pytest.mark.parametrize(
    ("option", "blocs"),
    [
        ("production", ["BC1", "BC2", "BC3", "BC4", "BC5"]),
        ("sinistre", ["BC1", "BC2", "BC3", "BC6", "BC7"]),
        (None, ["BC1", "BC2", "BC3"]),
        ("autre", ["BC1", "BC2", "BC3"]),
    ],
)
def test_the_blocs_of_a_parcours_are_the_tronc_commun_and_the_option(option: str | None, blocs: list[str]):
    assert [b.code for b in referentiel_livre().blocs_du_parcours(option)] == blocs


def test_the_blocs_of_a_parcours_stand_in_the_order_of_the_referentiel():
    r = petit(parcours={"tronc_commun": ["B2"], "options": [{"code": "o", "libelle": "O", "blocs": ["B1"]}]})
    assert [b.code for b in r.blocs_du_parcours("o")] == ["B1", "B2"]


def test_a_competence_without_groups_is_rated_as_a_whole_and_without_invented_criteria():
    c1 = referentiel_livre().competence("C1")
    assert [(g.code, g.sous_competences, g.criteres, g.lecture) for g in c1.groupes_a_noter] == [
        ("C1", (), (), "absente")
    ]


def test_the_groups_to_rate_cover_each_sous_competence_once():
    c13 = referentiel_livre().competence("C13")
    assert [g.sous_competences for g in c13.groupes_a_noter] == [("C13.1", "C13.2", "C13.3", "C13.4")]


def test_an_epreuve_is_found_by_evaluator_and_nature():
    c8 = referentiel_livre().competence("C8")
    assert c8.epreuve("commission", "cas_pratique").intitule.startswith("Cas pratique à préparer")
    assert c8.epreuve("commission", "question_connaissances").intitule == "Question de connaissances (*) :"
    assert c8.epreuve("tuteur", "cas_pratique") is None
    assert referentiel_livre().competence("C1").epreuve("of", "cas_pratique") is None


def test_unknown_codes_find_nothing():
    assert referentiel_livre().competence("C99") is None
    assert referentiel_livre().option("x") is None
