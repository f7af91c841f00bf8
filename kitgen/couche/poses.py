"""How values were laid out: read from the pages of a value sheet, in terms that don't depend on the sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pikepdf

from kitgen.couche.emplacements import MARQUE, couleurs_libres
from kitgen.couche.flux import Bloc, Couleur, FluxInconnu, Lettres, Polices, contenu_de, lire
from kitgen.couche.lettres import ESPACE, INSECABLE

_LOCALES = 64  # colours on a page of a sheet; a row with more is not composed

_DEVANT = 250  # bytes before a block in which its tag is looked for
_ETIQUETTE = re.compile(rb"(/[^\s<>/]+)<</MCID \d+>>BDC\n\Z")
_NUMERO = re.compile(rb"/MCID \d+")


@dataclass(frozen=True, slots=True)
class Trace:
    """What must be remembered of a block on a sheet, of which there are tens of thousands."""

    lettres: int
    """The hash of its `lettres`: nobody else's is the same, unless it looks the same at the same place."""
    texte: str
    brut: bytes
    espace: bool
    """Whether it is in one font and has a space in it, and no no-break space."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """Blocks of one colour side by side."""

    y: bytes
    couleur: Couleur
    blocs: tuple[Trace, ...]
    marques: tuple[bytes, ...]
    """What stands before each block in its line, the numbers of marked contents left out; of the first, the tag alone
    where it is that of a part of the paragraph."""
    polices: frozenset[str]
    """A letter from another font may make the line higher by less than a sheet shows."""
    insecables: frozenset[str]
    """The fonts in which it has a no-break space."""


@dataclass(frozen=True, slots=True)
class Pose:
    """A value laid out: its lines, and the height at which the next paragraph would begin."""

    feuille: int
    lignes: tuple[Ligne, ...]
    bas: bytes

    @property
    def forme(self) -> tuple[object, ...]:
        """Values of the same form take the same place, leave what follows where it is, and have the same tags."""
        return self.bas, *((ligne.y, ligne.couleur, ligne.marques, ligne.polices) for ligne in self.lignes)


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
    page: pikepdf.Page, fonts: Polices, spans: frozenset[bytes], feuille: int, voulues: frozenset[Couleur]
) -> tuple[Pose, ...]:
    """The values on a page of the `feuille`th sheet; raises FluxInconnu."""
    contenu = contenu_de(page)
    poses = []
    blocs: list[Bloc] = []
    for bloc in lire(contenu, fonts, voulues):
        if bloc.couleur == MARQUE:
            poses.append(Pose(feuille, tuple(_ligne(line, contenu, spans) for line in lignes(blocs)), bloc.y))
            blocs = []
        else:
            if any(lettres.dit not in ("", INSECABLE) or INSECABLE in lettres.suite for lettres in bloc.lettres):
                raise FluxInconnu("a letter that is written in another way elsewhere")
            blocs.append(bloc)
    if blocs:
        raise FluxInconnu("a value without an end")
    return tuple(poses)


def _ligne(blocs: Sequence[Bloc], contenu: bytes, spans: frozenset[bytes]) -> Ligne:
    traces = (
        Trace(hash(bloc.lettres), bloc.texte, contenu[bloc.debut : bloc.fin], _espace(bloc.lettres)) for bloc in blocs
    )
    lettres = [part for bloc in blocs for part in bloc.lettres]
    return Ligne(
        blocs[0].y,
        blocs[0].couleur,
        tuple(traces),
        _marques(blocs, contenu, spans),
        frozenset(part.police for part in lettres),
        frozenset(part.police for part in lettres if part.dit),
    )


def _espace(lettres: Sequence[Lettres]) -> bool:
    return len(lettres) == 1 and ESPACE in lettres[0].suite and not lettres[0].dit


def _marques(blocs: Sequence[Bloc], contenu: bytes, spans: frozenset[bytes]) -> tuple[bytes, ...]:
    debut = blocs[0].debut
    tag = _ETIQUETTE.search(contenu, max(debut - _DEVANT, 0), debut)
    first = tag[1] if tag and tag[1].lower() in spans else b""
    between = (_NUMERO.sub(b"", contenu[one.fin : two.debut]) for one, two in pairwise(blocs))
    return first, *between


def lignes(blocs: Sequence[Bloc]) -> list[list[Bloc]]:
    """Blocks that follow each other, put together by height and colour."""
    groups: list[list[Bloc]] = []
    for bloc in blocs:
        if groups and (groups[-1][-1].y, groups[-1][-1].couleur) == (bloc.y, bloc.couleur):
            groups[-1].append(bloc)
        else:
            groups.append([bloc])
    return groups
