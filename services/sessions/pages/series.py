"""The desk of series: begin one, look at its dates, change, skip, pause, end."""

from __future__ import annotations

from datetime import date

from services.contracts.roles import Role
from services.runtime import platform
from services.runtime.pages.answers import Shown
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor
from services.sessions.bank_holidays import bank_holidays
from services.sessions.commands import series as commands
from services.sessions.commands.series import (
    BeginSeries,
    ChangeSeries,
    EndSeries,
    SkipDate,
    TurnSeries,
)
from services.sessions.model import Session
from services.sessions.model.series import Series, today
from services.sessions.pages.programme import next_friday
from services.sessions.pages.site import pages
from services.sessions.series import Clock, clock
from services.sessions.store import series as store
from services.sessions.store.table import table

DESK = "/networks/<network>/desk/series"
ONE = f"{DESK}/<series>"


@pages.get(DESK)
def listed(network: str, next: str = "") -> Shown:
    """The form to begin a series, and those that there are."""
    seen, _ = viewer(table(), pages.member_id, network)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    route, now = f"series/{network}", platform.now()
    found, more = store.of_network(network, after(route, pages.member_id, next))
    return pages.show(
        "desk-series.html",
        title="Plan a series",
        viewer=seen,
        all_series=[(one, _state(one)) for one in found],
        more=cursor(route, pages.member_id, more),
        next_friday=next_friday(now),
        idempotency_key=platform.new_id(),
    )


@pages.post(DESK, again=listed)
def begin(network: str, wish: BeginSeries) -> Shown:
    """Begin a series."""
    series = commands.begin(network, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/series/{series.series_id}",
        f"The series is planned. {_so_many(len(series.slots))} on the programme.",
    )


@pages.get(ONE)
def one(network: str, series: str) -> Shown:
    """Its dates on the programme, and what can be done with it."""
    seen, found, sessions = commands.shown(network, series, by=pages.member_id)
    return pages.show(
        "series.html",
        title=found.plan.title,
        viewer=seen,
        series=found,
        state=_state(found),
        over=_over(found),
        dates=[_date(found, sessions.get(slot.session_id), slot.day) for slot in found.slots],
    )


@pages.get(f"{ONE}/holidays")
def holidays(network: str, series: str) -> Shown:
    """Which of its dates are bank holidays; the chair decides (S5)."""
    seen, found, sessions = commands.shown(network, series, by=pages.member_id)
    planned = [s.day for s in found.slots if not sessions[s.session_id].called_off]
    there = bank_holidays(planned)
    return pages.show(
        "series-holidays.html",
        title="Bank holidays",
        viewer=seen,
        series=found,
        holidays=sorted(there.items()),
    )


@pages.get(f"{ONE}/change/<day>")
def change_page(network: str, series: str, day: date) -> Shown:
    """The form for this and all that follow, and what that means."""
    seen, found, _ = commands.shown(network, series, by=pages.member_id)
    return pages.show(
        "series-change.html",
        title="Change this and all that follow",
        viewer=seen,
        series=found,
        day=day,
    )


@pages.post(f"{ONE}/change/<day>", again=change_page)
def change(network: str, series: str, day: date, wish: ChangeSeries) -> Shown:
    """Change this and all that follow (S4)."""
    carried = commands.change(network, series, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/series/{carried.series_id}",
        f"Changed from {carried.plan.local_start:%-d %B %Y} on. "
        "Everybody who was reminded of a time that has changed gets a mail.",
    )


@pages.get(f"{ONE}/skip/<day>")
def skip_page(network: str, series: str, day: date, reason: str = "") -> Shown:
    """What skipping means on that date, before it is done."""
    seen, found, sessions = commands.shown(network, series, by=pages.member_id)
    slot = next((slot for slot in found.slots if slot.day == day), None)
    return pages.show(
        "series-skip.html",
        title="Skip this date?",
        viewer=seen,
        series=found,
        day=day,
        session=sessions.get(slot.session_id) if slot else None,
        reason=reason,
    )


@pages.post(f"{ONE}/skip/<day>", again=skip_page)
def skip(network: str, series: str, day: date, wish: SkipDate) -> Shown:
    """Have no session on a date (S5)."""
    commands.skip(network, series, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/series/{series}",
        f"There is no session on {day:%-d %B %Y}. Members see why in the programme.",
    )


@pages.post(f"{ONE}/pause", again=one)
def pause(network: str, series: str, wish: TurnSeries) -> Shown:
    """Plan no further weeks until it goes on."""
    commands.pause(network, series, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/series/{series}",
        "The series is paused. What is on the programme stays there.",
    )


@pages.post(f"{ONE}/resume", again=one)
def resume(network: str, series: str, wish: TurnSeries) -> Shown:
    """Go on with the weeks to come."""
    found = commands.resume(network, series, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/series/{series}",
        f"The series goes on. {_so_many(len(found.slots))} on the programme.",
    )


@pages.get(f"{ONE}/end")
def end_page(network: str, series: str) -> Shown:
    """What ending means, and the form for the last day."""
    seen, found, _ = commands.shown(network, series, by=pages.member_id)
    return pages.show(
        "series-end.html",
        title="End this series",
        viewer=seen,
        series=found,
        today=today(found, platform.now()),
    )


@pages.post(f"{ONE}/end", again=end_page)
def end(network: str, series: str, wish: EndSeries) -> Shown:
    """Have no session after a day."""
    ended = commands.end(network, series, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/series/{series}",
        f"The series ends on {ended.last_day:%-d %B %Y}. "
        "Everybody who was reminded of a later session gets a mail.",
    )


def _date(series: Series, session: Session | None, day: date) -> dict[str, object]:
    """A date for the page: its session, and what the clock on the wall does to it (S2)."""
    plan = session.plan if session else series.plan_on(day)
    shown = clock(plan.local_start, plan.zone)
    return {
        "day": day,
        "session": session,
        "never": shown is Clock.NEVER,
        "twice": shown is Clock.TWICE,
        "local_start": plan.local_start,
        "own": session is not None and plan != series.plan_on(day),
    }


def _over(series: Series) -> bool:
    return series.last_day is not None and series.last_day < today(series, platform.now())


def _state(series: Series) -> str:
    if series.last_day is not None:
        verb = "Ended" if _over(series) else "Ends"
        return f"{verb} on {series.last_day:%-d %B %Y}"
    return "Paused" if series.course == "paused" else "Every week"


def _so_many(sessions: int) -> str:
    return "One session is" if sessions == 1 else f"{sessions} sessions are"
