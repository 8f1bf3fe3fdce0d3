"""A note's plain text as paragraphs and lists, and with what was found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from services.notes.anonymise import Finding

BULLET = re.compile(r"[-*•]\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of lines, or a list of items."""

    kind: Literal["paragraph", "list"]
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """The text by its empty lines; lines that begin with a hyphen, star or bullet are a list."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        found += _blocks_of(lines)
    return found


def marked(text: str, findings: Iterable[Finding]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it was found; `findings` in order, not overlapping."""
    done = 0
    for finding in findings:
        yield text[done : finding.start], False
        yield text[finding.start : finding.end], True
        done = finding.end
    yield text[done:], False


def _blocks_of(lines: list[str]) -> Iterator[Block]:
    start = 0
    for position in range(1, len(lines) + 1):
        is_list = bool(BULLET.match(lines[start]))
        if position == len(lines) or bool(BULLET.match(lines[position])) != is_list:
            some = lines[start:position]
            if is_list:
                yield Block("list", tuple(BULLET.sub("", line, count=1) for line in some))
            else:
                yield Block("paragraph", tuple(some))
            start = position
