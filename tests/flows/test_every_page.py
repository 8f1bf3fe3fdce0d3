"""Every page that somebody can reach by following links, as each of the people who can."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.embedded.wiring import Route
from services.membership import commands as membership
from services.membership.commands import host
from services.runtime import platform
from tests.flows.network import SLUG, Network, Person
from tests.flows.test_publishing_notes import CLEAN, DIRTY, TITLE, approve, published, write
from tests.infra.test_template import SERVICES
from tests.membership.crawler import CALENDARS
from tests.page import Page

TRUST = "Kelder Bridge NHS Foundation Trust"
"""How a body is called is not ours to write out."""
CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
PARAMETER = re.compile(r"\{\w+\+\}|\{\w+\}")


@pytest.fixture(scope="module")
def lived_in() -> Iterator[Network]:
    """A network in which each thing has happened once, so that every page has something on it."""
    network = Network(lambda messages: messages)
    network.waiting = network.join("Beatriz Quill", "beatriz@elsewhere.example")
    network.host = network.join("Edith Marlowe", "edith@host.example")
    membership.leave(SLUG, by=network.host.member_id)
    host.appoint_first(network.host.member_id)
    sessions = [network.plan(f"{TITLE} {n}", "2026-11-27", f"{13 + n}:00") for n in range(4)]
    network.plan("Cancelled in time", "2026-12-04")
    network.clock_to("2026-11-27T17:30:00+00:00")
    for session_id in sessions:
        network.post(
            f"/desk/sessions/{session_id}/run-sheet",
            {"recording_off": "yes", "headcount": "87"},
            by=network.facilitator,
        )
    desk = network.get("/desk/notes", by=network.facilitator).text
    drafts = sorted(set(re.findall(r"/desk/notes/\w{32}", desk)))
    write(network, drafts[0], CLEAN, by=network.facilitator)
    approve(network, drafts[0], by=network.reviewer)
    write(network, drafts[1], CLEAN, by=network.facilitator)
    write(network, drafts[2], DIRTY, by=network.facilitator)
    hidden = published(network, drafts[3])
    network.post(f"{hidden}/object", {"text": "It says too much."}, by=network.members[1])
    network.post("/desk/statistics/take", {}, by=network.chair)
    draft = Page(network.get("/desk/statistics/draft", by=network.chair).text)
    (publish,) = (form for form in draft.forms if form.action.endswith("/publish"))
    network.world.post(publish.action, {}, by=network.chair.member_id)
    network.post("/desk/statistics/take", {}, by=network.chair)
    yield network
    platform.install(None)


WHO = ["chair", "facilitator", "reviewer", "member", "waiting", "host", "nobody"]


def person(network: Network, who: str) -> Person | None:
    return {
        "chair": network.chair,
        "facilitator": network.facilitator,
        "reviewer": network.reviewer,
        "member": network.members[0],
        "waiting": network.waiting,
        "host": network.host,
        "nobody": None,
    }[who]


@pytest.mark.parametrize("who", WHO)
def test_every_link_leads_to_a_page_that_reads_well(lived_in: Network, who: str) -> None:
    somebody = person(lived_in, who)
    by = somebody.member_id if somebody else None
    start = ["/", "/me", *([] if who == "host" else [f"/networks/{SLUG}"])] if by else ["/"]
    to_do, seen = list(start), set(start)
    while to_do:
        address = to_do.pop()
        answer = lived_in.world.get(address, by=by)
        if answer.status == 303:
            continue
        if not (who == "waiting" and address == f"/networks/{SLUG}"):
            assert answer.status == 200, (address, answer.status)
        if not (answer.header("content-type") or "").startswith("text/html"):
            continue  # the tables and the poster of the statistics
        page = Page(answer.text)
        _reads_well(page, address)
        _can_be_sent(page, address, lived_in.world.machine.wiring.routes)
        for link in page.addresses:
            path, _, anchor = link.partition("#")
            if link.startswith(CALENDARS):
                continue
            if not path:
                assert page.ids[anchor] == 1, (address, link)
            elif path not in seen and not path.startswith("/static/"):
                assert path.startswith("/"), (address, link)
                seen.add(path)
                to_do.append(path)
    assert (who == "host") == ("/host/imports" in seen), seen
    assert len(seen) >= {"nobody": 4, "waiting": 5}.get(who, 9), seen


LINKED_OTHERWISE = {
    "/friday": "what people keep as a bookmark",
    "/object/<receipt>": "said once, to whoever objects",
    "/calendar/<token>/sessions.ics": "what calendar programs ask; the page has it as a text",
    "/unsubscribe": "in the headers and at the foot of mail",
    "/networks/<network>/desk/imports/<import_>": "on the page of imports, from `here`",
    "/networks/<network>/statistics/<file>": "on the page of statistics, from `here`",
    "/statistics/together/<file>": "on the page of all statistics, from `here`",
}
LINK = r"(?:\{\{[^}]*\}\}|\{[^}]*\}|\" ~|' ~)"


def test_every_page_is_linked_somewhere() -> None:
    """From a page or a mail; a new one that no link leads to is named here."""
    services = Path(membership.__file__).parents[2]
    texts = "".join(
        path.read_text(encoding="utf-8")
        for path in services.rglob("templates/**/*")
        if path.suffix in (".html", ".jinja")
    )
    alone = set()
    for service in SERVICES:
        for route in importlib.import_module(f"services.{service}.pages").pages.routes:
            if route.method == "GET" and route.path != "/":
                # From its last word on: what goes before is often a variable.
                ending = re.search(r"/[^/<]+(?:/<\w+>)*$", route.path)
                assert ending, route.path
                link = re.sub(r"<\w+>", lambda _: LINK, re.escape(ending[0]).replace("\\-", "-"))
                if not re.search(link + ("" if ending[0].endswith(">") else "[\"'?#]"), texts):
                    alone.add(route.path)
    assert alone <= set(LINKED_OTHERWISE)


def _reads_well(page: Page, address: str) -> None:
    """One heading, a title, a language, unique ids, every label for a field, nothing inline."""
    assert page.tags["h1"] == 1, address
    assert page.language == "en-GB", address
    assert page.title.endswith("Candour"), address
    assert [name for name, count in page.ids.items() if count > 1] == [], address
    assert [label for label in page.labels if page.ids[label] != 1] == [], address
    assert page.inline == [], address
    assert CAPITALS.findall(page.text.replace(TRUST, "")) == [], address


def _can_be_sent(page: Page, address: str, routes: list[Route]) -> None:
    patterns = [
        re.compile(PARAMETER.sub(lambda f: ".+" if "+" in f[0] else "[^/]+", route.path))
        for route in routes
        if route.method in ("ANY", "POST") and route.path != "/{proxy+}"
    ]
    assert set(page.methods) <= {"post"}, address
    for form in page.forms:
        for action in (form.action, *form.other_actions):
            assert any(pattern.fullmatch(action) for pattern in patterns), (address, action)
