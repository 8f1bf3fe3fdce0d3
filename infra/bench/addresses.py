"""A profile and addresses, and what can be done about them, each where it is news."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from infra.bench.network import Network
from infra.embedded import demo
from services.contracts.membership import FirstAddressChanged
from services.membership.commands import addresses, profile
from services.membership.commands.addresses import AddAddress, ChooseAddress

NEW, SECOND = "new@ferndale.example", "second@ferndale.example"
NEWEST = "SELECT text FROM mail WHERE subject LIKE '%add this address%' ORDER BY id DESC"


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name, in a network in which each of them has something to do."""
    _, facilitator, reviewer, member, _ = (network.people[person.email] for person in demo.PERSONAS)
    second = ChooseAddress(email=SECOND)
    addresses.confirm(*_asked(network, SECOND, reviewer), by=reviewer)
    challenge, code = _asked(network, NEW, facilitator)
    wish = profile.ChangeProfile(name="Ada Lunn", organisation="Ferndale", role="")
    email = demo.MEMBER.email
    moved = FirstAddressChanged(member_id=member, email=email, old_email=NEW, sequence=2)
    return {
        "profile.change": lambda: profile.change(wish, by=member),
        "profile.mine": lambda: profile.mine(by=member),
        "addresses.add": lambda: addresses.add(AddAddress(email=NEW), by=member),
        "addresses.confirm": lambda: addresses.confirm(challenge, code, by=facilitator),
        "addresses.make_first": lambda: addresses.make_first(second, by=reviewer),
        "addresses.remove": lambda: addresses.remove(second, by=reviewer),
        "addresses.follow": lambda: addresses.follow(moved),
    }


def _asked(network: Network, email: str, by: str) -> tuple[str, str]:
    """The challenge of a new address, and the code that was mailed there."""
    challenge = addresses.add(AddAddress(email=email), by=by)
    network.pump.settle()
    (text,) = network.platform.database.row(NEWEST) or ("",)
    return challenge, str(re.findall(r"\b\d{8}\b", text)[0])
