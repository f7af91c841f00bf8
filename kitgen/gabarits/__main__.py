"""Write the shipped templates: `python -m kitgen.gabarits templates/`."""

from __future__ import annotations

import sys
from pathlib import Path

from kitgen.gabarits.bordereau import bordereau
from kitgen.gabarits.brouillon import brouillon
from kitgen.gabarits.check_list import check_list
from kitgen.gabarits.convocation import convocation
from kitgen.gabarits.corrige import corrige
from kitgen.gabarits.emargement import emargement, emargement_jury
from kitgen.gabarits.garde import garde
from kitgen.gabarits.grille import grille
from kitgen.gabarits.intercalaire import intercalaire
from kitgen.gabarits.lecteurs import OF, TUTEUR
from kitgen.gabarits.livret import livret
from kitgen.gabarits.paquet import Gabarit
from kitgen.gabarits.planning import planning
from kitgen.gabarits.proces_verbal import proces_verbal
from kitgen.gabarits.questions import questions
from kitgen.gabarits.retrait import retrait
from kitgen.gabarits.sujet import sujet
from kitgen.gabarits.synthese import synthese


def gabarits() -> tuple[Gabarit, ...]:
    """All shipped templates."""
    return (
        convocation(),
        convocation(adapte=True),
        livret(OF),
        livret(TUTEUR),
        sujet(),
        sujet(adapte=True),
        corrige(),
        grille(),
        synthese(),
        brouillon(),
        brouillon(adapte=True),
        questions(),
        planning(),
        emargement(),
        emargement_jury(),
        proces_verbal(),
        garde(),
        intercalaire(),
        check_list(),
        bordereau(),
        retrait(),
    )


def main(arguments: list[str]) -> int:
    """Write them into the folder that is named."""
    if len(arguments) != 1:
        sys.stderr.write("Usage : python -m kitgen.gabarits DOSSIER\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for gabarit in gabarits():
        (folder / gabarit.fichier).write_bytes(gabarit.octets())
        sys.stdout.write(f"{folder / gabarit.fichier}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
