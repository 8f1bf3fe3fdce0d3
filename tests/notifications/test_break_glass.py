"""A host admin has opened access to a network: its chairs are mailed at once, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.contracts.break_glass import BreakGlassOpened
from services.contracts.roles import Role
from services.notifications.commands import SetChoices, set_choices
from tests.notifications import house as said
from tests.notifications.house import NAME, SLUG, House

OPENED = "Emergency access was opened"


def opened(house: House) -> BreakGlassOpened:
    until = house.home.clock.now() + timedelta(hours=1)
    return BreakGlassOpened(network_id=SLUG, access_id="a1", until=until, sequence=1)


@pytest.fixture
def chairs(house: House) -> list[str]:
    """Two chairs among five members, a reviewer and a facilitator."""
    members = house.network(5)
    for member, role in zip(
        members, (Role.CHAIR, Role.CHAIR, Role.REVIEWER, Role.FACILITATOR), strict=False
    ):
        house.hear(said.granted(member, role))
    return members[:2]


def test_each_chair_is_told_once_and_nobody_else(house: House, chairs: list[str]) -> None:
    event = house.said(opened(house))
    for again in (event, event):
        house.hear(again)
        house.deliver()
    mails = house.mail(OPENED)
    assert len(mails) == len(chairs)
    for part in ("text", "html"):
        assert NAME in mails[0][part]
        assert f"https://candour.example/networks/{SLUG}/desk/break-glass" in mails[0][part]
        assert "for one hour at most" in mails[0][part]


def test_a_chair_who_stopped_all_other_mail_is_told(house: House, chairs: list[str]) -> None:
    """A6: what comes with an office cannot be switched off."""
    wish = SetChoices(reminders="off", notes="off")
    set_choices(SLUG, wish, by=chairs[0])
    house.hear(opened(house))
    house.deliver()
    assert len(house.mail(OPENED)) == len(chairs)


def test_an_old_event_mails_nobody(house: House, chairs: list[str]) -> None:
    """A23."""
    event = house.said(opened(house))
    house.home.clock.advance(timedelta(days=2))
    house.hear(event)
    house.deliver()
    assert house.mail(OPENED) == []
