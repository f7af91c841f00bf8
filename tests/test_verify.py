"""Each fault that must never be printed is found on real PDFs, and a page without fault is left in peace."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.bundle import Piece, assembler
from kitgen.verify import pages_simplifiees, verifier_document, verifier_pack
from tests.aides import ecrire_pdf

NOM, AUTRE = "LE GOFF Zoé", "DUPONT Jean"
REFERENCE = "exemple / grille / 012 / J1-2"
PARTOUT, NULLE_PART = (REFERENCE, NOM), (AUTRE, "N’DIAYE Ousmane")


def _page(number: int, total: int, *, nom: str = NOM, reference: str = REFERENCE, texte: str = "Observations") -> str:
    return f"Grille d’évaluation\n{texte}\n{nom} – {reference}\nPage {number} sur {total}"


def _constats(tmp_path: Path, *pages: str) -> list[str]:
    pdf = ecrire_pdf(tmp_path / "d.pdf", *pages)
    return verifier_document("c/012-grille.pdf", pages_simplifiees(pdf), PARTOUT, NULLE_PART)


def _un_constat(tmp_path: Path, *pages: str) -> str:
    findings = _constats(tmp_path, *pages)
    assert len(findings) == 1, findings
    assert findings[0].startswith("c/012-grille.pdf, page ")
    return findings[0]


def test_a_document_as_it_should_be_has_no_fault(tmp_path: Path) -> None:
    assert _constats(tmp_path, _page(1, 3), _page(2, 3), _page(3, 3)) == []


def test_another_candidate_s_name_is_found_on_its_page(tmp_path: Path) -> None:
    finding = _un_constat(tmp_path, _page(1, 2), _page(2, 2, texte=f"Signature de {AUTRE} :"))
    assert "page 2" in finding
    assert AUTRE in finding


def test_another_candidate_s_name_is_found_across_a_line_break(tmp_path: Path) -> None:
    assert "N’DIAYE Ousmane" in _un_constat(tmp_path, _page(1, 1, texte="remis à N’DIAYE\nOusmane"))


def test_a_longer_name_that_begins_or_ends_alike_is_somebody_else(tmp_path: Path) -> None:
    assert _constats(tmp_path, _page(1, 1, texte="DUPONT Jeanne, LEDUPONT Jean, DUPONT Jean2")) == []


def test_a_page_of_another_candidate_is_found_though_it_is_whole(tmp_path: Path) -> None:
    findings = _constats(tmp_path, _page(1, 2), _page(2, 2, nom=AUTRE, reference="exemple / grille / 013 / J1-2"))
    assert all("page 2" in f for f in findings)
    assert any(NOM in f and "n'y figure pas" in f for f in findings)
    assert any(AUTRE in f and "n'a rien à y faire" in f for f in findings)
    assert any(REFERENCE in f for f in findings)


def test_a_missing_reference_is_found(tmp_path: Path) -> None:
    finding = _un_constat(tmp_path, _page(1, 2), _page(2, 2, reference=""))
    assert "page 2" in finding
    assert REFERENCE in finding


def test_a_text_that_is_broken_over_lines_is_there(tmp_path: Path) -> None:
    assert _constats(tmp_path, _page(1, 1, nom="LE\nGOFF Zoé", reference="exemple / grille\n/ 012 / J1-2")) == []


def test_a_text_with_no_break_spaces_is_there(tmp_path: Path) -> None:
    pdf = ecrire_pdf(tmp_path / "d.pdf", _page(1, 1, texte="Début :\u00a08\u00a0h\u00a030"))
    assert verifier_document("d", pages_simplifiees(pdf), ("Début : 8 h 30",), ()) == []
    pdf = ecrire_pdf(tmp_path / "d.pdf", _page(1, 1, texte="Début : 8 h 30"))
    assert verifier_document("d", pages_simplifiees(pdf), ("Début\u202f:\u00a08\u00a0h\u00a030",), ()) == []


def test_a_name_with_decomposed_accents_is_there(tmp_path: Path) -> None:
    pdf = ecrire_pdf(tmp_path / "d.pdf", _page(1, 1))
    assert verifier_document("d", pages_simplifiees(pdf), ("LE GOFF Zoe\u0301",), ()) == []


@pytest.mark.parametrize("reste", ["{{ candidat.nom }}", "{{", "}}", "{% endif %}", "{%", "%}", "None", "Undefined"])
def test_a_left_over_of_the_template_is_found(tmp_path: Path, reste: str) -> None:
    assert "reste de gabarit" in _un_constat(tmp_path, _page(1, 1, texte=f"Tuteur : {reste} fin"))


def test_a_replacement_character_is_found() -> None:
    (finding,) = verifier_document("d", (_page(1, 1, texte="Prénom : Pawe\ufffd").replace("\n", " "),), PARTOUT, ())
    assert "illisible" in finding


def test_braces_alone_and_words_with_none_inside_are_no_left_over(tmp_path: Path) -> None:
    assert _constats(tmp_path, _page(1, 1, texte="{a}, 100 %, Nonette, NONE, none")) == []


@pytest.mark.parametrize("page", ["", "  \n ", "Page 2 sur 3"])
def test_a_blank_page_is_found(tmp_path: Path, page: str) -> None:
    finding = _un_constat(tmp_path, _page(1, 3), page, _page(3, 3))
    assert "page 2" in finding
    assert "page blanche" in finding


@pytest.mark.parametrize(
    ("shown", "total"),
    [(1, 2), (2, 3), (3, 2), (12, 2), (2, 22)],
)
def test_a_wrong_page_number_is_found(tmp_path: Path, shown: int, total: int) -> None:
    finding = _un_constat(tmp_path, _page(1, 2), _page(shown, total))
    assert "page 2" in finding
    assert "Page 2 sur 2" in finding


def test_a_lost_page_is_found_by_the_number_of_pages(tmp_path: Path) -> None:
    findings = _constats(tmp_path, _page(1, 3), _page(2, 3))
    assert [f.partition(" : ")[0] for f in findings] == ["c/012-grille.pdf, page 1", "c/012-grille.pdf, page 2"]


def test_a_page_without_a_number_is_found(tmp_path: Path) -> None:
    assert "Page 1 sur 1" in _un_constat(tmp_path, _page(1, 1).replace("Page 1 sur 1", ""))


def test_a_long_text_is_shortened_in_the_finding(tmp_path: Path) -> None:
    pdf = ecrire_pdf(tmp_path / "d.pdf", _page(1, 1))
    (finding,) = verifier_document("d", pages_simplifiees(pdf), ("mot " * 500,), ())
    assert len(finding) < 200


@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_a_name_is_searched_letter_by_letter_whatever_it_holds(name: str, around: str) -> None:
    # A name such as « A.*(B » must not be read as a pattern.
    verifier_document("d", (f"{around} {name} {'x' * 20}",), (name,), (name,))


# --- packs ---

TEXTES = {"a": ("a un sur deux", "a deux sur deux"), "b": ("b seule",), "c": ("c une", "c deux", "c trois")}
ENTIER = (*TEXTES["a"], *TEXTES["b"], *TEXTES["c"])
FACES = [(name, n) for name, texts in TEXTES.items() for n in range(1, len(texts) + 1)]
RECTO_VERSO = [*FACES[:3], None, *FACES[3:], None]


def _pack(tmp_path: Path, pages: tuple[str, ...], faces: list[tuple[str, int] | None] = FACES) -> list[str]:
    read = pages_simplifiees(ecrire_pdf(tmp_path / "p.pdf", *pages))
    return verifier_pack("packs/p.pdf", read, faces, TEXTES)


def test_a_pack_of_all_its_documents_has_no_fault(tmp_path: Path) -> None:
    assert _pack(tmp_path, ENTIER) == []


@pytest.mark.parametrize("index", range(5))
def test_two_swapped_pages_are_found(tmp_path: Path, index: int) -> None:
    pages = list(ENTIER)
    pages[index], pages[index + 1] = pages[index + 1], pages[index]
    findings = _pack(tmp_path, tuple(pages))
    assert findings
    assert all("packs/p.pdf" in f for f in findings)


def test_each_swapped_page_is_named(tmp_path: Path) -> None:
    findings = _pack(tmp_path, (*TEXTES["a"], *TEXTES["b"], "c une", "c trois", "c deux"))
    assert findings == [
        "packs/p.pdf, page 5 : ce n'est pas c, page 2",
        "packs/p.pdf, page 6 : ce n'est pas c, page 3",
    ]


@pytest.mark.parametrize("index", range(6))
def test_a_missing_page_is_found(tmp_path: Path, index: int) -> None:
    findings = _pack(tmp_path, ENTIER[:index] + ENTIER[index + 1 :])
    assert any("5 pages au lieu de 6" in f for f in findings)


@pytest.mark.parametrize("index", range(7))
@pytest.mark.parametrize("more", ["", "b seule", "page de quelqu'un d'autre"])
def test_a_page_too_many_is_found(tmp_path: Path, index: int, more: str) -> None:
    findings = _pack(tmp_path, (*ENTIER[:index], more, *ENTIER[index:]))
    assert any("7 pages au lieu de 6" in f for f in findings)


def test_a_missing_document_is_found(tmp_path: Path) -> None:
    assert _pack(tmp_path, TEXTES["a"] + TEXTES["c"])


def test_blank_pages_are_expected_where_they_are_planned(tmp_path: Path) -> None:
    pages = (*TEXTES["a"], *TEXTES["b"], "", *TEXTES["c"], "")
    assert _pack(tmp_path, pages, RECTO_VERSO) == []
    # A pack in which they are forgotten prints one document on the back of another.
    findings = _pack(tmp_path, ENTIER, RECTO_VERSO)
    assert "packs/p.pdf, page 4 : une page blanche était attendue" in findings
    assert "packs/p.pdf : 6 pages au lieu de 8" in findings


def test_a_page_that_should_be_blank_and_is_not_is_found(tmp_path: Path) -> None:
    pages = (*TEXTES["a"], *TEXTES["b"], "tampon", *TEXTES["c"], "")
    assert _pack(tmp_path, pages, RECTO_VERSO) == ["packs/p.pdf, page 4 : une page blanche était attendue"]


@pytest.mark.parametrize("duplex", [True, False])
def test_what_is_bundled_passes(tmp_path: Path, duplex: bool) -> None:
    pieces = [Piece(ecrire_pdf(tmp_path / f"{name}.pdf", *TEXTES[name]), name, name, name) for name in TEXTES]
    relie = assembler(pieces, tmp_path / "pack.pdf", "Pack", recto_verso=duplex)
    names = list(TEXTES)
    faces = [None if f.blanche else (names[f.piece], f.page) for f in relie.faces]
    assert verifier_pack("packs/p.pdf", pages_simplifiees(tmp_path / "pack.pdf"), faces, TEXTES) == []
    with pikepdf.open(tmp_path / "pack.pdf", allow_overwriting_input=True) as pdf:
        del pdf.pages[1]
        pdf.save()
    assert verifier_pack("packs/p.pdf", pages_simplifiees(tmp_path / "pack.pdf"), faces, TEXTES)


def test_a_sujet_that_announces_another_number_of_pages_is_found(tmp_path: Path) -> None:
    assert _constats(tmp_path, _page(1, 2, texte="Ce sujet comporte 2 pages."), _page(2, 2)) == []
    finding = _un_constat(tmp_path, _page(1, 2, texte="Ce sujet comporte 3 pages."), _page(2, 2))
    assert "annonce 3 pages" in finding
    assert "il y en a 2" in finding
