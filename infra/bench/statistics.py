"""The statistics of the demo's network: a draft that chairs have looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from infra.bench.network import Network
from infra.embedded import demo
from services.membership.commands import statistics, together
from services.membership.commands.statistics import PublishStatistics


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name."""
    chair = network.people[demo.CHAIR.email]
    draft = PublishStatistics(snapshot_id=statistics.take(demo.SLUG, by=chair))
    network.pump.settle()
    return {
        **_together(network),
        "statistics.desk": lambda: statistics.desk(demo.SLUG, by=chair),
        "statistics.take": lambda: statistics.take(demo.SLUG, by=chair),
        "statistics.publish": lambda: statistics.publish(demo.SLUG, draft, by=chair),
    }


def _together(network: Network) -> dict[str, Callable[[], object]]:
    host = network.people[demo.HOST_ADMIN.email]
    draft = PublishStatistics(snapshot_id=together.take(by=host))
    network.pump.move_clock(network.platform.clock.now() + timedelta(minutes=1))
    network.pump.settle()
    return {
        "together.desk": lambda: together.desk(by=host),
        "together.take": lambda: together.take(by=host),
        "together.publish": lambda: together.publish(draft, by=host),
    }
