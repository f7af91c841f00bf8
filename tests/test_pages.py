"""The finished pages of the example session: the same words in both engines, the same bytes twice, known texts."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from kitgen.context.construire import Contextes
from kitgen.engines.base import Engine
from kitgen.production.pipeline import Prepare, construire, preparer
from tests.aides import pages_simplifiees

pytestmark = pytest.mark.xdist_group("pages")

DONNEES = Path(__file__).parent / "donnees"
FORMULAIRES = ("livret-of", "livret-tuteur", "grille", "synthese", "convocation", "brouillon", "planning", "emargement")
FORMULAIRES += ("emargement-jury", "proces-verbal", "garde", "check-list", "bordereau", "intercalaire")
UN_BLOC = 70
"""Words of the longest paragraph or table row of a sujet."""

# Both options, the shortest kit, extra time, the longest name, and every corrigé.
CANDIDATS = (3, 6, 7, 13, 24)


@pytest.fixture(scope="module")
def extrait(racine: Path) -> Prepare:
    """The example session cut down to some candidates, with all corrigés and no packs over candidates."""
    whole = preparer(racine / "sessions/exemple")
    documents = tuple(d for d in whole.plan.documents if d.candidat is None or d.candidat in CANDIDATS)
    paths = {d.chemin for d in documents}
    packs = tuple(p for p in whole.plan.packs if paths.issuperset(p.contenu))
    return replace(whole, plan=replace(whole.plan, documents=documents, packs=packs))


def _built(extrait: Prepare, moteur: Engine, out: Path, jobs: int = 2) -> Path:
    return construire(extrait, out, moteur, taches=jobs).dossier


@pytest.fixture(scope="module")
def par_libreoffice(extrait: Prepare, moteur_libreoffice: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(extrait, moteur_libreoffice, tmp_path_factory.mktemp("lo"))


@pytest.fixture(scope="module")
def par_rdocx(extrait: Prepare, moteur_rdocx: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(extrait, moteur_rdocx, tmp_path_factory.mktemp("rdocx"))


def _pages(extrait: Prepare, folder: Path) -> dict[str, tuple[str, ...]]:
    return {d.chemin: pages_simplifiees(folder / f"{d.chemin}.pdf") for d in extrait.plan.documents}


def _words(page: str) -> Counter[str]:
    # A bullet is drawn from another font in each engine; a word that breaks at its hyphen or slash is read in two.
    return Counter(re.findall(r"[\w’'/%€,.-]+", re.sub(r"([-/]) ", r"\1", page)))


def _drift(reference: tuple[str, ...], embedded: tuple[str, ...]) -> list[int]:
    """How many words of each page are not on the same page of the other engine."""
    pairs = zip(reference, embedded, strict=True)
    return [max((_words(a) - _words(b)).total(), (_words(b) - _words(a)).total()) for a, b in pairs]


def test_both_engines_put_the_same_words_on_every_page_of_a_form(
    extrait: Prepare, par_libreoffice: Path, par_rdocx: Path
) -> None:
    reference, embedded = _pages(extrait, par_libreoffice), _pages(extrait, par_rdocx)
    forms = [d.chemin for d in extrait.plan.documents if d.code in FORMULAIRES]
    assert {d.code for d in extrait.plan.documents if d.chemin in forms} == set(FORMULAIRES)
    assert len(forms) > 50
    assert {c: len(reference[c]) for c in forms} == {c: len(embedded[c]) for c in forms}
    assert {c: d for c in forms if any(d := _drift(reference[c], embedded[c]))} == {}


def test_both_engines_agree_on_the_pages_of_a_sujet_but_for_a_block_that_fits_by_a_hair(
    extrait: Prepare, par_libreoffice: Path, par_rdocx: Path
) -> None:
    """A sujet and its corrigé are running text: how it fills a page depends on the data, so one block may move."""
    reference, embedded = _pages(extrait, par_libreoffice), _pages(extrait, par_rdocx)
    flowing = [d.chemin for d in extrait.plan.documents if d.code not in FORMULAIRES]
    assert {c: len(reference[c]) for c in flowing} == {c: len(embedded[c]) for c in flowing}
    drifts = {c: d for c in flowing if any(d := _drift(reference[c], embedded[c]))}
    assert {c: d for c, d in drifts.items() if max(d) > UN_BLOC} == {}
    assert len(drifts) <= len(flowing) // 10, drifts
    for chemin in flowing:
        whole, other = _words(" ".join(reference[chemin])), _words(" ".join(embedded[chemin]))
        # Nothing is lost: what differs is only a header row that is repeated on one more page.
        assert (whole - other).total() + (other - whole).total() < 20, chemin


@pytest.mark.parametrize("moteur", ["par_libreoffice", "par_rdocx"])
def test_the_pages_are_a4_and_open_in_another_reader(
    moteur: str, extrait: Prepare, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(moteur)
    for document in extrait.plan.documents:
        for page in pypdf.PdfReader(folder / f"{document.chemin}.pdf").pages:
            assert sorted(round(float(x)) for x in page.mediabox[2:]) == [595, 842], document.chemin


@pytest.mark.parametrize("moteur", ["moteur_libreoffice", "moteur_rdocx"])
def test_the_same_inputs_give_the_same_bytes(
    moteur: str, extrait: Prepare, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = tuple(d for d in extrait.plan.documents if d.candidat == 7)
    packs = tuple(p for p in extrait.plan.packs if p.cle == "007")
    small = replace(extrait, plan=replace(extrait.plan, documents=documents, packs=packs))
    engine: Engine = request.getfixturevalue(moteur)
    first = _built(small, engine, tmp_path / "a", jobs=1)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    second = _built(small, engine, tmp_path / "b", jobs=2)
    made = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())
    # The manifest, the page and the word that it was verified stand beside them.
    assert len(made) == 2 * len(documents) + len(packs) + 3
    assert [p for p in made if (first / p).read_bytes() != (second / p).read_bytes()] == []


def test_the_texts_of_the_pages_are_the_known_ones(extrait: Prepare, par_rdocx: Path) -> None:
    """Golden texts of the smallest kit and a sinistre livret; KITGEN_GOLDEN=1 writes them again: read the diff."""
    wanted = [d for d in extrait.plan.documents if d.candidat == 7 or (d.candidat == 13 and d.code == "livret-tuteur")]
    assert len(wanted) >= 7
    text = ""
    for document in sorted(wanted, key=lambda d: d.chemin):
        for number, page in enumerate(pages_simplifiees(par_rdocx / f"{document.chemin}.pdf"), 1):
            text += f"== {document.chemin} page {number}\n" + "\n".join(re.findall(r".{1,110}(?:\s|$)", page)) + "\n"
    golden = DONNEES / "pages.txt"
    if os.environ.get("KITGEN_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("moteur", ["par_libreoffice", "par_rdocx"])
def test_what_is_read_together_stands_on_one_page(
    moteur: str, extrait: Prepare, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(moteur)
    seen = 0
    for document in extrait.plan.documents:
        if document.code not in ("synthese", "grille") or document.candidat not in (3, 13):
            continue
        pages = pages_simplifiees(folder / f"{document.chemin}.pdf")
        for page in pages:
            if document.code == "synthese":
                # A bloc is decided where its compétences are rated.
                assert re.findall(r"(BC\d) — ", page) == re.findall(r"Décision pour le bloc (BC\d)", page)
            else:
                # One group of criteria: title, boxes and questions; the others may take two pages.
                titles, questions = (
                    re.findall(rf"{lead}(C1[123]){end}", page) for lead, end in (("", " — "), ("sur ", ","))
                )
                assert titles == questions
                seen += len(titles)
        if document.code == "grille":
            assert "Questions posées sur" in pages[-1]  # the signature is never alone
            assert "Signature de" in pages[-1]
    assert seen == 3 * 3  # three jurors, three compétences


def test_extra_time_is_counted_and_never_explained(extrait: Prepare, par_rdocx: Path) -> None:
    pages = _pages(extrait, par_rdocx)
    mine = " ".join(p for chemin, texts in pages.items() if "/006-" in chemin for p in texts)
    other = " ".join(p for chemin, texts in pages.items() if "/003-" in chemin for p in texts)
    # 40 min and a third is 53 min 20 s: the right is rounded up.
    assert "54 min" in mine
    assert "54 min" not in other
    assert "40 min" in other
    assert not re.search(r"tiers[- ]temps|temps supplémentaire|handicap|majoration", mine, re.IGNORECASE)


@pytest.mark.parametrize("moteur", ["par_libreoffice", "par_rdocx"])
def test_a_version_has_its_own_letters_and_the_other_documents_theirs(
    moteur: str, extrait: Prepare, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(moteur)
    varied = [d for d in extrait.plan.documents if d.variante]
    assert {d.code for d in varied} == {"convocation", "sujet-of", "sujet", "brouillon"}
    assert {d.candidat for d in varied} == {3, 24}
    plain = [d for d in extrait.plan.documents if d.code in ("convocation", "sujet") and d.candidat == 6]
    for document in (*varied, *plain):
        letters = _fonts(folder / f"{document.chemin}.pdf") - {"DejaVuSans", "OpenSymbol"}
        expected = {"LiberationSans", "LiberationSans-Bold"} if document.variante else {"Carlito", "Carlito-Bold"}
        assert letters == expected, document.chemin


def _fonts(pdf: Path) -> set[str]:
    """Names of the fonts of a PDF."""
    names = set()
    for page in pypdf.PdfReader(pdf).pages:
        for font in page["/Resources"].get_object().get("/Font", {}).get_object().values():
            names.add(str(font.get_object()["/BaseFont"]).lstrip("/").rpartition("+")[2].removesuffix("-Regular"))
    return names


def test_no_corrige_is_reachable_from_a_document_for_others(extrait: Prepare) -> None:
    contextes: Contextes = extrait.contextes
    for document in extrait.plan.documents:
        if not {"jury", "secretariat"}.issuperset(document.diffusion):
            assert "corrige" not in contextes.pour(document), document.chemin
