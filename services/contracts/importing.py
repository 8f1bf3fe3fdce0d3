"""What membership says of imports; apart, since most functions never hear of one."""

from __future__ import annotations

from typing import ClassVar

from services.contracts.event import PublicEvent
from services.contracts.membership import SOURCE

LEAVE = "leave-after-import"
"""The purpose of the token in the mail about an import: notifications signs it, with a member id
and a network id, and membership opens it."""


class ImportEvent(PublicEvent):
    """What became of an import; how many, and not who."""

    source: ClassVar[str] = SOURCE
    import_id: str
    network_id: str


class ImportCommitted(ImportEvent):
    """Everybody who was ready is in; `skipped` had become something else since the dry run."""

    written: int
    skipped: int


class ImportUndone(ImportEvent):
    """Whoever had not done anything yet is out again; `kept` had."""

    removed: int
    kept: int
