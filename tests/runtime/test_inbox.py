"""One bad message does not hold up the rest, and no unknown one is lost in silence."""

from __future__ import annotations

import json
from typing import Any

from services.contracts.membership import MemberLeft
from services.runtime.inbox import Inbox
from services.runtime.saving import cause


def message(number: str, name: str, **detail: Any) -> dict[str, Any]:
    body = {"detail-type": name, "source": "candour.membership", "detail": detail}
    return {
        "messageId": number,
        "receiptHandle": number,
        "body": json.dumps(body),
        "attributes": {},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-2:000000000000:inbox",
    }


LEFT = {
    "event_id": "e1", "occurred_at": "2026-11-23T09:00:00Z", "sequence": 3,
    "member_id": "m1", "network_id": "psmn", "standing": "left",
}  # fmt: skip


def test_a_poison_message_comes_again_alone() -> None:
    """R7: at every position of a batch only the poison is left."""
    heard: list[str] = []
    inbox = Inbox("test", {MemberLeft: lambda event: heard.append(event.event_id)})
    for position in range(3):
        heard.clear()
        batch = [message(str(n), "MemberLeft.v1", **LEFT) for n in range(3)]
        batch[position] = message(str(position), "MemberLeft.v1", member_id="m1")
        answer = inbox.handler({"Records": batch}, None)
        assert answer == {"batchItemFailures": [{"itemIdentifier": str(position)}]}
        assert heard == ["e1", "e1"]


def test_what_is_no_json_comes_again_alone() -> None:
    heard: list[str] = []
    inbox = Inbox("test", {MemberLeft: lambda event: heard.append(event.event_id)})
    batch = [{**message("1", "-"), "body": "{"}, message("2", "MemberLeft.v1", **LEFT)]
    answer = inbox.handler({"Records": batch}, None)
    assert (answer, heard) == ({"batchItemFailures": [{"itemIdentifier": "1"}]}, ["e1"])


def test_an_unknown_event_is_not_swallowed() -> None:
    inbox = Inbox("test", {MemberLeft: lambda _event: None})
    answer = inbox.handler({"Records": [message("1", "MemberLeft.v9", **LEFT)]}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_a_batch_that_fails_whole_is_answered_not_raised() -> None:
    def refuse(_event: MemberLeft) -> None:
        raise LookupError

    inbox = Inbox("test", {MemberLeft: refuse})
    batch = [message(str(n), "MemberLeft.v1", **LEFT) for n in range(2)]
    assert len(inbox.handler({"Records": batch}, None)["batchItemFailures"]) == 2


def test_what_a_reaction_says_names_the_event_as_its_cause() -> None:
    causes: list[str | None] = []
    inbox = Inbox("test", {MemberLeft: lambda _event: causes.append(cause.get())})
    inbox.handler({"Records": [message("1", "MemberLeft.v1", **LEFT)]}, None)
    assert (causes, cause.get()) == (["e1"], None)


def test_a_listener_ignores_fields_that_it_does_not_know() -> None:
    heard: list[MemberLeft] = []
    inbox = Inbox("test", {MemberLeft: heard.append})
    newer = message("1", "MemberLeft.v1", **LEFT, added_later="x")
    assert inbox.handler({"Records": [newer]}, None) == {"batchItemFailures": []}
    assert heard[0].member_id == "m1"
