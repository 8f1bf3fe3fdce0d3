"""Whatever happens to one call of AWS, once all is repeated nothing is lost, doubled or half done.

Every call of every path is found by playing it once, so that a new call is covered by being made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

import pytest

from services.membership.reactions import inbox as membership_inbox
from services.notes.reactions import inbox as notes_inbox
from services.notifications.reactions import inbox as notifications_inbox
from services.sessions.reactions import inbox as sessions_inbox
from tests.faults.conftest import Coverage
from tests.faults.faults import READS, Fault, always_met, can_meet
from tests.faults.paths import PATHS
from tests.faults.playing import Path, Run, play, wrong
from tests.faults.stage import DONE, REFUSED, Stage

Kinds = Callable[[str], Set[Fault]]
INBOXES = (membership_inbox, sessions_inbox, notes_inbox, notifications_inbox)


def faultless(stage: Stage, path: Path) -> Run:
    """The path as it is without faults: over at the first try, and the same each time."""
    run = play(stage, path)
    assert len(run.statuses) == 1
    assert DONE <= run.statuses[0] < REFUSED, stage.facts.get("answer")
    assert run.own
    return run


def survive(stage: Stage, path: Path, coverage: Coverage, kinds: Kinds) -> None:
    """Play the path once for each of its calls and each of these faults that it can meet."""
    wanted = faultless(stage, path)
    broken: list[str] = []
    cases = 0
    for number, operation in enumerate(wanted.calls[: wanted.own]):
        for fault in sorted(kinds(operation)):
            cases += 1
            if _is_the_next_crash(fault, operation, number + 1 < wanted.own):
                continue
            if _is_nothing(fault, operation, wanted.calls[:number]):
                continue
            run = play(stage, path, {number: fault})
            assert run.struck == {number}, "the fault met no call"
            where = f"call {number}, {operation}: {fault}"
            broken += [f"{where}: {what}" for what in wrong(path, wanted, run)]
    coverage.add(path.name, wanted.calls[: wanted.own], cases)
    assert not broken, "\n".join(broken)


def _is_the_next_crash(fault: Fault, operation: str, another_follows: bool) -> bool:
    """To die after a read is to die before the call that follows, which is played as that."""
    return fault is Fault.CRASH_AFTER and operation in READS and another_follows


def _is_nothing(fault: Fault, operation: str, before: Sequence[str]) -> bool:
    """The SDK reads again by itself, and nobody hears of it; one read of a kind is enough."""
    return fault is Fault.LOST and operation in READS and operation in before


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_fault_at_any_call_leaves_nothing_lost_doubled_or_half_done(
    stage: Stage, path: Path, coverage: Coverage
) -> None:
    """R1: crash before, crash after, error and lost answer."""
    survive(stage, path, coverage, always_met)


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_the_rarer_faults_do_no_more_harm(stage: Stage, path: Path, coverage: Coverage) -> None:
    """R1, R8: throttling, time-outs, denials and partial answers."""
    survive(stage, path, coverage, lambda call: can_meet(call) - always_met(call))


def test_every_reaction_of_every_inbox_is_among_the_paths() -> None:
    assert len({path.name for path in PATHS}) == len(PATHS)
    for inbox in INBOXES:
        heard = {
            name
            for path in PATHS
            if path.name.startswith(f"{inbox.service} hears")
            for name in path.hears
        }
        assert heard == set(inbox.reactions), inbox.service


def test_playing_a_path_again_is_the_same_again(stage: Stage) -> None:
    """A difference that is found must come from the fault, and from nothing else."""
    for path in PATHS:
        assert wrong(path, faultless(stage, path), faultless(stage, path)) == [], path.name
