"""`candour`: sign in to an installation, and have done there what is asked for."""

from __future__ import annotations

import sys

import typer

from infra.command_line import exporting, importing, signing_in, statistics
from infra.command_line.asking import Refused
from infra.command_line.screen import wrong

app = typer.Typer(
    name="candour",
    help="Candour from a terminal: sign in to an installation and work with your networks.",
    no_args_is_help=True,
    add_completion=False,
    # What goes wrong is a sentence; a traceback would show what people have typed.
    pretty_exceptions_enable=False,
)
for room in (signing_in, exporting, importing):
    app.registered_commands += room.app.registered_commands
app.add_typer(statistics.app, name="statistics")

REFUSED, INTERRUPTED = 1, 130


def main() -> int:
    """Run, and turn whatever stops it into one sentence; 2 is a command line without sense."""
    try:
        app()
    except Refused as refused:
        wrong(refused.sentence, refused.fields)
        return REFUSED
    except KeyboardInterrupt:
        wrong("Interrupted.")
        return INTERRUPTED
    except OSError as error:
        what = (error.strerror or "it is not what it should be").lower()
        wrong(f"{error.filename or 'A file'} cannot be used ({what}).")
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
