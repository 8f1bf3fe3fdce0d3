"""The rules of belonging, without any platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from services.contracts.membership import MemberLeft, PlaceEvent, RoleGranted
from services.contracts.refusals import Conflict, Invalid, NotAllowed, Refusal
from services.contracts.roles import Policy, Role, Standing
from services.membership import model
from services.membership.model import Network, Place

NOW = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
NETWORK = Network("psmn", "Peers", ("Be kind.",), chairs=("anne",), version=3)


def place(standing: Standing, *roles: Role, member_id: str = "beth", version: int = 4) -> Place:
    return Place(member_id, "psmn", standing, NOW, roles, version=version)


# --- asking (M14, M21) --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "standing"),
    [(Policy.OPEN, Standing.MEMBER), (Policy.APPROVAL, Standing.WAITING)],
)
def test_asking_leads_in_or_to_the_chairs(policy: Policy, standing: Standing) -> None:
    asked, said = model.request(replace(NETWORK, policy=policy), None, "beth", NOW)
    assert (asked.standing, asked.version, said.sequence) == (standing, 1, 1)


@pytest.mark.parametrize(
    "network",
    [
        replace(NETWORK, policy=Policy.INVITATION),
        replace(NETWORK, policy=Policy.CLOSED),
        replace(NETWORK, policy=Policy.OPEN, archived=True),
    ],
)
def test_some_networks_cannot_be_asked(network: Network) -> None:
    assert not model.takes_requests(network)
    with pytest.raises(Conflict):
        model.request(network, None, "beth", NOW)


@pytest.mark.parametrize("policy", [Policy.OPEN, Policy.APPROVAL])
@pytest.mark.parametrize("standing", [Standing.MEMBER, Standing.WAITING, Standing.SUSPENDED])
def test_whoever_is_in_or_waits_or_is_suspended_changes_nothing_by_asking(
    policy: Policy, standing: Standing
) -> None:
    with pytest.raises(Conflict):
        model.request(replace(NETWORK, policy=policy), place(standing), "beth", NOW)


def test_whoever_was_declined_may_ask_again_after_thirty_days() -> None:
    """M21."""
    declined, _ = model.decline(NETWORK, place(Standing.WAITING), "sells things", NOW)
    almost = NOW + timedelta(days=30) - timedelta(seconds=1)
    with pytest.raises(Conflict, match="30 days"):
        model.request(NETWORK, declined, "beth", almost)
    asked, said = model.request(NETWORK, declined, "beth", NOW + timedelta(days=30))
    assert (asked.standing, asked.reason) == (Standing.WAITING, "")
    assert said.sequence == declined.version + 1
    assert model.may_ask_from(declined) == NOW + timedelta(days=30)


def test_the_reason_stays_with_the_chairs() -> None:
    """M21, X1."""
    _, said = model.decline(NETWORK, place(Standing.WAITING), "sells things", NOW)
    assert "sells" not in said.model_dump_json()


def test_a_suspension_cannot_be_left_behind() -> None:
    """M20: neither by leaving nor by asking anew, even where everybody is let in at once."""
    suspended, _ = model.suspend(NETWORK, place(Standing.MEMBER), NOW)
    with pytest.raises(Conflict, match="paused"):
        model.leave(NETWORK, suspended, NOW)
    with pytest.raises(Conflict, match="paused"):
        model.request(replace(NETWORK, policy=Policy.OPEN), suspended, "beth", NOW)


# --- chairs (M19) -------------------------------------------------------------------------------


def test_the_last_chair_stays() -> None:
    """M19: cannot leave, be suspended or lose the role."""
    chair = place(Standing.MEMBER, Role.CHAIR, member_id="anne")
    acts: tuple[Callable[[], object], ...] = (
        lambda: model.leave(NETWORK, chair, NOW),
        lambda: model.suspend(NETWORK, chair, NOW),
        lambda: model.revoke(NETWORK, chair, Role.CHAIR),
    )
    for act in acts:
        with pytest.raises(Conflict, match="keeps a chair"):
            act()
    two = replace(NETWORK, chairs=("anne", "beth"))
    assert model.leave(two, chair, NOW)[0].standing is Standing.LEFT


def test_the_last_chair_may_leave_what_has_ended() -> None:
    chair = place(Standing.MEMBER, Role.CHAIR, member_id="anne")
    assert model.leave(replace(NETWORK, archived=True), chair, NOW)[0].roles == ()


def test_a_suspended_chair_is_no_chair_until_reinstated() -> None:
    two = replace(NETWORK, chairs=("anne", "beth"))
    suspended, _ = model.suspend(two, place(Standing.MEMBER, Role.CHAIR), NOW)
    one = model.chairs_after(two, suspended)
    assert one is not None
    assert one.chairs == ("anne",)
    back, _ = model.reinstate(one, suspended, NOW)
    again = model.chairs_after(one, back)
    assert again is not None
    assert again.chairs == ("anne", "beth")


@pytest.mark.parametrize(
    "who",
    [
        None,
        place(Standing.MEMBER),
        place(Standing.MEMBER, Role.FACILITATOR),
        place(Standing.SUSPENDED, Role.CHAIR),
        place(Standing.LEFT),
    ],
)
def test_only_a_chair_who_is_a_member_is_a_chair(who: Place | None) -> None:
    with pytest.raises(NotAllowed):
        model.must_be_chair(who)


# --- networks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slug", ["", "ab", "-abc", "abc-", "ABC", "a b", "a/b", "né", "a" * 41, "abc\n", "a.b", "٣٣٣"]
)
def test_a_short_name_is_small_letters_digits_and_hyphens(slug: str) -> None:
    with pytest.raises(Invalid):
        model.open_network(slug, "Peers", ("Be kind.",), Policy.OPEN, listed=True)


def test_a_network_has_ground_rules() -> None:
    with pytest.raises(Invalid, match="ground rules"):
        model.open_network("peers", "Peers", (), Policy.OPEN, listed=True)


def test_a_note_needs_two_people_at_least() -> None:
    with pytest.raises(Invalid):
        model.change_policy(NETWORK, policy=Policy.OPEN, listed=True, quorum=1)


def test_a_network_that_has_ended_changes_no_more() -> None:
    ended, said = model.archive(NETWORK)
    assert (said.archived, said.listed, said.sequence) == (True, False, NETWORK.version + 1)
    waiting, member = place(Standing.WAITING), place(Standing.MEMBER, Role.REVIEWER)
    acts: tuple[Callable[[], object], ...] = (
        lambda: model.archive(ended),
        lambda: model.change_policy(ended, policy=Policy.OPEN, listed=True, quorum=2),
        lambda: model.approve(ended, waiting, NOW),
        lambda: model.decline(ended, waiting, "", NOW),
        lambda: model.suspend(ended, member, NOW),
        lambda: model.reinstate(ended, place(Standing.SUSPENDED), NOW),
        lambda: model.grant(ended, member, Role.CHAIR, NOW),
        lambda: model.revoke(ended, member, Role.REVIEWER),
    )
    for act in acts:
        with pytest.raises(Conflict, match="has ended"):
            act()


# --- every story --------------------------------------------------------------------------------

STEPS = ("request", "approve", "decline", "leave", "suspend", "reinstate", "grant", "revoke")


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.sampled_from(Policy),
    st.lists(
        st.tuples(
            st.sampled_from(("anne", "beth")),
            st.sampled_from(STEPS),
            st.sampled_from(Role),
            st.integers(0, 40),
        ),
        max_size=40,
    ),
)
def test_whatever_happens_a_network_keeps_a_chair_and_its_places_make_sense(
    policy: Policy, story: list[tuple[str, str, Role, int]]
) -> None:
    """M19, M20; each event carries the whole place, and its sequence always grows."""
    network = replace(NETWORK, policy=policy)
    places = {"anne": place(Standing.MEMBER, Role.CHAIR, member_id="anne", version=1)}
    now = NOW
    for who, step, role, days in story:
        now += timedelta(days=days)
        before = places.get(who)
        try:
            after, said = _step(network, before, who, step, role, now)
        except Refusal as refusal:
            assert refusal.sentence.endswith(".")
            continue
        note(f"{who} {step}: {after.standing} {after.roles}")
        places[who] = after
        network = model.chairs_after(network, after) or network
        assert after.version == (before.version if before else 0) + 1 == said.sequence
        assert (said.standing, said.roles) == (after.standing, after.roles)
        assert not after.roles or after.standing in (Standing.MEMBER, Standing.SUSPENDED)
        assert network.chairs == tuple(
            sorted(
                p.member_id
                for p in places.values()
                if p.standing is Standing.MEMBER and Role.CHAIR in p.roles
            )
        )
        assert network.chairs


def _step(
    network: Network, before: Place | None, who: str, step: str, role: Role, now: datetime
) -> tuple[Place, PlaceEvent]:
    if step == "request":
        return model.request(network, before, who, now)
    if before is None:
        raise Conflict("There is nobody.")
    match step:
        case "approve":
            return model.approve(network, before, now)
        case "decline":
            return model.decline(network, before, "", now)
        case "leave":
            return model.leave(network, before, now)
        case "suspend":
            return model.suspend(network, before, now)
        case "reinstate":
            return model.reinstate(network, before, now)
        case "grant":
            return model.grant(network, before, role, NOW)
    return model.revoke(network, before, role)


def test_roles_do_not_survive_leaving() -> None:
    left, said = model.leave(NETWORK, place(Standing.MEMBER, Role.REVIEWER), NOW)
    assert isinstance(said, MemberLeft)
    assert said.roles == ()
    back, _ = model.request(NETWORK, left, "beth", NOW)
    member, _ = model.approve(NETWORK, back, NOW)
    assert (member.roles, member.version) == ((), left.version + 2)


def test_a_role_is_had_once() -> None:
    member, said = model.grant(NETWORK, place(Standing.MEMBER), Role.REVIEWER, NOW)
    assert isinstance(said, RoleGranted)
    with pytest.raises(Conflict, match="already"):
        model.grant(NETWORK, member, Role.REVIEWER, NOW)
    none, _ = model.revoke(NETWORK, member, Role.REVIEWER)
    with pytest.raises(Conflict, match="does not have"):
        model.revoke(NETWORK, none, Role.REVIEWER)
