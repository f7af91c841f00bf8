"""Whether a finished folder still is what a build of the same inputs would make, told without building or reading it.

Beside the output stands what the last builds were made from: the program, the engine, the options and every file in the
folders that a session draws on; and the SHA-256 of every file that came out. If all of that is as it was, so is the
result, which is proven again by the SHA-256 of what lies there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from kitgen.memoire.cache import DOSSIER, cle
from kitgen.memoire.disque import chacun, sha256
from kitgen.memoire.programme import empreinte as programme

_FORMAT = 1
_TROP = 20_000  # files in the folders of a session: who keeps more there waits for a build


@dataclass(frozen=True, slots=True)
class Photo:
    """The inputs of a build: the folders they lie in, what is in these, and the SHA-256 of what was read."""

    racines: tuple[str, ...]
    fichiers: Mapping[str, Sequence[int]]
    lus: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Production:
    """A build that succeeded: its folder, all files in it with their SHA-256, and what was said of it."""

    dossier: str
    fichiers: Mapping[str, str]
    dit: Sequence[str]
    avertissements: Sequence[str]


def photographier(racines: Iterable[Path], lus: Mapping[Path, str], out: Path) -> Photo:
    """The inputs as they are now; `lus` are the files that were read, with the SHA-256 of what was read of them."""
    roots = tuple(sorted({str(root.resolve()) for root in racines}))
    return Photo(roots, _contenu(roots, out), {str(path.resolve()): digest for path, digest in lus.items()})


def retrouver(out: Path, session: Path, *options: object) -> Production | None:
    """The last build of this session with these options (the engine's trace among them), if nothing has changed."""
    try:
        said = json.loads(_fiche(out, session, options).read_text(encoding="utf-8"))
        photo, made = Photo(**said["photo"]), Production(**said["production"])
        if said["programme"] != programme() or not _pareils(photo, out) or not _entier(made):
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return made


def noter(out: Path, session: Path, photo: Photo, production: Production, *options: object) -> None:
    """Remember a build; what can't be remembered is built again."""
    said = {"programme": programme(), "photo": asdict(photo), "production": asdict(production)}
    card = _fiche(out, session, options)
    beside = card.with_name(f".{card.name}.partiel")
    try:
        if len(photo.fichiers) > _TROP:
            card.unlink(missing_ok=True)
            return
        card.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        beside.replace(card)
    except OSError:
        beside.unlink(missing_ok=True)


def produits(dossier: Path, lus: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """The SHA-256 of every file in a folder, by its path there; `lus` are those that were read already.

    Raises OSError.
    """
    files = sorted(_fichiers(str(dossier)))
    left = [name for name in files if name not in lus]
    digests = chacun(lambda name: sha256(os.path.join(dossier, name)), left)
    return {name: lus[name] for name in files if name in lus} | dict(zip(left, digests, strict=True))


def _fiche(out: Path, session: Path, options: Sequence[object]) -> Path:
    return out / DOSSIER / f"production-{cle(_FORMAT, str(session.resolve()), str(out.resolve()), options)[:16]}.json"


def _pareils(photo: Photo, out: Path) -> bool:
    if _contenu(photo.racines, out) != {path: [*facts] for path, facts in photo.fichiers.items()}:
        return False
    return all(sha256(path) == digest for path, digest in photo.lus.items())


def _entier(made: Production) -> bool:
    folder = Path(made.dossier)
    return folder.is_dir() and produits(folder) == dict(made.fichiers)


def _contenu(racines: Iterable[str], out: Path) -> dict[str, list[int]]:
    """Size and time of each file in these folders, but for the output."""
    found: dict[str, list[int]] = {}
    for root in racines:
        for name in _fichiers(root, str(out.resolve())):
            path = os.path.join(root, name)
            about = os.stat(path)
            found[path] = [about.st_size, about.st_mtime_ns]
            if len(found) > _TROP:
                return found
    return found


def _fichiers(racine: str, sauf: str = "") -> Iterable[str]:
    """The paths of all files in a folder, hidden ones aside."""
    for here, folders, files in os.walk(racine):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and os.path.join(here, f) != sauf)
        where = os.path.relpath(here, racine).replace(os.sep, "/")
        prefix = "" if where == "." else f"{where}/"
        for name in files:
            if not name.startswith("."):
                yield prefix + name
