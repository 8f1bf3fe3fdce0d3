"""Files on one machine, in the same database, so that a copy of one file is a whole backup."""

from __future__ import annotations

from datetime import timedelta

from itsdangerous import BadData, URLSafeSerializer

from services.runtime.embedded.database import Database
from services.runtime.ports import Clock

LONGEST_LINK = 60
PATH = "/_local/files/"


class EmbeddedFiles:
    """The Files port; `fetch` is the other end of its links."""

    def __init__(self, database: Database, clock: Clock, key: str) -> None:
        self._database = database
        self._clock = clock
        self._signer = URLSafeSerializer(key, salt="file-link")

    def put(self, name: str, content: bytes, content_type: str) -> None:
        """Store bytes under a name."""
        self._database.run(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (name, content, content_type)
        )

    def get(self, name: str) -> bytes | None:
        """The bytes under a name."""
        row = self._database.row("SELECT content FROM files WHERE name = ?", (name,))
        return row[0] if row else None

    def delete(self, name: str) -> None:
        """Forget the bytes under a name."""
        self._database.run("DELETE FROM files WHERE name = ?", (name,))

    def link(self, name: str, *, seconds: int) -> str:
        """A path of the front door that works for a short time."""
        if not 0 < seconds <= LONGEST_LINK:
            raise ValueError("a link lasts at most 60 seconds")
        until = self._clock.now() + timedelta(seconds=seconds)
        return PATH + self._signer.dumps([name, int(until.timestamp())])

    def fetch(self, token: str) -> tuple[bytes, str] | None:
        """Bytes and content type for the last part of a link, while it lasts."""
        try:
            name, until = self._signer.loads(token)
        except BadData:
            return None
        if self._clock.now().timestamp() > until:
            return None
        row = self._database.row("SELECT content, content_type FROM files WHERE name = ?", (name,))
        return (row[0], row[1]) if row else None
