"""Makes good what ministack does otherwise than AWS, where it would stop the network.

The only file that takes ministack by its private names, apart from `calls.py`, which listens at the
one place where it asks about permissions. `tests/cloud/test_amends.py` names each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import concurrency, persistence
from ministack.services import lambda_svc, scheduler

POSITIONS = "dynamodb_stream_positions"
SWEEP_SCHEDULES_EVERY = 1

_app: Any = app
_lambda: Any = lambda_svc
_scheduler: Any = scheduler


def apply() -> None:
    """From here on; before anything is restored or called."""
    hand_over_cookies()
    begin_streams_anew()
    _scheduler._SCHEDULE_TICK_INTERVAL = SWEEP_SCHEDULES_EVERY


def state() -> dict[str, Any]:
    """Everything that it would write down if it stopped now."""
    found: dict[str, Any] = _app._build_persistence_save_dict()
    return found


def save(found: dict[str, Any]) -> None:
    """Write it down as it does by itself when it stops; never two at once."""
    persistence.save_all(found)


def look_now() -> None:
    """Let it look at streams and queues at once; by itself it does once a second."""
    concurrency.esm_wake.set()


def hand_over_cookies() -> None:
    """API Gateway gives functions the cookies in a field of their own, not among the headers."""
    called: Callable[..., Any] = _lambda._execute_function_with_config_scope

    def call(record: Any, event: Any, *more: Any, **named: Any) -> Any:
        if isinstance(event, dict) and "http" in event.get("requestContext", {}):
            cookies = event["headers"].pop("cookie", "")
            if cookies:
                event["cookies"] = [part.strip() for part in cookies.split(";")]
        return called(record, event, *more, **named)

    _lambda._execute_function_with_config_scope = call


def begin_streams_anew() -> None:
    """Streams are lost when ministack stops, so that how far one was read must be lost too.

    Otherwise as many records as were read before would be skipped; what was lost in the stream is
    still in the outbox, and the sweep says it.
    """
    state: Callable[[], dict[str, Any]] = _lambda.get_state

    def without_positions() -> dict[str, Any]:
        return {name: value for name, value in state().items() if name != POSITIONS}

    _lambda.get_state = without_positions
