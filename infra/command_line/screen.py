"""What is seen on the terminal: sentences, tables and how far something is.

Answers go to the standard output, which may be a pipe; whatever is said about them goes to the
other one. Texts of people are shown as they are and never taken for markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.status import Status
from rich.table import Table
from rich.text import Text

BRAND = "cyan"

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def done(sentence: str) -> None:
    """Say what was done."""
    err.print(f"[bold green]Done.[/] {escape(sentence)}")


def say(sentence: str) -> None:
    """Say something on the way."""
    err.print(escape(sentence))


def wrong(sentence: str, fields: Mapping[str, str] | None = None) -> None:
    """Say why it was not done and what to do, field by field if there are several."""
    err.print(f"[bold red]Not done.[/] {escape(sentence)}")
    for name, what in (fields or {}).items():
        err.print(f"  [bold]{escape(name)}[/] {escape(what)}")


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str = "",
    numbers: bool = True,
) -> None:
    """A table; without lines, so that it can be read aloud and cut apart.

    Behind the first column there are numbers, which stand on the right, or else words.
    """
    made = Table(
        title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False
    )
    for column in columns:
        right = numbers and column != columns[0]
        made.add_column(column, header_style=BRAND, justify="right" if right else "left")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    # A pipe has no width, and nothing is cut off there.
    out.print(made, soft_wrap=not out.is_terminal, crop=out.is_terminal)


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """Names with what they have, one a line."""
    made = Table.grid(padding=(0, 2))
    for name, value in rows:
        made.add_row(Text(name, style=BRAND), Text(value))
    out.print(made)


def progress() -> Progress:
    """How far something is, with the time it has taken; silent where nobody looks at it.

    with progress() as shown:
        for each in shown.track(everything, description="Notes"): ...
    """
    return Progress(
        TextColumn("{task.description:<14}"),
        BarColumn(style="dim", complete_style=BRAND, finished_style="green"),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=not err.is_terminal,
    )


def heading(words: str) -> None:
    """What comes next."""
    out.print()
    out.print(Text(words, style="bold"))


def waiting(what: str) -> Status:
    """Something takes a moment; silent where nobody looks at it.

    with waiting("Counting"): ...
    """
    return err.status(f"{escape(what)} ...", spinner="dots")
