"""A fan-out accounts for everybody: audience = sent + withheld + rejected + superseded + doubt."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from services.contracts.notifications import FanoutFinished
from services.notifications.model import batch as batches
from services.notifications.model import fanout as rules
from services.notifications.model.batch import Batch, Result
from services.notifications.model.fanout import Fanout, Stage
from services.notifications.model.kinds import Kind

NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
NEW = Fanout(
    fanout_id="reminder#s1#1",
    kind=Kind.REMINDER,
    network_id="psmn",
    subject_id="s1",
    at=NOW,
    useful_until=NOW + timedelta(days=1),
    fence=1,
)


def planned(*pages: int) -> tuple[Fanout, list[Batch]]:
    fanout, made = NEW, []
    for number, people in enumerate(pages):
        cursor: dict[str, Any] | None = {"pk": "x"} if number < len(pages) - 1 else None
        fanout, new = rules.planned(fanout, [f"m{number}-{n}" for n in range(people)], cursor)
        made += new
    return fanout, made


def test_a_plan_goes_on_from_its_cursor_and_numbers_its_batches_on() -> None:
    fanout, made = planned(1020, 0, 30)
    assert fanout.stage is Stage.PLANNED
    assert (fanout.audience, fanout.batches) == (1050, 4)
    assert [batch.number for batch in made] == [0, 1, 2, 3]
    assert sum(len(batch.results) for batch in made) == 1050


def test_a_fanout_to_nobody_is_over_at_once() -> None:
    over, events = rules.queued(planned(0)[0])
    assert over.stage is Stage.FINISHED
    assert [type(event) for event in events] == [FanoutFinished]


def test_the_last_batch_ends_it_and_not_before() -> None:
    fanout, made = planned(1001)
    fanout, events = rules.queued(fanout)
    assert (fanout.stage, events) == (Stage.SENDING, [])
    for batch in made:
        assert fanout.stage is Stage.SENDING
        settled = batches.all_of(batch, Result.SENT)
        fanout, counted, events = rules.counted(fanout, settled)
        assert counted.counted
    assert fanout.stage is Stage.FINISHED
    assert len(events) == 1


def test_whatever_becomes_of_people_the_accounts_add_up() -> None:
    """The identity of notifications.md 5.7, over random results."""
    for seed in range(50):
        print(f"seed {seed}")
        chance = random.Random(seed)
        fanout, made = planned(chance.randrange(1, 1800))
        fanout, _ = rules.queued(fanout)
        events: list[Any] = []
        for batch in chance.sample(made, len(made)):
            results = {member: chance.choice(list(Result)) for member in batch.results}
            fanout, _, events = rules.counted(fanout, batches.settled(batch, results))
            assert fanout.tally().waiting == fanout.audience - sum(fanout.results.values())
        (said,) = events
        parts = said.sent + said.withheld + said.rejected + said.superseded + said.uncertain
        assert said.audience == parts == fanout.audience
        assert fanout.tally().waiting == 0
