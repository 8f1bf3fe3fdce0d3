"""Answers that look like success and are not: refused entries and messages."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from services.runtime.aws.batches import MOST_BYTES, batches
from services.runtime.aws.platform import AwsPlatform
from services.runtime.aws.queues import NotSent
from services.runtime.ports import Entry
from tests.runtime.aws.wire import Wire, failure

QUEUE = "https://sqs.eu-west-2.amazonaws.com/000000000000/inbox"
GOOD = {"EventId": "e"}
THROTTLED = {"ErrorCode": "ThrottlingException", "ErrorMessage": "-"}


def entry(number: int, *, source: str = "candour.notes", text: str = "") -> Entry:
    return Entry("candour-test", source, "NotePublished.v1", {"number": number, "text": text})


def test_refused_entries_are_told_by_their_position(aws: AwsPlatform) -> None:
    """Issue 2: PutEvents answers 200 and may still have refused some."""
    answer = {"FailedEntryCount": 2, "Entries": [GOOD, THROTTLED, GOOD, THROTTLED]}
    wire = Wire(aws.clients.events, [answer])

    assert aws.bus.publish([entry(n) for n in range(4)]) == [1, 3]
    assert len(wire.sent) == 1


def test_an_entry_that_cannot_be_said_does_not_hold_up_the_others(aws: AwsPlatform) -> None:
    answer = {"FailedEntryCount": 1, "Entries": [GOOD, THROTTLED]}
    wire = Wire(aws.clients.events, [answer])
    huge = entry(0, text="x" * MOST_BYTES)

    refused = aws.bus.publish([huge, entry(1), entry(2, source=""), entry(3)])

    assert refused == [0, 2, 3]
    assert [said["Detail"] for said in wire.sent[0]["Entries"]] == [
        '{"number": 1, "text": ""}',
        '{"number": 3, "text": ""}',
    ]


def test_big_entries_go_in_several_calls(aws: AwsPlatform) -> None:
    wire = Wire(aws.clients.events, [lambda asked: {
        "FailedEntryCount": 0, "Entries": [GOOD] * len(asked["Entries"])
    }])  # fmt: skip

    refused = aws.bus.publish([entry(n, text="x" * (MOST_BYTES // 3)) for n in range(5)])

    assert refused == []
    assert [len(asked["Entries"]) for asked in wire.sent] == [2, 2, 1]


def test_a_bus_that_refuses_everything_raises(aws: AwsPlatform) -> None:
    Wire(aws.clients.events, [failure("AccessDeniedException")])

    with pytest.raises(ClientError):
        aws.bus.publish([entry(1)])


def test_messages_go_ten_at_a_time_and_one_refusal_is_enough_to_raise(aws: AwsPlatform) -> None:
    refused = [{"Id": "11", "Code": "InternalError", "SenderFault": False}]
    wire = Wire(aws.clients.sqs, [{}, {"Failed": refused}, {}])

    with pytest.raises(NotSent, match=r"^1$"):
        aws.queues.send(QUEUE, [f"message {n}" for n in range(23)])

    assert [len(asked["Entries"]) for asked in wire.sent] == [10, 10, 3]
    ids = [sent["Id"] for asked in wire.sent for sent in asked["Entries"]]
    assert ids == [str(n) for n in range(23)]


def test_the_size_of_a_call_is_counted_in_bytes(aws: AwsPlatform) -> None:
    wire = Wire(aws.clients.sqs, [{}])
    half = "é" * (MOST_BYTES // 4)

    aws.queues.send(QUEUE, [half, half, half])

    assert [len(asked["Entries"]) for asked in wire.sent] == [2, 1]


@pytest.mark.parametrize(
    ("sizes", "cut"),
    [
        ([], []),
        ([MOST_BYTES * 2], [1]),
        ([1, MOST_BYTES * 2, 1], [1, 1, 1]),
        ([MOST_BYTES, 0, 1], [2, 1]),
        ([1] * 20, [10, 10]),
    ],
)
def test_nothing_is_left_out_when_calls_are_cut(sizes: list[int], cut: list[int]) -> None:
    made = list(batches(sizes))

    assert [len(batch) for batch in made] == cut
    assert [position for batch in made for position in batch] == list(range(len(sizes)))
