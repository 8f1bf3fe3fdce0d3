"""How many mails with codes go to one address, and how often a code is guessed at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from infra.embedded.events import Answer
from tests.membership.network import Network, email_of, enter, hidden, join_form

HOUR = timedelta(hours=1)
NEW = "new@kelder.example"
ADDRESSES, ERASE = "/api/membership/me/addresses", "/api/membership/me/erase"


@pytest.fixture
def network() -> Network:
    """A chair and a member, an hour after everybody has joined."""
    made = Network("member")
    made.world.advance(HOUR)
    return made


def erase(network: Network) -> Answer:
    return network.api("POST", ERASE, by="member")


def sign_in(network: Network) -> Answer:
    return network.post("/sign-in", {"email": email_of("member")})


def add(network: Network, by: str = "member") -> Answer:
    return network.api("POST", ADDRESSES, {"email": NEW}, by=by)


def join(network: Network) -> Answer:
    return network.post("/join", join_form(email=NEW))


def mails(network: Network, email: str) -> int:
    """How many codes have gone there in the last hour."""
    return len(network.codes(email))


@pytest.mark.parametrize("first", [sign_in, erase])
def test_codes_to_sign_in_and_to_delete_are_counted_together(
    network: Network, first: object
) -> None:
    """Three in any hour to one address, whatever they are for; then again."""
    before = mails(network, email_of("member"))
    kinds = [sign_in, erase] if first is sign_in else [erase, sign_in]
    for number in range(6):
        kinds[number % 2](network)
    assert mails(network, email_of("member")) == before + 3
    refused = erase(network)
    assert (refused.status, refused.header("Retry-After")) == (429, "3600")
    assert sign_in(network).status == 200, "whoever signs in is told the same as ever"
    network.world.advance(HOUR)
    assert erase(network).status == 202
    assert mails(network, email_of("member")) == before + 4


@pytest.mark.parametrize("first", [add, join])
def test_codes_to_join_and_to_add_are_counted_together(network: Network, first: object) -> None:
    """An address that nobody has proved, which two people want at the same time."""
    kinds = [add, join] if first is add else [join, add]
    for number in range(6):
        kinds[number % 2](network)
    assert mails(network, NEW) == 3
    assert add(network, by="chair").status == 429
    assert join(network).status == 200
    assert mails(network, NEW) == 3
    network.world.advance(HOUR)
    assert add(network).status == 202
    assert mails(network, NEW) == 4


def test_the_hour_is_any_hour_and_not_one_of_the_clock(network: Network) -> None:
    before = mails(network, email_of("member"))
    for minutes in (50, 5, 5, 5):
        network.world.advance(timedelta(minutes=minutes))
        sign_in(network)
    assert mails(network, email_of("member")) == before + 3
    network.world.advance(timedelta(minutes=44))
    sign_in(network)
    assert mails(network, email_of("member")) == before + 3
    network.world.advance(timedelta(minutes=1))
    sign_in(network)
    assert mails(network, email_of("member")) == before + 4


def test_a_code_is_tried_five_times_and_then_it_is_dead(network: Network) -> None:
    """The right digits come too late."""
    page = sign_in(network)
    right = network.codes(email_of("member"))[-1]
    wrong = "11111111" if right != "11111111" else "22222222"
    for _ in range(5):
        page = network.post("/sign-in/code", {**hidden(page), "code": wrong})
        assert page.status == 422
    assert enter(network, page, "member").status == 422


def test_five_tries_are_five_in_however_many_sessions(network: Network) -> None:
    """Whoever asks again after the third mail of the hour goes on with the last code."""
    pages = [sign_in(network) for _ in range(7)]
    wrong = "11111111" if network.codes(email_of("member"))[-1] != "11111111" else "22222222"
    for page in pages[2:]:
        network.post("/sign-in/code", {**hidden(page), "code": wrong})
    late = enter(network, sign_in(network), "member")
    assert late.status == 422
    network.world.advance(HOUR)
    assert enter(network, sign_in(network), "member").status == 303


def test_one_source_can_ask_sixty_times_an_hour(network: Network) -> None:
    """For codes of anybody: the sixty-first is refused, with when to come again."""
    statuses = [
        network.post("/sign-in", {"email": f"p{n}@kelder.example"}).status for n in range(61)
    ]
    assert statuses == [200] * 60 + [429]
    network.world.advance(HOUR)
    assert sign_in(network).status == 200
