"""The representative of a class, taken apart: what its pages share with the others', and where values go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pikepdf

from kitgen.couche.emplacements import Emplacement, Modele
from kitgen.couche.feuille import Cadre
from kitgen.couche.flux import Bloc, contenu_de, couleur_ecrite, couleurs, lire, polices
from kitgen.couche.refus import Refus
from kitgen.couche.valeurs import Ligne, Pose, lignes

Poses: TypeAlias = tuple[tuple[Pose, ...], ...]
Rang: TypeAlias = tuple[int, int, int]
"""Page of the family's values, place on it, line of the place."""

Changeants: TypeAlias = Mapping[Rang, Sequence[int] | None]
"""By line that isn't the same in all of a class: the blocks that differ, or None where their number does."""

_CENT = 100  # pages: the page numbers on value sheets have two digits
# Between two blocks of one line: the end of a marked content and the beginning of the next one of the same kind.
_ENTRE = re.compile(rb"EMC\n(/Artifact BMC|/[^\s<]+<</MCID \d+>>BDC)\n")
_PRES = 0.11  # points by which the distance of two lines may differ: LibreOffice rounds to a tenth


@dataclass(frozen=True, slots=True)
class Trou:
    """Where blocks of a value go, in this colour and at this height; `bloc` is None for all of the line."""

    rang: Rang
    bloc: int | None
    couleur: bytes
    y: bytes


Page: TypeAlias = tuple[bytes | Trou, ...]


@dataclass(frozen=True, slots=True)
class _Coupe:
    debut: int
    fin: int
    trou: Trou | None


def variables(classe: Sequence[Poses], cadres: Sequence[Cadre], modele: Modele) -> Changeants:
    """What isn't the same in all of a class; raises Refus when a page number moves with a value."""
    first = classe[0]
    found: dict[Rang, Sequence[int] | None] = {}
    for page, cadre in enumerate(cadres):
        for place, rank in enumerate(cadre.emplacements):
            champ = cadre.locales.get(modele.emplacements[rank].champs)
            for line in range(len(first[page][place].lignes)):
                lines = {id(poses[page][place]): poses[page][place].lignes[line] for poses in classe}.values()
                keys = {tuple(bloc.lettres for bloc in one.blocs) for one in lines}
                if len(keys) == 1:
                    continue
                if first[page][place].lignes[line].couleur == champ:
                    raise Refus("a page number whose place depends on a value")
                lengths = {len(key) for key in keys}
                same = len(lengths) == 1
                blocs = [n for n in range(lengths.pop()) if len({key[n] for key in keys}) > 1] if same else None
                found[page, place, line] = blocs
    return found


def decouper(
    clair: pikepdf.Pdf,
    colorie: pikepdf.Pdf,
    modele: Modele,
    cadres: Sequence[Cadre],
    poses: Poses,
    changeants: Changeants,
) -> tuple[Page, ...]:
    """The representative's pages, with holes for all that changes; raises Refus and FluxInconnu."""
    if len(clair.pages) != len(colorie.pages) or len(clair.pages) >= _CENT:
        raise Refus("pages")
    claires = [contenu_de(page) for page in clair.pages]
    coloriees = [contenu_de(page) for page in colorie.pages]
    largeurs = [_largeur(page) for page in clair.pages]
    blocs = [lire(c, polices(page), modele.couleurs) for c, page in zip(coloriees, colorie.pages, strict=True)]
    if any(couleurs(contenu) & modele.couleurs for contenu in claires):
        raise Refus("a colour that is taken")
    places = [_aligner(*trois) for trois in zip(claires, coloriees, blocs, strict=True)]
    coupes: list[list[_Coupe]] = [[] for _ in claires]
    seen = 0
    for page, cadre in enumerate(cadres):
        for place, rank in enumerate(cadre.emplacements):
            emplacement = modele.emplacements[rank]
            mine = [
                (n, bloc, *where)
                for n, (found, wheres) in enumerate(zip(blocs, places, strict=True))
                for bloc, where in zip(found, wheres, strict=True)
                if bloc.couleur in emplacement.couleurs and abs(largeurs[n] - cadre.largeur) < _PRES
            ]
            seen += len(mine)
            pose = poses[page][place]
            for n, coupe in _emplacement(mine, (page, place), emplacement, cadre, pose, changeants, coloriees):
                coupes[n].append(coupe)
    # Sections of one width and several margins: a value would be found in each.
    if seen != sum(map(len, blocs)):
        raise Refus("a value on a page of another width")
    return tuple(_page(contenu, cuts) for contenu, cuts in zip(claires, coupes, strict=True))


_Lieu: TypeAlias = tuple[int, Bloc, int, int, bytes]
"""Page, block in the coloured page, where it stands in the plain one, and its colour there."""


def _emplacement(
    mine: Sequence[_Lieu],
    ou: tuple[int, int],
    emplacement: Emplacement,
    cadre: Cadre,
    pose: Pose,
    changeants: Changeants,
    coloriees: Sequence[bytes],
) -> Iterator[tuple[int, _Coupe]]:
    """What to cut out for one place, wherever it is drawn."""
    if not pose.lignes:
        if mine:
            raise Refus("an empty value that is drawn")
        return
    found: list[list[_Lieu]] = []
    for n in range(len(coloriees)):
        rest = [lieu for lieu in mine if lieu[0] == n]
        for group in lignes([lieu[1] for lieu in rest]):
            found.append(rest[: len(group)])
            rest = rest[len(group) :]
    times, left = divmod(len(found), len(pose.lignes))
    if left or (emplacement.corps and times != 1):
        raise Refus("a value that isn't drawn as on its sheet")
    for n, lieux in enumerate(found):
        rank = n % len(pose.lignes)
        ligne = pose.lignes[rank]
        start = found[n - rank]
        if start[0][0] == lieux[0][0]:
            here = float(lieux[0][1].y) - float(start[0][1].y)
            if abs(here - (float(ligne.y) - float(pose.lignes[0].y))) > _PRES:
                raise Refus("lines at other distances than on the sheet")
        yield from _ligne(lieux, (*ou, rank), ligne, emplacement, cadre, changeants, coloriees[lieux[0][0]])


def _ligne(
    lieux: Sequence[_Lieu],
    rang: Rang,
    ligne: Ligne,
    emplacement: Emplacement,
    cadre: Cadre,
    changeants: Changeants,
    contenu: bytes,
) -> Iterator[tuple[int, _Coupe]]:
    change = changeants.get(rang, ())
    if len(lieux) != len(ligne.blocs):
        raise Refus("a line that isn't drawn as on its sheet")
    for n, ((page, bloc, debut, fin, couleur), pose) in enumerate(zip(lieux, ligne.blocs, strict=True)):
        if cadre.locales.get(bloc.couleur) != ligne.couleur:
            raise Refus("a line in other colours than on its sheet")
        if bloc.couleur != emplacement.champs and bloc.texte != pose.texte:
            raise Refus("another text than on its sheet")
        whole = change is None
        if change is None or n in change:
            if hash(bloc.lettres) != pose.lettres:
                raise Refus("a value at another place of its line than on the sheet")
            if whole and n and not _ENTRE.fullmatch(contenu, lieux[n - 1][1].fin, bloc.debut):
                raise Refus("a value with something in it")
            trou = Trou(rang, None if whole else n, couleur, bloc.y) if n == 0 or not whole else None
            yield page, _Coupe(debut, fin, trou)


def _aligner(clair: bytes, colorie: bytes, blocs: Sequence[Bloc]) -> list[tuple[int, int, bytes]]:
    """Where each coloured block stands in the plain page, and its true colour; raises Refus if more differs."""
    places = []
    here = there = 0
    for bloc in blocs:
        before = colorie[there : bloc.debut]
        start = here + len(before)
        if clair[here:start] != before:
            raise Refus("colours change the page")
        end = clair.find(b"ET\nQ\n", start) + 5
        couleur = couleur_ecrite(clair[start:end])
        mine = colorie[bloc.debut : bloc.fin]
        if mine.partition(b" rg\n")[2] != clair[start:end].partition(b" rg\n")[2]:
            raise Refus("colours change a text")
        places.append((start, end, couleur))
        here, there = end, bloc.fin
    if clair[here:] != colorie[there:]:
        raise Refus("colours change the page")
    return places


def _page(contenu: bytes, coupes: Sequence[_Coupe]) -> Page:
    pieces: list[bytes | Trou] = []
    here = 0
    for coupe in sorted(coupes, key=lambda c: c.debut):
        if coupe.debut < here:
            raise Refus("values that overlap")
        pieces += [contenu[here : coupe.debut]] + ([coupe.trou] if coupe.trou else [])
        here = coupe.fin
    pieces.append(contenu[here:])
    return tuple(piece for piece in pieces if piece != b"")


def _largeur(page: pikepdf.Page) -> float:
    left, _, right, _ = (float(x) for x in page.mediabox)
    return right - left
