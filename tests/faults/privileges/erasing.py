"""People who want everything about them to go, and what every service then does."""

from __future__ import annotations

from typing import Any

from tests.flows import test_erasing as pages
from tests.flows.network import CODE, Network, Person

API = "/api/membership/me"


def happens(network: Network) -> None:
    """Somebody asks on the page, somebody by a program; both change their minds once."""
    on_the_page, by_program = network.facilitator, network.members[2]
    pages.ask_to_be_erased(network, on_the_page)
    network.world.post("/me/account/keep", {}, by=on_the_page.member_id)
    _ask(network, by_program)
    _post(network, "keep", by=by_program)
    _ask(network, by_program)
    pages.erased(network, on_the_page)


def _ask(network: Network, person: Person) -> None:
    challenge = _post(network, "erase", by=person)
    (code,) = CODE.findall(network.mail_to(person.email)[-1]["text"])
    _post(network, "erase/confirm", {**challenge, "code": code}, by=person)


def _post(network: Network, path: str, sent: Any = None, *, by: Person) -> dict[str, Any]:
    answer = network.world.api("POST", f"{API}/{path}", sent, by=by.member_id)
    assert answer.status < 300, (path, answer.text)
    said: dict[str, Any] = answer.json() if answer.body else {}
    return said
