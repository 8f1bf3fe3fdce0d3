"""The engines that the platform runs on, and what each of them cannot do.

A further engine is a further entry of `CANNOT`, and a fixture in `conftest.py` that makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.runtime.ports import Platform

CANNOT: Mapping[str, Mapping[str, str]] = {
    "embedded": {},
    "moto": {
        "bulk mail": "moto has no SendBulkEmail; tests/runtime/aws/test_mail.py has its answers",
        "custom challenges": "moto answers CUSTOM_AUTH without a challenge",
    },
}
"""What an engine cannot do, and why; the tests that need it are skipped with that reason."""

TABLES = ("things", "others")
PUBLIC_BUS = "candour-conformance"
PRIVATE_BUS = "candour-private-conformance"


@dataclass(frozen=True)
class Engine:
    """A platform that is empty, with a rule that copies NoteTold.v1 of notes to `heard`."""

    name: str
    platform: Platform
    heard: str
    deaf: str
    waiting: Callable[[str], list[str]]
    fetch: Callable[[str], bytes | None]


SOURCE = "candour.notes"
DETAIL_TYPE = "NoteTold.v1"
PATTERN: dict[str, Any] = {"source": [SOURCE], "detail-type": [DETAIL_TYPE]}
CODE = "12345678"
MOST_TRIES = 5


def define(event: dict[str, Any]) -> dict[str, Any]:
    """A trigger that lets in after a right answer and gives up after five wrong ones."""
    tries = event["request"]["session"]
    passed = bool(tries) and tries[-1]["challengeResult"]
    failed = not passed and len(tries) >= MOST_TRIES
    return {"response": {"issueTokens": passed, "failAuthentication": failed}}


def create(event: dict[str, Any]) -> dict[str, Any]:
    """A trigger that always asks for the same code, and for none from somebody unknown."""
    known = not event["request"]["userNotFound"]
    return {"response": {"privateChallengeParameters": {"code": CODE if known else ""}}}


def verify(event: dict[str, Any]) -> dict[str, Any]:
    """A trigger that compares."""
    wanted = event["request"]["privateChallengeParameters"]["code"]
    return {"response": {"answerCorrect": wanted == event["request"]["challengeAnswer"]}}


TRIGGERS = {
    "DefineAuthChallenge": define,
    "CreateAuthChallenge": create,
    "VerifyAuthChallengeResponse": verify,
}
