"""Networks that are opened, by the host or by members under their own; who may know of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.contracts.refusals import Conflict, Invalid, NotAllowed
from services.contracts.roles import Policy
from services.membership import commands, store
from services.membership.commands import host, invitations, opening, spinoffs
from services.membership.commands.opening import InviteChair, OpenNetwork
from services.membership.store import spinoffs as shelf
from tests.membership.network import SLUG, Network, asked, email_of, enter, join_form

CHILD = "night-shift"
WISH: dict[str, Any] = {
    "network_id": CHILD,
    "name": "Night Shift Peers",
    "ground_rules": "Nothing is recorded.\nNobody is woken.",
    "policy": "invitation",
}
API = "/api/membership/networks"


@pytest.fixture
def wanted(network: Network) -> Network:
    """A member wants to found an unlisted network."""
    network.add("member")
    answer = network.api("POST", f"{API}/{SLUG}/spin-offs", WISH, by="member")
    assert answer.status == 202
    return network


@pytest.fixture
def founded(wanted: Network) -> Network:
    """The chair has agreed."""
    member = wanted.ids["member"]
    path = f"/networks/{SLUG}/desk/spin-offs/{CHILD}/{member}/agree"
    assert wanted.post(path, by="chair").status == 303
    return wanted


# --- founding (N51, M18) ------------------------------------------------------------------------


def test_a_spin_off_has_its_founder_for_a_chair_and_nobody_else(founded: Network) -> None:
    """N51, M18: members of one are not members of the other."""
    assert founded.get(f"/networks/{CHILD}/desk", by="member").status == 200
    (network,) = store.networks([CHILD]).values()
    assert (network.parent, network.policy, network.listed) == (SLUG, Policy.INVITATION, False)
    assert network.ground_rules == ("Nothing is recorded.", "Nobody is woken.")
    assert network.chairs == (founded.ids["member"],)
    assert founded.get(f"/networks/{CHILD}", by="chair").status == 404


def test_nothing_is_open_before_the_chairs_agree(wanted: Network) -> None:
    """M18: and only they, or the host, decide."""
    assert store.networks([CHILD]) == {}
    wanted.add("reviewer")
    with pytest.raises(NotAllowed):
        spinoffs.agree(SLUG, wanted.ids["member"], CHILD, by=wanted.ids["reviewer"])
    with pytest.raises(NotAllowed):
        spinoffs.agree(SLUG, wanted.ids["member"], CHILD, by=wanted.ids["member"])
    host.appoint_first(wanted.ids["reviewer"])
    spinoffs.agree(SLUG, wanted.ids["member"], CHILD, by=wanted.ids["reviewer"])
    assert set(store.networks([CHILD])) == {CHILD}


def test_chairs_decline_and_founders_take_back(wanted: Network) -> None:
    member, chair = wanted.ids["member"], wanted.ids["chair"]
    spinoffs.decline(SLUG, member, CHILD, by=chair)
    wanted.world.settle()
    assert [e["member_id"] for e in wanted.said("SpinOffDeclined.v1")] == [member]
    with pytest.raises(Conflict):
        spinoffs.agree(SLUG, member, CHILD, by=chair)
    wanted.post(f"/networks/{SLUG}/found", WISH, by="member")
    assert "Night Shift Peers" in wanted.get(f"/networks/{SLUG}/found", by="member").text
    wanted.post(f"/networks/{SLUG}/found/{CHILD}/take-back", by="member")
    assert shelf.wanted_in(SLUG) == []


def test_a_wish_goes_with_its_founder(wanted: Network) -> None:
    """M22."""
    asked(wanted)
    wanted.world.advance(store.COUNTED_FOR * 24 * 7 + store.COUNTED_FOR)
    assert shelf.wanted_in(SLUG) == []


def test_a_short_name_is_taken_once(wanted: Network) -> None:
    commands.open_network(CHILD, "Another", ("Be kind.",), Policy.OPEN, listed=True)
    with pytest.raises(Invalid):
        spinoffs.agree(SLUG, wanted.ids["member"], CHILD, by=wanted.ids["chair"])


def test_the_chairs_of_the_parent_see_counts_and_no_names(founded: Network) -> None:
    """M18, M29: exact, and no more."""
    page = founded.get(f"/networks/{SLUG}/desk/spin-offs", by="chair")
    assert "Night Shift Peers" in page.text
    assert "1 member" in page.text
    assert "Yusuf" not in page.text
    answer = founded.api("GET", f"{API}/{SLUG}/spin-offs", by="chair").json()
    assert answer["founded"] == [
        {"network_id": CHILD, "name": "Night Shift Peers", "archived": False, "members": 1}
    ]
    people = f"/networks/{SLUG}/desk/spin-offs/{CHILD}/members"
    assert founded.get(people, by="chair").status == 404
    for door in (f"{API}/{CHILD}/members", f"{API}/{CHILD}/waiting"):
        assert founded.api("GET", door, by="chair").status == 404


def test_its_chairs_may_grant_more(founded: Network) -> None:
    """M18: and the members are told."""
    form = {"policy": "invitation", "quorum": "2", "sight": "yes"}
    assert founded.post(f"/networks/{CHILD}/desk/settings", form, by="member").status == 303
    people = f"/networks/{SLUG}/desk/spin-offs/{CHILD}/members"
    assert "Yusuf Lambourne" in founded.get(people, by="chair").text
    assert "can see who is in it" in founded.get("/me", by="member").text
    assert f"founded under {SLUG}" not in founded.get("/me", by="member").text
    look, *_ = founded.api("GET", "/api/membership/me/looks", by="member").json()["looks"]
    assert (look["reader"], look["network_id"]) == ("chair above", CHILD)
    said = founded.get("/me/looks", by="member").text
    assert "A chair of the network above Night Shift Peers" in said
    del form["sight"]
    founded.post(f"/networks/{CHILD}/desk/settings", form, by="member")
    assert founded.get(people, by="chair").status == 404


def test_sight_is_of_the_parents_chairs_only(founded: Network) -> None:
    """M18: a network without a parent grants nothing."""
    form = {"policy": "approval", "listed": "yes", "quorum": "2", "sight": "yes"}
    founded.post(f"/networks/{SLUG}/desk/settings", form, by="chair")
    (network,) = store.networks([SLUG]).values()
    assert not network.sight


# --- a network that is in no list (M16) ----------------------------------------------------------


@pytest.mark.parametrize("who", ["chair", "applicant"])
def test_strangers_get_the_same_answer_as_of_none(founded: Network, who: str) -> None:
    """M16: on every page and route, whatever they ask."""
    if who == "applicant":
        founded.add("applicant")
    for path in (
        "",
        "/desk",
        "/desk/members",
        "/desk/settings",
        "/sessions",
        "/notes",
        "/desk/mail",
    ):
        found, none = (
            founded.get(f"/networks/{slug}{path}", by=who) for slug in (CHILD, "no-such")
        )
        assert (found.status, none.status) == (404, 404), path
        assert found.text.replace(CHILD, "no-such") == none.text
    for method, path, sent in (
        ("GET", "members", None),
        ("GET", "spin-offs", None),
        ("POST", "policy", {"policy": "open", "quorum": 2}),
        ("POST", "archive", None),
        ("POST", "invitations", {"addresses": "a@kelder.example"}),
        ("POST", "spin-offs", {**WISH, "network_id": "third"}),
        ("POST", "leave", None),
    ):
        found, none = (
            founded.api(method, f"{API}/{slug}/{path}", sent, by=who) for slug in (CHILD, "no-such")
        )
        assert (found.status, found.text) == (none.status, none.text), path
        assert found.status == 404


def test_nobody_can_ask_to_join_what_they_cannot_know_of(network: Network) -> None:
    """M16: whatever its policy."""
    commands.open_network("quiet", "Quiet Corner", ("Be kind.",), Policy.OPEN, listed=False)
    network.add("member")
    answers = [
        network.post("/join", join_form("stranger", network=[slug]))
        for slug in ("quiet", "no-such")
    ]
    assert [answer.status for answer in answers] == [422, 422]
    asks = [network.post(f"/me/networks/{slug}/ask", by="member") for slug in ("quiet", "no-such")]
    assert [answer.status for answer in asks] == [404, 404]


def test_it_is_in_no_list_of_anybody_else(founded: Network) -> None:
    """M16."""
    for path in ("/", "/join", "/me", f"/networks/{SLUG}", "/statistics", "/sitemap.xml"):
        assert "Night Shift" not in founded.get(path, by="chair").text
    assert CHILD not in founded.get("/api/membership/networks").text


# --- the host opens -----------------------------------------------------------------------------


@pytest.fixture
def hosted(network: Network) -> Network:
    """Somebody looks after the installation."""
    host.appoint_first(network.add("stranger"))
    network.world.settle()
    return network


FORM = {**WISH, "policy": "closed", "chair": email_of("applicant")}


def test_the_host_opens_a_network_and_its_first_chair_comes_by_invitation(hosted: Network) -> None:
    """N14, M15: also where nobody comes in; bound to the address."""
    assert hosted.post("/host/opening", FORM, by="stranger").status == 303
    (told,) = hosted.told("InvitationIssued.v1")
    assert (told["email"], told["role"]) == (email_of("applicant"), "chair")
    page = hosted.get(f"/invitations/{told['token']}")
    assert "Nobody is woken." in page.text
    assert "You are asked to be its first chair" in page.text
    assert "a chair has a look first" not in page.text
    form = join_form("applicant", network=[CHILD], invitation=told["token"])
    enter(hosted, hosted.post("/join", form))
    (network,) = store.networks([CHILD]).values()
    assert len(network.chairs) == 1
    assert hosted.get(f"/networks/{CHILD}", by="stranger").status == 404, "the host has no role"


def test_the_first_chair_accepts_with_the_address_that_was_invited(hosted: Network) -> None:
    """M15: there is nobody to have a look at another one."""
    opening.open_network(OpenNetwork.model_validate(FORM), by=hosted.ids["stranger"])
    hosted.world.settle()
    (told,) = hosted.told("InvitationIssued.v1")
    hosted.add("member")
    agree = invitations.Accept(agree=True)
    with pytest.raises(Conflict, match="the address that it was sent to only"):
        invitations.accept(told["token"], agree, by=hosted.ids["member"])


def test_somebody_who_is_here_already_accepts_on_the_page(hosted: Network) -> None:
    """M15."""
    member = hosted.add("member")
    wish = OpenNetwork.model_validate({**FORM, "chair": email_of("member")})
    opening.open_network(wish, by=hosted.ids["stranger"])
    hosted.world.settle()
    (told,) = hosted.told("InvitationIssued.v1")
    path = f"/invitations/{told['token']}/accept"
    assert hosted.post(path, {"agree": "yes"}, by="member").status == 303
    assert store.networks([CHILD])[CHILD].chairs == (member,)


def test_a_first_chair_is_invited_again_until_there_is_one(hosted: Network) -> None:
    stranger, invite = hosted.ids["stranger"], InviteChair(network_id=CHILD, chair=FORM["chair"])
    opening.open_network(OpenNetwork.model_validate(FORM), by=stranger)
    opening.invite_chair(invite, by=stranger)
    hosted.world.settle()
    assert len(hosted.told("InvitationIssued.v1")) == 1, "the first mail is not a day old"
    hosted.world.advance(timedelta(days=1, minutes=1))
    opening.invite_chair(invite, by=stranger)
    hosted.world.settle()
    assert len(hosted.told("InvitationIssued.v1")) == 2
    for slug in (SLUG, "no-such"):
        with pytest.raises(Conflict):
            opening.invite_chair(invite.model_copy(update={"network_id": slug}), by=stranger)


def test_nobody_else_opens_networks(hosted: Network) -> None:
    """A chair has no say over the installation."""
    for path in ("/host/opening", "/host/opening/chairs", "/host/opening/appoint"):
        assert hosted.get(path, by="chair").status == 403
    assert hosted.post("/host/opening", FORM, by="chair").status == 403
    answer = hosted.api("POST", "/api/membership/host/opening", FORM, by="chair")
    assert answer.status == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"network_id": "No"}, {"network_id": SLUG}, {"name": ""}, {"ground_rules": "\n \n"},
        {"ground_rules": "x" * 301}, {"quorum": "1"}, {"chair": "nobody"}, {"policy": "secret"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_kept(hosted: Network, wrong: dict[str, str]) -> None:
    answer = hosted.post("/host/opening", {**FORM, **wrong}, by="stranger")
    assert answer.status == 422
    assert "There is a problem" in answer.text
