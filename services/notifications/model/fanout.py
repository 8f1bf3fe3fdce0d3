"""A fan-out: one thing said to many, planned in batches and accounted for to the last person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.contracts.event import Event
from services.contracts.notifications import FanoutFinished
from services.notifications.model.batch import Batch, Result, in_batches
from services.notifications.model.kinds import Kind

ACCOUNTED = (Result.SENT, Result.REJECTED, Result.SUPERSEDED, Result.UNCERTAIN)


class Stage(StrEnum):
    """How far a fan-out has come."""

    PLANNING = "planning"
    PLANNED = "planned"
    SENDING = "sending"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Fanout:
    """`fanout_id` is a natural key, such as `reminder#<session>#<version>`: each is made once.

    `subject_id` is the session, note, draft or access that it is about; `fence` is the version of
    the session or of the hidden note that it is true for (A4). `cursor` says how far the audience
    has been read.
    """

    fanout_id: str
    kind: Kind
    network_id: str
    subject_id: str
    at: datetime
    useful_until: datetime
    fence: int | None = None
    stage: Stage = Stage.PLANNING
    cursor: Mapping[str, Any] | None = None
    batches: int = 0
    counted: int = 0
    audience: int = 0
    results: Mapping[str, int] = field(default_factory=dict)
    version: int = 1

    def tally(self) -> Tally:
        """The accounts so far."""
        told = {result: self.results.get(result, 0) for result in ACCOUNTED}
        return Tally(
            audience=self.audience,
            sent=told[Result.SENT],
            withheld=sum(self.results.values()) - sum(told.values()),
            rejected=told[Result.REJECTED],
            superseded=told[Result.SUPERSEDED],
            uncertain=told[Result.UNCERTAIN],
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """audience = sent + withheld + rejected + superseded + uncertain, once nobody waits."""

    audience: int
    sent: int
    withheld: int
    rejected: int
    superseded: int
    uncertain: int

    @property
    def waiting(self) -> int:
        """People of whom it is not known yet."""
        settled = self.sent + self.withheld + self.rejected + self.superseded + self.uncertain
        return self.audience - settled


def planned(
    fanout: Fanout, member_ids: Sequence[str], cursor: Mapping[str, Any] | None
) -> tuple[Fanout, list[Batch]]:
    """One page of the audience in batches; without a further cursor the plan is complete."""
    batches = [
        Batch(
            about=fanout.fanout_id,
            number=fanout.batches + number,
            kind=fanout.kind,
            network_id=fanout.network_id,
            useful_until=fanout.useful_until,
            results=dict.fromkeys(some),
        )
        for number, some in enumerate(in_batches(member_ids))
    ]
    further = replace(
        fanout,
        stage=Stage.PLANNING if cursor else Stage.PLANNED,
        cursor=cursor,
        batches=fanout.batches + len(batches),
        audience=fanout.audience + len(member_ids),
        version=fanout.version + 1,
    )
    return further, batches


def queued(fanout: Fanout) -> tuple[Fanout, list[Event]]:
    """Every batch has a message in the queue; without batches it is over."""
    return _over_or(replace(fanout, stage=Stage.SENDING, version=fanout.version + 1))


def counted(fanout: Fanout, batch: Batch) -> tuple[Fanout, Batch, list[Event]]:
    """A settled batch goes into the accounts, once; the last one ends the fan-out."""
    results = Counter(fanout.results)
    results.update({str(result): count for result, count in batch.outcome().items()})
    fuller = replace(
        fanout,
        stage=Stage.SENDING,
        results=dict(results),
        counted=fanout.counted + 1,
        version=fanout.version + 1,
    )
    over, events = _over_or(fuller)
    return over, replace(batch, counted=True, version=batch.version + 1), events


def _over_or(fanout: Fanout) -> tuple[Fanout, list[Event]]:
    if fanout.counted < fanout.batches:
        return fanout, []
    tally = fanout.tally()
    said = FanoutFinished(
        fanout_id=fanout.fanout_id,
        network_id=fanout.network_id,
        kind=fanout.kind,
        audience=tally.audience,
        sent=tally.sent,
        withheld=tally.withheld,
        rejected=tally.rejected,
        superseded=tally.superseded,
        uncertain=tally.uncertain,
        sequence=fanout.version,
    )
    return replace(fanout, stage=Stage.FINISHED), [said]
