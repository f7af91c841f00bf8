"""The command line: the only place that prints, reads the environment and exits."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import click

from kitgen import __version__
from kitgen.cli.envoi import archive
from kitgen.cli.gabarits import template
from kitgen.cli.modeles import nouveau, preview, variables
from kitgen.cli.outils import doctor, new, schema
from kitgen.cli.paroles import expliquer, faute_interne, interrompu
from kitgen.cli.session import build, check, freeze, plan
from kitgen.cli.sortie import cache, verify
from kitgen.errors import ExitCode, KitgenError

if TYPE_CHECKING:
    from collections.abc import Sequence


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


for _command in (check, plan, build, verify, freeze, archive, template, cache, doctor, schema, new):
    cli.add_command(_command)
for _command in (variables, preview, nouveau):
    template.add_command(_command)


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
        return interrompu()
    except KeyboardInterrupt:
        return interrompu()
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except SystemExit as error:
        if sys.stdout is not stdout:
            # What click does when the reader (head, less) has gone; there is nobody left to tell.
            return ExitCode.OK
        return error.code if isinstance(error.code, int) else ExitCode.OK
    except KitgenError as error:
        expliquer(error)
        return error.exit_code
    except Exception as error:  # the last resort: a fault of kitgen itself, told without a traceback
        return faute_interne(error)


def quitter(code: int) -> NoReturn:
    """Leave with an exit code, now that all is closed and written: taking apart what was read, object by object, takes
    Python a tenth of a second."""
    with suppress(OSError):  # whoever read this has gone
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
