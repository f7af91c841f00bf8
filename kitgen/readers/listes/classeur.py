"""Lists as workbooks (.xlsx, .ods): calamine reads the values, once `structure` has found the file harmless."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from kitgen.errors import lettre
from kitgen.readers.listes.brut import Doute, FeuilleBrute, ListeIllisible
from kitgen.readers.listes.structure import MAX_FUSIONS, TROP, Parties, Structure
from kitgen.readers.listes.structure_ods import feuilles_ods
from kitgen.readers.listes.structure_xlsx import feuilles_xlsx
from kitgen.readers.listes.tableau import MAX_RANGEES, ErreurDeFormule, Rangee, Valeur, valeur_de_texte

_REPARER = "ouvrez-le dans Excel ou LibreOffice et enregistrez-le de nouveau au format .xlsx"
_PASSWORD = ListeIllisible(
    "la liste est protégée par un mot de passe", "enregistrez-la sans mot de passe (Excel : Fichier, Informations)"
)


def lire_classeur(contenu: bytes) -> list[FeuilleBrute]:
    """All sheets of a workbook that hold something. Raises ListeIllisible."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            found = _examined(Parties(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError, LookupError):
        raise ListeIllisible("le classeur est abîmé", _REPARER) from None
    return [_sheet(found.genre, structure, values) for structure, values in _values(found)]


@dataclass(frozen=True, slots=True)
class _Classeur:
    """A workbook that was found harmless: its kind, its sheets, and the archive to read their values from."""

    genre: str
    feuilles: dict[str, Structure]
    contenu: bytes


def _examined(parties: Parties) -> _Classeur:
    if "xl/workbook.xml" in parties:
        genre, sheets = "classeur Excel", {s.nom: s for s in feuilles_xlsx(parties)}
    elif "content.xml" in parties and "mimetype" in parties:
        genre, sheets = "classeur LibreOffice", {s.nom: s for s in feuilles_ods(parties)}
    else:
        raise ListeIllisible(
            "ce n'est ni un classeur Excel (.xlsx) ni un classeur LibreOffice (.ods)",
            "enregistrez la liste au format .xlsx, .ods ou CSV",
        )
    return _Classeur(genre, sheets, parties.archive())


def _values(found: _Classeur) -> list[tuple[Structure, Sequence[Sequence[object]]]]:
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(found.contenu)) as book:
            return [
                (found.feuilles[name], book.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for name in book.sheet_names
                if name in found.feuilles and found.feuilles[name].cellules
            ]
    except python_calamine.PasswordError:
        raise _PASSWORD from None
    except Exception:
        raise ListeIllisible("le classeur est abîmé", _REPARER) from None
    except BaseException as panic:
        # Rust's panic is no Exception; what stops the program (Ctrl-C) is not ours to swallow.
        if type(panic).__name__ != "PanicException":
            raise
        raise ListeIllisible("le classeur est abîmé", _REPARER) from None


def _sheet(kind: str, structure: Structure, values: Sequence[Sequence[object]]) -> FeuilleBrute:
    rows: list[Rangee] = []
    doubts: list[Doute] = []
    filled = _spread(structure, values, doubts)
    for number, cells in enumerate(values, 1):
        errors = structure.erreurs.get(number)
        row: list[Valeur] = [valeur_de_texte(cell) if type(cell) is str else _value(cell) for cell in cells]
        for column, shown in (errors or {}).items():
            row += [""] * (column + 1 - len(row))
            row[column] = ErreurDeFormule(shown)
        for column, value in filled.get(number, {}).items():
            row[column] = value
        if any(cell != "" for cell in row):
            rows.append(Rangee(number, tuple(row)))
    if len(rows) > MAX_RANGEES:
        raise ListeIllisible(f"plus de {MAX_RANGEES} lignes", "vérifiez que c'est la bonne liste")
    return FeuilleBrute(
        structure.nom,
        kind,
        tuple(rows),
        visible=structure.visible,
        depuis_1904=structure.depuis_1904,
        lignes_masquees=structure.lignes_masquees,
        colonnes_masquees=structure.colonnes_masquees,
        fusions=structure.fusions,
        doutes=tuple(doubts),
    )


def _spread(
    structure: Structure, values: Sequence[Sequence[object]], doubts: list[Doute]
) -> dict[int, dict[int, Valeur]]:
    """What merged cells say for the rows below their first; a person reads them so, and is told."""
    filled: dict[int, dict[int, Valeur]] = {}
    spread = 0
    for top, left, bottom, right in structure.fusions:
        if bottom == top or left != right or top > len(values) or left >= len(values[top - 1]):
            continue  # across columns: a heading
        value = _value(values[top - 1][left])
        if value == "":
            continue
        spread += min(bottom, len(values)) - top
        if spread > 10 * MAX_FUSIONS:
            raise TROP
        for row in range(top + 1, min(bottom, len(values)) + 1):
            filled.setdefault(row, {})[left] = value
        doubts.append(
            Doute(
                f"cellules fusionnées {lettre(left)}{top} à {lettre(left)}{bottom} : "
                "leur valeur est lue pour chacune de leurs lignes",
                "défusionnez-les et recopiez la valeur si c'est juste ; corrigez sinon",
                top,
                left,
                str(value),
            )
        )
    return filled


def _value(cell: object) -> Valeur:
    if isinstance(cell, str):
        return valeur_de_texte(cell)
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date()
    if isinstance(cell, (int, dt.datetime, dt.date, dt.time, dt.timedelta)):
        return cell
    return valeur_de_texte(str(cell))


def nature(contenu: bytes) -> str:
    """What a file is by its content, whatever its name: « classeur » or « texte ».

    Raises ListeIllisible for what is neither, and for what could be read but should not be.
    """
    if contenu.startswith(b"PK\x03\x04"):
        return "classeur"
    if contenu.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in contenu:
            raise _PASSWORD
        raise ListeIllisible(
            "c'est un classeur de l'ancien Excel (.xls)", "enregistrez-le au format .xlsx (Fichier, Enregistrer sous)"
        )
    if contenu.startswith(b"%PDF"):
        raise ListeIllisible("c'est un PDF", "demandez la liste au format .xlsx, .ods ou CSV")
    if re.match(rb"\s*(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml|meta|style)", contenu[:200], re.IGNORECASE):
        raise ListeIllisible(
            "c'est une page web, même si son nom dit autre chose",
            "ouvrez-la dans Excel et enregistrez-la au format .xlsx",
        )
    return "texte"
