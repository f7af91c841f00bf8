from __future__ import annotations

import pytest
from pydantic import ValidationError

from kitgen.model.kit import AXES, DocumentDuKit
from tests.aides import projet_exemple

DOCUMENT = {
    "code": "d",
    "titre": "D",
    "gabarit": "d.docx",
    "un_par": ["candidat"],
    "evaluateur": "of",
    "diffusion": ["jury"],
}


@pytest.mark.parametrize("axes", AXES)
def test_the_combinations_that_have_a_meaning(axes: tuple[str, ...]):
    assert DocumentDuKit.model_validate({**DOCUMENT, "un_par": axes}).un_par == axes


@pytest.mark.parametrize("axes", [[], ["sujet"], ["jure"], ["sujet", "candidat"], ["candidat", "commission"]])
def test_other_combinations_are_refused_with_the_list_of_those_that_exist(axes: list[str]):
    with pytest.raises(ValidationError, match=r"\[candidat\] ; \[candidat, sujet\].*\[commission, sujet\]"):
        DocumentDuKit.model_validate({**DOCUMENT, "un_par": axes})


@pytest.mark.parametrize("axes", [["candidat", "sujet"], ["commission", "sujet"]])
def test_a_document_per_sujet_names_its_evaluator(axes: list[str]):
    with pytest.raises(ValidationError, match="doit nommer son « evaluateur »"):
        DocumentDuKit.model_validate({**DOCUMENT, "un_par": axes, "evaluateur": None})


@pytest.mark.parametrize("besoin", ["echelle", "decision", "horaires", "majoration", "durees.ecrit_of"])
def test_known_needs(besoin: str):
    assert DocumentDuKit.model_validate({**DOCUMENT, "besoins": [besoin]}).besoins == (besoin,)


@pytest.mark.parametrize("besoin", ["échelle", "duree.ecrit_of", "durees"])
def test_an_unknown_need_is_refused(besoin: str):
    with pytest.raises(ValidationError, match=f"besoin « {besoin} » inconnu"):
        DocumentDuKit.model_validate({**DOCUMENT, "besoins": [besoin]})


@pytest.mark.parametrize("axes", [["commission"], ["commission", "sujet"], ["pack"]])
def test_a_version_is_that_of_a_candidate_s_document(axes: list[str]):
    assert DocumentDuKit.model_validate({**DOCUMENT, "variantes": ["dys"]}).variantes == ("dys",)
    with pytest.raises(ValidationError, match="« variantes » ne vaut que pour un document par candidat"):
        DocumentDuKit.model_validate({**DOCUMENT, "un_par": axes, "variantes": ["dys"]})


def test_a_version_that_does_not_exist_is_refused():
    with pytest.raises(ValidationError, match="variantes"):
        DocumentDuKit.model_validate({**DOCUMENT, "variantes": ["gros"]})


def test_what_only_others_read_has_no_version():
    """Booklets and grilles are filled in by evaluators: the right to another presentation is the candidate's."""
    assert {d.code for d in projet_exemple().kit.documents if d.variantes} == {
        "convocation",
        "sujet-of",
        "sujet",
        "brouillon",
    }


def test_nobody_may_see_is_not_a_diffusion():
    with pytest.raises(ValidationError, match="diffusion"):
        DocumentDuKit.model_validate({**DOCUMENT, "diffusion": []})


@pytest.mark.parametrize(
    ("document", "never"),
    [
        # The corrigé and what the jury writes; the commission's case before its day; the OF's case before its.
        ("corrige", {"candidat", "organisme", "preparation"}),
        ("grille", {"candidat", "organisme", "preparation"}),
        ("synthese", {"candidat", "organisme", "preparation"}),
        ("sujet", {"candidat", "organisme"}),
        ("sujet-of", {"candidat"}),
    ],
)
def test_the_shipped_kit_keeps_documents_from_whom_they_must_not_reach(document: str, never: set[str]):
    kit = projet_exemple().kit
    assert not set(kit.document(document).diffusion) & never
    assert document not in {d for p in kit.packs if p.destinataire in never for d in p.documents}


def test_an_unknown_document_is_not_found():
    assert projet_exemple().kit.document("x") is None
