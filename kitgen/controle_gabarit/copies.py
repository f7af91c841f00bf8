"""Writes the annotated copies of templates beside each other, and never over a template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kitgen.controle_gabarit.annotation import annoter
from kitgen.controle_gabarit.controle import Controle
from kitgen.errors import OutputProblem, UsageProblem, dit_en_francais


def ecrire_copies(controles: Sequence[Controle], dossier: Path) -> tuple[Path, ...]:
    """A copy with comments of every template that has a fault; the paths written.

    Raises UsageProblem when a copy would take a template's place, OutputProblem when it can't be written.
    """
    written: list[Path] = []
    originals = {c.fichier.resolve() for c in controles}
    for controle in controles:
        if not controle.constats:
            continue
        target = dossier / controle.fichier.name
        if target.resolve() in originals or target in written:
            raise UsageProblem(f"{target} est le modèle lui-même, ou déjà une copie ; choisissez un autre dossier")
        try:
            content = annoter(controle.fichier.read_bytes(), controle.constats)
        except ValueError:
            continue  # it isn't readable, which is the fault that was found
        except OSError as error:
            raise OutputProblem(f"{controle.fichier} : {dit_en_francais(error)}") from error
        try:
            dossier.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        except OSError as error:
            raise OutputProblem(f"{target} : {dit_en_francais(error)}") from error
        written.append(target)
    return tuple(written)
