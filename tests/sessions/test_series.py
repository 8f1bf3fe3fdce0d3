"""Which instants a series falls on: S1 (weekly by wall time), S2 (clock changes), S5, X4."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.sessions import walltime
from services.sessions.series import Clock, Occurrence, occurrences

LONDON = "Europe/London"
NEW_YORK = "America/New_York"
FRIDAY = datetime(2026, 11, 27, 14, 0)
TEN_YEARS = date(2036, 11, 28)


def last_sunday(year: int, month: int) -> datetime:
    """One o'clock, by Greenwich, on the last Sunday of a month of 31 days."""
    end = datetime(year, month, 31, 1, tzinfo=UTC)
    return end - timedelta(days=(end.weekday() + 1) % 7)


def by_the_law(local: datetime) -> datetime:
    """The instant of a London wall time by the Summer Time Order, without any zone data."""
    winter = local.replace(tzinfo=UTC)
    summer = winter - timedelta(hours=1)
    is_summer = last_sunday(local.year, 3) <= summer < last_sunday(local.year, 10)
    return summer if is_summer else winter


def starts(found: list[Occurrence]) -> list[str]:
    return [one.local_start.isoformat(timespec="minutes") for one in found]


def test_ten_years_of_fridays_have_no_wrong_instant() -> None:
    """S1, S2: 523 Fridays and 20 clock changes, against the law itself."""
    found = occurrences(FRIDAY, LONDON, TEN_YEARS, ())
    assert len(found) == 523
    assert [one.local_start for one in found] == [
        FRIDAY + timedelta(days=7 * n) for n in range(523)
    ]
    wrong = [one for one in found if one.starts_at != by_the_law(one.local_start)]
    assert wrong == []
    assert {one.clock for one in found} == {Clock.ONCE}
    assert {one.starts_at.hour for one in found} == {13, 14}
    assert all(one.starts_at.tzinfo is UTC for one in found)


def test_a_time_that_the_clock_leaves_out_is_flagged_and_is_the_first_valid_later_instant() -> None:
    """S2: the other Sundays of the series stay at half past two."""
    found = occurrences(datetime(2027, 3, 7, 2, 30), NEW_YORK, date(2027, 3, 21), ())
    assert [(one.clock, one.starts_at) for one in found] == [
        (Clock.ONCE, datetime(2027, 3, 7, 7, 30, tzinfo=UTC)),
        (Clock.NEVER, datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        (Clock.ONCE, datetime(2027, 3, 21, 6, 30, tzinfo=UTC)),
    ]
    assert starts(found)[1] == "2027-03-14T02:30"  # as it was said; the next week is not moved


def test_a_time_that_the_clock_shows_twice_is_flagged_and_is_the_first_of_the_two() -> None:
    """S2."""
    found = occurrences(datetime(2026, 10, 18, 1, 30), LONDON, date(2026, 11, 1), ())
    assert [(one.clock, one.starts_at) for one in found] == [
        (Clock.ONCE, datetime(2026, 10, 18, 0, 30, tzinfo=UTC)),
        (Clock.TWICE, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (Clock.ONCE, datetime(2026, 11, 1, 1, 30, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2026, 11, 26), []),
        (date(2026, 11, 27), ["2026-11-27T14:00"]),
        (date(2026, 12, 3), ["2026-11-27T14:00"]),
        (date(2026, 12, 4), ["2026-11-27T14:00", "2026-12-04T14:00"]),
        (datetime(2026, 12, 4, 9, 0), ["2026-11-27T14:00", "2026-12-04T14:00"]),
    ],
)
def test_the_last_day_counts_too(until: date, expected: list[str]) -> None:
    assert starts(occurrences(FRIDAY, LONDON, until, ())) == expected


def test_what_is_skipped_is_left_out_and_moves_nothing() -> None:
    """S5."""
    skips = {date(2026, 12, 25), date(2027, 1, 1), date(2026, 12, 24)}
    found = occurrences(FRIDAY, LONDON, date(2027, 1, 8), skips)
    assert starts(found) == [
        f"{day}T14:00" for day in ("2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18",
                                   "2027-01-08")
    ]  # fmt: skip


def test_a_series_may_reach_the_last_day_of_the_calendar() -> None:
    found = occurrences(datetime(9999, 12, 20, 14, 0), "UTC", date.max, ())
    assert starts(found) == ["9999-12-20T14:00", "9999-12-27T14:00"]


def test_a_start_with_an_offset_is_no_wall_time() -> None:
    """X4: never a bare offset."""
    with pytest.raises(ValueError, match="wall time"):
        occurrences(FRIDAY.replace(tzinfo=UTC), LONDON, TEN_YEARS, ())


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2034, 1, 1)),
    st.sampled_from(
        [LONDON, NEW_YORK, "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]
    ),
)
def test_what_is_flagged_is_exactly_what_the_clock_does_not_show_once(
    start: datetime, zone: str
) -> None:
    """S2: against a clock that is read minute by minute around the time."""
    start = start.replace(second=0, microsecond=0)
    for one in occurrences(start, zone, start.date() + timedelta(weeks=8), ()):
        around = (one.starts_at + timedelta(minutes=n) for n in range(-150, 151))
        shown = [at for at in around if walltime.reading(at, zone) == one.local_start]
        expected = {0: Clock.NEVER, 1: Clock.ONCE, 2: Clock.TWICE}[len(shown)]
        assert one.clock is expected
        if shown:
            assert one.starts_at == shown[0]
