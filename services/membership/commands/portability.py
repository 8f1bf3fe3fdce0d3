"""Taking a network along: it begins with a line that its chairs can read."""

from __future__ import annotations

from pydantic import ConfigDict

from services.contracts.roles import Role
from services.membership import store
from services.membership.model import portability as model
from services.membership.store import portability as shelf
from services.runtime import platform
from services.runtime.http.wishes import Line, Wish
from services.runtime.portability import exporter, permit


class BeginExport(Wish):
    """What the export is for; host staff have to say it, chairs may."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "The network moves to a host of its own."}]}
    )

    reason: Line = ""


def begin(network_id: str, wish: BeginExport, *, by: str) -> str:
    """Write down that a network is exported, and give the permit for it."""
    seen, is_host = exporter(store.table(), by, network_id)
    now = platform.now()
    begun = model.export(network_id, wish.reason, now, chair=seen.may(Role.CHAIR), host=is_host)
    store.save([shelf.put_export(begun, by)])
    return permit(network_id, by, now)
