"""Invitations: from a list of addresses to somebody who is in, or whose link has ended (M15)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.refusals import Conflict
from services.contracts.roles import Policy
from services.membership import commands
from services.membership.addresses import alias_key
from services.membership.commands import invitations
from tests.membership.meanwhile import between
from tests.membership.network import SLUG, Network, asked, email_of, enter, hidden, join_form

DESK = f"/networks/{SLUG}/desk/invitations"
INVITED = email_of("applicant")


@pytest.fixture
def closed(network: Network) -> Network:
    """The network by invitation only, and in no public list (M16)."""
    policy = commands.ChangePolicy(policy=Policy.INVITATION, listed=False, quorum=2)
    commands.change_policy(SLUG, policy, by=network.ids["chair"])
    return network


def invite(network: Network, *addresses: str) -> Any:
    """Send the form at the desk."""
    return network.post(DESK, {"addresses": "\n".join(addresses)}, by="chair")


def link(network: Network, address: str = INVITED) -> str:
    """The path of the newest invitation that was sent to this address."""
    issued = [e for e in network.told("InvitationIssued.v1") if e["email"] == address]
    return f"/invitations/{issued[-1]['token']}"


def join_by(network: Network, path: str, kind: str = "applicant", **changed: Any) -> Any:
    """Fill in the form on the page of an invitation, and type the code."""
    form = join_form(kind, invitation=path.rpartition("/")[2], **changed)
    return enter(network, network.post("/join", form), kind)


def standing(network: Network, kind: str) -> str:
    """Somebody's standing, found by their address."""
    (member,) = (m for m in network.items("MEMBER#") if m.get("email") == email_of(kind))
    network.ids[kind] = member["member_id"]
    return str(network.place(kind)["standing"])


def test_whoever_was_invited_is_in_at_once(closed: Network) -> None:
    """M14, M15: in a network that nobody can ask to join."""
    assert invite(closed, INVITED).status == 303
    page = closed.get(link(closed))
    assert "Nothing is recorded." in page.text
    assert join_by(closed, link(closed)).status == 303
    assert standing(closed, "applicant") == "member"
    assert not [item for item in closed.items("ALIAS#") if item["sk"].startswith("INVITATION")]
    assert [e["detail_type"] for e in closed.said("InvitationAccepted.v1")] != []


def test_without_an_invitation_nobody_asks(closed: Network) -> None:
    """M14."""
    answer = closed.post("/join", join_form())
    assert (answer.status, "cannot be joined this way" in answer.text) == (422, True)


def test_another_address_waits_for_a_chair_who_is_told_why(closed: Network) -> None:
    """M15."""
    invite(closed, INVITED)
    join_by(closed, link(closed), "leaver")
    assert standing(closed, "leaver") == "waiting"
    assert "sent to another address" in closed.get(f"/networks/{SLUG}/desk", by="chair").text


def test_another_way_of_writing_the_same_mailbox_is_the_same_address(closed: Network) -> None:
    """M15: bound to the alias key."""
    invite(closed, INVITED.replace("@", "+peers@").upper())
    join_by(
        closed,
        link(
            closed,
            INVITED.replace("@", "+peers@").upper().replace("KELDER.EXAMPLE", "kelder.example"),
        ),
    )
    assert standing(closed, "applicant") == "member"


def test_a_member_of_another_network_comes_in_with_one_button(closed: Network) -> None:
    closed.add("stranger")
    invite(closed, email_of("stranger"))
    path = link(closed, email_of("stranger"))
    assert "You are signed in as" in closed.get(path, by="stranger").text
    assert closed.post(f"{path}/accept", {}, by="stranger").status == 422
    assert closed.post(f"{path}/accept", {"agree": "yes"}, by="stranger").status == 303
    assert standing(closed, "stranger") == "member"


def test_a_link_works_once(closed: Network) -> None:
    invite(closed, INVITED)
    path = link(closed)
    join_by(closed, path)
    assert "has ended" in closed.get(path).text
    answer = closed.post("/join", join_form("leaver", invitation=path.rpartition("/")[2]))
    assert (answer.status, "has ended" in answer.text) == (422, True)


def test_of_two_who_use_one_link_at_once_one_is_in(closed: Network) -> None:
    closed.add("stranger")
    closed.add("other_chair")
    invite(closed, email_of("stranger"))
    token = link(closed, email_of("stranger")).rpartition("/")[2]
    agreed = invitations.Accept(agree=True)
    between(closed, lambda: invitations.accept(token, agreed, by=closed.ids["stranger"]))
    with pytest.raises(Conflict):
        invitations.accept(token, agreed, by=closed.ids["other_chair"])
    assert standing(closed, "stranger") == "member"


@pytest.mark.parametrize("how", ["revoked", "replaced", "too old", "network closed"])
def test_a_link_ends(closed: Network, how: str) -> None:
    """M15: fourteen days, revocable; a newer one ends the older one."""
    invite(closed, INVITED)
    path, alias = link(closed), alias_key(INVITED)
    match how:
        case "revoked":
            assert closed.post(f"{DESK}/{alias}/revoke", by="chair").status == 303
        case "replaced":
            closed.world.advance(timedelta(days=1, minutes=1))
            invite(closed, INVITED)
        case "too old":
            closed.world.advance(timedelta(days=14, minutes=2))
            assert len(closed.said("InvitationExpired.v1")) == 1
        case "network closed":
            policy = commands.ChangePolicy(policy=Policy.CLOSED, listed=False, quorum=2)
            commands.change_policy(SLUG, policy, by=closed.ids["chair"])
            join_by(closed, path)
            assert closed.items("MEMBER#") and not closed.said("InvitationAccepted.v1")
            return
    assert "has ended" in closed.get(path).text


def test_an_invitation_that_was_not_answered_can_be_sent_again(closed: Network) -> None:
    invite(closed, INVITED)
    closed.world.advance(timedelta(days=15))
    assert "Invite again" in closed.get(DESK, by="chair").text
    invite(closed, INVITED)
    join_by(closed, link(closed))
    assert standing(closed, "applicant") == "member"


def test_nobody_gets_a_second_mail_within_a_day(closed: Network) -> None:
    """The resend limit; what the chair is told is the same."""
    assert [invite(closed, INVITED).status for _ in range(3)] == [303, 303, 303]
    assert len(closed.told("InvitationIssued.v1")) == 1


def test_inviting_a_member_looks_like_inviting_a_stranger(network: Network) -> None:
    """M15, X7: the answer and the list are the same."""
    network.add("member")
    first = invite(network, email_of("member"))
    second = invite(network, "nobody@kelder.example")
    assert (first.status, first.header("location")) == (
        second.status, second.header("location"),
    )  # fmt: skip
    found = network.api("GET", f"/api/membership/networks/{SLUG}/invitations", by="chair").json()
    assert {(i["email"], i["open"]) for i in found["invitations"]} == {
        (email_of("member"), True),
        ("nobody@kelder.example", True),
    }
    path = link(network, email_of("member"))
    answer = network.post(f"{path}/accept", {"agree": "yes"}, by="member")
    assert (answer.status, "in this network already" in answer.text) == (409, True)


def test_many_are_invited_at_once_and_a_slip_sends_nothing(network: Network) -> None:
    many = [f"person-{number}@kelder.example" for number in range(60)]
    answer = invite(network, *many, "Ann Lee <ann@kelder.example>; no address")
    assert (answer.status, "Check line 61" in answer.text) == (422, True)
    assert "person-59@kelder.example" in answer.text, "what was typed is still there"
    assert network.told("InvitationIssued.v1") == []
    assert (
        invite(network, *many, "Ann Lee <ann@kelder.example>, person-1@kelder.example").status
        == 303
    )
    assert len(network.told("InvitationIssued.v1")) == 61


def test_links_and_events_hold_no_address(network: Network) -> None:
    """X1: nor does the key that the desk uses."""
    invite(network, INVITED)
    network.world.advance(timedelta(days=15))
    public = json.dumps(network.world.events())
    assert INVITED not in public
    assert not re.search("applicant|kelder", link(network) + alias_key(INVITED))


def test_whoever_was_erased_is_not_written_to(network: Network) -> None:
    """M23: the chair sees what they see of anybody."""
    network.add("member")
    asked(network)
    network.world.advance(timedelta(days=7, minutes=2))
    assert invite(network, email_of("member")).status == 303
    assert network.told("InvitationIssued.v1") == []


def test_an_invitation_goes_with_whoever_is_erased(network: Network) -> None:
    """M22: no trace of the address is left."""
    network.add("member")
    asked(network)
    invite(network, email_of("member"))
    mine = f"ALIAS#{alias_key(email_of('member'))}"
    assert len(network.items(mine)) == 1
    network.world.advance(timedelta(days=7, minutes=2))
    assert network.items(mine) == []


def test_a_shared_mailbox_is_for_a_chair_to_judge_in_an_open_network(network: Network) -> None:
    """M4."""
    policy = commands.ChangePolicy(policy=Policy.OPEN, listed=True, quorum=2)
    commands.change_policy(SLUG, policy, by=network.ids["chair"])
    shared = "patient.safety.team@kelder.example"
    page = network.post("/join", join_form(email=shared))
    network.post("/sign-in/code", {"code": network.codes(shared)[-1], **hidden(page)})
    desk = network.get(f"/networks/{SLUG}/desk", by="chair").text
    assert "several people read" in desk


def test_too_many_are_refused_before_any_of_them_is_looked_at(network: Network) -> None:
    """A form full of addresses must not keep the door busy."""
    answer = invite(network, *["no address"] * 201)
    assert (answer.status, "200 people at a time" in answer.text) == (422, True)
