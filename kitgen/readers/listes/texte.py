"""Lists as text (CSV): which encoding, which separator, and the cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence

from kitgen.readers.listes.brut import Doute, FeuilleBrute, ListeIllisible
from kitgen.readers.listes.tableau import MAX_COLONNES, MAX_RANGEES, Rangee, valeur_de_texte

SEPARATEURS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}
ENCODAGES = {"utf-8": "UTF-8", "utf-16": "UTF-16", "windows-1252": "Windows-1252", "macroman": "MacRoman"}
"""The encodings by the name that session.yaml gives them, and as they are said."""

_MAX_VIDES = 1_100_000
"""Excel may write every row of its sheet, empty ones too."""

_CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252", "macroman": "mac_roman"}


def lire_texte(
    contenu: bytes,
    reconnues: Callable[[Sequence[str]], int],
    encodage: str | None = None,
    separateur: str | None = None,
) -> FeuilleBrute:
    """The cells of a CSV file; encoding and separator are found out unless they are given.

    `reconnues` counts the known titles of a row. Raises ListeIllisible.
    """
    text, encoding, doubt = _decoded(contenu, encodage)
    if "\x00" in text:
        raise ListeIllisible("ce n'est pas une liste (fichier binaire)", "enregistrez-la au format .xlsx, .ods ou CSV")
    # Excel's own way to name the separator; it shows no row for that line.
    if said := re.match(r"sep=([;,\t])\r?\n?", text, re.IGNORECASE):
        separateur, text = separateur or said[1], text[said.end() :]
    separator = separateur or _separator(text, reconnues)
    rows = tuple(_rows(text, separator))
    reading = f"{ENCODAGES[encoding]}, séparateur {SEPARATEURS[separator]}"
    return FeuilleBrute("", reading, rows, doutes=(doubt,) if doubt else ())


def _rows(text: str, separator: str) -> list[Rangee]:
    # csv's own limit is 128 KB a cell, far beyond any real one.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Rangee] = []
    number = after = 0
    try:
        for record in reader:
            number += 1
            after = reader.line_num
            if len(record) > MAX_COLONNES:
                raise ListeIllisible(f"plus de {MAX_COLONNES} colonnes", "vérifiez que c'est la bonne liste")
            cells = tuple(map(valeur_de_texte, record))
            if any(cell != "" for cell in cells):
                rows.append(Rangee(number, cells))
            if len(rows) > MAX_RANGEES or number > _MAX_VIDES:
                raise ListeIllisible(f"plus de {MAX_RANGEES} lignes", "vérifiez que c'est la bonne liste")
    except csv.Error as error:
        if "field larger" in str(error):
            text, remedy = "une cellule est démesurée", "un guillemet (\") n'est sans doute pas refermé"
        else:
            text = "un guillemet (\") n'est pas refermé, ou n'est pas à sa place"
            remedy = "retirez-le, ou mettez toute la cellule entre guillemets et doublez ceux qu'elle contient"
        raise ListeIllisible(text, remedy, f"à partir de la ligne {after + 1} du fichier") from None
    return rows


def _decoded(content: bytes, forced: str | None) -> tuple[str, str, Doute | None]:
    if forced is not None:
        if forced in ("windows-1252", "macroman") and (line := _utf8_line(content)):
            raise ListeIllisible(
                f"la liste n'est pas en {ENCODAGES[forced]}, contrairement à ce que dit session.yaml",
                "corrigez « encodage » dans session.yaml (elle est en UTF-8), ou retirez-le",
                f"ligne {line} du fichier",
            )
        try:
            return content.decode(_CODECS[forced]), forced, None
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise ListeIllisible(
                f"la liste n'est pas en {ENCODAGES[forced]}, contrairement à ce que dit session.yaml",
                "corrigez « encodage » dans session.yaml, ou retirez-le",
                f"ligne {line} du fichier",
            ) from None
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), "utf-16", None
        except UnicodeDecodeError:
            raise ListeIllisible("le texte (UTF-16) est abîmé", "enregistrez de nouveau la liste") from None
    if (blind := _utf16_without_mark(content)) is not None:
        return blind, "utf-16", None
    try:
        return content.decode("utf-8-sig"), "utf-8", None
    except UnicodeDecodeError:
        return _one_byte(content)


def _utf8_line(content: bytes) -> int:
    """The first line with a letter that is UTF-8, if the whole file is; 0 if it is not, or is plain ASCII."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return 0
    return next((n for n, line in enumerate(content.split(b"\n"), 1) if not line.isascii()), 0)


def _utf16_without_mark(content: bytes) -> str | None:
    """UTF-16 that lost its mark: every other byte of its ASCII letters is zero."""
    sample = content[:2000]
    for codec, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = sample[start::2]
        if half and half.count(0) > 0.7 * len(half):
            try:
                return content.decode(codec)
            except UnicodeDecodeError:
                return None
    return None


def _one_byte(content: bytes) -> tuple[str, str, Doute | None]:
    """Windows-1252 or MacRoman: both read nearly any bytes, only the words tell them apart."""
    # Only the words that differ between the two; one of hundreds of letters is no word.
    words = dict.fromkeys(w for w in re.split(rb"[\s;,]+", content) if not w.isascii() and len(w) <= 200)
    sample = b" ".join(words)[:200_000]
    windows, mac = (_strangeness(sample.decode(codec, errors="replace")) for codec in ("cp1252", "mac_roman"))
    doubt = _uncertain(next(iter(words))) if words and windows == mac else None
    name = "macroman" if mac < windows else "windows-1252"  # the latter is the commoner one by far
    return content.decode(_CODECS[name], errors="replace"), name, doubt


_FRENCH = frozenset("àâäéèêëîïôöùûüÿçœæÀÂÄÉÈÊËÎÏÔÖÙÛÜŸÇŒÆº")


def _strangeness(text: str) -> tuple[int, int]:
    """How many characters can't stand where they do (« LefËvre », « DUPR… »), and how many are rare in French.

    A small letter among capitals is neither: « LEFèVRE » is what many keyboards give.
    """
    impossible = rare = 0
    for found in re.finditer(r"[^\x00-\x7f\s]", text):
        c, before, after = found[0], text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        if c.isalpha():
            impossible += c.isupper() and before.islower()
            rare += c not in _FRENCH
        elif c in "–—":
            rare += before.isalpha() and after.isalpha()
        else:
            glued_before = before.isalpha() and not (
                c in "’»”" or (c == "°" and before in "nN") or (c == "…" and before.islower())
            )
            impossible += c == "\ufffd" or glued_before or (after.isalpha() and c not in "’«“")
    return impossible, rare


def _uncertain(word: bytes) -> Doute:
    shown = word.decode("cp1252", errors="replace")
    other = word.decode("mac_roman", errors="replace")
    return Doute(
        f"l'encodage est incertain : lu comme Windows-1252 (« {shown} ») ; en MacRoman, ce serait « {other} »",
        "si ce mot est faux, ajoutez « encodage: macroman » à la liste dans session.yaml ; "
        "s'il est juste, « encodage: windows-1252 »",
    )


def _separator(text: str, reconnues: Callable[[Sequence[str]], int]) -> str:
    """The separator with which a row shows the most known titles; else the one that cuts the rows alike."""
    best, best_score = ";", (0, 0.0, 0)
    for separator in SEPARATEURS:
        rows: list[list[str]] = []
        try:
            for record in csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=separator):
                if any(cell.strip() for cell in record):
                    rows.append(record)
                if len(rows) == 50:
                    break
        except csv.Error:
            pass
        counts = [len(r) for r in rows]
        usual = max(counts, key=lambda n: (counts.count(n), n), default=1)
        score = (max(map(reconnues, rows), default=0), counts.count(usual) / len(counts) if usual > 1 else 0.0, usual)
        if score > best_score:
            best, best_score = separator, score
    return best
