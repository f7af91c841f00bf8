"""What several test modules share: the repository's inputs, and copies of the example session to damage."""

from __future__ import annotations

import json
import os
import select
import shutil
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch
from xml.sax.saxutils import escape

import pikepdf

from kitgen.checks import verifier
from kitgen.checks.plan import verifier_plan
from kitgen.engines.base import environnement_python
from kitgen.errors import Problem
from kitgen.model.referentiel import Referentiel
from kitgen.model.sujet import Questions, Sujet
from kitgen.pdf import texte_des_pages
from kitgen.plan import Plan, planifier
from kitgen.readers import projet as readers_projet
from kitgen.readers.projet import Projet, lire_projet
from kitgen.readers.validation import charger
from kitgen.relecture.lu import simplifier

RACINE = Path(__file__).parent.parent


@cache
def referentiel_livre() -> Referentiel:
    """The shipped référentiel."""
    value, _, problems = charger(RACINE / "referentiel/gap-courtage.yaml", "gap-courtage.yaml", Referentiel)
    assert value is not None, problems
    return value


@cache
def sujets_livres() -> tuple[Sujet, ...]:
    """The shipped sujets."""
    return _livres(Sujet, "C*.yaml")


@cache
def questions_livrees() -> tuple[Questions, ...]:
    """The shipped banks of questions de connaissances."""
    return _livres(Questions, "questions-*.yaml")


def _livres(model, pattern):
    found = []
    for path in sorted((RACINE / "referentiel/sujets").glob(pattern)):
        value, _, problems = charger(path, path.name, model)
        assert value is not None, problems
        found.append(value)
    return tuple(found)


@cache
def projet_exemple() -> Projet:
    """The example session, as shipped; to be read, never changed."""
    projet, problems = lire_projet(RACINE / "sessions/exemple")
    assert projet is not None, problems
    return projet


@cache
def plan_exemple() -> Plan:
    """The plan of the example session."""
    return planifier_projet(projet_exemple())


def planifier_projet(p: Projet) -> Plan:
    """The plan of a project."""
    return planifier(p.session, p.referentiel, p.kit, p.sujets, p.candidats)


def copie_exemple(dossier: Path) -> Path:
    """A copy of the example session and all that it names, laid out as in the repository; returns its root."""
    racine = dossier / "copie"
    for name in ("sessions/exemple", "referentiel", "templates"):
        shutil.copytree(RACINE / name, racine / name)
    return racine


def remplacer(path: Path, ancien: str, nouveau: str) -> int:
    """Replace a text that must stand exactly once in the file, so that a test can't miss its target; its line."""
    text = path.read_text(encoding="utf-8")
    assert text.count(ancien) == 1, f"{ancien!r} stands {text.count(ancien)} times in {path.name}"
    path.write_text(text.replace(ancien, nouveau), encoding="utf-8")
    return text.partition(ancien)[0].count("\n") + 1


def remplacer_cellule(liste: Path, numero: int, colonne: str, valeur: str) -> str:
    """Write one cell of a semicolon-separated list; returns its place as Excel names it (« L4 »)."""
    lines = liste.read_text(encoding="utf-8").splitlines()
    index = lines[0].split(";").index(colonne)
    row = next(i for i, line in enumerate(lines) if line.startswith(f"{numero};"))
    cells = lines[row].split(";")
    cells[index] = valeur
    lines[row] = ";".join(cells)
    liste.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert index < 26
    return f"{chr(65 + index)}{row + 1}"


_GOOD: dict[tuple[bytes, type], tuple] = {}


def _charger_une_fois(path: Path, source: str, model: type):
    """`charger`, without parsing a good file twice: of some thirty files, a test changes one."""
    key = (path.read_bytes(), model)
    if key not in _GOOD:
        read = charger(path, source, model)
        if read[2]:
            return read
        _GOOD[key] = read
    return _GOOD[key]


def lire_sans_faute(racine: Path) -> Projet:
    """The project of a copied example; reading itself must find no fault."""
    with patch.object(readers_projet, "charger", _charger_une_fois):
        projet, problems = lire_projet(racine / "sessions/exemple")
    assert projet is not None
    assert problems == []
    return projet


def problemes_des_regles(racine: Path) -> list[Problem]:
    """What the rules find in a copied example; with the rules on the plan when all others are content."""
    projet = lire_sans_faute(racine)
    return verifier(projet) or verifier_plan(projet, planifier_projet(projet))


def seul_probleme(problems: Sequence[Problem]) -> Problem:
    """The one problem of a list that must have exactly one."""
    assert len(problems) == 1, [str(p) for p in problems]
    return problems[0]


def ligne_de(path: Path, texte: str) -> int:
    """Number of the only line that holds the text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [n for n, line in enumerate(lines, 1) if texte in line]
    assert len(found) == 1, f"{texte!r} stands on lines {found} of {path.name}"
    return found[0]


# --- whole builds: a small session, and an engine double that goes wrong where it is told to ---

MINI_NUMEROS = (1, 12, 16)
"""The candidates of the small session: one of each option, and one by VAE who has no booklets."""


def mini_session(dossier: Path) -> Path:
    """A copy of the example cut down to three candidates with one bloc each; returns the session's folder."""
    session = copie_exemple(dossier) / "sessions/exemple"
    liste = session / "candidats.csv"
    lines = liste.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(";")[0] in {"Numéro", *map(str, MINI_NUMEROS)}]
    liste.write_text("\n".join(kept) + "\n", encoding="utf-8")
    for numero, bloc in zip(MINI_NUMEROS, ("BC4", "BC5", "BC6"), strict=True):
        remplacer_cellule(liste, numero, "Blocs présentés", bloc)
        remplacer_cellule(liste, numero, "Sujets imposés", "")
    return session


def octets_du_dossier(dossier: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too, by its path inside."""
    return {p.relative_to(dossier).as_posix(): p.read_bytes() for p in dossier.rglob("*") if p.is_file()}


@dataclass(frozen=True)
class MoteurTruque:
    """The null engine, but for the documents that hold a given text.

    `pannes` gives for such a text what happens: « plante » (the process dies), « vide » (an empty PDF),
    « attend <fifo> » (it says its process id there, and never ends), « écrit <text> » (a line too many), or
    « pages <n> » (as many pages, each with its number, and nothing wrong).
    `remplace` are texts that every page shows otherwise.
    """

    pannes: tuple[tuple[str, str], ...] = ()
    remplace: tuple[tuple[str, str], ...] = ()
    nom: str = "truqué"

    def version(self) -> str:
        return "1"

    def preparer(self, profil: Path) -> None:
        pass

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        faults = json.dumps([self.pannes, self.remplace])
        return [sys.executable, "-P", "-c", _TRUQUE, faults, str(sortie), *map(str, fichiers)]

    def environnement(self, profil: Path) -> dict[str, str]:
        return environnement_python(profil)

    def veille(self, profil: Path) -> None:
        pass


_TRUQUE = """
import json, os, pathlib, sys, time
import kitgen.engines.null_enfant as null
(pannes, remplace), sortie, fichiers = json.loads(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
vrai = null._paragraphs
def truque(docx):
    lines = list(vrai(docx))
    lines += [what[6:] for text, what in pannes if what.startswith("écrit ") and any(text in l for l in lines)]
    for line in lines:
        for old, new in remplace:
            line = line.replace(old, new)
        yield line
null._paragraphs = truque
for fichier in map(pathlib.Path, fichiers):
    lines = list(vrai(fichier))
    what = next((what for text, what in pannes if any(text in line for line in lines)), "")
    if what == "plante":
        os._exit(3)
    if what.startswith("attend "):
        fifo = os.open(what[7:], os.O_WRONLY)
        os.write(fifo, str(os.getpid()).encode())
        os.close(fifo)
        time.sleep(600)
    pdf = sortie / (fichier.stem + ".pdf")
    if what == "vide":
        pdf.touch()
        continue
    # Elsewhere first: like any engine's, a PDF that is whole stays as it is.
    brut = sortie.parent / pdf.name
    null._write(fichier, brut)
    if what.startswith("pages "):
        with null.pikepdf.open(brut, allow_overwriting_input=True) as made:
            total = int(what[6:])
            said = made.pages[0].Contents.read_bytes()
            hexa = lambda text: text.encode("utf-16-be").hex().encode()
            assert hexa("Page 1 sur 1") in said
            while len(made.pages) < total:
                made.pages.append(made.pages[0])
            for n, page in enumerate(made.pages, 1):
                page.Contents = made.make_stream(said.replace(hexa("Page 1 sur 1"), hexa(f"Page {n} sur {total}")))
            made.save(brut)
    brut.rename(pdf)
"""


def lire_fifo(fifo: Path) -> str:
    """What a child says there (see « attend »), waiting for it, though not for ever."""
    with os.fdopen(os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)) as says:
        ready, _, _ = select.select([says], [], [], 60)
        assert ready, "the child never came that far"
        return says.read()


def ecrire_pdf(path: Path, *pages: str) -> Path:
    """A PDF whose pages show these texts, line by line; Latin letters only."""
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        for text in pages:
            page = pdf.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            shown = "".join(f"<{line.encode('cp1252').hex()}> Tj T*\n" for line in text.splitlines())
            page.Contents = pdf.make_stream(f"BT /F1 9 Tf 12 TL 30 800 Td\n{shown}ET\n".encode())
        pdf.save(path)
    return path


def pages_simplifiees(pdf: Path) -> tuple[str, ...]:
    """The text of each page with all blanks as one space, for searching."""
    return tuple(simplifier(page) for page in texte_des_pages(pdf))


_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def gabarit_xml(contenu: str, racine: str = "document") -> str:
    """The XML of a Word part with this block-level content."""
    inner = f"<w:body>{contenu}<w:sectPr/></w:body>" if racine == "document" else contenu
    uri = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?><w:{racine} xmlns:w="{uri}">{inner}</w:{racine}>'


def ecrire_gabarit(path: Path, *paragraphes: str, xml: str = "", **parties: str) -> Path:
    """The smallest Word template: one run per paragraph, or `xml`; `parties` are more members (`header1=…`)."""
    runs = (f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphes)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("_rels/.rels", _RELATIONSHIPS)
        archive.writestr("word/document.xml", gabarit_xml(xml or "".join(runs)))
        for name, content in parties.items():
            archive.writestr(f"word/{name}.xml", content)
    return path
