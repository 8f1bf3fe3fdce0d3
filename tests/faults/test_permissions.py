"""Every request that a function was seen to send is allowed by its role in the template."""

from __future__ import annotations

from tests.faults.paths import PATHS
from tests.faults.playing import play
from tests.faults.stage import Stage


def test_no_function_lacks_a_permission_for_a_call_that_it_makes(stage: Stage) -> None:
    """S11: 0 missing; every path is played, and what was called is compared with the roles."""
    for path in PATHS:
        play(stage, path)
    granted = {(role.function, one) for role in stage.roles.all for one in role.granted}
    assert len({function for function, _ in stage.guard.asked}) > 16, (
        "functions were not told apart"
    )
    assert sorted(stage.guard.asked - granted) == []


def test_the_guard_asks_about_exactly_what_is_sent_to_aws(stage: Stage) -> None:
    """S11: it stands before the ports and the wire behind the SDK; both must see the same."""
    stage.guard.asked.clear()
    stage.wire.permissions.clear()
    for path in PATHS:
        play(stage, path)
    assert stage.guard.asked == stage.wire.permissions
