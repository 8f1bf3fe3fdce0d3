"""What chairs and members do: at the same moment, again, too late; and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.membership import PlaceEvent
from services.contracts.refusals import Conflict, NotAllowed, NotFound
from services.contracts.roles import Policy, Role
from services.membership import commands, store
from tests.membership.meanwhile import between, calls_of, erase
from tests.membership.network import OTHER, PEOPLE, SLUG, Network, email_of

DESK = f"/networks/{SLUG}/desk"


def test_two_chairs_let_the_same_person_in_at_once(network: Network) -> None:
    """One of them is told in one sentence; nothing is said twice."""
    network.add("co_chair")
    applicant = network.add("applicant")
    between(network, lambda: commands.approve(SLUG, applicant, by=network.ids["co_chair"]))
    answer = network.post(f"{DESK}/waiting/{applicant}/approve", by="chair")
    assert answer.status == 409
    assert "Somebody changed this while you were working on it" in answer.text
    again = network.post(f"{DESK}/waiting/{applicant}/approve", by="chair")
    assert (again.status, "already answered" in again.text) == (409, True)
    approved = [e for e in network.said("MembershipApproved.v1") if e["member_id"] == applicant]
    assert len(approved) == 1


def test_one_chair_lets_in_while_the_other_declines(network: Network) -> None:
    network.add("co_chair")
    applicant = network.add("applicant")
    wish = commands.DeclineRequest()
    between(network, lambda: commands.decline(SLUG, applicant, wish, by=network.ids["co_chair"]))
    with pytest.raises(Conflict):
        commands.approve(SLUG, applicant, by=network.ids["chair"])
    assert network.place("applicant")["standing"] == "declined"


def test_of_two_last_chairs_who_leave_at_once_one_stays(network: Network) -> None:
    """M19."""
    network.add("co_chair")
    between(network, lambda: commands.leave(SLUG, by=network.ids["co_chair"]))
    with pytest.raises(Conflict):
        commands.leave(SLUG, by=network.ids["chair"])
    with pytest.raises(Conflict, match="keeps a chair"):
        commands.leave(SLUG, by=network.ids["chair"])
    assert network.get(DESK, by="chair").status == 200


def test_of_two_chairs_who_relieve_each_other_one_stays(network: Network) -> None:
    """M19."""
    chair, co_chair = network.ids["chair"], network.add("co_chair")
    between(network, lambda: commands.revoke(SLUG, chair, Role.CHAIR, by=co_chair))
    with pytest.raises(Conflict):
        commands.revoke(SLUG, co_chair, Role.CHAIR, by=chair)
    with pytest.raises(NotAllowed):
        commands.revoke(SLUG, co_chair, Role.CHAIR, by=chair)


@pytest.mark.parametrize("act", ["suspend", "revoke", "leave"])
def test_the_last_chair_stays(network: Network, act: str) -> None:
    """M19, on the page: a sentence, and nothing has changed."""
    mine = network.ids["chair"]
    answer = {
        "suspend": lambda: network.post(f"{DESK}/members/{mine}/suspend", by="chair"),
        "revoke": lambda: network.post(
            f"{DESK}/members/{mine}/revoke", {"role": "chair"}, by="chair"
        ),
        "leave": lambda: network.post(f"/me/networks/{SLUG}/leave", by="chair"),
    }[act]()
    assert answer.status == 409
    assert "Make somebody else a chair first" in answer.text
    assert network.get(DESK, by="chair").status == 200


def test_leaving_ends_every_right_at_once_although_the_token_is_good(network: Network) -> None:
    network.add("facilitator")
    token = network.world.platform.identity.issue(network.ids["facilitator"]).id_token
    commands.leave(SLUG, by=network.ids["facilitator"])  # and nothing has settled
    cookie = f"__Host-session={token}"
    assert network.with_cookie(f"/networks/{SLUG}", cookie).status == 403
    assert network.with_cookie(DESK, cookie).status == 403
    network.world.settle()
    assert network.with_cookie(f"/networks/{SLUG}/sessions", cookie).status == 403


def test_a_suspended_person_reads_nothing_until_reinstated_and_keeps_the_role(
    network: Network,
) -> None:
    """M20."""
    facilitator = network.add("facilitator")
    assert network.post(f"{DESK}/members/{facilitator}/suspend", by="chair").status == 303
    for path in ("", "/desk", "/sessions", "/desk/sessions"):
        assert network.get(f"/networks/{SLUG}{path}", by="facilitator").status == 403, path
    assert "paused" in network.get("/me", by="facilitator").text
    assert network.post(f"{DESK}/members/{facilitator}/reinstate", by="chair").status == 303
    assert network.get(f"/networks/{SLUG}/desk/sessions", by="facilitator").status == 200


def test_whoever_was_declined_may_ask_again_after_thirty_days(network: Network) -> None:
    """M21."""
    network.add("declined")
    page = network.get("/me", by="declined")
    assert "from Wednesday 23 December 2026" in page.text
    assert f"/me/networks/{SLUG}/ask" not in page.text
    assert network.post(f"/me/networks/{SLUG}/ask", by="declined").status == 409
    network.world.advance(timedelta(days=30))
    assert f"/me/networks/{SLUG}/ask" in network.get("/me", by="declined").text
    assert network.post(f"/me/networks/{SLUG}/ask", by="declined").status == 303
    assert network.place("declined")["standing"] == "waiting"
    assert network.place("declined")["reason"] == ""


def test_the_reason_of_a_decline_is_told_to_nobody(network: Network) -> None:
    """M21."""
    network.add("declined")
    assert network.place("declined")["reason"] == "Sells things"
    for path in ("/me", "/api/membership/me"):
        assert "Sells" not in network.get(path, by="declined").text
    assert "Sells" not in network.api("GET", "/api/membership/me", by="declined").text
    rows = network.world.platform.database.rows("SELECT body FROM messages")
    assert "Sells" not in str(rows) + str(network.world.events())


def test_whoever_comes_back_has_a_higher_sequence_and_no_role(network: Network) -> None:
    network.add("facilitator")
    commands.leave(SLUG, by=network.ids["facilitator"])
    commands.ask(SLUG, by=network.ids["facilitator"])
    commands.approve(SLUG, network.ids["facilitator"], by=network.ids["chair"])
    network.world.settle()
    mine = [e for e in network.world.events() if e.get("member_id") == network.ids["facilitator"]]
    places = [event for event in mine if "standing" in event]
    sequences = [event["sequence"] for event in places]
    assert sequences == sorted(set(sequences))
    assert places[-1]["detail_type"] == "MembershipApproved.v1"
    assert places[-1]["roles"] == []


def test_asking_too_often_is_answered_with_when_to_try_again(network: Network) -> None:
    network.add("stranger")
    answers = [network.post(f"/me/networks/{SLUG}/ask", by="stranger") for _ in range(21)]
    assert [answer.status for answer in answers] == [303, *[409] * 19, 429]
    assert answers[-1].header("retry-after")


@pytest.mark.parametrize("policy", [Policy.INVITATION, Policy.CLOSED])
def test_a_tighter_policy_removes_nobody_and_lets_nobody_ask(
    everybody: Network, policy: Policy
) -> None:
    """M14."""
    wish = commands.ChangePolicy(policy=policy, listed=True, quorum=2)
    commands.change_policy(SLUG, wish, by=everybody.ids["chair"])
    everybody.world.settle()
    assert everybody.get(f"/networks/{SLUG}", by="member").status == 200
    assert everybody.place("applicant")["standing"] == "waiting"
    assert everybody.post(f"/me/networks/{SLUG}/ask", by="stranger").status == 409
    assert f"/{SLUG}/ask" not in everybody.get("/me", by="stranger").text


def test_a_looser_policy_lets_nobody_in_who_waits(everybody: Network) -> None:
    """M14."""
    wish = commands.ChangePolicy(policy=Policy.OPEN, listed=True, quorum=2)
    commands.change_policy(SLUG, wish, by=everybody.ids["chair"])
    assert everybody.place("applicant")["standing"] == "waiting"
    assert everybody.post(f"/me/networks/{SLUG}/ask", by="stranger").status == 303
    assert everybody.place("stranger")["standing"] == "member"


@pytest.mark.parametrize("quorum", [-1, 0, 1, 10])
def test_a_quorum_is_two_to_nine(quorum: int) -> None:
    with pytest.raises(ValueError, match="from 2 to 9"):
        commands.ChangePolicy(policy=Policy.OPEN, quorum=quorum)


def test_a_chair_of_another_network_has_no_say(everybody: Network) -> None:
    other, mine = everybody.ids["other_chair"], everybody.ids["applicant"]
    with pytest.raises(NotAllowed):
        commands.approve(SLUG, mine, by=other)
    with pytest.raises(NotFound):
        commands.approve(OTHER, mine, by=other)
    with pytest.raises(NotFound):
        commands.approve("nowhere", mine, by=other)


def test_a_chair_learns_nothing_of_people_elsewhere(everybody: Network) -> None:
    """An id of another network opens no page with a name."""
    member = everybody.ids["member"]
    for path in (f"/networks/{OTHER}/desk/waiting/{member}/decline", f"/networks/{OTHER}/desk"):
        assert PEOPLE["member"] not in everybody.get(path, by="other_chair").text
    assert (
        everybody.get(f"/networks/{OTHER}/desk/waiting/{member}/decline", by="other_chair").status
        == 404
    )


def test_nothing_personal_is_on_the_public_bus(everybody: Network) -> None:
    """X1, decision 7."""
    said = str(everybody.world.events()).lower()
    for kind, name in PEOPLE.items():
        assert name.lower() not in said
        assert email_of(kind) not in said
    assert "kelder" not in said
    told = everybody.told("MemberContactChanged.v1")
    assert {event["name"] for event in told} == set(PEOPLE.values())


def test_each_place_event_carries_the_whole_place(everybody: Network) -> None:
    fields = set(PlaceEvent.model_fields)
    for event in everybody.world.events():
        if event["detail_type"] in ("MembershipApproved.v1", "RoleGranted.v1", "MemberLeft.v1"):
            assert fields <= set(event)


# --- who is the only chair (M19) ------------------------------------------------------------------


def test_whoever_is_the_only_chair_is_known_where_they_are(network: Network) -> None:
    """M19: whatever changes the chairs of a network, and with its end nobody has to stay."""
    first, second, third = network.ids["chair"], network.add("co_chair"), network.add("member")
    erased = network.add("facilitator")
    grant, revoke, leave = commands.grant, commands.revoke, commands.leave
    steps: list[tuple[Callable[[], object], str | None]] = [
        (lambda: revoke(SLUG, second, Role.CHAIR, by=first), first),
        (lambda: grant(SLUG, second, Role.REVIEWER, by=first), first),
        (lambda: grant(SLUG, second, Role.CHAIR, by=first), None),
        (lambda: commands.suspend(SLUG, first, by=second), second),
        (lambda: commands.reinstate(SLUG, first, by=second), None),
        (lambda: grant(SLUG, third, Role.CHAIR, by=first), None),
        (lambda: leave(SLUG, by=second), None),
        (lambda: leave(SLUG, by=first), third),
        (lambda: grant(SLUG, erased, Role.CHAIR, by=third), None),
        (lambda: erase(network, erased), third),
        (lambda: commands.change_policy(SLUG, POLICY, by=third), third),
        (lambda: commands.archive(SLUG, by=third), None),
    ]
    for number, (act, alone) in enumerate(steps):
        act()
        rows = [item for item in network.items("MEMBER#") if item["sk"].startswith("ONLY-CHAIR#")]
        told = [(item["pk"], item["sk"], item["name"]) for item in rows]
        name = "Patient Safety Peers"
        assert told == ([(f"MEMBER#{alone}", f"ONLY-CHAIR#{SLUG}", name)] if alone else []), number


POLICY = commands.ChangePolicy(policy=Policy.OPEN, quorum=3)


def test_whoever_is_being_erased_is_not_appointed_a_first_chair(network: Network) -> None:
    member_id = network.add("member")
    between(network, lambda: erase(network, member_id))
    with pytest.raises(Conflict):
        commands.appoint_first_chair(OTHER, member_id)
    assert network.items(f"MEMBER#{member_id}") == []


# --- how much a command asks of the table -------------------------------------------------------


@pytest.mark.parametrize("command", ["approve", "decline", "grant", "suspend", "leave", "policy"])
def test_a_command_makes_one_batched_read_and_one_transaction(
    everybody: Network, command: str
) -> None:
    """decisions, Speed."""
    ids, by = everybody.ids, everybody.ids["chair"]
    acts: dict[str, Any] = {
        "approve": lambda: commands.approve(SLUG, ids["applicant"], by=by),
        "decline": lambda: commands.decline(
            SLUG, ids["applicant"], commands.DeclineRequest(), by=by
        ),
        "grant": lambda: commands.grant(SLUG, ids["member"], Role.CHAIR, by=by),
        "suspend": lambda: commands.suspend(SLUG, ids["member"], by=by),
        "leave": lambda: commands.leave(SLUG, by=ids["member"]),
        "policy": lambda: commands.change_policy(
            SLUG, commands.ChangePolicy(policy=Policy.OPEN, quorum=3), by=by
        ),
    }
    assert calls_of(everybody, acts[command]) == ["get_many", "transact"]


def test_people_of_a_network_come_in_pages(network: Network) -> None:
    for number in range(55):
        key = f"p{number:02}"
        store.save(
            store.asked(
                key,
                None,
                key,
                {
                    "wish_id": "w", "name": f"Person {number:02}", "email": f"{key}@kelder.example",
                    "organisation": "Kelder", "role": "", "network": [SLUG], "agreed_at": "",
                    "invitation": None,
                },
            )
        )  # fmt: skip
        from services.membership import challenges
        from services.membership.commands import joining

        joining.confirm(key, key, challenges.ANY)
    path = f"/api/membership/networks/{SLUG}/waiting"
    first = network.api("GET", path, by="chair").json()
    second = network.api("GET", f"{path}?next={first['next']}", by="chair").json()
    people = [person["name"] for person in first["people"] + second["people"]]
    assert people == sorted(people)
    assert (len(first["people"]), len(people), second["next"]) == (50, 55, None)
    desk = network.get(DESK, by="chair").text
    assert desk.count("/approve") == 50
    assert "Next 50 requests" in desk
    # A cursor is good for one list and one person.
    network.add("co_chair")
    assert network.api("GET", f"{path}?next={first['next']}", by="co_chair").status == 422
    assert network.get(f"{DESK}?next={first['next'][:-3]}", by="chair").status == 422
    assert network.get(f"{DESK}/members?next={first['next']}", by="chair").status == 422
