"""Functions that an engine calls: in this process, or as a package of this one file.

Nothing but the standard library here: where AWS is played, this file is all that is deployed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

CODE = "12345678"
MOST_TRIES = 5
RECORD = "CONFORMANCE_RECORD"
"""The setting that names the file in which functions write down what they were called with."""
STUMBLE, POISON = "stumble", "poison"


def define(event: dict[str, Any]) -> dict[str, Any]:
    """A trigger that lets in after a right answer and gives up after five wrong ones."""
    tries = event["request"]["session"]
    passed = bool(tries) and tries[-1]["challengeResult"]
    failed = not passed and len(tries) >= MOST_TRIES
    return {"response": {"issueTokens": passed, "failAuthentication": failed}}


def create(event: dict[str, Any]) -> dict[str, Any]:
    """A trigger that always asks for the same code, and for none from somebody unknown."""
    known = not event["request"].get("userNotFound")
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


def pool(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """All three triggers as one function, which answers with what it was asked and more."""
    trigger = TRIGGERS[event["triggerSource"].partition("_")[0]]
    answer = trigger(event)["response"]
    if trigger is define and not answer["failAuthentication"] and not answer["issueTokens"]:
        answer["challengeName"] = "CUSTOM_CHALLENGE"
    return {**event, "response": {**event["response"], **answer}}


def relay(event: dict[str, Any], _context: Any) -> None:
    """Note the rows of a batch, and fail the first batch that has a stumbling block in it."""
    rows = [record["dynamodb"]["Keys"]["sk"]["S"] for record in event["Records"]]
    stumbled = any(STUMBLE in row for call in recorded("rows") for row in call)
    _note({"rows": rows, "names": [record["eventName"] for record in event["Records"]]})
    if not stumbled and any(STUMBLE in row for row in rows):
        raise RuntimeError("stumbled")


def inbox(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Note the messages of a batch, and give back those that are poisoned."""
    _note({"bodies": [record["body"] for record in event["Records"]]})
    poisoned = [record for record in event["Records"] if POISON in record["body"]]
    return {"batchItemFailures": [{"itemIdentifier": one["messageId"]} for one in poisoned]}


def recorded(what: str) -> list[list[str]]:
    """What each call so far was about: `rows` and `names` of a stream, `bodies` of a queue."""
    try:
        lines = Path(os.environ[RECORD]).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [call[what] for call in map(json.loads, lines) if what in call]


def _note(call: dict[str, list[str]]) -> None:
    with Path(os.environ[RECORD]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(call) + "\n")
