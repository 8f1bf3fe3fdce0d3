"""What is said of a complaint about data protection, to whoever made it and whoever deals with it.

All of it is private: it is for mail to addresses that only the event holds.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from services.contracts.event import PrivateEvent
from services.contracts.membership import SOURCE


class ComplaintReceived(PrivateEvent):
    """A complaint is kept under `reference`: its receipt goes out at once."""

    source: ClassVar[str] = SOURCE
    email: str
    reference: str


class ComplaintAnswered(PrivateEvent):
    """What came of a complaint, in the words of whoever dealt with it."""

    source: ClassVar[str] = SOURCE
    email: str
    reference: str
    outcome: str


class ComplaintWaits(PrivateEvent):
    """A complaint is new or has waited: one who looks after the installation is told of it."""

    source: ClassVar[str] = SOURCE
    complaint_id: str
    email: str
    reference: str
    answer_by: datetime
