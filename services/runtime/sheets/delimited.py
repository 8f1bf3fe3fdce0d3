"""Text with a comma, a semicolon or a tab between cells, as spreadsheet programs save it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from services.runtime.sheets.grid import Grid, NoTable, numbers

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What a file may begin with to say how it is written; the longer ones come first."""
DELIMITERS = (",", ";", "\t")
SAID = re.compile(r'\A"?sep=([^"\r\n])"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
NUL = "\0"
"""Stands on a line of its own behind the list: if it is swallowed, a quotation mark is open."""
GUESSED = (
    "The file does not say how its letters are written; they were read as Windows-1252."
    " Look at names with accents, and if they are wrong save the file as “CSV UTF-8”."
)
NO_TEXT = "It is neither a workbook (.xlsx) nor text (.csv). Save the list as one of these."
OPEN = (
    "A quotation mark in {where} is never closed, so the rows after it cannot be told apart."
    " Close it or take it out."
)


def grids(content: bytes) -> Iterator[Grid]:
    """The cells, by each sign that may stand between them."""
    text, remarks = decoded(content)
    if NUL in text:
        raise NoTable(NO_TEXT)
    said = SAID.match(text)
    if said:
        text = text[said.end() :]
    for delimiter in (said[1],) if said else DELIMITERS:
        kept = list(remarks)
        yield Grid(_rows(text, delimiter, kept), kept, loose=True)


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text, and what to know about how it was read."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding), []
    wide = _wide(content)
    if wide:
        return _strictly(content, wide), []
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return _strictly(content, "windows-1252"), [GUESSED]


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        # Without the cause: it holds the file.
        raise NoTable(NO_TEXT) from None


def _wide(content: bytes) -> str | None:
    """The encoding of text in two bytes a letter without a mark: every other byte is then zero."""
    start = content[:2000]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) * 3 < len(start):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _rows(text: str, delimiter: str, remarks: list[str]) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(f"{text}\n{NUL}\n", newline=""), delimiter=delimiter)
    number = before = 0
    long: list[int] = []
    while True:
        try:
            cells = next(reader)
        except csv.Error:
            raise NoTable(OPEN.format(where=f"row {number + 1:,}")) from None
        if cells == [NUL]:
            break
        number += 1
        if any(NUL in cell for cell in cells):
            raise NoTable(OPEN.format(where=f"row {number:,}"))
        if reader.line_num - before > 1:
            long.append(number)
        before = reader.line_num
        yield number, cells
    if long:
        remarks.append(
            f"There are line breaks inside {numbers(long)}. If they are not meant to be there,"
            " a quotation mark above is not closed, and rows are hidden in them."
        )
