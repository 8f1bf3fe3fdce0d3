"""The hour itself: opened once recording is off, timed, and held or not (U1, S24)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.contracts.refusals import Conflict, Invalid
from services.contracts.running import SessionNotHeld, SessionOpened
from services.sessions import model, store
from services.sessions.model import Door, Session, State, running
from tests.membership.network import SLUG, Network
from tests.page import Page
from tests.sessions.planning import API, DESK, PROGRAMME, plan
from tests.sessions.test_model import FRIDAY, hold, move, planned

MINUTE = timedelta(minutes=1)
OFF = {"recording_is_off": True}


def opened(at: timedelta = -MINUTE) -> Session:
    change = running.begin(planned(), recording_is_off=True, now=FRIDAY + at)
    assert change is not None
    return change[0]


# --- the rules ----------------------------------------------------------------------------------


def test_a_session_is_opened_only_when_recording_is_off() -> None:
    """U1: the ground rule is a control."""
    with pytest.raises(Invalid) as refused:
        running.begin(planned(), recording_is_off=False, now=FRIDAY)
    assert set(refused.value.fields) == {"recording_is_off"}
    change = running.begin(planned(), recording_is_off=True, now=FRIDAY)
    assert change is not None
    session, (said,) = change
    assert isinstance(said, SessionOpened)
    assert (session.state, session.recording_off) == (State.OPENED, True)
    assert said.sequence == session.version == 2
    assert running.begin(session, recording_is_off=False, now=FRIDAY) is None


@pytest.mark.parametrize(("minutes", "fine"), [(-16, False), (-15, True), (59, True), (60, False)])
def test_it_is_opened_around_its_hour(minutes: int, fine: bool) -> None:
    at = FRIDAY + minutes * MINUTE
    if fine:
        assert running.begin(planned(), recording_is_off=True, now=at) is not None
    else:
        with pytest.raises(Conflict):
            running.begin(planned(), recording_is_off=True, now=at)


def test_what_is_open_is_neither_moved_nor_cancelled_but_has_a_new_way_in() -> None:
    session, before = opened(), FRIDAY - MINUTE
    with pytest.raises(Conflict, match="is open"):
        model.cancel(session, before)
    with pytest.raises(Conflict, match="is open"):
        move(session, before, local_start=session.plan.local_start + timedelta(days=7))
    change = move(session, before, meeting_url="https://meet.example/another-room")
    assert change is not None and change[0].state is State.OPENED
    assert model.door(session, FRIDAY) is Door.OPEN
    assert not model.reminder_is_due(session)


@pytest.mark.parametrize("open_before", [False, True])
def test_a_session_that_did_not_take_place_is_written_down_after_its_start(
    open_before: bool,
) -> None:
    """S24: and whoever pressed the wrong button can still write down that it was held."""
    session = opened() if open_before else planned()
    with pytest.raises(Conflict, match="not begun"):
        running.miss(session, FRIDAY - timedelta(seconds=1))
    change = running.miss(session, FRIDAY)
    assert change is not None
    missed, (said,) = change
    assert isinstance(said, SessionNotHeld)
    assert (missed.state, said.sequence) == (State.NOT_HELD, missed.version)
    assert running.miss(missed, FRIDAY) is None
    assert model.door(missed, FRIDAY) is Door.OVER
    with pytest.raises(Conflict, match="did not take place"):
        running.begin(missed, recording_is_off=True, now=FRIDAY)
    held, _ = hold(missed, FRIDAY)
    assert held.state is State.HELD
    with pytest.raises(Conflict, match="as held"):
        running.miss(held, FRIDAY)


def test_what_was_opened_is_held_and_kept_as_it_is() -> None:
    session = opened()
    assert store.read(store.session._item(session)) == session
    assert hold(session, FRIDAY)[0].state is State.HELD


@pytest.mark.parametrize(
    ("seconds", "time"),
    [
        (-3600, running.Time(until=60)), (-61, running.Time(until=2)),
        (-1, running.Time(until=1)), (0, running.Time(gone=0, left=60)),
        (61, running.Time(gone=1, left=59)), (3599, running.Time(gone=59, left=1)),
        (3600, running.Time(gone=60, left=0)), (9000, running.Time(gone=150, left=0)),
    ],
)  # fmt: skip
def test_minutes_that_have_begun_are_left_and_are_not_gone(
    seconds: int, time: running.Time
) -> None:
    assert running.time(planned(), FRIDAY + timedelta(seconds=seconds)) == time


# --- the run sheet ------------------------------------------------------------------------------


def test_the_run_sheet_opens_the_session_and_tells_the_time(network: Network) -> None:
    """U1: the tick comes before, the ground rules are there to be read, and no script is needed."""
    session_id = plan(network)
    path = f"{DESK}/{session_id}/run-sheet"
    assert "from 15 minutes before its start" in network.get(path, by="chair").text
    network.world.move_to(FRIDAY - 10 * MINUTE)
    page = network.get(path, by="chair").text
    assert "10 minutes until the start" in page and "Nothing is recorded." in page
    refused = network.post(f"{path}/open", {}, by="chair")
    assert refused.status == 422 and "#recording_is_off" in Page(refused.text).addresses
    done = network.post(f"{path}/open", {"recording_is_off": "yes"}, by="chair")
    assert (done.status, done.header("location")) == (303, path)
    network.world.move_to(FRIDAY + 12 * MINUTE)
    page = network.get(path, by="chair").text
    assert "12 minutes gone, 48 left" in page and "The session is open." in page
    assert path in Page(page).addresses and "http-equiv" not in page
    assert len(network.said("SessionOpened.v1")) == 1


def test_a_session_that_did_not_take_place_is_seen_so_everywhere(everybody: Network) -> None:
    """S24: no note follows, and it is in no statistics."""
    session_id = plan(everybody)
    everybody.world.move_to(FRIDAY + 5 * MINUTE)
    sheet = f"{DESK}/{session_id}/run-sheet"
    form = Page(everybody.get(sheet, by="facilitator").text)
    assert f"{sheet}/not-held" in form.addresses
    done = everybody.post(f"{sheet}/not-held", by="facilitator")
    assert (done.status, done.header("location")) == (303, DESK)
    one = everybody.get(f"{PROGRAMME}/{session_id}", by="member").text
    assert "did not take place" in one and "/join" not in one
    everybody.world.move_to(FRIDAY + timedelta(hours=2))
    assert "(did not take place)" in everybody.get(PROGRAMME, by="member").text
    assert "To be written down" not in everybody.get(DESK, by="chair").text
    assert "HELD" not in [item["sk"] for item in everybody.items(f"SESSION#{session_id}")]
    (said,) = everybody.said("SessionNotHeld.v1")
    assert set(said) >= {"session_id", "network_id", "starts_at"} and "title" not in said


def test_my_next_session_is_not_one_that_did_not_take_place(network: Network) -> None:
    plan(network)
    later = plan(network, date="2026-12-04")
    network.world.move_to(FRIDAY + MINUTE)
    (missed,) = [
        item["session_id"]
        for item in network.items("SESSION#", table="sessions")
        if item["session_id"] != later
    ]
    assert network.api("POST", f"{API}/{missed}/not-held", by="chair").status == 200
    assert later in str(network.get("/friday", by="chair").header("location"))


def test_doing_it_again_by_program_changes_nothing(network: Network) -> None:
    """X2."""
    session_id = plan(network)
    network.world.move_to(FRIDAY)
    for what, sent in (("open", OFF), ("not-held", None)):
        first, again = (
            network.api("POST", f"{API}/{session_id}/{what}", sent, by="chair") for _ in range(2)
        )
        assert first.json() == again.json()
    assert SLUG in [said["network_id"] for said in network.said("SessionNotHeld.v1")]
