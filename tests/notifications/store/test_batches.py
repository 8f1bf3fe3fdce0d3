"""What a batch is kept as: small enough to be written for every handful, and read back whole."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from infra.bench.answers import READ_UNIT, WRITE_UNIT, size
from services.notifications.model import batch as rules
from services.notifications.model.batch import MOST_PEOPLE, Batch, Result
from services.notifications.model.kinds import Kind
from services.notifications.store import batches
from services.runtime.aws.attributes import written
from services.runtime.ports import Put
from tests.world import Home

NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
CHANCE = random.Random(7)
NUMBER = 999_999
LONGEST = f"{Kind.NOTE_TO_CHECK}#{'f' * 32}#{10**6}"


def batch(people: int) -> Batch:
    """A batch in which there is everything that can become of a mail."""
    members = [f"{CHANCE.getrandbits(128):032x}" for _ in range(people)]
    fates = [None, *Result]
    results = {member: fates[n % len(fates)] for n, member in enumerate(members)}
    open_ones = [member for member, result in results.items() if result is None]
    return Batch(
        about=LONGEST,
        number=NUMBER,
        kind=Kind.NOTE_TO_CHECK,
        network_id="a-network-with-a-long-name",
        useful_until=NOW + timedelta(microseconds=1),
        results=results,
        in_hand=tuple(open_ones[::3]),
        doubtful=frozenset(open_ones[1::3]),
        claimed_at=NOW + timedelta(microseconds=1),
        version=10**6,
    )


@pytest.mark.parametrize("people", [1, 49, 50, 51, 499, MOST_PEOPLE])
def test_a_batch_is_read_as_it_was_written(home: Home, people: int) -> None:
    whole = batch(people)
    state, who = batches.new(whole)
    assert isinstance(state, Put)
    assert isinstance(who, Put)
    assert batches.read(state.item, who.item) == whole


def test_what_is_written_for_every_handful_is_one_unit(home: Home) -> None:
    """Notifications.md 5.5: however long the ids and names around it are."""
    state, who = batches.new(batch(MOST_PEOPLE))
    assert isinstance(state, Put)
    assert isinstance(who, Put)
    assert size(written(state.item)) <= WRITE_UNIT
    assert size(written(who.item)) <= 3 * READ_UNIT


def test_every_result_has_a_letter_of_its_own() -> None:
    letters = [*batches.MARKS.values(), batches.IN_HAND, batches.DOUBTFUL]
    assert len(set(letters)) == len(letters)
    assert set(batches.MARKS) == {None, *Result}


def test_somebody_who_was_erased_is_nowhere_in_a_batch_and_all_others_keep_their_places(
    home: Home,
) -> None:
    """A21: who they were is in the packed item too, where no search for an id would find it."""
    before = batch(51)
    home.platform.tables.transact(*batches.new(before))
    gone = list(before.results)[3]
    batches.keep_people(rules.without_name(before, gone))
    (after,) = batches.page_of(before.about, NUMBER + 1, NUMBER)[0]
    assert gone not in after.results
    assert list(after.results)[3] == f"{rules.NOBODY}0"
    others = list(before.results)[4:]
    assert [after.results[one] for one in others] == [before.results[one] for one in others]
