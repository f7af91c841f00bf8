from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from pydantic import BaseModel

from kitgen.context.catalogue import RESERVE_AU_JURY, noms_disponibles
from kitgen.context.construire import Contextes
from kitgen.context.typographie import NBSP, texte
from kitgen.model.candidat import VOIES_ACCES, Candidat
from kitgen.model.session import Session
from kitgen.model.sujet import Element
from kitgen.plan import DocumentPrevu, Plan, planifier
from tests.aides import plan_exemple, projet_exemple


def contextes(candidats: tuple[Candidat, ...] | None = None, session: Session | None = None) -> tuple[Plan, Contextes]:
    p = projet_exemple()
    candidats, session = candidats or p.candidats, session or p.session
    plan = planifier(session, p.referentiel, p.kit, p.sujets, candidats)
    return plan, Contextes(session, p.referentiel, p.sujets, p.questions, candidats, plan)


@cache
def exemple() -> Contextes:
    return contextes()[1]


def un_document(code: str, numero: int | None = None, plan: Plan | None = None, **filters: Any) -> DocumentPrevu:
    """The first planned document of that kind, about that candidate."""
    for d in (plan or plan_exemple()).documents:
        if d.code == code and numero in (None, d.candidat) and all(getattr(d, k) == v for k, v in filters.items()):
            return d
    raise AssertionError(f"no {code} for {numero}")


CODES = sorted({d.code for d in plan_exemple().documents})
"""All kinds of documents but the one that tells what changed since a print run."""


def contexte(code: str, numero: int | None = None, **filters: Any) -> dict[str, Any]:
    return exemple().pour(un_document(code, numero, **filters))


def pour(candidat: Candidat, code: str = "livret-of", session: Session | None = None) -> dict[str, Any]:
    """The context of a document of the only candidate of a session."""
    plan, made = contextes((candidat,), session)
    return made.pour(un_document(code, candidat.numero, plan))


def zoe(**changes: Any) -> Candidat:
    data = {
        "numero": 7,
        "nom_naissance": "L'Hôte",
        "prenoms": "Zoé",
        "commission": "J1",
        "ordre": 3,
        "option": "production",
    }
    data |= {"blocs_presentes": ("BC1", "BC4"), "organisme": "ecole-nord"}
    return Candidat.model_validate(data | changes)


def feuilles(value: Any, chemin: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a context that is no group of values, with the way to it."""
    if is_dataclass(value):
        for f in fields(value):
            yield from feuilles(getattr(value, f.name), f"{chemin}.{f.name}")
    elif isinstance(value, BaseModel):
        for name, inner in value:
            if inner is not None:  # an element is one thing: its other keys are never looked at
                yield from feuilles(inner, f"{chemin}.{name}")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from feuilles(inner, f"{chemin}.{key}")
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from feuilles(inner, f"{chemin}[]")
    else:
        yield chemin, value


def textes(context: Any) -> set[str]:
    return {v for _, v in feuilles(context) if isinstance(v, str)}


# --- what a template sees --------------------------------------------------------------------------------------


def test_a_context_has_exactly_the_names_that_its_template_may_use():
    kit = projet_exemple().kit
    for code in CODES:
        entry = kit.document(code)
        assert contexte(code).keys() == noms_disponibles(entry.un_par, entry.diffusion), code


def test_only_a_document_reserved_for_the_jury_may_use_a_corrige():
    assert "corrige" in noms_disponibles(["commission", "sujet"], ["jury", "secretariat"])
    assert "corrige" in noms_disponibles(["candidat", "sujet"], ["jury"])
    for seer in ("candidat", "organisme", "preparation"):
        assert "corrige" not in noms_disponibles(["candidat", "sujet"], ["jury", seer])
    assert "corrige" not in noms_disponibles(["candidat"], ["jury"])


def test_nothing_of_a_corrige_is_in_the_context_of_a_document_for_others():
    secrets = set()
    for s in projet_exemple().sujets:
        secrets |= {texte(p) for g in s.corrige.criteres for a in g.attendus for p in a.points}
        secrets |= {texte(q.question) for q in s.corrige.questions_complementaires}
    of_banks = {texte(q.question) for bank in projet_exemple().questions for q in bank.questions}
    secrets |= of_banks
    seen, seen_banks = 0, set()
    # Each kind of document with each sujet, and those of each commission and pack; which candidate it is about
    # brings no other texts of a sujet.
    for d in {
        (d.code, d.sujet, d.candidat is None and d.commission, d.pack): d for d in plan_exemple().documents
    }.values():
        found = textes(exemple().pour(d)) & secrets
        if d.code == "corrige":
            seen += len(found)
        elif "banques" in exemple().pour(d):
            # The jury's papers of a commission may print the banks, and nothing of a sujet's corrigé.
            assert {"jury", "secretariat"}.issuperset(d.diffusion)
            assert d.candidat is None
            assert found <= of_banks
            seen_banks |= found
        else:
            assert found == set(), d.chemin
    assert seen_banks == of_banks
    assert seen > 300


ASKED_FIRST = (".logo", ".signature", ".commission", ".evaluateur", ".changements")
"""What a template asks for before it prints it: a logo; in a pack of an OF, a commission; in any pack, an evaluator,
and what changed since it was printed."""


def _nones(context: dict[str, Any]) -> list[str]:
    return [way for way, value in feuilles(context) if value is None and not way.endswith(ASKED_FIRST)]


def test_no_value_is_none_where_a_template_would_print_it():
    for code in CODES:
        assert _nones(contexte(code)) == []
    # N° 12 has no OF, no tutor, no rest.
    bare = pour(zoe(organisme=None, voie_acces="VAE", option=None, blocs_presentes=("BC1",), ordre=None), "grille")
    assert _nones(bare) == []


def test_all_texts_are_in_french_typography():
    for entry in (d for d in projet_exemple().kit.documents if d.code in CODES):
        for way, value in feuilles(contexte(entry.code, 16 if "candidat" in entry.un_par else None)):
            if isinstance(value, str) and not way.endswith((".contact", ".code", ".reference")):
                assert value == texte(value), way
                assert not re.search(r"\w'\w| [:;?!%€]|« | »", value), way


def test_the_texts_of_the_referentiel_are_the_referentiels():
    context = contexte("livret-of", 1)
    (bc4,) = [b for b in context["blocs"] if b.code == "BC4"]
    (c8,) = bc4.competences
    source = projet_exemple().referentiel.competence("C8")
    assert c8.intitule == texte(source.intitule)
    assert c8.savoirs == tuple(map(texte, source.savoirs))
    assert [s.intitule for s in c8.sous_competences] == [texte(s.intitule) for s in source.sous_competences]
    assert [g.criteres for g in c8.groupes] == [tuple(map(texte, g.criteres)) for g in source.groupes]
    assert context["referentiel"].version == "19/04/2017"
    assert context["referentiel"].notes == tuple(map(texte, projet_exemple().referentiel.notes))


def test_a_reading_note_of_the_referentiel_is_never_seen():
    notes = {g.note for c in projet_exemple().referentiel.competences for g in c.groupes if g.note}
    assert notes
    for code in CODES:
        assert not textes(contexte(code)) & ({texte(n) for n in notes} | notes)


# --- the candidate ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("numero", range(1, 25))
def test_every_document_of_a_candidate_shows_the_blocs_still_to_evaluate_and_no_other(numero: int):
    who = next(c for c in projet_exemple().candidats if c.numero == numero)
    for d in plan_exemple().documents:
        if d.candidat == numero:
            context = exemple().pour(d)
            assert [b.code for b in context["blocs"]] == sorted(who.blocs_a_evaluer)
            assert [b.code for b in context["candidat"].blocs_acquis] == sorted(who.blocs_acquis)
            if "bloc" in context:
                assert context["bloc"].code in who.blocs_a_evaluer


def test_the_name_is_shown_in_each_of_its_orders():
    c = pour(zoe())["candidat"]
    assert (c.numero, c.nom, c.prenom) == ("007", "L’HÔTE", "Zoé")
    assert (c.nom_complet, c.nom_liste) == ("Zoé L’HÔTE", "L’HÔTE Zoé")
    assert (c.nom_usage, pour(zoe(nom_usage="Le Goff"))["candidat"].nom_usage) == ("", "LE GOFF")


@pytest.mark.parametrize(
    ("changes", "birth"),
    [
        ({"civilite": "Mme", "date_naissance": "1998-03-14", "lieu_naissance": "Nantes"}, "Née le 14/03/1998 à Nantes"),
        ({"civilite": "M.", "date_naissance": "1998-03-14"}, "Né le 14/03/1998"),
        ({"lieu_naissance": "L'Haÿ-les-Roses"}, "Né(e) à L’Haÿ-les-Roses"),
        ({"civilite": "Mme"}, ""),
    ],
)
def test_the_birth_is_told_as_far_as_it_is_known(changes: dict[str, str], birth: str):
    assert pour(zoe(**changes))["candidat"].naissance == birth


def test_the_of_is_shown_by_its_name():
    context = pour(zoe())
    assert context["candidat"].organisme == context["organisme"].nom == "École supérieure d’assurance du Nord"
    assert context["organisme"].contact == "secretariat@esan.example"
    alone = pour(zoe(organisme=None, voie_acces="VAE"), "grille")
    assert (alone["candidat"].organisme, alone["organisme"].nom, alone["organisme"].contact) == ("", "", "")


def test_what_the_list_does_not_give_is_empty():
    c = pour(zoe(ordre=None, option=None, blocs_presentes=("BC1",)))["candidat"]
    assert (c.civilite, c.entreprise, c.tuteur, c.option, c.voie_acces, c.ordre) == ("",) * 6
    assert pour(zoe())["candidat"].option == "Production"
    assert pour(zoe())["candidat"].ordre == "3"


@pytest.mark.parametrize("voie", VOIES_ACCES)
def test_every_voie_d_acces_has_words(voie: str):
    shown = pour(zoe(voie_acces=voie), "grille")["candidat"].voie_acces
    assert shown
    assert "_" not in shown


def test_a_dispensed_evaluator_is_shown_with_the_reason():
    context = pour(zoe(voie_acces="VAE"), "synthese")
    reason = f"VAE{NBSP}: évaluation par la commission seule"
    assert [(e.code, e.dispense) for e in context["evaluateurs"]] == [
        ("of", reason),
        ("tuteur", reason),
        ("commission", ""),
    ]
    assert [e.dispense for e in pour(zoe(), "synthese")["evaluateurs"]] == ["", "", ""]


# --- extra time ------------------------------------------------------------------------------------------------


def durations(context: dict[str, Any]) -> dict[str, int]:
    return {code: d.minutes for code, d in context["durees"].items()}


USUAL = {
    "preparation": 40,
    "presentation": 15,
    "entretien": 10,
    "connaissances": 10,
    "ecrit_of": 90,
    "oral_of": 15,
    "convocation": 15,
    "deliberation": 5,
}


def test_extra_time_lengthens_what_may_be_lengthened_rounded_up():
    longer = pour(zoe(temps_supplementaire=True), "sujet")
    assert durations(longer) == USUAL | {"preparation": 54, "presentation": 20, "ecrit_of": 120, "oral_of": 20}
    assert longer["durees"]["ecrit_of"].texte == f"2{NBSP}h"
    assert longer["durees"]["preparation"].texte == f"54{NBSP}min"


@pytest.mark.parametrize(("extra", "minutes"), [("1/2", 60), ("0.1", 44), ("1/7", 46), ("2", 120)])
def test_extra_time_is_exact(extra: str, minutes: int):
    session = projet_exemple().session.model_copy(update={"majoration": extra})
    assert durations(pour(zoe(temps_supplementaire=True), "sujet", session))["preparation"] == minutes


def test_the_time_of_everybody_else_is_the_sessions():
    assert durations(pour(zoe(), "sujet")) == USUAL
    assert durations(contexte("corrige")) == USUAL


def test_a_right_to_extra_time_shows_in_durations_and_hours_and_in_nothing_else():
    # Neither the right nor its reason is printed; only « temps de préparation : 54 min », and the hours.
    per_candidate = [d.code for d in projet_exemple().kit.documents if d.un_par[0] == "candidat"]
    assert len(per_candidate) == 8
    for code in per_candidate:
        with_right, without = pour(zoe(temps_supplementaire=True), code), pour(zoe(), code)
        assert with_right.pop("durees") != without.pop("durees")
        longer, usual = with_right.pop("passage"), without.pop("passage")
        assert longer != usual
        same = {k: getattr(usual, k) for k in ("fin_preparation", "debut", "fin")}
        assert replace(longer, **same) == usual
        assert with_right == without


def test_a_right_to_extra_time_shows_in_the_lists_of_a_commission_in_hours_alone():
    for code in ("planning", "emargement", "emargement-jury", "proces-verbal", "questions"):
        shown = []
        for right in (True, False):
            plan, made = contextes((zoe(temps_supplementaire=right),))
            context = made.pour(un_document(code, None, plan, commission="J1"))
            ((day,), (who,)) = context["journees"], context["journees"][0].inscrits
            context["journees"] = (replace(day, inscrits=(replace(who, passage=None),)),)
            shown.append((who.passage, context))
        assert shown[0][0] != shown[1][0]
        assert shown[0][1] == shown[1][1]


# --- evaluators, épreuves, sujets ------------------------------------------------------------------------------


def test_the_epreuves_are_those_of_the_evaluator_of_the_document():
    for code, natures in (
        ("livret-of", ["cas_pratique"]),
        ("livret-tuteur", ["observation"]),
        ("grille", ["question_connaissances", "cas_pratique"]),
    ):
        context = contexte(code, 1)
        (c8,) = next(b for b in context["blocs"] if b.code == "BC4").competences
        assert [e.nature for e in c8.epreuves] == natures
        assert context["evaluateur"].code == projet_exemple().kit.document(code).evaluateur


def test_a_competence_without_details_is_a_group_of_its_own_without_criteria():
    (c1, *_) = next(b for b in contexte("livret-of", 1)["blocs"] if b.code == "BC1").competences
    assert (c1.detaillee, c1.epreuves, c1.savoirs, c1.sujet) == (False, (), (), "")
    assert [(g.code, g.sous_competences, g.criteres) for g in c1.groupes] == [("C1", (), ())]


@pytest.mark.parametrize(
    ("document", "sujets"), [("livret-of", "sujet-of"), ("grille", "sujet"), ("synthese", "sujet")]
)
def test_a_document_names_the_sujet_that_its_candidate_got_before_its_evaluator(document: str, sujets: str):
    for numero in (1, 10, 13, 24):
        given = {d.competence: d.sujet for d in plan_exemple().documents if d.candidat == numero and d.code == sujets}
        shown = {c.code: c.sujet for b in contexte(document, numero)["blocs"] for c in b.competences if c.sujet}
        assert shown == given
        assert given


def test_a_sujet_has_its_own_content_numbered_from_one():
    document = un_document("sujet", 1, competence="C8")
    context = exemple().pour(document)
    source = next(s for s in projet_exemple().sujets if s.code == document.sujet)
    sujet = context["sujet"]
    assert (sujet.code, sujet.titre, sujet.version) == (source.code, texte(source.titre), source.version)
    assert [(q.numero, q.texte) for q in sujet.questions] == [
        (n, texte(q.texte)) for n, q in enumerate(source.questions, 1)
    ]
    assert [(p.numero, p.titre) for p in sujet.pieces] == [
        (n, texte(d.titre)) for n, d in enumerate(source.documents, 1)
    ]
    assert len(sujet.contexte.elements) == len(source.contexte)
    assert (context["bloc"].code, context["competence"].code) == ("BC4", "C8")


def test_a_corrige_has_the_answers_points_and_questions_of_its_sujet():
    document = un_document("corrige", competence="C9")
    source = next(s for s in projet_exemple().sujets if s.code == document.sujet)
    corrige = exemple().pour(document)["corrige"]
    assert [(r.numero, r.question) for r in corrige.reponses] == [
        (n, texte(q.texte)) for n, q in enumerate(source.questions, 1)
    ]
    assert [g.groupe.code for g in corrige.groupes] == [g.groupe for g in source.corrige.criteres]
    assert [[a.points for a in g.attendus] for g in corrige.groupes] == [
        [tuple(map(texte, a.points)) for a in g.attendus] for g in source.corrige.criteres
    ]
    # C9.7 has no criterion in the source.
    assert [a.critere for a in corrige.groupes[6].attendus] == [""]
    bank = next(q for q in projet_exemple().questions if q.competence == "C9")
    assert [q.question for q in corrige.questions_connaissances] == [texte(q.question) for q in bank.questions]
    assert len(corrige.questions_complementaires) == len(source.corrige.questions_complementaires)


def test_an_element_of_content_stays_what_it_is():
    for s in projet_exemple().sujets:
        for d in (d for d in plan_exemple().documents if d.sujet == s.code and d.code in ("sujet", "sujet-of")):
            shown = exemple().pour(d)["sujet"].contexte.elements
            for before, after in zip(s.contexte, shown, strict=True):
                assert isinstance(after, Element)
                kinds = [k for k in Element.model_fields if getattr(before, k) is not None]
                assert [k for k in Element.model_fields if getattr(after, k, None) is not None] == kinds
            break


def test_a_table_keeps_its_cells_with_their_typography():
    tables = 0
    for d in plan_exemple().documents:
        if d.code != "corrige":
            continue
        source = next(s for s in projet_exemple().sujets if s.code == d.sujet)
        for reponse, shown in zip(source.corrige.reponses, exemple().pour(d)["corrige"].reponses, strict=True):
            for before, after in zip(reponse.contenu, shown.corps.elements, strict=True):
                if before.tableau is not None:
                    tables += 1
                    rows = tuple(tuple(map(texte, r)) for r in before.tableau.lignes)
                    assert after.tableau.lignes == rows
                    assert after.tableau.total == (before.tableau.total and tuple(map(texte, before.tableau.total)))
    assert tables


# --- session, commission, jurors -------------------------------------------------------------------------------


def test_the_session_and_the_certifier():
    session = contexte("livret-of", 1)["session"]
    assert (session.code, session.exemple) == ("exemple-2026-12", True)
    assert session.dates == f"du 8 au 11{NBSP}décembre 2026"
    assert session.certificateur.adresse == "12, rue des Essais, 75009 Paris"
    assert session.certificateur.code_certification == ""


def test_the_commission_is_that_of_the_candidate():
    commission = contexte("sujet", 13)["commission"]
    assert commission.code == "J2"
    assert commission.date == f"mercredi{NBSP}9{NBSP}décembre 2026"
    assert commission.lieu == "Espace Saint-Lazare, 40, rue de l’Exemple, 75008 Paris"
    assert (commission.salle_preparation, commission.salle_jury) == ("Salle 101", "Salle 103")
    assert [j.nom_complet for j in commission.jures] == [
        "M. Jean-Marc D’AUBIGNY",
        "Mme Soraya BENKACEM",
        "Mme Chloé VASSEUR",
    ]


def test_a_grille_is_one_jurors():
    jurors = [
        exemple().pour(d)["jure"].code for d in plan_exemple().documents if d.code == "grille" and d.candidat == 13
    ]
    assert jurors == ["J2-1", "J2-2", "J2-3"]


def test_a_juror_without_civility_or_college():
    session = projet_exemple().session
    first = session.commissions[0]
    jure = first.jures[0].model_copy(update={"civilite": None, "college": None})
    changed = session.model_copy(update={"commissions": (first.model_copy(update={"jures": (jure,)}),)})
    shown = pour(zoe(), "grille", changed)["jure"]
    assert (shown.nom_complet, shown.college) == ("Hélène CARPENTIER", "")


def test_the_scale_has_levels_or_a_mark():
    session = projet_exemple().session
    levels = pour(zoe(), "grille")["echelle"]
    assert ([n.code for n in levels.niveaux], levels.note_maximum) == (["A", "ECA", "NA"], 0)
    marks = session.model_copy(
        update={"echelle": session.echelle.model_copy(update={"niveaux": (), "note_maximum": 20})}
    )
    assert (pour(zoe(), "grille", marks)["echelle"].niveaux, pour(zoe(), "grille", marks)["echelle"].note_maximum) == (
        (),
        20,
    )


def test_what_the_session_does_not_say_is_nothing_to_print():
    silent = projet_exemple().session.model_copy(update={"echelle": None, "decision": None})
    context = pour(zoe(), "grille", silent)
    assert (context["echelle"], context["decision"]) == (None, None)


# --- what verification expects of the pages --------------------------------------------------------------------


def test_every_document_has_a_reference_of_its_own():
    references = Counter(exemple().reference(d) for d in plan_exemple().documents)
    assert [r for r, n in references.items() if n > 1] == []
    assert contexte("grille", 1)["document"].reference in references
    assert contexte("grille", 13, jure="J2-3")["document"].reference == "exemple-2026-12 / grille / 013 / J2-3"
    corrige = un_document("corrige", commission="J2")
    assert exemple().pour(corrige)["document"].reference == f"exemple-2026-12 / corrige / J2 / {corrige.sujet}"


def test_every_page_says_the_session_and_the_date_of_the_referentiel():
    assert exemple().partout == ("Session de décembre 2026", "Référentiel du 19/04/2017")


def test_a_document_names_those_whom_it_is_about():
    concernes = exemple().concernes
    here = {c.numero for c in projet_exemple().candidats if c.commission == "J2"}
    assert concernes(un_document("livret-of", 9)) == (9,)
    assert concernes(un_document("corrige", commission="J2")) == ()
    assert set(concernes(un_document("planning", commission="J2"))) == here
    covers = {d.pack: d for d in plan_exemple().documents if d.code == "garde"}
    assert set(concernes(covers["packs/jury-J2.pdf"])) == here
    of = {c.numero for c in projet_exemple().candidats if c.organisme == "campus-rhone"}
    assert set(concernes(covers["packs/organisme-campus-rhone.pdf"])) == of


def test_a_document_shows_no_other_candidate_in_its_context():
    names = {c.numero: (c.nom_naissance, c.prenoms) for c in projet_exemple().candidats}
    for before, after in pairwise(
        d for d in plan_exemple().documents if d.candidat is not None and d.code == "synthese"
    ):
        shown = " ".join(textes(exemple().pour(after)))
        assert texte(names[before.candidat][0].upper()) not in shown


def test_the_context_of_a_document_does_not_depend_on_the_others():
    document = un_document("synthese", 5)
    first = exemple().pour(document)
    exemple().pour(un_document("synthese", 6))
    assert exemple().pour(document) == first
    assert exemple().pour(replace(document, titre="Un autre"))["document"].titre == "Un autre"


def test_the_jury_is_who_may_see_a_corrige():
    assert {"jury", "secretariat"} == RESERVE_AU_JURY


def test_what_documents_share_is_the_same_whichever_came_first() -> None:
    plan, one = contextes()
    _, other = contextes()
    pages = {d.chemin: n % 5 + 1 for n, d in enumerate(plan.documents)}
    there = {d.chemin: other.pour(d, pages) for d in reversed(plan.documents)}
    for d in plan.documents:
        assert one.pour(d, pages) == there[d.chemin], d.chemin
