"""The files of a finished folder: all that the manifest names, as it names them, and no other."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from kitgen.model.manifeste import Manifeste
from kitgen.relecture.faute import Faute, Remede

MANIFESTE = "manifeste.json"
PAGE = "index.html"
PRET = "VERIFIE.txt"
REFUS = "NE-PAS-IMPRIMER.txt"

_SANS_EMPREINTE = {MANIFESTE, PRET, REFUS}
_DU_SYSTEME = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""What systems leave in a folder that somebody opened."""


def chemins(manifeste: Manifeste) -> dict[str, str]:
    """The SHA-256 of every file that a manifest names, by its path."""
    found = {d.pdf: d.sha256 for d in manifeste.documents} | {d.docx: d.sha256_docx for d in manifeste.documents}
    if manifeste.page is not None:
        found[PAGE] = manifeste.page
    return found | {p.fichier: p.sha256 for p in manifeste.packs}


def inventaire(dossier: Path) -> dict[str, bool]:
    """Every file of a folder by its path, and whether it is one: a link or a pipe is not."""
    found: dict[str, bool] = {}
    waiting = [(str(dossier), "")]
    while waiting:
        here, prefix = waiting.pop()
        try:
            entries = [*os.scandir(here)]
        except OSError:
            continue  # what is in there will be missing
        for entry in entries:
            path = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{path}/"))
            else:
                found[path] = entry.is_file(follow_symlinks=False)
    return found


def lisible(chemin: str, presents: Mapping[str, bool]) -> bool:
    """Whether a path of a manifest is that of a file inside the folder."""
    path = PurePosixPath(chemin)
    return not path.is_absolute() and ".." not in path.parts and presents.get(chemin, False)


def relire_les_fichiers(
    manifeste: Manifeste, presents: Mapping[str, bool], empreintes: Mapping[str, str], *, entier: bool = True
) -> Iterator[Faute]:
    """What is missing, what is too many, and what is no longer the same; `empreintes` of the files that are there."""
    wanted = chemins(manifeste)
    for chemin, digest in wanted.items():
        if chemin not in empreintes:
            yield Faute(chemin, "le fichier manque", Remede.CHANGE)
        elif empreintes[chemin] != digest:
            yield Faute(chemin, "le fichier a été modifié depuis sa vérification", Remede.CHANGE)
    for chemin in sorted(presents.keys() - wanted.keys() - _SANS_EMPREINTE):
        # What failed to be made may have left its Word file.
        if entier and chemin.rpartition("/")[2] not in _DU_SYSTEME:
            yield Faute(chemin, "kitgen n'a pas mis ce fichier dans le dossier", Remede.RETIRER)
    times = Counter([d.pdf for d in manifeste.documents] + [p.fichier for p in manifeste.packs])
    for chemin in sorted(c for c, n in times.items() if n > 1):
        yield Faute(chemin, "le manifeste le nomme deux fois", Remede.CHANGE)
