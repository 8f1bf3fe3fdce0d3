"""The form that moves a session: what it says before, keeps, and says after; what members see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest

from tests.membership.network import Network
from tests.page import Page
from tests.sessions.planning import DESK, MEETING, PROGRAMME, move, plan

FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
BEFORE = {
    "version": "1", "date": "2026-11-27", "time": "14:00", "minutes": "60", "title": "Learning",
    "meeting_url": "",
}  # fmt: skip
LATER = {**BEFORE, "date": "2026-12-04", "time": "15:30"}


def path(session_id: str) -> str:
    return f"{DESK}/{session_id}/move"


def sent(network: Network, session_id: str, form: dict[str, str]) -> str:
    """Send the form; what the desk then says, once."""
    done = network.post(path(session_id), form, by="chair")
    assert (done.status, done.header("location")) == (303, DESK), done.text
    (banner,) = [value for _, value in done.headers if value.startswith("__Host-banner=")]
    return unquote(banner.partition("=")[2].partition(";")[0])


def test_the_form_starts_with_what_is_planned(network: Network) -> None:
    session_id = plan(network)
    assert path(session_id) in Page(network.get(DESK, by="chair").text).addresses
    page = Page(network.get(path(session_id), by="chair").text)
    assert page.form(path(session_id)).fields == {name: [kept] for name, kept in BEFORE.items()}
    assert "Members were not reminded yet, so nobody gets a mail about the move." in page.text


def test_the_form_says_who_will_be_told(network: Network) -> None:
    """S8."""
    session_id = plan(network)
    network.world.move_to(FRIDAY - timedelta(hours=23))
    page = Page(network.get(path(session_id), by="chair").text)
    assert "one mail with the old and the new time, at once" in page.text


def test_a_zone_that_is_not_ours_is_named_beside_its_time(network: Network) -> None:
    session_id = plan(network, zone="America/New_York")
    assert "Start, New York time" in network.get(path(session_id), by="chair").text
    move(network, session_id, time="09:00")
    assert "4 December 2026 at 9am, New York time" in network.get(DESK, by="chair").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("date", "27/11/2026"), ("date", "2026-11-20"), ("date", ""), ("time", "half past"),
        ("minutes", "1e2"), ("minutes", ""), ("title", ""), ("meeting_url", "meet.example"),
    ],
)  # fmt: skip
def test_the_form_comes_back_as_it_was_typed(network: Network, field: str, typed: str) -> None:
    session_id = plan(network)
    form = {**LATER, field: typed}
    answer = network.post(path(session_id), form, by="chair")
    assert answer.status == 422
    page = Page(answer.text)
    assert f"#{field}" in page.addresses
    assert page.ids[field] == 1
    assert page.form(path(session_id)).fields == {name: [value] for name, value in form.items()}
    assert "Input should" not in page.text


def test_whoever_was_overtaken_keeps_what_was_typed_and_may_send_it_again(
    network: Network,
) -> None:
    session_id = plan(network)
    assert move(network, session_id, date="2026-12-11").status == 200
    answer = network.post(path(session_id), LATER, by="chair")
    assert answer.status == 409
    page = Page(answer.text)
    assert "Friday 11 December 2026 at 2pm" in page.text
    fields = page.form(path(session_id)).fields
    assert (fields["date"], fields["time"]) == (["2026-12-04"], ["15:30"])
    again = {name: value for name, (value,) in fields.items()}
    assert network.post(path(session_id), again, by="chair").status == 303
    assert "Friday 4 December 2026 at 3:30pm" in network.get(DESK, by="chair").text


def test_the_desk_says_what_was_done_and_who_hears_of_it(network: Network) -> None:
    """S8, S9."""
    session_id = plan(network)
    assert "Nothing was changed" in sent(network, session_id, BEFORE)
    retitled = {**BEFORE, "title": "Speaking up"}
    assert "The change is saved. No mail" in sent(network, session_id, retitled)
    moved = sent(network, session_id, {**LATER, "version": "2"})
    assert "moved to Friday 4 December 2026 at 3:30pm, London time. Nobody gets a mail" in moved
    network.world.move_to(FRIDAY + timedelta(days=6, hours=3))
    late = sent(network, session_id, {**LATER, "time": "16:00", "version": "4"})
    assert "Everybody who was reminded gets a mail" in late
    assert "Members were told of the new time" in network.get(DESK, by="chair").text


def test_members_see_when_it_was_before(network: Network) -> None:
    session_id = plan(network)
    assert "Moved from" not in network.get(f"{PROGRAMME}/{session_id}", by="chair").text
    assert move(network, session_id).status == 200
    for page in (PROGRAMME, f"{PROGRAMME}/{session_id}"):
        text = network.get(page, by="chair").text
        assert "Friday 4 December 2026 at 2pm" in text
        assert "Moved from Friday 27 November 2026 at 2pm, London time." in text
    network.world.move_to(FRIDAY + timedelta(days=8))
    assert "Moved from" not in network.get(f"{PROGRAMME}/{session_id}", by="chair").text


def test_the_way_in_moves_with_the_session_and_mends_at_once(network: Network) -> None:
    """S9, S10."""
    session_id = plan(network)
    assert move(network, session_id, meeting_url="https://meet.example/other").status == 200
    network.world.move_to(FRIDAY)
    door = f"{PROGRAMME}/{session_id}/join"
    assert network.get(door, by="chair").status == 200, "the old time"
    network.world.move_to(FRIDAY + timedelta(days=7))
    assert network.get(door, by="chair").header("location") == "https://meet.example/other"
    page = Page(network.get(path(session_id), by="chair").text)
    assert "The session has begun, so its time stays." in page.text
    form = {name: value for name, (value,) in page.form(path(session_id)).fields.items()}
    mended = {**form, "meeting_url": MEETING}
    assert network.post(path(session_id), mended, by="chair").status == 303
    assert network.get(door, by="chair").header("location") == MEETING


def test_nobody_is_shown_the_form_for_what_cannot_be_changed(network: Network) -> None:
    """S7."""
    over, gone = plan(network), plan(network)
    assert network.post(f"{DESK}/{gone}/cancel", by="chair").status == 303
    assert network.get(path(gone), by="chair").status == 409
    network.world.move_to(FRIDAY + timedelta(hours=1))
    assert network.get(path(over), by="chair").status == 409
