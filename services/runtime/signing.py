"""Keyed hashes and signed tokens; the keys come from the settings and differ by purpose."""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from services.contracts.refusals import Invalid
from services.runtime import platform

KEY = "SIGNING_KEY"


def keyed_hash(purpose: str, text: str) -> str:
    """64 hexadecimal digits that say nothing about `text` without the key."""
    digest = _keyed(platform.setting(KEY)).copy()
    digest.update(f"{purpose}\0{text}".encode())
    return digest.hexdigest()


def sign(purpose: str, value: Any) -> str:
    """A JSON value as a URL-safe token that only `unsign` with the same purpose accepts."""
    return str(_serializer(platform.setting(KEY), purpose).dumps(value))


def unsign(purpose: str, token: str) -> Any:
    """The value of a signed token; raises Invalid if it was not made here for this purpose."""
    try:
        return _serializer(platform.setting(KEY), purpose).loads(token)
    except BadData as error:
        raise Invalid(
            "This link or page is not one of ours, or was changed. Start again."
        ) from error


def veiled(text: str, under: str) -> str:
    """A text that only `unveiled` reads again, with what it is `under`.

    For what a signed link says and may not show: links stand in headers of mail, and no header
    names a network that is in no list (M16).
    """
    return _padded(text.encode(), under).hex()


def unveiled(hidden: str, under: str) -> str:
    """The text again; raises Invalid for what was never veiled so."""
    try:
        return _padded(bytes.fromhex(hidden), under).decode()
    except ValueError as error:
        raise Invalid(
            "This link or page is not one of ours, or was changed. Start again."
        ) from error


def _padded(plain: bytes, under: str) -> bytes:
    pad = bytes.fromhex(keyed_hash("veil-of-a-link", under))
    return bytes(one ^ pad[at % len(pad)] for at, one in enumerate(plain))


@lru_cache(maxsize=4)
def _keyed(key: str) -> hmac.HMAC:
    """Kept, since a list of addresses is hashed one by one, and beginning takes half of it."""
    return hmac.new(key.encode(), digestmod="sha256")


@lru_cache(maxsize=16)
def _serializer(key: str, purpose: str) -> URLSafeSerializer:
    """Kept, since a mailing signs a link for each of its copies."""
    return URLSafeSerializer(key, salt=purpose)


def cursor(route: str, member_id: str, after: dict[str, Any] | None) -> str | None:
    """Where a list goes on, good for this route and this person only."""
    return None if after is None else sign(f"cursor:{route}:{member_id}", after)


def after(route: str, member_id: str, token: str | None) -> dict[str, Any] | None:
    """The key to go on after; raises Invalid for a cursor of another route or person."""
    if not token:
        return None
    value: dict[str, Any] = unsign(f"cursor:{route}:{member_id}", token)
    return value
