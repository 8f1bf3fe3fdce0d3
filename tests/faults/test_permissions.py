"""Every request that a function was seen to send is allowed by its role in the template."""

from __future__ import annotations

import pytest

from tests.faults.paths import PATHS
from tests.faults.playing import Path, play
from tests.faults.stage import Stage


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_no_function_lacks_a_permission_for_a_call_that_it_makes(stage: Stage, path: Path) -> None:
    """S11: 0 missing; what was called on this path, and so far, is compared with the roles."""
    play(stage, path)
    granted = {(role.function, one) for role in stage.roles.all for one in role.granted}
    assert sorted(stage.guard.asked - granted) == []


def test_the_guard_asks_about_exactly_what_is_sent_to_aws(stage: Stage) -> None:
    """S11: it stands before the ports and the wire behind the SDK; both must see the same."""
    before = stage.guard.asked
    stage.guard.asked, stage.wire.permissions = set(), set()
    for path in PATHS:
        play(stage, path)
    asked = stage.guard.asked
    stage.guard.asked = before | asked  # the privileges count what was ever asked
    assert len({function for function, _ in asked}) > 16, "functions were not told apart"
    assert asked == stage.wire.permissions
