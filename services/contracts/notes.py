"""What notes says; no event of notes names who wrote, reviewed or objected.

Events about published notes carry no cause, no session and a time rounded to the hour, so that
nothing that travels can lead from a note to a person.
"""

from __future__ import annotations

from typing import ClassVar

from services.contracts import erasure
from services.contracts.event import PrivateEvent, PublicEvent

SOURCE = "candour.notes"


class NoteTaskOpened(PublicEvent):
    """A session was held and its note can be written."""

    source: ClassVar[str] = SOURCE
    draft_id: str
    network_id: str


class NoteSubmitted(PublicEvent):
    """A draft without open findings waits for a second person."""

    source: ClassVar[str] = SOURCE
    draft_id: str
    network_id: str


class NoteReturned(PublicEvent):
    """A reviewer sent a draft back."""

    source: ClassVar[str] = SOURCE
    draft_id: str
    network_id: str


class NotePublished(PublicEvent):
    """A note can be read by the network's members; `week` is an ISO week such as 2026-W48."""

    source: ClassVar[str] = SOURCE
    note_id: str
    network_id: str
    week: str


class NoteTitled(PrivateEvent):
    """What a published note is called, for pages and mail; titles pass the same gate (rule C18).

    It is `retold` when its network has moved here: members had mail about it there.
    """

    source: ClassVar[str] = SOURCE
    note_id: str
    network_id: str
    title: str
    week: str
    retold: bool = False


class NoteHidden(PublicEvent):
    """A note can be read by nobody until it is decided about: somebody objected, or a chair did it.

    Which of the two is not said, nor by whom.
    """

    source: ClassVar[str] = SOURCE
    note_id: str
    network_id: str
    week: str


class NoteRestored(PublicEvent):
    """A hidden note can be read again; nobody is mailed about that (rule C19)."""

    source: ClassVar[str] = SOURCE
    note_id: str
    network_id: str


class NoteWithdrawn(PublicEvent):
    """A note is gone for good, and its title with it, wherever it was kept (rule C18)."""

    source: ClassVar[str] = SOURCE
    note_id: str
    network_id: str


class ServiceErased(erasure.ServiceErased):
    """Sessions, notes or notifications holds nothing about somebody any more."""

    source: ClassVar[str] = SOURCE
    service: erasure.Answering = "notes"
