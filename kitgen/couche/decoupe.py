"""The representative of a class, taken apart: what its pages share with the others', and where values go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

import pikepdf

from kitgen.couche.emplacements import Emplacement, Modele
from kitgen.couche.feuille import Cadre
from kitgen.couche.flux import Bloc, contenu_de, lire, montres, polices, recolorier, tous_les_blocs
from kitgen.couche.lettres import Espaces
from kitgen.couche.poses import Ligne, Pose, Trace, lignes
from kitgen.couche.refus import Refus

Poses: TypeAlias = tuple[tuple[Pose, ...], ...]
Rang: TypeAlias = tuple[int, int, int]
"""Page of the family's values, place on it, line of the place."""

Changeants: TypeAlias = Mapping[Rang, Mapping[int, bool]]
"""By line that isn't the same in all of a class: the blocks that differ, and whether each has a space in all."""

_CENT = 100  # pages: the page numbers on value sheets have two digits
_PRES = 0.11  # points by which the distance of two lines may differ: LibreOffice rounds to a tenth


@dataclass(frozen=True, slots=True)
class Trou:
    """Where a block of a value, the `bloc`th of its line, goes, in this colour and at this height."""

    rang: Rang
    bloc: int
    couleur: bytes
    y: bytes


Page: TypeAlias = tuple[bytes | Trou, ...]


@dataclass(frozen=True, slots=True)
class _Coupe:
    """A block of a value, the `n`th of its line; `change` says that it isn't the same in all of the class, and
    `espace` that it has a space in all."""

    bloc: Bloc
    rang: Rang
    n: int
    change: bool
    espace: bool


def variables(classe: Sequence[Poses], cadres: Sequence[Cadre], modele: Modele) -> Changeants:
    """What isn't the same in all of a class; raises Refus when a page number moves with a value."""
    first = classe[0]
    found: dict[Rang, Mapping[int, bool]] = {}
    for page, cadre in enumerate(cadres):
        for place, rank in enumerate(cadre.emplacements):
            champ = cadre.locales.get(modele.emplacements[rank].champs)
            for line in range(len(first[page][place].lignes)):
                lines = {id(poses[page][place]): poses[page][place].lignes[line].blocs for poses in classe}.values()
                differ = _differents(lines)
                if not differ:
                    continue
                if first[page][place].lignes[line].couleur == champ:
                    raise Refus("a page number whose place depends on a value")
                found[page, place, line] = differ
    return found


def _differents(lines: Iterable[Sequence[Trace]]) -> dict[int, bool]:
    columns = enumerate(zip(*lines, strict=True))
    return {n: all(b.espace for b in blocs) for n, blocs in columns if len({b.lettres for b in blocs}) > 1}


def decouper(
    colorie: pikepdf.Pdf,
    temoin: pikepdf.Pdf,
    modele: Modele,
    cadres: Sequence[Cadre],
    poses: tuple[Poses, Poses],
    changeants: Changeants,
    insecables: Set[str],
) -> tuple[Page, ...]:
    """The coloured representative's pages in the colours of the witness, with holes for all that changes.

    `poses` are those of both; `insecables` are the fonts in which some value has a no-break space. Raises Refus and
    FluxInconnu.
    """
    if len(colorie.pages) != len(temoin.pages) or len(colorie.pages) >= _CENT:
        raise Refus("pages")
    contenus = [contenu_de(page) for page in colorie.pages]
    largeurs = [_largeur(page) for page in colorie.pages]
    fonts = [polices(page) for page in colorie.pages]
    blocs = [lire(contenu, known, modele.couleurs) for contenu, known in zip(contenus, fonts, strict=True)]
    coupes: list[list[_Coupe]] = [[] for _ in contenus]
    seen = 0
    for page, cadre in enumerate(cadres):
        for place, rank in enumerate(cadre.emplacements):
            emplacement = modele.emplacements[rank]
            mine = [
                (n, bloc)
                for n, found in enumerate(blocs)
                for bloc in found
                if bloc.couleur in emplacement.couleurs and abs(largeurs[n] - cadre.largeur) < _PRES
            ]
            seen += len(mine)
            pose = poses[0][page][place]
            for n, coupe in _emplacement(mine, (page, place), emplacement, cadre, pose, changeants, len(contenus)):
                coupes[n].append(coupe)
    # Sections of one width and several margins: a value would be found in each.
    if seen != sum(map(len, blocs)):
        raise Refus("a value on a page of another width")
    espaces = Espaces()
    for contenu, known, cuts in zip(contenus, fonts, coupes, strict=True):
        changes = {n for c in cuts if c.change and not c.espace for n in range(c.bloc.debut, c.bloc.fin)}
        for montre in montres(contenu, known):
            espaces.lire(montre, change=montre.debut in changes)
    espaces.verifier(insecables)
    vrais = [contenu_de(page) for page in temoin.pages]
    return tuple(_page(*trois, poses[1]) for trois in zip(contenus, vrais, coupes, strict=True))


_Lieu: TypeAlias = tuple[int, Bloc]
"""A block and its page."""


def _emplacement(
    mine: Sequence[_Lieu],
    ou: tuple[int, int],
    emplacement: Emplacement,
    cadre: Cadre,
    pose: Pose,
    changeants: Changeants,
    pages: int,
) -> Iterator[tuple[int, _Coupe]]:
    """What to cut out for one place, wherever it is drawn."""
    if not pose.lignes:
        if mine:
            raise Refus("an empty value that is drawn")
        return
    found: list[list[_Lieu]] = []
    for n in range(pages):
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
        yield from _ligne(lieux, (*ou, rank), ligne, emplacement, cadre, changeants)


def _ligne(
    lieux: Sequence[_Lieu],
    rang: Rang,
    ligne: Ligne,
    emplacement: Emplacement,
    cadre: Cadre,
    changeants: Changeants,
) -> Iterator[tuple[int, _Coupe]]:
    changes = changeants.get(rang, {})
    if len(lieux) != len(ligne.blocs):
        raise Refus("a line that isn't drawn as on its sheet")
    for n, ((page, bloc), pose) in enumerate(zip(lieux, ligne.blocs, strict=True)):
        if cadre.locales.get(bloc.couleur) != ligne.couleur:
            raise Refus("a line in other colours than on its sheet")
        if bloc.couleur != emplacement.champs and bloc.texte != pose.texte:
            raise Refus("another text than on its sheet")
        if n in changes and hash(bloc.lettres) != pose.lettres:
            raise Refus("a value at another place of its line than on the sheet")
        yield page, _Coupe(bloc, rang, n, n in changes, changes.get(n, False))


def _page(contenu: bytes, vrai: bytes, coupes: Sequence[_Coupe], poses: Poses) -> Page:
    """A page in pieces. The true colours are the witness's, whose page has the same blocks but for the values."""
    cuts = {coupe.bloc.debut: coupe for coupe in coupes}
    theirs = tous_les_blocs(vrai)
    pieces: list[bytes | Trou] = []
    here = 0
    couleur = b""
    for debut, fin, _, place in tous_les_blocs(contenu):
        coupe = cuts.get(debut)
        if coupe is None:
            if next(theirs, (0, 0, b"", b""))[3] != place:
                raise Refus("the witness is laid out otherwise")
            continue
        if coupe.n == 0:
            page, spot, line = coupe.rang
            drawn = [next(theirs, (0, 0, b"", b""))[2] for _ in poses[page][spot].lignes[line].blocs]
            couleur = drawn[0]
            if len(set(drawn)) != 1:
                raise Refus("a value in two colours")
        pieces.append(contenu[here:debut])
        if coupe.change:
            pieces.append(Trou(coupe.rang, coupe.n, couleur, coupe.bloc.y))
        else:
            pieces.append(recolorier(contenu[debut:fin], couleur, coupe.bloc.y, ""))
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


def _largeur(page: pikepdf.Page) -> float:
    left, _, right, _ = (float(x) for x in page.mediabox)
    return right - left
