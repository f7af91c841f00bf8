"""What a candidate is evaluated on stands once in each document: real texts, with one thing wrong at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from kitgen.engines.base import Engine
from kitgen.engines.null import Null
from kitgen.errors import VerificationFailed
from kitgen.model.kit import DocumentDuKit
from kitgen.model.sujet import AttendusGroupe
from kitgen.plan import DocumentPrevu
from kitgen.production.pipeline import Prepare, construire, preparer
from kitgen.relecture.couverture import Couverture
from tests.aides import MoteurTruque, pages_simplifiees

pytestmark = pytest.mark.xdist_group("couverture")

# Both blocs with sujets, every group; and the candidate of the other option whose bloc is already acquired.
CANDIDATS = (3, 7, 12, 13, 24)
C8_2 = (
    "C8.2 Elaborer ou sélectionner, sur la base d’une analyse comparative des contrats standard mis à disposition par "
    "les organismes assureurs, un ou plusieurs contrats correspondant à la demande du client."
)
ADAPTES = "Les contrats sélectionnés et/ou les modifications apportées sont adaptés au besoin du client."
PERTINENCE = "Pertinence et argumentation des choix réalisés."
Textes = dict[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def exemple(racine: Path) -> Prepare:
    """Some candidates of the example session, all corrigés, no packs over candidates."""
    whole = preparer(racine / "sessions/exemple")
    documents = tuple(d for d in whole.plan.documents if d.candidat in CANDIDATS or (d.sujet and d.candidat is None))
    return replace(whole, plan=replace(whole.plan, documents=documents, packs=()))


@pytest.fixture(scope="module")
def couverture(exemple: Prepare) -> Couverture:
    p = exemple.projet
    return Couverture(p.referentiel, p.kit, p.sujets, p.candidats, exemple.plan)


@pytest.fixture(scope="module")
def textes(exemple: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Textes:
    """The finished pages of these documents."""
    made = construire(exemple, tmp_path_factory.mktemp("couverture"), Null(), taches=2).dossier
    return {d.chemin: pages_simplifiees(made / f"{d.chemin}.pdf") for d in exemple.plan.documents}


Constats = Callable[..., list[str]]


@pytest.fixture
def constats(exemple: Prepare, couverture: Couverture, textes: Textes) -> Constats:
    """What is found in a document once one text of it was changed, without the file's name."""

    def found(
        code: str, old: str, new: str, candidat: int | None = 12, *, sujet: str | None = None, count: int = 1
    ) -> list[str]:
        document = _document(exemple, code, candidat, sujet)
        (page,) = textes[document.chemin]
        assert old in page
        findings = couverture.verifier(document, (page.replace(old, new, count),))
        assert all(f.startswith(f"{document.chemin}.pdf") for f in findings)
        return [f.removeprefix(f"{document.chemin}.pdf") for f in findings]

    return found


def _document(exemple: Prepare, code: str, candidat: int | None, sujet: str | None = None) -> DocumentPrevu:
    return next(
        d for d in exemple.plan.documents if d.code == code and d.candidat == candidat and sujet in (None, d.sujet)
    )


def test_the_example_has_no_fault(exemple: Prepare, couverture: Couverture, textes: Textes) -> None:
    assert [f for d in exemple.plan.documents for f in couverture.verifier(d, textes[d.chemin])] == []
    asked = {d.code for d in exemple.plan.documents if any(a.minimum for a in couverture.attentes(d))}
    assert asked == {"livret-of", "livret-tuteur", "sujet-of", "sujet", "corrige", "grille", "synthese"}


def test_every_criterion_is_looked_for(exemple: Prepare, couverture: Couverture) -> None:
    blocs = exemple.projet.referentiel.blocs_du_parcours("production")
    counted = couverture.attentes(_document(exemple, "grille", 12))
    groups = [g for b in blocs for c in b.competences for g in c.groupes]
    assert sum(a.minimum for a in counted if "critère" in a.nom) == sum(len(g.criteres) for g in groups) > 20
    titles = {s.code for b in blocs for c in b.competences for s in c.sous_competences}
    assert {a.nom for a in counted if a.minimum == a.maximum == 1} >= titles


def test_a_row_that_is_missing_is_found_and_told_once(constats: Constats) -> None:
    assert constats("grille", C8_2, "") == [" : C8.2 n'y figure pas"]
    for code in ("livret-of", "livret-tuteur"):
        assert constats(code, C8_2, "", 7) == [" : C8.2 n'y figure pas"]


def test_a_row_that_stands_twice_is_found(constats: Constats) -> None:
    double = f"{C8_2} {ADAPTES} {C8_2} {ADAPTES}"
    assert constats("grille", C8_2, double) == [", page 1 : C8.2 y figure 2 fois au lieu de 1"]


def test_a_criterion_that_is_missing_is_found(constats: Constats) -> None:
    (finding,) = constats("grille", ADAPTES, "")
    assert finding.startswith(" : C8.2, critère « Les contrats sélectionnés")
    assert finding.endswith("n'y figure pas")


def test_a_criterion_of_two_groups_must_stand_twice(constats: Constats) -> None:
    (finding,) = constats("grille", PERTINENCE, "")
    assert finding == f", page 1 : C8.1, critère « {PERTINENCE} » y figure 1 fois au lieu de 2"


def test_a_competence_without_criteria_counts_by_its_title(constats: Constats) -> None:
    for code, candidat in (("grille", 12), ("synthese", 12)):
        assert constats(code, "C5 Transmettre", "C5 Tr", candidat) == [" : C5 n'y figure pas"]
    # In a livret the table of contents names it too.
    assert constats("livret-of", "C5 Transmettre", "C5 Tr", 3) == [", page 1 : C5 y figure 1 fois au lieu de 2"]


def test_what_is_not_to_be_evaluated_has_no_business_there(exemple: Prepare, constats: Constats) -> None:
    r = exemple.projet.referentiel
    foreign = next(b for b in r.blocs if b.code == "BC6")
    c = foreign.competences[0]
    # Another option's; not presented by this one; acquired by that one.
    for code, candidat in (("grille", 12), ("livret-of", 7), ("synthese", 24)):
        assert constats(code, "Référentiel du", f"{c.code} {c.intitule} Référentiel du", candidat) == [
            f", page 1 : {c.code} n'a rien à y faire"
        ]
        found = constats(code, "Référentiel du", f"{c.code} — {c.intitule} {C8_2} Référentiel du", candidat)
        assert f", page 1 : {c.code} n'a rien à y faire" in found
    assert constats("grille", "Référentiel du", f"BC6 {foreign.intitule} Référentiel du") == [
        ", page 1 : BC6 n'a rien à y faire"
    ]


def test_an_acquired_bloc_may_be_named_but_none_to_evaluate_may_lack(exemple: Prepare, constats: Constats) -> None:
    # Its title stands in the synthèse of the example already, which has no fault.
    assert "BC6" in next(c for c in exemple.projet.candidats if c.numero == 24).blocs_acquis
    assert constats("synthese", "BC1 — Exercer", "BC1 — E") == [" : BC1 n'y figure pas"]


def test_a_corrige_must_cover_each_criterion_of_its_groups(exemple: Prepare, constats: Constats) -> None:
    sujet = next(
        d.sujet
        for d in exemple.plan.documents
        if d.code == "corrige" and ADAPTES in {a.critere for g in _attendus(exemple, d.sujet) for a in g.attendus}
    )
    (finding,) = constats("corrige", ADAPTES, "", None, sujet=sujet, count=9)
    assert "critère « Les contrats sélectionnés" in finding
    assert finding.endswith("n'y figure pas")
    # It may speak of one again.
    assert constats("corrige", ADAPTES, f"{ADAPTES} {ADAPTES}", None, sujet=sujet) == []


def _attendus(exemple: Prepare, sujet: str | None) -> tuple[AttendusGroupe, ...]:
    return next(s.corrige.criteres for s in exemple.projet.sujets if s.code == sujet)


def test_a_grille_names_the_sujets_drawn(exemple: Prepare, constats: Constats) -> None:
    drawn = sorted(a.sujet for a in exemple.plan.tirage if a.numero == 12)
    own = drawn[0]
    other = next(s.code for s in exemple.projet.sujets if s.competence == "C8" and s.code not in drawn)
    wrong = [f" : le sujet {own} n'y figure pas", f", page 1 : le sujet {other} n'a rien à y faire"]
    assert constats("grille", own, other, count=99) == wrong
    assert constats("grille", own, other) == wrong[1:]
    # The reference at the foot of each page is no proof.
    page = constats("sujet", own, other, sujet=own, count=99)
    assert wrong[0] in page


def test_a_text_that_goes_on_overleaf_is_one_text(exemple: Prepare, couverture: Couverture, textes: Textes) -> None:
    grille = _document(exemple, "grille", 12)
    (page,) = textes[grille.chemin]
    middle = page.index(ADAPTES) + 40
    head, foot = "CQP Gestionnaire 012 — DUPONT Jean ", " Page {} sur 2 exemple / grille / 012"
    pages = (head + page[:middle] + foot.format(1), head + page[middle:] + foot.format(2))
    assert couverture.verifier(grille, pages) == []
    (finding,) = couverture.verifier(grille, (pages[0], pages[1].replace(page[middle : middle + 20], "")))
    assert "C8.2, critère" in finding
    # A whole page twice is no such thing.
    assert any("pages 1, 2 : C8 y figure 2 fois" in f for f in couverture.verifier(grille, (page, page)))


def test_breaks_hyphens_and_capitals_do_not_matter(constats: Constats) -> None:
    assert constats("grille", ADAPTES, ADAPTES.upper().replace(" ", "\n").replace("É", "E\u0301")) == []
    assert constats("grille", "contrats sélectionnés", "con- trats sélection\u2010 nés") == []


@pytest.mark.parametrize("entry", [{"un_par": ["commission"]}, {"un_par": ["candidat"]}])
def test_a_kit_that_asks_for_what_cannot_be_is_refused(entry: dict[str, object]) -> None:
    base = {"code": "x", "titre": "X", "gabarit": "x.docx", "diffusion": ["jury"], "couverture": ["sujets"]}
    with pytest.raises(ValidationError, match="couverture"):
        DocumentDuKit.model_validate(base | entry)


def test_a_build_that_leaves_something_out_is_refused(exemple: Prepare, tmp_path: Path) -> None:
    moteur = MoteurTruque(remplace=(("C8.2", "C8.3"),))
    with pytest.raises(VerificationFailed) as caught:
        construire(exemple, tmp_path, moteur, numeros=[7])
    files = {c.partition(" : ")[0].rpartition("/")[2] for c in caught.value.constats if "C8.2 n'y figure pas" in c}
    assert {"007-livret-of.pdf", "007-livret-tuteur.pdf"} < files
    assert all("C8.2" in c for c in caught.value.constats)


def test_finished_pages_of_an_engine_have_no_fault(exemple: Prepare, moteur_rdocx: Engine, tmp_path: Path) -> None:
    assert construire(exemple, tmp_path, moteur_rdocx, numeros=[12]).manifeste.candidats == (12,)


def test_documents_that_must_show_the_same_are_asked_for_the_same(exemple: Prepare, couverture: Couverture) -> None:
    """What is kept for one document is given to those alone that would be asked for it anyway."""
    asked: dict[str, object] = {}
    documents = [d for d in exemple.plan.documents if couverture.concerne(d)]
    for document in documents:
        expected, _ = couverture._a_chercher(document)
        assert expected == couverture.attentes(document)
        said = couverture.dit(document).replace(document.chemin, "")
        assert asked.setdefault(said, expected) == expected
    assert 1 < len(asked) < len(documents)
