"""Figures, their gates, and the table that shows whether all of them hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True)
class Figure:
    """One thing that was measured; `gate` is the most it may be, or with `least` the least."""

    subject: str
    what: str
    value: float
    unit: str = ""
    gate: float | None = None
    least: bool = False

    @property
    def held(self) -> bool:
        """Whether the gate holds; a figure without a gate is only told."""
        if self.gate is None:
            return True
        return self.value >= self.gate if self.least else self.value <= self.gate

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        return f"{short(self.value)}{unit}"

    @property
    def limit(self) -> str:
        """The gate in signs."""
        return "" if self.gate is None else f"{'≥' if self.least else '≤'} {short(self.gate)}"


@dataclass(frozen=True)
class Chapter:
    """Figures that were measured together, and what they are compared with."""

    title: str
    reference: str
    figures: Sequence[Figure]

    @property
    def held(self) -> bool:
        """Whether every gate of the chapter holds."""
        return all(figure.held for figure in self.figures)

    def as_json(self) -> dict[str, Any]:
        """The chapter for programs."""
        figures = [{**asdict(figure), "held": figure.held} for figure in self.figures]
        return {"title": self.title, "reference": self.reference, "figures": figures}


def show(chapter: Chapter, console: Console) -> None:
    """One row for each subject, one column for each thing measured, and what failed in words."""
    columns = list(dict.fromkeys(figure.what for figure in chapter.figures))
    table = Table(
        "", *columns, title=chapter.title, caption=chapter.reference, title_justify="left"
    )
    cells = {(figure.subject, figure.what): figure for figure in chapter.figures}
    for subject in dict.fromkeys(figure.subject for figure in chapter.figures):
        table.add_row(subject, *(_cell(cells.get((subject, column))) for column in columns))
    console.print(table)


def short(value: float) -> str:
    """A number with as many digits as say something."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fallen(chapters: Iterable[Chapter]) -> list[str]:
    """The gates that do not hold, as sentences."""
    return [
        f"{figure.subject}: {figure.what} is {figure}, the gate is {figure.limit}."
        for chapter in chapters
        for figure in chapter.figures
        if not figure.held
    ]


def _cell(figure: Figure | None) -> Text:
    if figure is None:
        return Text("")
    style = "" if figure.gate is None else "green" if figure.held else "bold red"
    mark = "" if figure.held else " ✗"
    gate = f" ({figure.limit})" if figure.gate is not None else ""
    return Text(f"{figure}{gate}{mark}", style)
