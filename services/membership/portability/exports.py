"""Beginning an export, which is written down for the chairs before anything leaves."""

from __future__ import annotations

from datetime import datetime

from services.contracts.roles import Role
from services.membership import store
from services.membership.api.routes import NETWORK, api
from services.membership.commands import portability as commands
from services.membership.commands.portability import BeginExport
from services.membership.model.portability import Office
from services.membership.store import portability
from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor


class PermitAnswer(Answer):
    """What every service wants to see with each request of this export.

    It ends after twelve hours, and that of host staff with their emergency access.
    """

    permit: str


class ExportedAnswer(Answer):
    """That the network was exported, as what, and why; not by whom."""

    at: datetime
    office: Office
    reason: str


class ExportsAnswer(Answer):
    """Exports, the newest first, and where the list goes on."""

    exports: list[ExportedAnswer]
    next: str | None


@api.post(f"{NETWORK}/exports", status=201)
def begin_export(network: str, wish: BeginExport) -> PermitAnswer:
    """Begin to take the network along, as a chair, or as a host admin by emergency access."""
    return PermitAnswer(permit=commands.begin(network, wish, by=api.member_id))


@api.get(f"{NETWORK}/exports")
def list_exports(network: str, next: str | None = None) -> ExportsAnswer:
    """When the network was exported, for its chairs."""
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be(Role.CHAIR)
    route = f"exports/{network}"
    found, more = portability.exports(network, after(route, api.member_id, next))
    return ExportsAnswer(
        exports=[ExportedAnswer(at=one.at, office=one.office, reason=one.reason) for one in found],
        next=cursor(route, api.member_id, more),
    )
