"""Series for programs: a session every week, changed from a date on, skipped, paused, ended."""

from __future__ import annotations

from datetime import date, datetime

from services.contracts.roles import Role
from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor
from services.sessions.api.routes import NETWORK, api
from services.sessions.bank_holidays import bank_holidays
from services.sessions.commands import series as commands
from services.sessions.commands.series import (
    BeginSeries,
    ChangeSeries,
    EndSeries,
    SkipDate,
    TurnSeries,
)
from services.sessions.model.series import Course, Series
from services.sessions.series import Clock, clock
from services.sessions.store import series as store
from services.sessions.store.table import table

SERIES = f"{NETWORK}/series"
ONE = f"{SERIES}/<series>"


class DateAnswer(Answer):
    """A date of a series, and its session, which may have been changed by itself since.

    `clock` is how often the clock on the wall shows `local_start` on that day. If never, it starts
    at the first valid later time; if twice, at the first of the two.
    """

    day: date
    session_id: str
    local_start: datetime
    clock: Clock


class SkipAnswer(Answer):
    """A date that will have no session, and why."""

    day: date
    reason: str


class SeriesAnswer(Answer):
    """A series; `dates` are those on the programme from today on, `skips` are further ahead."""

    series_id: str
    network_id: str
    title: str
    local_start: datetime
    zone: str
    minutes: int
    course: Course
    last_day: date | None
    follows: str | None
    dates: list[DateAnswer]
    skips: list[SkipAnswer]
    version: int


class ListAnswer(Answer):
    """Some series, the one that began last first, and where the list goes on."""

    series: list[SeriesAnswer]
    next: str | None


class HolidayAnswer(Answer):
    """A date of the series that is a bank holiday in these nations."""

    day: date
    name: str
    nations: list[str]


class HolidaysAnswer(Answer):
    """The bank holidays among the dates of a series; whether to skip one is for a chair."""

    holidays: list[HolidayAnswer]


@api.post(SERIES, status=201)
def begin_series(network: str, wish: BeginSeries) -> SeriesAnswer:
    """Plan a session for every week; those of the next twelve weeks are on the programme at once.

    Times are times on the wall: they stay the same whatever the clocks of the zone do in between.
    """
    return _answer(commands.begin(network, wish, by=api.member_id))


@api.get(SERIES)
def list_series(network: str, next: str | None = None) -> ListAnswer:
    """The series of a network, for those who run sessions."""
    seen, _ = viewer(table(), api.member_id, network)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    route = f"series/{network}"
    found, more = store.of_network(network, after(route, api.member_id, next))
    return ListAnswer(
        series=[_answer(one) for one in found], next=cursor(route, api.member_id, more)
    )


@api.get(ONE)
def read_series(network: str, series: str) -> SeriesAnswer:
    """One series, for those who run sessions."""
    return _answer(commands.shown(network, series, by=api.member_id)[1])


@api.get(f"{ONE}/holidays")
def list_holidays(network: str, series: str) -> HolidaysAnswer:
    """Which of its dates on the programme are bank holidays in any of the four nations."""
    _, found, _ = commands.shown(network, series, by=api.member_id)
    there = bank_holidays([slot.day for slot in found.slots])
    return HolidaysAnswer(
        holidays=[
            HolidayAnswer(day=day, name=name, nations=nations)
            for day, names in sorted(there.items())
            for name, nations in names.items()
        ]
    )


@api.post(f"{ONE}/change")
def change_series(network: str, series: str, wish: ChangeSeries) -> SeriesAnswer:
    """Change the session of a date and all that follow; answers with the series that has them.

    Sessions on the programme keep their ids. Members who were reminded of one get a mail.
    """
    return _answer(commands.change(network, series, wish, by=api.member_id))


@api.post(f"{ONE}/skip")
def skip_date(network: str, series: str, wish: SkipDate) -> SeriesAnswer:
    """Have no session on a date; if members were reminded of it, it is cancelled with a mail."""
    return _answer(commands.skip(network, series, wish, by=api.member_id))


@api.post(f"{ONE}/pause")
def pause_series(network: str, series: str, wish: TurnSeries) -> SeriesAnswer:
    """Plan no further weeks until it goes on; what is on the programme stays there."""
    return _answer(commands.pause(network, series, wish, by=api.member_id))


@api.post(f"{ONE}/resume")
def resume_series(network: str, series: str, wish: TurnSeries) -> SeriesAnswer:
    """Go on with the weeks to come."""
    return _answer(commands.resume(network, series, wish, by=api.member_id))


@api.post(f"{ONE}/end")
def end_series(network: str, series: str, wish: EndSeries) -> SeriesAnswer:
    """Have no session after a day; those that are on the programme then are taken off."""
    return _answer(commands.end(network, series, wish, by=api.member_id))


def _answer(series: Series) -> SeriesAnswer:
    return SeriesAnswer(
        series_id=series.series_id,
        network_id=series.network_id,
        title=series.plan.title,
        local_start=series.plan.local_start,
        zone=series.plan.zone,
        minutes=series.plan.minutes,
        course=series.course,
        last_day=series.last_day,
        follows=series.follows or None,
        dates=[
            DateAnswer(
                day=slot.day,
                session_id=slot.session_id,
                local_start=(local := series.plan_on(slot.day).local_start),
                clock=clock(local, series.plan.zone),
            )
            for slot in series.slots
        ],
        skips=[SkipAnswer(day=skip.day, reason=skip.reason) for skip in series.skips],
        version=series.version,
    )
