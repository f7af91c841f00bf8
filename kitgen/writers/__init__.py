"""Workbooks that a secretary opens in Excel or LibreOffice; here what they share: safe cells, whole files.

XlsxWriter is imported where a workbook is made, so that no command waits for it without need.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import io
import math
import os
import re
import textwrap
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from kitgen.errors import OutputProblem, UsageProblem, dit_en_francais
from kitgen.readers.listes.tableau import Valeur, en_texte

MAX_TEXTE = 32_767
"""What a cell holds, in UTF-16 units, as Excel counts."""

DATE, HEURE, TEXTE = "dd/mm/yyyy", "hh:mm", "@"
"""Number formats; Excel shows them in the language of the machine."""

ENTETE = {"bg_color": "#D9E2EC", "border": 1, "border_color": "#7F8FA0", "text_wrap": True, "valign": "vcenter"}
"""The look of a row of titles."""

# Not against the text of the next column.
_A_DROITE = {"align": "right", "indent": 1}
_A4 = 9
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# No clock: the same list gives the same bytes.
_CREE = dt.datetime(2000, 1, 1)
# What XML 1.0 can't hold; a tab and a line break are allowed.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet takes these, and their full-width forms, for the start of a formula when the cell is edited.
_COMME_FORMULE = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_PREMIER_JOUR = dt.date(1900, 3, 1)
"""Before it Excel counts a day that never was, and LibreOffice doesn't; there a date is written as text."""


class Styles:
    """The cell formats of one workbook, each made once; a format is named by its properties."""

    def __init__(self, classeur: Any) -> None:
        self._classeur = classeur
        self._made: dict[frozenset[tuple[str, Any]], Any] = {}

    def __call__(self, **proprietes: Any) -> Any:
        """The format with these properties, as XlsxWriter names them; None for none."""
        key = frozenset(proprietes.items())
        if key and key not in self._made:
            self._made[key] = self._classeur.add_format(proprietes)
        return self._made.get(key)


def ecrire_classeur(cible: Path, titre: str, remplir: Callable[[Any], None], sources: Sequence[Path] = ()) -> None:
    """Write a workbook, which `remplir` fills; it takes the place of `cible` only when it is whole.

    Raises UsageProblem when `cible` is one of `sources`, and OutputProblem when it can't be written.
    """
    partiel = cible.with_name(f".{cible.name}.partiel")
    try:
        _refuser_une_source(cible, sources)
        if not cible.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, f"le dossier {cible.parent} n'existe pas")
        content = _octets(titre, remplir)
        with contextlib.suppress(FileNotFoundError):
            partiel.unlink()  # left by a run that was killed
        with partiel.open("xb") as file:
            file.write(content)
        os.replace(partiel, cible)
    except OSError as error:
        raise OutputProblem(
            f"le classeur {cible} ne peut pas être écrit ({dit_en_francais(error)})\n"
            "    → fermez-le s'il est ouvert dans Excel, ou choisissez un autre dossier"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            partiel.unlink()


def _refuser_une_source(cible: Path, sources: Sequence[Path]) -> None:
    if cible.exists() and any(s.exists() and cible.samefile(s) for s in sources):
        raise UsageProblem(
            f"{cible} est une liste de la session\n"
            "    → choisissez un autre nom pour le classeur ; la liste n'a pas été touchée"
        )


def _octets(titre: str, remplir: Callable[[Any], None]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as classeur:
        classeur.set_properties({"title": propre(titre), "created": _CREE})
        remplir(classeur)
    return buffer.getvalue()


def propre(texte: str) -> str:
    """`texte` as a cell can hold it: legal in XML, line breaks as Excel has them, not too long."""
    if len(texte) <= MAX_TEXTE // 2 and texte.isprintable():
        return texte  # nearly all of them
    clean = _ILLEGAL.sub("�", texte.replace("\r\n", "\n").replace("\r", "\n"))
    return coupe(clean, MAX_TEXTE)


def coupe(texte: str, limite: int) -> str:
    """`texte` in at most `limite` UTF-16 units, with « … » where it was cut."""
    if _unites(texte) <= limite:
        return texte
    units = texte.encode("utf-16-le", "replace")[: 2 * (limite - 1)]
    return units.decode("utf-16-le", "ignore") + "…"


def ecrire_texte(feuille: Any, ligne: int, colonne: int, texte: str, styles: Styles, **aspect: Any) -> None:
    """A text that stays a text, now and when the cell is edited; an empty one only shows its look."""
    clean = propre(texte)
    if not clean:
        if aspect:
            feuille.write_blank(ligne, colonne, None, styles(**aspect))
        return
    if _COMME_FORMULE.match(texte):
        aspect = {**aspect, "num_format": TEXTE, "quote_prefix": True}
    elif _est_un_code(clean):
        aspect = {"num_format": TEXTE, **aspect}
    feuille.write_string(ligne, colonne, _litteral(clean), styles(**aspect))


def ecrire_valeur(feuille: Any, ligne: int, colonne: int, valeur: Valeur, styles: Styles, **aspect: Any) -> None:
    """A cell with the type that it was read with; what a spreadsheet has no type for is written as text."""
    if isinstance(valeur, bool):
        feuille.write_boolean(ligne, colonne, valeur, styles(**aspect))
    elif isinstance(valeur, int | float) and (shown := _format_nombre(valeur)) is not None:
        feuille.write_number(ligne, colonne, valeur, styles(**_A_DROITE, num_format=shown, **aspect))
    elif isinstance(valeur, dt.date | dt.time) and (shown := _format_date(valeur)) is not None:
        naive = valeur.replace(tzinfo=None) if isinstance(valeur, dt.datetime | dt.time) else valeur
        feuille.write_datetime(ligne, colonne, naive, styles(**_A_DROITE, num_format=shown, **aspect))
    else:
        ecrire_texte(feuille, ligne, colonne, en_texte(valeur), styles, **aspect)


def mettre_en_page(feuille: Any, titres: int, pages_de_large: int = 1) -> None:
    """A4 landscape, as wide as the paper, the row of titles on every page, and page numbers."""
    feuille.set_landscape()
    feuille.set_paper(_A4)
    feuille.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    feuille.fit_to_pages(pages_de_large, 0)
    feuille.repeat_rows(titres)
    feuille.set_footer("&L&8&A&R&8Page &P / &N")


def hauteur(*textes: tuple[str, int]) -> int:
    """The height in points of a row whose cells wrap: of each, its text and the width of its column.

    LibreOffice, unlike Excel, doesn't fit the rows of a new file to their texts.
    """
    lines = [sum(len(textwrap.wrap(x, int(width * 1.12))) or 1 for x in text.split("\n")) for text, width in textes]
    return min(15 * max(lines, default=1) + 3, 409)


def _unites(texte: str) -> int:
    """The length as Excel counts it: a character beyond the basic plane counts twice."""
    return len(texte) + (0 if texte.isascii() else sum(c > "\uffff" for c in texte))


def _est_un_code(texte: str) -> bool:
    """Whether Excel would make a number of it when it is edited: 01000, 73282932000074, 7,84E+13; not a date."""
    return texte[0].isdigit() and not re.search(r"[/:-]", texte)


def _litteral(texte: str) -> str:
    """XlsxWriter takes what begins with <r> and ends with </r> for markup of its own; such a text is given as that."""
    if not (texte.startswith("<r>") and texte.endswith("</r>")):
        return texte
    markup = f'<r><t xml:space="preserve">{escape(texte, quote=False)}</t></r>'
    return markup if _unites(markup) <= MAX_TEXTE else texte[:-1] + "…"


def _format_nombre(valeur: int | float) -> str | None:
    """The format of a number; None where a spreadsheet would lose digits of it."""
    if not math.isfinite(valeur) or (isinstance(valeur, int) and abs(valeur) >= 10**15):
        return None
    return "0" if abs(valeur) >= 10**11 and valeur == int(valeur) else "General"


def _format_date(valeur: dt.date | dt.time) -> str | None:
    """The format of a date or an hour; None for a day that a spreadsheet can't count."""
    if isinstance(valeur, dt.time):
        return HEURE + (":ss" if valeur.second else "")
    day = valeur.date() if isinstance(valeur, dt.datetime) else valeur
    if day < _PREMIER_JOUR:
        return None
    return f"{DATE} {HEURE}" if isinstance(valeur, dt.datetime) and valeur.time() != dt.time() else DATE
