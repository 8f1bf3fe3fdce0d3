"""The embedded ports with danger before each call, and somebody who watches what comes through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from infra.simulator.faults import Danger, Fault, Kind, Unavailable
from infra.simulator.watch import Watch
from services.runtime.embedded.bus import EmbeddedBus
from services.runtime.embedded.identity import EmbeddedIdentity
from services.runtime.embedded.mail import EmbeddedMail
from services.runtime.embedded.platform import EmbeddedPlatform
from services.runtime.embedded.queues import EmbeddedQueues
from services.runtime.embedded.tables import EmbeddedTables
from services.runtime.ports import (
    Bus,
    Challenge,
    Clock,
    Entry,
    Files,
    Identity,
    Ids,
    Item,
    Key,
    Letter,
    LostAnswer,
    Mail,
    Outcome,
    Page,
    Queues,
    Recipient,
    Tables,
    Tokens,
    Write,
)

Answer = TypeVar("Answer")

EVIDENCE_AFTER = timedelta(minutes=20)
"""How long the provider's evidence is on its way in worlds where it is slow."""


@dataclass(frozen=True)
class DangerousPlatform:
    """Everything a service may ask for, and nothing of it safe."""

    tables: Tables
    bus: Bus
    queues: Queues
    mail: Mail
    files: Files
    identity: Identity
    clock: Clock
    ids: Ids
    settings: Mapping[str, str]

    @classmethod
    def over(
        cls, safe: EmbeddedPlatform, danger: Danger, watch: Watch, *, slow_evidence: bool
    ) -> DangerousPlatform:
        """The same platform with danger before each call."""
        return cls(
            tables=DangerousTables(safe.tables, danger, watch),
            bus=DangerousBus(safe.bus, danger),
            queues=DangerousQueues(safe.queues, danger),
            mail=DangerousMail(safe.mail, safe.clock, danger, watch, slow=slow_evidence),
            files=safe.files,
            identity=DangerousIdentity(safe.identity, danger),
            clock=safe.clock,
            ids=safe.ids,
            settings=safe.settings,
        )


class DangerousTables:
    """The Tables port."""

    def __init__(self, tables: EmbeddedTables, danger: Danger, watch: Watch) -> None:
        self._tables = tables
        self._danger = danger
        self._watch = watch

    def get(self, table: str, key: Key) -> Item | None:
        """One item."""
        lost = self._danger.before()
        return _unless(lost, self._tables.get(table, key))

    def get_many(self, keys: Sequence[tuple[str, Key]]) -> list[Item | None]:
        """Items in the order of their keys."""
        lost = self._danger.before()
        return _unless(lost, self._tables.get_many(keys))

    def query(self, table: str, pk: str, **how: Any) -> Page:
        """Items of one partition in order."""
        lost = self._danger.before()
        return _unless(lost, self._tables.query(table, pk, **how))

    def transact(self, *writes: Write) -> None:
        """All of the writes or none."""
        lost = self._danger.before(writes=True)
        with self._watch.writing(writes):
            self._tables.transact(*writes)
        _unless(lost, None)

    def count(self, table: str, key: Key, *, expires_at: int) -> int:
        """Add one and return the sum."""
        lost = self._danger.before()
        return _unless(lost, self._tables.count(table, key, expires_at=expires_at))


class DangerousBus:
    """The Bus port."""

    def __init__(self, bus: EmbeddedBus, danger: Danger) -> None:
        self._bus = bus
        self._danger = danger

    def publish(self, entries: Sequence[Entry]) -> list[int]:
        """Publish, except what the fault has refused."""
        lost = self._danger.before()
        fault = self._danger.take(Kind.REFUSED)
        refused = [n for n in range(len(entries)) if fault is not None and fault.hits(n)]
        fine = [n for n in range(len(entries)) if n not in refused]
        if fine:
            too = self._bus.publish([entries[n] for n in fine])
            refused += [fine[position] for position in too]
        return _unless(lost, refused)


class DangerousQueues:
    """The Queues port."""

    def __init__(self, queues: EmbeddedQueues, danger: Danger) -> None:
        self._queues = queues
        self._danger = danger

    def send(self, queue: str, bodies: Sequence[str]) -> None:
        """Add messages."""
        lost = self._danger.before()
        self._queues.send(queue, bodies)
        _unless(lost, None)


class DangerousMail:
    """The Mail port; what it captured is its evidence, at once or some time later."""

    def __init__(
        self, mail: EmbeddedMail, clock: Clock, danger: Danger, watch: Watch, *, slow: bool
    ) -> None:
        self._mail = mail
        self._clock = clock
        self._danger = danger
        self._watch = watch
        self._slow = slow
        self._tried: dict[str, datetime] = {}

    def send(self, letter: Letter, recipients: Sequence[Recipient]) -> list[Outcome]:
        """Take, refuse or lose the copies, as the fault says."""
        try:
            lost = self._danger.before(may_wait=False)
        except Unavailable as unavailable:
            raise LostAnswer from unavailable
        self._watch.letters.handed(letter, recipients)
        self._tried |= dict.fromkeys((to.key for to in recipients), self._clock.now())
        fault = self._danger.take(Kind.AGAIN, Kind.REJECTED, Kind.LOST_SENT, Kind.LOST_UNSENT)
        outcomes = [_outcome(fault, n) for n in range(len(recipients))]
        taken = [
            to for to, was in zip(recipients, outcomes, strict=True) if was is Outcome.ACCEPTED
        ]
        if fault is None or fault.kind is not Kind.LOST_UNSENT:
            self._take(letter, taken)
        if fault is not None and fault.kind is Kind.REJECTED:
            self._watch.letters.rejected([to for to in recipients if to not in taken])
        if lost or (fault is not None and fault.kind in (Kind.LOST_SENT, Kind.LOST_UNSENT)):
            raise LostAnswer
        return outcomes

    def accepted(self, key: str) -> bool | None:
        """What the mailbox knows, once that has come through."""
        lost = self._danger.before()
        tried = self._tried.get(key)
        if self._slow and tried is not None and self._clock.now() < tried + EVIDENCE_AFTER:
            return None
        return _unless(lost, self._mail.accepted(key))

    def _take(self, letter: Letter, recipients: Sequence[Recipient]) -> None:
        if recipients:
            outcomes = self._mail.send(letter, recipients)
            taken = zip(recipients, outcomes, strict=True)
            self._watch.letters.accepted(
                letter, [to for to, was in taken if was is Outcome.ACCEPTED]
            )


class DangerousIdentity:
    """The Identity port, as far as services change it; the rest is asked of the pool itself."""

    def __init__(self, identity: EmbeddedIdentity, danger: Danger) -> None:
        self._identity = identity
        self._danger = danger

    def create(self, member_id: str, email: str) -> None:
        """Make the account."""
        lost = self._danger.before()
        self._identity.create(member_id, email)
        _unless(lost, None)

    def delete(self, member_id: str) -> None:
        """Remove the account."""
        lost = self._danger.before()
        self._identity.delete(member_id)
        _unless(lost, None)

    def begin(self, member_id: str) -> Challenge:
        """Start signing in."""
        lost = self._danger.before()
        return _unless(lost, self._identity.begin(member_id))

    def answer(self, member_id: str, session: str, code: str) -> Tokens | Challenge:
        """Answer a challenge."""
        lost = self._danger.before()
        return _unless(lost, self._identity.answer(member_id, session, code))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._identity, name)


def _unless(lost: bool, answer: Answer) -> Answer:
    if lost:
        raise Unavailable
    return answer


def _outcome(fault: Fault | None, position: int) -> Outcome:
    if fault is not None and fault.kind is Kind.AGAIN and fault.hits(position):
        return Outcome.AGAIN
    if fault is not None and fault.kind is Kind.REJECTED and fault.hits(position):
        return Outcome.REJECTED
    return Outcome.ACCEPTED
