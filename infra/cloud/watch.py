"""Stands before ministack and reads what goes by: mail and events, for the control room.

Ministack forgets mail when it stops and never shows its headers, which whoever unsubscribes needs;
and it looks at streams and queues only once a second unless something wakes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

from infra.cloud import calls
from infra.cloud.clock import LocalClock
from infra.cloud.server import KEEP
from services.runtime.embedded.bus import shown
from services.runtime.ports import Entry

MAIL = "mail.jsonl"
EVENTS = "events.jsonl"
SEND_BULK_EMAIL = "POST /v2/email/outbound-bulk-emails"
PUT_EVENTS = "AWSEvents.PutEvents"
FOLLOWED_BY_WORK = frozenset({"DynamoDB_20120810.TransactWriteItems", "AmazonSQS.SendMessageBatch"})
SLOT = re.compile(r"\{\{(\w+)\}\}")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Read = Callable[[dict[str, Any], dict[str, Any]], Iterator[dict[str, Any]]]


class Watch:
    """An ASGI application before another one."""

    def __init__(
        self,
        app: App,
        folder: Path,
        *,
        keep: Callable[[], Awaitable[None]],
        look_now: Callable[[], None],
    ) -> None:
        self._app = app
        self._keep = keep
        self._look_now = look_now
        self._folder = folder
        self._clock = LocalClock(folder)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass everything on, and keep a copy of what is worth one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        operation = _operation(scope)
        if operation == f"POST {KEEP}":
            await self._keep()
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        elif operation == SEND_BULK_EMAIL:
            await self._copied(scope, receive, send, MAIL, self._letters)
        elif operation == PUT_EVENTS:
            await self._copied(scope, receive, send, EVENTS, self._events)
        else:
            await self._app(scope, receive, send)
        if operation in FOLLOWED_BY_WORK:
            self._look_now()

    async def _copied(
        self, scope: Message, receive: Receive, send: Send, name: str, read: Read
    ) -> None:
        asked, answered = bytearray(), bytearray()
        status = 0

        async def reading() -> Message:
            message = await receive()
            asked.extend(message.get("body", b""))
            if name == MAIL and not message.get("more_body"):
                calls.sender.set(
                    json.loads(asked)["FromEmailAddress"].strip(">").rpartition("@")[2]
                )
            return message

        async def sending(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            answered.extend(message.get("body", b""))
            last = message["type"] == "http.response.body" and not message.get("more_body")
            # Before whoever asked hears that it was accepted, so that nobody looks too early.
            if last and status == 200:
                with (self._folder / name).open("a", encoding="utf-8") as file:
                    for copy in read(json.loads(asked), json.loads(answered)):
                        file.write(json.dumps(copy) + "\n")
            await send(message)

        await self._app(scope, reading, sending)

    def _letters(self, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Each accepted copy as its reader gets it."""
        template = asked["DefaultContent"]["Template"]
        content = template["TemplateContent"]
        results = answered["BulkEmailEntryResults"]
        for entry, result in zip(asked["BulkEmailEntries"], results, strict=True):
            if result["Status"] != "SUCCESS":
                continue
            replaced = entry["ReplacementEmailContent"]["ReplacementTemplate"]
            slots = json.loads(replaced["ReplacementTemplateData"])
            headers = [*template.get("Headers", ()), *entry.get("ReplacementHeaders", ())]
            (to,) = entry["Destination"]["ToAddresses"]
            yield {
                "to": to,
                "subject": _filled(content["Subject"], slots),
                "text": _filled(content["Text"], slots),
                "html": _filled(content["Html"], slots),
                "headers": {header["Name"]: header["Value"] for header in headers},
                "sent_at": self._clock.now().isoformat(),
            }

    def _events(self, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Each accepted event; of private ones only the ids."""
        for said, result in zip(asked["Entries"], answered["Entries"], strict=True):
            if "ErrorCode" in result:
                continue
            bus, source, name = said["EventBusName"], said["Source"], said["DetailType"]
            yield {
                "bus": bus,
                "source": source,
                "detail_type": name,
                "detail": shown(Entry(bus, source, name, json.loads(said["Detail"]))),
                "at": self._clock.now().isoformat(),
            }


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    """What was copied, the newest first, numbered in the order it came."""
    try:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [{"id": number, **json.loads(line)} for number, line in enumerate(lines, 1)][::-1]


def _operation(scope: Message) -> str:
    target = next((v for n, v in scope["headers"] if n == b"x-amz-target"), b"")
    return target.decode("latin-1") or f"{scope['method']} {scope['path']}"


def _filled(text: str, slots: dict[str, str]) -> str:
    return SLOT.sub(lambda found: slots.get(found[1], found[0]), text)
