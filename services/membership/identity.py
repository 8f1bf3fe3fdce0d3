"""The user pool's triggers: an 8-digit code by mail instead of a password.

The pool keeps the salted hash of the code in its private parameters; the table keeps the same hash
as the latest one, so that a newer code kills an older one and each code works once.
"""

from __future__ import annotations

from typing import Any

from services.contracts.event import Event
from services.contracts.membership import SignInCodeIssued
from services.contracts.refusals import Conflict
from services.membership import codes, store
from services.membership.addresses import address_key
from services.membership.store import SigningIn
from services.runtime.ports import Item

NO_CODE: Item = {"salt": "", "hash": "", "version": 0}


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one trigger of the user pool; the pool expects its own event back."""
    trigger = event["triggerSource"].partition("_")[0]
    event["response"] = TRIGGERS[trigger](event["userName"], event["request"])
    return event


def define(_member_id: str, request: dict[str, Any]) -> dict[str, Any]:
    """Whether to let in, to ask for a code, or to give up."""
    tries = request["session"]
    known = not request.get("userNotFound")
    passed = known and bool(tries) and tries[-1]["challengeResult"] is True
    failed = not passed and len(tries) >= codes.MOST_TRIES
    return {
        "issueTokens": passed,
        "failAuthentication": failed,
        "challengeName": None if passed or failed else "CUSTOM_CHALLENGE",
    }


def create(member_id: str, request: dict[str, Any]) -> dict[str, Any]:
    """A new code at the start, the same one after a wrong try or too many mails.

    For somebody unknown the same is done with a code that goes nowhere, so that the time that it
    takes does not tell (X7).
    """
    # Nobody's address has a key like any other's, which leads nowhere.
    key = address_key(request.get("userAttributes", {}).get("email", member_id))
    there = store.signing_in(member_id, key)
    code = there.code
    if not request["session"] and not there.is_enough:
        try:
            code = _issue(member_id, key, request, there)
        except Conflict:
            code = store.sign_in_code(member_id)  # asked twice at once: one mail is enough
    code = code or NO_CODE
    private = {
        "salt": code["salt"],
        "hash": code["hash"],
        "version": str(code["version"]),
    }
    return {"publicChallengeParameters": {}, "privateChallengeParameters": private}


def verify(member_id: str, request: dict[str, Any]) -> dict[str, Any]:
    """Whether this is the latest code, used for the first time by somebody known."""
    private = request["privateChallengeParameters"]
    right = codes.is_right(request["challengeAnswer"], private["salt"], private["hash"])
    guessing = codes.is_guessing(member_id)
    guessing |= codes.is_worn_out(member_id, private["hash"])
    known = not request.get("userNotFound")
    return {"answerCorrect": right and known and not guessing and _use(member_id, private)}


TRIGGERS = {
    "DefineAuthChallenge": define,
    "CreateAuthChallenge": create,
    "VerifyAuthChallengeResponse": verify,
}


def _issue(member_id: str, key: str, request: dict[str, Any], there: SigningIn) -> Item:
    made = codes.make()
    version = (there.code or {"version": 0})["version"] + 1
    code: Item = {"salt": made.salt, "hash": made.hash, "version": version}
    issued: list[Event] = []
    if not request.get("userNotFound"):
        # The pool hears of a member's new address a moment later than the table holds it.
        email = there.email or request["userAttributes"]["email"]
        issued = [
            SignInCodeIssued(
                member_id=member_id, email=email, code=made.digits, expires_at=made.expires_at
            )
        ]
    store.save(store.put_sign_in_code(member_id, key, code, made.expires_at, there), issued)
    return code


def _use(member_id: str, private: dict[str, str]) -> bool:
    current = store.sign_in_code(member_id)
    if current is None or current["hash"] != private["hash"]:
        return False
    try:
        store.save([store.use_sign_in_code(member_id, current["version"])])
    except Conflict:
        return False
    return True
