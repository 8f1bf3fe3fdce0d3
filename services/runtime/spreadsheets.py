"""Tables that leave as files: whatever opens them evaluates nothing that is in them (X6)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from defusedcsv import csv

UNSEEN = re.compile(r"\s+[=+\-@|%]|[\t\r\n]|\s*[\uff1d\uff0b\uff0d\uff20]")
"""Beginnings of a formula that defusedcsv lets by: behind space that is dropped, or of full width.

The rest it makes text itself, with an apostrophe before `=`, `+`, `-` and `@`.
"""
MARK = "\ufeff"


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The rows under their headings, as text with a comma between cells."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow([_text(cell) for cell in columns])
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return made.getvalue()


def marked(text: str) -> bytes:
    """The file, with the mark in front by which Excel knows to show accents."""
    return f"{MARK}{text}".encode()


def _text(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and UNSEEN.match(cell) else cell
