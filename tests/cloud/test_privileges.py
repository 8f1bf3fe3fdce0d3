"""S11: a permission that is taken away is missed on the local cloud, by those who wait for it."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3

from infra.embedded.events import Answer, Request
from tests.cloud.conftest import NETWORK

if TYPE_CHECKING:
    from infra.cloud.engine import CloudEngine

PATIENCE = 20.0
JSON = {"content-type": "application/json"}


def join(cloud: CloudEngine, name: str) -> Answer:
    """Ask to be let in, by a program."""
    wish = {
        "name": f"{name} Quill", "email": f"{name}@elsewhere.example", "network": [NETWORK],
        "organisation": "Ouseby Hospice", "agree": True,
    }  # fmt: skip
    body = json.dumps(wish).encode()
    return cloud.answer(Request("POST", "/api/membership/join", JSON, body))


@contextlib.contextmanager
def taken_away(cloud: CloudEngine, function: str, action: str) -> Iterator[None]:
    """The stack as if its template did not name this action in the role of this function."""
    iam = boto3.client("iam")
    role = cloud.stack.names[f"{function}Role"]
    said = iam.get_role_policy(RoleName=role, PolicyName="calls")
    before: dict[str, Any] = said["PolicyDocument"]
    statements = [
        {**statement, "Action": [one for one in statement["Action"] if one != action]}
        for statement in before["Statement"]
    ]
    left = {**before, "Statement": [one for one in statements if one["Action"]]}
    assert left != before

    def put(document: dict[str, Any]) -> None:
        iam.put_role_policy(RoleName=role, PolicyName="calls", PolicyDocument=json.dumps(document))

    put(left)
    try:
        yield
    finally:
        put(before)


def denied(cloud: CloudEngine, function: str) -> set[str]:
    """The actions that a function was not allowed."""
    lines = (cloud.folder / "calls.jsonl").read_text(encoding="utf-8").splitlines()
    calls = [json.loads(line) for line in lines]
    return {
        call["action"]
        for call in calls
        if call["function"].endswith(function) and not call["allowed"]
    }


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < until:
        time.sleep(0.1)
    return holds()


def is_mailed(cloud: CloudEngine, name: str) -> bool:
    return any(mail["to"] == f"{name}@elsewhere.example" for mail in cloud.mail())


def test_whoever_cannot_be_saved_is_told_so(cloud: CloudEngine) -> None:
    with taken_away(cloud, "MembershipApi", "dynamodb:PutItem"):
        answer = join(cloud, "anneke")
    assert answer.status == 500
    assert denied(cloud, "membership-api") == {"dynamodb:PutItem"}
    assert join(cloud, "anneke").status == 202


def test_nobody_hears_what_a_relay_may_not_say_until_it_may(cloud: CloudEngine) -> None:
    with taken_away(cloud, "MembershipRelay", "events:PutEvents"):
        assert join(cloud, "ottoline").status == 202
        assert eventually(lambda: denied(cloud, "membership-relay") == {"events:PutEvents"})
        assert not is_mailed(cloud, "ottoline")
    assert eventually(lambda: is_mailed(cloud, "ottoline"))
