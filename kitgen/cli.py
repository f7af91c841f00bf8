"""The command line: the only place that prints, reads the environment and exits."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kitgen import __version__
from kitgen.errors import (
    ExitCode,
    Gravite,
    InputProblems,
    KitgenError,
    PartialBuild,
    UsageProblem,
    VerificationFailed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kitgen.errors import Problem
    from kitgen.pipeline import Construit, Examen, Prepare

SESSION = click.argument("session", type=click.Path(path_type=Path), metavar="SESSION")
STRICT = click.option("--strict", is_flag=True, help="Traiter les avertissements comme des erreurs.")
VERBOSE = click.option("--verbose", "-v", is_flag=True, help="Dire aussi chaque étape et sa durée.")


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
)
@click.version_option(__version__, "--version", prog_name="kitgen", message="%(prog)s %(version)s",
                      help="Dire la version de kitgen.")  # fmt: skip
def cli() -> None:
    """Prépare les kits d'évaluation d'une session : livrets, sujets, corrigés, grilles, synthèses.

    SESSION est le dossier d'une session (il contient session.yaml).
    """


@cli.command()
@SESSION
@click.option("--json", "en_json", is_flag=True, help="Écrire le constat en JSON, pour un programme.")
@click.option("--annoter", type=click.Path(path_type=Path), default=None, metavar="FICHIER.xlsx",
              help="Écrire aussi la liste dans ce classeur, les fautes en couleur et commentées.")  # fmt: skip
@STRICT
def check(session: Path, en_json: bool, annoter: Path | None, strict: bool) -> None:
    """Relire tout ce dont une session a besoin, et dire tout ce qui ne va pas."""
    from kitgen.constat import constat_en_json, constater
    from kitgen.pipeline import examiner

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
    _warn(found.problems)
    for line in constater(found.prepare):
        click.echo(line)


@cli.command()
@SESSION
@click.option("--json", "en_json", is_flag=True, help="Écrire le plan en JSON, pour un programme.")
@STRICT
def plan(session: Path, en_json: bool, strict: bool) -> None:
    """Montrer ce qui serait produit, sans rien écrire : documents, packs, tirage des sujets."""
    from kitgen.pipeline import preparer
    from kitgen.recit import plan_en_json, raconter

    prepared = preparer(session, strict=strict)
    if en_json:
        click.echo(plan_en_json(prepared.plan))
        return
    _warn(prepared.avertissements)
    for line in raconter(prepared.projet, prepared.plan):
        click.echo(line)


@cli.command()
@SESSION
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, metavar="DOSSIER",
              help="Dossier où ranger la sortie.")  # fmt: skip
@click.option("--moteur", type=click.Choice(["auto", "libreoffice", "rdocx"]), default="auto", show_default=True,
              help="Moteur de mise en page : LibreOffice s'il est là, sinon rdocx.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 64), default=None, metavar="N",
              help="Nombre de moteurs en parallèle.  [un par cœur]")  # fmt: skip
@click.option("--candidat", "numeros", type=click.IntRange(1, 9999), multiple=True, metavar="N",
              help="Seulement ce candidat (son numéro) ; peut être répété.")  # fmt: skip
@click.option("--pdfa", is_flag=True, help="Produire des PDF/A-2b, pour l'archivage ; c'est plus long.")
@STRICT
@VERBOSE
def build(
    session: Path,
    out: Path,
    moteur: str,
    jobs: int | None,
    numeros: tuple[int, ...],
    pdfa: bool,
    strict: bool,
    verbose: bool,
) -> None:
    """Produire tous les documents et packs d'une session dans OUT/<session>/."""
    from kitgen.affichage import Progression
    from kitgen.engines.choix import choisir
    from kitgen.pipeline import construire, preparer

    prepared = preparer(session, strict=strict)
    _warn(prepared.avertissements)
    engine = choisir(moteur, soffice=os.environ.get("KITGEN_SOFFICE"))
    progress = Progression(bavard=verbose)
    try:
        made = construire(
            prepared,
            out,
            engine,
            taches=jobs or min(os.cpu_count() or 1, 8),
            numeros=numeros,
            pdfa=pdfa,
            suivi=progress,
        )
    finally:
        progress.terminer()
    _made(made, prepared)


@cli.command()
def doctor() -> None:
    """Dire quels moteurs et quelles polices sont là, ce qui manque et comment l'obtenir."""
    from kitgen.diagnostic import examiner

    report = examiner(os.environ.get("KITGEN_SOFFICE"))
    for line in report.lignes:
        click.echo(line)
    if not report.pret:
        raise SystemExit(ExitCode.MISSING_TOOL)


@cli.command()
@click.argument("dossier", type=click.Path(path_type=Path), required=False)
def schema(dossier: Path | None) -> None:
    """Écrire les schémas JSON des fichiers YAML (et du manifeste) dans DOSSIER, ou les afficher.

    Un éditeur de texte s'en sert pour compléter et vérifier les clés.
    """
    from kitgen.schemas import ecrire_schemas, tous_les_schemas

    if dossier is None:
        click.echo(tous_les_schemas())
        return
    for path in ecrire_schemas(dossier):
        click.echo(f"écrit : {path}")


@cli.command()
@click.argument("dossier", type=click.Path(path_type=Path))
def new(dossier: Path) -> None:
    """Créer dans DOSSIER une session à compléter, avec sa liste de candidats."""
    from kitgen.nouvelle_session import creer

    for path in creer(dossier):
        click.echo(f"écrit : {path}")
    click.echo(f"Complétez ces fichiers, puis : kitgen check {dossier}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; every message goes out in French, without a traceback."""
    from kitgen.langue import parler_francais

    parler_francais()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that can't show a character shows a replacement; the run goes on.
            stream.reconfigure(errors="replace")
    stdout = sys.stdout
    try:
        result = cli.main(
            prog_name="kitgen", args=list(arguments) if arguments is not None else None, standalone_mode=False
        )
        return result if isinstance(result, int) else ExitCode.OK
    except click.exceptions.Abort:
        return _interrupted()
    except KeyboardInterrupt:
        return _interrupted()
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except SystemExit as error:
        if sys.stdout is not stdout:
            # What click does when the reader (head, less) has gone; there is nobody left to tell.
            return ExitCode.OK
        return error.code if isinstance(error.code, int) else ExitCode.OK
    except KitgenError as error:
        _explain(error)
        return error.exit_code
    except Exception as error:  # the last resort: a fault of kitgen itself, told without a traceback
        return _internal(error)


def _annotate(found: Examen, cible: Path) -> None:
    if found.projet is None or not found.tableaux:
        raise InputProblems(found.problems)
    from kitgen.writers.liste_annotee import ecrire

    folder = found.projet.dossier
    ecrire(found.tableaux, found.problems, cible, sources=[folder / name for name in found.projet.entrees])


def _warn(problems: Sequence[Problem]) -> None:
    for problem in problems:
        click.echo(f"avertissement  {problem}", err=True)


def _explain(error: KitgenError) -> None:
    if isinstance(error, InputProblems):
        errors = [p for p in error.problems if p.gravite is Gravite.ERREUR]
        for problem in error.problems:
            click.echo(f"{problem.gravite.value:<14} {problem}", err=True)
        count = f"{len(errors)} erreur{'s' if len(errors) > 1 else ''}" if errors else "des avertissements"
        click.echo(f"\n{count} : rien n'a été écrit.", err=True)
    elif isinstance(error, PartialBuild):
        click.echo("Documents qui n'ont pas pu être produits :", err=True)
        click.echo("".join(f"  {e.document} : {e.raison}\n" for e in error.echecs), err=True, nl=False)
        click.echo(
            f"Le reste est dans {error.dossier} ; les packs qui en dépendent ne sont pas faits.\n"
            "La dernière sortie complète n'a pas été touchée.",
            err=True,
        )
    elif isinstance(error, VerificationFailed):
        click.echo("La relecture des PDF a trouvé des fautes :", err=True)
        for finding in error.constats[:40]:
            click.echo(f"  {finding}", err=True)
        if len(error.constats) > 40:
            click.echo(f"  … et {len(error.constats) - 40} autres", err=True)
        click.echo(
            f"N'imprimez pas ce qui est dans {error.dossier}. La dernière sortie vérifiée n'a pas été touchée.",
            err=True,
        )
    elif isinstance(error, UsageProblem):
        click.echo(f"erreur         {error}", err=True)
    else:
        click.echo(f"erreur         {error}", err=True)


def _made(made: Construit, prepared: Prepare) -> None:
    from kitgen.constat import desistes

    m = made.manifeste
    pages = sum(d.pages for d in m.documents)
    click.echo(
        f"{m.session.intitule} : {len(m.documents)} documents ({pages} pages), {len(m.packs)} packs"
        f" — mis en page par {m.moteur.version}, relus et vérifiés."
    )
    for pack in m.packs:
        if pack.code != "candidat" or m.candidats:
            click.echo(f"  {pack.pages:>5} p.  {made.dossier / pack.fichier}")
    own = [p for p in m.packs if p.code == "candidat"]
    if own and not m.candidats:
        click.echo(f"  {sum(p.pages for p in own):>5} p.  {made.dossier / 'packs'}/candidat-*.pdf ({len(own)} packs)")
    for skipped in m.non_faits:
        click.echo(f"  non fait : candidat {skipped.candidat:03d}, {skipped.document} ({skipped.motif})")
    click.echo(f"Tout est dans {made.dossier}" + desistes(prepared))


def _interrupted() -> int:
    click.echo("\nArrêté. La dernière sortie n'a pas été touchée.", err=True)
    return ExitCode.INTERRUPTED


def _internal(error: Exception) -> int:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="kitgen-", suffix=".txt", delete=False, encoding="utf-8") as report:
        traceback.print_exception(error, file=report)
    click.echo(
        f"erreur         faute interne de kitgen ({type(error).__name__}). Ce n'est pas de votre fait.\n"
        f"    → envoyez le fichier {report.name} à qui s'occupe de kitgen ; la dernière sortie n'a pas été touchée",
        err=True,
    )
    return ExitCode.INTERNAL
