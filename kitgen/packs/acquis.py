"""What was read of a pack's documents, as one file, so that only those that changed are read the next time."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, chain, islice, pairwise
from pathlib import Path
from typing import Any

from kitgen.packs.lecture import OUBLIE, Lecture
from kitgen.pdf.ecriture import tasser
from kitgen.pdf.objets import Fichier, Objet

_ASSEZ = 16
"""Of the documents of a pack, the part that may have changed before what was read of them is kept anew."""


@dataclass(frozen=True, slots=True)
class Memoire:
    """What is kept of the documents of a pack: what was read of them is in `ancien`, if there is such a file, and comes
    into `nouveau` where much of it is read anew. `empreintes` are the SHA-256 of the documents' files."""

    ancien: Path
    nouveau: Path
    empreintes: Mapping[Path, str]


class Lus:
    """The files of a pack's documents, and all that is read of them: each is read once, or was read before."""

    def __init__(self, fichiers: Iterable[Path], memoire: Memoire | None) -> None:
        self._memoire = memoire
        digests = {path: "" if memoire is None else memoire.empreintes[path] for path in fichiers}
        known: dict[str, Fichier] = {}
        if memoire is not None and memoire.ancien.exists():
            self.lecture, known = reprendre(memoire.ancien.read_bytes())
        else:
            self.lecture = Lecture()
        self.tasser = tasser if memoire is None else self.lecture.tasser
        self.fichiers = {
            path: known[digest] if digest in known else self.lecture.lecteur.lire(path)
            for path, digest in digests.items()
        }
        self._nouveaux = sum(digest not in known for digest in digests.values())

    def retenir(self) -> None:
        """Keep what was read, contents too, for the next time, where much of it is new."""
        if self._memoire is not None and self._nouveaux * _ASSEZ > len(self.fichiers):
            digests = self._memoire.empreintes
            kept = ecrire(self.lecture, {digests[path]: file for path, file in self.fichiers.items()})
            self._memoire.nouveau.write_bytes(kept)


def ecrire(lecture: Lecture, fichiers: Mapping[str, Fichier]) -> bytes:
    """What was read of these files, by their SHA-256: numbers, and then all bytes that they speak of.

    Streams that were taken apart are forgotten: of the hundred MB that they hold, seven are left as parts.
    """
    used = set[Objet]().union(*(fichier.objets.values() for fichier in fichiers.values()))
    parts, suites, textes, flux = _rangs(), _rangs(), _rangs(), _rangs()
    objets: dict[Objet, int] = {}
    for objet, suite in lecture.suites.items():
        if objet in used and suite is not None:
            objets[objet] = suites[tuple([parts[number] for number in suite])]
    others = [(texte, objet) for texte, objet in lecture.lecteur.vus() if objet in used and objet not in objets]
    objets.update({objet: rank for rank, (_, objet) in enumerate(others, len(suites))})
    said = [textes[texte] for texte, _ in others]
    streams = [0 if objet.flux is None else 1 + flux[objet.flux] for _, objet in others]
    cut = [lecture.contenus.part(number) for number in parts]
    names, drawn = [name.encode() for name in fichiers], [part for part, _ in cut]
    kinds = (names, textes, flux, drawn, lecture.tasses, lecture.tasses.values())
    blobs = [*chain(*kinds)]
    numbers = array("i", (*map(len, kinds), len(suites), len(others)))
    numbers.extend(map(len, blobs))
    numbers.extend(ends for _, ends in cut)
    numbers.extend(map(len, suites))
    numbers.extend(chain(*suites, said, streams))
    for fichier in fichiers.values():
        numbers.extend((fichier.racine, len(fichier.pages), len(fichier.objets), *fichier.pages, *fichier.objets))
        numbers.extend(map(objets.__getitem__, fichier.objets.values()))
    return b"".join((len(numbers).to_bytes(4, "big"), numbers.tobytes(), *blobs))


def reprendre(octets: bytes) -> tuple[Lecture, dict[str, Fichier]]:
    """The inverse of `ecrire`, on the same machine."""
    numbers = array("i")
    start = 4 + numbers.itemsize * int.from_bytes(octets[:4], "big")
    numbers.frombytes(octets[4:start])
    following = iter(numbers)

    def take(count: int) -> list[int]:
        return [*islice(following, count)]

    *counts, suites, others = take(8)
    ends = accumulate(take(sum(counts)), initial=start)
    blobs = iter([octets[here:there] for here, there in pairwise(ends)])
    names, textes, flux, parts, contents, packed = ([*islice(blobs, count)] for count in counts)
    lecture = Lecture()
    lecture.avant = dict(zip(contents, packed, strict=True))
    ranks = [lecture.contenus.reprendre(*part) for part in zip(parts, take(len(parts)), strict=True)]
    objets = []
    for length in take(suites):
        objets.append(Objet(b"", (b"",), (), OUBLIE))
        lecture.suites[objets[-1]] = tuple([ranks[rank] for rank in islice(following, length)])
    for texte, stream in zip(take(others), take(others), strict=True):
        objets.append(lecture.lecteur.objet(textes[texte], flux[stream - 1] if stream else None))
    fichiers = {}
    for name in names:
        racine, pages, count = take(3)
        places = tuple(take(pages))
        there = zip(take(count), map(objets.__getitem__, take(count)), strict=True)
        fichiers[name.decode()] = Fichier(dict(there), racine, places)
    return lecture, fichiers


def _rangs() -> dict[Any, int]:
    """A rank for whatever is looked up, a new one for each that wasn't there."""
    rangs: defaultdict[Any, int] = defaultdict(lambda: len(rangs))
    return rangs
