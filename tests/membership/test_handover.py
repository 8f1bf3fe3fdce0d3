"""Handing the chair over, and a chair whom the host appoints (M19); roles that end (X3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.contracts.refusals import Conflict, NotAllowed, NotFound
from services.contracts.roles import Role
from services.membership import commands
from services.membership.commands import handover, host
from services.membership.commands.handover import OfferChair
from services.membership.store import offers
from tests.membership.meanwhile import between
from tests.membership.network import SLUG, Network, asked

GIVES, SHARES = OfferChair(step_down=True), OfferChair()
API = f"/api/membership/networks/{SLUG}"
DAY, TWO_WEEKS = timedelta(days=1), timedelta(days=14)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def offered(network: Network) -> Network:
    """A network whose only chair wants to hand over to a member."""
    member = network.add("member")
    handover.offer(SLUG, member, GIVES, by=network.ids["chair"])
    network.world.settle()
    return network


def chairs(network: Network) -> set[str]:
    (kept,) = (i for i in network.items(f"NETWORK#{SLUG}") if i["sk"] == "STATE")
    kinds = {member_id: kind for kind, member_id in network.ids.items()}
    return {kinds[chair] for chair in kept["chairs"]}


# --- handing over -------------------------------------------------------------------------------


def test_until_it_is_accepted_nothing_changes(offered: Network) -> None:
    """M19."""
    assert chairs(offered) == {"chair"}
    with pytest.raises(Conflict, match="hand the role over"):
        commands.leave(SLUG, by=offered.ids["chair"])


def test_one_takes_over_while_the_other_steps_down(offered: Network) -> None:
    """M19: on the pages, in one step."""
    page = offered.get("/me", by="member")
    assert f"/me/networks/{SLUG}/offer" in page.text
    form = offered.get(f"/me/networks/{SLUG}/offer", by="member")
    assert "Maureen Achterberg asks you to be a chair" in form.text
    sent = {"chair": offered.ids["chair"]}
    assert offered.post(f"/me/networks/{SLUG}/offer", sent, by="member").status == 303
    assert chairs(offered) == {"member"}
    assert offered.place("chair")["roles"] == []
    commands.leave(SLUG, by=offered.ids["chair"])


def test_whoever_only_shares_stays(network: Network) -> None:
    """M19."""
    member, chair = network.add("member"), network.ids["chair"]
    handover.offer(SLUG, member, SHARES, by=chair)
    handover.accept(SLUG, chair, by=member)
    assert chairs(network) == {"chair", "member"}


def test_an_offer_is_answered_once(offered: Network) -> None:
    """M19: declined, and then nothing is left to accept."""
    member, chair = offered.ids["member"], offered.ids["chair"]
    assert offered.api("POST", f"/api/membership/me/networks/{SLUG}/offer/decline", by="member")
    with pytest.raises(NotFound):
        handover.accept(SLUG, chair, by=member)
    assert chairs(offered) == {"chair"}


@pytest.mark.parametrize("end", ["taken back", "too late", "no chair any more", "left"])
def test_an_offer_ends(offered: Network, end: str) -> None:
    """M19: whatever ends it, nothing has changed."""
    member, chair = offered.ids["member"], offered.ids["chair"]
    match end:
        case "taken back":
            handover.withdraw(SLUG, member, by=chair)
        case "too late":
            offered.world.advance(TWO_WEEKS + MINUTE)
        case "no chair any more":
            offered.add("co_chair")
            commands.revoke(SLUG, chair, Role.CHAIR, by=offered.ids["co_chair"])
        case "left":
            commands.leave(SLUG, by=member)
    with pytest.raises((Conflict, NotFound)):
        handover.accept(SLUG, chair, by=member)
    assert "member" not in chairs(offered)


def test_of_two_who_act_at_once_one_comes_second(offered: Network) -> None:
    """M19: the member accepts while the offer is taken back."""
    member, chair = offered.ids["member"], offered.ids["chair"]
    between(offered, lambda: handover.withdraw(SLUG, member, by=chair))
    with pytest.raises(Conflict):
        handover.accept(SLUG, chair, by=member)
    assert chairs(offered) == {"chair"}


def test_only_a_chair_offers_and_only_to_members(network: Network) -> None:
    """M19."""
    member, applicant = network.add("member"), network.add("applicant")
    with pytest.raises(NotAllowed):
        handover.offer(SLUG, network.ids["chair"], SHARES, by=member)
    with pytest.raises(Conflict):
        handover.offer(SLUG, applicant, SHARES, by=network.ids["chair"])
    with pytest.raises(Conflict, match="chair already"):
        handover.offer(SLUG, network.ids["chair"], SHARES, by=network.ids["chair"])


def test_an_offer_goes_with_whoever_is_erased(network: Network) -> None:
    """M22: of whoever offers there is no id, and of whoever is asked no row."""
    member = network.add("member")
    network.add("co_chair")
    handover.offer(SLUG, member, SHARES, by=network.ids["co_chair"])
    assert network.ids["co_chair"] not in str(network.items(f"MEMBER#{member}"))
    asked(network)
    network.world.advance(timedelta(days=7, minutes=2))
    assert offers.offers_in(SLUG) == []


# --- the host appoints --------------------------------------------------------------------------


@pytest.fixture
def announced(network: Network) -> Network:
    """The host has given notice that a member becomes a chair."""
    member = network.add("member")
    host.appoint_first(network.add("stranger"))
    form = {"network_id": SLUG, "email": "member@kelder.example"}
    assert network.post("/host/opening/appoint", form, by="stranger").status == 303
    assert [one.member_id for one in offers.offers_in(SLUG)] == [member]
    return network


def test_after_the_notice_it_is_so(announced: Network) -> None:
    """M19: 14 days, under a late tick too, and once."""
    assert "Yusuf Lambourne will be a chair" in announced.get(f"/networks/{SLUG}", by="chair").text
    mine = announced.get("/me", by="member").text
    assert "You will be a chair here on" in mine
    assert "You are asked" not in mine
    announced.world.advance(TWO_WEEKS - MINUTE)
    assert chairs(announced) == {"chair"}
    announced.world.advance(2 * MINUTE)
    assert chairs(announced) == {"chair", "member"}
    announced.world.advance(2 * TWO_WEEKS)
    granted = [
        e for e in announced.said("RoleGranted.v1") if e["member_id"] in announced.ids["member"]
    ]
    assert len(granted) == 1
    assert offers.offers_in(SLUG) == []


@pytest.mark.parametrize("who", ["chair", "member"])
def test_a_chair_who_comes_back_stops_it_and_a_member_may_rather_not(
    announced: Network, who: str
) -> None:
    """M19."""
    if who == "chair":
        assert "you can stop it" in announced.get(f"/networks/{SLUG}/desk/members", by="chair").text
        member = announced.ids["member"]
        announced.post(f"/networks/{SLUG}/desk/members/{member}/chair/withdraw", by="chair")
    else:
        assert "rather not" in announced.get(f"/me/networks/{SLUG}/offer", by="member").text
        announced.post(f"/me/networks/{SLUG}/offer/decline", by="member")
    announced.world.advance(TWO_WEEKS + MINUTE)
    assert chairs(announced) == {"chair"}


def test_the_host_learns_nothing_about_addresses(announced: Network) -> None:
    """X7: an unknown address and one of somebody else are answered alike."""
    announced.add("applicant")
    answers = [
        announced.api(
            "POST",
            "/api/membership/host/opening/appoint",
            {"network_id": SLUG, "email": email},
            by="stranger",
        )
        for email in ("applicant@kelder.example", "nobody@kelder.example")
    ]
    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


# --- roles that end -----------------------------------------------------------------------------


def in_days(network: Network, days: int) -> str:
    return f"{network.world.now + timedelta(days=days):%Y-%m-%d}"


def give(network: Network, who: str, role: str, days: int) -> int:
    path = f"/networks/{SLUG}/desk/members/{network.ids[who]}/grant"
    return network.post(path, {"role": role, "last_day": in_days(network, days)}, by="chair").status


def test_a_role_ends_after_its_last_day_and_is_told_of_before(network: Network) -> None:
    """X3: two weeks before, and at midnight in London."""
    network.add("member")
    assert give(network, "member", "reviewer", 30) == 303
    network.world.advance(timedelta(days=16))
    assert network.said("RoleEnding.v1") == []
    network.world.advance(DAY)
    (ending,) = network.said("RoleEnding.v1")
    assert (ending["role"], network.place("member")["roles"]) == ("reviewer", ["reviewer"])
    network.world.advance(timedelta(days=13, hours=14, minutes=59))
    assert network.place("member")["roles"] == ["reviewer"]
    network.world.advance(2 * MINUTE)
    assert network.place("member")["roles"] == []
    (ended,) = network.said("RoleEnded.v1")
    assert not ended["stays"]
    assert [e["roles"] for e in network.said("RoleRevoked.v1")] == [[]]


def test_a_later_last_day_and_none_at_all_count(network: Network) -> None:
    """X3: what is due for the day before finds nothing."""
    network.add("member")
    network.add("note_taker")
    give(network, "member", "reviewer", 3)
    give(network, "member", "reviewer", 40)
    give(network, "note_taker", "reviewer", 3)
    path = f"{API}/members/{network.ids['note_taker']}/grant"
    assert network.api("POST", path, {"role": "reviewer"}, by="chair").status == 204
    network.world.advance(timedelta(days=10))
    assert network.place("member")["roles"] == ["reviewer"]
    assert "reviewer" in network.place("note_taker")["roles"]
    network.world.advance(timedelta(days=32))
    assert network.place("member")["roles"] == []


def test_a_role_of_somebody_suspended_ends_too(network: Network) -> None:
    """X3, M20."""
    member = network.add("member")
    give(network, "member", "reviewer", 2)
    commands.suspend(SLUG, member, by=network.ids["chair"])
    network.world.advance(timedelta(days=4))
    commands.reinstate(SLUG, member, by=network.ids["chair"])
    assert network.place("member")["roles"] == []


def test_the_last_chair_stays_until_a_successor_accepts(network: Network) -> None:
    """M19, X3: everybody is told once, and the role ends when there is another chair."""
    member, chair = network.add("member"), network.ids["chair"]
    give(network, "chair", "chair", 2)
    network.world.advance(timedelta(days=6))
    assert chairs(network) == {"chair"}
    assert {e["stays"] for e in network.said("RoleEnded.v1")} == {True}
    assert (
        "goes on until somebody else is one"
        in network.get(f"/networks/{SLUG}/desk/members/{chair}", by="chair").text
    )
    handover.offer(SLUG, member, SHARES, by=chair)
    handover.accept(SLUG, chair, by=member)
    assert chairs(network) == {"member"}, "their time is over, so they step down"


def test_the_same_by_making_somebody_a_chair(network: Network) -> None:
    """M19: the next look ends it."""
    member = network.add("member")
    give(network, "chair", "chair", 2)
    network.world.advance(timedelta(days=6))
    commands.grant(SLUG, member, Role.CHAIR, by=network.ids["chair"])
    network.world.advance(DAY)
    assert chairs(network) == {"member"}


@pytest.mark.parametrize("last_day", ["2026-11-22", "2040-01-01", "soon", "2026-02-30"])
def test_a_last_day_is_to_come(network: Network, last_day: str) -> None:
    member = network.add("member")
    path = f"/networks/{SLUG}/desk/members/{member}/grant"
    form = {"role": "reviewer", "last_day": last_day}
    answer = network.post(path, form, by="chair")
    assert answer.status == 422
    assert network.place("member")["roles"] == []


# --- people who wait (M30) ----------------------------------------------------------------------


def test_chairs_are_reminded_once_a_week_of_who_waits_longer_than_ten_days(
    network: Network,
) -> None:
    """M30: never the applicant, and not once nobody waits."""
    applicant = network.add("applicant")
    network.world.advance(timedelta(days=10))
    assert network.said("RequestsWaiting.v1") == []
    network.world.advance(timedelta(days=2))
    assert len(network.said("RequestsWaiting.v1")) == 1
    network.world.advance(timedelta(days=5))
    assert len(network.said("RequestsWaiting.v1")) == 1
    network.world.advance(2 * DAY)
    assert [set(e) & {"member_id"} for e in network.said("RequestsWaiting.v1")] == [set()] * 2
    commands.approve(SLUG, applicant, by=network.ids["chair"])
    network.world.advance(timedelta(days=30))
    assert len(network.said("RequestsWaiting.v1")) == 2


@pytest.mark.parametrize("last_day", ["9999-12-31", "0001-01-01", "2026-02-30", "31/03/2027", {}])
def test_a_last_day_that_no_role_can_have_is_refused(network: Network, last_day: object) -> None:
    """The end of the calendar has no midnight after it."""
    path = f"/api/membership/networks/{SLUG}/members/{network.ids['chair']}/grant"
    wish = {"role": "reviewer", "last_day": last_day}
    answer = network.api("POST", path, wish, by="chair")
    assert answer.status == 422, answer.text
