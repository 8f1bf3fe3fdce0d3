"""Wall time to instant: S2 (clock changes), S3 ("days before" is the same wall time)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.sessions import walltime

LONDON = "Europe/London"
ZONES = (
    LONDON, "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
    "Africa/Casablanca", "Pacific/Apia", "America/St_Johns", "Asia/Tokyo", "UTC",
    "Pacific/Chatham", "America/Asuncion", "Antarctica/Troll",
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("local", "zone", "instant"),
    [
        # An ordinary Friday, in winter and in summer.
        ("2026-11-27T14:00", LONDON, "2026-11-27T14:00+00:00"),
        ("2027-06-25T14:00", LONDON, "2027-06-25T13:00+00:00"),
        # The hour that does not exist: the first valid later instant (S2).
        ("2027-03-28T00:59", LONDON, "2027-03-28T00:59+00:00"),
        ("2027-03-28T01:00", LONDON, "2027-03-28T01:00+00:00"),
        ("2027-03-28T01:30", LONDON, "2027-03-28T01:00+00:00"),
        ("2027-03-28T02:00", LONDON, "2027-03-28T01:00+00:00"),
        # The hour that comes twice: the first of the two (S2).
        ("2026-10-25T01:30", LONDON, "2026-10-25T00:30+00:00"),
        ("2026-10-25T02:00", LONDON, "2026-10-25T02:00+00:00"),
        ("2027-03-14T02:30", "America/New_York", "2027-03-14T07:00+00:00"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30+00:00"),
        # Half an hour, and a whole day, that were left out.
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30+00:00"),
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00+00:00"),
        ("2026-11-27T14:00", "Asia/Kathmandu", "2026-11-27T08:15+00:00"),
    ],
)
def test_a_wall_time_is_one_instant(local: str, zone: str, instant: str) -> None:
    assert walltime.instant(at(local), zone) == at(instant)


@pytest.mark.parametrize(
    ("local", "before"),
    [
        # The clock changes between the reminder and the session: the same wall time all the same.
        ("2027-03-28T14:00", "2027-03-27T14:00+00:00"),
        ("2026-10-25T14:00", "2026-10-24T13:00+00:00"),
        ("2027-03-29T01:30", "2027-03-28T01:00+00:00"),
        ("2026-10-26T01:30", "2026-10-25T00:30+00:00"),
        ("2026-11-27T14:00", "2026-11-26T14:00+00:00"),
    ],
)
def test_the_day_before_is_the_same_wall_time(local: str, before: str) -> None:
    """S3."""
    assert walltime.day_before(at(local), LONDON) == at(before)


def test_ten_years_of_fridays_at_two_meet_no_clock_change() -> None:
    """S2: clocks change on Sundays; the reminder is always 24 hours before."""
    friday = date(2026, 11, 27)
    for week in range(52 * 10):
        local = datetime.combine(friday + timedelta(weeks=week), at("2026-01-01T14:00").time())
        found = walltime.instant(local, LONDON)
        assert walltime.reading(found, LONDON) == local
        assert found - walltime.day_before(local, LONDON) == timedelta(days=1)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2045, 1, 1)),
    st.sampled_from(ZONES),
)
@example(at("2027-03-28T01:30"), LONDON)
@example(at("2026-10-25T01:30"), LONDON)
@example(at("2026-10-04T02:15"), "Australia/Lord_Howe")
def test_an_instant_is_the_first_at_which_the_wall_shows_the_time_or_a_later_one(
    local: datetime, zone: str
) -> None:
    local = local.replace(second=0, microsecond=0)
    found = walltime.instant(local, zone)
    shown = walltime.reading(found, zone)
    assert found.tzinfo is UTC
    assert timedelta(0) <= shown - local <= timedelta(hours=2)
    # Nothing earlier of the hours around shows it already.
    for minutes in range(1, 4 * 60, 1 if shown != local else 30):
        earlier = walltime.reading(found - timedelta(minutes=minutes), zone)
        assert earlier != local


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2045, 1, 1)))
def test_later_on_the_wall_is_never_earlier_in_time(local: datetime) -> None:
    local = local.replace(second=0, microsecond=0)
    for zone in ZONES:
        after = walltime.instant(local + timedelta(minutes=90), zone)
        # But for the hour that comes twice, where the first of the two is meant.
        assert walltime.instant(local, zone) <= after
        assert ZoneInfo(zone)
