"""What members can have done about erasing: ask, confirm with a code, call it off."""

from __future__ import annotations

from datetime import timedelta

from services.contracts.membership import SignInCodeIssued
from services.contracts.refusals import Conflict, NotFound
from services.membership import codes, model, store
from services.membership.commands import confirming
from services.membership.model import Erasure
from services.membership.store import Purpose
from services.membership.store.people import codes_key, mailed
from services.runtime import platform
from services.runtime.limits import demand
from services.runtime.ports import Item


def ask(*, by: str) -> str:
    """Mail a code that confirms the wish; returns the challenge. A newer code ends an older one."""
    demand(store.table(), "erase", by, most=10, within=timedelta(hours=1))
    there = store.all_about(by)
    model.must_leave_a_chair(there.alone_in)
    model.must_leave_a_host(only_host=there.only_host)
    if there.wanted is not None:
        raise Conflict("You have asked for this already. Your account shows on which day it ends.")
    if there.email is None:
        raise NotFound("There is no such account any more.")
    codes.must_be_few(there.mails)
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
        [
            store.put_code(by, Purpose.ERASE, kept, code.expires_at),
            mailed(codes_key(by), there.mails),
            store.still_a_member(by),
        ],
        [issued],
    )
    return confirming.challenge(Purpose.ERASE, code, by=by)


def confirm(challenge: str, code: str, *, by: str) -> Erasure:
    """Ask for everything to go, with the code from the mail; raises WrongCode or DeadCode."""
    asked = confirming.opened(Purpose.ERASE, challenge, by=by)
    there = store.all_about(by)
    right = confirming.answered(asked, code, there.code, by=by)
    wanted, said = model.request_erasure(
        by, there.alone_in, platform.now(), only_host=there.only_host
    )
    used = store.use_code(right)
    store.save([*store.asked_for(wanted), used, store.still_a_member(by)], [said])
    return wanted


def keep(*, by: str) -> None:
    """Call it off; raises NotFound if nothing was asked for, Conflict if it has begun."""
    wanted = store.erasure(by)
    if wanted is None:
        raise NotFound("You have not asked for your account to be deleted.")
    store.save(store.called_off(wanted))
