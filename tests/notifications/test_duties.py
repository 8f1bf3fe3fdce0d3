"""What people are told of their place and their roles, and chairs of what waits for them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.contracts.duties import (
    ApplicantAnswered,
    ApplicantAsked,
    ChairAnnounced,
    ChairOfferAnswered,
    ChairOffered,
    MemberRemoved,
    RequestsWaiting,
    RoleEnded,
    RoleEnding,
    SpinOffAsked,
    SpinOffDeclined,
)
from services.contracts.event import Event
from services.contracts.membership import MemberLeft, MembershipSuspended
from services.contracts.roles import Role, Standing
from services.runtime import platform
from tests.notifications import house as said
from tests.notifications.house import SLUG, House
from tests.world import Home

LAST = date(2026, 12, 7)
M1 = {"member_id": "m1", "network_id": SLUG}


@pytest.fixture
def house(home: Home) -> House:
    """A member and a chair, who were welcomed days ago."""
    made = House(home)
    made.hear(said.opened(), said.named())
    long_ago = platform.now() - timedelta(days=3)
    for who, roles in (("m1", ()), ("m2", (Role.CHAIR,))):
        made.hear(said.approved(who, 1, roles), said.contact(who), at=long_ago)
    return made


def suspended(sequence: int = 2) -> MembershipSuspended:
    return MembershipSuspended(**M1, standing=Standing.SUSPENDED, sequence=sequence)


def removed() -> list[Event]:
    return [
        MemberRemoved(**M1, sequence=2),
        MemberLeft(**M1, standing=Standing.LEFT, sequence=2),
    ]


def test_a_pause_is_told_once_for_each_time(house: House) -> None:
    """M20: the only mail while it lasts."""
    first = house.said(suspended())
    house.hear(first, first)
    (mail,) = house.mail_to("m1", "Your membership of")
    assert mail["subject"].endswith("is paused")
    house.hear(suspended(sequence=4))
    assert len(house.mail_to("m1", "Your membership of")) == 2


def test_a_removal_is_told_in_whatever_order_it_is_heard(house: House) -> None:
    """M20: the leaving may stay away for longer than the queue tries."""
    told, left = removed()
    heard = house.said(told)
    assert house.hear(heard)
    assert house.hear(left, heard, heard)
    (mail,) = house.mail_to("m1", "Your membership of")
    assert mail["subject"].endswith("has ended")
    assert "recorded" not in mail["text"], "the cause is on the page, and in no mail"


def test_whoever_came_back_meanwhile_hears_nothing_of_an_old_removal(house: House) -> None:
    """A1: the gate decides from the facts of the moment."""
    told, left = removed()
    house.hear(left, said.approved("m1", sequence=3), told)
    assert house.mail_to("m1", "Your membership of") == []


@pytest.mark.parametrize(
    ("event", "to_member", "to_chair"),
    [
        (
            RoleEnding(**M1, role=Role.REVIEWER, last_day=LAST, sequence=1),
            "ends soon",
            "a last day",
        ),
        (RoleEnded(**M1, role=Role.REVIEWER, last_day=LAST, sequence=1), "has ended", "has ended"),
        (
            RoleEnded(**M1, role=Role.CHAIR, last_day=LAST, stays=True, sequence=1),
            "",
            "goes on until somebody else is one",
        ),
        (ChairOffered(**M1, sequence=1), "Would you be a chair", ""),
        (
            ApplicantAsked(**M1, standing=Standing.WAITING, sequence=9),
            "A question about your request",
            "",
        ),
        (
            ApplicantAnswered(**M1, standing=Standing.WAITING, sequence=9),
            "",
            "has answered what you asked",
        ),
        (ChairOfferAnswered(**M1, accepted=True, sequence=1), "", "a new chair"),
        (ChairOfferAnswered(**M1, accepted=False, sequence=1), "", "rather not"),
        (RequestsWaiting(network_id=SLUG, sequence=1), "", "more than ten days"),
        (SpinOffAsked(network_id=SLUG, sequence=1), "", "wants to found"),
        (SpinOffDeclined(**M1, sequence=1), "you wanted to found", ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else "",
)
def test_each_is_told_to_whom_it_concerns_and_once(
    house: House, event: Event, to_member: str, to_chair: str
) -> None:
    """X3, M19, M30, M18: twice, late and by the queue, it is one mail."""
    before = len(house.mail())
    heard = house.said(event)
    house.hear(heard, heard)
    house.deliver()
    house.hear(heard)
    house.deliver()
    mine = [m for m in house.mail()[before:] if m["to"] == said.address_of("m1")]
    chairs = [m for m in house.mail()[before:] if m["to"] == said.address_of("m2")]
    assert [to_member in m["subject"] for m in mine] == [True] * bool(to_member)
    assert [to_chair in m["text"] for m in chairs] == [True] * bool(to_chair)


def test_all_members_hear_of_a_chair_who_is_to_be_appointed(house: House) -> None:
    """M19: with the day, and without a name."""
    due = platform.now() + timedelta(days=14)
    house.hear(ChairAnnounced(network_id=SLUG, due_at=due, sequence=1))
    house.deliver()
    assert len(house.mail("A new chair for")) == len({m["to"] for m in house.mail("A new chair")})
    (mail, *_) = house.mail("A new chair for")
    assert "7 December" in mail["text"]


def test_what_is_old_sends_nothing(house: House) -> None:
    """A23."""
    at = platform.now() - timedelta(hours=25)
    house.hear(suspended(), RequestsWaiting(network_id=SLUG, sequence=1), at=at)
    house.deliver()
    assert house.mail() == []
