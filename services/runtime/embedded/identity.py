"""A small user pool that calls the same triggers, and signs the same claims, as Cognito does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from services.runtime.embedded.database import Database
from services.runtime.ports import Challenge, Clock, Ids, SignInRefused, Tokens

SESSION_VALIDITY = timedelta(minutes=10)
ID_TOKEN_VALIDITY = timedelta(minutes=60)
REFRESH_TOKEN_VALIDITY = timedelta(days=30)
ISSUER = "https://identity.candour.example/embedded"
AUDIENCE = "candour-embedded"
KEY_FACT = "identity-key"

Trigger = Callable[[dict[str, Any]], dict[str, Any]]


class EmbeddedIdentity:
    """The Identity port; `triggers` come from the template's user pool."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self.triggers: Mapping[str, Trigger] = {}

    def create(self, member_id: str, email: str) -> None:
        """Make the account."""
        self._database.run("INSERT OR IGNORE INTO users VALUES (?, ?)", (member_id, email))

    def move(self, member_id: str, email: str) -> None:
        """Give the account another address."""
        self._database.run("UPDATE users SET email = ? WHERE member_id = ?", (email, member_id))

    def delete(self, member_id: str) -> None:
        """Remove the account and everything that proves it."""
        with self._database.transaction():
            self._database.run("DELETE FROM users WHERE member_id = ?", (member_id,))
            self._database.run("DELETE FROM auth_sessions WHERE member_id = ?", (member_id,))
            self._database.run("DELETE FROM refresh_tokens WHERE member_id = ?", (member_id,))

    def begin(self, member_id: str) -> Challenge:
        """Ask the triggers for a challenge."""
        return self._challenge(member_id, [])

    def answer(self, member_id: str, session: str, code: str) -> Tokens | Challenge:
        """Let the triggers judge the code; each session is good for one answer."""
        row = self._database.row(
            "SELECT state, expires_at FROM auth_sessions WHERE id = ? AND member_id = ?",
            (session, member_id),
        )
        self._database.run("DELETE FROM auth_sessions WHERE id = ?", (session,))
        if row is None or self._clock.now().timestamp() > row[1]:
            raise SignInRefused
        state = json.loads(row[0])
        verdict = self._trigger(
            "VerifyAuthChallengeResponse",
            member_id,
            {"privateChallengeParameters": state["private"], "challengeAnswer": code},
        )
        result = {
            "challengeName": "CUSTOM_CHALLENGE",
            "challengeResult": bool(verdict.get("answerCorrect")),
            "challengeMetadata": state["metadata"],
        }
        return self._decide(member_id, [*state["results"], result])

    def refresh(self, refresh_token: str) -> Tokens:
        """A new id token for a refresh token that is still good."""
        row = self._database.row(
            "SELECT member_id, expires_at FROM refresh_tokens WHERE hash = ?",
            (_hash(refresh_token),),
        )
        if row is None or self._clock.now().timestamp() > row[1]:
            raise SignInRefused
        return Tokens(self._id_token(row[0]), refresh_token)

    def verify(self, id_token: str) -> str:
        """Whom the token proves; the platform's clock decides whether it is still good."""
        try:
            claims = jwt.decode(
                id_token,
                self._key.public_key(),
                algorithms=["RS256"],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={
                    "verify_exp": False,
                    "verify_iat": False,
                    "require": ["exp", "iat", "token_use", "cognito:username"],
                },
            )
        except jwt.PyJWTError as error:
            raise SignInRefused from error
        is_id_token = claims["token_use"] == "id"  # noqa: S105 - a kind of token, not a secret
        if not is_id_token or self._clock.now().timestamp() >= claims["exp"]:
            raise SignInRefused
        return str(claims["cognito:username"])

    def issue(self, member_id: str) -> Tokens:
        """Tokens for this id, as at the end of signing in."""
        token = self._ids.new() + self._ids.new()
        until = self._clock.now() + REFRESH_TOKEN_VALIDITY
        self._database.run(
            "INSERT INTO refresh_tokens VALUES (?, ?, ?)",
            (_hash(token), member_id, until.timestamp()),
        )
        return Tokens(self._id_token(member_id), token)

    def _decide(self, member_id: str, results: list[dict[str, Any]]) -> Tokens | Challenge:
        decision = self._trigger("DefineAuthChallenge", member_id, {"session": results})
        if decision.get("issueTokens"):
            return self.issue(member_id)
        if decision.get("failAuthentication"):
            raise SignInRefused
        return self._challenge(member_id, results)

    def _challenge(self, member_id: str, results: list[dict[str, Any]]) -> Challenge:
        if not results:
            self._trigger("DefineAuthChallenge", member_id, {"session": []})
        made = self._trigger(
            "CreateAuthChallenge",
            member_id,
            {"challengeName": "CUSTOM_CHALLENGE", "session": results},
        )
        state = {
            "private": made.get("privateChallengeParameters", {}),
            "metadata": made.get("challengeMetadata", ""),
            "results": results,
        }
        session = self._ids.new()
        until = self._clock.now() + SESSION_VALIDITY
        self._database.run(
            "INSERT INTO auth_sessions VALUES (?, ?, ?, ?)",
            (session, member_id, json.dumps(state), until.timestamp()),
        )
        return Challenge(session)

    def _trigger(self, name: str, member_id: str, request: dict[str, Any]) -> dict[str, Any]:
        row = self._database.row("SELECT email FROM users WHERE member_id = ?", (member_id,))
        event = {
            "version": "1",
            "triggerSource": f"{name}_Authentication",
            "region": "embedded",
            "userPoolId": "embedded",
            "userName": member_id,
            "callerContext": {"awsSdkVersion": "embedded", "clientId": AUDIENCE},
            "request": {
                "userAttributes": {"sub": member_id, "email": row[0]} if row else {},
                "userNotFound": row is None,
                **request,
            },
            "response": {},
        }
        response: dict[str, Any] = self.triggers[name](event)["response"]
        return response

    def _id_token(self, member_id: str) -> str:
        now = self._clock.now()
        claims = {
            "sub": member_id,
            "cognito:username": member_id,
            "aud": AUDIENCE,
            "iss": ISSUER,
            "token_use": "id",
            "auth_time": int(now.timestamp()),
            "iat": int(now.timestamp()),
            "exp": int((now + ID_TOKEN_VALIDITY).timestamp()),
        }
        return jwt.encode(claims, self._key, algorithm="RS256")

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        """The pool's own key, made on first use and kept with the data."""
        stored = self._database.fact(KEY_FACT)
        if stored is None:
            made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            stored = made.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ).decode()
            self._database.remember(KEY_FACT, stored)
        # The key is our own; checking its primes again would cost every start a tenth of a second.
        key = serialization.load_pem_private_key(
            stored.encode(), password=None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("the stored key is not an RSA key")
        return key


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
