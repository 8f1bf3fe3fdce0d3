"""Whatever is kept of anybody has an end, which is written down and held (M23, U14)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.flows.conftest import once
from tests.flows.network import Network
from tests.flows.test_my_data import planted
from tests.portability.test_kinds import ROOT, SERVICES, described

ROW = re.compile(r"^\| (\w+) \| `(\S+) ([^`]*)` \| (.+?) \| (.+) \|$", re.MULTILINE)
ALWAYS = re.compile(r"^expires |; expires in any case|; expires after 10 minutes")
"""Ends that are in the item from its first moment on."""


def ends() -> dict[tuple[str, str, str], tuple[str, str]]:
    """Of whom a kind of item is, and when it ends."""
    text = (ROOT / "docs/retention.md").read_text(encoding="utf-8")
    return {(service, pk, sk): (whose, end) for service, pk, sk, whose, end in ROW.findall(text)}


def test_every_kind_of_item_has_a_row() -> None:
    """Whoever adds a kind of item says in docs/retention.md of whom it is and when it ends."""
    kinds = {(service, *kind) for service in SERVICES for kind in described(service)}

    assert kinds - set(ends()) == set(), "say of whom it is, and when it ends"
    assert set(ends()) - kinds == set(), "it is kept no more"


def test_whatever_is_of_somebody_ends() -> None:
    endless = {
        kind for kind, (whose, end) in ends().items() if end == "–" and whose[:6] != "nobody"
    }
    assert endless == set()


def seen(network: Network) -> Iterator[tuple[tuple[str, str, str], bool]]:
    """Kinds of items that lie in the tables, and whether one has its end in it."""
    known = ends()
    for item in network.dump():
        service = item["table"].rpartition("-")[2].replace("drafts", "notes")
        for kind in known:
            same = kind[0] == service and item["pk"].startswith(kind[1])
            if same and kind[2] and item["sk"].startswith(kind[2]):
                yield kind, "expires_at" in item


def test_what_says_that_it_expires_has_its_end_in_it() -> None:
    network = Network(once)
    person = planted(network)
    network.world.post("/me/data", {}, by=person.member_id)
    wish = {"name": "Ada Lunn", "email": "ada@ferndale.example", "words": "My name is wrong."}
    network.world.api("POST", "/api/membership/complaints", wish)
    found = dict(seen(network))

    held = {kind for kind in found if ALWAYS.search(ends()[kind][1])}
    assert {kind for kind in held if not found[kind]} == set()
    assert len(held) >= 10


@pytest.mark.parametrize("service", SERVICES)
def test_the_page_names_no_item_twice(service: str) -> None:
    text = (ROOT / "docs/retention.md").read_text(encoding="utf-8")
    named = [kind for kind in ROW.findall(text) if kind[0] == service]
    assert len(named) == len({kind[:3] for kind in named})
