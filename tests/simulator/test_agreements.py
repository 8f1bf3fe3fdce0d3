"""A yes to a note counts only while its reviewer may check notes, and never sleeps (C6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from infra.simulator.beginnings import beginning
from infra.simulator.look import NETWORKS
from infra.simulator.world import World
from services.contracts.roles import Policy, Role
from services.membership import commands as membership
from services.membership.commands import ChangePolicy
from services.notes import commands as notes
from services.notes.commands import ApproveNote
from services.notes.store import places
from services.runtime.ports import Item

NETWORK = NETWORKS[0]
CHAIR, WRITER, REVIEWER = range(3)
PROMISE = "a yes counts while its reviewer may check"


@pytest.fixture
def world() -> Iterator[World]:
    """A note of the facilitator needs two more: the reviewer has agreed, the chair has not."""
    made = World(beginning("in review", "ordinary"), seed=1)
    three = ChangePolicy(policy=Policy.APPROVAL, listed=True, quorum=3)
    membership.change_policy(NETWORK, three, by=made.people[CHAIR].member_id)
    made.deliveries.settle()
    assert not agree(made, REVIEWER)
    yield made
    assert {wrong.promise for wrong in made.journal.wrongs} <= {PROMISE}


def counting_all(found: Iterable[Item | None]) -> dict[str, int]:
    """Everybody who ever had a place, as if no loss had been heard of."""
    return {place["member_id"]: place["version"] for place in found if place}


def agree(world: World, who: int) -> bool:
    (draft,) = world.look.drafts()
    world.watch.acting = world.people[who].member_id
    world.watch.acting_since = world.journal.order
    wish = ApproveNote(text_hash=notes.text_hash(draft), intruder_checked=True)
    return notes.approve(NETWORK, draft.draft_id, wish, by=world.people[who].member_id)


def suspend(world: World) -> None:
    reviewer, chair = (world.people[who].member_id for who in (REVIEWER, CHAIR))
    membership.suspend(NETWORK, reviewer, by=chair)


def relieve(world: World) -> None:
    reviewer, chair = (world.people[who].member_id for who in (REVIEWER, CHAIR))
    membership.revoke(NETWORK, reviewer, Role.REVIEWER, by=chair)


def leave(world: World) -> None:
    membership.leave(NETWORK, by=world.people[REVIEWER].member_id)


def come_back(world: World) -> None:
    reviewer, chair = (world.people[who].member_id for who in (REVIEWER, CHAIR))
    membership.reinstate(NETWORK, reviewer, by=chair)


LOSSES = (suspend, relieve, leave)


@pytest.mark.parametrize("lose", LOSSES, ids=lambda lose: lose.__name__)
def test_a_reviewer_who_is_gone_agrees_to_nothing(
    world: World, lose: Callable[[World], None]
) -> None:
    lose(world)
    world.deliveries.settle()

    assert not agree(world, CHAIR)
    assert world.journal.wrongs == []


def test_what_has_not_been_heard_is_excused(world: World) -> None:
    suspend(world)

    assert agree(world, CHAIR)
    assert world.journal.wrongs == []


@pytest.mark.parametrize("lose", LOSSES, ids=lambda lose: lose.__name__)
def test_it_is_found_if_a_yes_outlives_its_reviewer(
    world: World, lose: Callable[[World], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "void_approvals", lambda *_who: None)
    monkeypatch.setattr(places, "checkers_among", counting_all)
    lose(world)
    world.deliveries.settle()

    assert agree(world, CHAIR)
    assert [wrong.promise for wrong in world.journal.wrongs] == [PROMISE]


def test_it_is_found_if_a_yes_wakes_up_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "void_approvals", lambda *_who: None)
    suspend(world)
    world.deliveries.settle()
    come_back(world)
    world.deliveries.settle()

    assert agree(world, CHAIR)
    assert [wrong.promise for wrong in world.journal.wrongs] == [PROMISE]
