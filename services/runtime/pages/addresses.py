"""Addresses within the site: what may be followed without asking, and what goes into a header."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

LONGEST = 2000
ALLOWED_IN_HEADER = "/?&=%#:@!$'()*+,;~-._[]"


def is_local(address: str) -> bool:
    """Whether a browser that follows this address stays on the site.

    Browsers read a backslash as a slash and drop tabs and line breaks, so none may be in it.
    """
    return (
        0 < len(address) <= LONGEST
        and address.startswith("/")
        and not address.startswith("//")
        and "\\" not in address
        and all(ord(character) > 32 and character != "\x7f" for character in address)
    )


def local(address: str | None, otherwise: str = "/me") -> str:
    """This address if it stays on the site, and `otherwise` if not."""
    return address if address and is_local(address) else otherwise


def for_header(address: str) -> str:
    """The address in plain ASCII without spaces or line breaks."""
    return quote(address, safe=ALLOWED_IN_HEADER)


def sign_in(then: str) -> str:
    """Where to sign in before going to `then`."""
    return f"/sign-in?next={quote(local(then), safe='/')}"


def host_of(address: str) -> str:
    """The host with its port, or nothing if the address cannot be read."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def path_of(address: str) -> str:
    """Path and query of an address, or nothing if it cannot be read."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
