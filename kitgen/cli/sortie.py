"""The commands on what was made: relire ce qui va être imprimé ou envoyé ; le cache."""

from __future__ import annotations

from pathlib import Path

import click

from kitgen.errors import DossierRefuse, OutputProblem, dit_en_francais


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path), metavar="DOSSIER")
@click.option("--verbose", "-v", is_flag=True, help="Dire aussi la durée.")
def verify(dossier: Path, verbose: bool) -> None:
    """Relire un dossier déjà produit (out/<session>) : peut-on l'imprimer et l'envoyer ?

    Tout est relu, page par page, d'après manifeste.json ; ni la session ni la liste ne sont nécessaires.
    """
    from kitgen.cli.affichage import Progression
    from kitgen.relecture.verification import verifier

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


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, metavar="DOSSIER",
              help="Dossier où les sorties sont rangées.")  # fmt: skip
@click.option("--vider", is_flag=True, help="Le supprimer : la prochaine production refait tout.")
def cache(out: Path, vider: bool) -> None:
    """Dire ce que prend le cache d'un dossier de sortie, ou le vider.

    Le cache garde ce qui a été produit, pour ne refaire que ce qui change. Il contient des noms de candidats, comme les
    sorties : videz-le quand vous supprimez celles-ci.
    """
    from kitgen.memoire.cache import DOSSIER, PLAFOND, Cache
    from kitgen.memoire.cache import vider as supprimer

    place = out / DOSSIER
    if vider:
        try:
            there = supprimer(out)
        except OSError as error:
            raise OutputProblem(
                f"{place} ne peut pas être supprimé ({dit_en_francais(error)})\n"
                "    → attendez la fin d'une production en cours, puis recommencez"
            ) from error
        click.echo(f"Cache supprimé : {place}" if there else f"Il n'y a pas de cache dans {out}.")
        return
    if not place.is_dir():
        click.echo(f"Il n'y a pas de cache dans {out}.")
        return
    with Cache(out) as opened:
        state = opened.etat()
    click.echo(
        f"{place} : {state.fichiers} fichiers, {state.octets / 1e6:.0f} Mo (au plus {PLAFOND // 10**9} Go ; "
        "les plus anciens partent d'abord).\nPour le supprimer : kitgen cache --vider"
    )
