"""The report of a dry run: counts, rows, and a file that does no harm and can be mended."""

from __future__ import annotations

import codecs
import csv
import io

import pytest

from services.membership.importing import Class, Report, as_csv, read, sentence
from services.membership.importing.reporting import HEADINGS
from tests.membership.importing.register import found

pytestmark = pytest.mark.usefixtures("home")

ROWS = (
    ("Zoë Lee", "zoe@kelder.example", "Kelder", "Nurse"),
    ("", "ann", "Kelder", ""),
    ("Bea", "bea@kelder.example", "@Home, a charity", "-"),
    ("Zoë", "ZOE@kelder.example", "Kelder", "+44 1632 960000"),
)


def cells(content: bytes) -> list[list[str]]:
    """The report as a program reads it."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_rows_are_counted_by_class_and_the_ready_ones_together() -> None:
    """M24: classes without rows are told too, and who has no known organisation counts apart."""
    report = Report(found(ROWS))

    assert report.counts == {
        Class.READY: 1,
        Class.UNRESOLVED: 1,
        Class.MALFORMED: 1,
        Class.DUPLICATE: 1,
        Class.MEMBER: 0,
        Class.SUPPRESSED: 0,
        Class.REMOVED: 0,
        Class.GONE: 0,
    }
    assert report.ready == 2
    assert [finding.row.number for finding in report.rows(Class.DUPLICATE)] == [5]


def test_a_row_says_what_to_do_cell_by_cell() -> None:
    _, malformed, _, duplicate = found(ROWS)

    assert sentence(malformed) == (
        "Name: Fill this in. E-mail: Check the address: it should look like name@example.org."
    )
    assert sentence(duplicate) == "The address is that of row 2."


def test_the_file_has_a_row_for_each_row() -> None:
    heading, first, malformed, *_ = cells(as_csv(Report(found(ROWS))))

    assert heading == list(HEADINGS)
    assert first == ["2", "ready", "", "", *ROWS[0][:3], "Nurse", "Kelder Hospice"]
    assert malformed[:2] == ["3", "malformed"]


def test_the_file_says_how_its_letters_are_written() -> None:
    """Excel shows accents only then."""
    assert as_csv(Report(found(ROWS))).startswith(codecs.BOM_UTF8)


@pytest.mark.parametrize("formula", ["=1+1", "+1+1", "-1+1", "@SUM(A1)"])
def test_no_cell_of_the_file_is_a_formula(formula: str) -> None:
    """X6."""
    rows = [(formula, "ann@kelder.example", formula, formula), ("Ann", formula, "Kelder", "")]

    content = cells(as_csv(Report(found(rows))))

    assert not [cell for row in content for cell in row if cell.startswith(tuple("=+-@"))]
    assert f"'{formula}" in content[1]


def test_a_mended_report_can_be_uploaded_as_it_is() -> None:
    """Whoever mends rows does it where the sentences are."""
    table = read(as_csv(Report(found(ROWS))))

    assert [row.name for row in table.rows] == ["Zoë Lee", "", "Bea", "Zoë"]
    assert table.ignored == ("Row", "What happens", "What to do", "To look at", "Found as")


def test_a_report_says_nothing_about_people_when_it_is_printed() -> None:
    assert "zoe" not in repr(Report(found(ROWS))).lower()
