"""The command that makes what is sent to a training organisation."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kitgen.errors import UsageProblem

_VARIABLE = "KITGEN_MOT_DE_PASSE"


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path))
@click.option("--organisme", "codes", multiple=True, metavar="CODE",
              help="Seulement cet organisme ; peut être répété.  [tous]")  # fmt: skip
@click.option("--chiffrer", is_flag=True,
              help=f"Chiffrer (AES-256) ; le mot de passe est demandé, ou lu dans {_VARIABLE}.")  # fmt: skip
@click.option("--vers", type=click.Path(path_type=Path), default=None, metavar="DOSSIER",
              help="Où écrire les archives.  [à côté : DOSSIER-envois]")  # fmt: skip
def archive(dossier: Path, codes: tuple[str, ...], chiffrer: bool, vers: Path | None) -> None:
    """Réunir ce qui revient à un organisme de formation en un fichier .zip à envoyer.

    DOSSIER est celui d'une session produite : out/2027-03. L'archive a le pack de l'organisme et un dossier par
    candidat, avec chacun de ses documents.
    """
    from kitgen.impression.envoi import archiver, organismes

    whole = dossier.resolve()
    wanted = codes or organismes(whole)
    if chiffrer and len(wanted) != 1:
        raise UsageProblem(
            "un mot de passe ne sert qu'à un organisme\n    → ajoutez « --organisme CODE » : " + ", ".join(wanted)
        )
    password = _mot_de_passe() if chiffrer else None
    folder = vers if vers is not None else dossier.with_name(f"{whole.name}-envois")
    for code in dict.fromkeys(wanted):
        target = folder / f"{whole.name}-{code}{'-chiffre' if chiffrer else ''}.zip"
        count = archiver(whole, code, target, mot_de_passe=password)
        click.echo(f"écrit : {target} ({count} fichiers{', chiffré' if chiffrer else ''})")


def _mot_de_passe() -> str:
    given = os.environ.get(_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise UsageProblem(f"personne n'est là pour donner le mot de passe\n    → mettez-le dans {_VARIABLE}")
    typed: str = click.prompt("Mot de passe", hide_input=True, confirmation_prompt="Encore une fois", err=True)
    return typed
