"""Whoever is shown what is kept about somebody leaves a row that this person can read (X5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from services.membership.commands import host, invitations
from services.membership.commands.host import AppointAdmin
from services.membership.commands.invitations import Invite
from services.membership.model.looking import KEPT_FOR, What
from services.membership.store import looking
from services.runtime import platform
from tests.membership.meanwhile import calls_of, erase
from tests.membership.network import PEOPLE, SLUG, Network, email_of

API = f"/api/membership/networks/{SLUG}"
DESK = f"/networks/{SLUG}/desk"


@pytest.fixture
def network() -> Iterator[Network]:
    made = Network("co_chair", "member", "applicant", "suspended", "stranger")
    yield made
    platform.install(None)


def looks(network: Network, who: str) -> list[dict[str, Any]]:
    answer = network.api("GET", "/api/membership/me/looks", by=who)
    found: list[dict[str, Any]] = answer.json()["looks"]
    return found


def what(network: Network, who: str) -> list[str]:
    return sorted(look["what"] for look in looks(network, who))


@pytest.mark.parametrize("door", [f"{API}/members", f"{API}/waiting", DESK, f"{DESK}/members"])
def test_each_list_of_people_is_seen_by_those_on_it_and_by_no_others(
    network: Network, door: str
) -> None:
    """X5."""
    ask = network.api if door.startswith("/api") else (lambda _, path, by: network.get(path, by=by))
    assert ask("GET", door, by="chair").status == 200
    waiting = door in (DESK, f"{API}/waiting")
    assert what(network, "applicant") == (["waiting"] if waiting else [])
    assert what(network, "member") == ([] if waiting else ["members"])
    suspended = door == f"{DESK}/members"
    assert what(network, "suspended") == (["members"] if suspended else [])
    assert what(network, "stranger") == []
    assert what(network, "chair") == [], "one's own look at oneself is none"


def test_it_says_the_office_the_day_and_the_network_and_no_name(network: Network) -> None:
    network.api("GET", f"{API}/members", by="chair")
    assert looks(network, "member") == [
        {"day": "2026-11-23", "reader": "chair", "what": "members", "network_id": SLUG}
    ]
    page = network.get("/me/looks", by="member").text
    assert "A chair of Patient Safety Peers" in page
    assert PEOPLE["chair"] not in page
    kept = str(network.items(f"LOOKS#{network.ids['member']}"))
    assert network.ids["chair"] not in kept


def test_a_page_about_one_person_is_seen_by_them(network: Network) -> None:
    network.get(f"{DESK}/waiting/{network.ids['applicant']}/decline", by="chair")
    assert what(network, "applicant") == ["request"]


def test_an_invited_address_is_seen_by_its_owner(network: Network) -> None:
    invitations.invite(SLUG, Invite(addresses=email_of("stranger")), by=network.ids["chair"])
    network.get(f"{DESK}/invitations", by="chair")
    network.api("GET", f"{API}/invitations", by="co_chair")
    assert what(network, "stranger") == ["invitations", "invitations"]
    assert what(network, "member") == []


def test_host_admins_see_that_they_see_each_other(network: Network) -> None:
    host.appoint_first(network.ids["stranger"])
    host.appoint(AppointAdmin(email=email_of("member")), by=network.ids["stranger"])
    host.accept(by=network.ids["member"])
    network.get("/host", by="stranger")
    assert looks(network, "member") == [
        {"day": "2026-11-23", "reader": "host", "what": "host", "network_id": ""}
    ]
    assert "Host staff" in network.get("/me/looks", by="member").text


def test_however_often_somebody_looks_in_a_day_it_is_one_row_and_written_once(
    network: Network,
) -> None:
    def look() -> None:
        assert network.api("GET", f"{API}/members", by="chair").status == 200

    first, second = (calls_of(network, look) for _ in range(2))
    assert (first.count("transact"), second.count("transact")) == (1, 0)
    network.api("GET", f"{API}/members", by="co_chair")
    assert what(network, "member") == ["members", "members"], "two chairs are two"
    network.world.advance(timedelta(days=1))
    network.api("GET", f"{API}/members", by="chair")
    assert [look["day"] for look in looks(network, "member")] == [
        "2026-11-24",
        "2026-11-23",
        "2026-11-23",
    ]


def test_what_cannot_be_written_down_cannot_be_seen(network: Network) -> None:
    tables = network.world.platform.tables

    class Full:
        def __getattr__(self, name: str) -> Any:
            if name == "transact":
                raise OSError
            return getattr(tables, name)

    network.world.platform.tables = Full()  # type: ignore[assignment]
    answer = network.api("GET", f"{API}/members", by="chair")
    network.world.platform.tables = tables
    assert answer.status == 500
    assert PEOPLE["member"] not in answer.text


def test_a_look_at_many_is_written_for_each_of_them(network: Network) -> None:
    many = [f"{number:032x}" for number in range(230)]
    for _ in range(2):
        looking.seen(network.ids["chair"], SLUG, What.EXPORT, [*many, network.ids["chair"]])
    assert all(len(looking.looks(one)[0]) == 1 for one in many)
    assert looking.looks(network.ids["chair"])[0] == []


def test_rows_go_after_90_days(network: Network) -> None:
    network.api("GET", f"{API}/members", by="chair")
    network.world.platform.clock.advance(KEPT_FOR - timedelta(seconds=1))
    assert what(network, "member") == ["members"]
    network.world.platform.clock.advance(timedelta(seconds=2))
    assert what(network, "member") == []


def test_rows_go_with_the_one_whom_they_are_about(network: Network) -> None:
    """M22."""
    invitations.invite(SLUG, Invite(addresses=email_of("member")), by=network.ids["chair"])
    network.api("GET", f"{API}/invitations", by="chair")
    network.api("GET", f"{API}/members", by="chair")
    assert len(network.items("LOOKS#")) > 1
    member_id = network.ids["member"]
    erase(network, member_id)
    assert [item for item in network.items("LOOK") if member_id in str(item)] == []
    assert {item["what"] for item in network.items("LOOKS#")} == {"members"}, "of the co-chair"


def test_nothing_leads_from_a_row_to_a_reader_who_is_erased(network: Network) -> None:
    """M22: what they saw stays seen, by a chair."""
    network.api("GET", f"{API}/members", by="co_chair")
    gone = network.ids["co_chair"]
    erase(network, gone)
    assert [item for item in network.items("LOOK") if gone in str(item)] == []
    assert what(network, "member") == ["members"]


def test_nobody_can_look_at_the_looks_of_others(network: Network) -> None:
    network.api("GET", f"{API}/members", by="chair")
    assert looks(network, "stranger") == []
    assert network.api("GET", "/api/membership/me/looks").status == 401
    assert network.api("GET", "/api/membership/me/looks?next=x", by="member").status == 422


def test_earlier_ones_are_on_the_next_page(network: Network) -> None:
    for day in range(60):
        network.world.platform.clock.advance(timedelta(days=1))
        looking.seen(network.ids["chair"], SLUG, What.MEMBERS, [network.ids["member"]])
        assert day < KEPT_FOR.days
    first = network.api("GET", "/api/membership/me/looks", by="member").json()
    rest = network.api("GET", f"/api/membership/me/looks?next={first['next']}", by="member").json()
    assert (len(first["looks"]), len(rest["looks"]), rest["next"]) == (50, 10, None)
    assert "Earlier ones" in network.get("/me/looks", by="member").text
