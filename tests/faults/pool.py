"""A user pool with custom challenges, as Cognito answers; moto has none of them."""

from __future__ import annotations

import itertools
from typing import Any

from services.membership import identity
from tests.faults.faults import Killed

TRIES_OF_A_TRIGGER = 3
"""Cognito calls a trigger that does not answer up to three times."""


class Refused(Exception):
    """An error of the service, by its code."""


class Pool:
    """Accounts by member id; it calls the triggers of membership, each an invocation of its own."""

    def __init__(self) -> None:
        self.users: dict[str, str] = {}
        self.sessions: dict[str, dict[str, Any]] = {}
        self._numbers = itertools.count()

    def state(self) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        """What there is to go back to."""
        return dict(self.users), dict(self.sessions)

    def go_back(self, state: tuple[dict[str, str], dict[str, dict[str, Any]]]) -> None:
        """Be as it was then."""
        self.users, self.sessions = dict(state[0]), dict(state[1])
        self._numbers = itertools.count()

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What the service answers; raises Refused."""
        match operation:
            case "AdminCreateUser":
                return self._create(asked)
            case "AdminUpdateUserAttributes":
                return self._move(asked)
            case "AdminSetUserPassword":
                return {}
            case "AdminDeleteUser":
                if self.users.pop(asked["Username"], None) is None:
                    raise Refused("UserNotFoundException")
                return {}
            case "InitiateAuth":
                return self._decide(asked["AuthParameters"]["USERNAME"], [])
            case "RespondToAuthChallenge":
                return self._respond(asked)
        raise NotImplementedError(operation)

    def _create(self, asked: dict[str, Any]) -> dict[str, Any]:
        name = asked["Username"]
        if name in self.users:
            raise Refused("UsernameExistsException")
        (email,) = (one["Value"] for one in asked["UserAttributes"] if one["Name"] == "email")
        self.users[name] = email
        return {"User": {"Username": name}}

    def _move(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["Username"] not in self.users:
            raise Refused("UserNotFoundException")
        ((_, email),) = (one.values() for one in asked["UserAttributes"])
        self.users[asked["Username"]] = email
        return {}

    def _respond(self, asked: dict[str, Any]) -> dict[str, Any]:
        session = self.sessions.pop(asked["Session"], None)
        name = asked["ChallengeResponses"]["USERNAME"]
        if session is None or session["name"] != name:
            raise Refused("NotAuthorizedException")
        verdict = self._trigger(
            "VerifyAuthChallengeResponse",
            name,
            {
                "privateChallengeParameters": session["private"],
                "challengeAnswer": asked["ChallengeResponses"]["ANSWER"],
            },
        )
        result = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": verdict["answerCorrect"]}
        return self._decide(name, [*session["results"], result])

    def _decide(self, name: str, results: list[dict[str, Any]]) -> dict[str, Any]:
        decided = self._trigger("DefineAuthChallenge", name, {"session": results})
        if decided["issueTokens"]:
            token = f"token-{next(self._numbers)}"
            return {"AuthenticationResult": {"IdToken": token, "RefreshToken": token}}
        if decided["failAuthentication"]:
            raise Refused("NotAuthorizedException")
        made = self._trigger("CreateAuthChallenge", name, {"session": results})
        session = f"a-session-of-the-pool-{next(self._numbers)}"
        self.sessions[session] = {
            "name": name,
            "results": results,
            "private": made["privateChallengeParameters"],
        }
        return {"ChallengeName": "CUSTOM_CHALLENGE", "Session": session}

    def _trigger(self, name: str, member_id: str, request: dict[str, Any]) -> dict[str, Any]:
        email = self.users.get(member_id)
        event = {
            "triggerSource": f"{name}_Authentication",
            "userName": member_id,
            "request": {
                "userAttributes": {"sub": member_id, "email": email} if email else {},
                "userNotFound": email is None,
                **request,
            },
            "response": {},
        }
        for _ in range(TRIES_OF_A_TRIGGER):
            try:
                response: dict[str, Any] = identity.handler(event, None)["response"]
            except (Exception, Killed):  # noqa: S112 - the service tells nobody why
                continue
            return response
        raise Refused("UnexpectedLambdaException")
