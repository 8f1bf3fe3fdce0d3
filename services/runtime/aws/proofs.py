"""Whom an id token of the user pool proves, by the public keys of the pool.

Apart from the pool itself: only pages read tokens, and only they load what signatures need.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import jwt
from jwt.exceptions import PyJWKClientConnectionError

from services.runtime.ports import SignInRefused

KEYS_KEPT_FOR = 3600
ANOTHER_SERVER = "AWS_ENDPOINT_URL"
# Emulators sign with this key, and its private half is public.
EMULATORS_KEY = "dummy"


class Proofs:
    """The tokens that this client of this pool was given."""

    def __init__(self, pool: str, client: str, settings: Mapping[str, str]) -> None:
        self._pool = pool
        self._client = client
        self._settings = settings

    def member_id(self, id_token: str) -> str:
        """Whom the token proves; the pool's keys are fetched once an hour. Raises SignInRefused."""
        try:
            if jwt.get_unverified_header(id_token).get("kid") == EMULATORS_KEY:
                self._must_be_an_emulator()
            claims = jwt.decode(
                id_token,
                self._keys.get_signing_key_from_jwt(id_token).key,
                algorithms=["RS256"],
                audience=self._client,
                issuer=self._issuer,
                options={"require": ["exp", "iat", "token_use", "cognito:username"]},
            )
        except PyJWKClientConnectionError:
            raise  # the pool cannot be reached: nobody's token is to blame
        except jwt.PyJWTError as error:
            raise SignInRefused from error
        if claims["token_use"] != "id":  # noqa: S105 - a kind of token, not a secret
            raise SignInRefused
        return str(claims["cognito:username"])

    def _must_be_an_emulator(self) -> None:
        if ANOTHER_SERVER not in self._settings:
            raise SignInRefused

    @cached_property
    def _keys(self) -> jwt.PyJWKClient:
        server = self._settings.get(ANOTHER_SERVER)
        place = f"{server}/{self._pool}" if server else self._issuer
        return jwt.PyJWKClient(f"{place}/.well-known/jwks.json", lifespan=KEYS_KEPT_FOR, timeout=3)

    @property
    def _issuer(self) -> str:
        region = self._pool.partition("_")[0]
        return f"https://cognito-idp.{region}.amazonaws.com/{self._pool}"
