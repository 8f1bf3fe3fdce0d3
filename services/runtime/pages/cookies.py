"""The cookies of the site: who is signed in, how that is renewed, and one sentence for next time.

A `__Host-` cookie needs https. A network on one machine answers on plain http on loopback, so with
the setting PLAIN_COOKIES each cookie has a twin that plain clients can send; AWS never sets it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote

from services.runtime import platform
from services.runtime.ports import Tokens

SESSION, REFRESH, BANNER = "session", "refresh", "banner"
PREFIX = {SESSION: "__Host-", REFRESH: "__Secure-", BANNER: "__Host-"}
PATH = {SESSION: "/", REFRESH: "/sign-in", BANNER: "/"}
SECONDS = {SESSION: 60 * 60, REFRESH: 30 * 24 * 3600, BANNER: 120}


def signed_in(tokens: Tokens) -> list[str]:
    """The cookies of somebody who has just proved who they are."""
    return [*_made(SESSION, tokens.id_token), *_made(REFRESH, tokens.refresh_token)]


def signed_out() -> list[str]:
    """The cookies that end a visit."""
    return [*_gone(SESSION), *_gone(REFRESH), *_gone(BANNER)]


def banner(sentence: str) -> list[str]:
    """One sentence that the next page shows, once."""
    return _made(BANNER, quote(sentence))


def banner_seen() -> list[str]:
    """The sentence was shown."""
    return _gone(BANNER)


def read(event: dict[str, Any], name: str) -> str | None:
    """The value of one of our cookies, or None."""
    sent = dict(cookie.split("=", 1) for cookie in event.get("cookies", []) if "=" in cookie)
    for full_name in _names(name):
        if sent.get(full_name):
            return str(sent[full_name])
    return None


def read_banner(event: dict[str, Any]) -> str | None:
    """The sentence to show; templates escape it, as anything that a browser sent."""
    sent = read(event, BANNER)
    return unquote(sent)[:300] if sent else None


def _made(name: str, value: str) -> list[str]:
    return list(_cookies(name, value, SECONDS[name]))


def _gone(name: str) -> list[str]:
    return list(_cookies(name, "", 0))


def _cookies(name: str, value: str, seconds: int) -> Iterable[str]:
    for full_name in _names(name):
        secure = "; Secure" if full_name.startswith("__") else ""
        yield (
            f"{full_name}={value}; Path={PATH[name]}; Max-Age={seconds}; HttpOnly{secure}"
            "; SameSite=Lax"
        )


def _names(name: str) -> list[str]:
    plain = [name] if platform.current().settings.get("PLAIN_COOKIES") else []
    return [PREFIX[name] + name, *plain]
