"""`kitgen new`: a session to fill in, from the models in `kitgen/modeles`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from kitgen.errors import OutputProblem, UsageProblem, dit_en_francais
from kitgen.noms import nom_de_fichier
from kitgen.readers.candidats import colonnes_connues

MODELES = Path(__file__).parent / "modeles"
DEPOT = Path(__file__).parent.parent


def creer(dossier: Path) -> list[Path]:
    """Write `session.yaml` and `candidats.csv` into a new folder.

    Nothing that exists is overwritten: raises UsageProblem when the folder has one of them, and
    OutputProblem when it cannot be written.
    """
    session, liste = dossier / "session.yaml", dossier / "candidats.csv"
    there = [p for p in (session, liste) if p.exists()]
    if there:
        raise UsageProblem(f"{there[0]} existe déjà\n    → choisissez un autre dossier ; rien n'a été écrit")
    text = (MODELES / "session.yaml").read_text(encoding="utf-8")
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        session.write_text(
            text.format(
                code=nom_de_fichier(dossier.resolve().name),
                referentiel=_from(dossier, "referentiel/gap-courtage.yaml"),
                sujets=_from(dossier, "referentiel/sujets"),
                kit=_from(dossier, "templates/kit.yaml"),
                graine=secrets.randbelow(100_000_000),
            ),
            encoding="utf-8",
        )
        # With a byte order mark, for Excel to read the accents right.
        header = ";".join(column["libelle"] for column in colonnes_connues().values())
        liste.write_text(header + "\r\n", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise OutputProblem(
            f"le dossier {dossier} ne peut pas être écrit ({dit_en_francais(error)})\n    → choisissez un autre dossier"
        ) from error
    return [session, liste]


def _from(dossier: Path, inside: str) -> str:
    """The path of a shipped file, seen from the new folder."""
    try:
        return Path(os.path.relpath(DEPOT / inside, dossier.resolve())).as_posix()
    except ValueError:  # another drive on Windows has no relative path
        return (DEPOT / inside).as_posix()
