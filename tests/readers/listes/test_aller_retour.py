"""Any table of people, written in any supported encoding, separator and format, reads back equal."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kitgen.errors import Gravite
from kitgen.model.session import Liste
from kitgen.readers.listes.candidats import LecteurDeCandidats
from kitgen.readers.listes.entetes import Titres, colonnes_connues, colonnes_du_tableau
from kitgen.readers.listes.lecture import lire_liste
from tests.aides import projet_exemple, referentiel_livre

TITRES = Titres.connus({})
# No shrinking: it takes minutes, and a table that fails is small enough to read.
REGLAGES = settings(phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("listes")


def net(texte: str) -> str:
    """What a reader is to make of a text: accents composed, blanks that nobody sees gone, a dash alone is nothing."""
    shown = re.sub("[ \u00a0\u202f\u2007]+", " ", re.sub("[\u200b\u2060\ufeff]", "", texte)).strip()
    shown = unicodedata.normalize("NFC", shown)
    if code := re.fullmatch('="(.+)"', shown, re.DOTALL):
        return net(code[1].replace('""', '"'))
    return "" if re.fullmatch("-|--|–|—|/|//", shown) else shown


# --- tables of people ------------------------------------------------------------------------------------------

NOMS = (
    *("Lefèvre", "d'Aubigny", "de L’Hôpital", "LE GOFF", "Nuñez y Domínguez", "Saint-Exupéry", "Mac Gregor"),
    *("Œuvrard", "Ça-Va", "von Weißenfels", "O'Connor", "Ait\u00a0Ahmed", "De  La  Tour", "Noël-Ångström"),
)
HORS_LATIN = (
    "Wójcik",
    "Đặng Thị Mai",
    "Παπαδόπουλος",
    "Шевченко",
    "محمد",
    "王小明",
    "İbrahimoğlu",
    "𠮷野",
    "Ștefănescu",
)
BLANCS = (" ", "  ", "\u00a0", "'", '"', ";", ",", "=", "@", "+", "-", "|")
# Not line breaks: there a text is more than one line, which only some files can hold.
LARGES = ("\u202f", "\u2007", "’", "\u200b")
NUMEROS_PAIRS = ("06 39 98 01 02", "+33 6 39 98 01 02", "0639980102")
SIRETS = ("73282932000074", "552 100 554 00013")


def textes(codec: str, lignes: bool, tabulations: bool = True) -> st.SearchStrategy[str]:
    """Texts of a cell, with all that separates cells and lines elsewhere."""
    held = [t for t in (*NOMS, *HORS_LATIN, *BLANCS, *LARGES) if _tient(t, codec)]
    letters = st.text(
        st.characters(codec=codec, exclude_categories=["C", "Zs", "Zl", "Zp"], exclude_characters="#"), max_size=6
    )
    breaks = ["\t"] * tabulations + ["\n"] * lignes
    return st.lists(st.sampled_from([*held, *breaks]) | letters, max_size=6).map("".join).filter(_est_un_texte)


def noms(codec: str, lignes: bool, tabulations: bool = True) -> st.SearchStrategy[str]:
    """Names: a text with a letter in it."""
    known = st.sampled_from([n for n in (*NOMS, *HORS_LATIN) if _tient(n, codec)])
    return st.tuples(known, textes(codec, lignes, tabulations)).map(lambda two: " ".join(two)) | known


def _tient(texte: str, codec: str) -> bool:
    try:
        texte.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _est_un_texte(texte: str) -> bool:
    # « Err:502 » is what LibreOffice shows where a formula failed.
    return not re.match(r"\W*err", texte, re.IGNORECASE)


@st.composite
def titres(draw: st.DrawFn, champ: str) -> str:
    """One of a field's titles, as somebody may write it."""
    column = colonnes_connues()[champ]
    title = draw(st.sampled_from([column["libelle"], *column["aussi"]]))
    if draw(st.booleans()):
        title = "".join(c for c in unicodedata.normalize("NFD", title) if not unicodedata.combining(c))
    title = draw(st.sampled_from([str, str.upper, str.lower, str.title]))(title)
    return draw(st.sampled_from(["{}", "{}*", "{} *", " {}  ", "{} (à compléter)", "{} :", "({}) {}"])).format(
        title, title
    )


@dataclass(frozen=True)
class Table:
    """What is written, and what is to be read."""

    avant: list[list[Any]]
    entetes: list[str]
    lignes: list[list[Any]]
    attendu: list[dict[str, Any]]

    def rangees(self) -> list[list[Any]]:
        return [*self.avant, self.entetes, *self.lignes]


@st.composite
def tables(draw: st.DrawFn, codec: str = "utf-8", lignes: bool = True, tabulations: bool = True) -> Table:
    text, name = textes(codec, lignes, tabulations), noms(codec, lignes, tabulations)
    birth = st.dates(dt.date(1940, 1, 1), dt.date(2009, 12, 31))
    values: dict[str, st.SearchStrategy[Any]] = {
        "nom_naissance": name,
        "prenoms": name,
        "nom_usage": st.just("") | name,
        "date_naissance": st.just("") | birth,
        "lieu_naissance": text,
        "code_postal": st.sampled_from(["", "01000", "75 009", "B-1000"]),
        "telephone": st.sampled_from(["", *NUMEROS_PAIRS]),
        "siret": st.sampled_from(["", *SIRETS]),
        "adresse": text,
        "ville": text,
        "entreprise": text,
        "tuteur": text,
        "civilite": st.sampled_from(["", "Mme", "M.", "madame"]),
        "temps_supplementaire": st.sampled_from(["", "oui", "NON", "x"]),
        "variante": st.sampled_from(["", "dys"]),
    }
    fields = draw(st.permutations(sorted(values)))[: draw(st.integers(0, len(values)))]
    fields = draw(st.permutations(sorted({*fields, "nom_naissance", "prenoms"})))
    numbered = draw(st.booleans())
    columns: list[str] = [*fields, *(["numero"] if numbered else []), *(["?"] * draw(st.integers(0, 2)))]
    columns = draw(st.permutations(columns))
    unknown = iter(draw(st.permutations(["Observations", "Cantine; midi", 'Réf. "interne"', "Groupe"])))
    header = [next(unknown) if c == "?" else draw(titres(c).filter(lambda t: _tient(t, codec))) for c in columns]
    count = draw(st.integers(1, 4))
    numbers = draw(st.lists(st.integers(1, 9999), min_size=count, max_size=count, unique=True))
    rows: list[list[Any]] = []
    expected: list[dict[str, Any]] = []
    for index in range(count):
        values_here = {c: draw(values[c]) for c in fields}
        if numbered:
            values_here["numero"] = numbers[index]
        rows.append([draw(text) if c == "?" else values_here[c] for c in columns])
        expected.append({"numero": index + 1} | {c: _lu(c, v) for c, v in values_here.items()})
        rows += [[]] * draw(st.sampled_from([0, 0, 0, 1, 2]))
    before = draw(
        st.sampled_from([[], [["Liste des candidats"]], [["CQP", "", "Session 2026"], []], [[], ["  "], [""]]])
    )
    return Table(before, header, rows, expected)


def _lu(champ: str, value: Any) -> Any:
    if champ == "temps_supplementaire":
        return value in ("oui", "x")
    if champ == "civilite":
        return {"": None, "madame": "Mme"}.get(value, value)
    if champ in ("siret", "code_postal") and value != "B-1000":
        return value.replace(" ", "") or None
    return (net(value) or None) if isinstance(value, str) else value


# --- files -----------------------------------------------------------------------------------------------------


def en_csv(table: Table, separateur: str, fin: str, guillemets: Any) -> str:
    out = io.StringIO(newline="")
    if fin == "\r":
        guillemets = csv.QUOTE_ALL  # there, the module leaves a line feed bare
    writer = csv.writer(out, delimiter=separateur, lineterminator=fin, quoting=guillemets)
    writer.writerows([f"{c:%d/%m/%Y}" if isinstance(c, dt.date) else c for c in row] for row in table.rangees())
    return out.getvalue()


def en_xlsx_openpyxl(table: Table, path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(table.rangees(), 1):
        for column, value in enumerate(row, 1):
            if value == "":
                continue
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # whatever it begins with
    book.save(path)


def en_xlsx_xlsxwriter(table: Table, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Inscrits")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(table.rangees()):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write_number(number, column, value)


_ESPACES = " ".join(
    f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text", "manifest")
)


def en_ods(table: Table, path: Path) -> None:
    """Written by hand, in the words that LibreOffice uses."""
    rows = "".join(
        f"<table:table-row>{''.join(map(_cellule_ods, r)) or '<table:table-cell/>'}</table:table-row>"
        for r in table.rangees()
    )
    sheet = f'<table:table table:name="Inscrits">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {_ESPACES}/>")
        archive.writestr("content.xml", f"<office:document-content {_ESPACES}>{body}</office:document-content>")


def _cellule_ods(value: Any) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        kind, lines = f'"date" office:date-value="{value.isoformat()}"', [f"{value:%d/%m/%Y}"]
    elif isinstance(value, int):
        kind, lines = f'"float" office:value="{value}"', [str(value)]
    else:
        kind, lines = '"string"', value.split("\n")
    blanks = (re.sub("  +", lambda m: f' <text:s text:c="{len(m[0]) - 1}"/>', escape(line)) for line in lines)
    shown = "".join(f"<text:p>{line}</text:p>" for line in blanks)
    return f"<table:table-cell office:value-type={kind}>{shown}</table:table-cell>"


def relire(path: Path, liste: Liste) -> tuple[list[dict[str, Any]], list[str], str]:
    """The people of a file, what is wrong with it, and how it was read."""
    tableau, problems = lire_liste(path, path.name, liste, TITRES)
    assert tableau is not None, [str(p) for p in problems]
    columns, more = colonnes_du_tableau(tableau, TITRES)
    assert all(p.texte == "colonne inconnue, laissée de côté" for p in more), [str(p) for p in more]
    read, faults = LecteurDeCandidats(projet_exemple().session, referentiel_livre()).lire(tableau, columns)
    wrong = [str(p) for p in faults if p.gravite is Gravite.ERREUR]
    people = [i.candidat.model_dump(include={"numero", *columns}) for i in read]
    return people, [*wrong, *(str(p) for p in problems)], tableau.lecture


# --- properties ------------------------------------------------------------------------------------------------

ENCODAGES: dict[str, tuple[str, str | None]] = {
    "utf-8": ("UTF-8", None),
    "utf-8-sig": ("UTF-8", None),
    "utf-16": ("UTF-16", None),
    "cp1252": ("Windows-1252", "windows-1252"),
    "mac_roman": ("MacRoman", "macroman"),
}
"""How each is said, and what session.yaml must say: two encodings of one byte can't always be told apart."""


@pytest.mark.parametrize("separateur", [";", ",", "\t"], ids=["point-virgule", "virgule", "tabulation"])
@pytest.mark.parametrize("codec", ENCODAGES)
def test_a_table_written_as_text_reads_back_equal(dossier: Path, codec: str, separateur: str) -> None:
    base = codec if codec in ("cp1252", "mac_roman") else "utf-8"
    said, forced = ENCODAGES[codec]

    @settings(REGLAGES, max_examples=12)
    @given(tables(base), st.sampled_from(["\r\n", "\n", "\r"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    def holds(table: Table, fin: str, guillemets: int) -> None:
        path = dossier / "liste.csv"
        path.write_bytes(en_csv(table, separateur, fin, guillemets).encode(codec))
        people, problems, reading = relire(path, Liste.model_validate({"fichier": path.name, "encodage": forced}))
        assert (people, problems) == (table.attendu, [])
        assert reading.startswith(f"{said}, séparateur ")

    holds()


@pytest.mark.parametrize(
    ("ecrire", "extension"), [(en_xlsx_openpyxl, "xlsx"), (en_xlsx_xlsxwriter, "xlsx"), (en_ods, "ods")]
)
def test_a_table_written_as_a_workbook_reads_back_equal(
    dossier: Path, ecrire: Callable[[Table, Path], None], extension: str
) -> None:
    # The library that reads .ods drops tabs.
    @settings(REGLAGES, max_examples=30)
    @given(tables(tabulations=extension != "ods"))
    def holds(table: Table) -> None:
        path = dossier / f"liste.{extension}"
        ecrire(table, path)
        people, problems, _ = relire(path, Liste(fichier=path.name))
        assert (people, problems) == (table.attendu, [])

    holds()


ACCENTUES = (
    *("Lefèvre", "Müller", "François", "Hélène", "Élodie", "Noël", "Jérôme", "Désirée", "Thérèse", "Gaëlle", "Chloé"),
    *("Benoît", "Béatrice", "Zoé", "Émile", "Agnès", "Œuvrard", "Légaré", "Côté", "Angélique", "Aurélien", "Maël"),
    *("Hervé", "Günther", "Núñez", "Gonçalves", "Desprès", "L’Hôpital", "Maïté", "Loïc", "Anaïs", "Cédric", "Éric"),
)


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman"])
def test_an_encoding_of_one_byte_is_found_out_or_doubted(dossier: Path, codec: str) -> None:
    @settings(REGLAGES, max_examples=50)
    @given(st.lists(st.sampled_from(ACCENTUES), min_size=5, max_size=30, unique=True))
    def holds(names: list[str]) -> None:
        path = dossier / "liste.csv"
        rows = [["Nom", "Prénoms"], *([n, f"Prénom{i}"] for i, n in enumerate(names))]
        path.write_bytes("".join(";".join(r) + "\r\n" for r in rows).encode(codec))
        tableau, problems = lire_liste(path, path.name, Liste(fichier=path.name), TITRES)
        doubted = any("l'encodage est incertain" in p.texte for p in problems)
        assert doubted or (tableau is not None and [r.cellules[0] for r in tableau.rangees] == names)

    holds()
