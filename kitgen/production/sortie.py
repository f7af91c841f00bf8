"""The output folder: built beside, moved into place when whole, never half there."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, get_args

from filelock import FileLock, Timeout

from kitgen.errors import OutputProblem, dit_en_francais

Defaut = Literal["incomplet", "refuse"]
"""Why an output is not to be used: documents are missing, or the pages are not as planned."""


@contextmanager
def chantier(out: Path, session: str) -> Iterator[Path]:
    """A new empty folder beside the final one; whatever is left of it at the end is removed.

    Raises OutputProblem when `out` cannot be written, or when another run is making the same session.
    """
    lock = FileLock(out / f".{session}.verrou", blocking=False)
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        if (out / session).exists() and not (out / session).is_dir():
            raise FileExistsError(errno.EEXIST, f"un fichier porte le nom du dossier à produire, {session}")
        _reparer(out, session)
        folder = Path(tempfile.mkdtemp(prefix=f".{session}~", suffix=".chantier", dir=out))
    except Timeout as error:
        raise OutputProblem(
            f"la session {session} est déjà en cours de production dans {out}.\n"
            "    → attendez la fin de l'autre exécution, ou arrêtez-la"
        ) from error
    except OSError as error:
        lock.release()
        raise OutputProblem(
            f"le dossier {out} ne peut pas être écrit ({dit_en_francais(error)}).\n"
            "    → vérifiez les droits et la place sur le disque, ou choisissez un autre dossier avec --out"
        ) from error
    try:
        yield folder
    except OSError as error:
        raise OutputProblem(
            f"écriture impossible dans {out} ({dit_en_francais(error)}) ; la dernière sortie n'a pas été touchée.\n"
            "    → vérifiez la place sur le disque et les droits, puis recommencez"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def ecarter(dossier: Path, out: Path, nom: str, defaut: Defaut) -> Path:
    """Put a faulty folder beside the last good one, under a name that says what is wrong with it."""
    return _placer(dossier, out, f"{nom}.{defaut}")


def publier(dossier: Path, out: Path, nom: str) -> Path:
    """Put a finished folder in the place of `out/nom`; the one that was there goes only then.

    Faulty folders of earlier runs go too: they are out of date, and must not be printed by mistake.
    """
    final = _placer(dossier, out, nom)
    for defaut in get_args(Defaut):
        shutil.rmtree(out / f"{nom}.{defaut}", ignore_errors=True)
    return final


def _placer(dossier: Path, out: Path, nom: str) -> Path:
    final, old = out / nom, out / f".{nom}.ancien"
    dossier.chmod(0o755)
    if old.exists():
        shutil.rmtree(old)
    if final.exists():
        os.replace(final, old)
    try:
        os.replace(dossier, final)
    except BaseException:  # Ctrl-C too: the last good output goes back to its place
        if old.exists() and not final.exists():
            os.replace(old, final)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return final


def _reparer(out: Path, nom: str) -> None:
    """Undo what a killed run left: a last good output that was moved aside, and abandoned work."""
    final, old = out / nom, out / f".{nom}.ancien"
    if old.exists() and not final.exists():
        os.replace(old, final)
    elif old.exists():
        shutil.rmtree(old, ignore_errors=True)
    for left in (*out.glob(f".{nom}~*.chantier"), *out.glob(f".{nom}~*.efface")):
        # An engine of the killed run may still be at work there: under another name, it finds no way back in.
        moved = left.with_suffix(".efface")
        os.replace(left, moved)
        shutil.rmtree(moved, ignore_errors=True)
