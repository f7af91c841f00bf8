"""The command on a finished folder: relire ce qui va être imprimé ou envoyé."""

from __future__ import annotations

from pathlib import Path

import click

from kitgen.errors import DossierRefuse


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path), metavar="DOSSIER")
@click.option("--verbose", "-v", is_flag=True, help="Dire aussi la durée.")
def verify(dossier: Path, verbose: bool) -> None:
    """Relire un dossier déjà produit (out/<session>) : peut-on l'imprimer et l'envoyer ?

    Tout est relu, page par page, d'après manifeste.json ; ni la session ni la liste ne sont nécessaires.
    """
    from kitgen.affichage import Progression
    from kitgen.verification import verifier

    progress = Progression(bavard=verbose)
    try:
        done = verifier(dossier, lambda total: progress.etape("Relecture", total), progress.avance)
    finally:
        progress.terminer()
    if not done.dit:
        click.echo(f"avertissement  {dossier} ne peut pas être écrit : le mot qui s'y trouve n'a pas changé", err=True)
    if done.fautes:
        from kitgen.relecture.faute import remedes

        raise DossierRefuse((str(f) for f in done.fautes), dossier, remedes(done.fautes))
    m = done.manifeste
    pages = sum(d.pages for d in m.documents)
    click.echo(
        f"{m.session.intitule} : {len(m.documents)} documents ({pages} pages) et {len(m.packs)} packs relus. "
        "Tout peut être imprimé et remis."
    )
