"""What earlier builds made, under a key of all that decided on it: kept beside the output, bounded, proven before use.

A cache never decides whether a build succeeds: one that is damaged, locked, read-only or on a full disk is as good as
an empty one. It lies in the output folder, as it holds what lies there: papers with people's names on them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kitgen.memoire.disque import chacun
from kitgen.memoire.disque import sha256 as empreinte

DOSSIER = ".cache"
"""Its folder, in the output folder."""

PLAFOND = 4_000_000_000
"""Bytes that it may take; what was not wanted for longest goes first."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fichiers (cle TEXT PRIMARY KEY, sha256 TEXT, taille INTEGER, vu INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (cle TEXT PRIMARY KEY, valeur BLOB, vu INTEGER) WITHOUT ROWID;
"""
_ATTENTE = 5.0  # seconds for another build to finish with the index
_HEURE = 3600
_CASSE = (sqlite3.Error, OSError)


def cle(*parties: object) -> str:
    """The key of what these decide on; what they are is told by `repr`."""
    digest = hashlib.sha256()
    for partie in parties:
        data = partie if isinstance(partie, bytes) else repr(partie).encode()
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Etat:
    """How full a cache is."""

    dossier: Path
    fichiers: int
    octets: int


class Cache:
    """The cache of an output folder; `ouvert` says whether it can be used at all."""

    def __init__(self, out: Path, *, plafond: int = PLAFOND, ouvrir: bool = True) -> None:
        self.dossier = out / DOSSIER
        self._racine = str(self.dossier)
        self._plafond = plafond
        self._index: sqlite3.Connection | None = None
        self._maintenant = int(time.time())
        self._faits: set[str] = set()
        if not ouvrir:
            return
        try:
            self.dossier.mkdir(parents=True, exist_ok=True)
            self._index = _ouvrir(self.dossier / "index.sqlite")
        except _CASSE:
            self._fermer()

    @classmethod
    def ferme(cls) -> Cache:
        """One in which nothing is found and nothing kept."""
        return cls(Path(), ouvrir=False)

    @property
    def ouvert(self) -> bool:
        """Whether anything can be found in it or kept."""
        return self._index is not None

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.ranger()
        self._fermer()

    def prendre(self, voulus: Mapping[str, str | Path]) -> dict[str, str]:
        """Put what is kept under these keys where each is wanted; the SHA-256 of those that were there and whole."""
        found = self._connus(voulus)
        # Here, so that no two threads make the same, and once for all that comes into it.
        for folder in sorted({os.path.dirname(voulus[key]) for key in found} - self._faits):
            with suppress(OSError):
                _creer(folder)
                self._faits.add(folder)
        whole = chacun(lambda key: self._poser(key, found[key], voulus[key]), [*found])
        taken = {key: found[key] for key, done in zip(found, whole, strict=True) if done}
        self._oublier(set(found) - set(taken))
        self._toucher("fichiers", taken)
        return taken

    def garder(self, faits: Mapping[str, tuple[Path, str]]) -> None:
        """Keep finished files, by key, each with its SHA-256; they must not be written to any more."""
        if self._index is None:
            return
        rows = []
        with suppress(OSError):
            for key, (path, sha256) in faits.items():
                _lier(path, self._chemin(key))
                rows.append((key, sha256, path.stat().st_size, self._maintenant))
        self._executer("INSERT OR REPLACE INTO fichiers VALUES (?, ?, ?, ?)", rows)

    def lire(self, cles: Iterable[str]) -> dict[str, bytes]:
        """The notes under these keys, as far as there are any."""
        rows: list[tuple[str, bytes, int]] = []
        for part in _parts(cles):
            marks = ",".join("?" * len(part))
            rows += self._chercher(f"SELECT cle, valeur, vu FROM notes WHERE cle IN ({marks})", part)  # noqa: S608
        self._toucher("notes", [key for key, _, seen in rows if seen < self._maintenant - _HEURE])
        return {key: value for key, value, _ in rows}

    def noter(self, notes: Mapping[str, bytes]) -> None:
        """Keep small things, by key."""
        rows = [(key, value, self._maintenant) for key, value in notes.items()]
        self._executer("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", rows)

    def etat(self) -> Etat:
        """How full it is."""
        rows = self._chercher("SELECT count(*), coalesce(sum(taille), 0) FROM fichiers", ())
        notes = self._chercher("SELECT coalesce(sum(length(valeur)), 0), 0 FROM notes", ())
        count, size = rows[0] if rows else (0, 0)
        return Etat(self.dossier, count, size + (notes[0][0] if notes else 0))

    def ranger(self) -> None:
        """Let go of what was not wanted for longest, until the bound holds."""
        over = self.etat().octets - self._plafond
        if over <= 0:
            return
        rows = self._chercher(
            "SELECT cle, taille, vu, 'f' FROM fichiers UNION ALL SELECT cle, length(valeur), vu, 'n' FROM notes "
            "ORDER BY vu, cle",
            (),
        )
        gone: dict[str, list[str]] = {"f": [], "n": []}
        for key, size, _, kind in rows:
            if over <= 0:
                break
            gone[kind].append(key)
            over -= size
        self._oublier(gone["f"])
        self._executer("DELETE FROM notes WHERE cle = ?", [(key,) for key in gone["n"]])

    def _connus(self, cles: Iterable[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in _parts(cles):
            marks = ",".join("?" * len(part))
            found.update(self._chercher(f"SELECT cle, sha256 FROM fichiers WHERE cle IN ({marks})", part))  # noqa: S608
        return found

    def _poser(self, key: str, sha256: str, cible: str | Path) -> bool:
        """Whether the file is the one that was kept, which is then at `cible`."""
        kept = self._chemin(key)
        try:
            if empreinte(kept) != sha256:
                return False
            _lier(kept, cible)
        except OSError:
            return False
        return True

    def _oublier(self, cles: Iterable[str]) -> None:
        gone = list(cles)
        for key in gone:
            with suppress(OSError):
                os.unlink(self._chemin(key))
        self._executer("DELETE FROM fichiers WHERE cle = ?", [(key,) for key in gone])

    def _toucher(self, table: str, cles: Iterable[str]) -> None:
        # To the hour is enough to know what was not wanted for longest, and a row is written again for it.
        rows = [(self._maintenant, key, self._maintenant - _HEURE) for key in cles]
        self._executer(f"UPDATE {table} SET vu = ? WHERE cle = ? AND vu < ?", rows)  # noqa: S608

    def _chemin(self, key: str) -> str:
        return f"{self._racine}/{key[:2]}/{key}"

    def _chercher(self, requete: str, valeurs: Sequence[object]) -> list[Any]:
        if self._index is None:
            return []
        try:
            return self._index.execute(requete, valeurs).fetchall()
        except sqlite3.Error:
            self._fermer()
            return []

    def _executer(self, requete: str, lignes: Sequence[tuple[object, ...]]) -> None:
        if self._index is None or not lignes:
            return
        try:
            with self._index:
                self._index.executemany(requete, lignes)
        except sqlite3.Error:
            self._fermer()

    def _fermer(self) -> None:
        if self._index is not None:
            with suppress(sqlite3.Error):
                self._index.close()
            self._index = None


def vider(out: Path) -> bool:
    """Delete the cache of an output folder; whether there was one. Raises OSError."""
    folder = out / DOSSIER
    if not folder.exists():
        return False
    shutil.rmtree(folder)
    return True


def _ouvrir(index: Path) -> sqlite3.Connection:
    try:
        return _connecter(index)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        # Not an index at all: a run was cut off, or something else wrote there.
        index.unlink()
        return _connecter(index)


def _connecter(index: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(index, timeout=_ATTENTE)
    try:
        # What is lost in a power cut is made again.
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


def _creer(dossier: str) -> None:
    # Thousands of folders, and what they lie in stands there after the first of them.
    try:
        os.mkdir(dossier)
    except OSError:
        os.makedirs(dossier, exist_ok=True)


def _lier(source: str | Path, vers: str | Path) -> None:
    """The same file under a second name, or a copy where the disk knows no second names."""
    # Nearly always the folder is there, and the name is not: thousands of files in one call each.
    with suppress(OSError):
        os.link(source, vers)
        return
    cible = Path(vers)
    cible.parent.mkdir(parents=True, exist_ok=True)
    beside = cible.with_name(f".{cible.name}.partiel")
    beside.unlink(missing_ok=True)
    try:
        os.link(source, beside)
    except OSError:
        shutil.copyfile(source, beside)
    try:
        beside.replace(cible)
    finally:
        # Renaming one name of a file to another of its names does nothing.
        beside.unlink(missing_ok=True)


def _parts(cles: Iterable[str], taille: int = 500) -> Iterable[list[str]]:
    # In the order in which they lie in the index: each of its pages is read once.
    wanted = sorted(cles)
    return (wanted[n : n + taille] for n in range(0, len(wanted), taille))
