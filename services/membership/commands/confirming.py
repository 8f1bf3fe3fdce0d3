"""Codes by mail for somebody who is signed in: each confirms one thing, and nothing else.

They are made here and not by the user pool. A pool's trigger does not learn what a code is for, so
that a code to sign in could delete an account, and the mail could not say what it does.
"""

from __future__ import annotations

from typing import NamedTuple

from services.contracts.refusals import Invalid
from services.membership import codes, store
from services.membership.codes import NewCode
from services.membership.commands.joining import DeadCode, WrongCode
from services.membership.store import Purpose
from services.runtime.ports import Item
from services.runtime.signing import sign, unsign


class Asked(NamedTuple):
    """What a challenge says: which code it goes with, by its salt, and what that is about."""

    challenge: str
    salt: str
    about: str


def challenge(purpose: Purpose, code: NewCode, *, by: str, about: str = "") -> str:
    """What goes with a code: whose it is, which one it is, and what it is about."""
    return sign(purpose, [by, code.salt, about])


def opened(purpose: Purpose, challenge: str, *, by: str) -> Asked:
    """What a challenge says; raises DeadCode for one of another person or purpose."""
    try:
        whose, salt, about = unsign(purpose, challenge)
    except Invalid as changed:
        raise DeadCode from changed
    if whose != by:
        raise DeadCode
    return Asked(challenge, salt, about)


def answered(asked: Asked, code: str, kept: Item | None, *, by: str) -> Item:
    """What is kept of the code that this is; raises WrongCode or DeadCode. Uses no code up."""
    if kept is None or kept["salt"] != asked.salt or codes.is_guessing(by):
        raise DeadCode
    digits = "".join(character for character in code if not character.isspace())
    if codes.is_right(digits, asked.salt, kept["hash"]):
        return kept
    if kept["version"] == codes.MOST_TRIES:
        store.save([store.use_code(kept)])
        raise DeadCode
    store.save([store.tried_code(kept)])
    raise WrongCode(asked.challenge)
