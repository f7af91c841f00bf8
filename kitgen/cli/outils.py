"""The commands without a session: what is installed, the file formats, a session to start from."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kitgen.errors import ExitCode


@click.command()
def doctor() -> None:
    """Dire quels moteurs et quelles polices sont là, ce qui manque et comment l'obtenir."""
    from kitgen.outils.diagnostic import examiner

    report = examiner(os.environ.get("KITGEN_SOFFICE"))
    for line in report.lignes:
        click.echo(line)
    if not report.pret:
        raise SystemExit(ExitCode.MISSING_TOOL)


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path), required=False)
def schema(dossier: Path | None) -> None:
    """Écrire les schémas JSON des fichiers YAML (et du manifeste) dans DOSSIER, ou les afficher.

    Un éditeur de texte s'en sert pour compléter et vérifier les clés.
    """
    from kitgen.outils.schemas import ecrire_schemas, tous_les_schemas

    if dossier is None:
        click.echo(tous_les_schemas())
        return
    for path in ecrire_schemas(dossier):
        click.echo(f"écrit : {path}")


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path))
def new(dossier: Path) -> None:
    """Créer dans DOSSIER une session à compléter, avec sa liste de candidats."""
    from kitgen.outils.nouvelle_session import creer

    for path in creer(dossier):
        click.echo(f"écrit : {path}")
    click.echo(f"Complétez ces fichiers, puis : kitgen check {dossier}")
