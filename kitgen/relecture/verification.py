"""`kitgen verify`: a finished folder is read back, at any later time, without the inputs it was made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kitgen import manifest
from kitgen.errors import UsageProblem
from kitgen.model.manifeste import Manifeste
from kitgen.ouvriers.equipe import Equipe
from kitgen.relecture import Lecture, a_lire, lire_dossier, relire
from kitgen.relecture.faute import Faute
from kitgen.relecture.sceau import poser, relire_le_sceau


@dataclass(frozen=True, slots=True)
class Verification:
    """What came out: the manifest, the faults, and whether the folder says so now."""

    manifeste: Manifeste
    lecture: Lecture
    fautes: tuple[Faute, ...]
    dit: bool


def verifier(dossier: Path, commence: Callable[[int], None], avance: Callable[[], None]) -> Verification:
    """Verify a finished folder and put the word on it that is true; `commence` is told how many files there are.

    Raises UsageProblem when the folder has no manifest that can be read.
    """
    if not dossier.is_dir():
        raise UsageProblem(
            f"{dossier} n'est pas un dossier.\n    → donnez un dossier produit par kitgen, par exemple out/2027-03"
        )
    manifeste = manifest.lire(dossier)
    commence(2 * len(manifeste.documents) + len(manifeste.packs))
    with Equipe.locale() as equipe:
        lecture = lire_dossier(dossier, a_lire(manifeste), equipe, avance)
    faults = (*relire_le_sceau(dossier), *relire(manifeste, lecture))
    try:
        poser(dossier, manifeste, faults)
    except OSError:
        # A share that may only be read: what was found is said all the same.
        return Verification(manifeste, lecture, faults, dit=False)
    return Verification(manifeste, lecture, faults, dit=True)
