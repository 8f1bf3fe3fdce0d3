"""Asks the role of a function before each call, as AWS does: what it lacks is missing here too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from infra.embedded.roles import Permission, acting
from services.runtime import logs
from services.runtime.ports import (
    Bus,
    Challenge,
    Check,
    Clock,
    Delete,
    Entry,
    Files,
    Identity,
    Ids,
    Item,
    Key,
    Letter,
    Mail,
    Outcome,
    Page,
    Platform,
    Put,
    Queues,
    Recipient,
    Tables,
    Tokens,
    Write,
)

Ask = Callable[[str, str], None]

WRITES = {
    Put: "dynamodb:PutItem",
    Delete: "dynamodb:DeleteItem",
    Check: "dynamodb:ConditionCheckItem",
}
# AWS asks about the second one too, although no call has its name (docs/privileges.md).
TO_SEND_IN_BULK = ("ses:SendBulkEmail", "ses:SendBulkTemplatedEmail")


class NotAllowed(Exception):
    """The role of the function in `infra/template.yaml` does not allow this call."""


class Guard:
    """A platform on which a function may do what its role allows, and an operator anything.

    `asked` is every permission that any function has needed so far, with the function's name.
    """

    def __init__(self, guarded: Platform) -> None:
        self._guarded = guarded
        self.asked: set[tuple[str, Permission]] = set()

    def ask(self, action: str, resource: str) -> None:
        """Raise NotAllowed unless the function that is at work may do this."""
        role = acting()
        if role is None:
            return
        permission = Permission(action, resource)
        self.asked.add((role.function, permission))
        if permission not in role.granted:
            logs.error("not_allowed", function=role.function, kind=f"{action}:{resource}")
            raise NotAllowed(f"{role.function} needs {action} on {resource} in its role")

    @cached_property
    def tables(self) -> Tables:
        """Tables, asked about as DynamoDB's."""
        return _Tables(self._guarded, self.ask)

    @cached_property
    def bus(self) -> Bus:
        """Buses, asked about as EventBridge's."""
        return _Bus(self._guarded, self.ask)

    @cached_property
    def queues(self) -> Queues:
        """Queues, asked about as SQS's."""
        return _Queues(self._guarded, self.ask)

    @cached_property
    def mail(self) -> Mail:
        """Mail, asked about as SES's."""
        return _Mail(self._guarded, self.ask)

    @cached_property
    def files(self) -> Files:
        """Files, asked about as those of S3."""
        return _Files(self._guarded, self.ask)

    @cached_property
    def identity(self) -> Identity:
        """The user pool, asked about as Cognito's."""
        return _Identity(self._guarded, self.ask)

    @property
    def clock(self) -> Clock:
        """The clock, which everybody may read."""
        return self._guarded.clock

    @property
    def ids(self) -> Ids:
        """Ids, which everybody may make."""
        return self._guarded.ids

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings."""
        return self._guarded.settings


class _Port:
    """A port of a platform, and whom to ask first."""

    def __init__(self, platform: Platform, ask: Ask) -> None:
        self._platform = platform
        self._ask = ask


class _Tables(_Port):
    def get(self, table: str, key: Key) -> Item | None:
        self._ask("dynamodb:GetItem", table)
        return self._platform.tables.get(table, key)

    def get_many(self, keys: Sequence[tuple[str, Key]]) -> list[Item | None]:
        for table in {table for table, _ in keys}:
            self._ask("dynamodb:BatchGetItem", table)
        return self._platform.tables.get_many(keys)

    def query(self, table: str, pk: str, *, index: bool = False, **how: Any) -> Page:
        self._ask("dynamodb:Query", f"{table}/index/gsi1" if index else table)
        return self._platform.tables.query(table, pk, index=index, **how)

    def transact(self, *writes: Write) -> None:
        for write in writes:
            self._ask(WRITES[type(write)], write.table)
        self._platform.tables.transact(*writes)

    def count(self, table: str, key: Key, *, expires_at: int) -> int:
        self._ask("dynamodb:UpdateItem", table)
        return self._platform.tables.count(table, key, expires_at=expires_at)


class _Bus(_Port):
    def publish(self, entries: Sequence[Entry]) -> list[int]:
        for entry in entries:
            self._ask("events:PutEvents", entry.bus)
        return self._platform.bus.publish(entries)


class _Queues(_Port):
    def send(self, queue: str, bodies: Sequence[str]) -> None:
        self._ask("sqs:SendMessage", queue.rpartition("/")[2])
        self._platform.queues.send(queue, bodies)


class _Mail(_Port):
    def send(self, letter: Letter, recipients: Sequence[Recipient]) -> list[Outcome]:
        domain = letter.sender.rpartition("@")[2].strip(" >")
        for action in TO_SEND_IN_BULK:
            self._ask(action, domain)
        return self._platform.mail.send(letter, recipients)

    def accepted(self, key: str) -> bool | None:
        return self._platform.mail.accepted(key)


class _Files(_Port):
    def put(self, name: str, content: bytes, content_type: str) -> None:
        self._ask("s3:PutObject", self._bucket)
        self._platform.files.put(name, content, content_type)

    def get(self, name: str) -> bytes | None:
        self._ask("s3:GetObject", self._bucket)
        return self._platform.files.get(name)

    def delete(self, name: str) -> None:
        self._ask("s3:DeleteObject", self._bucket)
        self._platform.files.delete(name)

    def link(self, name: str, *, seconds: int) -> str:
        self._ask("s3:GetObject", self._bucket)
        return self._platform.files.link(name, seconds=seconds)

    @property
    def _bucket(self) -> str:
        return self._platform.settings["FILES_BUCKET"]


class _Identity(_Port):
    """Signing in needs no permission: Cognito asks nobody's role about it, so neither do we."""

    def create(self, member_id: str, email: str) -> None:
        for action in ("cognito-idp:AdminCreateUser", "cognito-idp:AdminSetUserPassword"):
            self._ask(action, self._platform.settings["USER_POOL_ID"])
        self._platform.identity.create(member_id, email)

    def move(self, member_id: str, email: str) -> None:
        self._ask("cognito-idp:AdminUpdateUserAttributes", self._platform.settings["USER_POOL_ID"])
        self._platform.identity.move(member_id, email)

    def delete(self, member_id: str) -> None:
        self._ask("cognito-idp:AdminDeleteUser", self._platform.settings["USER_POOL_ID"])
        self._platform.identity.delete(member_id)

    def begin(self, member_id: str) -> Challenge:
        return self._platform.identity.begin(member_id)

    def answer(self, member_id: str, session: str, code: str) -> Tokens | Challenge:
        return self._platform.identity.answer(member_id, session, code)

    def refresh(self, refresh_token: str) -> Tokens:
        return self._platform.identity.refresh(refresh_token)

    def verify(self, id_token: str) -> str:
        return self._platform.identity.verify(id_token)
