"""What membership does when a minute has passed: it forgets, and erases whoever asked for it."""

from __future__ import annotations

from services.contracts.refusals import Conflict
from services.membership import finding, store
from services.membership.commands import invitations, joining
from services.membership.erasing import saga
from services.membership.store import complaints
from services.membership.store import mydata as copies
from services.runtime import logs, platform, relay
from services.runtime.ports import Item


def handler(event: object, context: object) -> None:
    """Look at what is due; say again what the stream has missed.

    That is an account without a proved address, somebody who is to be erased, a copy of what is
    held about somebody, a complaint, an invitation that nobody accepted, an introduction of which
    nothing came, a contact outside to be asked again, or an import on its way (M5, M22, M15, M28,
    U13, M24).
    """
    for row in store.due_now(platform.now()):
        try:
            if store.is_erasure(row):
                saga.look(row)
            elif finding.is_due(row):
                finding.look(row)
            elif complaints.is_complaint(row):
                _look_at_complaint(row)
            elif copies.is_about_data(row):
                _look_at_data(row)
            elif store.is_invitation(row):
                invitations.expire(row)
            elif "import_id" in row:
                # Inline on purpose: there is one in a year, and a tick every minute.
                from services.membership import underway

                underway.look(row)
            else:
                joining.forget_unconfirmed(row)
        except Conflict:
            continue  # it is being changed just now; the row is still there in a minute
        except Exception as error:
            logs.fault("forgetting_failed", error, service="membership")
    relay.sweep(store.table())


def _look_at_data(row: Item) -> None:
    # Inline on purpose: most ticks find no such row.
    from services.membership.commands import sharing

    sharing.look(row)


def _look_at_complaint(row: Item) -> None:
    from services.membership.commands import chasing

    chasing.look(row)
