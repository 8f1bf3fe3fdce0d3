"""Plans of more than one page: they go on where they stopped, and forget nobody."""

from __future__ import annotations

from collections import Counter

import pytest

from services.contracts.event import Event
from services.contracts.roles import Role
from services.notifications import planning
from services.notifications.model.batch import MOST_PEOPLE
from services.notifications.store import batches, fanouts, people
from tests.notifications import house as said
from tests.notifications.house import House
from tests.notifications.provider import Deaths, Interrupted, Killed, Mortal

MANY = fanouts.MEMBERS_AT_ONCE + 70


@pytest.fixture
def crowd(house: House) -> House:
    """A network of more members than one page holds; every tenth is a reviewer, some have left."""
    house.hear(said.opened(), said.named())
    for number in range(MANY):
        roles = [Role.REVIEWER] if number % 10 == 0 else []
        event = said.left if number % 97 == 5 else said.approved
        place = event(f"m{number:04d}").model_copy(update={"roles": tuple(roles)})
        people.keep_place(house.said(place))  # type: ignore[arg-type]
    house.session()
    return house


def planned(house: House, fanout_id: str) -> Counter[str]:
    """How often each member stands in the batches of a fan-out."""
    fanout = fanouts.find(fanout_id)
    assert fanout is not None
    found = list(batches.all_of(fanout_id, fanout.batches))
    assert len(found) == fanout.batches
    assert all(1 <= len(batch.results) <= MOST_PEOPLE for batch in found)
    return Counter(member for batch in found for member in batch.results)


MEMBERS = {f"m{number:04d}" for number in range(MANY) if number % 97 != 5}
REVIEWERS = {f"m{number:04d}" for number in range(0, MANY, 10)} & MEMBERS


def test_everybody_is_in_exactly_one_batch_however_many_pages_there_are(crowd: House) -> None:
    crowd.hear(said.reminder_due())
    found = planned(crowd, "reminder#s1#1")
    assert found.keys() == MEMBERS
    assert set(found.values()) == {1}


def test_only_those_with_the_role_are_planned_for_their_mail(crowd: House) -> None:
    crowd.hear(said.submitted())
    assert planned(crowd, "note_to_check#d1#4").keys() == REVIEWERS


@pytest.mark.parametrize("step", range(6))
@pytest.mark.parametrize("before", [True, False], ids=["just before", "just after"])
def test_a_plan_that_was_broken_off_goes_on_from_its_cursor(
    crowd: House, step: int, before: bool
) -> None:
    """Create, page, page, queue, done: planning is idempotent."""
    home = crowd.home.platform
    tables, queues = home.tables, home.queues
    deaths = Deaths(step, before=before)
    home.tables, home.queues = Mortal(tables, deaths), Mortal(queues, deaths)  # type: ignore[assignment]
    due: Event = crowd.said(said.reminder_due())
    for _ in range(2):
        try:
            crowd.hear(due)
        except Killed:
            continue
    found = planned(crowd, "reminder#s1#1")
    assert found.keys() == MEMBERS
    assert set(found.values()) == {1}
    fanout = fanouts.find("reminder#s1#1")
    assert fanout is not None
    assert (fanout.audience, fanout.batches) == (len(MEMBERS), len(waiting(crowd)))


def test_two_planners_at_once_make_one_plan(crowd: House) -> None:
    """The slower one finds the version moved on and leaves it alone."""
    home = crowd.home.platform
    home.tables = tables = Interrupted(home.tables)  # type: ignore[assignment]
    crowd.hear(said.titled("s2"), said.scheduled("s2"))
    tables.at_write(2, lambda: planning.carry_on("reminder#s2#1"))
    crowd.hear(said.reminder_due("s2"))
    found = planned(crowd, "reminder#s2#1")
    assert found.keys() == MEMBERS
    assert set(found.values()) == {1}


def waiting(house: House) -> set[str]:
    queue = house.home.platform.settings["SENDING_QUEUE"]
    return {message.body for message in house.home.platform.queues.waiting(queue)}
