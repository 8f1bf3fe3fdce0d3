"""The user pool on Cognito: custom challenges, and id tokens verified by the pool's public keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, ParamValidationError

from services.runtime.aws.clients import Clients
from services.runtime.ports import Challenge, Ids, SignInRefused, Tokens

if TYPE_CHECKING:
    from services.runtime.aws.proofs import Proofs

UNKNOWN = frozenset({"NotAuthorizedException", "UserNotFoundException"})
OVER = UNKNOWN | {
    "CodeMismatchException",
    "ExpiredCodeException",
    "InvalidParameterException",
    "PasswordResetRequiredException",
    "UserNotConfirmedException",
}


class AwsIdentity:
    """The Identity port; the template tells the pool and its client."""

    def __init__(self, clients: Clients, ids: Ids, settings: Mapping[str, str]) -> None:
        self._clients = clients
        self._ids = ids
        self._settings = settings

    def create(self, member_id: str, email: str) -> None:
        """Make the account, and confirm it by a password that nobody will ever know.

        Without one the account would wait for a first password and close after a week. A second
        call finishes what a first one began.
        """
        try:
            self._clients.cognito.admin_create_user(
                UserPoolId=self._pool,
                Username=member_id,
                UserAttributes=[{"Name": "email", "Value": email}],
                MessageAction="SUPPRESS",
            )
        except ClientError as error:
            if _code(error) != "UsernameExistsException":
                raise
        self._clients.cognito.admin_set_user_password(
            UserPoolId=self._pool,
            Username=member_id,
            Password=f"Aa0-{self._ids.new()}{self._ids.new()}",
            Permanent=True,
        )

    def move(self, member_id: str, email: str) -> None:
        """Give the account another address; the pool mails nobody about it, as it verifies none."""
        with _fine_without_an_account():
            self._clients.cognito.admin_update_user_attributes(
                UserPoolId=self._pool,
                Username=member_id,
                UserAttributes=[{"Name": "email", "Value": email}],
            )

    def delete(self, member_id: str) -> None:
        """Remove the account."""
        with _fine_without_an_account():
            self._clients.cognito.admin_delete_user(UserPoolId=self._pool, Username=member_id)

    def begin(self, member_id: str) -> Challenge:
        """Ask the pool for a challenge; if it knows nobody, the challenge is one of ours."""
        try:
            answer = self._initiate("CUSTOM_AUTH", {"USERNAME": member_id})
        except ClientError as error:
            if _code(error) not in UNKNOWN:
                raise
            return Challenge(self._ids.new() + self._ids.new())
        return Challenge(answer["Session"])

    def answer(self, member_id: str, session: str, code: str) -> Tokens | Challenge:
        """Let the pool judge the code."""
        try:
            answer = self._clients.cognito.respond_to_auth_challenge(
                ClientId=self._client,
                ChallengeName="CUSTOM_CHALLENGE",
                Session=session,
                ChallengeResponses={"USERNAME": member_id, "ANSWER": code},
            )
        except ParamValidationError as error:
            raise SignInRefused from error
        except ClientError as error:
            raise _over(error) from error
        if "AuthenticationResult" not in answer:
            return Challenge(answer["Session"])
        result = answer["AuthenticationResult"]
        return Tokens(result["IdToken"], result["RefreshToken"])

    def refresh(self, refresh_token: str) -> Tokens:
        """A new id token; the refresh token stays, unless the pool gives a new one."""
        try:
            answer = self._initiate("REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": refresh_token})
        except ClientError as error:
            raise _over(error) from error
        result = answer["AuthenticationResult"]
        return Tokens(result["IdToken"], result.get("RefreshToken", refresh_token))

    def verify(self, id_token: str) -> str:
        """Whom the token proves."""
        return self._proofs.member_id(id_token)

    @cached_property
    def _proofs(self) -> Proofs:
        # Inline on purpose: what checks signatures is a sixth of a cold start.
        from services.runtime.aws.proofs import Proofs

        return Proofs(self._pool, self._client, self._settings)

    def _initiate(self, flow: str, parameters: dict[str, str]) -> dict[str, Any]:
        answer: dict[str, Any] = self._clients.cognito.initiate_auth(
            ClientId=self._client, AuthFlow=flow, AuthParameters=parameters
        )
        return answer

    @property
    def _pool(self) -> str:
        return self._settings["USER_POOL_ID"]

    @property
    def _client(self) -> str:
        return self._settings["USER_POOL_CLIENT_ID"]


@contextmanager
def _fine_without_an_account() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if _code(error) != "UserNotFoundException":
            raise


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def _over(error: ClientError) -> Exception:
    """SignInRefused if the pool says that it is over; else the error, which is not the person's."""
    return SignInRefused() if _code(error) in OVER else error
