"""Addresses within the site: which of them may be followed without asking."""

from __future__ import annotations

from urllib.parse import quote

LONGEST = 2000
START = "/me"


def is_local(address: str) -> bool:
    """Whether a browser that follows this address stays on the site.

    Browsers read a backslash as a slash and drop tabs and line breaks, so none may be in it; nor
    may anything but ASCII, which a header could not carry.
    """
    return (
        0 < len(address) <= LONGEST
        and address.startswith("/")
        and not address.startswith("//")
        and "\\" not in address
        and all(32 < ord(character) < 127 for character in address)
    )


def local(address: str, otherwise: str = START) -> str:
    """This address if it stays on the site, and `otherwise` if not."""
    return address if is_local(address) else otherwise


def sign_in(then: str) -> str:
    """Where to sign in before going on to `then`."""
    return f"/sign-in?next={quote(local(then), safe='/')}"
