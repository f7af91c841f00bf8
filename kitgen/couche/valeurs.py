"""The values of all families: each distinct one is laid out once, on a value sheet, and read back from it."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pikepdf

from kitgen.canon.dessin import contenus
from kitgen.couche.emplacements import Modele
from kitgen.couche.feuille import Cadre, assembler
from kitgen.couche.flux import Dialecte, FluxInconnu
from kitgen.couche.lettres import INSECABLE
from kitgen.couche.poses import Pose, couleurs_de_feuille, etiquettes, lire_page
from kitgen.couche.squelette import Famille, Membre

_INSECABLE = INSECABLE.encode()
_VALEURS = 300  # on a sheet: LibreOffice takes more than twice as long for twice as many, from some hundreds on

Valeur: TypeAlias = tuple[bytes, ...]
"""The texts of a place, raw."""


@dataclass(slots=True)
class _Page:
    """A page to lay out, and how many values it holds; written out only with its sheet."""

    cadre: Cadre
    textes: Mapping[int, bytes]
    places: int

    def xml(self) -> bytes:
        return self.cadre.page(self.textes)


@dataclass(slots=True)
class Recueil:
    """Values to lay out, by what decides on their look beside themselves: styles and width of the page."""

    contenu: Mapping[str, bytes]
    section: bytes
    pages: dict[bytes, _Page] = field(default_factory=dict)

    def ajouter(self, page: _Page) -> bytes:
        """Have a page laid out, once; return its key."""
        key = hashlib.sha256(page.xml()).digest()
        self.pages.setdefault(key, page)
        return key

    def lots(self) -> Iterator[list[bytes]]:
        """The keys of the pages, sheet by sheet."""
        part: list[bytes] = []
        count = 0
        for key, page in self.pages.items():
            if part and count + page.places > _VALEURS:
                yield part
                part, count = [], 0
            part.append(key)
            count += page.places
        if part:
            yield part

    def espaces_d_abord(self, part: Sequence[bytes]) -> list[bytes]:
        """The pages of a sheet in an order in which a run shows a space before any shows a no-break one.

        LibreOffice says of a glyph what it stood for when it was first drawn. A sheet that begins with « 9 h 30 » says
        of all spaces that they are no-break ones, and could not be read.
        """
        first, last, added = [], [], []
        shown: set[tuple[int, int]] = set()
        for key in part:
            page = self.pages[key]
            if any(_INSECABLE in texte for texte in page.textes.values()):
                last.append(key)
            else:
                first.append(key)
                shown.update((id(page.cadre), rang) for rang, texte in page.textes.items() if b" " in texte)
        for page in [self.pages[key] for key in last]:
            runs = {(id(page.cadre), rang) for rang, texte in page.textes.items() if _INSECABLE in texte}
            if not runs <= shown:
                added.append(self.ajouter(_Page(page.cadre, dict.fromkeys(page.textes, b"x x"), page.places)))
                shown.update((id(page.cadre), rang) for rang in page.textes)
        return [*first, *dict.fromkeys(added), *last]


class Valeurs:
    """Collects values, makes their sheets, and knows afterwards how each was laid out."""

    def __init__(self, dialecte: Dialecte) -> None:
        self.dialecte = dialecte
        self._recueils: dict[tuple[bytes, bytes], Recueil] = {}
        self._poses: dict[tuple[bytes, bytes, bytes], tuple[Pose, ...]] = {}
        self._lues: set[Path] = set()
        self._voulues = couleurs_de_feuille()
        self._feuilles: list[tuple[tuple[bytes, bytes], list[bytes], Path]] = []

    def demander(self, famille: Famille, modele: Modele, cadres: Sequence[Cadre]) -> Demande:
        """Have all values of a family laid out."""
        contexte = _contexte(famille.contenu)
        demande = Demande(self, modele, contexte, cadres)
        for rang, cadre in enumerate(cadres):
            recueil = self._recueils.setdefault((contexte, cadre.section), Recueil(famille.contenu, cadre.section))
            if cadre.par_membre:
                self._par_membre(famille, rang, recueil, demande)
            else:
                self._par_valeur(famille, rang, recueil, demande)
        return demande

    def _par_membre(self, famille: Famille, rang: int, recueil: Recueil, demande: Demande) -> None:
        cadre = demande.cadres[rang]
        for membre in famille.membres.values():
            rangs = (r for e in cadre.emplacements for r in demande.modele.emplacements[e].rangs)
            textes = {r: membre.texte(r, famille) for r in rangs}
            key = recueil.ajouter(_Page(cadre, textes, len(cadre.emplacements)))
            demande.places[rang, 0, membre.empreinte] = key

    def _par_valeur(self, famille: Famille, rang: int, recueil: Recueil, demande: Demande) -> None:
        """The first page holds the first value of each place, the second the second ones, and so on."""
        cadre = demande.cadres[rang]
        lists: list[list[tuple[Valeur, Mapping[int, bytes]]]] = []
        for emplacement in cadre.emplacements:
            rangs = demande.modele.emplacements[emplacement].rangs
            found: dict[Valeur, Mapping[int, bytes]] = {}
            for membre in famille.membres.values():
                textes = {r: membre.texte(r, famille) for r in rangs}
                found.setdefault(tuple(textes.values()), textes)
            lists.append(list(found.items()))
        for n in range(max(map(len, lists))):
            together: dict[int, bytes] = {}
            for values in lists:
                together |= values[min(n, len(values) - 1)][1]
            key = recueil.ajouter(_Page(cadre, together, len(lists)))
            for place, values in enumerate(lists):
                if n < len(values):
                    demande.places[rang, place, values[n][0]] = key

    def ecrire(self, dossier: Path) -> list[Path]:
        """Write the sheets' .docx; the PDF that belongs to each is to be made beside it."""
        fichiers = []
        for key, recueil in self._recueils.items():
            for lot in [*recueil.lots()]:
                part = recueil.espaces_d_abord(lot) if self.dialecte.espace_double else lot
                fichier = dossier / f"valeurs-{len(self._feuilles) + 1}.docx"
                fichier.write_bytes(assembler(recueil.contenu, key[1], [recueil.pages[k].xml() for k in part]))
                self._feuilles.append((key, part, fichier))
                fichiers.append(fichier)
            for page in recueil.pages.values():
                page.textes = {}
        return fichiers

    def relire(self, faites: Container[Path]) -> None:
        """Read the sheets whose .docx is among these that are made, each once; a value on a sheet or a page that isn't
        as it must be stays unknown."""
        for key, part, feuille in self._feuilles:
            if feuille in faites and feuille not in self._lues:
                self._lues.add(feuille)
                self._lire(key, part, feuille.with_suffix(".pdf"))

    def _lire(self, key: tuple[bytes, bytes], part: Sequence[bytes], pdf: Path) -> None:
        try:
            # qpdf reads all objects, most of them tags, to tell pages what they inherit.
            with pikepdf.open(pdf, inherit_page_attributes=False) as opened:
                found, spans = contenus(opened), etiquettes(opened)
        except pikepdf.PdfError:
            return
        if len(found) != len(part):
            return
        for contenu, digest in zip(found, part, strict=True):
            try:
                poses = lire_page(contenu or b"", self.dialecte, spans, self._voulues)
            except FluxInconnu:
                continue
            if len(poses) == self._recueils[key].pages[digest].places:
                self._poses[*key, digest] = poses

    def pose(self, contexte: bytes, section: bytes, page: bytes, place: int) -> Pose | None:
        """How a value was laid out, or None when that isn't known."""
        poses = self._poses.get((contexte, section, page))
        return poses[place] if poses else None


@dataclass(slots=True)
class Demande:
    """The values that one family asked for."""

    valeurs: Valeurs
    modele: Modele
    contexte: bytes
    cadres: Sequence[Cadre]
    places: dict[tuple[int, int, Valeur | str], bytes] = field(default_factory=dict)

    def poses(self, famille: Famille, membre: Membre) -> tuple[tuple[Pose, ...], ...] | None:
        """By page of the family's values, in their order there, how this member's are laid out; None: not known."""
        found = []
        for rang, cadre in enumerate(self.cadres):
            here = []
            for place, emplacement in enumerate(cadre.emplacements):
                rangs = self.modele.emplacements[emplacement].rangs
                if cadre.par_membre:
                    page = self.places[rang, 0, membre.empreinte]
                else:
                    page = self.places[rang, place, tuple(membre.texte(r, famille) for r in rangs)]
                pose = self.valeurs.pose(self.contexte, cadre.section, page, place)
                if pose is None:
                    return None
                here.append(pose)
            found.append(tuple(here))
        return tuple(found)


def _contexte(contenu: Mapping[str, bytes]) -> bytes:
    """What decides on a paragraph's look beside the paragraph: styles, settings, fonts, numbering."""
    digest = hashlib.sha256()
    for name in sorted(contenu):
        base = name.rpartition("/")[2]
        if name.startswith("word/") and not base.startswith(("document", "header", "footer")):
            digest.update(name.encode() + b"\0" + hashlib.sha256(contenu[name]).digest())
    return digest.digest()
