"""The commands on templates: what a person who changes them in Word needs."""

from __future__ import annotations

import click


@click.group(subcommand_metavar="COMMANDE [ARGUMENTS]...")
def template() -> None:
    """Travailler sur les modèles Word du kit."""
