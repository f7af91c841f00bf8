"""What the tests of the readers of lists share: tables, files and workbooks written in the test itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from kitgen.errors import Problem
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Liste, Session
from kitgen.readers.listes.brut import FeuilleBrute
from kitgen.readers.listes.candidats import Inscrit, LecteurDeCandidats
from kitgen.readers.listes.entetes import OBLIGATOIRES, Titres, colonnes_du_tableau
from kitgen.readers.listes.lecture import lire_liste
from kitgen.readers.listes.tableau import Rangee, Tableau, Valeur
from tests.aides import projet_exemple, referentiel_livre, seul_probleme

Ajouts = Mapping[str, Sequence[str]]


def rangees(*lignes: str | Sequence[Valeur], premiere: int = 1) -> tuple[Rangee, ...]:
    """Rows written with « | » between their cells, or as cells."""
    cells = [tuple(c.strip() for c in r.split("|")) if isinstance(r, str) else tuple(r) for r in lignes]
    return tuple(Rangee(n, c) for n, c in enumerate(cells, premiere))


def tableau(titres: str, *lignes: str | Sequence[Valeur], **changes: Any) -> Tableau:
    """A table called « liste.csv » whose titles stand in row 1."""
    head = tuple(t.strip() for t in titres.split("|"))
    return Tableau("liste.csv", "", head, rangees(*lignes, premiere=2), **changes)


def feuille(*lignes: str | Sequence[Valeur], nom: str = "", **changes: Any) -> FeuilleBrute:
    """A sheet as read, its first row being row 1."""
    return FeuilleBrute(nom, "lue", rangees(*lignes), **changes)


def candidats(
    lu: Tableau,
    session: Session | None = None,
    referentiel: Referentiel | None = None,
    ajouts: Ajouts | None = None,
    organisme: str | None = None,
) -> tuple[list[Inscrit], list[Problem]]:
    """The candidates of a table and all that is wrong with it, cell by cell."""
    columns, problems = colonnes_du_tableau(lu, Titres.connus(ajouts or {}))
    if not set(OBLIGATOIRES) <= set(columns):
        return [], problems
    reader = LecteurDeCandidats(session or projet_exemple().session, referentiel or referentiel_livre())
    inscrits, more = reader.lire(lu, columns, organisme)
    return inscrits, problems + more


def lu_et_dit(path: Path, ajouts: Ajouts | None = None, **dit: str) -> tuple[Tableau | None, list[Problem]]:
    """What a file gives; `dit` is what session.yaml says of it."""
    return lire_liste(path, path.name, Liste(fichier=path.name, **dit), Titres.connus(ajouts or {}))


def lu_sans_faute(path: Path, ajouts: Ajouts | None = None, **dit: str) -> Tableau:
    """The table of a file in which nothing is doubtful."""
    found, problems = lu_et_dit(path, ajouts, **dit)
    assert [str(p) for p in problems] == []
    assert found is not None
    return found


def refus_de(path: Path, **dit: str) -> Problem:
    """Why a file can't be read as a list."""
    found, problems = lu_et_dit(path, **dit)
    assert found is None
    problem = seul_probleme(problems)
    assert problem.source == path.name
    assert problem.remede
    return problem


def classeur(path: Path, **feuilles: Sequence[Sequence[Any]]) -> Path:
    """A workbook with these rows in these sheets."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in feuilles.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def octets_xlsx(remplir: Any, **options: Any) -> bytes:
    """A workbook of one sheet, « Liste », that `remplir(book, sheet)` fills."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "dd/mm/yyyy", **options}) as book:
        remplir(book, book.add_worksheet("Liste"))
    return content.getvalue()


def changer_partie(contenu: bytes, membre: str, motif: str, nouveau: str) -> bytes:
    """A workbook in one part of which a text, that must be there, is another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenu)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info).decode("utf-8", "surrogateescape")
            if info.filename == membre:
                data, count = re.subn(motif, lambda _: nouveau, data, count=1)
                assert count == 1
            new.writestr(info.filename, data.encode("utf-8", "surrogateescape"))
    return out.getvalue()
