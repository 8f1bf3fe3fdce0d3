"""Notifications alone: events come in as queue messages, mail goes out, time passes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from services.contracts.event import Event
from services.contracts.membership import (
    MemberContactChanged,
    MemberLeft,
    MembershipApproved,
    NetworkNamed,
    NetworkOpened,
    RoleGranted,
)
from services.contracts.notes import NoteSubmitted, NoteTitled
from services.contracts.notifications import FanoutFinished
from services.contracts.roles import Policy, Role, Standing
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceMoved,
    OccurrenceScheduled,
    ReminderDue,
    SessionTitled,
)
from services.notifications import reactions, sending, ticks
from services.runtime import platform
from services.runtime.due import SHARDS
from tests.notifications.provider import Killed, Provider
from tests.world import START, Home

SLUG = "psmn"
NAME = "Patient Safety Peers"
RULES = ("Nothing is recorded.", "Hierarchy does not apply.")
TITLE = "What helps after an incident?"
STARTS = START + timedelta(days=1)
ENDS = STARTS + timedelta(hours=1)
MOST_RECEIVES = 5
MINUTE = timedelta(minutes=1)
AWAY = timedelta(seconds=90)
"""How long a message stays away that was not dealt with."""


class House:
    """The functions of notifications on a bare platform."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.provider = Provider(home.platform.mail)
        home.platform.mail = self.provider  # type: ignore[assignment]
        self.given_up: list[str] = []

    # --- hearing --------------------------------------------------------------------------------

    def said(self, event: Event, at: datetime | None = None) -> Event:
        """The event with its envelope, as its owner's outbox would have it."""
        return event.stamped(
            event_id=platform.new_id(), occurred_at=at or platform.now(), caused_by=None
        )

    def hear(self, *events: Event, at: datetime | None = None) -> bool:
        """Let each event be heard once; tells whether all were dealt with."""
        heard = [event if event.event_id else self.said(event, at) for event in events]
        answers = [reactions.handler(_messages([_envelope(event)]), None) for event in heard]
        return not any(answer["batchItemFailures"] for answer in answers)

    def hear_surely(self, event: Event) -> None:
        """Let an event come again as its queue does until it is dealt with or given up."""
        heard = event if event.event_id else self.said(event)
        for _ in range(MOST_RECEIVES):
            try:
                if self.hear(heard):
                    return
            except Killed:
                pass
            self.home.clock.advance(AWAY)
        self.given_up.append(heard.detail_type())

    # --- sending --------------------------------------------------------------------------------

    def deliver(self) -> None:
        """Hand out what waits in the sending queue until it is empty or given up."""
        queue = platform.setting("SENDING_QUEUE")
        while True:
            messages = self.home.platform.queues.receive(queue, most=1000, visibility=0)
            if not messages:
                return
            for message in messages:
                if self._take(message.body):
                    self.home.platform.queues.delete([message.id])
                elif message.received >= MOST_RECEIVES:
                    self.home.platform.queues.delete([message.id])
                    self.given_up.append(message.body)

    def _take(self, body: str) -> bool:
        try:
            return not sending.handler(_messages([body]), None)["batchItemFailures"]
        except Killed:
            return False

    def tick(self) -> None:
        """Let the function see that time has passed."""
        ticks.handler({}, None)

    def pass_time(self, by: timedelta) -> None:
        """Go from one thing that is due to the next; let the queue empty each time."""
        until = self.home.clock.now() + by
        while (now := self.home.clock.now()) < until:
            self.home.clock.move_to(min([until, *self._due_after(now)]))
            self.tick()
            self.deliver()

    def _due_after(self, now: datetime) -> list[datetime]:
        found = []
        for shard in range(SHARDS):
            rows = self.home.platform.tables.query(
                platform.setting("NOTIFICATIONS_TABLE"), f"DUE#{shard}", limit=1000
            )
            found += [datetime.fromisoformat(row["sk"].partition("#")[0]) for row in rows.items]
        return [max(at, now + timedelta(seconds=1)) for at in found]

    # --- looking --------------------------------------------------------------------------------

    def mail_to(self, member_id: str, subject: str = "") -> list[dict[str, Any]]:
        """Mail to one member, oldest first."""
        address = address_of(member_id)
        return [m for m in self.mail(subject) if m["to"] == address]

    def mail(self, subject: str = "") -> list[dict[str, Any]]:
        """All mail whose subject begins like this."""
        return [m for m in self.home.mailbox() if m["subject"].startswith(subject)]

    def finished(self) -> list[FanoutFinished]:
        """What was said about fan-outs that are over, each once, however often it travelled."""
        name = FanoutFinished.detail_type()
        waiting = [event for event in self.home.said() if event["detail_type"] == name]
        rows = self.home.platform.database.rows(
            "SELECT detail FROM bus_log WHERE detail_type = ? ORDER BY seq", (name,)
        )
        heard = [*(json.loads(row[0]) for row in rows), *waiting]
        each = {event["event_id"]: event for event in heard}
        return [FanoutFinished.model_validate(event) for event in each.values()]

    def items(self, prefix: str) -> list[dict[str, Any]]:
        """The items of the table under keys that begin like this."""
        return [item for item in self.home.dump() if item["pk"].startswith(prefix)]

    # --- a network with people and a session ----------------------------------------------------

    def network(self, members: int = 3, **standing: Any) -> list[str]:
        """A network with members, welcomed already; their mail is not in the mailbox any more."""
        self.hear(opened(**standing), named())
        member_ids = [f"m{number:03d}" for number in range(members)]
        long_ago = platform.now() - timedelta(days=3)
        for member_id in member_ids:
            self.hear(approved(member_id), contact(member_id), at=long_ago)
        return member_ids

    def session(self, session_id: str = "s1") -> None:
        """A session that starts in a day."""
        self.hear(scheduled(session_id), titled(session_id))


# --- events -------------------------------------------------------------------------------------


def opened(**changes: Any) -> NetworkOpened:
    return NetworkOpened(
        **{
            "network_id": SLUG, "policy": Policy.APPROVAL, "listed": True, "quorum": 2,
            "sequence": 1, **changes,
        }
    )  # fmt: skip


def named(name: str = NAME) -> NetworkNamed:
    return NetworkNamed(network_id=SLUG, name=name, ground_rules=RULES, sequence=1)


def approved(member_id: str, sequence: int = 2, roles: Iterable[Role] = ()) -> MembershipApproved:
    return MembershipApproved(
        member_id=member_id, network_id=SLUG, standing=Standing.MEMBER, roles=tuple(roles),
        sequence=sequence,
    )  # fmt: skip


def granted(member_id: str, role: Role, sequence: int = 3) -> RoleGranted:
    return RoleGranted(
        member_id=member_id, network_id=SLUG, standing=Standing.MEMBER, roles=(role,),
        sequence=sequence,
    )  # fmt: skip


def left(member_id: str, sequence: int = 9) -> MemberLeft:
    return MemberLeft(
        member_id=member_id, network_id=SLUG, standing=Standing.LEFT, sequence=sequence
    )


def contact(member_id: str, name: str = "Siân O'Neill", sequence: int = 1) -> MemberContactChanged:
    return MemberContactChanged(
        member_id=member_id, email=address_of(member_id), name=name, sequence=sequence
    )


def scheduled(session_id: str = "s1", sequence: int = 1) -> OccurrenceScheduled:
    return OccurrenceScheduled(**_occurrence(session_id), sequence=sequence)


def cancelled(
    session_id: str = "s1", sequence: int = 3, *, reminded: bool = True
) -> OccurrenceCancelled:
    return OccurrenceCancelled(**_occurrence(session_id), reminded=reminded, sequence=sequence)


def moved(
    sequence: int = 3,
    *,
    by: timedelta = timedelta(hours=1),
    old: timedelta = timedelta(0),
    reminded: bool = True,
    reminds: bool = True,
) -> OccurrenceMoved:
    """The session moved by so much from its first time, and before that by `old`.

    `reminds` if it is time to remind already, so that the move is its own reminder.
    """
    new = {
        **_occurrence("s1"),
        "local_start": (STARTS + by).replace(tzinfo=None).isoformat(),
        "starts_at": STARTS + by,
        "ends_at": ENDS + by,
    }
    return OccurrenceMoved(
        **new,
        old_local_start=(STARTS + old).replace(tzinfo=None).isoformat(),
        old_zone="Europe/London",
        old_starts_at=STARTS + old,
        old_ends_at=ENDS + old,
        reminded=reminded,
        remind_at=platform.now() if reminds else STARTS + by - timedelta(days=1),
        sequence=sequence,
    )


def titled(session_id: str = "s1", title: str = TITLE) -> SessionTitled:
    return SessionTitled(session_id=session_id, network_id=SLUG, title=title, sequence=1)


def reminder_due(
    session_id: str = "s1",
    version: int = 1,
    sequence: int = 2,
    useful_until: datetime = STARTS,
) -> ReminderDue:
    return ReminderDue(
        session_id=session_id, network_id=SLUG, occurrence_version=version,
        useful_until=useful_until, sequence=sequence,
    )  # fmt: skip


def note_titled(note_id: str = "n1", title: str = "Speaking up at night") -> NoteTitled:
    return NoteTitled(note_id=note_id, network_id=SLUG, title=title, week="2026-W48", sequence=1)


def submitted(draft_id: str = "d1", sequence: int = 4) -> NoteSubmitted:
    return NoteSubmitted(draft_id=draft_id, network_id=SLUG, sequence=sequence)


def address_of(member_id: str) -> str:
    return f"{member_id}@people.example"


def _occurrence(session_id: str) -> dict[str, Any]:
    return {
        "session_id": session_id,
        "network_id": SLUG,
        "local_start": STARTS.replace(tzinfo=None).isoformat(),
        "zone": "Europe/London",
        "starts_at": STARTS,
        "ends_at": ENDS,
    }


def _envelope(event: Event) -> str:
    return json.dumps(
        {"detail-type": event.detail_type(), "source": event.source, "detail": event.detail()}
    )


def _messages(bodies: Iterable[str]) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": str(number), "receiptHandle": str(number), "body": body,
                "attributes": {}, "messageAttributes": {}, "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-2:000000000000:queue",
            }
            for number, body in enumerate(bodies)
        ]
    }  # fmt: skip


def accounted(over: FanoutFinished) -> bool:
    """Whether everybody of the audience is in exactly one of the counts."""
    parts = over.sent + over.withheld + over.rejected + over.superseded + over.uncertain
    return over.audience == parts


def nobody_twice(house: House, subject: str) -> None:
    """Each address got at most one mail whose subject begins like this."""
    counted = Counter(mail["to"] for mail in house.mail(subject))
    assert set(counted.values()) <= {1}, counted.most_common(3)
