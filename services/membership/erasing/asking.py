"""What members can have done about erasing: ask, confirm with a code, call it off."""

from __future__ import annotations

from datetime import timedelta

from services.contracts.refusals import Conflict, NotFound
from services.contracts.roles import Role
from services.membership import model, store
from services.membership.joining import DeadCode, WrongCode
from services.membership.model import Erasure, Network, Place
from services.runtime import platform
from services.runtime.limits import demand
from services.runtime.ports import SignInRefused, Tokens
from services.runtime.signing import sign, unsign

PURPOSE = "erasure"


def ask(*, by: str) -> str:
    """Mail a code that confirms the wish; returns the challenge. Nothing is kept of it yet."""
    demand(store.table(), "erase", by, most=10, within=timedelta(hours=1))
    model.must_leave_a_chair(by, _chaired(store.places(by)))
    if store.erasure(by) is not None:
        raise Conflict("You have asked for this already. Your account shows on which day it ends.")
    return sign(PURPOSE, [by, platform.current().identity.begin(by).session])


def confirm(challenge: str, code: str, *, by: str) -> Erasure:
    """Ask for everything to go, with the code from the mail; raises WrongCode or DeadCode."""
    whose, session = unsign(PURPOSE, challenge)
    if whose != by:
        raise DeadCode
    digits = "".join(character for character in code if not character.isspace())
    try:
        found = platform.current().identity.answer(by, session, digits)
    except SignInRefused as refused:
        raise DeadCode from refused
    if not isinstance(found, Tokens):
        raise WrongCode(sign(PURPOSE, [by, found.session]))
    wanted, said = model.request_erasure(by, _chaired(store.places(by)), platform.now())
    store.save([*store.asked_for(wanted), store.still_a_member(by)], [said])
    return wanted


def keep(*, by: str) -> None:
    """Call it off; raises NotFound if nothing was asked for, Conflict if it has begun."""
    wanted = store.erasure(by)
    if wanted is None:
        raise NotFound("You have not asked for your account to be deleted.")
    store.save(store.called_off(wanted))


def _chaired(places: list[Place]) -> list[Network]:
    chairs = [place.network_id for place in places if Role.CHAIR in place.roles]
    return list(store.networks(chairs).values())
