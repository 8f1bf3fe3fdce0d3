"""Removing somebody for cause: what is kept, who sees it, and the way back (M20); and M3."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from services.contracts.roles import Policy
from services.membership import commands, store
from services.membership.addresses import address_key, alias_key
from services.membership.commands import invitations, joining, removals
from services.membership.commands.removals import RemoveMember
from services.membership.importing import Known
from services.membership.store import lookups
from services.membership.store import removals as shelf
from services.runtime.http.problems import invalid
from tests.membership.addresses.test_several import add, choose
from tests.membership.network import (
    OTHER,
    SLUG,
    Network,
    asked,
    email_of,
    enter,
    join_form,
    waiting,
)
from tests.membership.test_imports import rows

WISH = RemoveMember.model_validate({"cause": "recording", "months": "12"})
FURTHER = "yusuf@harbour.example"
YEAR = timedelta(days=365)
API = f"/api/membership/networks/{SLUG}"


@pytest.fixture
def removed(network: Network) -> Network:
    """A network from which somebody was removed."""
    member = network.add("member")
    removals.remove(SLUG, member, WISH, by=network.ids["chair"])
    network.world.settle()
    return network


def open_to_all(network: Network, slug: str = SLUG) -> None:
    policy = commands.ChangePolicy(policy=Policy.OPEN, listed=True, quorum=2)
    commands.change_policy(slug, policy, by=network.ids["chair"])


def sign_up(network: Network, kind: str, **changed: object) -> None:
    """Ask to join on the page, and type the code."""
    page = network.post("/join", join_form(kind, **changed))
    enter(network, page, kind)


def came_elsewhere(network: Network, email: str) -> str:
    """The id of somebody who has proved this address by joining the other network."""
    wish = joining.Join.model_validate(join_form("stranger", email=email, network=[OTHER]))
    joining.join(wish, source_ip="")
    key = address_key(email)
    claim = store.claim(key)
    assert claim is not None
    joining.confirm(claim["member_id"], key, "any")
    network.world.settle()
    return str(claim["member_id"])


def hints(network: Network) -> list[list[str]]:
    found = network.api("GET", f"{API}/waiting", by="chair").json()["people"]
    return [person["hints"] for person in found]


def test_whoever_is_removed_reads_nothing_and_is_told(removed: Network) -> None:
    """M20: others learn only that they left."""
    assert removed.get(f"/networks/{SLUG}", by="member").status == 403
    assert removed.place("member")["standing"] == "left"
    assert [e["member_id"] for e in removed.said("MemberLeft.v1")] == [removed.ids["member"]]
    page = removed.get("/me", by="member")
    assert "recorded or passed on what was said" in page.text


def test_a_hash_a_code_and_an_end_are_kept_and_nothing_else(removed: Network) -> None:
    """M20."""
    (kept,) = (i for i in removed.items("ALIAS#") if i["sk"].startswith("REMOVED"))
    ends = int((removed.world.now + YEAR).timestamp())
    assert kept == {
        "pk": f"ALIAS#{alias_key(email_of('member'))}",
        "sk": f"REMOVED#{SLUG}",
        "cause": "recording",
        "expires_at": ends,
    }
    public = json.dumps(removed.world.events())
    assert "recording" not in public
    assert {e["bus"] for e in removed.said("MemberRemoved.v1")} == {"candour-private-test"}


def test_coming_back_is_for_a_chair_to_say_where_anybody_may_come_in(removed: Network) -> None:
    """M20: asking as somebody who is signed in."""
    open_to_all(removed)
    assert removed.post(f"/me/networks/{SLUG}/ask", by="member").status == 303
    assert hints(removed) == [["earlier_removed"]]
    assert (
        "was removed from the network for cause"
        in removed.get(f"/networks/{SLUG}/desk", by="chair").text
    )


def test_taking_the_request_back_and_asking_again_is_no_way_round(removed: Network) -> None:
    """M20."""
    open_to_all(removed)
    for _ in range(2):
        commands.ask(SLUG, by=removed.ids["member"])
        commands.leave(SLUG, by=removed.ids["member"])
    commands.ask(SLUG, by=removed.ids["member"])
    assert removed.place("member")["hints"] == ["earlier_removed"]


def test_a_new_account_with_the_same_address_waits_too(removed: Network) -> None:
    """M20, M23: the hash outlives an erasing, and an own sign-up is allowed."""
    open_to_all(removed)
    asked(removed)
    removed.world.advance(timedelta(days=7, minutes=2))
    sign_up(removed, "member")
    removed.world.settle()
    assert hints(removed) == [["earlier_removed"]]


def test_another_way_to_write_the_address_waits_too(removed: Network) -> None:
    """M20, M3: matched by the alias key."""
    open_to_all(removed)
    again = email_of("member").replace("@", "+again@")
    wish = joining.Join.model_validate(join_form("member", email=again))
    joining.join(wish, source_ip="")
    claim = store.claim(address_key(again))
    assert claim is not None
    joining.confirm(claim["member_id"], address_key(again), "any")
    assert hints(removed) == [["alike_address", "earlier_removed"]]


def test_an_invitation_by_a_chair_who_does_not_know_leads_to_the_desk(removed: Network) -> None:
    """M20, M15."""
    wish = invitations.Invite(addresses=email_of("member"))
    invitations.invite(SLUG, wish, by=removed.ids["chair"])
    removed.world.settle()
    (told,) = removed.told("InvitationIssued.v1")
    invitations.accept(told["token"], invitations.Accept(agree=True), by=removed.ids["member"])
    assert removed.place("member")["hints"] == ["earlier_removed"]


def test_whoever_is_let_in_again_is_like_anybody(removed: Network) -> None:
    """M20: letting in ends the matter."""
    member = removed.ids["member"]
    commands.ask(SLUG, by=member)
    commands.approve(SLUG, member, by=removed.ids["chair"])
    assert removed.place("member")["removal"] is None
    assert not [i for i in removed.items("ALIAS#") if i["sk"].startswith("REMOVED")]
    commands.leave(SLUG, by=member)
    open_to_all(removed)
    commands.ask(SLUG, by=member)
    assert removed.place("member")["standing"] == "member"


def test_a_declined_request_ends_nothing(removed: Network) -> None:
    """M20."""
    member, chair = removed.ids["member"], removed.ids["chair"]
    commands.ask(SLUG, by=member)
    commands.decline(SLUG, member, commands.DeclineRequest(), by=chair)
    removed.world.advance(timedelta(days=31))
    commands.ask(SLUG, by=member)
    assert removed.place("member")["hints"] == ["earlier_removed"]


def test_after_the_end_nothing_is_known(removed: Network) -> None:
    """M20: kept until the end date."""
    open_to_all(removed)
    alias = alias_key(email_of("member"))
    assert set(shelf.earlier(SLUG, [alias, "unknown"])) == {alias}
    removed.world.advance(YEAR + timedelta(minutes=1))
    assert shelf.earlier(SLUG, [alias]) == {}
    commands.ask(SLUG, by=removed.ids["member"])
    assert removed.place("member")["standing"] == "member"


def test_other_networks_learn_nothing(removed: Network) -> None:
    """M20: it counts where it happened."""
    commands.ask(OTHER, by=removed.ids["member"])
    places = store.places(removed.ids["member"])
    assert {p.network_id: p.hints for p in places}[OTHER] == ()


@pytest.mark.parametrize("whom", ["chair", "applicant", "stranger"])
def test_some_cannot_be_removed(network: Network, whom: str) -> None:
    """M19, M20: oneself, whoever only waits, whoever is not there."""
    if whom != "chair":
        network.add(whom)
    page = f"/networks/{SLUG}/desk/members/{network.ids[whom]}/remove"
    answer = network.post(page, {"cause": "selling", "months": "3"}, by="chair")
    assert answer.status in (404, 409)


def test_a_cause_and_a_time_from_the_list(network: Network) -> None:
    member = network.add("member")
    for wrong in ({"cause": "dislike"}, {"cause": "selling", "months": 5}, {}):
        answer = network.api("POST", f"{API}/members/{member}/remove", wrong, by="chair")
        assert answer.status == 422


@pytest.mark.parametrize("way", ["ask", "invitation"])
def test_a_second_account_that_has_proved_itself_elsewhere_waits_too(
    removed: Network, way: str
) -> None:
    """M20, M3: who is signed in brings the mailbox along, past an open door and an invitation."""
    open_to_all(removed)
    again = email_of("member").replace("@", "+again@")
    second = came_elsewhere(removed, again)
    if way == "ask":
        commands.ask(SLUG, by=second)
    else:
        wish = invitations.Invite(addresses=again)
        invitations.invite(SLUG, wish, by=removed.ids["chair"])
        removed.world.settle()
        (told,) = removed.told("InvitationIssued.v1")
        agreed = invitations.Accept(agree=True)
        assert invitations.accept(told["token"], agreed, by=second) == (SLUG, False)
    assert hints(removed) == [["alike_address", "earlier_removed"]]


def test_a_shared_mailbox_is_for_a_chair_to_judge_in_each_network(network: Network) -> None:
    """M4: a chair of one network may allow it, which says nothing for another one."""
    open_to_all(network)
    commands.ask(SLUG, by=came_elsewhere(network, "patientsafety@kelder.example"))
    assert hints(network) == [["shared_mailbox"]]


# --- somebody with nearly the same address (M3) --------------------------------------------------


def test_two_with_nearly_the_same_address_both_stay_and_the_chairs_see_a_hint(
    network: Network,
) -> None:
    """M3: no silent merge."""
    member = network.add("member")
    tagged = email_of("member").replace("@", "+work@")
    network.post("/join", join_form("member", email=tagged))
    claim = store.claim(address_key(tagged))
    assert claim is not None
    joining.confirm(claim["member_id"], address_key(tagged), "any")
    assert claim["member_id"] != member
    assert waiting(network) == ["Yusuf Lambourne"]
    assert hints(network) == [["alike_address"]]
    assert "nearly the same address" in network.get(f"/networks/{SLUG}/desk", by="chair").text
    assert network.place("member")["standing"] == "member"


def test_chairs_see_the_hint_for_every_address_that_a_member_has_proved(network: Network) -> None:
    """M3: also for a further one, and for one that was the first before."""
    network.add("member")
    add(network, FURTHER)
    for number, email in enumerate((FURTHER, email_of("member"))):
        tagged = email.replace("@", "+elsewhere@")
        network.post("/join", join_form("member", email=tagged))
        claim = store.claim(address_key(tagged))
        assert claim is not None
        joining.confirm(claim["member_id"], address_key(tagged), "any")
        assert hints(network) == [["alike_address"]] * (number + 1)
        if number == 0:
            assert choose(network, "first", FURTHER).status == 200


def test_the_same_person_asking_again_is_no_hint(network: Network) -> None:
    """M3: about another living member only."""
    network.add("leaver")
    sign_up(network, "leaver")
    assert hints(network) == [[]]


def test_whoever_was_erased_gives_no_hint(network: Network) -> None:
    """M3, M22: whose mailbox it was goes with the person."""
    network.add("member")
    asked(network)
    network.world.advance(timedelta(days=7, minutes=2))
    assert not [i for i in network.items("MAILBOX#") if network.ids["member"] in str(i)]
    tagged = email_of("member").replace("@", "+work@")
    network.post("/join", join_form("member", email=tagged))
    claim = store.claim(address_key(tagged))
    assert claim is not None
    joining.confirm(claim["member_id"], address_key(tagged), "any")
    assert hints(network) == [[]]


@pytest.mark.parametrize("end", ["leave", "remove"])
def test_a_list_knows_a_further_address_of_whoever_is_gone_however_it_is_written(
    network: Network, end: str
) -> None:
    """M23, M24: by the site, without any link; and what was removed says so first."""
    member = network.add("member")
    add(network, FURTHER)
    if end == "leave":
        commands.leave(SLUG, by=member)
    else:
        removals.remove(SLUG, member, WISH, by=network.ids["chair"])
    network.world.settle()
    spelt = FURTHER.replace("@", "+list@")
    what = "earlier left" if end == "leave" else "earlier removed"
    assert rows(network, spelt, FURTHER) == {spelt: what, FURTHER: what}


def test_an_import_learns_that_somebody_was_removed(removed: Network) -> None:
    """M24, M20: by the mailbox, also after an erasing; another network's list learns nothing."""
    asked(removed)
    removed.world.advance(timedelta(days=7, minutes=2))
    alias = alias_key(email_of("member"))
    assert Known.REMOVED in lookups.look_up(SLUG, [alias]).facts[alias]
    assert Known.REMOVED not in lookups.look_up(OTHER, [alias]).facts.get(alias, ())


@pytest.mark.parametrize("months", ["\u00b2", "9" * 5000, "13", "-3", " 3x", 13, 3.5, None, ["3"]])
def test_other_months_than_those_to_choose_from_are_refused(months: object) -> None:
    """With what can be chosen, and nothing of what was sent."""
    with pytest.raises(ValidationError) as refused:
        RemoveMember.model_validate({"cause": "selling", "months": months})
    assert invalid(refused.value).fields == {"months": "Choose one of these: 3, 6, 12 or 24."}
