"""The programme, the way in, the desk: what people see, type and come back to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.membership import commands as membership
from services.runtime.signing import cursor
from tests.membership.network import OTHER, SLUG, Network
from tests.page import Page
from tests.sessions.planning import API, DESK, MEETING, PROGRAMME, due, plan

FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)

FORM = {
    "title": "Learning",
    "date": "2026-11-27",
    "time": "14:00",
    "minutes": "60",
    "meeting_url": MEETING,
    "idempotency_key": "abc",
}


# --- the programme ------------------------------------------------------------------------------


def many(network: Network, count: int, first: date) -> None:
    """A session a week from then on, planned the last one first."""
    for number in reversed(range(count)):
        day = first + timedelta(weeks=number)
        plan(network, f"Session {number:02}", date=day.isoformat())


def shown(network: Network, path: str) -> list[str]:
    """The sessions on a page, in their order."""
    text = Page(network.get(path, by="chair").text).text
    words = text.replace(",", " ").split()
    return [words[n + 1] for n, word in enumerate(words) if word == "Session"]


def test_the_next_sessions_come_first_however_many_are_planned(network: Network) -> None:
    many(network, 60, date(2026, 11, 27))
    assert shown(network, PROGRAMME) == [f"{number:02}" for number in range(50)]
    (later,) = [x for x in Page(network.get(PROGRAMME, by="chair").text).addresses if "later=" in x]
    assert shown(network, later) == [f"{number:02}" for number in range(50, 60)]
    page = Page(network.get(later, by="chair").text)
    assert PROGRAMME in page.addresses
    assert not any("later=" in link for link in page.addresses)
    # The next ones are planned already: the desk shows them, and the way to the first.
    assert shown(network, DESK)[0] == "00"
    assert "/networks/psmn/sessions/" in str(network.get("/friday", by="chair").header("location"))


def test_the_next_sessions_come_first_however_many_are_over(network: Network) -> None:
    many(network, 60, date(2026, 11, 27))
    network.world.platform.clock.move_to(FRIDAY + timedelta(weeks=57, hours=2))
    page = network.get(PROGRAMME, by="chair").text
    assert page.index("Session 58") < page.index("Session 59") < page.index("Session 57")
    assert "To be written down" in network.get(DESK, by="chair").text
    assert network.get("/friday", by="chair").status == 303


def test_what_is_over_is_listed_backwards_page_by_page(network: Network) -> None:
    many(network, 60, date(2026, 11, 27))
    network.world.platform.clock.move_to(datetime(2028, 2, 1, tzinfo=UTC))
    page = network.get(PROGRAMME, by="chair")
    assert "Nothing is planned yet" in page.text
    assert shown(network, PROGRAMME)[:2] == ["59", "58"]
    (earlier,) = [link for link in Page(page.text).addresses if "earlier=" in link]
    assert shown(network, earlier) == [f"{number:02}" for number in reversed(range(10))]
    assert "Nothing is planned yet" not in network.get(earlier, by="chair").text


def test_a_session_that_is_on_is_not_over(network: Network) -> None:
    plan(network, "Ten hours", minutes=600)
    for hours in (0, 5, 9.99):
        network.world.platform.clock.move_to(FRIDAY + timedelta(hours=hours))
        page = network.get(PROGRAMME, by="chair").text
        assert "Ten hours" in page
        assert "Earlier" not in page
        assert network.get("/friday", by="chair").status == 303
    network.world.platform.clock.move_to(FRIDAY + timedelta(hours=10))
    assert "Earlier" in network.get(PROGRAMME, by="chair").text
    assert "Nothing is planned yet" in network.get("/friday", by="chair").text


def test_a_cancelled_session_stays_in_the_programme_and_says_so(network: Network) -> None:
    session_id = plan(network)
    network.post(f"{DESK}/{session_id}/cancel", by="chair")
    page = network.get(PROGRAMME, by="chair").text
    assert "This session was cancelled" in page
    assert f"{session_id}/cancel" not in network.get(DESK, by="chair").text


def test_a_cursor_is_good_for_one_list_and_one_person(everybody: Network) -> None:
    theirs = cursor(f"later/{SLUG}", everybody.ids["member"], {"pk": "x", "sk": "y"})
    for path in (f"{PROGRAMME}?later={theirs}", f"{PROGRAMME}?earlier=x", f"{API}?next={theirs}"):
        answer = (
            everybody.api("GET", path, by="chair")
            if path.startswith("/api")
            else everybody.get(path, by="chair")
        )
        assert answer.status == 422, path


# --- the way in ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "status"), [(-16, 200), (-15, 303), (30, 303), (75, 303), (76, 200)]
)
def test_the_way_in_opens_a_quarter_before_and_closes_a_quarter_after(
    network: Network, minutes: int, status: int
) -> None:
    """S10."""
    session_id = plan(network)
    network.world.move_to(FRIDAY + timedelta(minutes=minutes))
    answer = network.get(f"{PROGRAMME}/{session_id}/join", by="chair")
    assert answer.status == status
    if status == 303:
        assert answer.header("location") == MEETING
    else:
        assert "meet.example" not in answer.text
        assert "The ground rules" in answer.text


def test_the_click_decides_who_and_whether(network: Network) -> None:
    """S10: whoever left or was suspended a minute ago, and what was cancelled, is not joined."""
    session_id = plan(network)
    network.add("member")
    network.add("facilitator")
    network.world.move_to(FRIDAY)
    path = f"{PROGRAMME}/{session_id}/join"
    assert network.get(path, by="member").status == 303
    membership.leave(SLUG, by=network.ids["member"])
    membership.suspend(SLUG, network.ids["facilitator"], by=network.ids["chair"])
    network.world.settle()
    assert network.get(path, by="member").status == 403
    assert network.get(path, by="facilitator").status == 403
    network.post(f"{DESK}/{session_id}/cancel", by="chair")
    answer = network.get(path, by="chair")
    assert (answer.status, "was cancelled" in answer.text) == (200, True)


def test_joining_leaves_no_trace(network: Network) -> None:
    """S10: no storage of who clicked."""
    session_id = plan(network)
    network.world.move_to(FRIDAY)
    kept = "SELECT tbl, pk, sk, body FROM items ORDER BY tbl, pk, sk"
    before = network.world.platform.database.rows(kept)
    network.get(f"{PROGRAMME}/{session_id}/join", by="chair")
    assert network.world.platform.database.rows(kept) == before


def test_friday_leads_to_my_next_session_in_whichever_network(network: Network) -> None:
    assert "Nothing is planned yet" in network.get("/friday", by="chair").text
    later = plan(network)
    assert later in str(network.get("/friday", by="chair").header("location"))
    network.add("other_chair")
    membership.ask(OTHER, by=network.ids["chair"])
    membership.approve(OTHER, network.ids["chair"], by=network.ids["other_chair"])
    network.world.settle()
    wish = {"title": "Sooner", "date": "2026-11-26", "meeting_url": MEETING}
    api = f"/api/sessions/networks/{OTHER}/sessions"
    sooner = network.api("POST", api, wish, by="other_chair").json()["session_id"]
    assert sooner in str(network.get("/friday", by="chair").header("location"))
    assert network.api("POST", f"{api}/{sooner}/cancel", by="other_chair").status == 200
    assert later in str(network.get("/friday", by="chair").header("location"))


# --- the desk -----------------------------------------------------------------------------------


def test_the_form_starts_with_the_next_friday_at_two(network: Network) -> None:
    fields = Page(network.get(DESK, by="chair").text).form(DESK).fields
    assert fields["date"] == ["2026-11-27"]
    assert fields["time"] == ["14:00"]
    assert len(fields["idempotency_key"][0]) == 32
    network.world.platform.clock.move_to(FRIDAY)
    fields = Page(network.get(DESK, by="chair").text).form(DESK).fields
    assert fields["date"] == ["2026-12-04"]


def test_sending_the_form_twice_plans_once(network: Network) -> None:
    for _ in range(2):
        done = network.post(DESK, FORM, by="chair")
        assert (done.status, done.header("location")) == (303, DESK)
    assert len(due(network)) == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""), ("date", "27/11/2026"), ("date", "2026-11-20"), ("date", ""),
        ("time", "half past"), ("minutes", "an hour"), ("minutes", "1e2"), ("minutes", "0"),
        ("minutes", ""), ("meeting_url", "meet.example"), ("meeting_url", ""),
    ],
)  # fmt: skip
def test_the_form_comes_back_as_it_was_typed(network: Network, field: str, typed: str) -> None:
    form = {**FORM, field: typed}
    answer = network.post(DESK, form, by="chair")
    assert answer.status == 422
    page = Page(answer.text)
    assert f"#{field}" in page.addresses
    assert page.ids[field] == 1
    assert page.form(DESK).fields == {name: [value] for name, value in form.items()}
    assert "Input should" not in page.text
    assert due(network) == []


def test_a_run_sheet_is_there_before_and_its_form_once_the_session_has_begun(
    network: Network,
) -> None:
    """S24."""
    session_id = plan(network)
    path = f"{DESK}/{session_id}/run-sheet"
    before = Page(network.get(path, by="chair").text)
    assert [form for form in before.forms if form.action == path] == []
    assert network.post(path, {"recording_off": "yes"}, by="chair").status == 409
    network.world.move_to(FRIDAY)
    refused = network.post(path, {"headcount": "87"}, by="chair")
    page = Page(refused.text)
    assert (refused.status, page.ids["recording_off"]) == (422, 1)
    assert "#recording_off" in page.addresses
    assert page.form(path).fields == {"headcount": ["87"]}
    refused = network.post(path, {"recording_off": "yes", "headcount": "lots"}, by="chair")
    page = Page(refused.text)
    assert "#headcount" in page.addresses
    assert page.form(path).fields == {"recording_off": ["yes"], "headcount": ["lots"]}
    done = network.post(path, {"recording_off": "yes", "headcount": "3"}, by="chair")
    assert done.header("location") == f"/networks/{SLUG}/desk/notes"
    assert "fewer than 5 people came" in network.get(path, by="chair").text


def test_a_session_that_is_over_waits_to_be_written_down(network: Network) -> None:
    """S24."""
    session_id = plan(network)
    network.world.move_to(FRIDAY + timedelta(hours=1))
    page = network.get(DESK, by="chair").text
    assert "To be written down" in page
    network.post(f"{DESK}/{session_id}/run-sheet", {"recording_off": "yes"}, by="chair")
    assert "To be written down" not in network.get(DESK, by="chair").text


def test_nobody_is_asked_to_confirm_what_cannot_be_cancelled(network: Network) -> None:
    """S6, S7."""
    over, gone = plan(network), plan(network)
    assert network.post(f"{DESK}/{gone}/cancel", by="chair").status == 303
    assert network.get(f"{DESK}/{gone}/cancel", by="chair").status == 409
    network.world.move_to(FRIDAY + timedelta(hours=1))
    assert network.get(f"{DESK}/{over}/cancel", by="chair").status == 409


def test_cancelling_says_who_is_told(network: Network) -> None:
    """S6."""
    session_id = plan(network)
    assert "No mail is sent" in network.get(f"{DESK}/{session_id}/cancel", by="chair").text
    network.world.move_to(FRIDAY - timedelta(hours=23))
    page = network.get(f"{DESK}/{session_id}/cancel", by="chair").text
    assert "one mail that it is cancelled" in page


def test_the_meeting_address_is_on_no_page(network: Network) -> None:
    session_id = plan(network)
    here = f"{DESK}/{session_id}"
    for path in (PROGRAMME, f"{PROGRAMME}/{session_id}", DESK, f"{here}/run-sheet", f"{here}/move"):
        assert "meet.example" not in network.get(path, by="chair").text, path
    for path in (API, f"{API}/{session_id}"):
        assert "meet.example" not in network.api("GET", path, by="chair").text, path


def test_in_summer_the_wall_shows_summer_time(network: Network) -> None:
    plan(network, date="2027-06-25")
    assert "Friday 25 June 2027 at 2pm" in network.get(PROGRAMME, by="chair").text
