"""All listed networks together in numbers, for programs; and what comes next for host admins."""

from __future__ import annotations

from datetime import datetime

from services.contracts.refusals import NotFound
from services.membership.api.routes import api
from services.membership.api.statistics import SameAnswer, TakenAnswer, snapshot_number
from services.membership.commands import together
from services.membership.commands.statistics import PublishStatistics
from services.membership.model.together import comes_out_the_same
from services.membership.statistics.together import Totals
from services.membership.store import together as shelf
from services.runtime.http.wishes import Answer

TOGETHER = "/api/membership/together"
HOST = "/api/membership/host/statistics"


class TogetherAnswer(Answer):
    """A published snapshot: everything that may be seen, and nothing else (M29)."""

    number: int
    published_at: datetime
    figures: Totals


class NextTogetherAnswer(Answer):
    """The snapshot that comes next; it has figures as soon as everybody is counted."""

    snapshot_id: str | None
    figures: Totals | None
    published: int


@api.get(TOGETHER, public=True)
def numbers_together() -> TogetherAnswer:
    """What was published last about all listed networks together."""
    found = shelf.published()
    if found is None:
        raise NotFound("Nothing has been published about all networks together yet.")
    return TogetherAnswer(
        number=found.number, published_at=found.published_at, figures=found.figures
    )


@api.get(f"{HOST}/next")
def next_together() -> NextTogetherAnswer:
    """The snapshot that is being counted, or the draft that could be published."""
    desk = together.desk(by=api.member_id)
    return NextTogetherAnswer(
        snapshot_id=desk.next.snapshot_id if desk.next else None,
        figures=desk.next.figures if desk.next else None,
        published=desk.latest.number if desk.latest else 0,
    )


@api.post(f"{HOST}/take", status=202)
def take_together() -> TakenAnswer:
    """Have a new snapshot counted; it takes a minute or more, and replaces the draft."""
    return TakenAnswer(snapshot_id=together.take(by=api.member_id))


@api.post(f"{HOST}/publish", status=204)
def publish_together(wish: PublishStatistics) -> None:
    """Publish the draft, for good."""
    together.publish(wish, by=api.member_id)


@api.get(f"{HOST}/snapshots/<number>/counted-again")
def counted_together_again(number: str) -> SameAnswer:
    """Count an old snapshot again, from what it was counted from, by the rules of then."""
    together.desk(by=api.member_id)
    inputs, snapshot = shelf.old(snapshot_number(number))
    return SameAnswer(
        same=comes_out_the_same(inputs, snapshot.figures),
        rules_version=snapshot.figures.rules_version,
    )
