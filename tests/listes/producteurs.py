"""Who writes a list: Python's libraries, LibreOffice, or bytes put together by hand; and the people on it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

Lignes = list[list[Any]]

TITRES = ("Numéro", "Civilité", "Nom de naissance", "Prénoms", "Date de naissance", "Lieu de naissance", "OF",
          "Entreprise", "Tuteur", "Option", "Commission")  # fmt: skip
"""The titles of `liste`, in columns A to K; what an entry adds comes from L on."""

IFC, CAMPUS, ESAN = "IFC Atlantique", "Campus Assurance Rhône", "École supérieure d'assurance du Nord"

_PERSONNES = (
    (1, "Mme", "Lefèvre", "Amélie", dt.date(1998, 3, 14), "Nantes", IFC, "Ponant Courtage", "Karine Morvan",
     "Production", "J1"),
    (2, "M.", "d’Haÿ", "Loïc", dt.date(1996, 11, 2), "L’Haÿ-les-Roses", CAMPUS, "Cabinet Berthier & Fils",
     "Luc Berthier", "Production", "J1"),
    (3, "Mme", "L'Hôpital-Cœur", "Anne-Sophie", dt.date(1999, 7, 27), "Versailles", ESAN, "Septentrion Assurances",
     "Isabelle Delmotte", "Production", "J1"),
    (4, "M.", "Muñoz de la Peña", "José", dt.date(1993, 6, 5), "Perpignan", CAMPUS, "Alpes Courtage & Associés",
     "Claire Jourdan", "Sinistre", "J2"),
    (5, "Mme", "DE LA FONTAINE", "ÉLODIE", dt.date(2001, 1, 25), "BESANÇON", ESAN, "Beffroi Courtage",
     "Marc Lemaire", "Sinistre", "J2"),
    (6, "M.", "Le\u00a0Goff", "Yves Marie", dt.date(1987, 12, 31), "Quimper", IFC, "Armor Protection Sociale",
     "Gaël Riou", "Sinistre", "J2"),
    (7, "Mme", "N'Diaye", "Aïssatou", dt.date(1994, 1, 8), "Saint-Louis (Sénégal)", CAMPUS, "Rhône Santé Courtage",
     "Béatrice Faure", "Production", "J1"),
    (8, "M.", "Guégan", "Noël", dt.date(2000, 2, 29), "Brest", IFC, "Ponant Courtage", "Karine Morvan",
     "Sinistre", "J2"),
)  # fmt: skip


def liste(
    combien: int = 5,
    *,
    sans: Sequence[str] = (),
    titres: Mapping[str, str] | None = None,
    plus: Mapping[str, Sequence[Any]] | None = None,
    cellules: Mapping[str, Any] | None = None,
    avant: Sequence[Sequence[Any]] = (),
    apres: Sequence[Sequence[Any]] = (),
) -> Lignes:
    """The titles and the first people.

    In this order: columns are left out (`sans`), added with their cells (`plus`) and renamed (`titres`), rows put
    above the titles (`avant`) and below the people (`apres`), and cells replaced by their address (`cellules`).
    """
    kept = [i for i, title in enumerate(TITRES) if title not in sans]
    rows: Lignes = [[row[i] for i in kept] for row in (TITRES, *_PERSONNES[:combien])]
    for title, values in (plus or {}).items():
        for index, row in enumerate(rows):
            row.append(title if index == 0 else values[index - 1] if index <= len(values) else "")
    rows[0] = [(titres or {}).get(title, title) for title in rows[0]]
    rows = [*map(list, avant), *rows, *map(list, apres)]
    for address, value in (cellules or {}).items():
        row, column = position(address)
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = value
    return rows


def en_texte(lignes: Lignes) -> Lignes:
    """The same list with its dates typed as text."""
    return [[_text(v) if isinstance(v, dt.date) else v for v in row] for row in lignes]


def position(adresse: str) -> tuple[int, int]:
    """Row and column of an address, both from 0: « B3 » is (2, 1)."""
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", adresse).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def _text(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


class Producteur(Protocol):
    """Makes the bytes of one file; `nom` is the program that wrote them."""

    nom: str

    def octets(self) -> bytes: ...


@dataclass(frozen=True)
class Csv:
    """Python's csv module, as Excel writes: `;`, CRLF, quotes where they are needed."""

    lignes: Lignes
    encodage: str = "utf-8"
    separateur: str = ";"
    fin: str = "\r\n"
    avant: str = ""
    guillemets: bool = True
    nom: str = "csv"

    def octets(self) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.separateur, lineterminator=self.fin)
        if self.guillemets:
            writer.writerows([_text(v) for v in row] for row in self.lignes)
        else:
            out.writelines(self.separateur.join(map(_text, row)) + self.fin for row in self.lignes)
        return (self.avant + out.getvalue()).encode(self.encodage)


Feuilles = Mapping[str, Lignes]


@dataclass(frozen=True)
class Openpyxl:
    """A workbook of openpyxl; `retouche` gets it before it is saved."""

    feuilles: Feuilles
    retouche: Callable[[Any], None] | None = None
    nom: str = "openpyxl"

    def octets(self) -> bytes:
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in self.feuilles.items():
            sheet = book.create_sheet(name)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row, 1):
                    cell = sheet.cell(number, column, None if value == "" else value)
                    if isinstance(value, dt.date):
                        cell.number_format = "dd/mm/yyyy"
        if self.retouche is not None:
            self.retouche(book)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


@dataclass(frozen=True)
class Xlsxwriter:
    """A workbook of xlsxwriter; `retouche` gets it before it is closed."""

    feuilles: Feuilles
    retouche: Callable[[Any], None] | None = None
    options: tuple[tuple[str, Any], ...] = ()
    nom: str = "xlsxwriter"

    def octets(self) -> bytes:
        import xlsxwriter

        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True, **dict(self.options)})
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in self.feuilles.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(number, column, dt.datetime(value.year, value.month, value.day), date)
                    elif isinstance(value, str):
                        sheet.write_string(number, column, value)
                    else:
                        sheet.write(number, column, value)
        if self.retouche is not None:
            self.retouche(book)
        book.close()
        return out.getvalue()


@dataclass(frozen=True)
class Odfdo:
    """An .ods of odfdo; `retouche` gets its document before it is saved."""

    feuilles: Feuilles
    retouche: Callable[[Any], None] | None = None
    nom: str = "odfdo"

    def octets(self) -> bytes:
        from odfdo import Cell, Document, Row, Table

        document = Document("spreadsheet")
        document.body.clear()
        for name, rows in self.feuilles.items():
            table = Table(name)
            for values in rows:
                row = Row()
                for value in values:
                    if value == "":
                        row.append_cell(Cell())
                    elif isinstance(value, dt.date):
                        row.append_cell(Cell(dt.datetime(value.year, value.month, value.day), text=_text(value)))
                    else:
                        row.append_cell(Cell(value, text=str(value)))
                table.append_row(row)
            document.body.append(table)
        if self.retouche is not None:
            self.retouche(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


@dataclass(frozen=True)
class LibreOffice:
    """What LibreOffice writes when it opens the file of another producer; `filtre` as `--convert-to` takes it."""

    source: Producteur
    filtre: str
    depuis: str = "xlsx"
    entree: str = ""
    """The filter that reads, where the file's name does not say enough."""
    nom: str = "LibreOffice"

    def octets(self) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, f"liste.{self.depuis}")
            source.write_bytes(self.source.octets())
            out = Path(folder, "sortie")
            command = ["soffice", f"-env:UserInstallation={Path(folder, 'profil').as_uri()}", "--headless"]
            command += [f"--infilter={self.entree}"] if self.entree else []
            command += ["--convert-to", self.filtre, "--outdir", str(out), str(source)]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            (made,) = out.iterdir()
            return made.read_bytes()


def vers_csv(separateur: str, encodage: int) -> str:
    """LibreOffice's filter for a CSV: the separator, and the encoding by its number (76 is UTF-8)."""
    return f"csv:Text - txt - csv (StarCalc):{ord(separateur)},34,{encodage},1,,0,false,true"


@dataclass(frozen=True)
class Octets:
    """A file that no program would write so: put together by hand, or another's damaged."""

    fabrique: Callable[[], bytes]
    nom: str = "à la main"

    def octets(self) -> bytes:
        return self.fabrique()


def texte(contenu: str, encodage: str = "utf-8") -> Octets:
    """Just this text."""
    return Octets(lambda: contenu.encode(encodage))


def membre_change(producteur: Producteur, membre: str, ancien: str, nouveau: str) -> Octets:
    """The workbook of another producer, with a text replaced in one of its members."""

    def made() -> bytes:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(producteur.octets())) as source,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for info in source.infolist():
                content = source.read(info)
                if info.filename == membre:
                    assert content.count(ancien.encode()) >= 1, f"{ancien!r} is not in {membre}"
                    content = content.replace(ancien.encode(), nouveau.encode(), 1)
                target.writestr(zipfile.ZipInfo(info.filename), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    return Octets(made)


def archive(**membres: str) -> Octets:
    """A zip of these texts."""

    def made() -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name, content in membres.items():
                target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    return Octets(made)
