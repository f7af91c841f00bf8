from __future__ import annotations

import pytest
from pydantic import ValidationError

from kitgen.model.candidat import Candidat

ZOE = {"numero": 7, "nom_naissance": "Girard", "prenoms": "Zoé", "blocs_presentes": ["BC1", "BC4"], "commission": "J1"}


def test_the_blocs_to_evaluate_are_those_presented_and_not_yet_acquired():
    assert Candidat.model_validate({**ZOE, "blocs_acquis": ["BC1", "BC2"]}).blocs_a_evaluer == {"BC4"}


def test_the_rank_is_the_order_or_else_the_number():
    assert Candidat.model_validate(ZOE).rang == 7
    assert Candidat.model_validate({**ZOE, "ordre": 2}).rang == 2


@pytest.mark.parametrize("changes", [{"numero": 0}, {"numero": 10000}, {"ordre": 0}, {"nom_naissance": ""}])
def test_values_out_of_bounds_are_refused(changes: dict[str, object]):
    with pytest.raises(ValidationError, match=next(iter(changes))):
        Candidat.model_validate({**ZOE, **changes})
