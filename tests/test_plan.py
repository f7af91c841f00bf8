from __future__ import annotations

import datetime as dt
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.metier.epreuves import blocs_a_evaluer, dispense
from kitgen.model.candidat import Candidat
from kitgen.model.kit import DocumentDuKit, Kit, PackDuKit
from kitgen.plan import Plan, dossier_du_candidat, en_variante, partie, planifier, restreindre
from tests.aides import RACINE, plan_exemple, projet_exemple

DETAILED = {"BC4": ["C8"], "BC5": ["C9"], "BC6": ["C10", "C11"], "BC7": ["C12", "C13"]}


def candidat(numero: int, **changes) -> Candidat:
    data = {
        "numero": numero,
        "nom_naissance": f"Nom{numero}",
        "prenoms": "Zoé",
        "organisme": "ifc-atlantique",
        "option": "production",
        "blocs_presentes": ("BC1", "BC2", "BC3", "BC4", "BC5"),
        "commission": "J1",
        "ordre": numero,
    }
    return Candidat.model_validate(data | changes)


def plan_de(candidats: Iterable[Candidat], **changes) -> Plan:
    """The plan of these candidates in the example session; `session` and `kit` are changed as given."""
    p = projet_exemple()
    session = p.session.model_copy(update=changes.get("session", {}))
    kit = changes.get("kit", p.kit)
    return planifier(session, p.referentiel, kit, changes.get("sujets", p.sujets), tuple(candidats))


def of_candidate(plan: Plan, numero: int, code: str) -> list[str | None]:
    """The compétences for which the candidate gets that document."""
    return [d.competence for d in plan.documents if d.candidat == numero and d.code == code]


# --- what is planned -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "presented", "acquired", "expected"),
    [
        ("production", "BC1 BC2 BC3 BC4 BC5", "", ["C8", "C9"]),
        ("production", "BC1 BC2 BC3 BC4 BC5", "BC1 BC2 BC3", ["C8", "C9"]),
        ("production", "BC1 BC2 BC3 BC4 BC5", "BC4", ["C9"]),
        ("production", "BC4", "", ["C8"]),
        ("production", "BC4 BC5", "BC5", ["C8"]),
        ("sinistre", "BC1 BC2 BC3 BC6 BC7", "", ["C10", "C11", "C12", "C13"]),
        ("sinistre", "BC1 BC2 BC3 BC6 BC7", "BC6", ["C12", "C13"]),
        ("sinistre", "BC7", "", ["C12", "C13"]),
        (None, "BC1 BC2 BC3", "BC2", []),
    ],
)
def test_a_candidate_is_planned_for_the_blocs_presented_and_not_acquired(option, presented, acquired, expected):
    who = candidat(1, option=option, blocs_presentes=presented.split(), blocs_acquis=acquired.split())
    plan = plan_de([who])
    blocs = [b for b in presented.split() if b not in acquired.split()]
    assert [b.code for b in blocs_a_evaluer(who, projet_exemple().referentiel)] == blocs
    for code in ("sujet", "sujet-of"):
        assert of_candidate(plan, 1, code) == expected
    # The documents that hold all blocs are one each; which blocs they show is for the context, from the same rule.
    for code in ("livret-of", "livret-tuteur", "synthese"):
        assert of_candidate(plan, 1, code) == [None]
    assert len(of_candidate(plan, 1, "grille")) == 2
    corriges = [(d.competence, d.sujet) for d in plan.documents if d.code == "corrige"]
    drawn = [(d.competence, d.sujet) for d in plan.documents if d.code == "sujet"]
    assert sorted(corriges) == sorted(drawn)


@pytest.mark.parametrize("numero", [c.numero for c in projet_exemple().candidats])
def test_each_document_of_the_example_concerns_only_blocs_that_its_candidate_must_pass(numero: int):
    who = next(c for c in projet_exemple().candidats if c.numero == numero)
    asked = [c for b in sorted(who.blocs_a_evaluer) for c in DETAILED.get(b, [])]
    assert of_candidate(plan_exemple(), numero, "sujet") == asked
    assert of_candidate(plan_exemple(), numero, "sujet-of") == ([] if who.voie_acces == "VAE" else asked)


def test_a_sujet_is_that_of_the_draw_before_the_evaluator_of_the_document():
    p = projet_exemple()
    evaluator = {s.code: s.evaluateur for s in p.sujets}
    drawn = {(a.numero, a.competence, evaluator[a.sujet]): a.sujet for a in plan_exemple().tirage}
    for d in plan_exemple().documents:
        if d.sujet is not None and d.candidat is not None:
            assert d.sujet == drawn[(d.candidat, d.competence, d.evaluateur)]
    planned = [d for d in plan_exemple().documents if d.sujet is not None and d.candidat is not None]
    assert len(drawn) == len(planned)


def test_the_jury_has_the_corrige_of_each_sujet_that_its_candidates_got_once():
    for commission in ("J1", "J2"):
        mine = [d for d in plan_exemple().documents if d.commission == commission]
        given_ = {d.sujet for d in mine if d.code == "sujet"}
        assert Counter(d.sujet for d in mine if d.code == "corrige") == Counter(given_)


def test_there_is_one_grille_per_juror_and_candidate():
    plan = plan_exemple()
    for c in projet_exemple().candidats:
        jurors = [j.code for j in projet_exemple().session.commission(c.commission).jures]
        assert [d.jure for d in plan.documents if d.candidat == c.numero and d.code == "grille"] == jurors


def test_a_dispensed_evaluator_gets_no_document_and_the_reason_is_told():
    plan = plan_de([candidat(1, voie_acces="VAE", organisme=None)])
    # All of the kit, but for what the dispensed evaluators fill in; no OF, so no dossier of one; nothing between
    # candidates, as there is but one; unprinted, no changes.
    missing = {"livret-of", "livret-tuteur", "sujet-of", "bordereau", "intercalaire", "retrait"}
    assert {d.code for d in plan.documents} == {d.code for d in projet_exemple().kit.documents} - missing
    assert [(n.document, n.motif) for n in plan.non_prevus] == [
        (code, "VAE : évaluation par la commission seule") for code in ("livret-of", "livret-tuteur", "sujet-of")
    ]
    session = projet_exemple().session
    assert dispense(session, candidat(1, voie_acces="VAE"), "commission") == ""
    assert dispense(session, candidat(1, voie_acces="CANDIDAT_LIBRE"), "of") == ""
    assert dispense(session, candidat(1), None) == ""


def test_a_withdrawn_candidate_gets_nothing_and_is_named():
    plan = plan_de([candidat(1), candidat(2, desiste=True), candidat(3)])
    assert 2 not in {d.candidat for d in plan.documents}
    assert 2 not in {a.numero for a in plan.tirage}
    assert [(n.candidat, n.document, n.motif) for n in plan.non_prevus] == [(2, "tous les documents", "désisté")]


def numero(plan: Plan, chemin: str) -> int | None:
    """Whom a document is about."""
    return next(d.candidat for d in plan.documents if d.chemin == chemin)


@given(st.sets(st.integers(1, 24), max_size=10))
def test_withdrawals_change_no_document_of_anybody_else(gone: set[int]):
    p = projet_exemple()
    plan = plan_de(c.model_copy(update={"desiste": c.numero in gone}) for c in p.candidats)
    packs = {p.fichier for p in plan.packs if len({n for c in p.contenu if (n := numero(plan, c))}) > 1}
    kept = {
        d
        for d in plan_exemple().documents
        if d.candidat is not None and d.candidat not in gone and (d.pack is None or d.pack in packs)
    }
    assert {d for d in plan.documents if d.candidat is not None} == kept
    assert list(plan.tirage) == [a for a in plan_exemple().tirage if a.numero not in gone]
    for pack in plan.packs:
        before = next(q for q in plan_exemple().packs if q.fichier == pack.fichier)
        assert [c for c in before.contenu if c in pack.contenu] == list(pack.contenu)


def test_no_corrige_is_made_for_a_sujet_that_only_a_withdrawn_candidate_had():
    pair = [candidat(1), candidat(2)]
    sujets = {d.candidat: d.sujet for d in plan_de(pair).documents if d.code == "sujet" and d.competence == "C8"}
    left = plan_de([pair[0], pair[1].model_copy(update={"desiste": True})])
    assert [d.sujet for d in left.documents if d.code == "corrige" and d.competence == "C8"] == [sujets[1]]


# --- the draw, as the plan feeds it ----------------------------------------------------------------------------


def commissions(*rooms: tuple[str, str]) -> dict[str, object]:
    """J1 and J2, each on a day in a preparation room."""
    both = projet_exemple().session.commissions
    return {
        "commissions": tuple(
            c.model_copy(update={"date": dt.date.fromisoformat(date), "salle_preparation": room, "seances": ()})
            for c, (date, room) in zip(both, rooms, strict=True)
        )
    }


def sequence(plan: Plan, candidats: Iterable[Candidat]) -> list[str]:
    """The C8 sujets in the order of a room that both commissions use in turn."""
    order = sorted(candidats, key=lambda c: (c.rang, c.commission))
    drawn = {a.numero: a.sujet for a in plan.tirage if a.competence == "C8" and not a.sujet.endswith("OF")}
    return [drawn[c.numero] for c in order]


def test_commissions_that_share_a_room_on_a_day_share_one_sequence():
    shared = commissions(("2026-12-08", "101"), ("2026-12-08", "101"))
    people = [candidat(n, commission=f"J{1 + (n > 6)}", ordre=n if n < 7 else n - 6) for n in range(1, 13)]
    plan = plan_de(people, session=shared)
    sujets = sequence(plan, people)
    # Each place has its turn: nobody has to make way.
    assert {a.motif for a in plan.tirage if a.competence == "C8"} == {
        "tirage (graine 20261208)",
        "seul sujet disponible",
    }
    assert all(a != b for a, b in pairwise(sujets))
    assert max(Counter(sujets).values()) - min(Counter(sujets).values()) <= 1


@pytest.mark.parametrize("rooms", [(("2026-12-08", "101"), ("2026-12-09", "101")), (("2026-12-08", "101"),) * 2])
def test_neighbours_in_a_room_never_get_the_same_sujet_even_of_two(rooms):
    two = [s for s in projet_exemple().sujets if s.code not in ("C8-C", "C9-C")]
    shared = rooms[0] == rooms[1]
    people = [candidat(n, commission=f"J{1 + (n > 5)}", ordre=n if n < 6 else n - 5) for n in range(1, 11)]
    plan = plan_de(people, session=commissions(*rooms), sujets=two)
    if shared:
        assert all(a != b for a, b in pairwise(sequence(plan, people)))
    for name in ("J1", "J2"):
        alone = sequence(plan, [c for c in people if c.commission == name])
        # In a shared room, J2's candidate sits between two of J1.
        assert shared or all(a != b for a, b in pairwise(alone))


def test_without_an_order_of_passage_those_whose_numbers_follow_are_neighbours_even_over_a_gap():
    two = [s for s in projet_exemple().sujets if s.code != "C8-C"]
    people = [candidat(n, ordre=None) for n in (1, 3, 5, 9)]
    drawn = sequence(plan_de(people, sujets=two), people)
    assert all(a != b for a, b in pairwise(drawn))


def test_the_draw_of_a_commission_does_not_depend_on_another_room():
    apart = commissions(("2026-12-08", "101"), ("2026-12-08", "102"))
    ones = [candidat(n) for n in range(1, 6)]
    others = [candidat(n, commission="J2", ordre=n - 10) for n in range(11, 15)]
    together = plan_de([*ones, *others], session=apart)
    alone = plan_de(ones, session=apart)
    assert [a for a in together.tirage if a.numero < 10] == list(alone.tirage)


def test_moving_a_commission_to_another_day_or_room_draws_nothing_anew():
    people = [candidat(n) for n in range(1, 6)]
    one = plan_de(people, session=commissions(("2026-12-08", "101"), ("2026-12-09", "101")))
    other = plan_de(people, session=commissions(("2026-12-09", "205"), ("2026-12-08", "7")))
    assert one.tirage == other.tirage


def test_a_re_sitting_candidate_and_an_imposed_sujet_are_respected():
    people = [candidat(n) for n in range(1, 7)]
    people[2] = people[2].model_copy(update={"sujets_deja_traites": ("C8-A", "C8-OF")})
    people[4] = people[4].model_copy(update={"sujets_imposes": ("C9-B",)})
    plan = plan_de(people, sujets=[s for s in projet_exemple().sujets if s.code != "C8-C"])
    drawn = {(a.numero, a.sujet) for a in plan.tirage}
    assert (3, "C8-B") in drawn
    assert (5, "C9-B") in drawn
    # The only sujet of the OF was already given to this candidate.
    assert [(i.numeros, i.competence) for i in plan.impossibles] == [((3,), "C8")]


def test_an_impossible_draw_is_reported_with_its_candidates():
    people = [candidat(n, sujets_imposes=("C8-A",) if n in (2, 3) else ()) for n in range(1, 5)]
    assert [(i.numeros, i.competence) for i in plan_de(people).impossibles] == [((2, 3), "C8")]


# --- paths -----------------------------------------------------------------------------------------------------

# Characters that hurt: accents composed and not, separators of all systems, wildcards, other scripts, emoji.
HOSTILE = st.text(
    st.sampled_from("aZé\u0301ßŁœıİ ./\\:*?\"<>|'’`$;&#%~^=+@,!()[]{}\t\n\r\u00a0\u200b\u202e王やД😀ا-_0"),
    min_size=1,
    max_size=60,
)
NAMES = st.one_of(
    HOSTILE, st.sampled_from(["CON", "nul.", "..", "../..", "aux.txt", "-rf", "~", " ", "a" * 300, "COM¹"])
)
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def faults_of_path(path: str) -> list[str]:
    """What some system or tool would not take, in a relative path."""
    parts = path.split("/")
    bad = [p for p in parts if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", p) or p.endswith(".") or ".." in p]
    return bad + [p for p in parts if RESERVED.fullmatch(p)] + ([path] if len(path) > 180 else [])


@given(st.lists(st.tuples(NAMES, NAMES, st.sampled_from(["J1", "J2"])), min_size=1, max_size=6))
def test_paths_are_unique_and_safe_whatever_the_names_are(people):
    plan = plan_de(
        candidat(n, nom_naissance=nom, prenoms=prenoms, commission=commission)
        for n, (nom, prenoms, commission) in enumerate(people, 1)
    )
    paths = [f"{d.chemin}.pdf" for d in plan.documents] + [p.fichier for p in plan.packs]
    # macOS and Windows take names that differ by case for the same file.
    assert len({p.casefold() for p in paths}) == len(paths)
    assert [fault for p in paths for fault in faults_of_path(p)] == []


CODES = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z") | st.sampled_from(["CON", "nul", "a..b", "x.", "lpt1.x"])


@given(CODES, CODES, CODES)
def test_paths_are_safe_whatever_the_codes_are(commission: str, juror: str, document: str):
    session = projet_exemple().session
    first = session.commissions[0]
    jures = (first.jures[0].model_copy(update={"code": juror}),)
    changes = {"commissions": (first.model_copy(update={"code": commission, "jures": jures}),)}
    entries = [
        DocumentDuKit(code=document, titre="D", gabarit="d.docx", un_par=axes, evaluateur="of", diffusion=("jury",))
        for axes in (("candidat", "jure"), ("commission",))
    ]
    pack = PackDuKit(code=document, titre="P", un_par="commission", destinataire="jury", documents=(document,))
    kit = Kit(format="kitgen/kit/1", code="k", intitule="K", documents=tuple(entries), packs=(pack,))
    plan = plan_de([candidat(1, commission=commission)], session=changes, kit=kit)
    paths = [f"{d.chemin}.pdf" for d in plan.documents] + [p.fichier for p in plan.packs]
    assert [fault for p in paths for fault in faults_of_path(p)] == []


def test_a_folder_is_named_by_number_name_and_first_names():
    assert dossier_du_candidat(candidat(12, nom_naissance="Lœuillet", prenoms="Gaëtan")) == "012-LOEUILLET-Gaetan"


def test_a_folder_holds_only_what_its_owner_may_see():
    owner = {"candidats": "candidat", "organismes": "organisme"}
    for d in plan_exemple().documents:
        top = d.chemin.partition("/")[0]
        assert owner.get(top, "jury") in d.diffusion, d.chemin
    # The corrigés and what the jury writes are nowhere but in the folders of the commissions.
    jury = [d.chemin for d in plan_exemple().documents if d.code in ("corrige", "grille", "synthese", "sujet")]
    assert {c.partition("/")[0] for c in jury} == {"commissions"}


# --- packs -----------------------------------------------------------------------------------------------------


def test_a_pack_holds_only_what_its_recipient_may_see():
    documents = {d.chemin: d for d in plan_exemple().documents}
    assert plan_exemple().packs
    for pack in plan_exemple().packs:
        for chemin in pack.contenu:
            assert pack.destinataire in documents[chemin].diffusion


def test_every_document_is_in_a_pack_of_each_kind_that_names_it():
    documents = {d.chemin: d for d in plan_exemple().documents}
    for entry in projet_exemple().kit.packs:
        packed = [c for p in plan_exemple().packs if p.code == entry.code for c in p.contenu]
        # Of what opens a pack, only its own; and nobody without an OF is in the dossier of one.
        mine = {p.fichier for p in plan_exemple().packs if p.code == entry.code}
        named = [d for d in documents.values() if d.code in entry.codes]
        spares = {p.document for p in entry.documents if p.vierges}
        wanted = {
            d.chemin for d in named if (d.pack is None or d.pack in mine) and (d.vierge is None or d.code in spares)
        }
        if entry.un_par == "organisme":
            alone = {d.chemin for d in documents.values() if d.candidat is not None and d.organisme is None}
            assert {documents[c].candidat for c in alone} == {12}
            wanted -= alone
        assert set(packed) == wanted


def test_the_pack_of_an_of_holds_its_candidates_and_nobody_elses():
    documents = {d.chemin: d for d in plan_exemple().documents}
    by_of = {c.numero: c.organisme for c in projet_exemple().candidats}
    packs = [p for p in plan_exemple().packs if p.code == "organisme"]
    assert [p.cle for p in packs] == ["ifc-atlantique", "campus-rhone", "ecole-nord"]
    for pack in packs:
        # Its opening pages first, which are about the OF.
        opening = [documents[c] for c in pack.contenu if documents[c].candidat is None]
        assert [(d.code, d.organisme) for d in opening] == [("garde", pack.cle), ("bordereau", pack.cle)]
        inside = {documents[c].candidat for c in pack.contenu[2:]}
        assert inside == {n for n, of in by_of.items() if of == pack.cle}


def names_in(plan: Plan, pack_code: str, people: Iterable[Candidat]) -> list[str]:
    """The names in the order in which they come up in the one pack of that kind that is about somebody."""
    names = {c.numero: f"{c.nom_naissance} {c.prenoms}" for c in people}
    owner = {d.chemin: d.candidat for d in plan.documents}
    (pack,) = [p for p in plan.packs if p.code == pack_code and any(owner[c] is not None for c in p.contenu)]
    return list(dict.fromkeys(names[owner[c]] for c in pack.contenu if owner[c] is not None))


def test_the_pack_of_an_of_is_in_the_order_of_a_french_directory():
    in_order = ["Abel A", "Đặng C", "de La Tour B", "École D", "Léger E", "Le Goff Anne", "Le Goff Zoé"]
    in_order += ["L'Hôte F", "Lœuillet G", "N'Diaye H", "O'Connor I", "Şahin J", "Zorn K"]
    mixed = in_order[::2] + in_order[1::2]
    people = []
    for numero, name in enumerate(mixed, 1):
        nom, _, prenoms = name.rpartition(" ")
        people.append(candidat(numero, nom_naissance=nom, prenoms=prenoms, commission="J2" if numero % 2 else "J1"))
    assert names_in(plan_de(people), "organisme", people) == in_order


def test_the_packs_of_a_day_are_in_the_order_of_passage():
    people = [candidat(n, nom_naissance=nom, ordre=o) for n, nom, o in ((1, "Abel", 3), (2, "Zorn", 1), (3, "Bec", 2))]
    for code in ("preparation", "jury"):
        assert names_in(plan_de(people), code, people) == ["Zorn Zoé", "Bec Zoé", "Abel Zoé"]


def test_the_pack_of_the_jury_starts_with_what_concerns_all_and_goes_on_candidate_by_candidate():
    (pack,) = [p for p in plan_exemple().packs if p.code == "jury" and p.cle == "J1"]
    documents = {d.chemin: d for d in plan_exemple().documents}
    inside = [documents[c] for c in pack.contenu]
    common = [d for d in inside if d.candidat is None]
    spares = [d for d in common if d.vierge]
    common = common[: -len(spares)]
    assert inside[: len(common)] == common
    # Two jurors: two of each.
    codes = ["garde", "check-list", *["planning"] * 2, *["questions"] * 2, *["corrige"] * 12]
    assert [d.code for d in common] == codes
    assert [d.sujet for d in common[6:]] == [s for s in ("C8-A", "C8-B", "C8-C", "C9-A", "C9-B", "C9-C") for _ in "12"]
    rest = inside[len(common) : -len(spares)]
    assert [d.candidat for d in rest] == [n for n in range(1, 13) for _ in range(4)]
    assert [d.code for d in rest] == ["intercalaire", "grille", "grille", "synthese"] * 12
    assert [(d.code, d.vierge.option) for d in inside[-len(spares) :]] == [("grille", "production")] * 2


def test_the_candidate_pack_of_somebody_without_documents_does_not_exist():
    people = [candidat(1), candidat(2, voie_acces="VAE", organisme=None)]
    plan = plan_de(people)
    # Of the dispensed there is but the convocation.
    assert [p.contenu for p in plan.packs if p.code == "candidat" and p.cle == "002"] == [
        ("candidats/002-NOM2-Zoe/002-convocation",)
    ]
    kit = projet_exemple().kit
    packs = tuple(
        p.model_validate(p.model_dump() | {"documents": ("livret-of", "livret-tuteur")}) if p.code == "candidat" else p
        for p in kit.packs
    )
    plan = plan_de(people, kit=kit.model_copy(update={"packs": packs}))
    assert [p.cle for p in plan.packs if p.code == "candidat"] == ["001"]


def test_the_headings_of_a_pack_name_the_candidate_or_the_document():
    people = {1: candidat(1, nom_naissance="Lefèvre", prenoms="Amélie")}
    plan = plan_de(people.values())
    headings = {(d.code, d.vierge is not None): partie(d, people) for d in plan.documents}
    assert headings["grille", False] == "001 – LEFÈVRE Amélie"
    assert headings["grille", True] == "Exemplaires vierges"
    assert headings["corrige", False] == "Corrigé du cas pratique"


def test_a_pack_says_whether_it_is_printed_on_both_sides():
    kit = projet_exemple().kit
    single = kit.model_copy(update={"packs": tuple(p.model_copy(update={"recto_verso": False}) for p in kit.packs)})
    assert {p.recto_verso for p in plan_de([candidat(1)]).packs} == {True}
    assert {p.recto_verso for p in plan_de([candidat(1)], kit=single).packs} == {False}


# --- a part of a plan ------------------------------------------------------------------------------------------


def test_a_plan_for_some_candidates_has_their_documents_and_the_packs_that_are_theirs_alone():
    whole = plan_exemple()
    part = restreindre(whole, [3, 12])
    # What stands before a candidate in a pack that is not made again is not made either.
    assert part.documents == tuple(d for d in whole.documents if d.candidat in (3, 12) and d.pack is None)
    assert {p.code for p in part.packs} == {"candidat"}
    assert [p.cle for p in part.packs] == ["003", "012"]
    assert {a.numero for a in part.tirage} == {3, 12}
    assert {n.candidat for n in part.non_prevus} == {12}


def test_a_plan_for_nobody_is_empty():
    part = restreindre(plan_exemple(), [])
    assert (part.documents, part.packs, part.tirage, part.non_prevus) == ((), (), (), ())


def test_the_order_of_the_list_does_not_change_the_plan():
    people = list(projet_exemple().candidats)
    assert plan_de(reversed(people)) == plan_exemple()


# --- the version of a document ---

LUS = {"convocation", "sujet-of", "sujet", "brouillon"}
"""What the candidate reads in the shipped kit."""


def test_who_asks_for_a_version_gets_it_of_the_documents_that_have_it_and_nobody_else_does():
    plan = plan_de([candidat(1, variante="dys"), candidat(2)])
    assert {(d.candidat, d.code) for d in plan.documents if d.variante} == {(1, code) for code in LUS}
    assert {d.variante for d in plan.documents} == {"dys", None}


def test_a_version_stands_in_the_place_of_the_ordinary_document():
    plain, asked = plan_de([candidat(1), candidat(2)]), plan_de([candidat(1, variante="dys"), candidat(2)])
    assert asked != plain
    assert [replace(d, variante=None) for d in asked.documents] == list(plain.documents)
    assert replace(asked, documents=plain.documents) == plain


def test_a_version_for_all_changes_the_documents_that_have_it_only():
    plan = plan_de([candidat(1), candidat(2)])
    varied = en_variante(plan, projet_exemple().kit, "dys")
    assert {d.code for d in varied.documents if d.variante == "dys"} == LUS
    assert {d.candidat for d in varied.documents if d.variante == "dys"} == {1, 2}
    assert [replace(d, variante=None) for d in varied.documents] == list(plan.documents)


# --- the golden plan -------------------------------------------------------------------------------------------

GOLDEN = RACINE / "tests/donnees/plan-exemple.txt"


def as_text(plan: Plan) -> str:
    """Every field of a plan, a line each: what changes is seen in a diff."""
    lines = [f"session {plan.session}"]
    for part in ("documents", "packs", "tirage", "non_prevus", "impossibles", "planning", "refus_horaires"):
        lines += ["", part]
        for item in getattr(plan, part):
            values = {f.name: getattr(item, f.name) for f in fields(item)}
            inside = values.pop("contenu", ())
            shown = (
                f"{k}={', '.join(map(str, v)) if isinstance(v, tuple) else v}"
                for k, v in values.items()
                if v is not None and v is not False
            )
            lines.append(" | ".join(shown))
            lines += [f"    {c}" for c in inside]
    return "\n".join(lines) + "\n"


def test_the_plan_of_the_example_session_is_the_one_that_was_reviewed():
    # To accept a change: KITGEN_ECRIRE_DONNEES=1 pytest tests/test_plan.py, then read the diff of the file.
    if os.environ.get("KITGEN_ECRIRE_DONNEES"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(as_text(plan_exemple()), encoding="utf-8", newline="\n")
    assert as_text(plan_exemple()).split("\n") == GOLDEN.read_text(encoding="utf-8").split("\n")


def test_the_golden_text_shows_every_field_of_the_plan():
    plan = plan_exemple()
    document = replace(plan.documents[0], titre="un autre titre")
    assert as_text(replace(plan, documents=(document, *plan.documents[1:]))) != as_text(plan)
    pack = replace(plan.packs[0], contenu=plan.packs[0].contenu[::-1])
    assert as_text(replace(plan, packs=(pack, *plan.packs[1:]))) != as_text(plan)


def test_what_opens_a_pack_stands_in_no_other():
    documents = {d.chemin: d for d in plan_exemple().documents}
    for pack in plan_exemple().packs:
        assert {documents[c].pack for c in pack.contenu} <= {None, pack.fichier}
    opening = [d for d in documents.values() if d.pack]
    assert opening
    for document in opening:
        assert sum(document.chemin in p.contenu for p in plan_exemple().packs) == 1


# --- what opens a pack -----------------------------------------------------------------------------------------


def test_the_example_has_four_hundred_and_thirty_five_documents_in_thirty_three_packs():
    plan = plan_exemple()
    assert Counter(p.code for p in plan.packs) == {
        "organisme": 3,
        "candidat": 24,
        "preparation": 2,
        "jury": 2,
        "secretariat": 2,
    }
    each = {"convocation": 24, "brouillon": 24, "questions": 2, "planning": 2, "emargement": 2, "emargement-jury": 2}
    each |= {"proces-verbal": 2, "garde": 9, "check-list": 6, "bordereau": 3}
    # 24 before the jury, 24 in the preparation rooms, 23 with an OF; spare grilles and brouillons of two commissions.
    each |= {"intercalaire": 71, "brouillon": 26}
    made = Counter(d.code for d in plan.documents)
    assert {code: made[code] for code in each} == each
    assert made.total() == 286 + sum(each.values()) == 435


def test_what_opens_a_pack_is_first_in_it_in_the_order_of_the_kit():
    kit = projet_exemple().kit
    documents = {d.chemin: d for d in plan_exemple().documents}
    for pack in plan_exemple().packs:
        (entry,) = [p for p in kit.packs if p.code == pack.code]
        wanted = [code for code in entry.codes if kit.document(code).un_par == ("pack",)]
        own = [documents[c] for c in pack.contenu if documents[c].pack == pack.fichier]
        opening = [d for d in own if d.code != "intercalaire"]
        assert [d.code for d in opening] == wanted
        assert [d.chemin for d in opening] == list(pack.contenu[: len(wanted)])
        # The rest is there for its own sake: a pack is never its opening pages alone.
        assert len(pack.contenu) > len(wanted)


def test_what_opens_a_pack_is_made_after_all_that_the_pack_holds():
    order = [d.chemin for d in plan_exemple().documents]
    opens = {d.chemin for d in plan_exemple().documents if d.pack}
    for pack in plan_exemple().packs:
        last = max(order.index(c) for c in pack.contenu if c not in opens)
        assert all(order.index(c) > last for c in pack.contenu if c in opens)


def kit_ouvrant(un_par: str, destinataire: str) -> Kit:
    """A kit of one document per candidate and one that opens its only pack."""
    seen_by = (destinataire, "secretariat")
    fiche = DocumentDuKit(code="fiche", titre="F", gabarit="f.docx", un_par=("candidat",), diffusion=seen_by)
    garde = DocumentDuKit(code="garde", titre="G", gabarit="g.docx", un_par=("pack",), diffusion=seen_by)
    pack = PackDuKit(code="dossier", titre="P", un_par=un_par, destinataire=destinataire, documents=("fiche", "garde"))
    return Kit(format="kitgen/kit/1", code="k", intitule="K", documents=(garde, fiche), packs=(pack,))


@pytest.mark.parametrize(
    ("un_par", "destinataire", "folder", "owner"),
    [
        ("candidat", "candidat", "candidats/001-NOM1-Zoe", {"candidat": 1, "organisme": "ifc-atlantique"}),
        ("organisme", "organisme", "organismes/ifc-atlantique", {"organisme": "ifc-atlantique"}),
        ("commission", "jury", "commissions/J1", {"commission": "J1"}),
        ("commission", "preparation", "commissions/J1", {"commission": "J1"}),
        ("commission", "secretariat", "commissions/J1", {"commission": "J1"}),
        ("session", "secretariat", "session", {}),
    ],
)
def test_what_opens_a_pack_lies_with_its_recipient(un_par, destinataire, folder, owner):
    plan = plan_de([candidat(1)], kit=kit_ouvrant(un_par, destinataire))
    (pack,) = plan.packs
    (cover,) = [d for d in plan.documents if d.pack]
    # Named last in the kit's pack, it is first all the same.
    assert pack.contenu[0] == cover.chemin == f"{folder}/dossier-garde"
    assert len(pack.contenu) == 2
    assert cover.pack == pack.fichier
    told = {k: getattr(cover, k) for k in ("candidat", "organisme", "commission", "sujet", "jure", "evaluateur")}
    assert {k: v for k, v in told.items() if v is not None} == owner


@pytest.mark.parametrize("un_par", ["candidat", "organisme"])
@pytest.mark.parametrize("destinataire", ["jury", "secretariat", "organisme"])
def test_what_opens_a_pack_lies_in_no_folder_of_somebody_who_may_not_see_it(un_par: str, destinataire: str):
    plan = plan_de([candidat(1)], kit=kit_ouvrant(un_par, destinataire))
    (cover,) = [d for d in plan.documents if d.pack]
    owner = {"candidats": "candidat", "organismes": "organisme"}.get(cover.chemin.partition("/")[0])
    assert owner is None or owner in cover.diffusion, cover.chemin


def test_a_part_of_a_plan_has_what_opens_the_packs_of_one_candidate_and_of_no_other():
    whole = plan_exemple()
    everybody = restreindre(whole, [c.numero for c in projet_exemple().candidats])
    # Even with all of its candidates: it would count pages of documents that are not made.
    assert [d.chemin for d in everybody.documents if d.pack] == []
    assert {p.code for p in everybody.packs} == {"candidat"}
    kit = kit_ouvrant("candidat", "candidat")
    part = restreindre(plan_de([candidat(1), candidat(2)], kit=kit), [2])
    assert [d.chemin for d in part.documents] == [
        "candidats/002-NOM2-Zoe/002-fiche",
        "candidats/002-NOM2-Zoe/dossier-garde",
    ]
    assert [p.cle for p in part.packs] == ["002"]
