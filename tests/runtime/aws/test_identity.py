"""Cognito: what its answers mean for the person, and which id tokens prove anything."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import PyJWKClientConnectionError

from services.runtime.aws.identity import AwsIdentity
from services.runtime.aws.platform import AwsPlatform
from services.runtime.ports import Challenge, SignInRefused, Tokens
from tests.runtime.aws.wire import Wire, failure

MEMBER = "0123456789abcdef0123456789abcdef"
SESSION = "a session that Cognito made"
TOKENS = {"IdToken": "id", "AccessToken": "access", "RefreshToken": "refresh"}
ISSUER = "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Example"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def test_an_account_is_confirmed_without_mail_and_without_a_known_password(
    aws: AwsPlatform,
) -> None:
    wire = Wire(aws.clients.cognito, [{}])

    aws.identity.create(MEMBER, "ann@a.example")

    made, confirmed = wire.sent
    assert made == {
        "UserPoolId": "eu-west-2_Example",
        "Username": MEMBER,
        "UserAttributes": [{"Name": "email", "Value": "ann@a.example"}],
        "MessageAction": "SUPPRESS",
    }
    assert confirmed["Permanent"] is True
    assert len(confirmed["Password"]) > 64


def test_an_account_that_was_half_made_is_finished(aws: AwsPlatform) -> None:
    wire = Wire(aws.clients.cognito, [failure("UsernameExistsException"), {}])

    aws.identity.create(MEMBER, "ann@a.example")

    assert wire.sent[1]["Permanent"] is True


def test_deleting_nobody_is_fine(aws: AwsPlatform) -> None:
    Wire(aws.clients.cognito, [failure("UserNotFoundException")])

    aws.identity.delete(MEMBER)


def test_signing_in_asks_for_a_code_until_it_is_right(aws: AwsPlatform) -> None:
    challenge = {"ChallengeName": "CUSTOM_CHALLENGE", "Session": SESSION}
    wire = Wire(aws.clients.cognito, [challenge, challenge, {"AuthenticationResult": TOKENS}])

    begun = aws.identity.begin(MEMBER)
    wrong = aws.identity.answer(MEMBER, begun.session, "00000000")
    assert isinstance(wrong, Challenge)
    right = aws.identity.answer(MEMBER, wrong.session, "12345678")

    assert right == Tokens("id", "refresh")
    assert wire.sent[0]["AuthFlow"] == "CUSTOM_AUTH"
    assert wire.sent[2]["ChallengeResponses"] == {"USERNAME": MEMBER, "ANSWER": "12345678"}


@pytest.mark.parametrize("code", ["UserNotFoundException", "NotAuthorizedException"])
def test_somebody_unknown_gets_a_challenge_too(aws: AwsPlatform, code: str) -> None:
    Wire(aws.clients.cognito, [failure(code)])

    first, second = aws.identity.begin(MEMBER), aws.identity.begin(MEMBER)

    assert first.session != second.session
    with pytest.raises(SignInRefused):
        aws.identity.answer(MEMBER, first.session, "12345678")


@pytest.mark.parametrize(
    "code",
    [
        "NotAuthorizedException",
        "CodeMismatchException",
        "ExpiredCodeException",
        "InvalidParameterException",
        "UserNotFoundException",
    ],
)
def test_a_session_that_is_over_is_refused(aws: AwsPlatform, code: str) -> None:
    Wire(aws.clients.cognito, [failure(code)])

    with pytest.raises(SignInRefused):
        aws.identity.answer(MEMBER, SESSION, "12345678")
    with pytest.raises(SignInRefused):
        aws.identity.refresh("a refresh token")


def test_a_session_that_is_none_is_refused_without_asking(aws: AwsPlatform) -> None:
    wire = Wire(aws.clients.cognito, [{}])

    with pytest.raises(SignInRefused):
        aws.identity.answer(MEMBER, "short", "12345678")

    assert wire.sent == []


@pytest.mark.parametrize("code", ["TooManyRequestsException", "UnexpectedLambdaException"])
def test_a_fault_of_ours_is_not_blamed_on_the_person(aws: AwsPlatform, code: str) -> None:
    Wire(aws.clients.cognito, [failure(code)])

    with pytest.raises(ClientError):
        aws.identity.begin(MEMBER)
    with pytest.raises(ClientError):
        aws.identity.answer(MEMBER, SESSION, "12345678")
    with pytest.raises(ClientError):
        aws.identity.refresh("a refresh token")


@pytest.mark.parametrize(("given", "kept"), [({}, "old"), ({"RefreshToken": "new"}, "new")])
def test_a_refresh_token_stays_unless_the_pool_gives_a_new_one(
    aws: AwsPlatform, given: dict[str, str], kept: str
) -> None:
    Wire(aws.clients.cognito, [{"AuthenticationResult": {"IdToken": "id", **given}}])

    assert aws.identity.refresh("old") == Tokens("id", kept)


# --- id tokens ----------------------------------------------------------------------------------


@pytest.fixture
def pool(aws: AwsPlatform, monkeypatch: pytest.MonkeyPatch) -> AwsIdentity:
    """A pool whose public keys are these, instead of those on the network."""
    keys = {"keys": [_public(KEY, "pool-key"), _public(OTHER_KEY, "dummy")]}

    def fetched(_self: jwt.PyJWKClient) -> dict[str, Any]:
        return keys

    monkeypatch.setattr(jwt.PyJWKClient, "fetch_data", fetched)
    return aws.identity


def _public(key: rsa.RSAPrivateKey, kid: str) -> dict[str, Any]:
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return {**public, "kid": kid, "use": "sig", "alg": "RS256"}


def token(
    more: dict[str, Any] | None = None,
    *,
    key: Any = KEY,
    kid: str = "pool-key",
    algorithm: str = "RS256",
) -> str:
    now = int(time.time())
    said = {
        "sub": MEMBER,
        "cognito:username": MEMBER,
        "aud": "site-client",
        "iss": ISSUER,
        "token_use": "id",
        "iat": now,
        "exp": now + 3600,
        **(more or {}),
    }
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(said, key, algorithm=algorithm, headers={"kid": kid})


def test_a_good_token_proves_the_member_id(pool: AwsIdentity) -> None:
    assert pool.verify(token()) == MEMBER


@pytest.mark.parametrize(
    "forged",
    [
        token({"exp": int(time.time()) - 1}),
        token({"aud": "another-client"}),
        token({"iss": ISSUER.replace("Example", "Other")}),
        token({"token_use": "access"}),
        token({"token_use": None}),
        token({"exp": None}),
        token({"cognito:username": None}),
        token(key=OTHER_KEY),
        token(key=OTHER_KEY, kid="unknown"),
        token(key=OTHER_KEY, kid="dummy"),
        token(key="k" * 64, algorithm="HS256"),
        token(key=None, algorithm="none"),
        "not.a.token",
        "",
    ],
    ids=[
        "expired", "audience", "issuer", "access-token", "no-use", "no-end", "no-name", "signature",
        "unknown-key", "emulators-key", "symmetric", "unsigned", "nonsense", "empty",
    ],
)  # fmt: skip
def test_other_tokens_prove_nothing(pool: AwsIdentity, forged: str) -> None:
    with pytest.raises(SignInRefused):
        pool.verify(forged)


def test_the_key_of_the_emulators_counts_only_with_an_emulator(
    aws: AwsPlatform, pool: AwsIdentity
) -> None:
    settings = {**aws.settings, "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}
    local = AwsIdentity(aws.clients, aws.ids, settings)

    assert local.verify(token(key=OTHER_KEY, kid="dummy")) == MEMBER


def test_a_pool_that_cannot_be_reached_is_not_blamed_on_the_token(
    aws: AwsPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(_self: jwt.PyJWKClient) -> dict[str, Any]:
        raise PyJWKClientConnectionError("no way")

    monkeypatch.setattr(jwt.PyJWKClient, "fetch_data", unreachable)

    with pytest.raises(PyJWKClientConnectionError):
        aws.identity.verify(token())


def test_the_keys_are_fetched_once(
    aws: AwsPlatform, pool: AwsIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.verify(token())

    monkeypatch.delattr(jwt.PyJWKClient, "fetch_data")

    assert pool.verify(token()) == MEMBER
