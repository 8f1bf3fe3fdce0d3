"""What somebody's job is may never count: it is kept for statistics, and nobody looks (M7, N01)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.contracts.roles import Policy, Role
from services.membership import commands, store
from services.membership.addresses import address_key
from services.membership.commands import joining
from services.membership.erasing import asking
from services.runtime import platform
from tests.membership.meanwhile import Watched
from tests.membership.network import OTHER, SLUG, Network, email_of, enter, join_form
from tests.membership.test_rights import DOORS


def test_a_job_title_changes_no_byte_of_any_page_or_event() -> None:
    """M7: whatever somebody's job is, or if they say nothing of it, all goes the same way."""

    def story(role: str) -> tuple[list[str], list[Any]]:
        network = Network(seed=11)
        form = join_form(role=role)
        pages = [page := network.post("/join", form), enter(network, page)]
        claim = store.claim(address_key(form["email"]))
        assert claim is not None
        network.ids["applicant"] = member_id = claim["member_id"]
        pages += [
            network.get(f"/networks/{SLUG}/desk", by="chair"),
            network.post(f"/networks/{SLUG}/desk/waiting/{member_id}/approve", by="chair"),
            network.get(f"/networks/{SLUG}/desk/members", by="chair"),
            network.get("/me", by="applicant"),
            network.api("GET", f"/api/membership/networks/{SLUG}/members", by="chair"),
            network.api("GET", "/api/membership/me", by="applicant"),
        ]
        rows = network.world.platform.database.rows("SELECT body FROM messages ORDER BY id")
        platform.install(None)
        bodies = [page.body for page in pages]
        return bodies, [*rows, *network.world.events()]

    told = {role: story(role) for role in ("Chief executive", "Cleaner", "")}
    assert told["Chief executive"] == told["Cleaner"] == told[""]


class Unread(str):
    """A job title that can be kept, and that nobody may look at."""

    __slots__ = ()

    def _looked_at(self, *_: object) -> Any:
        raise AssertionError("something looked at what somebody's job is")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _looked_at
    __len__ = __iter__ = __getitem__ = __add__ = __mod__ = __format__ = __hash__ = _looked_at
    casefold = lower = upper = strip = find = startswith = endswith = _looked_at


class Blindfolded(Watched):
    """Tables whose items say nothing of anybody's job to whoever reads them."""

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._port, name)

        def blind(*args: Any, **named: Any) -> Any:
            answer = call(*args, **named)
            items = answer if name == "get_many" else [answer] if name == "get" else answer.items
            for item in items:
                if item and "role" in item:
                    item["role"] = Unread(item["role"])
            return answer

        return blind if name in ("get", "get_many", "query") else call


@pytest.mark.parametrize("policy", [Policy.OPEN, Policy.APPROVAL])
def test_nothing_that_decides_looks_at_what_somebodys_job_is(
    network: Network, policy: Policy
) -> None:
    """M7, N01: from the wish to the erasing, the rules and all that carries them out."""
    chair = network.ids["chair"]
    there = network.world.platform
    there.tables = Blindfolded(there.tables, [])  # type: ignore[assignment]
    commands.change_policy(
        SLUG, commands.ChangePolicy(policy=policy, listed=True, quorum=2), by=chair
    )

    def join(*networks: str) -> str:
        form = join_form(role="Cleaner", network=[*networks])
        wish = joining.Join.model_validate(form).model_copy(update={"role": Unread("Cleaner")})
        challenge = joining.join(wish, source_ip="192.0.2.1")
        network.world.settle()
        return joining.answer(challenge, network.codes(email_of("applicant"))[-1]).member_id

    by = join(SLUG)
    if policy is Policy.APPROVAL:
        commands.decline(SLUG, by, commands.DeclineRequest(), by=chair)
        network.world.advance(timedelta(days=31))
        commands.ask(SLUG, by=by)
        commands.approve(SLUG, by, by=chair)
    assert join(OTHER) == by
    commands.leave(OTHER, by=by)
    commands.grant(SLUG, by, Role.CHAIR, by=chair)
    commands.suspend(SLUG, by, by=chair)
    commands.reinstate(SLUG, by, by=chair)
    challenge = asking.ask(by=by)
    network.world.settle()
    asking.confirm(challenge, network.codes(email_of("applicant"))[-1], by=by)

    (member,) = [item for item in network.items(f"MEMBER#{by}") if item["sk"] == "STATE"]
    assert member["role"] == "Cleaner"
    network.world.advance(timedelta(days=8))
    assert network.items(f"MEMBER#{by}") == []


TITLES = ("Chief executive of everything", "Cleaner")


def test_no_page_and_no_route_looks_otherwise_for_another_job_title() -> None:
    """N01, M7: byte for byte, on all that can be read, but for the title itself."""

    def all_that_can_be_read(title: str) -> dict[tuple[str, str], tuple[int, bytes]]:
        network = Network("member", "facilitator", "applicant", seed=11)
        profile = {"name": "Yusuf Lambourne", "organisation": "Kelder Bridge", "role": title}
        changed = network.api("PUT", "/api/membership/me/profile", profile, by="member")
        assert changed.status == 200
        found = {}
        for door in DOORS:
            path = door.path.replace("<network>", SLUG).replace("<member>", network.ids["member"])
            if door.method != "GET" or "<" in path:
                continue
            for who in ("member", "facilitator", "chair"):
                ask = network.api if path.startswith("/api/") else None
                page = ask("GET", path, by=who) if ask else network.get(path, by=who)
                found[path, who] = page.status, page.body.replace(title.encode(), b"TITLE")
        platform.install(None)
        return found

    first, second = map(all_that_can_be_read, TITLES)
    assert len(first) > 100
    assert {where for where in first if first[where] != second[where]} == set()
