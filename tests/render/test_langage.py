"""What a template may do beside printing texts: images, boxes, QR codes, emphasis, page breaks, shared pieces."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
import zxingcpp
from docx.shared import Pt
from PIL import Image as PilImage

from kitgen.context.vues import Corps
from kitgen.errors import InputProblems
from kitgen.model.image import Image
from kitgen.model.sujet import Element
from kitgen.render.gabarit import Gabarit
from kitgen.render.langage import FILTRES
from tests.render.mots_word import W, document, enregistrer, image_png, partie, table, textes

LOGO = Image(image_png(), "png", 90, 30)


def _rendre(tmp_path: Path, made: Sequence[str] | docx.document.Document, **contexte: object) -> bytes:
    word = document(*made) if isinstance(made, (list, tuple)) else made
    return Gabarit.ouvrir(enregistrer(word, tmp_path / "g.docx"), "g.docx").rendre(contexte)


def _faute(tmp_path: Path, made: Sequence[str] | docx.document.Document, **contexte: object) -> str:
    with pytest.raises(InputProblems) as caught:
        _rendre(tmp_path, made, **contexte)
    (problem,) = caught.value.problems
    return str(problem)


def test_a_box_stands_in_the_font_that_has_it_and_the_text_around_keeps_its_own(tmp_path: Path) -> None:
    made = document()
    run = made.add_paragraph().add_run("A {{ oui|case }} présent {{ non|case }} absent")
    run.bold, run.font.size, run.font.name = True, Pt(9), "Carlito"
    content = _rendre(tmp_path, made, oui=True, non=())
    (paragraph,) = docx.Document(io.BytesIO(content)).paragraphs
    assert [r.text for r in paragraph.runs] == ["A ", "☒", " présent ", "☐", " absent"]
    assert [r.font.name for r in paragraph.runs] == ["Carlito", "DejaVu Sans", "Carlito", "DejaVu Sans", "Carlito"]
    assert {(r.bold, r.font.size) for r in paragraph.runs} == {(True, Pt(9))}


def test_emphasis_in_a_value_adds_to_the_formatting_around(tmp_path: Path) -> None:
    made = document()
    made.add_paragraph().add_run("Règle : {{ regle|riche }} Fin").italic = True
    content = _rendre(tmp_path, made, regle="un **bloc\nvalidé** & __signé__ à 2 * 3 * 4")
    (paragraph,) = docx.Document(io.BytesIO(content)).paragraphs
    assert paragraph.text == "Règle : un bloc\nvalidé & signé à 2 * 3 * 4 Fin"
    assert [r.text for r in paragraph.runs if r.bold] == ["bloc\nvalidé"]
    assert [r.text for r in paragraph.runs if r.underline] == ["signé"]
    assert all(r.italic for r in paragraph.runs)


def test_line_breaks_and_tabs_of_a_value_are_word_s(tmp_path: Path) -> None:
    content = _rendre(tmp_path, ["{{ adresse }}|"], adresse="12, rue X\r\n75009\tParis")
    (paragraph,) = docx.Document(io.BytesIO(content)).paragraphs
    assert paragraph.text == "12, rue X\n75009\tParis|"


def test_several_images_have_numbers_of_their_own_and_their_files_once(tmp_path: Path) -> None:
    signature = Image(image_png(60, 40), "png", 60, 40)
    content = _rendre(tmp_path, ["{{ a|image(30) }} {{ b|image(hauteur=8) }}", "{{ a }}"], a=LOGO, b=signature)
    root = partie(content)
    numbers = [e.get("id") for e in root.iter("{*}docPr")]
    assert len(set(numbers)) == len(numbers) == 3
    sizes = [(int(e.get("cx")) / 36000, int(e.get("cy")) / 36000) for e in root.iter("{*}extent")]
    assert sizes == [(30, 10), (12, 8), (26, pytest.approx(8.667, abs=0.01))]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len([n for n in archive.namelist() if n.startswith("word/media")]) == 2


@pytest.mark.parametrize(
    "tag",
    ["{{ texte|qr(25) }}", "{{r texte|qr(25) }}", "{{ 'Réf. 012 / é — https://exemple.example/a?b=c'|qr(25) }}"],
)
def test_a_qr_code_says_its_text(tmp_path: Path, tag: str) -> None:
    content = _rendre(tmp_path, [f"Voir {tag} ici"], texte="Réf. 012 / é — https://exemple.example/a?b=c")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = [n for n in archive.namelist() if n.startswith("word/media")]
        assert archive.read(name)[24:26] == b"\x08\x00"  # 8 bits of grey: rdocx drops others
        (read,) = zxingcpp.read_barcodes(PilImage.open(io.BytesIO(archive.read(name))))
    assert read.text == "Réf. 012 / é — https://exemple.example/a?b=c"
    assert [int(e.get("cx")) // 36000 for e in partie(content).iter("{*}extent")] == [25]
    assert textes(content) == ["Voir  ici"]
    again = _rendre(tmp_path, [f"Voir {tag} ici"], texte="Réf. 012 / é — https://exemple.example/a?b=c")
    assert again == content


def test_a_page_break_is_a_property_of_the_paragraph_that_asks_for_it(tmp_path: Path) -> None:
    made = document("{%p for c in competences %}")
    made.add_heading("{% if not loop.first %}{{ saut_de_page }}{% endif %}{{ c }} — titre", 1)
    made.add_paragraph("{%p endfor %}")
    content = _rendre(tmp_path, made, competences=("C1", "C2", "C3"))
    paragraphs = docx.Document(io.BytesIO(content)).paragraphs
    assert [p.text for p in paragraphs] == ["C1 — titre", "C2 — titre", "C3 — titre"]
    assert [p.paragraph_format.page_break_before for p in paragraphs] == [None, True, True]
    for paragraph in paragraphs:
        assert next(iter(paragraph._p.pPr)).tag == f"{W}pStyle"
    assert b"sautDePage" not in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")


def test_running_content_takes_the_place_of_its_paragraph_with_or_without_the_p(tmp_path: Path) -> None:
    corps = Corps((Element(texte="Un"), Element(liste=("a", "b"))))
    for tag in ("{{ piece }}", "{{p piece }}"):
        assert textes(_rendre(tmp_path, ["Avant", tag, "Après"], piece=corps)) == ["Avant", "Un", "a", "b", "Après"]
    assert "doit être seule" in _faute(tmp_path, ["Voici {{ piece }}"], piece=corps)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("{{ rien|image }}", "ce n'est pas une image"),
        ("{{ logo|image(0) }}", "millimètres"),
        ("{{ logo|image(True) }}", "millimètres"),
        ("{{ ''|qr }}", "se fait d'un texte"),
        ("{{ (long ~ long)|qr }}", "trop long"),
        ("{{ 3|riche }}", "un texte"),
        ("{{ 'hier'|date }}", "« hier » n'est pas une date"),
        ("{{ logo|nombre }}", "« un objet » n'est pas un nombre"),
    ],
)
def test_a_value_that_a_filter_cannot_treat_is_told_with_its_place(tmp_path: Path, tag: str, words: str) -> None:
    said = _faute(tmp_path, ["Titre", f"Ici : {tag}"], rien=None, logo=LOGO, long="x" * 200)
    assert words in said
    assert "Ici : " in said
    assert "object at" not in said


def test_conditions_on_option_and_bloc(tmp_path: Path) -> None:
    class Bloc:
        def __init__(self, code: str) -> None:
            self.code = code

    made = ['{% if "BC4" in blocs|codes %}Production{% else %}Tronc commun{% endif %}']
    assert textes(_rendre(tmp_path, made, blocs=(Bloc("BC1"), Bloc("BC4")))) == ["Production"]
    assert textes(_rendre(tmp_path, made, blocs=(Bloc("BC1"),))) == ["Tronc commun"]


def test_every_filter_has_a_name_an_effect_and_an_example_that_uses_it() -> None:
    assert len({f.nom for f in FILTRES}) == len(FILTRES)
    assert [f.nom for f in FILTRES if f"|{f.nom}" not in f.exemple or not f.effet] == []


# --- shared pieces ---


def _morceau(tmp_path: Path, name: str, made: docx.document.Document) -> None:
    enregistrer(made, tmp_path / "morceaux" / name)


def test_a_piece_takes_the_place_of_its_tag_and_its_tags_see_what_stands_around(tmp_path: Path) -> None:
    piece = document("Mentions de {{ client }}", "{%p if c %}", "Pour {{ c }}", "{%p endif %}")
    table(piece, [["a", "{{ c }}"]])
    _morceau(tmp_path, "mentions.docx", piece)
    made = document("{%p for c in liste %}", '{{p morceau("mentions.docx") }}', "{%p endfor %}", "Fin")
    content = _rendre(tmp_path, made, client="Zoé", liste=("x", "y"))
    assert textes(content) == [
        *("Mentions de Zoé", "Pour x", "a", "x", "Mentions de Zoé", "Pour y", "a", "y"),
        "Fin",
    ]


def test_a_piece_brings_its_images_links_lists_and_styles(tmp_path: Path) -> None:
    piece = document()
    piece.add_picture(io.BytesIO(LOGO.contenu))
    style = piece.styles.add_style("Encart", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.font.bold = True
    piece.add_paragraph("Un encart", style="Encart")
    item = piece.add_paragraph("Un point")
    props = item._p.get_or_add_pPr()._add_numPr()
    props._add_ilvl().val, props._add_numId().val = 0, 2
    _morceau(tmp_path, "riche.docx", piece)
    made = document("Avant", '{{p morceau("riche.docx") }}', "{{p morceau(“riche.docx”) }}")
    made.sections[0].header.paragraphs[0].text = '{{ morceau("riche.docx") }}'
    content = _rendre(tmp_path, made)
    word = docx.Document(io.BytesIO(content))
    assert [p.text for p in word.paragraphs] == ["Avant", "", "Un encart", "Un point", "", "Un encart", "Un point"]
    assert word.paragraphs[2].style.name == "Encart"
    assert word.paragraphs[2].style.font.bold
    assert [i.blob for i in _images(word)] == [LOGO.contenu] * 2
    header = word.sections[0].header
    assert [r.target_part.blob for r in header.part.rels.values()] == [LOGO.contenu]
    numbers = {n.get(f"{W}numId") for n in partie(content, "word/numbering.xml").iter(f"{W}num")}
    used = {n.get(f"{W}val") for n in partie(content).iter(f"{W}numId")}
    assert used <= numbers
    assert "2" not in used


def _images(word: docx.document.Document):
    ids = [b.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed")
           for b in word.element.body.iter("{*}blip")]  # fmt: skip
    return [word.part.related_parts[i] for i in ids]


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ('{{p morceau("absent.docx") }}', "introuvable dans « morceaux » (il y a : boucle.docx, lien.docx, note.docx"),
        ('{{p morceau("../g.docx") }}', "sans chemin"),
        ('{{p morceau("/etc/passwd") }}', "sans chemin"),
        ('{{p morceau("C:g.docx") }}', "sans chemin"),
        ('{{p morceau("texte.txt") }}', "sans chemin"),
        ('{{p morceau("lien.docx") }}', "introuvable"),
        ("{{p morceau(candidat.nom) }}", "seul dans son paragraphe"),
        ('Voir {{p morceau("note.docx") }}', "seul dans son paragraphe"),
        ('{{p morceau("boucle.docx") }}', "se contient lui-même"),
        ('{{p morceau("note.docx") }}', "une note, un commentaire ou un objet"),
        ('{{p morceau("sections.docx") }}', "plusieurs sections"),
        ('{{p morceau("pas-word.docx") }}', "pas un document Word"),
    ],
)
def test_a_piece_that_cannot_be_used_is_refused(tmp_path: Path, tag: str, words: str) -> None:
    folder = tmp_path / "morceaux"
    _morceau(tmp_path, "boucle.docx", document('{{p morceau("boucle.docx") }}'))
    sections = document("un")
    sections.add_section()
    _morceau(tmp_path, "sections.docx", sections)
    note = document("un")
    note.paragraphs[0]._p.append(note.paragraphs[0]._p.makeelement(f"{W}footnoteReference", {}))
    _morceau(tmp_path, "note.docx", note)
    (folder / "pas-word.docx").write_text("rien")
    (folder / "lien.docx").symlink_to(enregistrer(document("dehors"), tmp_path / "dehors.docx"))
    said = _faute(tmp_path, [tag], candidat="x")
    assert words in said
    assert said.startswith("g.docx")


def test_pieces_that_multiply_are_stopped(tmp_path: Path) -> None:
    for level in range(3):
        _morceau(tmp_path, f"n{level}.docx", document(*[f'{{{{p morceau("n{level + 1}.docx") }}}}'] * 10))
    _morceau(tmp_path, "n3.docx", document("fin"))
    assert "plus de 50 morceaux" in _faute(tmp_path, ['{{p morceau("n0.docx") }}'])
