"""The commands on templates: what a person who changes them in Word needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kitgen.errors import ExitCode

if TYPE_CHECKING:
    from kitgen.controle_gabarit.controle import Controle

KIT = click.option("--kit", type=click.Path(path_type=Path), default=None, metavar="KIT.yaml",
                   help="Le kit dont sont les modèles.  [celui de la session, sinon à côté du modèle, "
                        "sinon templates/kit.yaml]")  # fmt: skip
SESSION = click.option("--session", type=click.Path(path_type=Path), default=None, metavar="SESSION",
                       help="Une session : ses durées sont vérifiées aussi.")  # fmt: skip


@click.group(subcommand_metavar="COMMANDE [ARGUMENTS]...")
def template() -> None:
    """Travailler sur les modèles Word du kit."""


@template.command("check")
@click.argument("fichiers", type=click.Path(path_type=Path), nargs=-1, metavar="[MODELE.docx]...")
@KIT
@SESSION
@click.option("--comme", default=None, metavar="DOCUMENT",
              help="Pour un modèle hors du kit : le document dont il a les variables.")  # fmt: skip
@click.option("--annoter", type=click.Path(path_type=Path), default=None, metavar="DOSSIER",
              help="Écrire là une copie des modèles fautifs, un commentaire Word à chaque faute.")  # fmt: skip
@click.option("--json", "en_json", is_flag=True, help="Écrire ce qui est trouvé en JSON, pour un programme.")
@click.option("--strict", is_flag=True, help="Traiter les avertissements comme des erreurs.")
def check(
    fichiers: tuple[Path, ...],
    kit: Path | None,
    session: Path | None,
    comme: str | None,
    annoter: Path | None,
    en_json: bool,
    strict: bool,
) -> None:
    """Relire des modèles Word (tous ceux du kit si aucun n'est nommé), et dire tout ce qui n'y va pas.

    Rien n'est modifié.
    """
    from kitgen.controle_gabarit.copies import ecrire_copies
    from kitgen.controle_gabarit.demande import controler_demande, en_json_texte

    found = controler_demande(fichiers, kit=kit, session=session, comme=comme)
    written = ecrire_copies(found, annoter) if annoter is not None else ()
    for path in written:
        click.echo(f"écrit : {path}", err=en_json)
    if en_json:
        click.echo(en_json_texte(found))
    else:
        _dire(found)
    if any(c.fautif or (strict and c.constats) for c in found):
        raise SystemExit(ExitCode.PROBLEMS)


def _dire(found: tuple[Controle, ...]) -> None:
    """Print what was found, template by template, and a sum at the end."""
    errors = warnings = 0
    for controle in found:
        for problem in controle.problemes:
            errors += problem.gravite.value == "erreur"
            warnings += problem.gravite.value != "erreur"
            click.echo(f"{problem.gravite.value:<14} {problem}", err=True)
    count = f"{len(found)} modèle{'s' if len(found) > 1 else ''}"
    if not errors and not warnings:
        click.echo(f"{count} : tout est en ordre.")
        return
    said = [f"{n} {word}{'s' if n > 1 else ''}" for n, word in ((errors, "erreur"), (warnings, "avertissement")) if n]
    click.echo(f"\n{count} : {', '.join(said)}.", err=True)
