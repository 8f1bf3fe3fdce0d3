"""The three cookies: who is signed in, how to stay signed in, and one sentence for the next page.

Browsers return `__Host-` and `__Secure-` cookies only over an encrypted connection (some make an
exception for loopback, others do not). With the setting PLAIN_COOKIES = "1", meant for loopback
alone, each cookie also gets a twin without prefix and `Secure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from services.runtime import platform
from services.runtime.ports import Tokens


@dataclass(frozen=True)
class Kind:
    """One of our cookies; `seconds` is how long a browser keeps it."""

    name: str
    prefix: str
    path: str
    seconds: int


SESSION = Kind("session", "__Host-", "/", 60 * 60)
REFRESH = Kind("refresh", "__Secure-", "/sign-in", 30 * 24 * 60 * 60)
BANNER = Kind("banner", "__Host-", "/", 60)


def signed_in(tokens: Tokens) -> list[str]:
    """The cookies that keep somebody signed in."""
    return _write(SESSION, tokens.id_token) + _write(REFRESH, tokens.refresh_token)


def signed_out() -> list[str]:
    """The cookies that make a browser forget who was signed in."""
    return forget(SESSION) + forget(REFRESH)


def banner(sentence: str) -> list[str]:
    """The cookie that carries a sentence over a redirect."""
    return _write(BANNER, quote(sentence))


def read_banner(event: Mapping[str, Any]) -> str | None:
    """The sentence that a redirect carried here."""
    sent = read(event, BANNER)
    return unquote(sent) if sent else None


def read(event: Mapping[str, Any], kind: Kind) -> str | None:
    """The value of a cookie as the browser sent it."""
    sent = dict(cookie.split("=", 1) for cookie in event.get("cookies", ()) if "=" in cookie)
    if kind.prefix + kind.name in sent:
        return sent[kind.prefix + kind.name]
    return sent.get(kind.name) if _plain() else None


def forget(kind: Kind) -> list[str]:
    """The cookies that remove one of this kind."""
    return _write(kind, "", seconds=0)


def _write(kind: Kind, value: str, *, seconds: int | None = None) -> list[str]:
    twins = [(kind.prefix + kind.name, True)]
    if _plain():
        twins.append((kind.name, False))
    return [
        str(
            Cookie(
                name,
                value,
                path=kind.path,
                secure=secure,
                http_only=True,
                max_age=kind.seconds if seconds is None else seconds,
                same_site=SameSite.LAX_MODE,
            )
        )
        for name, secure in twins
    ]


def _plain() -> bool:
    return platform.current().settings.get("PLAIN_COOKIES") == "1"
