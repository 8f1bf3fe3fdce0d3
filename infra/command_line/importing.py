"""`candour import`: a network into an installation that has nothing of it.

First the file is read to its end, then the installation looks at every line, and only then the
first one is written. Whatever was cut off is begun again: the same line again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from infra.command_line import screen
from infra.command_line.asking import Refused
from infra.command_line.exporting import There
from infra.command_line.parcel import PARTS, Parcel, Part, Row, line_of, parcel
from infra.command_line.signing_in import HERE, At, installation

app = typer.Typer()

MOST_ROWS, MOST_BYTES = 50, 200_000
"""In one request; a single line may be longer than that."""
CANNOT_COME = 422

Begin = Callable[[str, int], Callable[[int], None]]


class Compared(NamedTuple):
    """How many rows of a kind the file has, how many the installation, and if they are the same."""

    part: Part
    in_file: int
    here: int
    same: bool


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="An export: a folder or a zip file.")],
    compare: Annotated[
        bool, typer.Option("--compare", help="Only tell whether it is all there.")
    ] = False,
    at: At = HERE,
) -> None:
    """Bring a network into an installation that has nothing of it, as a host admin.

    Nobody is mailed. If it is cut off, the same command takes it up again.
    """
    if not file.exists():
        raise Refused(f"There is no {file}.")
    there = installation(at)
    with parcel(file) as found, screen.progress() as shown:

        def begin(what: str, total: int) -> Callable[[int], None]:
            task = shown.add_task(what, total=total)
            return lambda rows: shown.advance(task, rows)

        found.check()
        if not compare:
            bring(there, found, begin)
        results = compared(there, found, begin)
    screen.table(
        ("What", "In the file", "Here", "Same"),
        [(r.part.kind, f"{r.in_file:,}", f"{r.here:,}", _yes(r.same)) for r in results],
    )
    if not all(result.same for result in results):
        raise Refused(
            "Not everything is there as it is in the file. If the network lives already, that is "
            "what has happened in it since."
        )
    screen.done(f"{found.manifest.network} is at {at}. Its people sign in as they did before.")


def bring(
    there: There, found: Parcel, begin: Begin = lambda _what, _total: lambda _rows: None
) -> None:
    """Have every line looked at, and then written; the network itself at last."""
    network = found.manifest.network
    for check, what in ((True, "Looking at {}"), (False, "{}")):
        for part in PARTS:
            advance = begin(what.format(part.kind).capitalize(), found.manifest.of(part).rows)
            for first_line, rows in _batches(found, part):
                _send(there, network, part, first_line, rows, check=check)
                advance(len(rows))


def compared(
    there: There, found: Parcel, begin: Begin = lambda _what, _total: lambda _rows: None
) -> list[Compared]:
    """What the installation says of every line: whether it has the same; nothing else is shown."""
    results = []
    for part in PARTS:
        total = found.manifest.of(part).rows
        advance = begin(f"Comparing {part.kind}", total)
        here, same = 0, True
        for first_line, rows in _batches(found, part):
            try:
                answer = _send(there, found.manifest.network, part, first_line, rows, check=True)
                here += answer["there"]
            except Refused as refused:
                if refused.content.get("status") != CANNOT_COME:
                    raise
                here += len(rows) - len(_lines_of(refused))
                same = False
            advance(len(rows))
        results.append(Compared(part, total, here, same and here == total))
    return results


def _batches(found: Parcel, part: Part) -> Iterator[tuple[int, list[Row]]]:
    """Rows with the line of the first one, as many as a request has room for."""
    first_line, rows, size = 1, list[Row](), 0
    for number, row in found.rows(part):
        length = len(line_of(row))
        if rows and (len(rows) == MOST_ROWS or size + length > MOST_BYTES):
            yield first_line, rows
            first_line, rows, size = number, [], 0
        rows.append(row)
        size += length
    if rows:
        yield first_line, rows


def _send(
    there: There, network: str, part: Part, first_line: int, rows: list[Row], *, check: bool
) -> dict[str, int]:
    content = {"kind": part.kind, "rows": rows, "first_line": first_line, "check": check}
    try:
        path = f"/api/{part.service}/networks/{network}/import"
        return dict(there.post(path, content))
    except Refused as refused:
        fields = {f"{part.path} {where}": what for where, what in refused.fields.items()}
        raise Refused(refused.sentence, {**refused.content, "fields": fields}) from refused


def _lines_of(refused: Refused) -> set[str]:
    """Which lines it is about: of `file line 7 field` and of `file line 7` the same one."""
    return {where.partition(" line ")[2].partition(" ")[0] for where in refused.fields}


def _yes(same: bool) -> str:
    return "yes" if same else "no"
