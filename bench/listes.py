"""Lists: 5,000 people read and checked, beside a plain read of the same file."""

from __future__ import annotations

import csv
import datetime as dt
import random
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any
from xml.sax.saxutils import escape

import odfdo
import openpyxl
import python_calamine
from lxml import etree
from stdnum import luhn

from bench.banc import Banc
from bench.page import Section
from kitgen.checks import verifier
from kitgen.errors import Gravite, Problem
from kitgen.model.candidat import VOIES_ACCES
from kitgen.model.session import Liste
from kitgen.readers.listes.candidats import LecteurDeCandidats, heures_en_ordre
from kitgen.readers.listes.entetes import Titres, colonnes_connues, colonnes_du_tableau
from kitgen.readers.listes.lecture import lire_liste
from kitgen.readers.listes.tableau import regrouper
from kitgen.readers.projet import Projet, lire_projet

PERSONNES = 5_000
ENTREPRISES = 800
TOURS = 5
SECONDES, RAPPORT = 2.0, 4.0
"""The targets, each judged by itself: below so many seconds, and below so many times the plain read."""

TEXTE = (
    f"{PERSONNES:,} people of {ENTREPRISES} companies and 3 training organisations, every column filled sensibly. "
    "kitgen's time is the whole way of a list: the file, its titles, typed and checked cells, and all rules of "
    "`kitgen.checks` on a session with these candidates; the référentiel and the sujets are read before. "
    f"Medians of {TOURS} alternating runs in one process, in seconds. "
    f"Two targets, judged separately: under {SECONDES:g} s in all, and below {RAPPORT:g} × the plain read. "
    "What the plain reads are differs: `csv.reader` and `python-calamine` (and the bare texts by zipfile and lxml) are "
    "lower bounds, which type no column and check nothing; openpyxl and odfdo are the libraries that such files are "
    "usually read with, and they check nothing either."
)


@dataclass(frozen=True)
class Mesure:
    """One file: kitgen's times, and those of a plain read."""

    fichier: str
    simple: str
    lecture: float
    controles: float
    temps_simple: float

    @property
    def total(self) -> float:
        """Read and checked, in seconds."""
        return self.lecture + self.controles

    @property
    def rapport(self) -> float:
        """How many plain reads that is."""
        return self.total / self.temps_simple

    @property
    def assez_rapide(self) -> bool:
        """Whether the target in seconds is met."""
        return self.total < SECONDES

    @property
    def assez_pres(self) -> bool:
        """Whether the target against the plain read is met."""
        return self.rapport < RAPPORT


def section(_banc: Banc) -> Section:
    """Every format beside every plain reader of it, for the page."""
    return Section("listes", f"Lists of {PERSONNES:,} people", TEXTE, (tableau(mesurer()),))


def mesurer() -> list[Mesure]:
    """Every format beside every plain reader of it."""
    base, problems = lire_projet(Path(__file__).parent.parent / "sessions/exemple")
    if base is None:
        raise RuntimeError("\n".join(map(str, problems)))
    rows = personnes(base)
    with tempfile.TemporaryDirectory() as folder:
        files = {"csv": Path(folder) / "l.csv", "xlsx": Path(folder) / "l.xlsx", "ods": Path(folder) / "l.ods"}
        _ecrire_csv(files["csv"], rows)
        _ecrire_xlsx(files["xlsx"], rows)
        _ecrire_ods(files["ods"], rows)
        return [m for kind, path in files.items() for m in _mesurer_un(base, kind, path)]


def _mesurer_un(base: Projet, kind: str, path: Path) -> list[Mesure]:
    plain = SIMPLES[kind]
    reads: list[float] = []
    checks: list[float] = []
    plains: dict[str, list[float]] = {name: [] for name in plain}
    for turn in range(TOURS + 1):
        start = time.perf_counter()
        projet, problems = lu(base, path)
        middle = time.perf_counter()
        problems += verifier(projet)
        end = time.perf_counter()
        errors = [p for p in problems if p.gravite is Gravite.ERREUR]
        if len(projet.inscrits) != PERSONNES or errors:
            raise RuntimeError(f"{path.name}: {len(projet.inscrits)} people\n" + "\n".join(map(str, errors[:5])))
        if turn:  # the first imports what is imported late
            reads.append(middle - start)
            checks.append(end - middle)
        for name, read in plain.items():
            start = time.perf_counter()
            read(path)
            if turn:
                plains[name].append(time.perf_counter() - start)
    size = f"{kind}, {path.stat().st_size / 1e6:.1f} MB"
    return [Mesure(size, name, median(reads), median(checks), median(times)) for name, times in plains.items()]


def lu(base: Projet, path: Path) -> tuple[Projet, list[Problem]]:
    """The session with the candidates of this list."""
    titres = Titres.connus({})
    tableau, problems = lire_liste(path, path.name, Liste(fichier=path.name), titres)
    if tableau is None:
        raise RuntimeError("\n".join(map(str, problems)))
    columns, more = colonnes_du_tableau(tableau, titres)
    inscrits, faults = LecteurDeCandidats(base.session, base.referentiel).lire(tableau, columns)
    people = tuple(heures_en_ordre(inscrits))
    return replace(base, inscrits=people, tableaux=(tableau,)), regrouper([*problems, *more, *faults])


def tableau(mesures: list[Mesure]) -> str:
    """The results, as Markdown."""
    lines = [
        f"| File | read | checked | kitgen | < {SECONDES:g} s | plain read | | ratio | < {RAPPORT:g} × |",
        "|---|---:|---:|---:|---|---|---:|---:|---|",
    ]
    lines += [
        f"| {m.fichier} | {m.lecture:.2f} | {m.controles:.2f} | **{m.total:.2f}** | {_tenu(m.assez_rapide)} "
        f"| {m.simple} | {m.temps_simple:.3f} | {m.rapport:.1f} | {_tenu(m.assez_pres)} |"
        for m in mesures
    ]
    return "\n".join(lines)


def _tenu(met: bool) -> str:
    return "met" if met else "missed"


# --- plain reads -----------------------------------------------------------------------------------------------


def _csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def _openpyxl(path: Path) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path, read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return rows


def _calamine(path: Path) -> list[list[Any]]:
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        return book.get_sheet_by_index(0).to_python()


def _odfdo(path: Path) -> list[list[Any]]:
    table = odfdo.Document(path).body.get_table(0)
    return [] if table is None else list(table.iter_values())


def _lxml(path: Path) -> list[list[str]]:
    """The texts of all cells."""
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    return [["".join(cell.itertext()) for cell in row] for row in root.iter(f"{table}table-row")]


SIMPLES: dict[str, dict[str, Callable[[Path], Any]]] = {
    "csv": {"csv.reader": _csv},
    "xlsx": {"openpyxl, read-only values": _openpyxl, "python-calamine": _calamine},
    "ods": {"odfdo, values": _odfdo, "zipfile and lxml, texts": _lxml, "python-calamine": _calamine},
}


# --- the files -------------------------------------------------------------------------------------------------

_PRENOMS_F = [
    "Amélie",
    "Zoé",
    "Chloé",
    "Inès",
    "Léa",
    "Jeanne",
    "Aïcha",
    "Hélène",
    "Soraya",
    "Camille",
    "Margaux",
    "Thị-Mai",
    "Élodie",
    "Noémie",
    "Agathe",
]
_PRENOMS_M = [
    "Paweł",
    "Gonzague",
    "Hugo",
    "Yann",
    "Luc",
    "Karim",
    "Jérôme",
    "Loïc",
    "Mattéo",
    "Théo",
    "Noël",
    "Maxime",
    "Anatole",
    "Bastien",
    "Côme",
]
_DEBUTS = [
    "Le Bel",
    "Mar",
    "Gir",
    "Lef",
    "Ben",
    "Dup",
    "Car",
    "Del",
    "Tess",
    "Vass",
    "Aub",
    "Mor",
    "Bert",
    "Roch",
    "Fav",
    "Gui",
    "Per",
    "Sal",
    "Cham",
    "Bou",
]
_MILIEUX = [
    *("el", "in", "and", "iev", "on", "ar", "ouch", "aill", "em", "iss", "ol", "ur", "an", "er", "ib"),
]
_FINS = [
    *("ot", "eau", "ard", "ier", "ac", "et", "in", "on", "oux", "ez", "el", "ent", "as", "ieu", "y"),
]
_VILLES = (("44000", "Nantes", "44109"), ("69003", "Lyon", "69383"), ("01000", "Bourg-en-Bresse", "01053"))
_METIERS = [
    *("Courtage", "Assurances", "Prévoyance", "Conseil", "Patrimoine", "Mutuelle", "Gestion", "Risques"),
]


def personnes(base: Projet) -> list[dict[str, Any]]:
    """The rows: by field, what a cell of a workbook holds; the same in every run."""
    rng = random.Random(2026)  # noqa: S311
    session, referentiel = base.session, base.referentiel
    companies = [(_mot(rng) + " " + rng.choice(_METIERS), _siret(rng)) for _ in range(ENTREPRISES)]
    options = list(referentiel.parcours.options)
    codes = [c.code for c in session.commissions]
    sujets = [s.code for s in base.sujets]
    rows: list[dict[str, Any]] = []
    for number in range(1, PERSONNES + 1):
        woman = rng.random() < 0.6
        first = rng.choice(_PRENOMS_F if woman else _PRENOMS_M) + ", " + rng.choice(_PRENOMS_F if woman else _PRENOMS_M)
        name, option = _mot(rng), rng.choice(options)
        blocs = [b.code for b in referentiel.blocs_du_parcours(option.code)]
        acquired = rng.random() < 0.2
        postcode, town, insee = rng.choice(_VILLES)
        company, siret = rng.choice(companies)
        rows.append(
            {
                "numero": number,
                "civilite": "Mme" if woman else "M.",
                "sexe": "F" if woman else "M",
                "nom_naissance": name,
                "nom_usage": _mot(rng) if woman and rng.random() < 0.2 else "",
                "prenoms": first,
                "date_naissance": dt.date(1970, 1, 1) + dt.timedelta(days=rng.randrange(13_000)),
                "lieu_naissance": town,
                "insee_naissance": insee,
                "pays_naissance": "France",
                "email": f"candidat.{number}@courriel.example",
                "telephone": f"06 39 98 {number // 100:02d} {number % 100:02d}",
                "adresse": f"{rng.randrange(1, 200)}, rue {_mot(rng)}",
                "code_postal": postcode,
                "ville": town,
                "organisme": rng.choice(session.organismes).nom,
                "entreprise": company,
                "siret": siret,
                "tuteur": f"{rng.choice(_PRENOMS_F)} {_mot(rng)}",
                "option": option.libelle,
                "voie_acces": rng.choice(VOIES_ACCES),
                "blocs_presentes": ", ".join(blocs),
                "blocs_acquis": blocs[0] if acquired else "",
                "temps_supplementaire": "oui" if rng.random() < 0.05 else "non",
                "commission": codes[number % len(codes)],
                "ordre": number // len(codes) + 1,
                "heure": "",
                "statut": "désisté" if rng.random() < 0.02 else "inscrit",
                "sujets_imposes": "",
                "variante": "dys" if number % 20 == 0 else "",
                "sujets_deja_traites": rng.choice(sujets) if rng.random() < 0.1 else "",
            }
        )
    return rows


def _mot(rng: random.Random) -> str:
    parts = rng.choice(_DEBUTS), rng.choice(_MILIEUX), rng.choice(_MILIEUX), rng.choice(_FINS)
    return "".join(parts)


def _siret(rng: random.Random) -> str:
    siren = f"{rng.randrange(10**7, 10**8)}"
    siren += luhn.calc_check_digit(siren)
    establishment = f"{siren}{rng.randrange(1, 99):04d}"
    return establishment + luhn.calc_check_digit(establishment)


def _titres() -> list[str]:
    return [str(column["libelle"]) for column in colonnes_connues().values()]


def _ecrire_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_titres())
        for row in rows:
            cells = (row[c] for c in colonnes_connues())
            writer.writerow([f"{c:%d/%m/%Y}" if isinstance(c, dt.date) else c for c in cells])


def _ecrire_xlsx(path: Path, rows: list[dict[str, Any]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Inscrits")
    sheet.append(_titres())
    for row in rows:
        sheet.append([row[c] or None for c in colonnes_connues()])
    book.save(path)


def _ecrire_ods(path: Path, rows: list[dict[str, Any]]) -> None:
    """By hand, in the words that LibreOffice uses."""
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text"))
    table = [_titres(), *([row[c] for c in colonnes_connues()] for row in rows)]
    lines = "".join(f"<table:table-row>{''.join(map(_cellule, row))}</table:table-row>" for row in table)
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entries = "".join(
        f'<m:file-entry m:full-path="{where}" m:media-type="{what}"/>'
        for where, what in (("/", kind), ("content.xml", "text/xml"))
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}">{entries}</m:manifest>')
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces} office:version="1.3"><office:body><office:spreadsheet>'
            f'<table:table table:name="Inscrits">{lines}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )


def _cellule(value: Any) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        kind, shown = f'"date" office:date-value="{value.isoformat()}"', f"{value:%d/%m/%Y}"
    elif isinstance(value, int):
        kind, shown = f'"float" office:value="{value}"', str(value)
    else:
        kind, shown = '"string"', escape(value)
    return f"<table:table-cell office:value-type={kind}><text:p>{shown}</text:p></table:table-cell>"
