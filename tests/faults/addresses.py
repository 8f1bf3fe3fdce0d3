"""What happens to somebody's profile and addresses; the helper of the network has two of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.membership import model, store
from services.membership.addresses import address_key
from services.membership.commands import addresses
from services.membership.commands.addresses import AddAddress, ChooseAddress
from tests.faults import events as said
from tests.faults.membership import (
    API,
    CHALLENGES,
    DEAD_CODE,
    NOT_ASKED_FOR,
    code_of,
    network,
    the_next_tick,
)
from tests.faults.playing import Path
from tests.faults.stage import DONE, REFUSED, Stage

ME, TO_ADD = f"{API}/me", "CODE-TO-ADD"
NEW, SECOND, FIRST = "new@kelder.example", "second@kelder.example", "helper@kelder.example"
CODES = frozenset({"SignInCodeIssued.v1"})


def two_addresses(stage: Stage) -> None:
    """The helper has proved a second address."""

    def add() -> None:
        before = store.member(stage.facts["helper"])
        after, _ = model.add_address(store.read_member(before), SECOND)
        owned = store.owned(address_key(SECOND), None, stage.facts["helper"])
        store.save([store.put_member_changed(before, after), *owned])

    network(stage)
    assert stage.do(add) == DONE
    stage.publish("MEMBERSHIP")


def another_first(stage: Stage) -> None:
    """The second address is the first one since just now."""

    def choose() -> None:
        addresses.make_first(ChooseAddress(email=SECOND), by=stage.facts["helper"])

    two_addresses(stage)
    assert stage.do(choose) == DONE
    stage.publish("MEMBERSHIP")


def erasure_due(stage: Stage) -> None:
    """Whoever has two addresses has asked for everything to go, a week ago."""
    two_addresses(stage)
    wanted, asked = model.request_erasure(stage.facts["helper"], [], stage.clock.now())
    assert stage.do(lambda: store.save(store.asked_for(wanted), [asked])) == DONE
    stage.publish("MEMBERSHIP")
    stage.clock.advance(timedelta(days=7, minutes=1))


def joined_an_hour_ago(stage: Stage) -> None:
    """Three mails an hour go to an address, and two faults use up two: what joining took is older.

    With the code that it took there would be no third try, but an honest "too often".
    """
    network(stage)
    stage.clock.advance(timedelta(hours=1))


def has_a_code_to_add(stage: Stage) -> None:
    """A code is in the mail to an address that somebody else has asked to join with."""

    def ask() -> None:
        wish = AddAddress(email="asker@kelder.example")
        stage.facts["challenge"] = addresses.add(wish, by=stage.facts["helper"])

    joined_an_hour_ago(stage)
    assert stage.do(ask) == DONE
    stage.facts["code"] = code_of(stage, "helper", TO_ADD)
    stage.publish("MEMBERSHIP")


def _send(method: str, what: str, sent: object) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        path = f"{ME}/{what}"
        return stage.api("membership", method, path, sent, by=stage.facts["helper"])

    return act


def _confirm(stage: Stage, number: int) -> int:
    """Type the code; whoever is told that it has ended asks for a new one, unless it is done."""
    by = stage.facts["helper"]
    challenge, code = stage.facts["challenge"], stage.facts["code"]
    if number:
        asked = {"email": "asker@kelder.example"}
        status = stage.api("membership", "POST", f"{ME}/addresses", asked, by=by)
        if status >= REFUSED or not status:
            return status
        challenge, code = stage.facts["answer"]["challenge"], code_of(stage, "helper", TO_ADD)
    sent = {"challenge": challenge, "code": code}
    return stage.api("membership", "POST", f"{ME}/addresses/confirm", sent, by=by)


PATHS = [
    Path(
        "change the profile", network,
        _send("PUT", "profile", {"name": "Hella Quill", "organisation": "Kelder"}),
    ),
    Path(
        "add an address", network, _send("POST", "addresses", {"email": NEW}),
        loose=CHALLENGES, said_again=CODES,
    ),
    Path(
        "add an address of somebody else", joined_an_hour_ago,
        _send("POST", "addresses", {"email": "member@kelder.example"}),
        loose=CHALLENGES, said_again=frozenset({"AddressTaken.v1"}),
    ),
    Path(
        "confirm an address", has_a_code_to_add, _confirm,
        refusals=DEAD_CODE, loose=CHALLENGES, said_again=CODES,
    ),
    Path(
        "make an address the first", two_addresses,
        _send("POST", "addresses/first", {"email": SECOND}),
    ),
    Path(
        "remove an address", two_addresses,
        _send("POST", "addresses/remove", {"email": SECOND}), repeated=NOT_ASKED_FOR,
    ),
    Path(
        "membership hears FirstAddressChanged", another_first,
        lambda stage, _number: stage.hear(
            "membership", said.first_address_changed(stage.facts["helper"], SECOND, FIRST)
        ),
        hears=frozenset({"FirstAddressChanged.v1"}),
    ),
    Path(
        "membership's tick: an erasure of two addresses begins", erasure_due,
        lambda stage, _number: stage.tick("membership"), the_next_tick,
    ),
]  # fmt: skip
