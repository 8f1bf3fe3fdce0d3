"""Makes good what ministack does otherwise than AWS, where it would stop the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

POSITIONS = "dynamodb_stream_positions"

_lambda: Any = lambda_svc


def apply() -> None:
    """From here on; before anything is restored or called."""
    hand_over_cookies()
    begin_streams_anew()


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
