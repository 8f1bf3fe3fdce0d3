"""`candour export`: a network as a folder or zip file, page by page out of the four services."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Protocol, TypedDict
from urllib.parse import urlencode

import typer

from infra.command_line import screen
from infra.command_line.asking import Refused
from infra.command_line.parcel import (
    PARTS,
    Manifest,
    Part,
    Row,
    id_of,
    line_of,
    pack,
    parcel,
    write_manifest,
)
from infra.command_line.signing_in import HERE, At, installation

app = typer.Typer()

UNFINISHED = "unfinished.json"


class There(Protocol):
    """An installation, as far as moving a network needs one."""

    def get(self, path: str) -> Any:
        """What lies there."""

    def post(self, path: str, content: dict[str, Any]) -> Any:
        """What comes of asking for something."""


class Done(TypedDict):
    """How far a file has come: its length, and where the list goes on, if it does."""

    bytes: int
    next: str | None


@app.command()
def export(
    network: Annotated[str, typer.Argument(help="Its short name, as in its address.")],
    into: Annotated[
        Path | None, typer.Option(help="A folder, or a file that ends with .zip.")
    ] = None,
    reason: Annotated[str, typer.Option(help="What it is for; its chairs can read it.")] = "",
    at: At = HERE,
) -> None:
    """Take a network along: everything that is kept for it, with checksums.

    If it is cut off, the same command goes on where it was.
    """
    chosen = into or Path(f"{network}.zip")
    if chosen.exists():
        raise Refused(f"{chosen} is there already. Choose another name with --into.")
    with screen.progress() as shown:

        def begin(part: Part) -> Callable[[int], None]:
            task = shown.add_task(part.kind.capitalize(), total=None)
            return lambda rows: shown.advance(task, rows)

        manifest = take(installation(at), network, chosen, reason, begin)
    screen.table(
        ("What", "Rows"),
        [(part.kind, f"{manifest.of(part).rows:,}") for part in PARTS],
    )
    screen.done(f"{network} is in {chosen}. It holds addresses: keep it as you would keep those.")


def take(
    there: There,
    network: str,
    into: Path,
    reason: str = "",
    begin: Callable[[Part], Callable[[int], None]] = lambda _part: lambda _rows: None,
) -> Manifest:
    """Write an export, or the rest of one that was cut off; read it again before it counts."""
    folder = into.with_name(f"{into.name}.unfinished")
    exported = pages(there, network, reason)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    done = _done(folder, network)
    for part in PARTS:
        _take(exported, part, folder, done, network, begin(part))
    (folder / UNFINISHED).unlink()
    manifest = write_manifest(folder, network, datetime.now(UTC).replace(microsecond=0))
    with parcel(folder) as made:
        made.check()
    if into.suffix == ".zip":
        pack(folder, into)
        shutil.rmtree(folder)
    else:
        folder.replace(into)
    return manifest


Pages = Callable[[Part, str | None], Iterator[tuple[list[Row], str | None]]]


def pages(there: There, network: str, reason: str = "") -> Pages:
    """Begin an export, and give what reads the pages of its parts from a place on."""
    begun = there.post(f"/api/membership/networks/{network}/exports", {"reason": reason})

    def read(part: Part, after: str | None) -> Iterator[tuple[list[Row], str | None]]:
        while True:
            asked = {"kind": part.kind, "permit": begun["permit"]}
            asked |= {"next": after} if after else {}
            path = f"/api/{part.service}/networks/{network}/export?{urlencode(asked)}"
            page = there.get(path)
            after = page["next"]
            yield page["rows"], after
            if after is None:
                return

    return read


def _take(
    exported: Pages,
    part: Part,
    folder: Path,
    done: dict[str, Done],
    network: str,
    advance: Callable[[int], None],
) -> None:
    """One file; what was written after the last page that counts is cut off and comes again."""
    so_far = done.get(part.path)
    file = folder / part.path
    file.parent.mkdir(exist_ok=True)
    if so_far is not None:
        os.truncate(file, so_far["bytes"])
        if so_far["next"] is None:
            return
    with file.open("r+b" if so_far else "wb") as writing:
        seen = set()
        if so_far is not None:
            seen = {id_of(part, json.loads(line)) for line in writing}
        for rows, after in exported(part, so_far["next"] if so_far else None):
            new = {id_of(part, row): row for row in rows if id_of(part, row) not in seen}
            seen |= set(new)
            writing.writelines(line_of(row) for row in new.values())
            writing.flush()
            done[part.path] = {"bytes": writing.tell(), "next": after}
            _keep(folder, network, done)
            advance(len(new))


def _done(folder: Path, network: str) -> dict[str, Done]:
    try:
        kept = json.loads((folder / UNFINISHED).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    if kept["network"] != network:
        raise Refused(f"{folder} is of {kept['network']}. Choose another name with --into.")
    return dict(kept["done"])


def _keep(folder: Path, network: str, done: dict[str, Done]) -> None:
    new = folder / f"{UNFINISHED}.new"
    new.write_text(json.dumps({"network": network, "done": done}), encoding="utf-8")
    new.replace(folder / UNFINISHED)
