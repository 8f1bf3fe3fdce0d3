"""A plan within an item: of a session, or of a series for the sessions to come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.runtime.ports import Item
from services.sessions.model import Plan


def read(item: Item) -> Plan:
    """The plan in an item."""
    return Plan(
        title=item["title"],
        local_start=datetime.fromisoformat(item["local_start"]),
        zone=item["zone"],
        minutes=item["minutes"],
        meeting_url=item["meeting_url"],
    )


def content(plan: Plan) -> dict[str, Any]:
    """What an item holds of a plan."""
    return {
        "title": plan.title,
        "local_start": plan.local_start.isoformat(),
        "zone": plan.zone,
        "minutes": plan.minutes,
        "meeting_url": plan.meeting_url,
    }
