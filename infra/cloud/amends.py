"""Makes good what ministack leaves out of an event; without it nobody could sign in on a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def apply() -> None:
    """From here on functions get cookies as API Gateway gives them: in a field of their own."""
    from ministack.services import lambda_svc

    service: Any = lambda_svc
    called: Callable[..., Any] = service._execute_function_with_config_scope

    def call(record: Any, event: Any, *more: Any, **named: Any) -> Any:
        if isinstance(event, dict) and "http" in event.get("requestContext", {}):
            cookies = event["headers"].pop("cookie", "")
            if cookies:
                event["cookies"] = [part.strip() for part in cookies.split(";")]
        return called(record, event, *more, **named)

    service._execute_function_with_config_scope = call
