"""The word on a folder: VERIFIE.txt when its packs may be printed and sent, NE-PAS-IMPRIMER.txt when they must not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kitgen.memoire.disque import sha256
from kitgen.model.manifeste import Manifeste
from kitgen.relecture.faute import Faute, Remede, remedes
from kitgen.relecture.fichiers import MANIFESTE, PRET, REFUS

_EMPREINTE = re.compile(r"Empreinte de manifeste\.json : ([0-9a-f]{64})")


def empreinte_scellee(dossier: Path) -> str | None:
    """The SHA-256 of the manifest as it was when the folder was made; None where no word says it."""
    for name in (PRET, REFUS):
        try:
            if found := _EMPREINTE.search((dossier / name).read_text(encoding="utf-8", errors="replace")):
                return found[1]
        except OSError:
            continue
    return None


def relire_le_sceau(dossier: Path) -> Iterator[Faute]:
    """Whether the manifest is still the one that the folder was made with."""
    sealed = empreinte_scellee(dossier)
    if sealed is None:
        yield Faute(
            PRET, "il manque : rien ne dit que ce dossier a été produit et vérifié jusqu'au bout", Remede.CHANGE
        )
    elif sealed != sha256(dossier / MANIFESTE):
        yield Faute(MANIFESTE, "il a été modifié depuis la production du dossier", Remede.CHANGE)


def poser(dossier: Path, manifeste: Manifeste, fautes: Sequence[Faute]) -> None:
    """Write the word that is true into the folder, and take the other one away; no date, so the same bytes again.

    Raises OSError when the folder can't be written.
    """
    sealed = empreinte_scellee(dossier) or sha256(dossier / MANIFESTE)
    title = f"{manifeste.session.intitule} ({manifeste.session.code})"
    if fautes:
        lines = [f"{title} : N'IMPRIMEZ ET N'ENVOYEZ RIEN DE CE DOSSIER.", "", "La vérification a trouvé :", ""]
        lines += [f"- {f}" for f in fautes]
        lines += ["", "Que faire :", "", *(f"- {r}" for r in remedes(fautes))]
    else:
        pages = sum(d.pages for d in manifeste.documents)
        lines = [
            f"{title} : relu et vérifié.",
            "",
            f"{len(manifeste.documents)} documents ({pages} pages) et {len(manifeste.packs)} packs peuvent être "
            "imprimés et remis à leur destinataire.",
            "Pour vous assurer plus tard que rien n'a changé : kitgen verify, suivi du nom de ce dossier.",
        ]
    word, other = (REFUS, PRET) if fautes else (PRET, REFUS)
    lines += ["", f"Empreinte de manifeste.json : {sealed}"]
    # First the word that is false goes: whoever looks in between finds none.
    (dossier / other).unlink(missing_ok=True)
    (dossier / word).write_text("\n".join(lines) + "\n", encoding="utf-8")
