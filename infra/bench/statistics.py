"""The statistics of the demo's network: a draft that chairs have looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from infra.bench.network import Network
from infra.embedded import demo
from services.membership.commands import statistics
from services.membership.commands.statistics import PublishStatistics


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name."""
    chair = network.people[demo.CHAIR.email]
    draft = PublishStatistics(snapshot_id=statistics.take(demo.SLUG, by=chair))
    network.pump.settle()
    return {
        "statistics.desk": lambda: statistics.desk(demo.SLUG, by=chair),
        "statistics.take": lambda: statistics.take(demo.SLUG, by=chair),
        "statistics.publish": lambda: statistics.publish(demo.SLUG, draft, by=chair),
    }
