"""What each function calls, written down where ministack asks whether it may."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

CALLS = "calls.jsonl"
ASSUMED = ":assumed-role/"
SENDING = "ses:SendBulkEmail"
# In AWS one permission covers both; there is no other.
AS_IN_AWS = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
}

sender: ContextVar[str] = ContextVar("sender", default="")
"""The domain that the mail of the present request is sent from."""


def record(folder: Path) -> None:
    """From now on note each kind of call once: function, action, resource."""
    from ministack.core import iam_evaluator
    from ministack.core.responses import get_account_id

    evaluator: Any = iam_evaluator
    asked: Callable[..., Any] = evaluator.enforce
    seen: set[tuple[str, str, str]] = set()

    def enforce(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        account = get_account_id()
        iam_action = AS_IN_AWS.get(iam_action, iam_action)
        if iam_action == SENDING:
            # AWS asks about the identity that the mail is sent from, ministack about all of them.
            resource_arn = f"arn:aws:ses:{region}:{account}:identity/{sender.get()}"
        answer = asked(access_key_id, iam_action, service, region, resource_arn, service_context)
        principal = evaluator.resolve_principal(access_key_id or "", account)
        arn = getattr(principal, "arn", "")
        call = (arn.rpartition("/")[2], iam_action, resource_arn)
        if ASSUMED in arn and call not in seen:
            seen.add(call)
            names = ("function", "action", "resource")
            line = json.dumps({**dict(zip(names, call, strict=True)), "allowed": answer is None})
            with (folder / CALLS).open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        return answer

    evaluator.enforce = enforce
