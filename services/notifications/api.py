"""Notifications for programs."""

from __future__ import annotations

from datetime import datetime

from services.contracts.roles import Role
from services.notifications import commands
from services.notifications.commands import SetChoices
from services.notifications.model.choices import Choice, Choices
from services.notifications.model.fanout import Fanout
from services.notifications.model.kinds import Kind
from services.notifications.store import fanouts
from services.notifications.store.table import table
from services.runtime.http.api import Api
from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor

api = Api("notifications", later=["services.notifications.portability"])
handler = api.handler


class ChoicesAnswer(Answer):
    """Which mail somebody gets from a network; some always comes and is not listed."""

    network_id: str
    reminders: Choice
    notes: Choice


class FanoutAnswer(Answer):
    """One mail to many, in counts that add up to the audience; `waiting` ends at 0."""

    fanout_id: str
    kind: Kind
    at: datetime
    audience: int
    sent: int
    withheld: int
    rejected: int
    superseded: int
    uncertain: int
    waiting: int


class FanoutsAnswer(Answer):
    """Some mails to many, the latest first, and where the list goes on."""

    fanouts: list[FanoutAnswer]
    next: str | None


@api.get("/api/notifications/networks/<network>/choices")
def read_choices(network: str) -> ChoicesAnswer:
    """Which mail you get from a network."""
    return _choices(commands.choices_in(network, by=api.member_id))


@api.put("/api/notifications/networks/<network>/choices")
def set_choices(network: str, wish: SetChoices) -> ChoicesAnswer:
    """Choose which mail you get from a network."""
    return _choices(commands.set_choices(network, wish, by=api.member_id))


@api.get("/api/notifications/networks/<network>/fanouts")
def list_fanouts(network: str, next: str | None = None) -> FanoutsAnswer:
    """What was mailed to many, for chairs: how many, never who."""
    seen, _ = viewer(table(), api.member_id, network)
    seen.must_be(Role.CHAIR)
    route = f"fanouts/{network}"
    found, more = fanouts.of_network(network, after(route, api.member_id, next))
    return FanoutsAnswer(
        fanouts=[_fanout(fanout) for fanout in found],
        next=cursor(route, api.member_id, more),
    )


def _choices(chosen: Choices) -> ChoicesAnswer:
    return ChoicesAnswer(
        network_id=chosen.network_id, reminders=chosen.reminders, notes=chosen.notes
    )


def _fanout(fanout: Fanout) -> FanoutAnswer:
    tally = fanout.tally()
    return FanoutAnswer(
        fanout_id=fanout.fanout_id,
        kind=fanout.kind,
        at=fanout.at,
        audience=tally.audience,
        sent=tally.sent,
        withheld=tally.withheld,
        rejected=tally.rejected,
        superseded=tally.superseded,
        uncertain=tally.uncertain,
        waiting=tally.waiting,
    )
