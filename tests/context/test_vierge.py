"""A spare copy: nobody's name, lines to write on, all that is to be evaluated, and a strip that says what it is."""

from __future__ import annotations

import pytest

from kitgen.identite import code_du_document, identifier, lire_code
from kitgen.plan import DocumentPrevu
from kitgen.relecture.couverture import Couverture
from tests.aides import plan_exemple, projet_exemple
from tests.context.test_construire import exemple
from tests.context.test_jour import nommes

VIERGES = [d for d in plan_exemple().documents if d.vierge]


def test_the_example_has_spare_grilles_and_brouillons_for_each_commission():
    assert sorted((d.code, d.commission) for d in VIERGES) == [
        *(("brouillon", "J1"), ("brouillon", "J2"), ("grille", "J1"), ("grille", "J2"))
    ]


@pytest.mark.parametrize("document", VIERGES, ids=lambda d: d.chemin)
def test_a_spare_names_nobody_and_leaves_room_for_a_name(document: DocumentPrevu):
    context = exemple().pour(document)
    assert nommes({k: v for k, v in context.items() if k != "commission"}) == set()
    assert exemple().concernes(document) == ()
    candidat = context["candidat"]
    assert candidat.nom_liste == "…" * 20
    # Only what is made for a juror has one.
    assert ("jure" in context) == (document.code == "grille")
    if "jure" in context:
        assert (context["jure"].nom_complet, context["jure"].code) == ("…" * 20, "")
    assert candidat.option == {"J1": "Production", "J2": "Sinistre"}[document.commission]
    assert (context["passage"], candidat.naissance, candidat.organisme) == (None, "", "")
    # A sujet that was drawn is to be written, where the commission gives one.
    sujets = {c.code: c.sujet for b in context["blocs"] for c in b.competences}
    assert {k: bool(s) for k, s in sujets.items()} == {k: int(k[1:]) >= 8 for k in sujets}
    assert not any(s.code in str(context["blocs"]) for s in projet_exemple().sujets)


@pytest.mark.parametrize("document", VIERGES, ids=lambda d: d.chemin)
def test_the_strip_says_that_it_is_a_spare(document: DocumentPrevu):
    p = projet_exemple()
    identite = identifier(document, p.session, p.referentiel, {})
    assert (identite.repere, identite.nom) == (document.commission, "exemplaire vierge")
    code = code_du_document(document, p.session.code)
    assert (code.candidat, code.sujet) == (None, f"VIERGE-{document.vierge.option}".upper())
    assert lire_code(code.ecrire()) == code


def test_a_spare_must_show_all_that_is_to_be_evaluated_and_the_code_of_no_sujet():
    p = projet_exemple()
    couverture = Couverture(p.referentiel, p.kit, p.sujets, p.candidats, plan_exemple())
    (grille,) = [d for d in VIERGES if (d.code, d.commission) == ("grille", "J1")]
    asked = {a.nom for a in couverture.attentes(grille) if a.minimum}
    assert {"BC1", "BC4", "BC5", "C1", "C8", "C9"} <= asked
    assert not {"BC6", "C10"} & asked
    empty = couverture.verifier(grille, ["Grille", "Page 2"])
    assert any("C8 " in f and "n'y figure pas" in f for f in empty) or len(empty) >= 5
    assert any("le sujet C8-A n'a rien à y faire" in f for f in couverture.verifier(grille, ["Sujet C8-A"]))
