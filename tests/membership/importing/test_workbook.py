"""Workbooks are read for what their cells show; what could harm whoever reads them is refused."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from time import process_time as time_of_the_processor

import pytest

from services.membership.importing import read
from services.runtime.sheets.workbook import LAST_ROW, MOST_MARKUP, MOST_UNPACKED, as_text
from tests.membership.importing.files import (
    ANN,
    BEA,
    HEADING,
    LIST_XML,
    PARTS,
    archive_of,
    by_hand,
    people,
    row_xml,
    that_is_locked,
    that_lies_about_its_size,
    why_not,
    workbook_of,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def test_a_workbook_is_read_with_the_numbers_of_its_rows() -> None:
    table = read(workbook_of([["Our members"], [], HEADING, ANN, [], BEA]))

    assert people(table) == [ANN, BEA]
    assert table.heading_row == 3
    assert [row.number for row in table.rows] == [4, 6]
    assert table.remarks == ()


def test_the_first_sheet_with_known_headings_is_read_and_hidden_ones_are_not() -> None:
    table = read(
        workbook_of([["Read me"]], [HEADING, BEA], [HEADING, ANN], [HEADING, BEA], hidden=[1])
    )

    assert people(table) == [ANN]
    assert table.remarks == (
        "1 hidden sheet was not read.",
        "The workbook has 3 sheets; only “Sheet 2” was read,"
        " the first with the headings that are needed.",
    )


def test_a_list_that_is_only_on_a_hidden_sheet_is_not_read() -> None:
    assert "reads “Read me”" in why_not(workbook_of([["Read me"]], [HEADING, ANN], hidden=[1]))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("Ann", "Ann"),
        (True, "TRUE"),
        (7, "7"),
        (7.0, "7"),
        (0.25, "0.25"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 9, 30), "2026-11-24 09:30"),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_dates_and_numbers_become_text(value: object, text: str) -> None:
    assert as_text(value) == text


def test_numbers_and_dates_in_cells_are_text_in_the_list() -> None:
    table = read(workbook_of([HEADING, ["Ann Lee", ANN[1], 1234.0, date(2026, 11, 24)]]))

    assert people(table) == [("Ann Lee", ANN[1], "1234", "2026-11-24")]


def test_formulas_are_never_evaluated() -> None:
    """What a program worked out last is read; where nothing was worked out there is nothing."""
    shown = '<c t="str"><f>A1&amp;"x"</f><v>Ann Lee</v></c>'
    open_ = '<c><f>WEBSERVICE("https://kelder.example")</f></c>'
    rows = row_xml(1, *HEADING)
    rows += f"<row>{shown}<c t='str'><v>{ANN[1]}</v></c>{open_}</row>"

    assert people(read(by_hand(rows))) == [("Ann Lee", ANN[1], "", "")]


def test_rows_that_are_merely_coloured_are_nothing() -> None:
    """Programs write rows to the very end of a sheet when somebody colours a column."""
    content = by_hand(LIST_XML + f'<row r="{LAST_ROW}"><c r="A{LAST_ROW}" s="0"/></row>')

    began = time_of_the_processor()
    table = read(content)

    assert people(table) == [ANN]
    assert time_of_the_processor() - began < 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(OLE, "old kind (.xls)", id="old workbook"),
        pytest.param(
            OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password", id="encrypted"
        ),
        pytest.param(b"PK\x03\x04" + b"\0" * 50, "damaged", id="no archive"),
        pytest.param(archive_of({"members.csv": "Name"}), "an archive without", id="archive"),
        pytest.param(
            archive_of({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}),
            "an archive without a workbook",
            id="a letter",
        ),
        pytest.param(
            archive_of({"mimetype": "application/vnd.oasis", "content.xml": "<x/>"}),
            "OpenDocument",
            id="OpenDocument",
        ),
        pytest.param(by_hand(parts={"xl/vbaProject.bin": b"x"}), "macros", id="macros"),
        pytest.param(
            by_hand(parts={"xl/macrosheets/sheet1.xml": b"<x/>"}), "macros", id="macros of long ago"
        ),
        pytest.param(
            by_hand(parts={"[Content_Types].xml": b"<Types x='sheet.macroEnabled.main+xml'/>"}),
            "macros",
            id="a workbook for macros",
        ),
        pytest.param(by_hand(parts={"xl/workbook.bin": b"x"}), "binary workbook", id="binary"),
        pytest.param(
            by_hand(parts={"xl/workbook.xml": b"<w xmlns='http://purl.oclc.org/ooxml/spreadsheetml/'/>"}),
            "Strict Open XML",
            id="strict",
        ),
        pytest.param(by_hand(compression=zipfile.ZIP_LZMA), "damaged", id="packed unusually"),
        pytest.param(
            that_lies_about_its_size(by_hand(LIST_XML + " " * 1000), 1000),
            "damaged",
            id="a part that is larger than it says",
        ),
        pytest.param(by_hand()[:-200], "damaged", id="cut off"),
        pytest.param(that_is_locked(by_hand()), "protected by a password", id="locked"),
        pytest.param(archive_of(dict(list(PARTS.items())[:2])), "an archive", id="no workbook"),
        pytest.param(by_hand("<row r='x'/>"), "damaged", id="a row without a number"),
        pytest.param(by_hand("<row><c r='1A'/></row>"), "damaged", id="a cell without a place"),
        pytest.param(
            by_hand(f"<row><c><v>{'9' * 5000}</v></c></row>"), "damaged", id="a number without end"
        ),
        pytest.param(by_hand("<row><c t='s'><v>7</v></c></row>"), "damaged", id="a text not there"),
        pytest.param(by_hand("</row>"), "damaged", id="no XML"),
        pytest.param(by_hand("<a>" * 50_000 + "</a>" * 50_000), "nothing to read", id="deep"),
        pytest.param(
            by_hand(row_xml(LAST_ROW + 1, *HEADING) + row_xml(10**9, *ANN)),
            "nothing to read",
            id="beyond the last row",
        ),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    assert sentence in why_not(content)


@pytest.mark.parametrize(
    "parts",
    [
        lambda: {f"xl/{number}.xml": b"" for number in range(2001)},
        lambda: {"xl/sharedStrings.xml": b" " * (MOST_UNPACKED + 1)},
        lambda: {f"xl/{number}.xml": b" " * (MOST_UNPACKED // 9) for number in range(10)},
        lambda: {"xl/sharedStrings.xml": b"<si/>" * (MOST_MARKUP + 1)},
        lambda: {"xl/sharedStrings.xml": b"<si" + b" a=''" * (MOST_MARKUP + 1)},
        lambda: {"xl/worksheets/sheet1.xml": b"<x:row>" + b"<x:c/>" * 50_001},
        lambda: {"xl/worksheets/sheet1.xml": (b"<row><!--<row>-->" + b"<c/>" * 20_000) * 3},
    ],
    ids=["parts", "large part", "large parts", "tags", "attributes", "row", "hidden row"],
)
def test_a_workbook_that_unpacks_without_end_is_refused(
    parts: Callable[[], dict[str, bytes]],
) -> None:
    content = by_hand(parts=parts())

    assert len(content) < 300_000
    assert "too large when unpacked" in why_not(content)


@pytest.mark.parametrize("encoding", ["ascii", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(encoding: str) -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/hostname">]><sst>&b;&f;</sst>'
    )

    assert "damaged" in why_not(by_hand(parts={"xl/sharedStrings.xml": bomb.encode(encoding)}))


def test_what_surrounds_the_cells_is_not_looked_at() -> None:
    """Who wrote a workbook, charts and comments: real ones are often broken in just these."""
    broken = {
        name: b"<nonsense"
        for name in ("docProps/core.xml", "xl/theme/theme1.xml", "xl/charts/chart1.xml",
                     "xl/comments/comment1.xml", "xl/externalLinks/externalLink1.xml")
    }  # fmt: skip

    assert people(read(by_hand(parts=broken))) == [ANN]


def test_a_cell_far_to_the_right_costs_nothing() -> None:
    far = "".join(f'<row r="{n}"><c r="ZZZ{n}"><v>1</v></c></row>' for n in range(3, 3000))

    tracemalloc.start()
    table = read(by_hand(LIST_XML + far))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert people(table) == [ANN]
    assert peak < 16_000_000
