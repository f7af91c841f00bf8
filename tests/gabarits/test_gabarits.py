"""The shipped templates: their generator's output, inside the Word dialect that both engines lay out alike."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from functools import cache

import docx
import pytest
from lxml import etree

from kitgen.gabarits.__main__ import gabarits, main
from kitgen.gabarits.style import Style
from kitgen.gabarits.styles import CARACTERES, CORPS, STYLES
from kitgen.model.image import Image
from kitgen.render.gabarit import Gabarit
from tests.gabarits.exemple import DOCUMENTS, OPTIONS, PACKS, RACINE, contexte, pack

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ADAPTES = ("convocation.dys", "sujet.dys", "brouillon.dys")
"""Templates of their own for that version; the others are changed by kitgen.render.dys alone."""
FICHIERS = tuple(f"{code}.docx" for code in (*DOCUMENTS, *ADAPTES))
PARTS = ("word/document.xml", "word/header1.xml", "word/footer1.xml")
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def _parts(content: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")}


@cache
def _template(fichier: str) -> dict[str, etree._Element]:
    return _parts((RACINE / "templates" / fichier).read_bytes())


@cache
def _rendered(code: str, option: str, note: int = 0) -> dict[str, etree._Element]:
    gabarit = Gabarit.ouvrir(RACINE / f"templates/{code}.docx")
    return _parts(gabarit.rendre(contexte(code, option, note=note)))


def _trees(code: str) -> list[etree._Element]:
    return [part for option in OPTIONS for name, part in _rendered(code, option).items() if name in PARTS]


def _text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def _texts(code: str, option: str) -> list[str]:
    return [_text(p) for p in _rendered(code, option)["word/document.xml"].iter(f"{W}p")]


def _val(element: etree._Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(f"{W}{name}")


def _width(fichier: str) -> int:
    section = _template(fichier)["word/document.xml"].find(f"{W}body/{W}sectPr")
    margins = section.find(f"{W}pgMar")
    return int(_val(section.find(f"{W}pgSz"), "w")) - int(_val(margins, "left")) - int(_val(margins, "right"))


def test_the_committed_templates_are_what_the_generator_writes(tmp_path):
    assert main([str(tmp_path)]) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(FICHIERS)
    for fichier in FICHIERS:
        assert (tmp_path / fichier).read_bytes() == (RACINE / "templates" / fichier).read_bytes(), (
            f"{fichier}: run « make gabarits »"
        )


def test_the_generator_asks_for_one_folder(capsys):
    assert main([]) == 2
    assert "DOSSIER" in capsys.readouterr().err


@pytest.mark.parametrize("fichier", FICHIERS)
def test_word_can_open_it(fichier):
    document = docx.Document(str(RACINE / "templates" / fichier))
    assert document.paragraphs


@pytest.mark.parametrize("fichier", FICHIERS)
def test_every_tag_stands_in_one_run(fichier):
    for name in PARTS:
        for paragraph in _template(fichier)[name].iter(f"{W}p"):
            in_runs = [tag for t in paragraph.iter(f"{W}t") for tag in TAG.findall(t.text or "")]
            assert in_runs == TAG.findall(_text(paragraph))
            assert not re.search(r"\{\{|\{%|%\}|\}\}", TAG.sub("", _text(paragraph)))


@pytest.mark.parametrize("fichier", FICHIERS)
def test_all_formatting_comes_from_named_styles(fichier):
    for name in PARTS:
        tree = _template(fichier)[name]
        for properties in tree.iter(f"{W}pPr"):
            assert [child.tag for child in properties] == [f"{W}pStyle"]
        for properties in tree.iter(f"{W}rPr"):
            assert [child.tag for child in properties] == [f"{W}rStyle"]


def test_every_style_is_defined_once_and_used():
    ids = Counter(s.id for s in (*STYLES, *CARACTERES))
    assert {i for i, n in ids.items() if n > 1} == set()
    used: set[str | None] = {"PiedDePage", *(s.base for s in STYLES)}
    for fichier in FICHIERS:
        defined = {_val(s, "styleId") for s in _template(fichier)["word/styles.xml"].iter(f"{W}style")}
        for name in PARTS:
            for tag in ("pStyle", "rStyle"):
                here = {_val(s) for s in _template(fichier)[name].iter(f"{W}{tag}")}
                assert here <= defined
                used |= here
    assert set(ids) - used - {s.id for s in CORPS} == set()


@pytest.mark.parametrize("style", [s for s in STYLES if s.page or s.niveau >= 0], ids=lambda s: s.id)
def test_a_style_that_can_start_a_page_has_no_space_before(style: Style):
    assert style.avant == 0


@pytest.mark.parametrize("fichier", FICHIERS)
def test_only_the_fonts_that_ship_are_named(fichier):
    fonts = {
        value
        for part in _template(fichier).values()
        for element in part.iter(f"{W}rFonts", f"{W}font")
        for value in element.attrib.values()
    }
    assert fonts == {"Carlito", "DejaVu Sans"}


@pytest.mark.parametrize("code", DOCUMENTS)
def test_tables_keep_to_the_dialect(code):
    limit = _width(f"{code}.docx")
    for tree in [*_trees(code), *(_template(f"{code}.docx")[name] for name in PARTS)]:
        for table in tree.iter(f"{W}tbl"):
            properties = table.find(f"{W}tblPr")
            columns = [int(_val(c, "w")) for c in table.iterfind(f"{W}tblGrid/{W}gridCol")]
            assert _val(properties.find(f"{W}tblLayout"), "type") == "fixed"
            assert int(_val(properties.find(f"{W}tblW"), "w")) == sum(columns) <= limit
            assert properties.find(f"{W}tblCellMar") is not None
            headers = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.findall(f"{W}tr")]
            assert headers == sorted(headers, reverse=True), "a header row below another row"
            for row in table.findall(f"{W}tr"):
                assert row.find(f"{W}trPr/{W}cantSplit") is not None
                cells = row.findall(f"{W}tc")
                assert sum(int(_val(c.find(f"{W}tcPr/{W}tcW"), "w")) for c in cells) == sum(columns)
                assert sum(int(_val(c.find(f"{W}tcPr/{W}gridSpan")) or 1) for c in cells) == len(columns)
        assert next(tree.iter(f"{W}vMerge"), None) is None


@pytest.mark.parametrize("code", DOCUMENTS)
@pytest.mark.parametrize("note", [0, 20])
def test_a_rendered_document_is_sound(code, note):
    """Every cell ends with a paragraph, tables are apart, bookmarks are unique, no tag is left."""
    for option in OPTIONS:
        for name, tree in _rendered(code, option, note).items():
            if name not in PARTS:
                continue
            assert all(cell[-1].tag == f"{W}p" for cell in tree.iter(f"{W}tc"))
            for table in tree.iter(f"{W}tbl"):
                following = table.getnext()
                assert following is not None
                assert following.tag == f"{W}p"
            for attribute in ("id", "name"):
                values = [_val(b, attribute) for b in tree.iter(f"{W}bookmarkStart")]
                assert len(values) == len(set(values))
            assert "{{" not in _text(tree)
            assert "{%" not in _text(tree)


@pytest.mark.parametrize("code", DOCUMENTS)
def test_a_symbol_stands_in_a_run_of_its_own(code):
    for tree in _trees(code):
        for run in tree.iter(f"{W}r"):
            if "☐" in _text(run):
                assert _text(run) == "☐"
                assert _val(run.find(f"{W}rPr/{W}rStyle")) in ("CaseCochee", "CaseStylo")


@pytest.mark.parametrize("code", ["livret-of", "livret-tuteur", "grille"])
@pytest.mark.parametrize("option", OPTIONS)
def test_every_group_is_rated_once(code, option):
    blocs = contexte(code, option)["blocs"]
    groups = [(c, g) for b in blocs for c in b.competences for g in c.groupes]
    texts = _texts(code, option)
    assert texts.count("Critères non précisés dans le référentiel.") == sum(not g.criteres for _, g in groups)
    for competence, group in groups:
        for sc in group.sous_competences:
            assert texts.count(f"{sc.code}  {sc.intitule}") == 1
        if not group.sous_competences:
            assert f"{competence.code}  {competence.intitule}" in texts
    # One box per level for each group; a livret explains the scale with one box more per level.
    scale = 0 if code == "grille" else 4
    assert sum(t.count("☐") for t in texts) == 4 * len(groups) + scale


@pytest.mark.parametrize("code", ["livret-of", "livret-tuteur"])
@pytest.mark.parametrize("option", OPTIONS)
def test_a_livret_lists_each_competence_with_its_page(code, option):
    tree = _rendered(code, option)["word/document.xml"]
    marks = {_val(b, "name") for b in tree.iter(f"{W}bookmarkStart")}
    fields = [i.text.split()[1] for i in tree.iter(f"{W}instrText") if "PAGEREF" in (i.text or "")]
    competences = [c.code for b in contexte(code, option)["blocs"] for c in b.competences]
    assert fields == [f"comp_{c}" for c in competences]
    assert marks == set(fields)


def test_what_is_acquired_is_said_and_not_evaluated():
    assert "Blocs déjà acquis, non évalués" in _texts("livret-of", "sinistre")
    assert "Blocs déjà acquis, non évalués" not in _texts("livret-of", "production")
    assert not any("C4  " in t for t in _texts("livret-of", "sinistre"))


def test_a_dispense_is_printed_as_without_object():
    rows = sum(len(b.competences) for b in contexte("synthese", "sinistre")["blocs"])
    assert _texts("synthese", "sinistre").count("Sans objet") == rows
    assert "Sans objet" not in _texts("synthese", "production")


def test_the_note_of_the_source_follows_what_refers_to_it():
    context = contexte("grille", "production")
    context["evaluateur"] = context["evaluateurs"][2]
    gabarit = Gabarit.ouvrir(RACINE / "templates/livret-of.docx")
    tree = _parts(gabarit.rendre(context))["word/document.xml"]
    texts = [_text(p) for p in tree.iter(f"{W}p")]
    at = next(i for i, t in enumerate(texts) if "(*)" in t)
    assert texts[at + 2].startswith("(*) Cette épreuve orale")


@pytest.mark.parametrize("code", DOCUMENTS)
def test_only_what_is_reserved_says_so(code):
    reserved = "Réservé à la commission" in _text(_rendered(code, "production")["word/header1.xml"])
    assert reserved == (code in ("corrige", "grille", "synthese", "questions"))


def test_a_sujet_shows_the_durations_of_its_evaluator_and_no_answer():
    context = contexte("sujet")
    gabarit = Gabarit.ouvrir(RACINE / "templates/sujet.docx")
    for evaluateur, shown, hidden in ((2, "40 min", "2 h"), (0, "2 h", "40 min")):
        context["evaluateur"] = context["evaluateurs"][evaluateur]
        tree = _parts(gabarit.rendre(context))["word/document.xml"]
        texts = [_text(p) for p in tree.iter(f"{W}p")]
        assert shown in texts
        assert hidden not in texts
        assert texts[-1] == "Fin du sujet"
        assert not any("formule Confort répond" in t for t in texts)


def test_a_template_is_a_name_and_a_page():
    for gabarit in gabarits():
        assert gabarit.fichier in FICHIERS
        assert gabarit.page.largeur == _width(gabarit.fichier)


def _shown(code: str, **others: object) -> list[str]:
    gabarit = Gabarit.ouvrir(RACINE / f"templates/{code}.docx")
    tree = _parts(gabarit.rendre(contexte(code) | others))["word/document.xml"]
    return [_text(p) for p in tree.iter(f"{W}p")]


@pytest.mark.parametrize("code", PACKS)
def test_what_opens_a_pack_names_everyone_in_it_with_the_counts(code):
    texts = _shown(code, pack=pack(3))
    for partie in pack(3).parties:
        if partie.numero:
            assert texts.count(partie.titre) == 1
    for total in (11, 53, 31):
        assert str(total) in texts


def test_the_cover_counts_each_document_and_each_candidate():
    texts = _shown("garde")
    assert texts.count("Grille d’évaluation de la commission   J1-1") == 0  # the context gives texts ready to print
    assert texts.count("Grille d'évaluation de la commission   J1-1") == 3
    assert texts.count("Fiche de synthèse") == 3
    assert texts.count("Pour toute la commission") == 1
    assert texts.count("12") == 3
    assert {"Dossier du jury – Commission 1", "du 8 au 9 décembre 2026", "Salle 12", "Salle 14"} <= set(texts)


def test_the_cover_says_how_to_print():
    assert "Imprimez ce dossier en recto verso." in _shown("garde")
    assert "Imprimez ce dossier en recto seul." in _shown("garde", pack=replace(pack(1), recto_verso=False))
    thrice = _shown("garde", pack=replace(pack(1), exemplaires=3))
    assert "Imprimez ce dossier en recto verso, en 3 exemplaires." in thrice
    assert any("17 feuilles" in t and "51 en tout" in t for t in thrice)


def test_copies_of_a_document_are_told_on_the_cover_and_on_the_separator():
    assert "Corrigé du cas pratique   C8-A   × 2" in _shown("garde")
    several = replace(pack(3).parties[2], documents=pack(3).parties[0].documents)
    assert "Corrigé du cas pratique   C8-A   × 2" in _shown("intercalaire", partie=several)


def test_a_separator_says_who_comes_next_and_what_follows():
    texts = _shown("intercalaire")
    assert texts.count("012") == 1
    assert {"Candidat 2 sur 3 de ce dossier", "Salle 12", "Total", "7"} <= set(texts)
    assert sum(t.startswith("Grille") for t in texts) == 2
    # Where there are no hours, nothing is said of them.
    assert "Salle 12" not in _shown("intercalaire", passage=None)


def test_the_cover_of_an_of_has_its_address_and_no_room():
    c = contexte("bordereau")
    texts = _shown("garde", organisme=c["organisme"], commission=None)
    assert "1 rue du Modèle, 44000 Nantes" in texts
    assert "Salle du jury" not in texts


@pytest.mark.parametrize("candidats", [0, 1, 400])
@pytest.mark.parametrize("code", PACKS)
def test_a_pack_of_any_size_has_one_header_row_that_repeats(code, candidats):
    gabarit = Gabarit.ouvrir(RACINE / f"templates/{code}.docx")
    tree = _parts(gabarit.rendre(contexte(code) | {"pack": pack(candidats)}))["word/document.xml"]
    headers = [row for row in tree.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    assert len(headers) == (0 if code == "check-list" and not candidats else 1)
    rows = [r for t in tree.iter(f"{W}tbl") for r in t.findall(f"{W}tr")]
    assert len(rows) >= candidats


def test_a_check_list_differs_by_pack_and_has_two_boxes_a_candidate():
    texts = {code: _shown("check-list", pack=pack(3, code)) for code in ("preparation", "jury", "secretariat", "autre")}
    boxes = {code: [t for t in shown if t.startswith("☐") and len(t) > 1] for code, shown in texts.items()}
    assert len({tuple(b) for b in boxes.values()}) == 4
    assert all(len(b) >= 4 for b in boxes.values())
    assert all(shown.count("☐") == 6 for shown in texts.values())
    assert any("brouillons" in t for t in boxes["preparation"])
    assert any("signée par chaque juré" in t for t in boxes["jury"])
    assert any("Procès-verbal" in t for t in boxes["secretariat"])


def test_the_slip_says_from_whom_to_whom_and_is_signed_in_one_row():
    code = "bordereau"
    texts = _texts(code, "production")
    assert "Organisme certificateur d'exemple" in texts
    assert "Institut supérieur de formation aux métiers de l'assurance" in texts
    assert texts.count("☐") == len(pack(3).parties)
    signed = [r for r in _rendered(code, "production")["word/document.xml"].iter(f"{W}tr") if "Reçu le" in _text(r)]
    assert len(signed) == 1
    assert "Signature et cachet" in _text(signed[0])


@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_page_says_what_it_is(code):
    parts = _rendered(code, "production")
    around = _text(parts["word/header1.xml"]) + _text(parts["word/footer1.xml"])
    context = contexte(code)
    assert context["session"].intitule in around
    assert context["document"].reference in around
    assert f"Référentiel du {context['referentiel'].version}" in around
    fields = [i.text.strip() for i in parts["word/footer1.xml"].iter(f"{W}instrText")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_a_grille_names_its_candidate_on_each_page_and_asks_for_questions_per_sujet():
    header = _text(_rendered("grille", "production")["word/header1.xml"]).replace("\xa0", " ")
    assert "012 — PRUD'HOMME-DESCHAMPS" in header
    assert "Présentation orale : 15 min" in header
    texts = _texts("grille", "production")
    assert [t for t in texts if t.startswith("Questions posées sur")] == [
        f"Questions posées sur {c.code}, sujet {c.sujet}"
        for b in contexte("grille")["blocs"] for c in b.competences if c.sujet
    ]  # fmt: skip


def test_every_member_signs_the_synthese_by_name():
    texts = _texts("synthese", "production")
    members = [t for t in texts for j in contexte("synthese")["commission"].jures if t.startswith(j.nom_complet)]
    assert len(members) == texts.count("Signature") == 3
    assert "Absences, incidents" in texts


def test_a_sujet_lists_its_documents():
    listed = next(t for t in _texts("sujet", "production") if t.startswith("Documents du dossier"))
    assert "1 — Courriel du client ; 2 — État du personnel ; 3 — " in listed.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("genre", ["png", "jpeg"])
@pytest.mark.parametrize("code", DOCUMENTS)
def test_a_logo_stands_in_the_header_of_every_document(code, genre):
    context = contexte(code)
    session = context["session"]
    logo = Image(b"octets", genre, 900, 270)
    context["session"] = replace(session, certificateur=replace(session.certificateur, logo=logo))
    gabarit = Gabarit.ouvrir(RACINE / f"templates/{code}.docx")
    content = gabarit.rendre(context)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        media = [n for n in names if n.startswith("word/media/")]
        assert [archive.read(n) for n in media] == [b"octets"]
        assert f'Extension="{genre}"'.encode() in archive.read("[Content_Types].xml")
        assert media[0].removeprefix("word/").encode() in archive.read("word/_rels/header1.xml.rels")
    document = docx.Document(io.BytesIO(content))
    assert len(document.sections[0].header.part.rels) == 1
    table = _parts(content)["word/header1.xml"].find(f"{W}tbl")
    assert sum(int(_val(c, "w")) for c in table.iterfind(f"{W}tblGrid/{W}gridCol")) == _width(f"{code}.docx")
    # Without a logo again: the same template has not kept it.
    assert b"media" not in gabarit.rendre(contexte(code))
