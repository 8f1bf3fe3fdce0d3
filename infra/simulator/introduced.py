"""What must hold of people who find each other, once everything has come to rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from infra.simulator.world import World
from services.contracts.roles import Standing
from services.runtime.ports import Item
from services.runtime.rights import place_key

Tables = Mapping[str, Mapping[tuple[str, str], Item]]


def strangers(world: World, tables: Tables) -> Iterator[str]:
    """An entry of the directory is that of a member, and found by what it says and nothing else."""
    kept = tables[world.names.membership]
    rows = Counter[tuple[str, str]]()
    for pk, sk in kept:
        if sk.startswith("FOUND#"):
            rows[pk, sk.split("#")[1]] += 1
    for (pk, sk), item in kept.items():
        if not sk.startswith("ENTRY#"):
            continue
        place = kept.get(place_key(item["member_id"], item["network_id"]))
        if place is None or place["standing"] not in (Standing.MEMBER, Standing.SUSPENDED):
            yield f"somebody is in the directory of {item['network_id']} and not in it"
        if rows.pop((pk, item["network_id"]), 0) != len(item["facets"]):
            yield "an entry is found by something else than what it says"
    for _ in rows:
        yield "somebody is found without an entry"


def without_consent(world: World, tables: Tables) -> Iterator[str]:
    """Two are introduced once, after a yes; whatever is over holds no message and no helper."""
    agreed = {
        said.detail["introduction_id"] for said in world.journal.all_said("IntroductionAgreed.v1")
    }
    made = Counter(
        said.detail["introduction_id"] for said in world.journal.all_said("IntroductionMade.v1")
    )
    for introduction_id, times in made.items():
        if times > 1 or introduction_id not in agreed:
            yield "somebody is introduced twice, or without a yes"
    now = world.platform.clock.now().timestamp()
    for (pk, sk), item in tables[world.names.membership].items():
        if not (pk.startswith("INTRODUCTION#") and sk == "STATE") or item["expires_at"] <= now:
            continue
        if item["stage"] in ("made", "closed") and item["message"]:
            yield "a message is kept of an introduction that is over"
        if item["stage"] == "agreed":
            yield "a yes came to nothing"
        if item["asker"] in world.journal.erased or item["helper"] in world.journal.erased:
            yield "an introduction names somebody who was erased"
