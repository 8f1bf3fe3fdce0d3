"""Mail by SES: one attempt, exact answers, and what is not known is said to be lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from services.runtime.aws.platform import AwsPlatform
from services.runtime.ports import Letter, LostAnswer, Outcome, Recipient
from tests.runtime.aws.wire import Reply, Wire, failure, gateway_failure

LETTER = Letter(
    sender="Candour <sessions@candour.example>",
    subject="Friday",
    text="Join: https://candour.example/{{token}}",
    html='<a href="https://candour.example/{{token}}">Join</a>',
    headers={"Auto-Submitted": "auto-generated"},
)
URL = "https://email.eu-west-2.amazonaws.com/"


def people(*addresses: str) -> list[Recipient]:
    return [
        Recipient(f"key-{n}", address, slots={"token": f"t{n}"}, headers={"List-Id": f"{n}"})
        for n, address in enumerate(addresses)
    ]


def results(*statuses: str) -> dict[str, Any]:
    return {"BulkEmailEntryResults": [{"Status": status} for status in statuses]}


def test_one_call_carries_every_copy_with_its_own_headers_and_slots(aws: AwsPlatform) -> None:
    wire = Wire(aws.clients.ses, [results("SUCCESS", "SUCCESS")])

    outcomes = aws.mail.send(LETTER, people("ann@a.example", "ben@b.example"))

    (asked,) = wire.sent
    template = asked["DefaultContent"]["Template"]
    assert outcomes == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert asked["FromEmailAddress"] == "Candour <sessions@candour.example>"
    assert template == {
        "TemplateContent": {"Subject": "Friday", "Text": LETTER.text, "Html": LETTER.html},
        "TemplateData": "{}",
        "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
    }
    assert asked["BulkEmailEntries"][1] == {
        "Destination": {"ToAddresses": ["ben@b.example"]},
        "ReplacementEmailContent": {
            "ReplacementTemplate": {"ReplacementTemplateData": json.dumps({"token": "t1"})}
        },
        "ReplacementHeaders": [
            {"Name": "List-Id", "Value": "1"},
            {"Name": "X-Dedupe-Key", "Value": "key-1"},
        ],
    }


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("SUCCESS", Outcome.ACCEPTED),
        ("MESSAGE_REJECTED", Outcome.REJECTED),
        ("INVALID_PARAMETER", Outcome.REJECTED),
        ("ACCOUNT_THROTTLED", Outcome.AGAIN),
        ("ACCOUNT_DAILY_QUOTA_EXCEEDED", Outcome.AGAIN),
        ("TRANSIENT_FAILURE", Outcome.AGAIN),
        ("FAILED", Outcome.AGAIN),
        ("ACCOUNT_SENDING_PAUSED", Outcome.AGAIN),
        ("ACCOUNT_SUSPENDED", Outcome.AGAIN),
        ("MAIL_FROM_DOMAIN_NOT_VERIFIED", Outcome.AGAIN),
        ("A_STATUS_OF_NEXT_YEAR", Outcome.AGAIN),
    ],
)
def test_each_copy_gets_its_own_outcome(aws: AwsPlatform, status: str, outcome: Outcome) -> None:
    Wire(aws.clients.ses, [results("SUCCESS", status, "SUCCESS")])

    outcomes = aws.mail.send(LETTER, people("ann@a.example", "ben@b.example", "cy@c.example"))

    assert outcomes == [Outcome.ACCEPTED, outcome, Outcome.ACCEPTED]


@pytest.mark.parametrize(
    "fault",
    [
        ReadTimeoutError(endpoint_url=URL),
        ConnectionClosedError(endpoint_url=URL),
        gateway_failure(502),
        failure("InternalFailure", 500),
        failure("ServiceUnavailable", 503),
        results("SUCCESS"),
    ],
    ids=["no-answer", "cut-off", "gateway", "internal", "unavailable", "too-few-results"],
)
def test_what_may_have_been_accepted_is_lost_and_not_tried_again(
    aws: AwsPlatform, fault: Reply
) -> None:
    """Decision 11: never a second attempt without evidence."""
    wire = Wire(aws.clients.ses, [fault, results("SUCCESS", "SUCCESS")])

    with pytest.raises(LostAnswer):
        aws.mail.send(LETTER, people("ann@a.example", "ben@b.example"))

    assert len(wire.sent) == 1


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (failure("TooManyRequestsException", 429), Outcome.AGAIN),
        (failure("ThrottlingException", 503), Outcome.AGAIN),
        (failure("LimitExceededException"), Outcome.AGAIN),
        (failure("SendingPausedException"), Outcome.AGAIN),
        (failure("MailFromDomainNotVerifiedException"), Outcome.AGAIN),
        (failure("AccessDeniedException", 403), Outcome.AGAIN),
        (failure("MessageRejected"), Outcome.REJECTED),
        (ConnectTimeoutError(endpoint_url=URL), Outcome.AGAIN),
        (EndpointConnectionError(endpoint_url=URL), Outcome.AGAIN),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_was_surely_not_accepted_is_said_at_once(
    aws: AwsPlatform, answer: Reply, outcome: Outcome
) -> None:
    wire = Wire(aws.clients.ses, [answer])

    outcomes = aws.mail.send(LETTER, people("ann@a.example", "ben@b.example"))

    assert outcomes == [outcome, outcome]
    assert len(wire.sent) == 1


def test_addresses_that_ses_cannot_take_are_rejected_and_the_others_sent(aws: AwsPlatform) -> None:
    wire = Wire(aws.clients.ses, [results("SUCCESS", "ACCOUNT_THROTTLED")])

    outcomes = aws.mail.send(
        LETTER, people("zoë@a.example", "ann@bücher.example", "not an addréss", "ben@b.example")
    )

    sent = [entry["Destination"]["ToAddresses"] for entry in wire.sent[0]["BulkEmailEntries"]]
    assert sent == [["ann@xn--bcher-kva.example"], ["ben@b.example"]]
    assert outcomes == [Outcome.REJECTED, Outcome.ACCEPTED, Outcome.REJECTED, Outcome.AGAIN]


def test_with_nobody_left_nothing_is_sent(aws: AwsPlatform) -> None:
    wire = Wire(aws.clients.ses, [results()])

    assert aws.mail.send(LETTER, people("zoë@a.example")) == [Outcome.REJECTED]
    assert wire.sent == []


@pytest.mark.parametrize(
    ("sender", "safe"),
    [
        ("a@x.example", "a@x.example"),
        ("Peers: one, two <a@x.example>", "Peers one two <a@x.example>"),
        ('"Boss" <boss@y.example> <a@x.example>', '"Boss boss y.example" <a@x.example>'),
        ("Line\r\nBcc: c@z.example <a@x.example>", '"Line Bcc c z.example" <a@x.example>'),
        ("Réseau <a@x.example>", "=?utf-8?q?R=C3=A9seau?= <a@x.example>"),
        ("N" * 200 + " <a@x.example>", "N" * 75 + " <a@x.example>"),
    ],
)
def test_the_name_of_the_sender_cannot_become_an_address(
    aws: AwsPlatform, sender: str, safe: str
) -> None:
    wire = Wire(aws.clients.ses, [results("SUCCESS")])

    aws.mail.send(Letter(sender, "s", "t", "h"), [Recipient("k", "ann@a.example")])

    assert wire.sent[0]["FromEmailAddress"] == safe


@pytest.mark.parametrize(
    ("written", "text", "html"),
    [
        ("{{token}}", "{{token}}", "{{token}}"),
        ("{{other}}", "{ { other}}", "&#123;&#123;other}}"),
        ("{{{token}}}", "{ { { token}}}", "&#123;&#123;&#123;token}}}"),
        ("{{#if x}}", "{ { #if x}}", "&#123;&#123;#if x}}"),
        ("{single}", "{single}", "{single}"),
    ],
)
def test_braces_in_a_title_are_not_taken_for_a_slot(
    aws: AwsPlatform, written: str, text: str, html: str
) -> None:
    """SES drops a copy without a word if it meets a name that nobody fills."""
    wire = Wire(aws.clients.ses, [results("SUCCESS")])

    aws.mail.send(Letter("a@x.example", "{{token}}", written, written), people("ann@a.example"))

    content = wire.sent[0]["DefaultContent"]["Template"]["TemplateContent"]
    assert content == {"Subject": "{ { token}}", "Text": text, "Html": html}


def test_there_is_no_evidence_yet(aws: AwsPlatform) -> None:
    assert aws.mail.accepted("key-1") is None
