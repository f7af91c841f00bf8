"""Each fault of a page is found, and a page without fault is left in peace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Name

from kitgen.convert import Travail, convertir
from kitgen.engines.base import Engine
from kitgen.errors import Echec
from kitgen.relecture.lecture import lire
from kitgen.relecture.lu import Demande, PdfLu, Signet
from tests.aides import ecrire_gabarit, ecrire_pdf, pages_simplifiees
from tests.relecture.fabrique import PERSONNES, REFERENCE, constats, document, lu, manifeste, page, personne


def un_constat(*pages: str) -> str:
    findings = constats(*pages)
    assert len(findings) == 1, findings
    assert findings[0].startswith("c/012-grille.pdf, page ")
    return findings[0]


def test_a_document_as_it_should_be_has_no_fault() -> None:
    assert constats(page(1, 3), page(2, 3), page(3, 3)) == []


@pytest.mark.parametrize(
    "text",
    [
        *("Signature de DUPONT Jean :", "Jean DUPONT", "remis à N’DIAYE\nOusmane", "(DUPONT\u00a0Jean)"),
        "N'DIAYE Ousmane",
        *("stage chez Axo & Fils", "Axo\n& Fils", "vu avec Luc Berthier", "inscrit à Campus Rhône"),
        "LE GOFF Zoé Marie",
    ],
)
def test_another_s_name_company_tutor_or_of_is_found_on_its_page(text: str) -> None:
    finding = un_constat(page(1, 2), page(2, 2, texte=text))
    assert "page 2" in finding
    assert "n'a rien à y faire" in finding


@pytest.mark.parametrize(
    "text",
    [
        *("DUPONT Jeanne, LEDUPONT Jean, DUPONT Jean2", "Ponant Courtage", "Institut Atlantique"),
        *("Campus, Rhône", "Axo et Fils", "Berthier"),
    ],
)
def test_one_s_own_names_and_others_that_look_alike_are_left_in_peace(text: str) -> None:
    assert constats(page(1, 1, texte=text)) == []


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_a_name_in_another_s_is_not_taken_for_it_whatever_the_apostrophe(apostrophe: str) -> None:
    """An outline has it straight, a page curved; DUPONT Jean is somebody else."""
    people = (personne(12, "O’CONNOR DUPONT Jean"), personne(13, "DUPONT Jean"))
    own = page(1, 1, texte=f"O{apostrophe}CONNOR DUPONT Jean")
    assert "n'a rien à y faire" not in " ".join(constats(own, personnes=people))
    assert "DUPONT Jean" in " ".join(constats(page(1, 1, texte="DUPONT Jean"), personnes=people))


def test_a_name_that_everybody_may_read_is_not_looked_for() -> None:
    text = page(1, 1, texte="Lieu : Campus Rhône, 18 cours X")
    assert "Campus Rhône" in constats(text)[0]
    assert constats(text, permis=("Campus Rhône, 18 cours X",)) == []
    assert "Campus Rhône" in constats(page(1, 1, texte="Campus Rhône"), permis=("Campus Rhône, 18 cours X",))[0]
    assert constats(page(1, 1, texte="Campus Rhône"), permis=("Campus Rhône",)) == []


def test_a_list_of_a_commission_names_its_candidates_their_of_and_companies() -> None:
    doc = document(
        code="planning", candidat=None, organisme=None, concerne=(12, 13), reference="exemple / planning / J1"
    )
    shown = page(1, 1, nom="", reference="exemple / planning / J1", texte="LE GOFF Zoé, DUPONT Jean, Campus Rhône")
    assert constats(shown, doc=doc) == []
    assert "N’DIAYE" in constats(shown.replace("DUPONT Jean", "N’DIAYE Ousmane"), doc=doc)[0]


def test_a_page_of_another_candidate_is_found_though_it_is_whole() -> None:
    other = document(candidat=13, concerne=(13,), reference="exemple / grille / 013 / J1-2", pdf="c/013.pdf")
    doc = document(pages=2)
    shown = page(2, 2, nom="DUPONT Jean", reference=other.reference)
    findings = constats(page(1, 2), shown, doc=doc, documents=(doc, other))
    assert all("page 2" in f for f in findings)
    for words in ("« LE GOFF Zoé » n'y figure pas", "« DUPONT Jean » n'a rien", "celle de c/013.pdf", REFERENCE):
        assert any(words in f for f in findings), words


def test_a_missing_reference_is_found() -> None:
    assert REFERENCE in un_constat(page(1, 2), page(2, 2, reference=""))
    assert REFERENCE in un_constat(page(1, 1, reference=REFERENCE + "0"))


def test_a_text_that_is_broken_over_lines_or_has_other_blanks_is_there() -> None:
    assert constats(page(1, 1, nom="LE\nGOFF Zoé", reference="exemple / grille\n/ 012 / J1-2")) == []
    assert constats(page(1, 1, nom="LE GOFF Zoe\u0301")) == []
    assert constats(page(1, 1, reference="exemple / grille / 012 / J1-\n2")) == []


@pytest.mark.parametrize(
    "reste", ["{{ candidat.nom }}", "{{", "}}", "{% endif %}", "{%", "%}", "None", "Undefined", "Pawe\ufffd"]
)
def test_a_left_over_of_the_template_is_found(reste: str) -> None:
    assert "reste de gabarit ou caractère illisible" in un_constat(page(1, 1, texte=f"Tuteur : {reste} fin"))


def test_braces_alone_and_words_with_none_inside_are_no_left_over() -> None:
    assert constats(page(1, 1, texte="{a}, 100 %, Nonette, NONE, none")) == []


@pytest.mark.parametrize("blank", ["", "  \n ", "Page 2 sur 3"])
def test_a_blank_page_is_found(blank: str) -> None:
    assert un_constat(page(1, 3), blank, page(3, 3)) == "c/012-grille.pdf, page 2 : page blanche"


@pytest.mark.parametrize(("shown", "total"), [(1, 2), (2, 3), (3, 2), (12, 2), (2, 22)])
def test_a_wrong_page_number_is_found(shown: int, total: int) -> None:
    assert "« Page 2 sur 2 »" in un_constat(page(1, 2), page(shown, total))


def test_a_lost_page_is_found() -> None:
    findings = constats(page(1, 3), page(2, 3), doc=document(pages=3))
    assert any("2 pages au lieu de 3" in f for f in findings)


def test_a_sujet_that_announces_another_number_of_pages_is_found() -> None:
    assert constats(page(1, 2, texte="Ce sujet comporte 2 pages."), page(2, 2)) == []
    assert "annonce 3 pages, il y en a 2" in un_constat(page(1, 2, texte="Ce sujet comporte 3 pages."), page(2, 2))


def test_the_sujets_named_are_those_of_the_document() -> None:
    doc = document(sujets=("C9-A",))
    assert constats(page(1, 1, texte="Sujet C9-A"), doc=doc) == []
    assert constats(page(1, 1), doc=doc) == ["c/012-grille.pdf : le sujet C9-A n'y figure pas"]
    assert "page 1 : le sujet C9-B n'a rien à y faire" in constats(page(1, 1, texte="C9-A, C9-B"), doc=doc)[0]


def test_a_long_text_is_shortened_in_the_finding() -> None:
    (finding,) = constats(page(1, 1), partout=("mot " * 500,))
    assert len(finding) < 200


@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_a_name_is_searched_letter_by_letter_whatever_it_holds(name: str, around: str) -> None:
    # A name such as « A.*(B » must not be read as a pattern.
    people = (*PERSONNES, PERSONNES[1].model_copy(update={"candidat": 99, "formes": (name,)}))
    constats(page(1, 1, texte=f"{around} {name} {around}"), personnes=people)


def test_metadata_and_outline_are_read() -> None:
    good = lu(page(1, 1), metadonnees=(("Title", "Grille"), ("Producer", "kitgen")), signets=(Signet("C9", 1),))
    assert constats(read=good) == []
    for key, value in (("Author", "Moi"), ("Producer", "Word"), ("XMP pdfaid:part", ""), ("Title", "DUPONT Jean")):
        assert "métadonnées" in constats(read=replace(good, metadonnees=((key, value),)))[0]
    assert "le signet" in constats(read=replace(good, signets=(Signet("DUPONT Jean", 1),)))[0]


def test_a_page_that_is_no_longer_the_same_is_found() -> None:
    doc = document(pages=2, empreintes=("e0", "x"))
    assert constats(page(1, 2), page(2, 2), doc=doc) == [
        "c/012-grille.pdf, page 2 : ce n'est plus la page qui a été vérifiée"
    ]


# --- letters: on real pages ---


def _mise_en_page(moteur: Engine, tmp_path: Path, text: str) -> Path:
    word = ecrire_gabarit(tmp_path / "d.docx", *page(1, 1, texte=text).split("\n"))
    (made,) = convertir([Travail(word, tmp_path / "d.pdf", "d")], moteur, atelier=tmp_path, taches=1, delai=120)
    assert not isinstance(made, Echec), made
    return made.pdf


def _lettres(pdf: Path) -> list[str]:
    read = lire(pdf.parent, Demande(pdf.name, texte=True, bandeau=False))
    return constats(read=PdfLu("", read.pages), avec_polices=True)


@pytest.mark.parametrize("moteur", ["rdocx", "libreoffice"])
def test_a_letter_that_no_font_has_is_found(moteur: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    engine = request.getfixturevalue(f"moteur_{moteur}")
    assert (
        _lettres(_mise_en_page(engine, tmp_path, "Zoë Škoda Łukasz Ελένη ☐ ☑ → « œuvre » 8\u202fh Jean\u2011Luc 😀"))
        == []
    )
    assert any("une case vide est imprimée" in f for f in _lettres(_mise_en_page(engine, tmp_path, "Pierre 漢 Martin")))


def test_a_font_that_is_not_ours_or_not_embedded_is_found(moteur_rdocx: Engine, tmp_path: Path) -> None:
    pdf = _mise_en_page(moteur_rdocx, tmp_path, "Obs")
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        font = next(iter(opened.pages[0].resources.Font.values()))
        del font.DescendantFonts[0].FontDescriptor.FontFile2
        opened.save(pdf)
    assert any("n'est pas incorporée" in f for f in _lettres(pdf))
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        next(iter(opened.pages[0].resources.Font.values())).BaseFont = Name("/ABCDEF+ArialMT")
        opened.save(pdf)
    assert any("la police « ArialMT » n'est pas une de celles de kitgen" in f for f in _lettres(pdf))


def test_the_text_of_a_pdf_has_its_blanks_as_one_space(tmp_path: Path) -> None:
    pdf = ecrire_pdf(tmp_path / "d.pdf", "Début :\u00a08\u00a0h\n  fin")
    assert pages_simplifiees(pdf) == ("Début : 8 h fin",)


def test_the_manifest_of_the_tests_is_one() -> None:
    assert manifeste(document()).format == "kitgen/manifeste/2"
