"""What a workbook's XML says beside its values, and whether it is safe: bounds, parts, the archive to read on from.

The library that reads the values allocates a dense grid, so that one stray cell in the last corner of a sheet would
take all memory, and aborts the process. Everything is therefore looked at first, with bounds; and that library is given
a new archive of the very parts that were looked at, pruned of what was not, so that no trick of the zip or of the XML
shows it others.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from kitgen.readers.listes.brut import ListeIllisible
from kitgen.readers.listes.tableau import MAX_COLONNES

MAX_FEUILLES = 200
MAX_FUSIONS = 20_000
MAX_TEXTE = 50_000_000
"""Characters of a sheet: one long text may stand in many cells."""
_MAX_OCTETS = 80_000_000
_MAX_BALISES = 4_000_000
_MAX_LIGNES = 100_000
_MAX_CELLULES = 3_000_000

ABIME = ListeIllisible(
    "le classeur est abîmé", "ouvrez-le dans Excel ou LibreOffice et enregistrez-le de nouveau au format .xlsx"
)
TROP = ListeIllisible(
    "le classeur est démesuré", "vérifiez que c'est la bonne liste, ou recopiez-la dans un classeur neuf"
)


@dataclass(frozen=True, slots=True)
class Structure:
    """One sheet without its values; rows count from 1, columns from 0."""

    nom: str
    visible: bool
    depuis_1904: bool
    cellules: int
    """How many cells hold something."""
    lignes_masquees: frozenset[int] = frozenset()
    colonnes_masquees: frozenset[int] = frozenset()
    fusions: tuple[tuple[int, int, int, int], ...] = ()
    erreurs: dict[int, dict[int, str]] = field(default_factory=dict)
    """What failed formulas show, by row and column; a formula that was never calculated counts as one."""


class Parties:
    """The members of an archive, read with bounds; those that are kept make the new archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        if sum(info.file_size for info in archive.infolist()) > 2 * _MAX_OCTETS or len(archive.namelist()) > 2_000:
            raise TROP
        self._archive = archive
        # Programs find a part whatever the case of its name.
        self._noms = {name.casefold(): name for name in archive.namelist()}
        self._gardees: dict[str, bytes] = {}

    def __contains__(self, nom: str) -> bool:
        return nom.casefold() in self._noms

    def octets(self, nom: str) -> bytes:
        """The bytes of a member, empty when there is none."""
        found = self._noms.get(nom.casefold())
        if found is None:
            return b""
        if self._archive.getinfo(found).file_size > _MAX_OCTETS:
            raise TROP
        return self._archive.read(found)

    def xml(self, nom: str) -> etree._Element:
        """A member as XML."""
        content = self.octets(nom)
        if content.count(b"<") > _MAX_BALISES:
            raise TROP
        return _arbre(content)

    def garder(self, nom: str, contenu: bytes | etree._Element) -> None:
        """Put a part into the new archive, as the caller has pruned it."""
        self._gardees[nom] = contenu if isinstance(contenu, bytes) else etree.tostring(contenu, encoding="UTF-8")

    def archive(self) -> bytes:
        """The new archive."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
            for name, content in self._gardees.items():
                new.writestr(name, content)
        return buffer.getvalue()


def _arbre(content: bytes) -> etree._Element:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ABIME
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise ABIME from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ABIME
    return root


def borner(lignes: int, colonnes: int) -> None:
    """Raise ListeIllisible for a grid that no list has; what is beyond the columns of a list is a stray cell."""
    if lignes > _MAX_LIGNES or colonnes > 16 * MAX_COLONNES or lignes * colonnes > _MAX_CELLULES:
        raise TROP


def nombre(texte: str | None, defaut: int, maximum: int = 99_999_999) -> int:
    """A number that an attribute gives in plain digits, or `defaut` without it. Raises ListeIllisible for any other."""
    if texte is None:
        return defaut
    if not (texte.isascii() and texte.isdigit() and len(texte) < 9) or int(texte) > maximum:
        raise ABIME
    return int(texte)


def retirer(elements: list[etree._Element]) -> None:
    """Prune elements from their tree, with what they hold."""
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            element.clear()  # an empty one goes at once; lxml walks slowly through one that is taken out whole
            parent.remove(element)
