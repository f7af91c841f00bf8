"""Objects of a PDF as rows of equal length, of which each is stored less the one above it, as PNG stores pictures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

_PAIRE = 16
"""Bytes that a stream of rows says of one object in its head: its number, and where it stands."""
_PAR_LIGNES = 1 << 15
"""Objects of one stream of rows, at most some more: what the table says of each has two bytes."""
_LARGEURS = (80, 256)
"""How long rows are; longer ones are a multiple of the last. As few as may be: Poppler, which reads the tags of one
document after the other, keeps five streams, and takes another apart again when it comes back to it."""
_MORCEAU = 1 << 18

Colonne: TypeAlias = tuple[int, int, Sequence[bytes], Sequence[int]]
"""Objects that say the same but for numbers: the number of the first, how many they are, what stands between the
numbers that they say, and these numbers in the first; each that follows says one more."""


@dataclass(frozen=True, slots=True)
class Rangee:
    """What an object stream of rows holds; its head, which says where each object stands, is rows too."""

    largeur: int
    objets: tuple[tuple[int, int], ...]
    """The number of the first of those that follow each other, and how many they are."""
    tete: int
    """Bytes of the head."""
    contenu: bytes


def ranger_en_lignes(colonnes: Sequence[Sequence[Colonne]], taille: int) -> Iterator[Rangee]:
    """The rows of what is read together, in a few streams each; all numbers are below `taille`."""
    if not colonnes:
        return
    chiffres = _Chiffres(taille)
    for together in colonnes:
        for largeur, alike in _par_largeur(together, chiffres.combien):
            yield _rangee(alike, largeur, chiffres)


def differences(lignes: bytes, largeur: int) -> bytes:
    """Rows of that length as PNG's filter « Up » has them, each byte less the one above it; the first byte of a row,
    which must be 0, says so."""
    return _marquer(_moins(lignes, bytes(largeur) + lignes[:-largeur]), largeur)


class _Chiffres:
    """The numbers from 0 on as they are written, all of one length: digit by digit, the last one first."""

    def __init__(self, taille: int) -> None:
        self.combien = len(str(taille))
        unites = [10**n for n in range(self.combien)]
        self.signes = [_signes(unite, taille) for unite in unites]
        # Each less the one before.
        self.ecarts = [(u, _moins(signes, b"\0" + signes[:-1])) for u, signes in zip(unites, self.signes, strict=True)]


def _signes(unite: int, taille: int) -> bytes:
    """That digit of all numbers; a blank where a number has none."""
    turn = b"".join(b"%d" % digit * unite for digit in range(10))
    signes = (turn * (taille // len(turn) + 1))[:taille]
    return signes if unite == 1 else b" " * unite + signes[unite:]


def _par_largeur(colonnes: Sequence[Colonne], chiffres: int) -> Iterator[tuple[int, list[Colonne]]]:
    """The columns of one stream, and how long their rows are."""
    found: dict[int, list[Colonne]] = defaultdict(list)
    counts: Counter[int] = Counter()
    for colonne in colonnes:
        _, nombre, textes, debuts = colonne
        width = chiffres * len(debuts) + sum(map(len, textes)) + 1
        step = _LARGEURS[-1]
        largeur = next((w for w in _LARGEURS if w >= width), -(-width // step) * step)
        found[largeur].append(colonne)
        counts[largeur] += nombre
        if counts[largeur] >= _PAR_LIGNES:
            del counts[largeur]
            yield largeur, found.pop(largeur)
    yield from sorted(found.items())


def _rangee(colonnes: Sequence[Colonne], largeur: int, chiffres: _Chiffres) -> Rangee:
    row = largeur + 1
    head = _tete(colonnes, largeur, chiffres)
    firsts, lasts = zip(*[_bornes(colonne, largeur, chiffres.combien) for colonne in colonnes], strict=True)
    jumps = _moins(b"".join(firsts), b"".join((head[-row:], *lasts[:-1])))
    parts = [(jumps[n * row : (n + 1) * row], _suite(c, row, chiffres)) for n, c in enumerate(colonnes)]
    content = b"".join((differences(head, row), *chain.from_iterable(parts)))
    objets = tuple((premier, nombre) for premier, nombre, _, _ in colonnes)
    return Rangee(largeur, objets, len(head) // row * largeur, _marquer(content, row))


def _tete(colonnes: Sequence[Colonne], largeur: int, chiffres: _Chiffres) -> bytes:
    """The rows of the head."""
    count = sum(nombre for _, nombre, _, _ in colonnes)
    end = _PAIRE * count
    said = bytearray(b" " * (-(-end // largeur) * largeur))
    for n, signes in enumerate(reversed(chiffres.signes)):
        said[n:end:_PAIRE] = b"".join([signes[premier : premier + nombre] for premier, nombre, _, _ in colonnes])
    rest = _PAIRE - chiffres.combien - 2
    places = (b"%%%dd" % rest * count) % tuple(range(0, count * largeur, largeur))
    for n in range(rest):
        said[chiffres.combien + 1 + n : end : _PAIRE] = places[n::rest]
    return b"".join([b"\0" + said[n : n + largeur] for n in range(0, len(said), largeur)])


def _bornes(colonne: Colonne, largeur: int, chiffres: int) -> tuple[bytes, bytes]:
    """The rows of the first object and of the last."""
    _, nombre, textes, debuts = colonne
    row = (b"%%%dd" % chiffres).join([texte.replace(b"%", b"%%") for texte in textes])
    first, last = (row % tuple([debut + rang for debut in debuts]) for rang in (0, nombre - 1))
    return b"\0%s\n" % first.ljust(largeur - 1), b"\0%s\n" % last.ljust(largeur - 1)


def _suite(colonne: Colonne, largeur: int, chiffres: _Chiffres) -> bytes:
    """The rows of all objects but the first, less the one above: nothing but what numbers differ in."""
    _, nombre, textes, debuts = colonne
    rows = bytearray(largeur * (nombre - 1))
    here = 0
    for debut, texte in zip(debuts, textes, strict=False):
        here += len(texte) + chiffres.combien
        last = debut + nombre - 1
        for n, (unite, ecarts) in enumerate(chiffres.ecarts):
            if debut // unite == last // unite:
                break
            rows[here - n :: largeur] = ecarts[debut + 1 : last + 1]
    return bytes(rows)


def _marquer(lignes: bytes, largeur: int) -> bytes:
    """Rows that are less the one above; the first byte of each says so."""
    rows = bytearray(lignes)
    rows[::largeur] = b"\2" * (len(rows) // largeur)
    return bytes(rows)


def _moins(octets: bytes, autres: bytes) -> bytes:
    """Each byte less the other one in its place."""
    # As whole numbers of thousands of bytes, which are quickest.
    pieces = range(0, len(octets), _MORCEAU)
    return b"".join([_difference(octets[n : n + _MORCEAU], autres[n : n + _MORCEAU]) for n in pieces])


def _difference(octets: bytes, autres: bytes) -> bytes:
    """The same, all bytes at once, as one number."""
    size = len(octets)
    here, other = int.from_bytes(octets, "big"), int.from_bytes(autres, "big")
    high, low = (int.from_bytes(mask * size, "big") for mask in (b"\x80", b"\x7f"))
    # With the highest bit of each byte put aside no byte borrows from its neighbour.
    return (((here | high) - (other & low)) ^ ((here ^ other ^ high) & high)).to_bytes(size, "big")
