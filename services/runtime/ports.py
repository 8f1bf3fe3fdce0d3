"""The one seam: what a service may ask of the platform it runs on.

Each port has an implementation in `runtime/aws` (boto3) and one in `runtime/embedded` (SQLite);
`tests/conformance` holds both to the same behaviour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

Key = tuple[str, str]
Item = dict[str, Any]
"""An item of a table: `pk` and `sk`, then str, int, bool, None, list and dict; no floats.

`gsi1pk` and `gsi1sk` put it into the sparse index; after `expires_at` (epoch seconds) no read
returns it, whether the engine has swept it or not.
"""


# --- tables -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Absent:
    """The write holds only if no item has this key; one that has expired counts as none."""


@dataclass(frozen=True, slots=True)
class AtVersion:
    """The write holds only if the stored item's `version` is this one."""

    version: int


@dataclass(frozen=True, slots=True)
class OlderThan:
    """The write holds only if there is no item, or its `as_of` is lower than this sequence."""

    sequence: int


Expectation = Absent | AtVersion | OlderThan | None


@dataclass(frozen=True, slots=True)
class Put:
    """Write the whole item."""

    table: str
    item: Item
    expect: Expectation = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove the item with this key; fine if there is none, unless something is expected."""

    table: str
    key: Key
    expect: Expectation = None


@dataclass(frozen=True, slots=True)
class Check:
    """Write nothing, but let the transaction hold only if this does."""

    table: str
    key: Key
    expect: Expectation


Write = Put | Delete | Check


class ConditionFailed(Exception):
    """Nothing was written, because the expectations at these positions did not hold."""

    def __init__(self, positions: Sequence[int]) -> None:
        super().__init__(f"expectation failed at {list(positions)}")
        self.positions = tuple(positions)


@dataclass(frozen=True, slots=True)
class Page:
    """Some items, and the key to go on after; `next` is None on the last page."""

    items: list[Item]
    next: Item | None = None


class Tables(Protocol):
    """Items under a partition key and a sort key, one sparse index, transactions over tables."""

    def get(self, table: str, key: Key) -> Item | None:
        """One item, as of all writes that were answered before."""

    def get_many(self, keys: Sequence[tuple[str, Key]]) -> list[Item | None]:
        """Up to 100 items of any tables, in the order of `keys`, as of all answered writes."""

    def query(
        self,
        table: str,
        pk: str,
        *,
        prefix: str = "",
        up_to: str | None = None,
        index: bool = False,
        limit: int = 50,
        after: Item | None = None,
        backwards: bool = False,
    ) -> Page:
        """Items of one partition in order of the sort key (of the index, if `index`).

        `prefix` and `up_to` (inclusive) bound the sort key and exclude each other; `after` is the
        `next` of the page before. The index may lag behind writes; the table itself does not.
        """

    def transact(self, *writes: Write) -> None:
        """All of these writes or none; up to 100, each key once. Safe to repeat by the platform.

        Raises ConditionFailed if an expectation does not hold.
        """

    def count(self, table: str, key: Key, *, expires_at: int) -> int:
        """Add one to a counter and return it; for limits only, as a lost answer may count twice."""


# --- bus and queues -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One event on its way to a bus; `detail` is its JSON object."""

    bus: str
    source: str
    detail_type: str
    detail: Mapping[str, Any]


class Bus(Protocol):
    """Publishes events; every rule that matches gets its own copy, at least once, in any order."""

    def publish(self, entries: Sequence[Entry]) -> list[int]:
        """Publish up to 10 entries; returns the positions of those that were NOT accepted."""


class Queues(Protocol):
    """Sends messages to a queue; functions receive them as SQS events."""

    def send(self, queue: str, bodies: Sequence[str]) -> None:
        """Send any number of messages; raises if one was not accepted (some may have been)."""


# --- mail ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """What all recipients of one mail have in common; `{{name}}` is a slot filled per recipient."""

    sender: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person's copy; `key` is opaque, travels as X-Dedupe-Key and finds the evidence later.

    `slots` hold opaque tokens only, no names: they are put into text and HTML as they are.
    """

    key: str
    address: str
    slots: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class Outcome(StrEnum):
    """What the provider said about one recipient."""

    ACCEPTED = "accepted"
    AGAIN = "again"
    REJECTED = "rejected"


class LostAnswer(Exception):
    """The provider may or may not have accepted; never send again without evidence."""


class Mail(Protocol):
    """Hands mail to a provider, exactly one attempt for each call."""

    def send(self, letter: Letter, recipients: Sequence[Recipient]) -> list[Outcome]:
        """One copy for each of up to 50 recipients; raises LostAnswer if no answer came."""

    def accepted(self, key: str) -> bool | None:
        """Evidence whether the provider accepted the copy with this key; None if none is known."""


# --- files, identity, clock, ids ----------------------------------------------------------------


class Files(Protocol):
    """Bytes under a name."""

    def put(self, name: str, content: bytes, content_type: str) -> None:
        """Store these bytes, replacing what was there."""

    def get(self, name: str) -> bytes | None:
        """The bytes under this name."""

    def delete(self, name: str) -> None:
        """Forget the bytes under this name; fine if there are none."""

    def link(self, name: str, *, seconds: int) -> str:
        """An address from which the bytes can be fetched for at most 60 seconds."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code is asked for; `session` is opaque and must come back with the code."""

    session: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Proof of who somebody is: `id_token` for 60 minutes, `refresh_token` for 30 days."""

    id_token: str
    refresh_token: str


class SignInRefused(Exception):
    """The session is over: too many tries, too late, or already used. Ask for a new code."""


class Identity(Protocol):
    """The user pool: it knows member ids and proves them; roles live elsewhere."""

    def create(self, member_id: str, email: str) -> None:
        """Make the account; fine if it is there already."""

    def move(self, member_id: str, email: str) -> None:
        """Give the account another address; fine if there is no account."""

    def delete(self, member_id: str) -> None:
        """Remove the account; fine if there is none."""

    def begin(self, member_id: str) -> Challenge:
        """Start signing in; an unknown id gets a challenge that nothing answers."""

    def answer(self, member_id: str, session: str, code: str) -> Tokens | Challenge:
        """Tokens if the code is right, a new challenge if not; raises SignInRefused at the end."""

    def refresh(self, refresh_token: str) -> Tokens:
        """New tokens; raises SignInRefused."""

    def verify(self, id_token: str) -> str:
        """The member id that a valid token proves; raises SignInRefused."""


class Clock(Protocol):
    """What time it is, in UTC."""

    def now(self) -> datetime:
        """The present instant, with zone."""


class Ids(Protocol):
    """Fresh randomness; injected, so that a simulated world can be repeated."""

    def new(self) -> str:
        """An id of 32 hexadecimal digits that says nothing about when it was made."""

    def digits(self, count: int) -> str:
        """That many decimal digits."""


class Platform(Protocol):
    """Everything a service may ask for, in one place."""

    @property
    def tables(self) -> Tables: ...
    @property
    def bus(self) -> Bus: ...
    @property
    def queues(self) -> Queues: ...
    @property
    def mail(self) -> Mail: ...
    @property
    def files(self) -> Files: ...
    @property
    def identity(self) -> Identity: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def settings(self) -> Mapping[str, str]: ...
