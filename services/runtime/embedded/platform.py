"""The embedded platform: all ports on one database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from services.runtime.embedded.bus import EmbeddedBus
from services.runtime.embedded.clock import EmbeddedClock
from services.runtime.embedded.database import Database
from services.runtime.embedded.files import EmbeddedFiles
from services.runtime.embedded.identity import EmbeddedIdentity
from services.runtime.embedded.ids import EmbeddedIds
from services.runtime.embedded.mail import EmbeddedMail
from services.runtime.embedded.queues import EmbeddedQueues
from services.runtime.embedded.tables import EmbeddedTables

SECRETS = ("SIGNING_KEY", "NAMES_KEY")


class EmbeddedPlatform:
    """Everything a service may ask for, on one machine."""

    def __init__(
        self,
        database: Database,
        *,
        settings: Mapping[str, str] | None = None,
        frozen_at: datetime | None = None,
        seed: int | None = None,
    ) -> None:
        self.database = database
        self.clock = EmbeddedClock(database, frozen_at=frozen_at)
        self.ids = EmbeddedIds(seed)
        self.settings = {**(settings or {}), **self._secrets()}
        self.tables = EmbeddedTables(database, self.clock)
        self.bus = EmbeddedBus(database, self.clock, self.ids)
        self.queues = EmbeddedQueues(database, self.clock)
        self.mail = EmbeddedMail(database, self.clock)
        self.files = EmbeddedFiles(database, self.clock, self.settings["SIGNING_KEY"])
        self.identity = EmbeddedIdentity(database, self.clock, self.ids)

    @classmethod
    def in_memory(cls, start: datetime, *, seed: int | None = None) -> EmbeddedPlatform:
        """A platform that is gone with the process, with a frozen clock."""
        return cls(Database(), frozen_at=start, seed=seed)

    @classmethod
    def in_folder(cls, folder: Path, settings: Mapping[str, str]) -> EmbeddedPlatform:
        """A platform that keeps everything in this folder."""
        return cls(Database(folder / "candour.sqlite3"), settings=settings)

    def _secrets(self) -> dict[str, str]:
        """Keys by purpose, made once and kept with the data that they protect."""
        secrets = {}
        for name in SECRETS:
            value = self.database.fact(name)
            if value is None:
                value = self.ids.new() + self.ids.new()
                self.database.remember(name, value)
            secrets[name] = value
        return secrets
