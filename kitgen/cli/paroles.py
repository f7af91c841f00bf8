"""What the command line says of a result and of an error, in French."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kitgen.errors import ExitCode, Gravite, InputProblems, KitgenError, PartialBuild, VerificationFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kitgen.errors import Problem
    from kitgen.model.manifeste import ChangementsFaits, PackFait
    from kitgen.production.pipeline import Construit, Prepare


def avertir(problems: Iterable[Problem | str]) -> None:
    """Print warnings."""
    for problem in problems:
        click.echo(f"avertissement  {problem}", err=True)


def expliquer(error: KitgenError) -> None:
    """Print an error as its reader needs it."""
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
        for remedy in error.remedes:
            click.echo(f"    → {remedy}", err=True)
        click.echo(f"N'imprimez et n'envoyez rien de {error.dossier}.", err=True)
        if error.dernier_intact:
            click.echo("La dernière sortie vérifiée n'a pas été touchée.", err=True)
    else:
        click.echo(f"erreur         {error}", err=True)


def resultat(made: Construit, prepared: Prepare) -> list[str]:
    """What was made and where it is, line by line."""
    from kitgen.cli.constat import desistes

    m = made.manifeste
    pages = sum(d.pages for d in m.documents)
    lines = [
        f"{m.session.intitule} : {len(m.documents)} documents ({pages} pages), {len(m.packs)} packs"
        f" — mis en page par {m.moteur.version}, relus et vérifiés."
    ]
    for pack in m.packs:
        if pack.code != "candidat" or m.candidats:
            several = f"  (en {pack.exemplaires} exemplaires)" if pack.exemplaires > 1 else ""
            lines.append(f"  {_feuilles([pack]):>5} feuilles  {made.dossier / pack.fichier}{several}")
    own = [p for p in m.packs if p.code == "candidat"]
    if own and not m.candidats:
        lines.append(f"  {_feuilles(own):>5} feuilles  {made.dossier / 'packs'}/candidat-*.pdf ({len(own)} packs)")
    if m.changements:
        lines += _changements(made, m.changements)
    for skipped in m.non_faits:
        lines.append(f"  non fait : candidat {skipped.candidat:03d}, {skipped.document} ({skipped.motif})")
    return [
        *lines,
        f"À ouvrir d'abord : {made.dossier / 'index.html'}",
        f"Tout est dans {made.dossier}" + desistes(prepared),
    ]


def _feuilles(packs: Sequence[PackFait]) -> int:
    """The sheets that printing these packs takes, all copies counted."""
    return sum(p.feuilles * p.exemplaires for p in packs)


def _changements(made: Construit, changes: ChangementsFaits) -> list[str]:
    from kitgen.impression.changements import ETATS
    from kitgen.page.changements import champs

    if not changes.documents:
        return [f"Rien ne change depuis l'impression {changes.impression} : il n'y a rien à réimprimer."]
    count = {etat: sum(d.etat == etat for d in changes.documents) for etat in ("modifie", "nouveau", "retire")}
    lines = [
        f"Depuis l'impression {changes.impression} : {count['modifie']} documents modifiés, "
        f"{count['nouveau']} nouveaux, "
        f"{count['retire']} à retirer. À réimprimer : {made.dossier / 'changements'}"
    ]
    for p in changes.personnes:
        fields = f" ({champs(p.champs)})" if p.champs else ""
        lines.append(f"  candidat {p.candidat:03d} {p.nom} : {ETATS[p.etat]}{fields}")
    return lines


def interrompu() -> int:
    """Say that the run was stopped; the exit code."""
    click.echo("\nArrêté. La dernière sortie n'a pas été touchée.", err=True)
    return ExitCode.INTERRUPTED


def faute_interne(error: Exception) -> int:
    """Say that kitgen itself is at fault, and where the report is; the exit code."""
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
