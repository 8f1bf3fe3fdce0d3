"""What each function calls, written down where ministack asks whether it may."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

CALLS = "calls.jsonl"
ASSUMED = ":assumed-role/"


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
        answer = asked(access_key_id, iam_action, service, region, resource_arn, service_context)
        principal = evaluator.resolve_principal(access_key_id or "", get_account_id())
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
