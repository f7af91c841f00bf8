"""`kitgen new`: a session to fill in, from the models in `kitgen/modeles`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from kitgen.errors import InputProblems, OutputProblem, UsageProblem, dit_en_francais
from kitgen.model.referentiel import Referentiel
from kitgen.noms import nom_de_fichier
from kitgen.readers.listes.entetes import colonnes_connues
from kitgen.readers.validation import charger
from kitgen.writers.liste_modele import ecrire_modele

MODELES = Path(__file__).parents[1] / "modeles"
DEPOT = Path(__file__).parents[2]


def creer(dossier: Path) -> list[Path]:
    """Write `session.yaml` and `candidats.xlsx` into a new folder.

    Nothing that exists is overwritten: raises UsageProblem when the folder has one of them, and
    OutputProblem when it cannot be written.
    """
    session, liste = dossier / "session.yaml", dossier / "candidats.xlsx"
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
        ecrire_modele(liste, colonnes_connues(), _options())
    except OSError as error:
        raise OutputProblem(
            f"le dossier {dossier} ne peut pas être écrit ({dit_en_francais(error)})\n    → choisissez un autre dossier"
        ) from error
    return [session, liste]


def _options() -> list[str]:
    """The options of the shipped référentiel, for the drop-down list."""
    path = DEPOT / "referentiel/gap-courtage.yaml"
    referentiel, _, problems = charger(path, path.name, Referentiel)
    if referentiel is None:
        raise InputProblems(problems)
    return [o.libelle for o in referentiel.parcours.options]


def _from(dossier: Path, inside: str) -> str:
    """The path of a shipped file, seen from the new folder."""
    try:
        return Path(os.path.relpath(DEPOT / inside, dossier.resolve())).as_posix()
    except ValueError:  # another drive on Windows has no relative path
        return (DEPOT / inside).as_posix()
