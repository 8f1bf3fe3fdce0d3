"""`python -m infra.bench`: what the product costs, with gates; 0 if all of them hold."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import platform as machine
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from infra.bench import (
    calendars,
    calls,
    cold,
    crowd,
    door,
    fanout,
    importing,
    organisations,
    portability,
)
from infra.bench.figures import Chapter, fallen, show
from infra.bench.network import Network
from infra.stop import Code
from services.runtime import logs


def worlds() -> Chapter:
    """The simulator's pace."""
    chapter: Chapter = importlib.import_module("infra.bench.worlds").measure()
    return chapter


CHAPTERS: Mapping[str, Callable[[], Chapter]] = {
    "cold": lambda: cold.measure(Network()),
    "calls": lambda: calls.measure(Network()),
    "fanout": lambda: fanout.measure(Network()),
    "door": door.measure,
    "organisations": organisations.measure,
    "import": importing.measure,
    "portability": portability.measure,
    "calendars": lambda: calendars.measure(Network()),
    "crowd": crowd.measure,
    **({"worlds": worlds} if importlib.util.find_spec("infra.simulator") else {}),
}


def main(arguments: list[str]) -> int:
    """Measure, show, write down, and say whether every gate holds."""
    asked = read_arguments(arguments)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 130)
    chapters = []
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        logs.write_to(nowhere)
        for name in asked.names or CHAPTERS:
            chapters.append(CHAPTERS[name]())
            show(chapters[-1], console)
    if asked.json:
        (asked.where / asked.json).write_text(
            json.dumps(as_json(chapters), indent=1), encoding="utf-8"
        )
    for sentence in fallen(chapters):
        console.print(sentence)
    held = all(chapter.held for chapter in chapters)
    console.print("Every gate holds." if held else "Not every gate holds.")
    return Code.DONE if held else Code.FAILED


def as_json(chapters: list[Chapter]) -> dict[str, object]:
    """Everything that was measured, and on what."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": machine.python_version(),
        "processor": f"{os.cpu_count()} of {machine.machine()}",
        "held": all(chapter.held for chapter in chapters),
        "chapters": [chapter.as_json() for chapter in chapters],
    }


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Which chapters, and where to write them down."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(CHAPTERS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures down as JSON")
    parser.add_argument("--where", type=Path, default=Path(), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    for name in set(asked.names) - set(CHAPTERS):
        parser.error(f"there is no chapter {name}; there are {', '.join(CHAPTERS)}")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
