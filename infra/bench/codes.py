"""What the user pool does when somebody is to answer a code: it asks its triggers for one."""

from __future__ import annotations

from typing import Any

from infra.bench.network import JOIN
from services.membership import identity


def none(_asked: dict[str, object]) -> None:
    """The pool's triggers are functions of their own, and not in the figures of a command."""


def make(asked: dict[str, Any]) -> None:
    """Do what the pool does when somebody is to answer a code: ask its triggers for one."""
    member_id = asked["AuthParameters"]["USERNAME"]
    request: dict[str, Any] = {"session": [], "userAttributes": {"email": JOIN["email"]}}
    for trigger in ("DefineAuthChallenge", "CreateAuthChallenge"):
        event = {"triggerSource": f"{trigger}_Authentication", "userName": member_id}
        identity.handler({**event, "request": request}, None)
