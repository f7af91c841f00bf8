"""Real documents through the real engines: same words, our fonts, nothing from outside, the same bytes each time."""

from __future__ import annotations

import base64
import http.server
import itertools
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from kitgen.convert import Converti, Travail, convertir
from kitgen.engines.base import Engine
from kitgen.engines.choix import choisir
from kitgen.engines.polices import DOSSIER, POLICES
from kitgen.engines.temoin import ecrire_temoin
from kitgen.errors import Echec
from kitgen.pdf import texte_des_pages
from kitgen.pdf.finition import Finition, finir

# Its fixtures start the engines: one worker for all of them.
pytestmark = pytest.mark.xdist_group("moteurs")

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
NAMES = ("Zoé D'Aubigné-Œuvrard", "Łukasz Ağca", "Anne & Fils <Bis>")


def booklet(path: Path, name: str) -> None:
    """Two pages: heading, accents, boxes, a list, a picture, a link, fonts that Word has and we have not."""
    document = Document()
    document.core_properties.title = "Titre du modèle"
    document.styles["Normal"].font.name = "Calibri"
    document.add_heading("Évaluation", 1)
    document.add_paragraph(f"Candidat : {name}").add_run("☐").font.name = "DejaVu Sans"
    document.add_paragraph("puce", style="List Bullet")
    for font in ("Arial", "Times New Roman", "Police Inconnue"):
        document.add_paragraph().add_run(f"écrit en {font}").font.name = font
    image = path.with_suffix(".png")
    image.write_bytes(PIXEL)
    document.add_picture(str(image))
    link = document.part.relate_to("https://exemple.fr/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    # Word gives every link this style; LibreOffice makes no link of one without.
    document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    run = '<w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr><w:t>site</w:t></w:r>'
    document.add_paragraph()._p.append(parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{link}">{run}</w:hyperlink>'))
    document.add_page_break()
    document.add_heading("Suite", 1)
    document.save(str(path))


class _Trap(http.server.BaseHTTPRequestHandler):
    """Gives a picture to whoever asks, and notes that it was asked."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(PIXEL)))
        self.end_headers()
        self.wfile.write(PIXEL)

    do_OPTIONS = do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Trap", (_Trap,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def hostile(path: Path, url: str) -> None:
    """Pictures that lie elsewhere: on the network and on this machine's disk."""
    secret = path.with_name("secret.png")
    secret.write_bytes(PIXEL)
    document = Document()
    document.add_paragraph("hostile")
    for address in (f"{url}/piege.png", secret.as_uri()):
        link = document.part.relate_to(address, RELATIONSHIP_TYPE.IMAGE, is_external=True)
        image = path.with_suffix(".png")
        image.write_bytes(PIXEL)
        document.add_picture(str(image))
        blip = next(reversed(list(document.element.body.iter(qn("a:blip")))))
        del blip.attrib[qn("r:embed")]
        blip.set(qn("r:link"), link)
    document.save(str(path))


def converted(moteur: Engine, folder: Path, url: str) -> Mapping[str, Converti | Echec]:
    """All documents of these tests, in one batch: each start of LibreOffice costs more than a second."""
    for i, name in enumerate(NAMES):
        booklet(folder / f"livret{i}.docx", name)
    hostile(folder / "hostile.docx", url)
    ecrire_temoin(folder / "temoin.docx")
    (folder / "texte.docx").write_text("un texte qui n'est pas un document Word", encoding="utf-8")
    jobs = [Travail(path, folder / "pdf" / f"{path.stem}.pdf") for path in sorted(folder.glob("*.docx"))]
    issues = convertir(jobs, moteur, atelier=folder / "atelier à part", delai=60)
    assert list((folder / "atelier à part").iterdir()) == []
    return dict(zip((job.docx.stem for job in jobs), issues, strict=True))


@pytest.fixture(scope="module")
def avec_libreoffice(
    moteur_libreoffice: Engine, tmp_path_factory: pytest.TempPathFactory, trap: tuple[str, list[str]]
) -> Mapping[str, Converti | Echec]:
    return converted(moteur_libreoffice, tmp_path_factory.mktemp("libre office"), trap[0])


@pytest.fixture(scope="module")
def avec_rdocx(
    moteur_rdocx: Engine, tmp_path_factory: pytest.TempPathFactory, trap: tuple[str, list[str]]
) -> Mapping[str, Converti | Echec]:
    return converted(moteur_rdocx, tmp_path_factory.mktemp("rdocx"), trap[0])


@pytest.fixture(params=["avec_libreoffice", "avec_rdocx"])
def issues(request: pytest.FixtureRequest) -> Mapping[str, Converti | Echec]:
    made: Mapping[str, Converti | Echec] = request.getfixturevalue(request.param)
    return made


def pdf(issue: Converti | Echec) -> Path:
    assert isinstance(issue, Converti), issue
    return issue.pdf


def images(opened: pikepdf.Pdf) -> int:
    return sum(isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image" for thing in opened.objects)


def test_each_candidate_has_his_pages(issues: Mapping[str, Converti | Echec]) -> None:
    for i, name in enumerate(NAMES):
        first, second = texte_des_pages(pdf(issues[f"livret{i}"]))
        assert f"Candidat : {name}" in first.replace("\n", " ")
        assert "☐" in first
        assert "Suite" in second


def test_only_our_fonts_are_used(issues: Mapping[str, Converti | Echec]) -> None:
    with pikepdf.open(pdf(issues["livret0"])) as opened:
        fonts = {
            str(font.BaseFont).rpartition("+")[2].strip("/").partition("-")[0]
            for page in opened.pages
            for font in page.resources.get("/Font", {}).values()
        }
    assert fonts <= {p.famille.replace(" ", "") for p in POLICES}
    assert {"Carlito", "LiberationSans", "LiberationSerif", "DejaVuSans"} <= fonts


def test_pages_are_tagged_with_links_and_an_embedded_picture(issues: Mapping[str, Converti | Echec]) -> None:
    with pikepdf.open(pdf(issues["livret0"])) as opened:
        assert opened.Root.MarkInfo.Marked
        assert images(opened)
        links = [str(note.A.URI) for note in opened.pages[0].get("/Annots", []) if "/A" in note]
    assert links == ["https://exemple.fr/"]


def test_headings_become_an_outline(avec_libreoffice: Mapping[str, Converti | Echec]) -> None:
    with pikepdf.open(pdf(avec_libreoffice["livret0"])) as opened, opened.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Évaluation", "Suite"]


def test_pictures_that_lie_elsewhere_are_not_fetched(
    issues: Mapping[str, Converti | Echec], trap: tuple[str, list[str]]
) -> None:
    assert "hostile" in texte_des_pages(pdf(issues["hostile"]))[0]
    with pikepdf.open(pdf(issues["hostile"])) as opened:
        assert images(opened) == 0
    assert trap[1] == []


def test_the_trial_document_is_one_that_a_sound_engine_converts(issues: Mapping[str, Converti | Echec]) -> None:
    assert texte_des_pages(pdf(issues["temoin"])) == ("Essai",)


def test_what_is_no_word_document_is_refused(issues: Mapping[str, Converti | Echec]) -> None:
    assert isinstance(issues["texte"], Echec)


@pytest.mark.parametrize("nom", ["moteur_libreoffice", "moteur_rdocx"])
def test_another_time_place_and_batch_give_the_same_bytes(
    nom: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moteur: Engine = request.getfixturevalue(nom)
    before = request.getfixturevalue(nom.replace("moteur", "avec"))
    for name, value in {"TZ": "Asia/Tokyo", "LC_ALL": "fr_FR.UTF-8", "HOME": "/nulle-part"}.items():
        monkeypatch.setenv(name, value)
    source = pdf(before["livret2"]).parents[1] / "livret2.docx"
    again = convertir([Travail(source, tmp_path / "seul.pdf")], moteur, atelier=tmp_path / "atelier")
    finir(Finition(pdf(before["livret2"]), tmp_path / "a.pdf", "Livret"))
    finir(Finition(pdf(again[0]), tmp_path / "b.pdf", "Livret"))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere rdocx is given all fonts")
def test_rdocx_has_our_fonts_though_it_is_not_given_all_of_them(moteur_rdocx: Engine, tmp_path: Path) -> None:
    """Whatever a document names: what rdocx has itself, or finds, is what it would be given."""
    names = ("Calibri", "Arial", "Helvetica", "Cambria", "Times New Roman", "Symbol", "Wingdings", "Police Inconnue")
    names += ("Verdana", "Courier New", "MS Gothic", *{police.famille for police in POLICES})
    texts = ("Été œuvre — 12 €", "Привет Ελλάδα", "✓ ☐ ● →", "中文", "\uf0b7")
    document = Document()
    document.add_paragraph("puce", style="List Bullet")
    for name in names:
        for bold, italic in itertools.product((False, True), repeat=2):
            paragraph = document.add_paragraph()
            for text in texts:
                run = paragraph.add_run(f"{text} ")
                run.font.name, run.bold, run.italic = name, bold, italic
    docx = tmp_path / "polices.docx"
    document.save(str(docx))
    made = {}
    for given in ("certaines", "toutes"):
        profil, sortie = tmp_path / given, tmp_path / f"pdf-{given}"
        profil.mkdir()
        sortie.mkdir()
        moteur_rdocx.preparer(profil)
        if given == "toutes":
            shutil.rmtree(profil / "polices")
        command = moteur_rdocx.commande([docx], sortie, profil)
        assert (str(DOSSIER) in command) == (given == "toutes")
        subprocess.run(command, env=moteur_rdocx.environnement(profil), check=True)
        made[given] = (sortie / "polices.pdf").read_bytes()
    assert made["certaines"] == made["toutes"]


def test_null_keeps_the_text_of_every_story(tmp_path: Path) -> None:
    docx = tmp_path / "d.docx"
    document = Document()
    document.add_paragraph("Évaluation de Łukasz Ağca\t☐ œuvre 𝒳 " + "mot " * 400 + "fin")
    document.sections[0].footer.paragraphs[0].text = "pied de page"
    document.save(str(docx))
    (made,) = convertir([Travail(docx, tmp_path / "d.pdf")], choisir("null"), atelier=tmp_path / "atelier")
    assert made == Converti(tmp_path / "d.pdf", 1)
    (text,) = texte_des_pages(tmp_path / "d.pdf")
    assert "Évaluation de Łukasz Ağca ☐ œuvre 𝒳 mot" in text
    assert text.count("mot ") == 400
    assert "pied de page" in text


def test_the_child_inherits_nothing_but_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moteur_libreoffice: Engine, moteur_rdocx: Engine
) -> None:
    monkeypatch.setenv("MOT_DE_PASSE", "secret")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    for moteur in (moteur_libreoffice, moteur_rdocx, choisir("null")):
        env = moteur.environnement(tmp_path)
        assert "MOT_DE_PASSE" not in env
        assert (env["TZ"], env["LC_ALL"], env["HOME"]) == ("UTC", "C.UTF-8", str(tmp_path))
