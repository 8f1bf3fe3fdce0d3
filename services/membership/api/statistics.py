"""Statistics for programs: what is published, and for chairs what comes next."""

from __future__ import annotations

from datetime import datetime

from services.contracts.refusals import NotFound
from services.membership import store
from services.membership.api.routes import NETWORK, api
from services.membership.commands import statistics as counting
from services.membership.commands.statistics import PublishStatistics
from services.membership.model.statistics import Snapshot, comes_out_the_same
from services.membership.statistics import Figures
from services.membership.statistics.figures import Headline
from services.membership.store import statistics as shelf
from services.runtime.http.wishes import Answer

EVERYBODY = "/api/membership/statistics"


class StatisticsAnswer(Answer):
    """A published snapshot: everything that may be seen, and nothing else (M29)."""

    network_id: str
    name: str
    number: int
    published_at: datetime
    figures: Figures


class InShortAnswer(Answer):
    """The big numbers of a network, as it published them last."""

    network_id: str
    name: str
    published_at: datetime
    headline: Headline


class AllStatisticsAnswer(Answer):
    """What the networks that anybody may know of have published."""

    networks: list[InShortAnswer]


class NextAnswer(Answer):
    """The snapshot that comes next; it has figures as soon as everybody is counted.

    `published` is how many snapshots were published so far.
    """

    snapshot_id: str | None
    figures: Figures | None
    published: int


class TakenAnswer(Answer):
    """The snapshot that is being counted now."""

    snapshot_id: str


class SameAnswer(Answer):
    """Whether an old snapshot, counted again, gives byte for byte what was published (U10)."""

    same: bool
    rules_version: int


# --- anybody ------------------------------------------------------------------------------------


@api.get(EVERYBODY, public=True)
def all_statistics() -> AllStatisticsAnswer:
    """The big numbers of all networks that anybody may know of."""
    listed = store.listed()
    found = shelf.latest_of([network.network_id for network in listed])
    return AllStatisticsAnswer(
        networks=[
            InShortAnswer(
                network_id=network.network_id,
                name=network.name,
                published_at=found[network.network_id].published_at,
                headline=found[network.network_id].figures.headline,
            )
            for network in listed
            if network.network_id in found
        ]
    )


@api.get(f"{EVERYBODY}/<network>", public=True)
def statistics_for_everybody(network: str) -> StatisticsAnswer:
    """What a network that anybody may know of has published."""
    seen, snapshot = shelf.published(network, None)
    return _answer(seen.network.name, snapshot)


# --- members ------------------------------------------------------------------------------------


@api.get(f"{NETWORK}/statistics")
def read_statistics(network: str) -> StatisticsAnswer:
    """What a network has published; members may also ask an unlisted one."""
    seen, snapshot = shelf.published(network, api.member_id)
    return _answer(seen.network.name, snapshot)


def _answer(name: str, snapshot: Snapshot | None) -> StatisticsAnswer:
    if snapshot is None:
        raise NotFound("This network has not published any statistics yet.")
    return StatisticsAnswer(
        network_id=snapshot.network_id,
        name=name,
        number=snapshot.number,
        published_at=snapshot.published_at,
        figures=snapshot.figures,
    )


# --- chairs -------------------------------------------------------------------------------------


@api.get(f"{NETWORK}/statistics/next")
def next_statistics(network: str) -> NextAnswer:
    """The snapshot that is being counted, or the draft that could be published."""
    desk = counting.desk(network, by=api.member_id)
    return NextAnswer(
        snapshot_id=desk.next.snapshot_id if desk.next else None,
        figures=desk.next.figures if desk.next else None,
        published=desk.latest.number if desk.latest else 0,
    )


@api.post(f"{NETWORK}/statistics/take", status=202)
def take_statistics(network: str) -> TakenAnswer:
    """Have a new snapshot counted; it takes some seconds, and replaces the draft."""
    return TakenAnswer(snapshot_id=counting.take(network, by=api.member_id))


@api.post(f"{NETWORK}/statistics/publish", status=204)
def publish_statistics(network: str, wish: PublishStatistics) -> None:
    """Publish the numbers that were looked at, for good."""
    counting.publish(network, wish, by=api.member_id)


@api.get(f"{NETWORK}/statistics/snapshots/<number>")
def old_statistics(network: str, number: str) -> StatisticsAnswer:
    """A snapshot that was published earlier."""
    desk = counting.desk(network, by=api.member_id)
    _, snapshot = shelf.old(network, snapshot_number(number))
    return _answer(desk.viewer.network.name, snapshot)


@api.get(f"{NETWORK}/statistics/snapshots/<number>/counted-again")
def count_statistics_again(network: str, number: str) -> SameAnswer:
    """Count an old snapshot again, from what it was counted from, by the rules of then."""
    counting.desk(network, by=api.member_id)
    inputs, snapshot = shelf.old(network, snapshot_number(number))
    return SameAnswer(
        same=comes_out_the_same(inputs, snapshot.figures),
        rules_version=snapshot.figures.rules_version,
    )


def snapshot_number(text: str) -> int:
    """The number of a snapshot in an address; raises NotFound if it is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise NotFound("No snapshot with this number was published.")
    return int(text)
