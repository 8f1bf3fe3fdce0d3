"""What a mail to a thousand members costs: calls, units of writing, and the processor's time.

A note is published in a network of a thousand. The event is heard, the mail is planned, queued and
handed over in batches, all on the adapters of AWS; the answers' own time is taken off.
"""

from __future__ import annotations

import gc
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from infra.bench.answers import Answers
from infra.bench.figures import Chapter, Figure
from infra.bench.first_call import Context
from infra.bench.network import Network
from infra.embedded import demo
from services.contracts.notes import NoteTitled
from services.notifications import reactions, sending
from services.runtime import platform

if TYPE_CHECKING:
    from infra.bench.answers import Tables

RECIPIENTS = 1000
TABLE_CALLS = frozenset({"GetItem", "BatchGetItem", "Query", "TransactWriteItems", "UpdateItem"})
MEMBERS = len((demo.CHAIR, demo.FACILITATOR, demo.REVIEWER, demo.MEMBER, *demo.OTHERS))
OURS = "NOTIFICATIONS_TABLE"
GATES = {"mail calls": 20, "table calls": 66, "write units": 125, "queue calls": 10}
MOST_MS = 200


def measure(network: Network) -> Chapter:
    """One row, for each thousand recipients, against the targets of the design."""
    answers = Answers(_crowded(network))
    with network.in_aws(answers):
        _hear(NoteTitled(note_id="0" * 32, network_id=demo.SLUG, title="Asking", week="2026-W47"))
        messages = list(answers.queued)
        # Or the collector of garbage would walk through all that stands in for AWS.
        gc.collect()
        gc.freeze()
        began = answers.seconds_of_others()
        for message in messages:
            _done(sending.handler(_records(message), Context()))
        milliseconds = 1000 * (answers.seconds_of_others() - began)
        gc.unfreeze()
    sent = sum(call.recipients for call in answers.calls)
    if sent != RECIPIENTS:
        raise RuntimeError(f"only {sent} of {RECIPIENTS} were mailed")
    count = Counter(call.action for call in answers.calls)
    found = {
        "mail calls": count["outbound-bulk-emails"],
        "table calls": sum(count[action] for action in TABLE_CALLS),
        "write units": sum(call.writes for call in answers.calls),
        "queue calls": count["SendMessageBatch"],
    }
    row = "for 1,000 recipients"
    figures = [Figure(row, what, found[what], "", gate) for what, gate in GATES.items()]
    figures.append(Figure(row, "sending", milliseconds, "ms CPU", MOST_MS))
    return Chapter("Fan-out", f"A note to {sent:,} members, with everything that is kept.", figures)


def _crowded(network: Network) -> Tables:
    """The network's tables with a thousand members, most of them copies of one of the demo's."""
    tables = network.tables()
    table = network.settings[OURS]
    of = network.people[demo.MEMBER.email]
    # Whoever joined and left is read as well, and would make a batch of the thousand-and-first.
    gone = network.people[demo.HOST_ADMIN.email]
    tables.pop((table, f"MEMBER#{gone}", f"NETWORK#{demo.SLUG}"), None)
    for address, item in list(tables.items()):
        if address[:2] == (table, f"MEMBER#{of}"):
            for number in range(RECIPIENTS - MEMBERS):
                other = f"{number:032x}"
                copied = json.loads(json.dumps(item).replace(of, other))
                tables[table, f"MEMBER#{other}", address[2].replace(of, other)] = copied
    return tables


def _hear(event: NoteTitled) -> None:
    stamped = event.stamped(event_id=platform.new_id(), occurred_at=platform.now(), caused_by=None)
    said = {"detail-type": event.detail_type(), "detail": stamped.detail()}
    _done(reactions.handler(_records(json.dumps(said)), Context()))


def _records(body: str) -> dict[str, Any]:
    return {"Records": [{"messageId": "1", "body": body, "eventSource": "aws:sqs"}]}


def _done(answer: dict[str, Any]) -> None:
    if answer["batchItemFailures"]:
        raise RuntimeError("a part of the mailing could not be sent")
