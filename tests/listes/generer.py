"""Writes the corpus of lists: `python -m tests.listes.generer [NOM…]`, by hand, when an entry is new or changed.

What LibreOffice makes differs a little from run to run and from version to version; that is why the files are kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.listes.cas_classeurs import CLASSEURS
from tests.listes.cas_contenu import CONTENUS
from tests.listes.cas_refus import REFUS
from tests.listes.cas_textes import TEXTES
from tests.listes.entree import Entree

FICHIERS = Path(__file__).with_name("fichiers")
ENTREES: tuple[Entree, ...] = (*TEXTES, *CLASSEURS, *CONTENUS, *REFUS)


def main(noms: list[str]) -> None:
    """Write the files of these names, or all."""
    unknown = set(noms) - {e.nom for e in ENTREES}
    if unknown:
        sys.exit(f"no such entry: {', '.join(sorted(unknown))}")
    FICHIERS.mkdir(exist_ok=True)
    for entree in ENTREES:
        if entree.producteur is not None and (not noms or entree.nom in noms):
            (FICHIERS / entree.nom).write_bytes(entree.producteur.octets())
            print(f"{entree.nom:40} {entree.producteur.nom}")


if __name__ == "__main__":
    main(sys.argv[1:])
