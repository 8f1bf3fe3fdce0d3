"""My addresses: which there are, adding one with a code, the first one, removing one."""

from __future__ import annotations

from services.membership.addresses import is_shared
from services.membership.commands import addresses, profile
from services.membership.commands.addresses import AddAddress, ChooseAddress
from services.membership.model.addresses import MOST
from services.membership.pages.site import pages
from services.runtime.http.wishes import FilledLine, Wish
from services.runtime.pages.answers import Shown

HERE = "/me/addresses"


class Code(Wish):
    """The code from the mail, with the challenge that it answers."""

    code: FilledLine
    challenge: str = ""


@pages.get(HERE)
def addresses_page() -> Shown:
    """All my addresses, and the form to add one."""
    member = profile.mine(by=pages.member_id)
    return pages.show(
        "addresses.html",
        title="My addresses",
        member=member,
        shared=[one for one in member.addresses if is_shared(one)],
        most=MOST,
    )


@pages.post(HERE, again=addresses_page)
def add_address(wish: AddAddress) -> Shown:
    """Mail a code to the new address, and ask for it."""
    return _code_form(addresses.add(wish, by=pages.member_id), shared=is_shared(wish.email))


def code_again() -> Shown:
    """The code form after a wrong code, with the challenge to go on with."""
    attempt = pages.attempt
    return _code_form(attempt.extension.get("challenge") or attempt.value("challenge"))


@pages.post(f"{HERE}/code", again=code_again)
def confirm_address(wish: Code) -> Shown:
    """Add the address, with the code from the mail."""
    addresses.confirm(wish.challenge, wish.code, by=pages.member_id)
    return pages.done(HERE, "The address is one of yours now.")


@pages.post(f"{HERE}/first", again=addresses_page)
def make_address_first(wish: ChooseAddress) -> Shown:
    """Have mail and codes sent to another address."""
    addresses.make_first(wish, by=pages.member_id)
    return pages.done(HERE, "Mail and codes go to the address that you chose.")


@pages.post(f"{HERE}/remove", again=addresses_page)
def remove_address(wish: ChooseAddress) -> Shown:
    """Be without an address."""
    addresses.remove(wish, by=pages.member_id)
    return pages.done(HERE, "The address is removed.")


def _code_form(challenge: str, *, shared: bool = False) -> Shown:
    return pages.show(
        "address-code.html",
        title="Enter the code",
        challenge=challenge,
        shared=shared,
        ended=pages.attempt.extension.get("ended", False),
    )
