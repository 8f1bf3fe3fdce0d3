"""All listed networks together in numbers: counted, published, shown, and drawn for a wall."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from infra.command_line import drawing, screen
from infra.command_line.asking import Installation, Refused
from infra.command_line.counting import counted
from infra.command_line.signing_in import HERE, At, installation
from services.membership.statistics.overview import NAME, big_numbers, poster, sheet
from services.membership.statistics.together import Totals
from services.membership.statistics.words import day_name

PATIENCE = 1800
LOOKS = 2
"""Seconds between two looks whether everybody is counted: it goes on once a minute."""
OFFICE = "/api/membership/host/statistics"

app = typer.Typer(help="All networks together: count, publish, show, draw.", no_args_is_help=True)


@app.command()
def take(at: At = HERE) -> None:
    """Count all listed networks, and show the draft; nothing is published yet."""
    there = installation(at)
    wanted = there.post(f"{OFFICE}/take")["snapshot_id"]
    found = counted(there, OFFICE, wanted, every=LOOKS, most=PATIENCE)
    _show(Totals.model_validate(found))
    screen.done("This is a draft. To let it be seen: candour statistics together publish")


@app.command()
def publish(
    at: At = HERE,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False,
) -> None:
    """Publish the draft, for good."""
    there = installation(at)
    found = there.get(f"{OFFICE}/next")
    if not found["figures"]:
        raise Refused("There is no draft. Count first: candour statistics together take")
    if not yes:
        _show(Totals.model_validate(found["figures"]))
        typer.confirm("Publish these numbers? It cannot be taken back.", abort=True, err=True)
    there.post(f"{OFFICE}/publish", {"snapshot_id": found["snapshot_id"]})
    screen.done(f"Published: {there.at}/statistics/together")


@app.command()
def show(at: At = HERE) -> None:
    """What was published last."""
    _show(_published(installation(at)))


@app.command("poster")
def draw(
    png: Annotated[Path, typer.Option("--png", metavar="FILE", help="Where to draw it.")],
    at: At = HERE,
    width: Annotated[int, typer.Option(min=200, max=10_000, help="In pixels.")] = 2480,
    font: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="The file of a font."),
    ] = None,
) -> None:
    """Draw the published numbers as a poster; as wide as a printer takes for a sheet of paper."""
    drawn = poster(_published(installation(at)))
    png.write_bytes(drawing.png(drawn, width=width, font=font))
    screen.done(f"The poster is in {png}.")


def _published(there: Installation) -> Totals:
    return Totals.model_validate(there.get("/api/membership/together")["figures"])


def _show(figures: Totals) -> None:
    screen.heading(f"{NAME} in numbers, {day_name(figures.as_of)}")
    screen.facts([(label, number) for number, label in big_numbers(figures)])
    kinds = sheet(figures)
    screen.heading(kinds.heading)
    screen.out.print(kinds.sentence)
    screen.table(kinds.columns, kinds.rows)
    screen.heading("How it was counted")
    counted_on, rules = day_name(figures.people_as_of), str(figures.rules_version)
    said = [("People counted on", counted_on), ("Version of the rules", rules)]
    screen.facts([*said, ("Fingerprint", figures.inputs)])
