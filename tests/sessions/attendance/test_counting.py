"""How many people a report names, in each shape that the meeting tools have (S19, S20, U7)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.sessions.attendance import Hour, count
from services.sessions.model import Attendance
from tests.sessions.attendance import reports
from tests.sessions.attendance.reports import FRIDAY, HOUR, stays, teams, workbook


@pytest.mark.parametrize(
    ("report", "attendance", "left_out"),
    [
        pytest.param(
            teams(), Attendance(4, 3, (1, 1), (1, 1)), (1, 1), id="Teams"
        ),
        pytest.param(
            reports.TEAMS.encode(), Attendance(4, 3, (1, 1), (1, 1)), (1, 1), id="Teams in UTF-8"
        ),
        pytest.param(
            teams(reports.TEAMS_BEFORE_2022), Attendance(2, 2, (0, 1), (0, 0)), (1, 0),
            id="Teams before 2022, day first",
        ),
        pytest.param(
            teams(reports.TEAMS_DURING_THE_MEETING), Attendance(3, 3, (0, 2), (0, 0)), (0, 0),
            id="Teams, downloaded in the meeting",
        ),
        pytest.param(
            reports.ZOOM.encode("utf-8-sig"), Attendance(3, 3, (1, 0), (0, 1)), (1, 1), id="Zoom"
        ),
        pytest.param(
            reports.ZOOM_BEFORE_2023.encode(), Attendance(2, 2, (0, 0), (0, 0)), (1, 0),
            id="Zoom before 2023",
        ),
        pytest.param(
            reports.ZOOM_UNIQUE.encode(), Attendance(2), (1, 0), id="Zoom, unique users"
        ),
        pytest.param(
            reports.ZOOM_WEBINAR.encode(), Attendance(2, 2, (0, 1), (0, 0)), (1, 0),
            id="Zoom, webinar",
        ),
    ],
)  # fmt: skip
def test_reports_of_teams_and_zoom_are_counted_without_host_and_programs(
    report: bytes, attendance: Attendance, left_out: tuple[int, int]
) -> None:
    """S20."""
    tally = count([report], HOUR)

    assert tally.attendance == attendance
    assert (tally.hosts, tally.programs) == left_out


def test_only_who_first_came_and_last_went_is_enough() -> None:
    """S20: a report whose activities somebody has cut off."""
    before, _, _ = reports.TEAMS.partition("3. In-Meeting")

    assert count([teams(before)], HOUR).attendance == Attendance(4, 4, (1, 1), (1, 1))


def test_a_workbook_with_a_sheet_for_each_part_is_one_meeting() -> None:
    """S20: times are dates there, and not texts."""
    heading = ("Full Name", "Join Time", "Leave Time", "Email")
    first, last = (FRIDAY.replace(tzinfo=None) + timedelta(minutes=part) for part in (0, 60))
    middle = first + timedelta(minutes=30)
    parts = workbook(
        [heading, ("Ann Lee", first, middle, "ann@kelder.example")],
        [heading, ("Ann Lee", middle, last, "ANN@kelder.example"), ("Bo", middle, last, None)],
    )

    assert count([parts], HOUR).attendance == Attendance(2, 2, (0, 1), (0, 0))


def test_files_of_one_meeting_that_was_interrupted_are_united() -> None:
    """S20: whoever came again is one person, with an address in one file and without in another."""
    before = stays(("Ann Lee", "14:00", "14:20"), ("Bo Finch", "14:00", "14:20"))
    after = (
        b"Name\tJoin Time\tLeave Time\tEmail\n"
        b"Ann Lee\t11/27/26, 2:25 PM\t11/27/26, 3:00 PM\tann@kelder.example\n"
        b"Cy Marsh\t11/27/26, 2:25 PM\t11/27/26, 3:00 PM\tcy@kelder.example\n"
    )
    with pytest.raises(Exception, match="cannot be counted"):
        count([before, b"\x00" * 50], HOUR)
    months_first = before.replace(b"27/11/2026", b"11/27/2026")

    for parts in ([months_first, after], [after, months_first]):
        assert count(parts, HOUR).attendance == Attendance(3, 2, (0, 1), (0, 1))


@pytest.mark.parametrize(
    ("join", "leave"),
    [
        ("27/11/2026 14:00:00", "27/11/2026 15:00:00"),
        ("11/27/2026, 2:00:00 PM", "11/27/2026, 3:00:00 PM"),
        ("11/27/26, 2:00:00\u202fPM", "11/27/26, 3:00:00\u202fPM"),
        ("27.11.2026 14:00", "27.11.2026 15:00"),
        ("2026-11-27T14:00:00Z", "2026-11-27T15:00:00Z"),
        ("2026-11-27 15:00:00+01:00", "2026-11-27 16:00:00+0100"),
        ("Nov 27, 2026 02:00:00 PM", "Nov 27, 2026 03:00:00 PM"),
        ("27 November 2026 14:00", "27 November 2026 15:00"),
        ("2:00 PM", "3:00 PM"),
        ("27/11/2026 14:00:00", ""),
    ],
)
def test_times_are_read_however_they_are_written(join: str, leave: str) -> None:
    table = f"Name\tJoin Time\tLeave Time\nAnn Lee\t{join}\t{leave}\n"

    assert count([table.encode()], HOUR).attendance == Attendance(1, 1, (0, 0), (0, 0))


def test_which_number_is_the_day_follows_from_the_session() -> None:
    """On 3 April and on 4 March the same text means another day."""
    for month, day, text in ((4, 3, "3/4/2026"), (3, 4, "3/4/2026"), (4, 3, "4/3/2026")):
        starts = datetime(2026, month, day, 12, tzinfo=UTC)
        local = starts.replace(tzinfo=None)
        hour = Hour(starts, starts + timedelta(hours=1), "UTC", local)
        table = f"Name\tJoin Time\tLeave Time\nAnn Lee\t{text} 12:00\t{text} 13:00\n"
        assert count([table.encode()], hour).attendance.unique == 1


@pytest.mark.parametrize("clock", ["14", "13"])
def test_times_may_be_those_of_the_session_or_universal(clock: str) -> None:
    """In summer they differ; the session tells which is meant."""
    starts = datetime(2026, 6, 26, 13, tzinfo=UTC)
    hour = Hour(starts, starts + timedelta(hours=1), "Europe/London", datetime(2026, 6, 26, 14))
    till = int(clock) + 1
    table = f"Name\tJoin Time\tLeave Time\nAnn\t26/06/2026 {clock}:00\t26/06/2026 {till}:00\n"

    assert count([table.encode()], hour).attendance == Attendance(1, 1, (0, 0), (0, 0))


def test_whoever_was_there_only_before_or_after_is_not_counted() -> None:
    early_and_late = stays(("Ann", "13:00", "14:00"), ("Bo", "15:00", "16:00"))
    with_one_more = stays(("Ann", "13:00", "14:00"), ("Cy", "13:00", "14:01"))

    with pytest.raises(Exception, match="cannot be counted"):
        count([early_and_late], HOUR)
    assert count([with_one_more], HOUR).attendance.unique == 1


def test_a_session_to_which_only_the_host_came_is_a_session_with_nobody() -> None:
    alone = b"Name,Join Time,Leave Time,Role\nWren,27/11/2026 14:00,27/11/2026 15:00,Organizer\n"

    tally = count([alone], HOUR)

    assert (tally.attendance, tally.hosts) == (Attendance(0, 0, (0, 0), (0, 0)), 1)


@pytest.mark.parametrize(
    "name",
    [
        "Fireflies.ai Notetaker", "Otter.ai", "Ann's OtterPilot", "read.ai meeting notes",
        "Fathom Notetaker", "tl;dv", "MeetGeek", "AI Notetaker (Bo)", "Meeting assistant",
        "Recorder", "RecordBot",
    ],
)  # fmt: skip
def test_a_program_that_listens_is_nobody(name: str) -> None:
    """S20."""
    tally = count([stays(("Ann", "14:00", "15:00"), (name, "14:00", "15:00"))], HOUR)

    assert (tally.attendance.unique, tally.programs) == (1, 1)


@pytest.mark.parametrize(
    "name",
    [
        "Siân Pembridge (notetaker)",
        "Abbot Lowe",
        "Jo Botham",
        "Reader Ailsa",
        "Otterburn",
        "Fathom",
    ],
)
def test_a_person_whose_name_is_like_one_is_counted(name: str) -> None:
    assert count([stays((name, "14:00", "15:00"))], HOUR).attendance.unique == 1


def test_counting_agrees_with_looking_at_every_minute() -> None:
    """Peak, different people and bands, against an oracle that walks through the hour."""
    seed = 27
    chance = random.Random(seed)
    for _ in range(60):
        rows, there = [], {minute: set() for minute in range(60)}  # type: ignore[var-annotated]
        for who in range(chance.randrange(1, 9)):
            for _ in range(chance.randrange(1, 4)):
                join = chance.randrange(-20, 79)
                leave = chance.randrange(join + 1, 80)
                at = (FRIDAY + timedelta(minutes=part) for part in (join, leave))
                rows.append((f"Person {who}", *(f"{one:%H:%M}" for one in at)))
                for minute in range(max(join, 0), min(leave, 60)):
                    there[minute].add(who)
        everybody = set.union(*there.values())
        if not everybody:
            continue
        found = count([stays(*rows)], HOUR).attendance  # type: ignore[arg-type]
        missed = [
            [
                min(m for m in there if who in there[m]),
                59 - max(m for m in there if who in there[m]),
            ]
            for who in everybody
        ]
        assert found.unique == len(everybody), f"seed {seed}"
        assert found.peak == max(map(len, there.values())), f"seed {seed}"
        assert found.joined_late == bands([late for late, _ in missed]), f"seed {seed}"
        assert found.left_early == bands([early for _, early in missed]), f"seed {seed}"


def bands(minutes: Sequence[int]) -> tuple[int, int]:
    return sum(5 <= one <= 15 for one in minutes), sum(one > 15 for one in minutes)


def test_an_hour_in_another_zone_is_counted_in_that_zone() -> None:
    hour = replace(HOUR, zone="Europe/Paris", local_start=datetime(2026, 11, 27, 15))

    assert count([stays(("Ann", "15:00", "16:00"))], hour).attendance.unique == 1
