"""A network in numbers: counted, published, shown in the terminal, and drawn for a wall."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from infra.command_line import drawing, screen, together
from infra.command_line.asking import Installation, Refused, in_path
from infra.command_line.counting import counted
from infra.command_line.signing_in import HERE, At, installation
from services.membership.statistics import Figures
from services.membership.statistics.drawing import big_numbers, poster
from services.membership.statistics.sheets import sheets
from services.membership.statistics.words import day_name

PATIENCE = 600
LOOKS = 0.3
"""Seconds between two looks whether everybody is counted; it is a few for most networks."""

app = typer.Typer(help="A network in numbers: count, publish, show, draw.", no_args_is_help=True)
app.add_typer(together.app, name="together")

Network = Annotated[str, typer.Argument(help="The short name of the network.")]


@app.command()
def take(network: Network, at: At = HERE) -> None:
    """Count the network, and show the draft; nothing is published yet."""
    there = installation(at)
    wanted = there.post(f"{_path(network)}/take")["snapshot_id"]
    found = counted(there, _path(network), wanted, every=LOOKS, most=PATIENCE)
    _show(network, Figures.model_validate(found))
    screen.done(f"This is a draft. To let it be seen: candour statistics publish {network}")


@app.command()
def publish(
    network: Network,
    at: At = HERE,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False,
) -> None:
    """Publish the draft, for good."""
    there = installation(at)
    found = there.get(f"{_path(network)}/next")
    if not found["figures"]:
        raise Refused(f"There is no draft. Count first: candour statistics take {network}")
    if not yes:
        _show(network, Figures.model_validate(found["figures"]))
        typer.confirm("Publish these numbers? It cannot be taken back.", abort=True, err=True)
    there.post(f"{_path(network)}/publish", {"snapshot_id": found["snapshot_id"]})
    screen.done(f"Published: {there.at}/networks/{network}/statistics")


@app.command()
def show(network: Network, at: At = HERE) -> None:
    """What the network has published."""
    published = _published(installation(at), network)
    _show(published["name"], Figures.model_validate(published["figures"]))


@app.command("poster")
def draw(
    network: Network,
    png: Annotated[Path, typer.Option("--png", metavar="FILE", help="Where to draw it.")],
    at: At = HERE,
    width: Annotated[int, typer.Option(min=200, max=10_000, help="In pixels.")] = 2480,
    font: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="The file of a font, for a machine that has none.",
        ),
    ] = None,
) -> None:
    """Draw the published numbers as a poster; as wide as a printer takes for a sheet of paper."""
    published = _published(installation(at), network)
    figures = Figures.model_validate(published["figures"])
    png.write_bytes(drawing.png(poster(figures, published["name"]), width=width, font=font))
    screen.done(f"The poster is in {png}.")


# --- parts --------------------------------------------------------------------------------------


def _path(network: str) -> str:
    return f"/api/membership/networks/{in_path(network)}/statistics"


def _published(there: Installation, network: str) -> dict[str, Any]:
    return dict(there.get(_path(network)))


def _show(name: str, figures: Figures) -> None:
    """The big numbers, and every table of the page."""
    screen.heading(f"{name} in numbers, {day_name(figures.as_of)}")
    screen.facts([(label, number) for number, label in big_numbers(figures.headline)])
    for sheet in sheets(figures):
        screen.heading(sheet.heading)
        screen.out.print(sheet.sentence)
        screen.table(sheet.columns, sheet.rows)
    screen.heading("How it was counted")
    screen.facts(_about(figures))


def _about(figures: Figures) -> Iterator[tuple[str, str]]:
    yield "People counted on", day_name(figures.people_as_of)
    yield "Version of the rules", str(figures.rules_version)
    yield "Fingerprint", figures.inputs
