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
# AWS asks about this one too (docs/privileges.md), ministack does not.
SENDING_TOO = "ses:SendBulkTemplatedEmail"
# In AWS one permission covers both; there is no other.
AS_IN_AWS = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
}

sender: ContextVar[str] = ContextVar("sender", default="")
"""The domain that the mail of the present request is sent from."""


def record(folder: Path) -> None:
    """From now on note each kind of call once: function, action, resource, whether it might."""
    from ministack.core import iam_evaluator
    from ministack.core.responses import get_account_id

    evaluator: Any = iam_evaluator
    asked: Callable[..., Any] = evaluator.enforce
    seen: set[tuple[str, str, str, bool]] = set()

    def enforce(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        iam_action = AS_IN_AWS.get(iam_action, iam_action)
        if iam_action != SENDING:
            return answer(access_key_id, iam_action, service, region, resource_arn, service_context)
        # AWS asks about the identity that the mail is sent from, ministack about all of them.
        sent_from = f"arn:aws:ses:{region}:{get_account_id()}:identity/{sender.get()}"
        more = (service, region, sent_from, service_context)
        denied = answer(access_key_id, SENDING, *more)
        return denied or answer(access_key_id, SENDING_TOO, *more)

    def answer(access_key_id: str, iam_action: str, *of: Any) -> Any:
        denied = asked(access_key_id, iam_action, *of)
        principal = evaluator.resolve_principal(access_key_id or "", get_account_id())
        arn = getattr(principal, "arn", "")
        call = (arn.rpartition("/")[2], iam_action, str(of[2]), denied is None)
        if ASSUMED in arn and call not in seen:
            seen.add(call)
            names = ("function", "action", "resource", "allowed")
            line = json.dumps(dict(zip(names, call, strict=True)))
            with (folder / CALLS).open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        return denied

    evaluator.enforce = enforce
