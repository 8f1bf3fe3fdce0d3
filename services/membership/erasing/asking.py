"""What members can have done about erasing: ask, confirm with a code, call it off.

The code is made here and not by the user pool. A pool's trigger does not learn what a code is for,
so that a code to sign in could delete an account, and the mail could not say what it does.
"""

from __future__ import annotations

from datetime import timedelta

from services.contracts.membership import SignInCodeIssued
from services.contracts.refusals import Conflict, Invalid, NotFound
from services.membership import codes, model, store
from services.membership.commands.joining import DeadCode, WrongCode
from services.membership.model import Erasure
from services.runtime import platform
from services.runtime.limits import demand
from services.runtime.ports import Item
from services.runtime.signing import sign, unsign

PURPOSE = "code-to-erase"
"""The challenge that goes with a code: whose it is, and the salt that tells which one it is."""


def ask(*, by: str) -> str:
    """Mail a code that confirms the wish; returns the challenge. A newer code ends an older one."""
    demand(store.table(), "erase", by, most=10, within=timedelta(hours=1))
    there = store.all_about(by)
    model.must_leave_a_chair(there.alone_in)
    if there.wanted is not None:
        raise Conflict("You have asked for this already. Your account shows on which day it ends.")
    if there.email is None:
        raise NotFound("There is no such account any more.")
    code = codes.make()
    issued = SignInCodeIssued(
        member_id=by,
        email=there.email,
        code=code.digits,
        expires_at=code.expires_at,
        purpose="erasure",
    )
    kept: Item = {"salt": code.salt, "hash": code.hash}
    store.save(
        [store.put_code_to_erase(by, kept, code.expires_at), store.still_a_member(by)], [issued]
    )
    return sign(PURPOSE, [by, code.salt])


def confirm(challenge: str, code: str, *, by: str) -> Erasure:
    """Ask for everything to go, with the code from the mail; raises WrongCode or DeadCode."""
    there = store.all_about(by)
    version = _answered(challenge, code, there.code, by)
    wanted, said = model.request_erasure(by, there.alone_in, platform.now())
    used = store.use_code_to_erase(by, version)
    store.save([*store.asked_for(wanted), used, store.still_a_member(by)], [said])
    return wanted


def keep(*, by: str) -> None:
    """Call it off; raises NotFound if nothing was asked for, Conflict if it has begun."""
    wanted = store.erasure(by)
    if wanted is None:
        raise NotFound("You have not asked for your account to be deleted.")
    store.save(store.called_off(wanted))


def _answered(challenge: str, code: str, kept: Item | None, by: str) -> int:
    """The version of the code that this is; raises WrongCode or DeadCode. Uses no code up."""
    try:
        whose, salt = unsign(PURPOSE, challenge)
    except Invalid as changed:
        raise DeadCode from changed
    if whose != by or kept is None or kept["salt"] != salt or codes.is_guessing(by):
        raise DeadCode
    version = int(kept["version"])
    digits = "".join(character for character in code if not character.isspace())
    if codes.is_right(digits, salt, kept["hash"]):
        return version
    if version == codes.MOST_TRIES:
        store.save([store.use_code_to_erase(by, version)])
        raise DeadCode
    store.save([store.tried_code_to_erase(kept)])
    raise WrongCode(challenge)
