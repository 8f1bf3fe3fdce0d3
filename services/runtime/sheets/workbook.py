"""Workbooks (.xlsx): taken apart with care, then read by openpyxl; formulas are never evaluated.

A workbook is an archive, and an archive can say anything about itself. So its parts are unpacked
here, up to a limit that counts what really comes out, and openpyxl gets a new archive of them.
"""

from __future__ import annotations

import io
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from services.runtime.sheets.grid import MOST_COLUMNS, Grid, NoTable

MOST_PARTS = 2000
MOST_UNPACKED = 24 * 1024 * 1024
MOST_MARKUP = 1_800_000
"""Tags and attributes: 20,000 rows of ten columns have as many."""
MOST_OF_A_ROW = 50_000
"""Tags of one row, which openpyxl takes 300 bytes each for before it goes on to the next."""
ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
PIECE = 64 * 1024
LAST_ROW = 1_048_576
AT_ONCE = 1000
KNOWN_WAYS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How workbooks are packed; others unpack without an end in sight."""
WITHOUT = frozenset(
    [
        "charts", "chartsheets", "comments", "customXml", "dialogsheets", "docProps", "drawings",
        "externalLinks", "media", "persons", "pivotCache", "pivotTables", "printerSettings",
        "queryTables", "richData", "tables", "theme", "threadedComments",
    ]
)  # fmt: skip
"""Folders of what surrounds the cells; who wrote a workbook, too, is nobody's business here."""

BROKEN = "The workbook is damaged or unusual. Open it, save it as “CSV UTF-8” and upload that."
TOO_LARGE = "The workbook is too large when unpacked. Copy the list alone into a new workbook."
PROTECTED = "The file is protected by a password. Save it without one and upload it again."
MACROS = "The workbook holds macros. Save it as “Excel workbook (.xlsx)” and upload that."
BINARY = "This is a binary workbook (.xlsb). Save it as “Excel workbook (.xlsx)” and upload that."
OPEN_DOCUMENT = "This is an OpenDocument file. Save it as “Excel workbook (.xlsx)” and upload that."
STRICT = (
    "This is a “Strict Open XML” workbook."
    " Save it as “Excel workbook (.xlsx)”, without “strict”, and upload that."
)
OTHER_ARCHIVE = "This is an archive without a workbook in it. Upload the list itself."


def grids(content: bytes) -> Iterator[Grid]:
    """The cells of each sheet that can be seen, in the order of the sheets."""
    archive = _opened(content)
    _must_be_a_workbook(archive)
    with warnings.catch_warnings():
        # What openpyxl warns of is no matter of ours, and may repeat what is in a cell.
        warnings.simplefilter("ignore")
        book = _loaded(_repacked(archive))
    hidden = [sheet for sheet in book.worksheets if sheet.sheet_state != "visible"]
    remarks = []
    if hidden:
        remarks = [f"{len(hidden)} hidden sheet{'s were' if len(hidden) > 1 else ' was'} not read."]
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in seen:
        kept = list(remarks)
        if len(seen) > 1:
            kept.append(
                f"The workbook has {len(seen)} sheets; only “{sheet.title}” was read,"
                " the first with the headings that are needed."
            )
        yield Grid(_rows(sheet), kept)


def as_text(value: Any) -> str:
    """A cell as people see it; dates in the order that everybody reads alike."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value)


# --- the archive --------------------------------------------------------------------------------


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise NoTable(BROKEN) from None
    if len(archive.infolist()) > MOST_PARTS:
        raise NoTable(TOO_LARGE)
    if any(part.compress_type not in KNOWN_WAYS for part in archive.infolist()):
        raise NoTable(BROKEN)
    return archive


def _must_be_a_workbook(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if any(part.flag_bits & 0x1 for part in archive.infolist()):
        raise NoTable(PROTECTED)
    if any("vbaproject" in name.lower() or "macrosheets" in name.lower() for name in names):
        raise NoTable(MACROS)
    if any(name.lower().endswith("workbook.bin") for name in names):
        raise NoTable(BINARY)
    if "[Content_Types].xml" not in names:
        raise NoTable(OPEN_DOCUMENT if "content.xml" in names else OTHER_ARCHIVE)
    if not any(name.lower().startswith("xl/") for name in names):
        raise NoTable(OTHER_ARCHIVE)


def _repacked(archive: zipfile.ZipFile) -> io.BytesIO:
    """The parts that cells are read from, in an archive that says nothing untrue of itself."""
    made = io.BytesIO()
    room, markup = MOST_UNPACKED, MOST_MARKUP
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as clean:
        for name in dict.fromkeys(archive.namelist()):
            if not name.lower().endswith((".xml", ".rels")) or WITHOUT & set(name.split("/")):
                continue
            part = _unpacked(archive, name, room)
            room -= len(part)
            markup -= part.count(b"<") + part.count(b"=")
            if markup < 0:
                raise NoTable(TOO_LARGE)
            _must_be_plain(part)
            clean.writestr(name, part)
    made.seek(0)
    return made


def _unpacked(archive: zipfile.ZipFile, name: str, room: int) -> bytes:
    """A part, piece by piece: what the archive says of its size is not believed."""
    pieces = io.BytesIO()
    try:
        with archive.open(name) as source:
            while piece := source.read(PIECE):
                pieces.write(piece)
                if pieces.tell() > room:
                    raise NoTable(TOO_LARGE)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise NoTable(BROKEN) from None
    return pieces.getvalue()


def _must_be_plain(part: bytes) -> None:
    # Workbooks have no document types, which make XML grow or fetch; nor do they hide in UTF-16.
    if b"<!DOCTYPE" in part or b"\0" in part:
        raise NoTable(BROKEN)
    if b"macroEnabled" in part:
        raise NoTable(MACROS)
    if b"purl.oclc.org/ooxml/spreadsheetml" in part:
        raise NoTable(STRICT)
    if ROW.search(part) and _longest_row(part) > MOST_OF_A_ROW:
        raise NoTable(TOO_LARGE)


def _longest_row(part: bytes) -> int:
    """As many tags as stand between two beginnings of rows, if what looks like these is one."""
    may_mislead = b"<!" in part or part.count(b"<?") > 1
    rows = [part] if may_mislead else ROW.split(part)
    return max(row.count(b"<") for row in rows)


# --- the cells ----------------------------------------------------------------------------------


def _loaded(clean: io.BytesIO) -> Any:
    # Inline on purpose: it takes longer than all the rest of a cold start.
    import openpyxl

    try:
        return openpyxl.load_workbook(clean, read_only=True, data_only=True, keep_links=False)
    except Exception:
        # A broken workbook makes openpyxl raise anything at all, with cells in the message.
        raise NoTable(BROKEN) from None


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows in which there is anything; a cell that was merely coloured is nothing."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=LAST_ROW, values_only=True)
    numbered = enumerate(rows, 1)
    blank: Sequence[Any] | None = None
    while some := _next(numbered):
        for number, values in some:
            # A gap of a million rows is one row a million times.
            if values is blank:
                continue
            if any(value is not None for value in values):
                yield number, [as_text(value) for value in values]
            else:
                blank = values


def _next(numbered: Iterator[tuple[int, Sequence[Any]]]) -> list[tuple[int, Sequence[Any]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(itertools.islice(numbered, AT_ONCE))
    except Exception:
        # As above: the sheet is read only here.
        raise NoTable(BROKEN) from None
