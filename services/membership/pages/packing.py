"""The file that somebody gets: a page to read, `data.json` for programs, and tables."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from services.runtime.holdings import Section
from services.runtime.pages.rendering import day, environment, when
from services.runtime.spreadsheets import marked, table

Services = Mapping[str, Sequence[Section]]
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*\+00:00")
MADE_AT = (2026, 1, 1, 0, 0, 0)
"""What every file in it says of its time, so that the same data is the same file."""


def packed(asked_at: datetime, services: Services) -> bytes:
    """The archive: the page, the data, and a table for each section."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(asked_at, services):
            archive.writestr(zipfile.ZipInfo(name, MADE_AT), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _files(asked_at: datetime, services: Services) -> Iterator[tuple[str, bytes]]:
    page = environment("membership").get_template("my-data-file.html")
    yield (
        "read-me-first.html",
        page.render(asked=day(asked_at), services=services, shown=_readable).encode(),
    )
    data = {
        "asked_at": asked_at.isoformat(),
        "services": {
            service: [section._asdict() for section in sections]
            for service, sections in services.items()
        },
    }
    yield "data.json", json.dumps(data, indent=2, ensure_ascii=False).encode()
    for service, sections in services.items():
        for section in sections:
            yield f"tables/{service}-{section.name}.csv", _table(section.rows)


def _table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """For a spreadsheet program, which evaluates nothing that is in it (X6)."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return marked(table(columns, ([_cell(row.get(name)) for name in columns] for row in rows)))


def _readable(value: Any) -> str:
    """For the page: instants, days and codes in words; the other files have them as they are."""
    match value:
        case str():
            return _in_words(value)
        case list():
            return "; ".join(map(_readable, value))
        case dict():
            parts = (f"{_readable(name)}: {_readable(part)}" for name, part in value.items())
            return "; ".join(parts)
    return _cell(value)


def _in_words(text: str) -> str:
    # What somebody typed may look like a day of no calendar.
    with suppress(ValueError):
        if INSTANT.fullmatch(text):
            return when(text)
        if DAY.fullmatch(text):
            return day(f"{text}T12:00:00+00:00")
    return text.replace("_", " ") if CODE.fullmatch(text) else text


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(map(_cell, value))
        case dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)
