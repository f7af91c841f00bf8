"""The papers of the day and what opens a pack: who is named, which hours, how many pages and sheets."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

import pytest

from kitgen.context import packs
from kitgen.context.catalogue import noms_disponibles
from kitgen.context.construire import Contextes
from kitgen.context.typographie import NBSP, heure, texte
from kitgen.noms import majuscules
from kitgen.packs.imposition import imposer
from kitgen.plan import DocumentPrevu, PackPrevu, Plan, planifier
from tests.aides import plan_exemple, projet_exemple
from tests.context.test_construire import contextes, exemple, textes, un_document, zoe

DE_COMMISSION = ("questions", "planning", "emargement", "emargement-jury", "proces-verbal")
NOMS = {c.numero: texte(f"{majuscules(c.nom_naissance)} {c.prenoms}") for c in projet_exemple().candidats}


def nommes(context: object) -> set[int]:
    """The candidates whom any text of a context names."""
    shown = " | ".join(textes(context))
    return {n for n, nom in NOMS.items() if re.search(rf"(?<!\w){re.escape(nom)}(?!\w)", shown)}


# --- what a pack counts ----------------------------------------------------------------------------------------

COUVERTURE = DocumentPrevu("c/garde", "garde", "Garde", "g.docx", ("jury",), pack="packs/p.pdf")
CONTENU = (
    DocumentPrevu("c/planning", "planning", "L'ordre", "p.docx", ("jury",), commission="J1"),
    DocumentPrevu("c/corrige", "corrige", "Corrigé", "c.docx", ("jury",), commission="J1", sujet="C8-A"),
    DocumentPrevu("c/2-grille", "grille", "Grille", "g.docx", ("jury",), candidat=2, jure="J1-1"),
    DocumentPrevu("c/2-synthese", "synthese", "Synthèse", "s.docx", ("jury",), candidat=2),
    DocumentPrevu("c/1-grille", "grille", "Grille", "g.docx", ("jury",), candidat=1, jure="J1-2"),
)
PAGES = {"c/garde": 50, "c/planning": 1, "c/corrige": 4, "c/2-grille": 7, "c/2-synthese": 2, "c/1-grille": 3}


def un_pack(*, recto_verso: bool = True, pages: dict[str, int] | None = None):
    chemins = (COUVERTURE.chemin, *(d.chemin for d in CONTENU))
    prevu = PackPrevu("jury", "J1", "Dossier de l'oral", "jury", "packs/p.pdf", chemins, recto_verso)
    documents = {d.chemin: d for d in (COUVERTURE, *CONTENU)}
    noms = {1: "ABEL Zoé", 2: "ZORN Léa"}
    return packs.pack(prevu, documents, PAGES if pages is None else pages, noms, projet_exemple().session)


@pytest.mark.parametrize(
    ("recto_verso", "sheets"),
    # A document of seven pages takes four sheets; the next one begins on a sheet of its own.
    [(True, [[1, 2], [4, 1], [2]]), (False, [[1, 4], [7, 2], [3]])],
)
def test_a_pack_counts_the_pages_and_the_sheets_of_its_documents(recto_verso: bool, sheets: list[list[int]]):
    pack = un_pack(recto_verso=recto_verso)
    assert [[c.pages for c in p.documents] for p in pack.parties] == [[1, 4], [7, 2], [3]]
    assert [[c.feuilles for c in p.documents] for p in pack.parties] == sheets
    assert [(p.pages, p.feuilles) for p in pack.parties] == [
        (pages, sum(s)) for pages, s in zip((5, 9, 3), sheets, strict=True)
    ]
    # Its own opening pages, fifty here, are counted with it, but are none of its documents.
    own = 25 if recto_verso else 50
    assert (pack.ouverture.pages, pack.ouverture.feuilles) == (50, own)
    assert (pack.candidats, pack.documents, pack.pages) == (2, 5, 67)
    assert pack.feuilles == sum(map(sum, sheets)) + own
    assert [p.rang for p in pack.parties] == [0, 1, 2]
    assert pack.recto_verso == recto_verso


def test_a_pack_goes_on_in_its_order_and_tells_copies_of_a_document_apart():
    pack = un_pack()
    assert (pack.code, pack.titre) == ("jury", "Dossier de l’oral")
    assert [(p.numero, p.titre) for p in pack.parties] == [
        ("", "Pour toute la commission"),
        ("002", "ZORN Léa"),
        ("001", "ABEL Zoé"),
    ]
    assert [[(c.titre, c.exemplaire) for c in p.documents] for p in pack.parties] == [
        [("L’ordre", ""), ("Corrigé", "C8-A")],
        [("Grille", "J1-1"), ("Synthèse", "")],
        [("Grille", "J1-2")],
    ]


def test_a_pack_that_is_only_tried_has_one_page_per_document():
    pack = un_pack(pages={})
    assert (pack.documents, pack.pages, pack.feuilles) == (5, 6, 6)


def test_the_cover_of_each_pack_of_the_example_counts_that_pack():
    documents = {d.chemin: d for d in plan_exemple().documents}
    # Pages that differ from each other, odd and even.
    pages = {chemin: 1 + n % 7 for n, chemin in enumerate(documents)}
    covers = [d for d in documents.values() if d.pack and d.candidat is None]
    assert len(covers) == 18
    for cover in covers:
        (prevu,) = [p for p in plan_exemple().packs if p.fichier == cover.pack]
        pack = exemple().pour(cover, pages)["pack"]
        assert pack.documents == sum(documents[c].pack is None for c in prevu.contenu)
        # The very pages and sheets that come out of the printer: copies, separators and the cover itself.
        faces = imposer([(pages[c], documents[c].recto_seul) for c in prevu.contenu], recto_verso=True)
        assert pack.pages == sum(not f.blanche for f in faces)
        assert pack.feuilles * 2 == len(faces)
        shown = [c for p in pack.parties for c in p.documents]
        assert sum(c.pages for c in shown) + pack.ouverture.pages == pack.pages
        assert sum(c.feuilles for c in shown) + pack.ouverture.feuilles == pack.feuilles


# --- who is named ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", DE_COMMISSION)
@pytest.mark.parametrize("commission", ["J1", "J2"])
def test_the_papers_of_a_commission_name_its_candidates_alone(code: str, commission: str):
    document = un_document(code, commission=commission)
    here = {c.numero for c in projet_exemple().candidats if c.commission == commission}
    assert nommes(exemple().pour(document)) == here
    assert set(exemple().concernes(document)) == here


def test_what_opens_a_pack_names_those_inside_and_nobody_else():
    documents = {d.chemin: d for d in plan_exemple().documents}
    seen = set()
    for cover in (d for d in documents.values() if d.pack):
        if cover.code == "intercalaire":
            # One candidate's: nobody else of the pack is in reach of its template.
            assert nommes(exemple().pour(cover)) == {cover.candidat}, cover.chemin
            assert exemple().concernes(cover) == (cover.candidat,)
            continue
        (prevu,) = [p for p in plan_exemple().packs if p.fichier == cover.pack]
        inside = {n for c in prevu.contenu if (n := documents[c].candidat) is not None}
        assert nommes(exemple().pour(cover)) == inside, cover.chemin
        assert set(exemple().concernes(cover)) == inside
        seen.add((prevu.code, len(inside)))
    # The secretariat's papers are lists: nobody has a part of that pack.
    assert {n for code, n in seen if code == "secretariat"} == {0}
    assert {n for code, n in seen if code in ("jury", "preparation")} == {12}
    assert sum(n for code, n in seen if code == "organisme") <= 23


@pytest.mark.parametrize("code", [*DE_COMMISSION, "garde", "check-list", "bordereau"])
def test_no_birth_and_no_address_of_anybody_is_in_a_list(code: str):
    for document in (d for d in plan_exemple().documents if d.code == code):
        shown = " | ".join(textes(exemple().pour(document)))
        for c in projet_exemple().candidats:
            born = c.date_naissance
            private = [f"{born:%d/%m/%Y}", str(born)] if born else []
            private += [s for s in (c.email, c.lieu_naissance and f"à {c.lieu_naissance}") if s]
            assert [s for s in private if s in shown] == [], document.chemin


def test_a_view_of_a_list_has_no_field_for_more():
    day = exemple().pour(un_document("planning"))["journees"][0]
    assert set(asdict(day.inscrits[0])) == {
        "numero", "nom_liste", "civilite", "option", "organisme", "desiste", "blocs", "sujets", "passage",
    }  # fmt: skip


# --- days and hours --------------------------------------------------------------------------------------------


def test_the_days_of_a_commission_hold_all_of_its_candidates_in_order_of_passage():
    for commission, sizes in (("J1", [7, 5]), ("J2", [4, 4, 4])):
        days = exemple().pour(un_document("planning", commission=commission))["journees"]
        assert [len(d.inscrits) for d in days] == sizes
        numbers = [int(i.numero) for d in days for i in d.inscrits]
        here = {c.numero for c in projet_exemple().candidats if c.commission == commission}
        assert numbers == [n for n in plan_exemple().ordre if n in here]
        assert {i.passage.date for d in days for i in d.inscrits} == {d.date for d in days}
        assert all(i.passage.date == d.date for d in days for i in d.inscrits)


def test_a_day_says_the_hours_of_its_seances():
    days = exemple().pour(un_document("planning", commission="J2"))["journees"]
    assert [d.date for d in days] == [f"{day}{NBSP}décembre 2026" for day in
                                      (f"mercredi{NBSP}9", f"jeudi{NBSP}10", f"vendredi{NBSP}11")]  # fmt: skip
    assert {d.seances for d in days} == {
        (f"8{NBSP}h{NBSP}30 – 12{NBSP}h{NBSP}45", f"13{NBSP}h{NBSP}45 – 18{NBSP}h{NBSP}30")
    }


def test_a_list_and_a_convocation_say_the_same_hours():
    listed = {
        int(i.numero): i.passage
        for commission in ("J1", "J2")
        for day in exemple().pour(un_document("planning", commission=commission))["journees"]
        for i in day.inscrits
    }
    assert set(listed) == set(NOMS)
    planned = {p.numero: p for p in plan_exemple().planning}
    for numero, passage in listed.items():
        assert exemple().pour(un_document("convocation", numero))["passage"] == passage
        p = planned[numero]
        assert (passage.convocation, passage.debut, passage.fin) == tuple(
            map(heure, (p.convocation, p.debut_passage, p.fin_passage))
        )


def test_nobody_is_heard_before_the_one_before_them():
    planned = {p.numero: p for p in plan_exemple().planning}
    for commission in ("J1", "J2"):
        for day in exemple().pour(un_document("planning", commission=commission))["journees"]:
            for before, after in pairwise(planned[int(i.numero)] for i in day.inscrits):
                assert before.fin_passage <= after.debut_passage


def _sans_heures() -> tuple[Plan, Contextes]:
    p = projet_exemple()
    commissions = tuple(c.model_copy(update={"seances": ()}) for c in p.session.commissions)
    session = p.session.model_copy(update={"commissions": commissions})
    plan = planifier(session, p.referentiel, p.kit, p.sujets, p.candidats)
    return plan, Contextes(session, p.referentiel, p.sujets, p.questions, p.candidats, plan)


def test_without_hours_there_is_one_day_that_promises_none():
    plan, made = _sans_heures()
    (day,) = made.pour(un_document("planning", plan=plan, commission="J1"))["journees"]
    assert (day.seances, len(day.inscrits)) == ((), 12)
    assert {i.passage for i in day.inscrits} == {None}
    assert made.pour(un_document("convocation", 1, plan))["passage"] is None


def test_whoever_withdrew_is_named_apart_and_is_expected_on_no_day():
    plan, made = contextes((zoe(), zoe(numero=8, ordre=4, nom_naissance="Abel", desiste=True)))
    document = un_document("proces-verbal", plan=plan, commission="J1")
    context: dict[str, Any] = made.pour(document)
    assert [[i.numero for i in d.inscrits] for d in context["journees"]] == [["007"]]
    assert [(i.numero, i.nom_liste, i.desiste, i.passage) for i in context["desistes"]] == [
        ("008", "ABEL Zoé", True, None)
    ]
    assert made.concernes(document) == (7, 8)
    # What opens a pack is about those inside: the one who withdrew is not.
    cover = un_document("garde", plan=plan, commission="J1", pack="packs/jury-J1.pdf")
    assert made.concernes(cover) == (7,)


# --- sujets and banks ------------------------------------------------------------------------------------------


def test_a_list_gives_the_sujets_before_the_commission_in_the_order_of_the_referentiel():
    drawn: dict[int, list[str]] = {n: [] for n in NOMS}
    for d in plan_exemple().documents:
        if d.code == "sujet":
            drawn[d.candidat or 0].append(d.sujet or "")
    for commission in ("J1", "J2"):
        for day in exemple().pour(un_document("planning", commission=commission))["journees"]:
            for i in day.inscrits:
                assert list(i.sujets) == drawn[int(i.numero)]


def test_a_bank_is_there_for_each_competence_on_which_somebody_is_heard_with_their_numbers():
    for commission, competences in (("J1", ["C8", "C9"]), ("J2", ["C10", "C11", "C12", "C13"])):
        banks = exemple().pour(un_document("questions", commission=commission))["banques"]
        assert [b.code for b in banks] == competences
        for b in banks:
            heard = [d.candidat for d in plan_exemple().documents
                     if d.code == "sujet" and d.competence == b.code and d.commission == commission]  # fmt: skip
            assert list(b.numeros) == [f"{n:03d}" for n in heard]
            assert b.questions
    # N° 7 presents BC4 alone.
    assert "007" not in exemple().pour(un_document("questions", commission="J1"))["banques"][1].numeros


def test_a_bank_is_for_the_jury_alone():
    assert "banques" in noms_disponibles(["commission"], ["jury", "secretariat"])
    for seer in ("candidat", "organisme", "preparation"):
        assert "banques" not in noms_disponibles(["commission"], ["jury", seer])
    assert "banques" not in noms_disponibles(["candidat"], ["jury"])
    assert "banques" not in noms_disponibles(["pack"], ["jury"])
    for d in plan_exemple().documents:
        if d.code in ("planning", "emargement"):
            assert "banques" not in exemple().pour(d)
            open_to_all = replace(d, diffusion=("jury", "preparation"))
            assert "banques" not in exemple().pour(open_to_all)


def test_what_opens_a_pack_sees_no_sujet_and_no_list():
    names = noms_disponibles(["pack"], ["jury", "secretariat"])
    assert {"pack", "organisme", "commission"} <= names
    assert not names & {"candidat", "blocs", "sujet", "corrige", "journees", "desistes", "passage"}
