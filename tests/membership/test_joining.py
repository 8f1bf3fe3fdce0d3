"""Joining: a wish, a code by mail, a member; and whoever asks again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.contracts.roles import Policy
from services.membership import commands, store
from services.membership.addresses import address_key
from tests.membership.meanwhile import calls_of
from tests.membership.network import (
    OTHER,
    PEOPLE,
    SLUG,
    Network,
    email_of,
    enter,
    hidden,
    join_form,
    waiting,
)

# --- the way in -----------------------------------------------------------------------------------


def test_whoever_proves_the_address_is_on_the_chairs_list(network: Network) -> None:
    page = network.post("/join", join_form())
    assert waiting(network) == []
    entered = enter(network, page)
    assert (entered.status, entered.header("location")) == (303, "/me")
    assert waiting(network) == [PEOPLE["applicant"]]


def test_programs_join_in_the_same_way(network: Network) -> None:
    wish = join_form(agree=True)
    asked = network.api("POST", "/api/membership/join", wish)
    assert asked.status == 202
    proof = {**asked.json(), "code": network.codes(email_of("applicant"))[0]}
    tokens = network.api("POST", "/api/membership/tokens", proof)
    assert tokens.status == 200
    assert tokens.json()["expires_in"] == 3600
    renewed = network.api(
        "POST", "/api/membership/tokens", {"refresh_token": tokens.json()["refresh_token"]}
    )
    assert renewed.json()["id_token"]
    assert waiting(network) == [PEOPLE["applicant"]]


@pytest.mark.parametrize(
    "name", ["O’Brien", "Zoë", "李", "D'Arcy Nguyễn", "Aoife Ní Bhriain-Ó'Dálaigh"]
)
def test_real_names_are_taken_as_they_are(network: Network, name: str) -> None:
    enter(network, network.post("/join", join_form(name=name)))
    assert waiting(network) == [name]


def test_a_code_may_be_typed_with_spaces(network: Network) -> None:
    page = network.post("/join", join_form())
    code = network.codes(email_of("applicant"))[0]
    spaced = f" {code[:4]} {code[4:]} "
    assert network.post("/sign-in/code", {**hidden(page), "code": spaced}).status == 303


# --- asking again ---------------------------------------------------------------------------------


def test_a_second_sign_up_replaces_the_first(network: Network) -> None:
    """M2: same request, new code, old code dead."""
    first = network.post("/join", join_form(name="Beatrice Quil"))
    second = network.post("/join", join_form(name="Beatriz Quill"))
    old, new = network.codes(email_of("applicant"))
    assert network.post("/sign-in/code", {**hidden(first), "code": old}).status == 422
    assert network.post("/sign-in/code", {**hidden(second), "code": new}).status == 303
    assert waiting(network) == ["Beatriz Quill"]
    assert len(network.items("JOIN#")) == 0


def test_a_wish_in_another_spelling_of_the_address_is_the_same_person(network: Network) -> None:
    network.post("/join", join_form(email="beatriz@kelder.example"))
    network.post("/join", join_form(email="BEATRIZ@Kelder.example"))
    assert len(network.items("JOIN#")) == 1
    claims = [item for item in network.items("ADDRESS#") if item["sk"] == "CLAIM"]
    assert len(claims) == 2  # the chair's and this one


def test_a_member_who_joins_once_more_keeps_the_name_and_asks_for_the_new_network(
    network: Network,
) -> None:
    """M2: while member, the networks are added."""
    network.add("member")
    page = network.post("/join", join_form("member", name="Somebody Else", network=[SLUG, OTHER]))
    assert enter(network, page, "member").status == 303
    me = network.api("GET", "/api/membership/me", by="member").json()
    assert {place["network_id"]: place["standing"] for place in me["places"]} == {
        SLUG: "member",
        OTHER: "waiting",
    }
    assert PEOPLE["member"] in network.get("/me", by="member").text
    assert len(network.told("MemberContactChanged.v1")) == 2


def test_nobody_else_can_ask_in_a_members_name(network: Network) -> None:
    """A member's own sign-in does not agree to what somebody else typed with the address."""
    network.add("member")
    network.post("/join", join_form("member", network=[OTHER]))
    page = network.post("/sign-in", {"email": email_of("member")})
    assert enter(network, page, "member").status == 303
    me = network.api("GET", "/api/membership/me", by="member").json()
    assert [place["network_id"] for place in me["places"]] == [SLUG]


def test_an_applicant_who_joins_again_waits_once(network: Network) -> None:
    for _ in range(2):
        enter(network, network.post("/join", join_form()))
    assert waiting(network) == [PEOPLE["applicant"]]
    assert len(network.said("MembershipRequested.v1")) == 2  # the chair's own was the other


def test_an_open_network_lets_in_at_once(network: Network) -> None:
    wish = commands.ChangePolicy(policy=Policy.OPEN, listed=True, quorum=2)
    commands.change_policy(SLUG, wish, by=network.ids["chair"])
    enter(network, network.post("/join", join_form()))
    place = network.place("applicant") if "applicant" in network.ids else None
    assert place is None
    claim = store.claim(address_key(email_of("applicant")))
    assert claim is not None
    network.ids["applicant"] = claim["member_id"]
    assert network.place("applicant")["standing"] == "member"
    assert network.get(f"/networks/{SLUG}", by="applicant").status == 200


def test_of_two_wishes_with_one_good_code_the_later_says_which_networks(network: Network) -> None:
    """Of four mails an hour the fourth is not sent: then the first form takes the third code."""
    first = network.post("/join", join_form())
    for _ in range(2):
        network.post("/sign-in", {"email": email_of("applicant")})
    fourth = network.post("/join", join_form(network=[OTHER]))
    assert enter(network, fourth).status == 303
    assert waiting(network) == []
    assert network.post("/sign-in/code", {**hidden(first), "code": "12345678"}).status == 422
    requested = network.said("MembershipRequested.v1")
    assert [event["network_id"] for event in requested] == [SLUG, OTHER]  # SLUG: the chair's own


# --- how much it asks of the table ----------------------------------------------------------------

POOL = ["answer", "count", "count", "get", "transact"]
"""What the user pool's trigger does until it has found the code good; tries are counted twice."""


def test_a_code_is_turned_into_what_it_confirms_by_one_read_and_one_transaction(
    network: Network,
) -> None:
    """decisions, Speed: for somebody new, for a member who asks for more, and for signing in.

    Of a wish whose code was asked for apart from it, the challenge may not name the networks (X7).
    """

    def calls(page: Any, email: str = email_of("applicant")) -> list[str]:
        form = {**hidden(page), "code": network.codes(email)[-1]}
        made = calls_of(network, lambda: network.raw_form("/sign-in/code", form))
        assert made[: len(POOL)] == POOL
        return made[len(POOL) :]

    assert calls(network.post("/join", join_form())) == ["get_many", "transact"]
    assert calls(network.post("/join", join_form(network=[OTHER]))) == ["get_many", "transact"]
    assert calls(network.post("/sign-in", {"email": email_of("applicant")})) == ["get_many"]

    network.world.advance(timedelta(hours=1))
    network.post("/join", join_form(email="casimir@kelder.example"))
    apart = network.post("/sign-in", {"email": "casimir@kelder.example"})
    assert calls(apart, "casimir@kelder.example") == ["get_many", "get_many", "transact"]


# --- networks that cannot be joined ---------------------------------------------------------------


@pytest.mark.parametrize("policy", [Policy.INVITATION, Policy.CLOSED])
def test_a_network_by_invitation_or_closed_is_answered_like_an_unknown_one(
    network: Network, policy: Policy
) -> None:
    """M14, X7."""
    wish = commands.ChangePolicy(policy=policy, listed=True, quorum=2)
    commands.change_policy(SLUG, wish, by=network.ids["chair"])
    closed = network.api("POST", "/api/membership/join", join_form(network=[SLUG]))
    unknown = network.api("POST", "/api/membership/join", join_form(network=["nowhere"]))
    assert (closed.status, closed.body) == (422, unknown.body)
    assert closed.json()["fields"] == {"network": "Choose from the networks in the list."}
    assert f'value="{SLUG}"' not in network.get("/join").text


def test_an_archived_network_takes_nobody(network: Network) -> None:
    commands.archive(SLUG, by=network.ids["chair"])
    assert network.post("/join", join_form()).status == 422
    assert "Patient Safety Peers" not in network.get("/").text


def test_a_network_that_closes_meanwhile_is_left_out_and_the_others_stay(network: Network) -> None:
    page = network.post("/join", join_form(network=[SLUG, OTHER]))
    wish = commands.ChangePolicy(policy=Policy.CLOSED, listed=True, quorum=2)
    commands.change_policy(SLUG, wish, by=network.ids["chair"])
    assert enter(network, page).status == 303
    assert waiting(network) == []
    requested = network.said("MembershipRequested.v1")
    assert [event["network_id"] for event in requested] == [SLUG, OTHER]  # SLUG: the chair's own


def test_all_fifty_networks_and_more_are_listed(network: Network) -> None:
    for number in range(60):
        commands.open_network(
            f"network-{number:02}", f"Network {number:02}", ("Be kind.",), Policy.OPEN, listed=True
        )
    page = network.get("/")
    assert page.status == 200
    assert "Network 59" in page.text


def test_an_unlisted_network_is_nowhere_in_public(network: Network) -> None:
    """M16."""
    commands.open_network("quiet", "Quiet Corner", ("Be kind.",), Policy.APPROVAL, listed=False)
    network.add("stranger")
    for path in ("/", "/join", "/api/membership/networks"):
        assert "Quiet" not in network.get(path).text
    for path in ("/me", "/me/networks/quiet/leave"):
        assert "Quiet" not in network.get(path, by="stranger").text


# --- what a stranger reads ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "way_in"),
    [
        (Policy.OPEN, "Whoever likes may join."),
        (Policy.APPROVAL, "Whoever likes may ask to join, and a chair answers."),
        (Policy.INVITATION, "People come in by an invitation from a chair."),
        (Policy.CLOSED, "It takes no new members at the moment."),
    ],
)
def test_the_front_page_says_of_every_network_how_people_get_in(
    network: Network, policy: Policy, way_in: str
) -> None:
    """M14: also of one that is not in the form to join, or looking for it there is a dead end."""
    commands.open_network("nights", "Night Shift Peers", ("Kindness.",), policy, listed=True)
    card = network.get("/").text.split("/networks/nights/about")[1].split("</ul>")[0]
    assert way_in in card
    about = network.get("/networks/nights/about").text
    assert ("Join this network" in about) or (way_in in about)


def test_of_several_networks_none_is_chosen_beforehand(network: Network) -> None:
    """Nobody asks to join what they did not tick; a link to one network, or the only one, does."""
    assert " checked" not in network.get("/join").text
    assert network.get("/join?network=psmn").text.count(" checked") == 1
    closed = commands.ChangePolicy(policy=Policy.CLOSED, quorum=2)
    commands.change_policy(SLUG, closed, by=network.ids["chair"])
    assert network.get("/join").text.count(" checked") == 1
