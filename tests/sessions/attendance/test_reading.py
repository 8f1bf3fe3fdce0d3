"""What is no attendance report is refused with a sentence that repeats nothing of it (S20)."""

from __future__ import annotations

import random

import pytest

from services.contracts.refusals import Invalid
from services.sessions.attendance import MOST_BYTES, MOST_FILES, MOST_ROWS, count
from services.sessions.attendance.reading import WHAT_IT_IS
from tests.sessions.attendance import reports
from tests.sessions.attendance.reports import HOUR, stays, teams, workbook

PLANTED = "Zephyrine Quackenbush"
HEADING = "Name,Join Time,Leave Time\n"


def refused(*files: bytes) -> str:
    """What is said to these files."""
    with pytest.raises(Invalid) as refusal:
        count(files, HOUR)
    assert refusal.value.__cause__ is None, "a cause may hold the file"
    assert refusal.value.sentence == "These people cannot be counted. Nothing was changed or kept."
    said = refusal.value.fields["file"]
    assert PLANTED not in said
    return said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (f"Who,When\n{PLANTED},today\n".encode(), "attendance report"),
        (f"<html>{PLANTED}".encode(), "web page"),
        (b"%PDF-1.7", "for printing"),
        (b"PK\x03\x04nothing", "damaged"),
        (b"\x00" * 60, "neither a workbook"),
        (f"{HEADING}{PLANTED},{PLANTED},later\n".encode(), "row 2 cannot be read"),
        (f"{HEADING}{PLANTED},27/11/2026 25:00,27/11/2026 26:00\n".encode(), "row 2"),
        (f"{HEADING}{PLANTED},27/11/2026 15:00,27/11/2026 14:00\n".encode(), "row 2"),
        (f"{HEADING}{PLANTED},99/99/9999 14:00,99/99/9999 15:00\n".encode(), "row 2"),
        (f"{HEADING}{PLANTED},20/11/2026 14:00,20/11/2026 15:00\n".encode(), "this session"),
        (f'{HEADING}"{PLANTED},27/11/2026 14:00,27/11/2026 15:00\n'.encode(), "quotation mark"),
        (HEADING.encode(), "attendance report"),
        (workbook([("Nothing", PLANTED)]), "attendance report"),
        (teams(reports.TEAMS)[:-1], "neither a workbook"),
    ],
)
def test_what_is_no_report_is_refused(content: bytes, said: str) -> None:
    assert said in refused(content)


def test_there_is_a_most_of_rows_files_and_bytes() -> None:
    row = b"Ann,27/11/2026 14:00,27/11/2026 15:00\n"
    half = HEADING.encode() + row * (MOST_ROWS // 2)

    assert count([half, half], HOUR).attendance.unique == 1
    assert f"{MOST_ROWS:,} rows" in refused(half, half + row)
    assert "megabytes" in refused(b"x" * (MOST_BYTES // 2), b"x" * (MOST_BYTES // 2 + 1))
    assert f"up to {MOST_FILES} files" in refused(*[half] * (MOST_FILES + 1))


def test_of_several_files_it_is_said_which_one() -> None:
    fine = stays(("Ann", "14:00", "15:00"))

    assert "row 2 of file 2" in refused(fine, f"{HEADING}{PLANTED},soon,later\n".encode())


def test_columns_without_a_name_for_them_are_no_report() -> None:
    assert refused(b",".join([b"x"] * 200)) == WHAT_IT_IS


def test_whatever_a_report_becomes_on_its_way_it_is_counted_or_refused() -> None:
    """Nothing but a refusal comes out of a file that was cut, filled or changed."""
    seed = 20
    chance = random.Random(seed)
    whole = [teams(), reports.ZOOM.encode(), workbook([("Name", "Join Time"), ("Ann", "14:00")])]
    for _ in range(150):
        content = bytearray(chance.choice(whole))
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(content))
            match chance.randrange(3):
                case 0:
                    del content[at : at + chance.randrange(40)]
                case 1:
                    content[at:at] = chance.randbytes(chance.randrange(9))
                case _:
                    content[at] = chance.randrange(256)
        try:
            found = count([bytes(content)], HOUR).attendance
        except Invalid:
            continue
        assert (found.peak or 0) <= found.unique < 10, f"seed {seed}"
