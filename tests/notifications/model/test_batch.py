"""One batch: what a claim, an answer, a lost answer and evidence make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.model import batch as rules
from services.notifications.model.batch import DOUBT_LASTS, LEASE, Batch, Result, State
from services.notifications.model.kinds import Kind

NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
OPEN = Batch(
    about="reminder#s1#1",
    number=0,
    kind=Kind.REMINDER,
    network_id="psmn",
    useful_until=NOW + timedelta(days=1),
    results={"m1": None, "m2": None, "m3": None},
)
CLAIMED = rules.claimed(OPEN, NOW)


def test_a_claim_holds_as_long_as_a_function_may_run_and_no_longer() -> None:
    assert not OPEN.is_held(NOW)
    assert CLAIMED.is_held(NOW + LEASE - timedelta(seconds=1))
    assert not CLAIMED.is_held(NOW + LEASE)


def test_every_step_moves_the_version_on_so_that_nobody_takes_it_twice() -> None:
    """A2."""
    after = rules.settled(CLAIMED, dict.fromkeys(CLAIMED.results, Result.SENT))
    assert [OPEN.version, CLAIMED.version, after.version] == [1, 2, 3]
    assert after.state is State.SETTLED


def test_somebody_whom_the_provider_wants_later_keeps_the_batch_open() -> None:
    after = rules.settled(CLAIMED, {"m1": Result.SENT, "m2": Result.NOT_WANTED})
    assert (after.state, after.unsettled) == (State.OPEN, ["m3"])


def test_a_lost_answer_leaves_in_doubt_only_those_who_were_tried() -> None:
    doubtful = rules.in_doubt(CLAIMED, {"m2": Result.NOT_A_MEMBER})
    assert (doubtful.state, doubtful.unsettled) == (State.UNCERTAIN, ["m1", "m3"])


@pytest.mark.parametrize("batch", [CLAIMED, rules.in_doubt(CLAIMED, {})], ids=["claimed", "lost"])
def test_evidence_settles_what_is_in_doubt(batch: Batch) -> None:
    """Decision 0009: sent is sent, and only what was surely not accepted may be sent once more."""
    all_sent = rules.by_evidence(batch, {"m1": True, "m2": True, "m3": True}, NOW)
    assert all_sent.state is State.SETTLED
    some = rules.by_evidence(batch, {"m1": True, "m2": False, "m3": True}, NOW)
    assert (some.state, some.unsettled) == (State.OPEN, ["m2"])


def test_while_one_is_in_doubt_nobody_of_the_batch_is_sent_anything() -> None:
    after = rules.by_evidence(CLAIMED, {"m1": True, "m2": False, "m3": None}, NOW)
    assert (after.state, after.unsettled) == (State.UNCERTAIN, ["m2", "m3"])


def test_doubt_that_outlives_the_use_of_the_mail_stays_visible() -> None:
    later = OPEN.useful_until + DOUBT_LASTS
    after = rules.by_evidence(CLAIMED, {"m1": True, "m2": False, "m3": None}, later)
    assert after.state is State.SETTLED
    assert after.results == {
        "m1": Result.SENT,
        "m2": Result.TOO_LATE,
        "m3": Result.UNCERTAIN,
    }


def test_those_who_may_have_got_it_count_as_told() -> None:
    """A3: a cancellation goes to whoever may have the reminder, and to nobody else."""
    some = replace(OPEN, results={"m1": Result.SENT, "m2": Result.NOT_WANTED, "m3": None})
    assert some.told() == ["m1"]
    assert replace(some, state=State.UNCERTAIN).told() == ["m1", "m3"]
    assert replace(some, state=State.CLAIMED).told() == ["m1", "m3"]


@pytest.mark.parametrize(("people", "sizes"), [(0, []), (1, [1]), (50, [50]), (101, [50, 50, 1])])
def test_nobody_is_lost_when_people_are_divided(people: int, sizes: list[int]) -> None:
    members = [f"m{number}" for number in range(people)]
    parts = list(rules.in_fifties(members))
    assert [len(part) for part in parts] == sizes
    assert [member for part in parts for member in part] == members
