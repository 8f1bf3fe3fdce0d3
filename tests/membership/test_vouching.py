"""Contacts outside: asked first, offered only after a yes, and gone whenever they want (U13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from services.membership import commands
from services.membership.store import introductions as asked
from services.runtime import platform
from tests.membership.meanwhile import calls_of
from tests.membership.network import SLUG, Network, email_of
from tests.page import Page

HERE = f"/networks/{SLUG}/contacts"
ADA = {"name": "Ada Lunn", "email": "ada@outside.example", "topic": "falls"}


@pytest.fixture
def network() -> Iterator[Network]:
    made = Network("co_chair", "member")
    yield made
    platform.install(None)


def vouch(network: Network, by: str = "member", **who: str) -> Any:
    return network.post(HERE, {**ADA, **who}, by=by)


def link(network: Network) -> str:
    return f"/vouched/{network.told('ContactAsked.v1')[-1]['token']}"


def contacts(network: Network, by: str = "member") -> list[dict[str, Any]]:
    return list(network.api("GET", f"/api/membership{HERE}", by=by).json()["contacts"])


def test_a_contact_is_asked_first_and_looking_changes_nothing(network: Network) -> None:
    """U13, M6: a mail scanner may follow the link."""
    assert vouch(network).status == 303
    before = network.items("CONTACT#")
    page = network.get(link(network))
    assert page.status == 200
    assert "falls" in page.text
    for secret in ("Ada", "ada@", "Yusuf", "Patient Safety Peers"):
        assert secret not in page.text
    assert network.items("CONTACT#") == before
    assert [one["willing"] for one in contacts(network)] == [False]
    assert contacts(network, "co_chair") == [], "nobody else sees whom somebody names"


def test_after_a_yes_members_are_introduced_when_both_want_it(network: Network) -> None:
    vouch(network)
    network.post(link(network), {"answer": "yes"})
    assert [one["willing"] for one in contacts(network)] == [True]
    path = f"/networks/{SLUG}/introductions"
    ask = {"kind": "topic", "topic": "Fall", "message": "How do you do it?"}
    assert network.post(path, ask, by="co_chair").status == 303
    (sought,) = network.told("ContactSought.v1")
    page = network.get(f"/sought/{sought['token']}")
    assert "How do you do it?" in page.text
    assert email_of("co_chair") not in page.text
    assert network.told("ContactIntroduced.v1") == []
    assert network.post(f"/sought/{sought['token']}", {"answer": "yes"}).status == 303
    (made,) = network.told("ContactIntroduced.v1")
    assert (made["member_id"], made["email"]) == (network.ids["co_chair"], ADA["email"])
    again = network.post(f"/sought/{sought['token']}", {"answer": "yes"})
    assert again.status == 303
    assert len(network.told("ContactIntroduced.v1")) == 1


def test_a_contact_who_says_no_is_kept_nowhere_and_never_asked_again(network: Network) -> None:
    vouch(network)
    address = link(network)
    network.post(address, {"answer": "no"})
    assert network.items("CONTACT#") == []
    assert "ada@" not in str(network.items(""))
    assert network.get(address).status == 422
    network.world.advance(timedelta(days=8))
    answers = [vouch(network, by="co_chair"), vouch(network, by="co_chair", email="bo@out.example")]
    assert answers[0].cookies == answers[1].cookies, "the same answer, whoever it is (X7)"
    emails = [event["email"] for event in network.told("ContactAsked.v1")]
    assert emails.count(ADA["email"]) <= 1
    assert emails[-1] == "bo@out.example"


@pytest.mark.parametrize("when", ["asked", "willing"])
def test_nothing_is_kept_of_who_does_not_answer_and_a_yes_holds_for_a_year(
    network: Network, when: str
) -> None:
    vouch(network)
    address = link(network)
    if when == "asked":
        network.world.advance(timedelta(days=14, minutes=1))
    else:
        network.post(address, {"answer": "yes"})
        network.world.advance(timedelta(days=336))
        assert network.told("ContactAsked.v1")[-1]["again"]
        network.world.advance(timedelta(days=30))
    assert contacts(network) == []
    assert network.get(address).status == 422


def test_a_renewed_yes_holds_for_another_year(network: Network) -> None:
    vouch(network)
    address = link(network)
    network.post(address, {"answer": "yes"})
    network.world.advance(timedelta(days=336))
    network.post(address, {"answer": "yes"})
    network.world.advance(timedelta(days=300))
    assert [one["willing"] for one in contacts(network)] == [True]


def test_members_erased_people_and_strangers_are_answered_alike(network: Network) -> None:
    """X7: the same answer, and the same calls before it; only the stranger gets a mail."""
    answers, calls = list[Any](), list[list[str]]()
    for email in (email_of("co_chair"), "stranger@outside.example"):
        act = partial(_keep, answers, network, email)
        calls.append(calls_of(network, act))
    assert answers[0].status == answers[1].status == 303
    assert dict(answers[0].headers) == dict(answers[1].headers)
    asked_ = [call for call in calls[0] if call in ("get_many", "transact", "count")]
    assert asked_[:3] == [c for c in calls[1] if c in ("get_many", "transact", "count")][:3]
    assert [event["email"] for event in network.told("ContactAsked.v1")] == [
        "stranger@outside.example"
    ]
    assert [one["willing"] for one in contacts(network)] == [False, False]


def _keep(answers: list[Any], network: Network, email: str) -> None:
    answers.append(vouch(network, email=email))


def test_five_a_week_are_asked_for_one_member(network: Network) -> None:
    statuses = [vouch(network, email=f"c{n}@outside.example").status for n in range(6)]
    assert statuses == [303] * 5 + [429]


def test_whoever_vouches_can_end_it_and_it_ends_with_them(network: Network) -> None:
    vouch(network)
    vouch(network, by="co_chair", email="bo@outside.example")
    (one,) = contacts(network)
    network.post(f"{HERE}/{one['contact_id']}/end", by="co_chair")
    assert len(contacts(network)) == 1, "not somebody else's"
    network.post(f"{HERE}/{one['contact_id']}/end", by="member")
    assert contacts(network) == []
    commands.leave(SLUG, by=network.ids["co_chair"])
    network.world.settle()
    assert network.items("CONTACT#") == []


def test_a_topic_carries_no_address_into_the_mail(network: Network) -> None:
    for topic in ("see https://evil.example", "mail me@evil.example", "www.evil.example"):
        assert vouch(network, topic=topic).status == 422
    page = Page(network.get(HERE, by="member").text)
    assert page.title.startswith("Contacts outside")
    assert asked.of(network.ids["member"]) == []
