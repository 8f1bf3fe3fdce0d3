"""My addresses: all of them, adding one with a code, the first one, removing one.

Addresses are sent in bodies and never in paths, which are written to logs.
"""

from __future__ import annotations

from services.membership.api.arriving import ChallengeAnswer
from services.membership.api.routes import ME, api
from services.membership.commands import addresses, profile
from services.membership.commands.addresses import AddAddress, ChooseAddress
from services.membership.model import Member
from services.runtime.http.wishes import Answer, FilledLine, Wish


class AddressesAnswer(Answer):
    """All your addresses, the first one first: mail and codes go to that one."""

    addresses: tuple[str, ...]


class ConfirmAddress(Wish):
    """The code from the mail, with the challenge that it answers."""

    challenge: str
    code: FilledLine


@api.get(f"{ME}/addresses")
def my_addresses() -> AddressesAnswer:
    """Your addresses."""
    return _answer(profile.mine(by=api.member_id))


@api.post(f"{ME}/addresses", status=202)
def add_address(wish: AddAddress) -> ChallengeAnswer:
    """Ask for one more address; a code comes there by mail, to be sent to addresses/confirm."""
    return ChallengeAnswer(challenge=addresses.add(wish, by=api.member_id))


@api.post(f"{ME}/addresses/confirm")
def confirm_address(wish: ConfirmAddress) -> AddressesAnswer:
    """Add an address to yours, with the code that was sent there."""
    return _answer(addresses.confirm(wish.challenge, wish.code, by=api.member_id))


@api.post(f"{ME}/addresses/first")
def make_address_first(wish: ChooseAddress) -> AddressesAnswer:
    """Have mail and codes sent to this one of your addresses; the one before hears of it."""
    return _answer(addresses.make_first(wish, by=api.member_id))


@api.post(f"{ME}/addresses/remove")
def remove_address(wish: ChooseAddress) -> AddressesAnswer:
    """Remove one of your addresses, but not the first; somebody else may have it then."""
    return _answer(addresses.remove(wish, by=api.member_id))


def _answer(member: Member) -> AddressesAnswer:
    return AddressesAnswer(addresses=member.addresses)
