"""The commands on a session: relire, montrer, produire."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kitgen.cli.paroles import avertir, resultat
from kitgen.errors import ExitCode, InputProblems

if TYPE_CHECKING:
    from kitgen.production.pipeline import Examen

SESSION = click.argument("session", type=click.Path(path_type=Path), metavar="SESSION")
STRICT = click.option("--strict", is_flag=True, help="Traiter les avertissements comme des erreurs.")
VERBOSE = click.option("--verbose", "-v", is_flag=True, help="Dire aussi chaque étape et sa durée.")


@click.command()
@SESSION
@click.option("--json", "en_json", is_flag=True, help="Écrire le constat en JSON, pour un programme.")
@click.option("--annoter", type=click.Path(path_type=Path), default=None, metavar="FICHIER.xlsx",
              help="Écrire aussi la liste dans ce classeur, les fautes en couleur et commentées.")  # fmt: skip
@STRICT
def check(session: Path, en_json: bool, annoter: Path | None, strict: bool) -> None:
    """Relire tout ce dont une session a besoin, et dire tout ce qui ne va pas."""
    from kitgen.cli.constat import constat_en_json, constater
    from kitgen.production.pipeline import examiner

    found = examiner(session)
    if annoter is not None:
        _annotate(found, annoter)
        click.echo(f"écrit : {annoter}", err=en_json)
    if en_json:
        click.echo(constat_en_json(found))
        if found.bloque(strict=strict):
            raise SystemExit(ExitCode.PROBLEMS)
        return
    if found.prepare is None or found.bloque(strict=strict):
        raise InputProblems(found.problems)
    avertir(found.problems)
    for line in constater(found.prepare):
        click.echo(line)


@click.command()
@SESSION
@click.option("--json", "en_json", is_flag=True, help="Écrire le plan en JSON, pour un programme.")
@STRICT
def plan(session: Path, en_json: bool, strict: bool) -> None:
    """Montrer ce qui serait produit, sans rien écrire : documents, packs, tirage des sujets."""
    from kitgen.cli.recit import plan_en_json, raconter
    from kitgen.production.pipeline import preparer

    prepared = preparer(session, strict=strict)
    if en_json:
        click.echo(plan_en_json(prepared.plan))
        return
    avertir(prepared.avertissements)
    for line in raconter(prepared.projet, prepared.plan):
        click.echo(line)


@click.command()
@SESSION
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, metavar="DOSSIER",
              help="Dossier où ranger la sortie.")  # fmt: skip
@click.option("--moteur", type=click.Choice(["auto", "libreoffice", "rdocx"]), default="auto", show_default=True,
              help="Moteur de mise en page : LibreOffice s'il est là, sinon rdocx.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 64), default=None, metavar="N",
              help="Nombre de moteurs en parallèle.  [un par cœur]")  # fmt: skip
@click.option("--candidat", "numeros", type=click.IntRange(1, 9999), multiple=True, metavar="N",
              help="Seulement ce candidat (son numéro) ; peut être répété.")  # fmt: skip
@click.option("--variante", type=click.Choice(["dys"]), default=None,
              help="Faire dans cette version, dans un dossier à part, les documents qui l'ont.")  # fmt: skip
@click.option("--pdfa", is_flag=True, help="Produire des PDF/A-2b, pour l'archivage ; c'est plus long.")
@click.option("--sans-cache", is_flag=True, help="Tout refaire, sans rien reprendre de ce qui a été produit avant.")
@click.option("--sans-couche", is_flag=True,
              help="Mettre chaque document en page pour lui seul ; le résultat est le même, en plus long.")  # fmt: skip
@click.option("--cluster", default=None, metavar="ADRESSE",
              help="Rédiger et mettre en page sur une grappe Dask, par exemple tcp://ordinateur:8786.")  # fmt: skip
@STRICT
@VERBOSE
def build(
    session: Path,
    out: Path,
    moteur: str,
    jobs: int | None,
    numeros: tuple[int, ...],
    variante: str | None,
    pdfa: bool,
    sans_cache: bool,
    sans_couche: bool,
    cluster: str | None,
    strict: bool,
    verbose: bool,
) -> None:
    """Produire tous les documents et packs d'une session dans OUT/<session>/."""
    from kitgen.engines.trace import trace
    from kitgen.memoire.cache import DOSSIER as CACHE
    from kitgen.memoire.inchange import Photo, Production, noter, photographier, produits, retrouver

    soffice = os.environ.get("KITGEN_SOFFICE")
    options = (trace(moteur, soffice=soffice), sorted(set(numeros)), variante, pdfa, strict)
    if not sans_cache and (last := retrouver(out, session, *options)):
        avertir(last.avertissements)
        click.echo("Rien n'a changé depuis la dernière production, qui est entière : elle reste telle quelle.")
        for line in last.dit:
            click.echo(line)
        return
    from kitgen.cli.affichage import Progression
    from kitgen.production.moyens import equipe_prete

    progress = Progression(bavard=verbose)
    taches = jobs or min(os.cpu_count() or 1, 8)
    # Where most was made before, little will be wanted of them, and all that starts takes the inputs' readers time.
    tot = 1 if not sans_cache and (out / CACHE).is_dir() else None
    with ExitStack() as stack:
        # Its processes and the engines start while the inputs are read.
        equipe = stack.enter_context(equipe_prete(taches, tot))
        from kitgen.engines.choix import choisir
        from kitgen.engines.machine import en_avance

        avance = (
            stack.enter_context(en_avance(lambda: choisir(moteur, soffice=soffice), taches, tot))
            if not cluster
            else None
        )
        from kitgen.production.pipeline import construire, preparer

        photos: list[Photo] = []
        prepared = preparer(
            session, strict=strict, entendu=lambda projet: photos.append(photographier(*projet.sources, out))
        )
        avertir(prepared.avertissements)
        engine, machine = avance.result() if avance else (choisir(moteur, soffice=soffice), None)
        stack.callback(progress.terminer)
        grappe = None
        if cluster is not None:
            from kitgen.ouvriers.grappe import ouvrir

            grappe = stack.enter_context(ouvrir(cluster, engine))
        made = construire(
            prepared,
            out,
            engine,
            taches=grappe.places if grappe and not jobs else taches,
            ailleurs=grappe,
            machine=machine,
            equipe=equipe,
            numeros=numeros,
            variante=variante,
            pdfa=pdfa,
            couche=not sans_couche,
            cache=not sans_cache,
            suivi=progress,
        )
    from kitgen.relecture.fichiers import chemins

    lines = resultat(made, prepared)
    for line in lines:
        click.echo(line)
    warnings = [str(problem) for problem in prepared.avertissements]
    files = produits(made.dossier, chemins(made.manifeste))
    noter(out, session, photos[0], Production(str(made.dossier), files, lines, warnings), *options)


@click.command()
@SESSION
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, metavar="DOSSIER",
              help="Dossier où la sortie est rangée.")  # fmt: skip
def freeze(session: Path, out: Path) -> None:
    """Noter que la sortie d'une session a été imprimée : la suite dira ce qui a changé depuis.

    Les numéros et les sujets imprimés ne changent plus ; ce qui change porte « version 2 » et va dans des packs à part.
    """
    import datetime as dt

    from kitgen.impression.gel import geler
    from kitgen.production.pipeline import preparer

    prepared = preparer(session)
    done = geler(prepared.projet, prepared.plan, out, f"{dt.datetime.now():%Y-%m-%d %H:%M}")
    if done.fichier is None:
        click.echo(f"Rien n'a changé depuis l'impression {done.impression.rang} ({done.impression.le}).")
        return
    pages = sum(len(d.pages) for d in done.impression.documents)
    click.echo(
        f"Impression {done.impression.rang} notée : {len(done.impression.documents)} documents ({pages} pages)"
        f" dans {done.fichier}\nGardez ce fichier avec la session. Si vous corrigez la liste, relancez make kits : "
        "le dossier « changements » ne contiendra que ce qui est à réimprimer."
    )


def _annotate(found: Examen, cible: Path) -> None:
    if found.projet is None or not found.tableaux:
        raise InputProblems(found.problems)
    from kitgen.writers.liste_annotee import ecrire

    folder = found.projet.dossier
    ecrire(found.tableaux, found.problems, cible, sources=[folder / name for name in found.projet.entrees])
