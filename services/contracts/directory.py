"""What membership says of its directory; apart, since few functions ever hear of it."""

from __future__ import annotations

from typing import ClassVar

from services.contracts.event import PublicEvent
from services.contracts.membership import SOURCE


class DirectoryConsentChanged(PublicEvent):
    """Somebody chose which fields others in the network may see; never what stands in them."""

    source: ClassVar[str] = SOURCE
    member_id: str
    network_id: str
    fields: tuple[str, ...]
