"""What membership does when a minute has passed: it forgets, and erases whoever asked for it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

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
    nothing came, a contact outside to be asked again, an import on its way, a register that has
    changed, or a network in which roles end or people wait (M5, M22, M15, M28, U13, M24, M9, X3,
    M30).
    """
    for row in store.due_now(platform.now()):
        try:
            _look(row)
        except Conflict:
            continue  # it is being changed just now; the row is still there in a minute
        except Exception as error:
            logs.fault("forgetting_failed", error, service="membership")
    relay.sweep(store.table())


def _look(row: Item) -> None:
    """Whoever a due row is for looks at it; several are imported only when there is such a row."""
    if store.is_erasure(row):
        saga.look(row)
    elif finding.is_due(row):
        finding.look(row)
    elif complaints.is_complaint(row):
        _imported("commands.chasing").look(row)
    elif copies.is_about_data(row):
        _imported("commands.sharing").look(row)
    elif store.is_invitation(row):
        invitations.expire(row)
    elif "import_id" in row:
        _imported("underway").look(row)
    elif "texts" in row:
        _imported("commands.rereading").look(row)
    elif "together" in row:
        _imported("commands.summing").look(row)
    elif "round" in row:
        _imported("commands.rounds").make(row)
    else:
        joining.forget_unconfirmed(row)


def _imported(room: str) -> Any:
    return import_module(f"services.membership.{room}")
