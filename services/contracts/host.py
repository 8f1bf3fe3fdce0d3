"""What membership says of the host; apart, since it is seldom said."""

from __future__ import annotations

from typing import ClassVar

from services.contracts.event import PublicEvent
from services.contracts.membership import SOURCE


class HostAdminsChanged(PublicEvent):
    """Who looks after the installation from now on: the ids of all of them."""

    source: ClassVar[str] = SOURCE
    admins: tuple[str, ...]
