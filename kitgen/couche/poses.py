"""How values were laid out: read from the pages of a value sheet, in terms that don't depend on the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pikepdf

from kitgen.couche.emplacements import MARQUE, couleurs_libres
from kitgen.couche.flux import Bloc, Couleur, Dialecte, FluxInconnu, lire, montres, tous_les_codes
from kitgen.couche.lettres import INSECABLE, est_insecable

_LOCALES = 64  # colours on a page of a sheet; a row with more is not composed
_DEVANT = 250  # bytes before a block in which its tag is looked for


@dataclass(frozen=True, slots=True)
class Ligne:
    """Blocks of one colour side by side; `formes` are theirs."""

    y: bytes
    couleur: Couleur
    formes: tuple[bytes, ...]
    etiquettes: tuple[bytes, ...]
    """Where some of the blocks are elements of their own in their paragraph (styles of characters, languages), the tag
    of each of these and nothing for each of the others."""
    polices: frozenset[str]
    """The fonts in which it is."""
    insecables: frozenset[str]
    """Those of them that have a no-break space there."""


@dataclass(frozen=True, slots=True)
class Pose:
    """A value laid out: its lines, and the height at which the next paragraph would begin."""

    lignes: tuple[Ligne, ...]
    bas: bytes

    @property
    def forme(self) -> tuple[object, ...]:
        """Values of the same form take the same place, leave what follows where it is, and have the same tags.

        A letter from another font may make the line higher by less than a sheet shows.
        """
        return self.bas, *((ligne.y, ligne.couleur, ligne.etiquettes, ligne.polices) for ligne in self.lignes)


def couleurs_de_feuille() -> frozenset[Couleur]:
    """The colours in which a value sheet is written."""
    fresh = couleurs_libres()
    return frozenset({MARQUE, *(next(fresh) for _ in range(_LOCALES))})


def etiquettes(pdf: pikepdf.Pdf) -> frozenset[bytes]:
    """The tags, as written in contents, that stand for a part of a paragraph."""
    roles = pdf.Root.get("/StructTreeRoot", pikepdf.Dictionary()).get("/RoleMap", pikepdf.Dictionary())
    return frozenset(
        {b"/span", *(pikepdf.Name(name).unparse().lower() for name, role in roles.items() if role == "/Span")}
    )


def lire_page(
    contenu: bytes, dialecte: Dialecte, spans: frozenset[bytes], voulues: frozenset[Couleur]
) -> tuple[Pose, ...]:
    """The values on a page of a sheet; raises FluxInconnu."""
    poses = []
    blocs: list[Bloc] = []
    for bloc in lire(contenu, dialecte, voulues):
        if bloc.couleur == MARQUE:
            lines = tuple(_ligne(line, contenu, dialecte, spans) for line in lignes(blocs))
            poses.append(Pose(lines, bloc.y))
            blocs = []
        else:
            blocs.append(bloc)
    if blocs:
        raise FluxInconnu("a value without an end")
    return tuple(poses)


@lru_cache(maxsize=2048)
def employes(contenu: bytes) -> Mapping[str, frozenset[int]]:
    """By font, the codes in a content."""
    return tous_les_codes(contenu)


def _ligne(blocs: Sequence[Bloc], contenu: bytes, dialecte: Dialecte, spans: frozenset[bytes]) -> Ligne:
    tags = [dialecte.etiquette.search(contenu, max(bloc.debut - _DEVANT, 0), bloc.debut) for bloc in blocs]
    own = tuple(tag[1] if tag and tag[1].lower() in spans else b"" for tag in tags)
    formes = tuple(bloc.forme for bloc in blocs)
    polices, insecables = set(), set()
    for montre in montres(b"".join(formes)):
        polices.add(montre.police)
        if montre.dit:
            insecables.add(montre.police)
        insecable = dialecte.espace_double and est_insecable(montre.police, montre.codes)
        if montre.dit not in ("", INSECABLE) or insecable:
            raise FluxInconnu("a letter that is written in another way elsewhere")
    etiquettes = own if any(own) else ()
    return Ligne(blocs[0].y, blocs[0].couleur, formes, etiquettes, _les(*sorted(polices)), _les(*sorted(insecables)))


@lru_cache(maxsize=256)
def _les(*noms: str) -> frozenset[str]:
    """These, once for all lines: there are thousands."""
    return frozenset(noms)


def lignes(blocs: Sequence[Bloc]) -> list[list[Bloc]]:
    """Blocks that follow each other, put together by height and colour."""
    groups: list[list[Bloc]] = []
    for bloc in blocs:
        if groups and (groups[-1][-1].y, groups[-1][-1].couleur) == (bloc.y, bloc.couleur):
            groups[-1].append(bloc)
        else:
            groups.append([bloc])
    return groups
