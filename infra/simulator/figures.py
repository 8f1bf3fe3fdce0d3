"""What was played and how fast: the figures of a run, for people and for a file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.simulator.playing import Part


@dataclass
class Figures:
    """The sum of all parts so far; `seconds` are those of the clock, `processor` those used."""

    first: int
    jobs: int
    worlds: int = 0
    steps: int = 0
    faults: int = 0
    broken: int = 0
    seconds: float = 0.0
    processor: float = 0.0

    @property
    def next(self) -> int:
        """The seed that comes next: all before it were played."""
        return self.first + self.worlds

    @property
    def rate(self) -> float:
        """Worlds in a second."""
        return self.worlds / self.seconds if self.seconds else 0.0

    def add(self, part: Part) -> None:
        """One more part was played."""
        self.worlds += part.worlds
        self.steps += part.steps
        self.faults += part.faults
        self.broken += part.broke is not None
        self.processor += part.processor

    def write(self, file: Path) -> None:
        """Put them into this file, whole or not at all."""
        beside = file.with_name(f"{file.name}.new")
        beside.write_text(json.dumps({**asdict(self), "next": self.next}, indent=2) + "\n")
        beside.replace(file)

    def __str__(self) -> str:
        each = self.worlds / self.processor if self.processor else 0.0
        return (
            f"{self.worlds} worlds from seed {self.first}, {self.broken} broken promises:"
            f" {self.steps} steps, {self.faults} faults planned, {self.seconds:.0f} s"
            f" in {self.jobs} processes, {self.rate:.0f} a second,"
            f" {each:.0f} for each second of processor time."
        )
