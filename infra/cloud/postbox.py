"""Stands before ministack and keeps a copy of each mail that it accepts, with its headers.

Ministack forgets mail when it stops and never shows its headers; whoever wants to unsubscribe
needs them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

from services.runtime.aws.clock import AwsClock

MAIL = "mail.jsonl"
BULK = "/v2/email/outbound-bulk-emails"
SLOT = re.compile(r"\{\{(\w+)\}\}")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class Postbox:
    """An ASGI application before another one."""

    def __init__(self, app: App, folder: Path) -> None:
        self._app = app
        self._mail = folder / MAIL
        self._clock = AwsClock()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass everything on; read what goes by if it is a mailing."""
        if scope["type"] != "http" or scope["path"] != BULK:
            await self._app(scope, receive, send)
            return
        asked, answered = bytearray(), bytearray()
        status = 0

        async def reading() -> Message:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def sending(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            answered.extend(message.get("body", b""))
            # Before the sender hears that it was accepted, so that nobody looks too early.
            last = message["type"] == "http.response.body" and not message.get("more_body")
            if last and status == 200:
                self._keep(json.loads(asked), json.loads(answered))
            await send(message)

        await self._app(scope, reading, sending)

    def _keep(self, asked: dict[str, Any], answered: dict[str, Any]) -> None:
        with self._mail.open("a", encoding="utf-8") as file:
            for letter in _letters(asked, answered, self._clock.now().isoformat()):
                file.write(json.dumps(letter) + "\n")


def _letters(asked: dict[str, Any], answered: dict[str, Any], now: str) -> Iterator[dict[str, Any]]:
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
            "sent_at": now,
        }


def _filled(text: str, slots: dict[str, str]) -> str:
    return SLOT.sub(lambda found: slots.get(found[1], found[0]), text)
