"""Packs as a user defines them: for whom, in which order, how often, with what between candidates and after them."""

from __future__ import annotations

from typing import Any

import pytest

from kitgen.model.kit import DocumentDuKit, Kit, PackDuKit
from kitgen.packs.imposition import Face, feuilles, imposer
from kitgen.plan import DocumentPrevu, PackPrevu, Plan, etiquette
from tests.aides import plan_exemple, projet_exemple
from tests.test_plan import candidat, plan_de

DOCUMENTS = {
    "garde": ("pack",),
    "intercalaire": ("pack", "candidat"),
    "planning": ("commission",),
    "convocation": ("candidat",),
    "grille": ("candidat", "jure"),
}


def kit(*documents: Any, **changes: Any) -> Kit:
    """A kit of one pack, per commission and for the jury unless said otherwise."""
    pack = {"code": "p", "titre": "P", "un_par": "commission", "destinataire": "jury", "documents": documents}
    entries = [
        DocumentDuKit(
            code=code, titre=code.capitalize(), gabarit=f"{code}.docx", un_par=axes, evaluateur="commission",
            diffusion=("jury", "organisme", "candidat", "secretariat"), recto_seul=code == "planning",
        )
        for code, axes in DOCUMENTS.items()
    ]  # fmt: skip
    packs = (PackDuKit.model_validate(pack | changes),)
    return Kit(format="kitgen/kit/1", code="k", intitule="K", documents=tuple(entries), packs=packs)


# Passage: Zorn, Bec before J1, Abel before J2.
GENS = (
    candidat(1, nom_naissance="Bec", ordre=2),
    candidat(2, nom_naissance="Zorn", ordre=1),
    candidat(3, nom_naissance="Abel", commission="J2", ordre=1, organisme="campus-rhone"),
)


def contenu(plan: Plan, pack: PackPrevu | None = None) -> list[str]:
    """What a pack holds, by the labels of its documents."""
    documents = {d.chemin: d for d in plan.documents}
    return [etiquette(documents[c]) for c in (pack or plan.packs[0]).contenu]


# --- one per what, in which order ---


def test_a_pack_of_the_session_goes_on_commission_by_commission_in_the_order_of_passage():
    plan = plan_de(GENS, kit=kit("garde", "planning", "convocation", un_par="session"))
    (pack,) = plan.packs
    assert (pack.fichier, pack.cle, pack.titre) == ("packs/p.pdf", "exemple-2026-12", "P")
    assert contenu(plan) == ["garde", "J1-planning", "002-convocation", "001-convocation", "J2-planning",
                             "003-convocation"]  # fmt: skip


def test_a_pack_of_the_session_by_name_has_what_is_common_first():
    plan = plan_de(GENS, kit=kit("planning", "convocation", un_par="session", ordre="nom"))
    assert contenu(plan) == ["J1-planning", "J2-planning", "003-convocation", "001-convocation", "002-convocation"]


@pytest.mark.parametrize(
    ("un_par", "destinataire", "ordre", "expected"),
    [
        ("commission", "jury", None, ["002", "001"]),
        ("commission", "jury", "nom", ["001", "002"]),
        ("organisme", "organisme", None, ["001", "002"]),
        ("organisme", "organisme", "passage", ["002", "001"]),
    ],
)
def test_the_order_is_that_of_passage_and_of_names_for_an_of_unless_it_is_said(un_par, destinataire, ordre, expected):
    plan = plan_de(GENS, kit=kit("convocation", un_par=un_par, destinataire=destinataire, ordre=ordre))
    assert contenu(plan) == [f"{n}-convocation" for n in expected]


def test_a_commission_with_nobody_gets_no_papers_at_all():
    withdrawn = GENS[2].model_copy(update={"desiste": True})
    for people in (GENS[:2], (*GENS[:2], withdrawn)):
        plan = plan_de(people)
        assert {d.commission for d in plan.documents} - {None} == {"J1"}
        assert [d.chemin for d in plan.documents if "J2" in d.chemin] == []
        assert [p.fichier for p in plan.packs if "J2" in p.fichier] == []


# --- copies ---


def test_a_document_comes_as_often_as_is_said_and_once_per_juror_where_that_is_said():
    three = {"document": "planning", "exemplaires": "un par juré"}
    plan = plan_de(GENS, kit=kit("garde", three, {"document": "convocation", "exemplaires": 3}))
    # Two jurors sit in J1.
    assert contenu(plan) == ["garde", "J1-planning", "J1-planning", *["002-convocation"] * 3, *["001-convocation"] * 3]
    assert len({d.chemin for d in plan.documents}) == len(plan.documents)


@pytest.mark.parametrize(
    ("asked", "number"), [(1, [1, 1]), (4, [4, 4]), ("un par juré", [2, 3]), ("Un par jure", [2, 3]), ("3", [3, 3])]
)
def test_a_pack_says_how_often_it_is_to_be_printed(asked: object, number: list[int]):
    plan = plan_de(GENS, kit=kit("convocation", exemplaires=asked))
    assert [p.exemplaires for p in plan.packs] == number


def test_a_pack_per_candidate_knows_its_jury():
    each = {"document": "convocation", "exemplaires": "un par juré"}
    plan = plan_de(GENS, kit=kit(each, un_par="candidat", exemplaires="un par juré"))
    assert [(len(p.contenu), p.exemplaires) for p in plan.packs] == [(2, 2), (2, 2), (3, 3)]


@pytest.mark.parametrize("wrong", [0, 100, -1, True, "deux", "", 1.5, None])
def test_copies_are_a_number_or_one_per_juror(wrong: object):
    with pytest.raises(ValueError, match="exemplaires"):
        kit({"document": "planning", "exemplaires": wrong})


# --- between candidates ---


def test_a_separator_stands_before_each_candidate_of_a_pack_of_several():
    plan = plan_de(GENS, kit=kit("grille", "garde", "intercalaire", "convocation"))
    documents = {d.chemin: d for d in plan.documents}
    first, second = plan.packs
    # Wherever the kit names it; and a pack of one candidate has none.
    assert contenu(plan, first) == [
        "garde",
        *("002-intercalaire", "002-grille-J1-1", "002-grille-J1-2", "002-convocation"),
        *("001-intercalaire", "001-grille-J1-1", "001-grille-J1-2", "001-convocation"),
    ]
    assert contenu(plan, second) == ["garde", *(f"003-grille-J2-{n}" for n in (1, 2, 3)), "003-convocation"]
    sheet = documents[first.contenu[1]]
    assert sheet.chemin == "commissions/J1/p-intercalaire-002"
    assert (sheet.candidat, sheet.commission, sheet.organisme) == (2, "J1", "ifc-atlantique")
    assert sheet.pack == first.fichier


def test_a_separator_lies_where_the_packs_recipient_may_look():
    separators = [d for d in plan_exemple().documents if d.code == "intercalaire"]
    of = [d for d in separators if "/organisme-" in (d.pack or "")]
    assert len(of) == 23
    assert all(d.chemin.startswith(f"organismes/{d.organisme}/") for d in of)
    assert {d.chemin.partition("/")[0] for d in separators if d not in of} == {"commissions"}


# --- spares ---


def test_spare_copies_end_the_pack_of_a_commission_once_for_each_option_there():
    people = (
        *GENS,
        candidat(4, option="sinistre", blocs_presentes=("BC6",), ordre=3),
        candidat(5, option=None, blocs_presentes=("BC1",), ordre=4),
    )
    plan = plan_de(people, kit=kit("convocation", {"document": "grille", "vierges": 2}))
    spares = [d for d in plan.documents if d.vierge]
    assert [(d.commission, d.vierge.option, d.vierge.blocs) for d in spares] == [
        ("J1", "production", ("BC1", "BC2", "BC3", "BC4", "BC5")),
        # Whoever takes the tronc commun alone may be given it as well.
        ("J1", "sinistre", ("BC1", "BC6")),
        ("J2", "production", ("BC1", "BC2", "BC3", "BC4", "BC5")),
    ]
    assert {(d.candidat, d.jure, d.organisme) for d in spares} == {(None, None, None)}
    ends = ["J1-grille-vierge-production"] * 2 + ["J1-grille-vierge-sinistre"] * 2
    assert contenu(plan)[-4:] == ends
    assert spares[0].chemin == "commissions/J1/grille-vierge-production"


def test_a_spare_copy_holds_only_what_is_still_to_be_evaluated():
    people = [candidat(1, blocs_acquis=("BC1", "BC2", "BC3")), candidat(2, blocs_acquis=("BC1", "BC2", "BC3", "BC4"))]
    plan = plan_de(people, kit=kit({"document": "grille", "vierges": 1}))
    assert [d.vierge.blocs for d in plan.documents if d.vierge] == [("BC4", "BC5")]


def test_without_an_option_there_is_one_spare_and_without_anybody_none():
    people = [candidat(1, option=None, blocs_presentes=("BC1",))]
    plan = plan_de(people, kit=kit({"document": "grille", "vierges": 1}))
    assert [(d.chemin, d.vierge.option) for d in plan.documents if d.vierge] == [("commissions/J1/grille-vierge", None)]


def test_only_the_pack_that_asks_for_spares_gets_them():
    base = kit("convocation", {"document": "grille", "vierges": 2})
    other = base.packs[0].model_validate(base.packs[0].model_dump() | {"code": "q", "documents": ("grille",)})
    plan = plan_de(GENS, kit=base.model_copy(update={"packs": (*base.packs, other)}))
    assert [sum("vierge" in c for c in p.contenu) for p in plan.packs] == [2, 2, 0, 0]


# --- labels ---


@pytest.mark.parametrize(
    ("code", "told", "expected"),
    [
        ("grille", {"candidat": 12, "jure": "J2-1", "commission": "J2"}, "012-grille-J2-1"),
        ("sujet", {"candidat": 3, "sujet": "C8-A", "commission": "J1"}, "003-sujet-C8-A"),
        ("corrige", {"sujet": "C8-A", "commission": "J1"}, "J1-corrige-C8-A"),
        ("garde", {"commission": "J1", "pack": "packs/jury-J1.pdf"}, "garde"),
        ("intercalaire", {"candidat": 3, "pack": "packs/jury-J1.pdf"}, "003-intercalaire"),
    ],
)
def test_a_label_begins_with_the_number_and_the_document(code: str, told: dict[str, Any], expected: str):
    assert etiquette(DocumentPrevu("c", code, "T", "g.docx", ("jury",), **told)) == expected


def test_no_two_documents_of_a_pack_have_one_label():
    for pack in plan_exemple().packs:
        distinct = dict.fromkeys(pack.contenu)
        documents = {d.chemin: d for d in plan_exemple().documents}
        assert len({etiquette(documents[c]) for c in distinct}) == len(distinct), pack.fichier


# --- sheets ---


@pytest.mark.parametrize(
    ("pages", "duplex", "single", "sheets"),
    [(1, True, False, 1), (2, True, False, 1), (3, True, False, 2), (3, True, True, 3), (3, False, False, 3),
     (2, False, True, 2)],
)  # fmt: skip
def test_a_document_takes_whole_sheets(pages: int, duplex: bool, single: bool, sheets: int):
    assert feuilles(pages, recto_verso=duplex, recto_seul=single) == sheets


@pytest.mark.parametrize("duplex", [True, False])
def test_sheets_and_pages_of_a_pack_agree(duplex: bool):
    pieces = [(1, False), (4, False), (3, True), (7, False), (1, True), (2, True)]
    faces = imposer(pieces, recto_verso=duplex)
    sheets = sum(feuilles(n, recto_verso=duplex, recto_seul=s) for n, s in pieces)
    assert len(faces) == (2 * sheets if duplex else sheets)
    assert [f for f in faces if not f.blanche] == [
        Face(i, p) for i, (n, _) in enumerate(pieces) for p in range(1, n + 1)
    ]
    if duplex:
        for position, face in enumerate(faces):
            piece = pieces[face.piece]
            # Each piece begins on a recto, and a page of a single-sided one is never on a verso.
            assert position % 2 == 0 or face.blanche or (face.page % 2 == 0 and not piece[1])
    else:
        assert not any(f.blanche for f in faces)


def test_the_day_papers_that_are_signed_or_posted_are_single_sided():
    single = {d.code for d in projet_exemple().kit.documents if d.recto_seul}
    assert single == {"planning", "emargement", "emargement-jury", "proces-verbal", "intercalaire"}
