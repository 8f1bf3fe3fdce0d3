"""Series: a session every week, and what becomes of all that follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import ModuleType

from infra.bench.network import Network
from infra.embedded import demo
from services.sessions import commands
from services.sessions.commands import ReplaceSession, series
from services.sessions.commands.series import (
    BeginSeries,
    ChangeSeries,
    EndSeries,
    SkipDate,
    TurnSeries,
)

MODULES: Mapping[str, ModuleType] = {"series": series}
MORE = {
    "series.change": (2, 1),
    "series.skip": (2, 1),
    "series.end": (2, 1),
    "series.look": (2, 1),
    "series.shown": (2, 0),
}
"""A series says which sessions are on its dates; these are read together, once it is known."""


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name: a series with twelve weeks on the programme, and a paused one."""
    here, by = demo.SLUG, network.people[demo.CHAIR.email]
    first = network.platform.clock.now() + timedelta(days=2)
    wish = BeginSeries(
        title="What we learned this week",
        date=f"{first:%Y-%m-%d}",
        zone="UTC",
        meeting_url=demo.MEETING,
    )
    begun, paused = (series.begin(here, wish, by=by) for _ in range(2))
    series.pause(here, paused.series_id, TurnSeries(version=paused.version), by=by)
    one, seen = begun.series_id, begun.version
    second, third = (f"{slot.day}" for slot in begun.slots[1:3])
    later = ChangeSeries(version=seen, day=second, date=second, time="15:00")
    skipped = SkipDate(version=seen, date=third, reason="Between the years")
    ended = EndSeries(version=seen, last_day=second)
    off, again = begun.slots[5].session_id, ReplaceSession(date=third, time="16:00")
    commands.cancel(here, off, by=by)
    turned, resumed = TurnSeries(version=seen), TurnSeries(version=paused.version + 1)
    return {
        "sessions.replace": lambda: commands.replace(here, off, again, by=by),
        "series.begin": lambda: series.begin(here, wish, by=by),
        "series.change": lambda: series.change(here, one, later, by=by),
        "series.skip": lambda: series.skip(here, one, skipped, by=by),
        "series.pause": lambda: series.pause(here, one, turned, by=by),
        "series.resume": lambda: series.resume(here, paused.series_id, resumed, by=by),
        "series.end": lambda: series.end(here, one, ended, by=by),
        "series.look": lambda: series.look({"pk": "DUE#0", "sk": "", "series_id": one}),
        "series.shown": lambda: series.shown(here, one, by=by),
    }
