"""Mail as long as SES gives no evidence: what is in doubt is seen, and never sent again.

The other stories have the evidence that delivery events will give (docs/decisions/0009).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.notifications.model.batch import Result
from services.notifications.store.batches import DOUBTFUL, IN_HAND, MARKS
from tests.faults import notifications
from tests.faults.conftest import Coverage
from tests.faults.faults import can_meet
from tests.faults.notifications import A_LOOK_LATER
from tests.faults.playing import Path, play
from tests.faults.stage import Stage

IN_DOUBT = (IN_HAND, DOUBTFUL, MARKS[Result.UNCERTAIN])


def some_looks(stage: Stage) -> None:
    """Doubt lasts for as long as the mail is of use; two looks are enough to send it wrongly."""
    stage.deliver()
    for _ in range(2):
        stage.clock.advance(A_LOOK_LATER)
        stage.tick("notifications")
        stage.deliver()


MAIL = [
    replace(path, after=some_looks)
    for path in notifications.PATHS
    if path.name in {"the sender", "notifications hears MembershipApproved, and mail follows"}
]


@pytest.fixture
def without_evidence(stage: Stage) -> Iterator[Stage]:
    """The stage as AWS is today."""
    stage.evidence = False
    yield stage
    stage.evidence = True


def doubtful(stage: Stage) -> int:
    """How many mails the ledger says to be in doubt."""
    ledger = "".join(item.get("marks", "") for item in stage.items("NOTIFICATIONS"))
    return sum(ledger.count(mark) for mark in IN_DOUBT)


@pytest.mark.parametrize("path", MAIL, ids=lambda path: path.name)
def test_a_mail_that_is_missing_is_in_doubt_and_none_comes_twice(
    without_evidence: Stage, path: Path, coverage: Coverage
) -> None:
    """R6, A2: whatever happens to any call of a sender."""
    stage = without_evidence
    wanted = play(stage, path)
    assert wanted.end.mails
    for number, operation in enumerate(wanted.calls[: wanted.own]):
        for fault in can_meet(operation):
            run = play(stage, path, {number: fault})
            where = f"call {number}, {operation}: {fault}"
            assert set(run.end.mails.values()) <= {1}, where
            missing = Counter(wanted.end.mails) - run.end.mails
            assert missing.total() <= doubtful(stage), where
            assert not run.end.mails - wanted.end.mails, where
            coverage.cases += 1
