"""Mail on one machine: everything is captured in a mailbox that the control room shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pydantic_core import to_json

from services.runtime.embedded.database import Database
from services.runtime.ports import Clock, Letter, Outcome, Recipient

MOST_RECIPIENTS = 50
SLOT = re.compile(r"\{\{(\w+)\}\}")


class EmbeddedMail:
    """The Mail port; what it captured is also its evidence."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def send(self, letter: Letter, recipients: Sequence[Recipient]) -> list[Outcome]:
        """Capture one copy for each recipient, all in one commit."""
        if len(recipients) > MOST_RECIPIENTS:
            raise ValueError("at most 50 recipients at once")
        if len({frozenset(recipient.slots) for recipient in recipients}) > 1:
            raise ValueError("every recipient of a letter fills the same slots")
        with self._database.transaction():
            for recipient in recipients:
                self._capture(letter, recipient)
        return [Outcome.ACCEPTED] * len(recipients)

    def accepted(self, key: str) -> bool | None:
        """The mailbox knows for sure."""
        return self._database.row("SELECT 1 FROM mail WHERE key = ?", (key,)) is not None

    def _capture(self, letter: Letter, recipient: Recipient) -> None:
        headers = {
            "From": letter.sender,
            "To": recipient.address,
            "Subject": letter.subject,
            **letter.headers,
            **recipient.headers,
            "X-Dedupe-Key": recipient.key,
        }
        self._database.run(
            "INSERT INTO mail (key, recipient, subject, text, html, headers, sent_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                recipient.key,
                recipient.address,
                letter.subject,
                _filled(letter.text, recipient.slots),
                _filled(letter.html, recipient.slots),
                to_json(headers).decode(),
                self._clock.now().isoformat(),
            ),
        )


def _filled(text: str, slots: Mapping[str, str]) -> str:
    return SLOT.sub(lambda found: slots.get(found[1], found[0]), text)
