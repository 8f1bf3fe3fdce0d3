"""What an operator sees of the local cloud in the control room, and what waiting for it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.cloud import engine as engine_module
from infra.cloud.engine import CloudEngine
from infra.embedded.control_room import PREFIX, ControlRoom
from infra.embedded.events import Answer, Request
from infra.engine import NotSettled
from services.contracts.sessions import SessionTitled

SESSION = "5" * 32
INBOX = "candour-local-membership-inbox"


def letter() -> dict[str, Any]:
    """An event as it lies in an inbox."""
    said = SessionTitled(session_id=SESSION, network_id="psmn", title="Learning", sequence=1)
    stamped = said.stamped(event_id="6" * 32, occurred_at=datetime.now(UTC), caused_by=None)
    return {
        "source": SessionTitled.source,
        "detail-type": SessionTitled.detail_type(),
        "detail": stamped.detail(),
    }


def ask(cloud: CloudEngine, method: str, path: str, content: Any = None) -> Answer:
    """Ask the control room as a program does."""
    headers = {"host": "127.0.0.1:8080", "content-type": "application/json"}
    body = b"" if content is None else json.dumps(content).encode()
    return ControlRoom(cloud).answer(Request(method, PREFIX + path, headers, body))


def url(cloud: CloudEngine, queue: str) -> str:
    return str(cloud.stack.client("sqs").get_queue_url(QueueName=queue)["QueueUrl"])


@pytest.fixture
def deaf(cloud: CloudEngine) -> Iterator[str]:
    """The inbox of membership while no function listens."""
    lambda_ = cloud.stack.client("lambda")
    (mapping,) = (
        found["UUID"]
        for found in lambda_.list_event_source_mappings()["EventSourceMappings"]
        if found["EventSourceArn"].endswith(f":{INBOX}")
    )
    lambda_.update_event_source_mapping(UUID=mapping, Enabled=False)
    yield INBOX
    lambda_.update_event_source_mapping(UUID=mapping, Enabled=True)
    cloud.settle()


def test_dead_letters_are_shown_and_heard_when_they_are_put_back(cloud: CloudEngine) -> None:
    cloud.platform.queues.send(url(cloud, f"{INBOX}-dead-letters"), [json.dumps(letter())])

    shown = ask(cloud, "GET", "dead-letters").json()
    put_back = ask(cloud, "POST", "redrive", {})

    assert shown == [{"what": "SessionTitled.v1", "where": f"{INBOX}-dead-letters"}]
    assert put_back.json() == {"left": 0}
    assert ask(cloud, "GET", "dead-letters").json() == []
    assert heard(cloud)


def heard(cloud: CloudEngine) -> bool:
    """Whether membership's own copy of sessions knows the title."""
    table = cloud.stack.names["MembershipTable"]
    items = cloud.stack.client("dynamodb").scan(TableName=table)["Items"]
    return any(SESSION in json.dumps(item) for item in items)


def test_what_does_not_come_to_rest_is_told_in_a_sentence(
    cloud: CloudEngine, deaf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "PATIENCE", 0.3)
    cloud.platform.queues.send(url(cloud, deaf), [json.dumps(letter())])

    with pytest.raises(NotSettled, match=f"Waiting: 1 in {deaf}"):
        cloud.settle()

    answer = ask(cloud, "POST", "clock", {"advance": "PT0S"})
    assert answer.status == 503
    assert deaf in answer.text


def test_the_clock_moves_for_every_function(cloud: CloudEngine) -> None:
    before = cloud.now()

    answer = ask(cloud, "POST", "clock", {"advance": "PT1H"})

    assert answer.status == 200
    assert (cloud.now() - before).total_seconds() >= 3600
