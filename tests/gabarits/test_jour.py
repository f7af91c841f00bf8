"""What the papers of the day show, and what they must not."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from kitgen.render.gabarit import Gabarit
from tests.gabarits.exemple import DE_COMMISSION, OPTIONS, RACINE, contexte

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AFFICHES = ("planning", "emargement")


def _document(code: str, context: dict[str, object]) -> etree._Element:
    content = Gabarit.ouvrir(RACINE / f"templates/{code}.docx").rendre(context)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def _text(element: etree._Element) -> str:
    """Its text, with plain spaces."""
    return "".join(t.text or "" for t in element.iter(f"{W}t")).replace("\u00a0", " ")


def _texts(code: str, option: str = "production", **changed: object) -> list[str]:
    return [_text(p) for p in _document(code, contexte(code, option) | changed).iter(f"{W}p")]


def _rows(code: str, **changed: object) -> list[list[str]]:
    tree = _document(code, contexte(code) | changed)
    return [[_text(cell) for cell in row.iter(f"{W}tc")] for row in tree.iter(f"{W}tr")]


@pytest.mark.parametrize(
    ("civilite", "convoque", "appel"),
    [("Mme", "convoquée", "Madame,"), ("M.", "convoqué", "Monsieur,"), ("", "convoqué(e)", "Madame, Monsieur,")],
)
def test_a_convocation_speaks_to_its_candidate(civilite, convoque, appel):
    candidat = replace(contexte("convocation")["candidat"], civilite=civilite)
    texts = _texts("convocation", candidat=candidat)
    assert appel in texts
    assert any(t.startswith(f"Vous êtes {convoque} devant la commission") for t in texts)
    assert f"{civilite} {candidat.nom_complet}".strip() in texts


@pytest.mark.parametrize("option", OPTIONS)
def test_a_convocation_says_when_where_and_on_what(option):
    context = contexte("convocation", option)
    texts = _texts("convocation", option)
    for expected in ("mardi 8 décembre 2026", "8 h 45", "de 9 h 00 à 9 h 40", "de 9 h 40 à 10 h 20", "Salle 14"):
        assert expected in texts
    assert context["commission"].lieu in texts
    for bloc in context["blocs"]:
        assert any(t.startswith(f"{bloc.code}  {bloc.intitule}") for t in texts)
    assert "Préparation du cas pratique : 40 min par cas pratique" in texts
    assert "Questions de connaissances : 10 min" in texts
    assert "une pièce d’identité en cours de validité" in texts


def test_a_convocation_without_an_address_names_the_organisme():
    context = contexte("convocation", "sinistre")
    assert context["candidat"].organisme in _texts("convocation", "sinistre")
    assert context["candidat"].organisme not in _texts("convocation", "production")
    assert "44000 Nantes" in _texts("convocation", "production")
    alone = _texts("convocation", "sinistre", candidat=replace(context["candidat"], organisme=""))
    after = alone[alone.index(f"Mme {context['candidat'].nom_complet}") + 1 :]
    assert next(t for t in after if t).startswith("Objet")


def test_a_convocation_without_hours_gives_the_days_and_the_place():
    texts = _texts("convocation", passage=None)
    assert "du 8 au 9 décembre 2026" in texts
    assert "Heure d’arrivée" not in texts
    assert not any(re.search(r"\d h \d\d", t) for t in texts)
    assert "Lieu" not in _texts("convocation", passage=None, commission=None)


def test_one_cas_pratique_is_not_counted():
    bloc = next(b for b in contexte("convocation")["blocs"] if any(c.sujet for c in b.competences))
    assert "Préparation du cas pratique : 40 min" in _texts("convocation", blocs=(bloc,))


@pytest.mark.parametrize("code", ["convocation", "planning", "brouillon"])
def test_who_has_nothing_to_prepare_gets_no_hours_of_preparation(code):
    context = contexte(code)
    if code == "planning":
        day = context["journees"][0]
        idle = replace(day.inscrits[0], passage=replace(day.inscrits[0].passage, fin_preparation="9 h 00"))
        changed = {"journees": (replace(day, inscrits=(idle,)),)}
    else:
        changed = {"passage": replace(context["passage"], fin_preparation="9 h 00")}
    texts = _texts(code, **changed)
    assert "—" in texts
    assert not any(t.count("9 h 00") == 2 for t in texts)


@pytest.mark.parametrize("code", AFFICHES)
def test_each_day_lists_its_candidates_in_order_and_no_sujet(code):
    rows = [r for r in _rows(code) if r[1:2] and re.fullmatch(r"\d{3}", r[1])]
    assert [r[:2] for r in rows] == [["1", "012"], ["2", "013"], ["3", "014"], ["1", "015"]]
    texts = _texts(code)
    assert "Mardi 8 décembre 2026" in texts
    assert "Mercredi 9 décembre 2026" in texts
    assert not any("C8-A" in t or "DUPONT" in t for t in texts)


def test_a_planning_gives_every_hour_or_a_dash():
    rows = {r[1]: r for r in _rows("planning")}
    assert rows["012"][4:7] == ["8 h 45", "9 h 00 – 9 h 40", "9 h 40 – 10 h 20"]
    assert rows["014"][4:7] == ["—", "—", "—"]


@pytest.mark.parametrize("code", ["emargement", "emargement-jury"])
def test_whoever_answers_for_a_day_signs_it(code):
    who = "Surveillance de la salle de préparation" if code == "emargement" else "Présidence de la commission"
    rows = [r for r in _rows(code) if r[0].startswith(who)]
    assert [r[0] for r in rows] == [f"{who} — {day} décembre 2026Nom : " for day in ("mardi 8", "mercredi 9")]


def test_a_row_is_high_enough_to_sign_in():
    for code, least in (("emargement", 11), ("emargement-jury", 15)):
        for row in _document(code, contexte(code)).iter(f"{W}tr"):
            if row.find(f"{W}trPr/{W}tblHeader") is None:
                height = row.find(f"{W}trPr/{W}trHeight").get(f"{W}val")
                assert int(height) >= least * 1440 / 25.4


def test_each_member_signs_each_half_day():
    rows = _rows("emargement-jury")
    for jure in contexte("emargement-jury")["commission"].jures:
        assert [len(r) for r in rows if r[0].startswith(jure.nom_complet)] == [3, 2]
    heads = [r[1:] for r in rows if r[0].startswith("Membre")]
    assert heads == [["Signature, 9 h 00 – 12 h 30", "Signature, 13 h 30 – 18 h 00"], ["Signature, 9 h 00 – 12 h 30"]]


def test_a_day_of_three_seances_has_them_all():
    day = contexte("emargement-jury")["journees"][0]
    heads = [
        r[1:]
        for r in _rows("emargement-jury", journees=(replace(day, seances=("a", "b", "c")),))
        if r[0].startswith("Membre")
    ]
    assert heads == [["Signature, a", "Signature, b"], ["Signature, c"]]


def test_a_proces_verbal_decides_on_every_bloc_of_every_candidate():
    context = contexte("proces-verbal")
    expected = [(i, b) for day in context["journees"] for i in day.inscrits for b in i.blocs]
    rows = [r for r in _rows("proces-verbal") if len(r) == 4 and r[3].count("☐") == len(context["decision"].issues)]
    assert [(r[0], r[2]) for r in rows] == [(i.numero, f"{b.code}  {b.intitule}") for i, b in expected]
    names = [r[1] for r in rows if r[1]]
    assert names == [f"{i.nom_liste}☐absent(e)" for day in context["journees"] for i in day.inscrits]


def test_a_proces_verbal_has_its_rule_its_absences_and_a_signature_for_each():
    context = contexte("proces-verbal")
    texts = _texts("proces-verbal")
    assert f"Règle : {context['decision'].regle}" in texts
    assert ["009", "DUPONT Jean", "désisté avant la session"] in _rows("proces-verbal")
    for jure in context["commission"].jures:
        # In the composition, and above the signature.
        assert texts.count(jure.nom_complet) == 2
    assert any(t.startswith("Fait à") for t in texts)
    assert "Aucun candidat n’est attendu." in _texts("proces-verbal", journees=())


@pytest.mark.parametrize("members", [1, 2, 4, 7])
def test_each_member_has_a_box_to_sign_in_however_many(members):
    context = contexte("proces-verbal")
    commission = replace(context["commission"], jures=(context["commission"].jures * 3)[:members])
    boxes = [c for r in _rows("proces-verbal", commission=commission) for c in r if c.endswith("Signature")]
    assert len(boxes) == members


def test_a_brouillon_has_two_sides_and_says_whose_it_is():
    tree = _document("brouillon", contexte("brouillon"))
    texts = [_text(p) for p in tree.iter(f"{W}p")]
    assert "À rendre à la fin de la préparation. Ce brouillon n’est pas évalué." in texts
    assert "BC1, BC2, BC3, BC4, BC5" in texts
    assert "012" in texts
    assert texts.count("Brouillon, verso") == 1


def test_every_question_has_its_answer_and_a_box_per_candidate():
    context = contexte("questions")
    rows = [r for r in _rows("questions") if "☐" in r[-1]]
    assert len(rows) == sum(len(b.questions) for b in context["banques"])
    assert {r[1].replace(" ", "") for r in rows} == {"☐012☐013☐014☐015☐016"}
    question = context["banques"][0].questions[0]
    assert rows[0][0].startswith(f"1.  {question.question}")
    assert all(point in rows[0][0] for point in question.reponse)
    assert rows[0][0].endswith(question.reference)


@pytest.mark.parametrize("code", ["convocation", "brouillon", *DE_COMMISSION])
def test_no_paper_of_the_day_shows_a_birth_date(code):
    assert not any("Née" in t or "14/02/1998" in t for t in _texts(code))


@pytest.mark.parametrize("code", ["questions", *AFFICHES, "emargement-jury"])
def test_a_paper_without_content_says_so(code):
    assert any(t.startswith("Aucun") for t in _texts(code, journees=(), banques=()))


@pytest.mark.parametrize("code", [*AFFICHES, "emargement-jury"])
def test_the_day_stands_in_the_row_that_each_page_repeats(code):
    heads = [
        _text(row)
        for row in _document(code, contexte(code)).iter(f"{W}tr")
        if row.find(f"{W}trPr/{W}tblHeader") is not None
    ]
    assert [day in head for day, head in zip(("mardi 8", "mercredi 9"), heads, strict=True)] == [True, True]
