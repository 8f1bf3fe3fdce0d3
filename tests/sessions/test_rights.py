"""Rights at every door of sessions, for every kind of viewer (X3, S10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from services.sessions.api import api
from services.sessions.pages import pages
from tests.membership.network import Network
from tests.membership.rights import (
    MEMBERS,
    NOBODY,
    NOTHING,
    RUNNERS,
    VIEWERS,
    Door,
    forget,
    given,
    knock,
    of_a_network,
)
from tests.sessions.planning import begin, plan, wish

HERE = "/networks/<network>"
API = "/api/sessions/networks/<network>/sessions"
ONE = "/sessions/<session>"
ADDRESS = {"address": "https://candour.example/calendar/0/sessions.ics"}
MINE = "/api/sessions/calendar"
MOVING = "/api/sessions/networks/<network>"
SERIES, ITS = f"{MOVING}/series", "/desk/series/<series>"
RETIMED = {"date": "2026-12-04", "time": "10:00"}
# Of a version that nobody has seen: what the rules say is told to those who may, and no others.
OLD = {"version": 0}
CHANGED = {**OLD, "day": "2026-12-04", **RETIMED, "time": "11:00"}
SKIPPED = {**OLD, "date": "2026-12-04", "reason": "Good Friday"}
ENDED = {**OLD, "last_day": "2026-12-04"}
RETITLED = {"version": 1, "date": "2026-11-23", "time": "10:00", "title": "Speaking up"}
ROOM = {"version": 1, "format": "open_floor"}
OFF = {"recording_is_off": True}
COUNTED = {"version": 1, "headcount": 70}

DOORS: list[Door] = [
    Door("GET", f"{HERE}/sessions", given(200, *MEMBERS)),
    Door("GET", f"{HERE}{ONE}", given(200, *MEMBERS)),
    Door("GET", f"{HERE}{ONE}/join", given(303, *MEMBERS)),
    Door("GET", "/friday", given(303, *MEMBERS), 200),
    Door("GET", f"{HERE}{ONE}/calendar", given(200, *MEMBERS)),
    Door("GET", "/me/calendar", {}, 200),
    Door("POST", "/me/calendar", {}, 303),
    Door("POST", "/me/calendar/renew", {}, 303, content=ADDRESS),
    Door("POST", "/me/calendar/end", {}, 303),
    Door("GET", "/calendar/<token>/sessions.ics", {NOBODY: 404}, 404),
    Door("GET", MINE, {}, 200),
    Door("POST", MINE, {}, 200),
    Door("POST", f"{MINE}/renew", {}, 200, content=ADDRESS),
    Door("POST", f"{MINE}/end", {}, 200),
    Door("GET", f"{HERE}/desk/sessions", given(200, *RUNNERS)),
    Door("POST", f"{HERE}/desk/sessions", given(303, *RUNNERS), content=wish()),
    Door("GET", f"{HERE}/desk{ONE}/move", given(200, *RUNNERS)),
    Door("POST", f"{HERE}/desk{ONE}/move", given(303, *RUNNERS), content=RETITLED),
    Door("GET", f"{HERE}/desk{ONE}/cancel", given(200, *RUNNERS)),
    Door("POST", f"{HERE}/desk{ONE}/cancel", given(303, *RUNNERS)),
    Door("GET", f"{HERE}/desk{ONE}/run-sheet", given(200, *RUNNERS)),
    Door("POST", f"{HERE}/desk{ONE}/run-sheet", given(303, *RUNNERS),
         content={"recording_off": "yes", "headcount": "70"}),
    # What is not held is not counted; whoever may send a report is in test_headcounts.
    Door("GET", f"{HERE}/desk{ONE}/headcount", given(409, *RUNNERS)),
    Door("POST", f"{HERE}/desk{ONE}/headcount", given(409, *RUNNERS), content=COUNTED),
    Door("GET", f"{HERE}/desk{ONE}/headcount/file", given(409, *RUNNERS)),
    Door("POST", f"{HERE}/desk{ONE}/headcount/file?version=1", {}, 415),
    Door("GET", f"{HERE}/desk{ONE}/room", given(200, *RUNNERS)),
    Door("POST", f"{HERE}/desk{ONE}/room", given(303, *RUNNERS), content=ROOM),
    Door("GET", f"{HERE}/desk{ONE}/run-sheet/open", given(200, *RUNNERS)),
    Door("POST", f"{HERE}/desk{ONE}/run-sheet/open", given(303, *RUNNERS), content=OFF),
    Door("GET", f"{HERE}/desk{ONE}/run-sheet/not-held", given(200, *RUNNERS)),
    Door("POST", f"{HERE}/desk{ONE}/run-sheet/not-held", given(303, *RUNNERS)),
    Door("POST", API, given(201, *RUNNERS), content=wish()),
    Door("GET", API, given(200, *MEMBERS)),
    Door("GET", f"{API}/<session>", given(200, *MEMBERS)),
    Door("POST", f"{API}/<session>/move", given(200, *RUNNERS), content=RETITLED),
    Door("POST", f"{API}/<session>/cancel", given(200, *RUNNERS)),
    Door("POST", f"{API}/<session>/hold", given(200, *RUNNERS), content={"recording_off": True}),
    Door("POST", f"{API}/<session>/room", given(200, *RUNNERS), content=ROOM),
    Door("POST", f"{API}/<session>/open", given(200, *RUNNERS), content=OFF),
    Door("POST", f"{API}/<session>/not-held", given(200, *RUNNERS)),
    Door("GET", f"{API}/<session>/headcount", given(200, *RUNNERS)),
    Door("POST", f"{API}/<session>/headcount", given(409, *RUNNERS), content=COUNTED),
    Door("POST", f"{API}/<session>/headcount/file?version=1", {}, 415),
    Door("GET", f"{HERE}/desk{ONE}/replace", given(200, *RUNNERS)),
    Door("POST", f"{HERE}/desk{ONE}/replace", given(409, *RUNNERS), content=RETIMED),
    Door("POST", f"{API}/<session>/replace", given(409, *RUNNERS), content=RETIMED),
    Door("GET", SERIES, given(200, *RUNNERS)),
    Door("POST", SERIES, given(201, *RUNNERS), content=wish()),
    Door("GET", f"{SERIES}/<series>", given(200, *RUNNERS)),
    Door("GET", f"{SERIES}/<series>/holidays", given(200, *RUNNERS)),
    Door("POST", f"{SERIES}/<series>/change", given(409, *RUNNERS), content=CHANGED),
    Door("POST", f"{SERIES}/<series>/skip", given(409, *RUNNERS), content=SKIPPED),
    Door("POST", f"{SERIES}/<series>/pause", given(409, *RUNNERS), content=OLD),
    Door("POST", f"{SERIES}/<series>/resume", given(200, *RUNNERS), content=OLD),
    Door("POST", f"{SERIES}/<series>/end", given(409, *RUNNERS), content=ENDED),
    Door("GET", f"{HERE}/desk/series", given(200, *RUNNERS)),
    Door("POST", f"{HERE}/desk/series", given(303, *RUNNERS), content=wish()),
    Door("GET", f"{HERE}{ITS}", given(200, *RUNNERS)),
    Door("GET", f"{HERE}{ITS}/holidays", given(200, *RUNNERS)),
    Door("GET", f"{HERE}{ITS}/change/<day>", given(200, *RUNNERS)),
    Door("POST", f"{HERE}{ITS}/change/<day>", given(409, *RUNNERS), content=CHANGED),
    Door("GET", f"{HERE}{ITS}/skip/<day>", given(200, *RUNNERS)),
    Door("POST", f"{HERE}{ITS}/skip/<day>", given(409, *RUNNERS), content=SKIPPED),
    Door("POST", f"{HERE}{ITS}/pause", given(409, *RUNNERS), content=OLD),
    Door("POST", f"{HERE}{ITS}/resume", given(303, *RUNNERS), content=OLD),
    Door("GET", f"{HERE}{ITS}/end", given(200, *RUNNERS)),
    Door("POST", f"{HERE}{ITS}/end", given(409, *RUNNERS), content=ENDED),
    Door("GET", f"{MOVING}/export?kind=sessions", {}),
    Door("POST", f"{MOVING}/import", {}, content=NOTHING),
]  # fmt: skip


def test_every_route_has_its_row() -> None:
    """A new route without a row fails here."""
    routes = [(page.method, page.path) for page in pages.routes]
    routes += [(route.method, route.path) for route in api.routes]
    assert sorted(routes) == sorted((door.method, door.path.partition("?")[0]) for door in DOORS)


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_viewer_gets_what_the_table_says(door: Door, everybody: Network) -> None:
    """The session has begun, so that it can be joined, cancelled and written down."""
    titles = [viewer for viewer in VIEWERS if door.status(viewer) < 400]
    sessions = {title: plan(everybody, title, date="2026-11-23", time="10:00") for title in titles}
    any_of_them = plan(everybody, date="2026-11-23", time="10:00")
    series = begin(everybody)
    everybody.world.platform.clock.move_to(datetime(2026, 11, 23, 10, 1, tzinfo=UTC))
    found = {
        viewer: knock(
            everybody,
            door,
            viewer,
            session=sessions.get(viewer, any_of_them),
            series=series,
            day="2026-12-04",
        )
        for viewer in VIEWERS
    }
    assert found == {viewer: door.status(viewer) for viewer in VIEWERS}


@pytest.mark.parametrize("door", [door for door in DOORS if of_a_network(door)], ids=str)
def test_what_does_not_exist_is_not_found(door: Door, everybody: Network) -> None:
    ids = {"session": plan(everybody), "series": begin(everybody), "day": "2026-12-04"}
    assert knock(everybody, door, "chair", slug="nowhere", **ids) == 404
    for name in ("session", "series"):
        if f"<{name}>" in door.path:
            assert knock(everybody, door, "chair", **{**ids, name: "0" * 32}) == 404
    if "<day>" in door.path:
        assert knock(everybody, door, "chair", **{**ids, "day": "someday"}) == 404


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Take the network away."""
    yield
    forget()
