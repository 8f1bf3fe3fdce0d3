"""A member's calendar asks one address, which is a secret and ends with the membership (S12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from icalendar import Calendar

from infra.embedded.events import Answer, Request
from services.contracts.membership import MemberErased
from services.membership import commands as membership
from services.sessions import reactions, store
from tests.membership.network import SLUG, Network
from tests.page import Page
from tests.sessions.planning import API, move, plan

MINE = "/api/sessions/calendar"


@pytest.fixture
def network() -> Iterator[Network]:
    """A network with a member."""
    made = Network("member")
    yield made
    made.close()


def begun(network: Network, who: str = "member") -> str:
    return path(network.api("POST", MINE, by=who).json()["address"])


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def asked(network: Network, address: str, **headers: str) -> Answer:
    """As a calendar program asks: without a cookie."""
    return network.world.door.answer(Request("GET", address, headers))


def titles(answer: Answer) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.text).walk("VEVENT")]


def test_a_calendar_shows_what_is_planned_moved_and_cancelled(network: Network) -> None:
    """U8: what is cancelled stays in the feed and says so, so that programs take it away."""
    address = begun(network)
    one, other = plan(network), plan(network, "Speaking up", date="2026-12-04")
    move(network, one, date="2026-11-28")
    network.api("POST", f"{API}/{other}/cancel", by="chair")

    answer = asked(network, address)

    found = {str(e["UID"]): e for e in Calendar.from_ical(answer.text).walk("VEVENT")}
    assert answer.status == 200
    assert dict(answer.headers)["Content-Type"].startswith("text/calendar")
    assert found[f"{one}@candour"].decoded("DTSTART").day == 28
    assert "STATUS" not in found[f"{one}@candour"]
    assert found[f"{other}@candour"]["STATUS"] == "CANCELLED"


def test_a_calendar_that_knows_it_all_is_told_so_without_reading_it_again(network: Network) -> None:
    address = begun(network)
    session = plan(network)
    tag = dict(asked(network, address).headers)["ETag"]

    again = asked(network, address, **{"if-none-match": tag})
    move(network, session, date="2026-11-28")

    assert (again.status, again.text) == (304, "")
    assert asked(network, address, **{"if-none-match": tag}).status == 200


def test_what_was_a_month_ago_is_left_out(network: Network) -> None:
    address = begun(network)
    plan(network)
    network.world.move_to(network.world.now + timedelta(days=20))
    assert titles(asked(network, address)) == ["Learning"]
    network.world.move_to(network.world.now + timedelta(days=20))
    assert titles(asked(network, address)) == []


def test_another_address_ends_the_old_one(network: Network) -> None:
    old = begun(network)
    assert begun(network) == old

    wish = network.api("GET", MINE, by="member").json()
    new, again = (
        path(network.api("POST", f"{MINE}/renew", wish, by="member").json()["address"])
        for _ in range(2)
    )

    assert old != new == again
    assert (asked(network, old).status, asked(network, new).status) == (410, 200)
    network.api("POST", f"{MINE}/end", by="member")
    assert asked(network, new).status == 410
    assert network.api("GET", MINE, by="member").json() == {"address": None}
    assert begun(network) not in (old, new)


def test_an_address_that_never_was_is_not_found(network: Network) -> None:
    assert asked(network, f"/calendar/{'0' * 64}/sessions.ics").status == 404


def test_whoever_leaves_has_no_calendar_any_more(network: Network) -> None:
    """S12: in no network, the address is over; back again, it shows what is planned."""
    address = begun(network)
    plan(network)
    membership.leave(SLUG, by=network.ids["member"])
    network.world.settle()
    assert asked(network, address).status == 410


def test_whoever_is_suspended_has_no_calendar_for_as_long(network: Network) -> None:
    """S12."""
    address = begun(network)
    membership.suspend(SLUG, network.ids["member"], by=network.ids["chair"])
    network.world.settle()
    assert asked(network, address).status == 410


def test_an_erased_member_leaves_an_address_that_is_nobodys(network: Network) -> None:
    """M22: the address is told that it is over, and leads to no id."""
    address, member_id = begun(network), network.ids["member"]
    said = MemberErased(member_id=member_id, network_ids=[SLUG], sequence=99)

    for _ in range(2):
        reactions.on_erased(said)

    assert asked(network, address).status == 410
    rows = network.items("FEED#", table="sessions")
    assert [row["member_id"] for row in rows] == [""]
    assert network.world.platform.tables.get(store.table(), (f"MEMBER#{member_id}", "FEED")) is None


def test_only_a_hash_of_the_address_is_kept(network: Network) -> None:
    token = begun(network).split("/")[2]
    assert token not in str(network.items("", table="sessions"))


def test_a_page_leads_through_all_of_it(network: Network) -> None:
    """From the programme to the address, by forms and links only."""
    assert (
        "/me/calendar"
        in Page(network.get(f"/networks/{SLUG}/sessions", by="member").text).addresses
    )
    network.post("/me/calendar", by="member")
    page = Page(network.get("/me/calendar", by="member").text)
    (apple,) = [link for link in page.addresses if link.startswith("webcal://")]
    assert asked(network, path(apple)).status == 200


def test_one_session_can_be_added_by_hand(network: Network) -> None:
    """S10: the entry leads to the page that looks at the session at the click."""
    session = plan(network)
    page = Page(network.get(f"/networks/{SLUG}/sessions/{session}", by="member").text)
    (file,) = [link for link in page.addresses if link.endswith("/calendar") and session in link]
    answer = network.get(file, by="member")
    assert titles(answer) == ["Learning"]
    assert "meet.example" not in answer.text.replace("\r\n ", "")
