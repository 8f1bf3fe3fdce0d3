"""The way out of mail: a GET changes nothing, a POST acts, for whomever and however often."""

from __future__ import annotations

import json

import pytest

from infra.embedded.events import Answer, Request
from services.contracts.roles import Policy
from services.membership import commands as membership
from services.notifications import reactions, unsubscribe
from services.notifications.model.choices import OFFERED
from services.notifications.model.kinds import MailClass
from services.runtime import platform
from services.runtime.signing import sign
from tests.notifications import house as said
from tests.notifications.house import NAME, RULES, SLUG
from tests.world import World

ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def network(world: World) -> World:
    """The network and one member, without a name or an address."""
    membership.open_network(SLUG, NAME, RULES, Policy.APPROVAL, listed=True)
    world.settle()
    hear(said.approved("m1"))
    world.settle()
    return world


def hear(event: object) -> None:
    """Straight to the reaction, as nobody in this world admits anybody."""
    _, react = reactions.inbox.reactions[type(event).detail_type()]  # type: ignore[attr-defined]
    react(event)


def link(mail_class: MailClass = MailClass.REMINDERS, member_id: str = "m1") -> str:
    return "/unsubscribe?token=" + unsubscribe.token(member_id, SLUG, mail_class)


def choices(world: World) -> dict[str, str]:
    answer = world.api("GET", f"/api/notifications/networks/{SLUG}/choices", by="m1")
    assert answer.status == 200, answer.text
    return {name: value for name, value in answer.json().items() if name != "network_id"}


def press(world: World, path: str, body: bytes = ONE_CLICK, content_type: str = FORM) -> Answer:
    """A mail program presses the button: from nowhere, without a cookie."""
    headers = {"content-type": content_type, "sec-fetch-site": "cross-site"}
    return world.door.answer(Request("POST", path, headers, body))


ALL_ON = {"reminders": "on", "notes": "at_once"}


def test_following_the_link_shows_a_button_and_changes_nothing(network: World) -> None:
    """A5: scanners follow links."""
    for _ in range(3):
        page = network.get(link())
        assert page.status == 200
    assert "Stop this mail" in page.text
    assert f"no more reminders from {NAME}" in page.text
    assert choices(network) == ALL_ON
    assert network.events()[-1]["detail_type"] != "PreferencesChanged.v1"


@pytest.mark.parametrize("mail_class", OFFERED)
def test_the_one_click_of_a_mail_program_acts_at_once(
    network: World, mail_class: MailClass
) -> None:
    """RFC 8058: no cookie, no redirect, from another site; the other class stays."""
    answer = press(network, link(mail_class))
    assert answer.status == 200
    assert choices(network) == {**ALL_ON, mail_class: "off"}


def test_the_encoding_that_mail_programs_prefer_is_read_too(network: World) -> None:
    """RFC 8058 3.2: multipart/form-data."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
        b"One-Click\r\n--x--\r\n"
    )
    answer = press(network, link(), body, "multipart/form-data; boundary=x")
    assert answer.status == 200
    assert choices(network)["reminders"] == "off"


@pytest.mark.parametrize("body", [b"", ONE_CLICK, b"List-Unsubscribe=One-Click&further=x"])
def test_whatever_else_the_program_says_it_gets_its_way(network: World, body: bytes) -> None:
    assert press(network, link(), body).status == 200
    assert choices(network)["reminders"] == "off"


def test_pressing_twice_is_done_both_times_and_said_once(network: World) -> None:
    """A5: idempotent."""
    for _ in range(2):
        answer = press(network, link())
        network.settle()
        assert answer.status == 200
        assert "<h1>Done</h1>" in answer.text
    changes = [e for e in network.events() if e["detail_type"] == "PreferencesChanged.v1"]
    assert len(changes) == 1
    assert json.dumps(changes).count("m1") == 1


def test_it_can_be_undone_on_the_page_that_says_so(network: World) -> None:
    answer = press(network, link())
    assert 'name="undo" value="yes"' in answer.text
    assert 'action="/unsubscribe?token=' in answer.text
    again = network.post(link(), {"undo": "yes"})
    assert again.status == 200
    assert "again" in again.text
    assert choices(network) == ALL_ON


@pytest.mark.parametrize("member_id", ["m1", "somebody who was never here"])
def test_it_is_done_for_people_who_have_left_or_were_never_here(
    network: World, member_id: str
) -> None:
    """A5: works after leaving and after erasure, always "done"."""
    hear(said.left("m1"))
    answer = press(network, link(member_id=member_id))
    assert answer.status == 200
    assert "Done" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/unsubscribe",
        "/unsubscribe?token=",
        "/unsubscribe?token=WyJtMSIsInBzbW4iLCJyZW1pbmRlcnMiXQ.forged",
    ],
)
def test_a_forged_link_does_nothing_and_says_so(network: World, path: str) -> None:
    for answer in (network.get(path), press(network, path)):
        assert answer.status == 422
        assert "not one of ours" in answer.text
    assert choices(network) == ALL_ON


def test_a_token_made_for_something_else_is_no_way_out(network: World) -> None:
    other = sign("sign-in", ["m1", SLUG, "reminders"])
    assert press(network, f"/unsubscribe?token={other}").status == 422


def test_what_always_comes_has_no_link_that_stops_it(network: World) -> None:
    """A6."""
    answer = press(network, link(MailClass.CRITICAL))
    assert answer.status == 422
    assert "cannot be switched off" in answer.text


def test_the_page_gives_nothing_away(network: World) -> None:
    """No name, no address, and nothing that a search engine or the next site could read."""
    page = network.get(link())
    assert platform.setting("SITE_URL") not in page.text
    assert page.header("referrer-policy") == "same-origin"
    assert page.header("cache-control") == "no-store"
