"""One batch: what a claim, an answer, a lost answer and evidence make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.model import batch as rules
from services.notifications.model.batch import DOUBT_LASTS, HANDFUL, LEASE, Batch, Result, State
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
    assert (after.state, after.waiting) == (State.OPEN, ["m3"])


def test_a_claim_takes_a_handful_and_leaves_out_whom_it_is_told_to() -> None:
    many = replace(OPEN, results=dict.fromkeys(f"m{number}" for number in range(HANDFUL + 1)))
    first = rules.claimed(many, NOW)
    assert len(first.in_hand) == HANDFUL
    assert first.waiting == [f"m{HANDFUL}"]
    busy = rules.settled(first, {})
    assert rules.claimed(busy, NOW, besides=first.in_hand).in_hand == (f"m{HANDFUL}",)


def test_a_lost_answer_leaves_in_doubt_only_those_who_were_tried() -> None:
    doubtful = rules.in_doubt(CLAIMED, {"m2": Result.NOT_A_MEMBER})
    assert (doubtful.state, doubtful.doubtful) == (State.UNCERTAIN, frozenset({"m1", "m3"}))


def test_whoever_died_with_a_handful_leaves_it_in_doubt_and_nobody_else() -> None:
    """Decision 0009: the next claim goes on with those who wait."""
    many = replace(OPEN, results=dict.fromkeys(f"m{number}" for number in range(2 * HANDFUL)))
    died = rules.claimed(many, NOW)
    after = rules.claimed(died, NOW + LEASE)
    assert after.doubtful == set(died.in_hand)
    assert not set(after.in_hand) & after.doubtful
    assert len(after.in_hand) == HANDFUL


def test_a_reason_that_is_true_for_all_says_nothing_about_those_in_doubt() -> None:
    """A4: a session that is moved supersedes the mail of those who did not get it."""
    some = replace(OPEN, doubtful=frozenset({"m2"}))
    after = rules.all_of(some, Result.SUPERSEDED)
    assert after.results == {"m1": Result.SUPERSEDED, "m2": None, "m3": Result.SUPERSEDED}
    assert after.state is State.UNCERTAIN


def test_two_steps_that_are_written_down_together_are_one_version() -> None:
    after = rules.settled(CLAIMED, {"m1": Result.SENT})
    assert rules.in_one_step(after, rules.claimed(after, NOW)).version == CLAIMED.version + 1


@pytest.mark.parametrize("batch", [CLAIMED, rules.in_doubt(CLAIMED, {})], ids=["claimed", "lost"])
def test_evidence_settles_what_is_in_doubt(batch: Batch) -> None:
    """Decision 0009: sent is sent, and only what was surely not accepted may be sent once more."""
    all_sent = rules.by_evidence(batch, {"m1": True, "m2": True, "m3": True}, NOW)
    assert all_sent.state is State.SETTLED
    some = rules.by_evidence(batch, {"m1": True, "m2": False, "m3": True}, NOW)
    assert (some.state, some.waiting) == (State.OPEN, ["m2"])


def test_whoever_is_in_doubt_is_sent_nothing_and_holds_up_nobody() -> None:
    after = rules.by_evidence(CLAIMED, {"m1": True, "m2": False, "m3": None}, NOW)
    assert (after.waiting, after.doubtful) == (["m2"], frozenset({"m3"}))
    done = rules.settled(rules.claimed(after, NOW), {"m2": Result.SENT})
    assert (done.state, done.doubtful) == (State.UNCERTAIN, frozenset({"m3"}))


def test_doubt_that_outlives_the_use_of_the_mail_stays_visible() -> None:
    later = OPEN.useful_until + DOUBT_LASTS
    after = rules.by_evidence(CLAIMED, {"m1": True, "m2": False, "m3": None}, later)
    assert after.results == {"m1": Result.SENT, "m2": None, "m3": Result.UNCERTAIN}
    assert after.waiting == ["m2"], "whom the gate turns away, as it is too late"


def test_those_who_may_have_got_it_count_as_told() -> None:
    """A3: a cancellation goes to whoever may have the reminder, and to nobody else."""
    some = replace(OPEN, results={"m1": Result.SENT, "m2": Result.NOT_WANTED, "m3": None})
    assert some.told() == ["m1"]
    assert replace(some, doubtful=frozenset({"m3"})).told() == ["m1", "m3"]
    assert replace(some, in_hand=("m3",)).told() == ["m1", "m3"]


@pytest.mark.parametrize(
    ("people", "sizes"), [(0, []), (1, [1]), (500, [500]), (1001, [500, 500, 1])]
)
def test_nobody_is_lost_when_people_are_divided(people: int, sizes: list[int]) -> None:
    members = [f"m{number}" for number in range(people)]
    parts = list(rules.in_batches(members))
    assert [len(part) for part in parts] == sizes
    assert [member for part in parts for member in part] == members
