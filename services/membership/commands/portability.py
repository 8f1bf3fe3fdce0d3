"""Taking a network along: it begins with a line that its chairs can read."""

from __future__ import annotations

from services.contracts.refusals import NotAllowed
from services.membership import model, store
from services.membership.model import break_glass
from services.membership.model import portability as rules
from services.membership.model.looking import What
from services.membership.store import break_glass as accesses
from services.membership.store import portability as shelf
from services.runtime import platform
from services.runtime.http.wishes import Line, Wish
from services.runtime.portability import permit


class BeginExport(Wish):
    """What the export is for, if a chair wants the others to know; host staff have said it."""

    reason: Line = ""


def begin(network_id: str, wish: BeginExport, *, by: str) -> str:
    """Write down that a network is exported, and give the permit for it."""
    there, now = accesses.asked(network_id, by), platform.now()
    writes = []
    try:
        model.must_be_chair(there.place)
        begun = rules.as_chair(network_id, wish.reason, now)
    except NotAllowed:
        if by not in there.host.admins:
            raise
        begun, access = rules.as_host(there.latest, by, now)
        after_reading = break_glass.read(access, What.EXPORT, now)
        if after_reading is not access:
            writes += accesses.put_access(after_reading, access)
    store.save([*writes, shelf.put_export(begun, by)])
    return permit(network_id, by, begun.until)
