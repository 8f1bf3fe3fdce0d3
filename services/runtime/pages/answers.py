"""What goes back to a browser: a status, headers that shut the page in, and cookies."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.contracts.refusals import Refusal, TooMany

HTML = "text/html; charset=utf-8"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Shown:
    """A page, the way to another, or a file; `cookies` are as the browser reads them."""

    status: int
    html: str
    headers: dict[str, str]
    cookies: tuple[str, ...] = ()
    file: bytes | None = None

    def as_answer(self) -> dict[str, Any]:
        """What an HTTP API takes for an answer."""
        return {
            "statusCode": self.status,
            "headers": self.headers,
            "cookies": list(self.cookies),
            "body": self.html if self.file is None else b64encode(self.file).decode(),
            "isBase64Encoded": self.file is not None,
        }


TITLES = {
    403: "You cannot do this",
    404: "Page not found",
    409: "This cannot be done now",
    410: "This has been taken away",
    413: "That was too much",
    429: "Please wait a moment",
    500: "Sorry, something went wrong",
}
"""What a page that says no is called, by its status."""


def answer(
    status: int,
    html: str,
    cookies: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Shown:
    """An answer with the headers that every page has."""
    all_headers = {**HEADERS, "Content-Type": HTML, **(headers or {})}
    return Shown(status, html, all_headers, tuple(cookies))


def file(name: str, content_type: str, content: bytes) -> Shown:
    """A file to be kept under this name, and never shown by the browser."""
    headers = {
        **HEADERS,
        "Content-Type": content_type,
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Shown(200, "", headers, file=content)


def with_retry(shown: Shown, refusal: Refusal) -> Shown:
    """The answer, with when to try again if it was too often."""
    if isinstance(refusal, TooMany):
        shown.headers["Retry-After"] = str(refusal.retry_after)
    return shown
