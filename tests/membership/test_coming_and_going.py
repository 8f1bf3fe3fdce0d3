"""What lets people in, and back in: no employer, and no link that was only looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.contracts.refusals import Conflict
from services.contracts.roles import Policy
from services.membership import commands, store
from services.membership.commands import invitations
from tests.membership.network import SLUG, Network, asked, email_of, enter, hidden, join_form

AGREE = invitations.Accept(agree=True)


def only_by_invitation(network: Network) -> None:
    policy = commands.ChangePolicy(policy=Policy.INVITATION, listed=False, quorum=2)
    commands.change_policy(SLUG, policy, by=network.ids["chair"])


def link_of(network: Network, kind: str) -> str:
    wish = invitations.Invite(addresses=email_of(kind))
    invitations.invite(SLUG, wish, by=network.ids["chair"])
    network.world.settle()
    return str(network.told("InvitationIssued.v1")[-1]["token"])


@pytest.mark.parametrize("policy", [Policy.OPEN, Policy.APPROVAL])
def test_no_employer_is_asked_for(network: Network, policy: Policy) -> None:
    """M8: a private mailbox and a hospital's lead to the same place."""
    wish = commands.ChangePolicy(policy=policy, listed=True, quorum=2)
    commands.change_policy(SLUG, wish, by=network.ids["chair"])
    found = []
    for kind, domain in (("member", "hospital.example"), ("stranger", "post.example")):
        form = join_form(kind, email=f"{kind}@{domain}", network=[SLUG])
        page = network.post("/join", form)
        code = network.codes(f"{kind}@{domain}")[-1]
        network.post("/sign-in/code", {"code": code, **hidden(page)})
        (member,) = (m for m in network.items("MEMBER#") if m.get("email") == f"{kind}@{domain}")
        (place,) = store.places(member["member_id"])
        found.append((place.standing, place.hints))
    assert found[0] == found[1]


def test_looking_at_a_link_does_nothing_however_often(network: Network) -> None:
    """M6: programs that look into mail follow links; only a person's button counts, and once."""
    only_by_invitation(network)
    member = network.add("stranger")
    token = link_of(network, "stranger")
    before = network.items("")
    for _ in range(3):
        assert network.get(f"/invitations/{token}").status == 200
    assert network.items("") == before
    invitations.accept(token, AGREE, by=member)
    assert network.get(f"/invitations/{token}").status == 422


def test_a_code_works_once_and_for_its_address(network: Network) -> None:
    """M6."""
    page = network.post("/join", join_form())
    assert enter(network, page).status == 303
    assert enter(network, page).status == 422


def test_whoever_leaves_an_invited_network_needs_a_new_invitation(network: Network) -> None:
    """M17: the old link is used up."""
    only_by_invitation(network)
    stranger = network.add("stranger")
    token = link_of(network, "stranger")
    invitations.accept(token, AGREE, by=stranger)
    commands.leave(SLUG, by=stranger)
    with pytest.raises(Conflict):
        commands.ask(SLUG, by=stranger)
    assert network.get(f"/invitations/{token}").status == 422
    network.world.advance(timedelta(days=1, minutes=1))
    invitations.accept(link_of(network, "stranger"), AGREE, by=stranger)
    assert network.get(f"/networks/{SLUG}", by="stranger").status == 200


def test_leaving_the_hub_leaves_all_networks(network: Network) -> None:
    """M17, M22."""
    member = network.add("member")
    commands.ask("maternity", by=member)
    asked(network)
    network.world.advance(timedelta(days=7, minutes=2))
    assert store.places(member) == []
