"""The representative of a class, taken apart: what its pages share with the others', and where values go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from kitgen.couche.emplacements import Emplacement, Modele
from kitgen.couche.feuille import Cadre
from kitgen.couche.flux import (
    Bloc,
    Dialecte,
    Feuillet,
    commencent_pareil,
    dessiner,
    lettres,
    lire,
    montres,
    teintes,
    tous_les_blocs,
)
from kitgen.couche.lettres import Espaces, espace_d_abord
from kitgen.couche.poses import Ligne, Pose, lignes
from kitgen.couche.refus import Refus

Poses: TypeAlias = tuple[tuple[Pose, ...], ...]
Rang: TypeAlias = tuple[int, int, int]
"""Page of the family's values, place on it, line of the place."""
Tranche: TypeAlias = tuple[int, int]
"""Blocks of a line: how many stand before them, and how many after."""
Changeants: TypeAlias = Mapping[Rang, Mapping[Tranche, frozenset[str]]]
"""By line: the blocks that aren't the same in all of a class, and the fonts in which all show a space there first."""

_CENT = 100  # pages: the page numbers on value sheets have two digits
_PRES = 0.11  # points by which the distance of two lines may differ: LibreOffice rounds to a tenth
_RIEN = (b"", b"")


@dataclass(frozen=True, slots=True)
class Trou:
    """Where some blocks of a value go, in this colour and at this height."""

    rang: Rang
    tranche: Tranche
    couleur: bytes
    y: bytes


Page: TypeAlias = tuple[bytes | Trou, ...]


@dataclass(frozen=True, slots=True)
class _Coupe:
    """A block of a value, the `n`th of its line: `garde` if it stays; `avant` and `apres` are what is put beside it."""

    bloc: Bloc
    rang: Rang
    n: int
    garde: bool
    avant: Tranche | None
    apres: Tranche | None


def variables(classe: Sequence[Poses], cadres: Sequence[Cadre], modele: Modele) -> Changeants:
    """What isn't the same in all of a class; raises Refus when a page number moves with a value."""
    first = classe[0]
    found: dict[Rang, Mapping[Tranche, frozenset[str]]] = {}
    for page, cadre in enumerate(cadres):
        for place, rank in enumerate(cadre.emplacements):
            champ = cadre.locales.get(modele.emplacements[rank].champs)
            distinct = {id(pose): pose for pose in (poses[page][place] for poses in classe)}.values()
            for line in range(len(first[page][place].lignes)):
                differ = _tranches(tuple(dict.fromkeys([pose.lignes[line].formes for pose in distinct])))
                if differ and first[page][place].lignes[line].couleur == champ:
                    raise Refus("a page number whose place depends on a value")
                if differ:
                    found[page, place, line] = differ
    return found


def _tranches(lines: Sequence[Sequence[bytes]]) -> dict[Tranche, frozenset[str]]:
    """Single blocks where all lines have as many, else what stands between the blocks that all share."""
    if len(lines) == 1:
        return {}
    lengths = {len(line) for line in lines}
    shortest = min(lengths)
    if len(lengths) == 1:
        found = [(n, shortest - n - 1) for n in range(shortest) if len({line[n] for line in lines}) > 1]
    else:
        before = next((n for n in range(shortest) if len({line[n] for line in lines}) > 1), shortest)
        left = shortest - before
        found = [(before, next((n for n in range(left) if len({line[-n - 1] for line in lines}) > 1), left))]
    return {
        tranche: frozenset.intersection(*(espace_d_abord(b"".join(extraire(line, tranche))) for line in lines))
        for tranche in found
    }


def extraire(line: Sequence[bytes], tranche: Tranche) -> Sequence[bytes]:
    """These blocks of a line."""
    return line[tranche[0] : len(line) - tranche[1]]


def decouper(
    colorie: Feuillet,
    temoin: Sequence[bytes],
    dialecte: Dialecte,
    modele: Modele,
    cadres: Sequence[Cadre],
    poses: tuple[Poses, Poses],
    changeants: Changeants,
    insecables: Set[str],
) -> tuple[Page, ...]:
    """The coloured representative's pages in the colours of the witness, with holes for all that changes.

    `temoin` are the contents of the witness's pages, in their canonical form. `poses` are those of both; `insecables`
    are the fonts in which some value has a no-break space. Raises Refus and FluxInconnu.
    """
    contenus = colorie.contenus
    if len(contenus) != len(temoin) or len(contenus) >= _CENT:
        raise Refus("pages")
    blocs = [lire(contenu, dialecte, modele.couleurs) for contenu in contenus]
    coupes: list[list[_Coupe]] = [[] for _ in contenus]
    seen = 0
    for page, cadre in enumerate(cadres):
        for place, rank in enumerate(cadre.emplacements):
            emplacement = modele.emplacements[rank]
            mine = [
                (n, bloc)
                for n, found in enumerate(blocs)
                for bloc in found
                if bloc.couleur in emplacement.couleurs and abs(colorie.largeurs[n] - cadre.largeur) < _PRES
            ]
            seen += len(mine)
            pose = poses[0][page][place]
            for n, coupe in _emplacement(mine, (page, place), emplacement, cadre, pose, changeants, contenus):
                coupes[n].append(coupe)
    # Sections of one width and several margins: a value would be found in each.
    if seen != sum(map(len, blocs)):
        raise Refus("a value on a page of another width")
    if dialecte.espace_double and (insecables or colorie.insecables):
        _verifier_les_espaces(contenus, coupes, changeants, insecables)
    pairs = zip(contenus, temoin, coupes, strict=True)
    return tuple(_page(mine, theirs, dialecte, cuts, poses[1]) for mine, theirs, cuts in pairs)


_Lieu: TypeAlias = tuple[int, Bloc]
"""A block and its page."""


def _emplacement(
    mine: Sequence[_Lieu],
    ou: tuple[int, int],
    emplacement: Emplacement,
    cadre: Cadre,
    pose: Pose,
    changeants: Changeants,
    contenus: Sequence[bytes],
) -> Iterator[tuple[int, _Coupe]]:
    """What to cut out for one place, wherever it is drawn."""
    if not pose.lignes:
        if mine:
            raise Refus("an empty value that is drawn")
        return
    found: list[list[_Lieu]] = []
    for n in range(len(contenus)):
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
            if abs(abs(here) - abs(float(ligne.y) - float(pose.lignes[0].y))) > _PRES:
                raise Refus("lines at other distances than on the sheet")
        page = lieux[0][0]
        blocs = [bloc for _, bloc in lieux]
        for coupe in _ligne(blocs, (*ou, rank), ligne, emplacement, cadre, changeants, contenus[page]):
            yield page, coupe


def _ligne(
    blocs: Sequence[Bloc],
    rang: Rang,
    ligne: Ligne,
    emplacement: Emplacement,
    cadre: Cadre,
    changeants: Changeants,
    contenu: bytes,
) -> Iterator[_Coupe]:
    if len(blocs) != len(ligne.formes):
        raise Refus("a line that isn't drawn as on its sheet")
    avant: dict[int, Tranche] = {}
    apres: dict[int, Tranche] = {}
    gone: set[int] = set()
    last = len(blocs) - 1
    for tranche in changeants.get(rang, {}):
        first, end = tranche[0], len(blocs) - tranche[1]
        gone.update(range(first, end))
        if first <= last:
            avant[first] = tranche
        else:
            apres[last] = tranche
        around = blocs[max(first - 1, 0) : end + 1]
        if end - first != 1 and any(one.fin != two.debut for one, two in pairwise(around)):
            raise Refus("a value with something in it")
    for n, (bloc, forme) in enumerate(zip(blocs, ligne.formes, strict=True)):
        if cadre.locales.get(bloc.couleur) != ligne.couleur:
            raise Refus("a line in other colours than on its sheet")
        if n in gone and bloc.forme != forme:
            raise Refus("a value at another place of its line than on the sheet")
        if bloc.couleur != emplacement.champs and lettres(bloc.forme) != lettres(forme):
            raise Refus("another text than on its sheet")
        yield _Coupe(bloc, rang, n, n not in gone, avant.get(n), apres.get(n))


def _verifier_les_espaces(
    contenus: Sequence[bytes], coupes: Sequence[Sequence[_Coupe]], changeants: Changeants, insecables: Set[str]
) -> None:
    espaces = Espaces()
    for contenu, cuts in zip(contenus, coupes, strict=True):
        holes: dict[int, frozenset[str]] = {}
        for coupe in cuts:
            tranche = coupe.avant or coupe.apres
            if tranche is not None or not coupe.garde:
                sures = changeants[coupe.rang][tranche] if tranche is not None else frozenset()
                holes.update(dict.fromkeys(range(coupe.bloc.debut, coupe.bloc.fin), sures))
        for montre in montres(contenu):
            espaces.lire(montre, sures=holes.get(montre.debut))
    espaces.verifier(insecables)


def _page(contenu: bytes, vrai: bytes, dialecte: Dialecte, coupes: Sequence[_Coupe], poses: Poses) -> Page:
    """A page in pieces. The true colours are the witness's, whose page has the same blocks but for the values."""
    cuts = {coupe.bloc.debut: coupe for coupe in coupes}
    theirs = iter(teintes(vrai, dialecte))
    pieces: list[bytes | Trou] = []
    here = 0
    couleur = b""
    for debut, fin, corps in tous_les_blocs(contenu, dialecte):
        coupe = cuts.get(debut)
        if coupe is None:
            if not commencent_pareil(corps, next(theirs, _RIEN)[1], dialecte):
                raise Refus("the witness is laid out otherwise")
            continue
        if coupe.n == 0:
            page, spot, line = coupe.rang
            drawn = {next(theirs, _RIEN)[0] for _ in poses[page][spot].lignes[line].formes}
            if len(drawn) != 1:
                raise Refus("a value in two colours")
            couleur = drawn.pop()
        pieces.append(contenu[here:debut])
        if coupe.avant is not None:
            pieces.append(Trou(coupe.rang, coupe.avant, couleur, coupe.bloc.y))
        if coupe.garde:
            pieces.append(dessiner(coupe.bloc.forme, couleur, coupe.bloc.y))
        if coupe.apres is not None:
            pieces.append(Trou(coupe.rang, coupe.apres, couleur, coupe.bloc.y))
        here = fin
    pieces.append(contenu[here:])
    if next(theirs, None) is not None:
        raise Refus("the witness is laid out otherwise")
    return _souder(pieces)


def _souder(pieces: Sequence[bytes | Trou]) -> Page:
    """The same with as few pieces as possible."""
    result: list[bytes | Trou] = []
    for piece in pieces:
        if isinstance(piece, bytes) and result and isinstance(result[-1], bytes):
            result[-1] += piece
        elif piece != b"":
            result.append(piece)
    return tuple(result)
