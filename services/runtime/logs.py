"""Logs that cannot hold personal data: an allow-list of fields and of the shape of values.

What is not on the list is dropped, not masked; of an exception only its type and place are kept,
never its message, since messages quote what people typed.
"""

from __future__ import annotations

import json
import re
import sys
import traceback
from typing import Any, TextIO

FIELDS = frozenset(
    {
        "service", "function", "table", "queue", "bus", "detail_type", "event_id", "kind",
        "count", "attempts", "status", "milliseconds", "code", "fanout_id", "chunk",
        "error", "at", "outcome", "request_id",
    }
)  # fmt: skip
SHAPE = re.compile(r"[A-Za-z0-9_.:#/-]{1,120}")

_out: TextIO | None = None


def write_to(out: TextIO) -> None:
    """Write lines there from now on, instead of to the standard output that Lambda collects."""
    global _out
    _out = out


def info(what: str, **fields: Any) -> None:
    """Log that something happened."""
    _write("INFO", what, fields)


def error(what: str, **fields: Any) -> None:
    """Log something that an operator must look at."""
    _write("ERROR", what, fields)


def fault(what: str, raised: BaseException, **fields: Any) -> None:
    """Log an exception by its type and the places it went through."""
    # Not extracted with their source lines, which would read every file again.
    frames = list(traceback.walk_tb(raised.__traceback__))[-4:]
    places = "/".join(f"{frame.f_code.co_name}:{line}" for frame, line in frames)
    _write("ERROR", what, {**fields, "error": type(raised).__name__, "at": places})


def line(level: str, what: str, fields: dict[str, Any]) -> str:
    """One log line as JSON, with whatever is not allowed left out."""
    kept = {name: value for name, value in fields.items() if name in FIELDS and _harmless(value)}
    return json.dumps({"level": level, "what": what, **kept})


def _harmless(value: Any) -> bool:
    if isinstance(value, bool | int):
        return True
    return isinstance(value, str) and SHAPE.fullmatch(value) is not None


def _write(level: str, what: str, fields: dict[str, Any]) -> None:
    print(line(level, what, fields), file=_out or sys.stdout, flush=True)
