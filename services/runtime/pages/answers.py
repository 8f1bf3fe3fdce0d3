"""What goes back to a browser: a status, headers that shut the page in, and cookies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie

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

Shown = Response[str]

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
    cookies: Sequence[Cookie] = (),
    headers: Mapping[str, str] | None = None,
) -> Shown:
    """An answer with the headers that every page has."""
    return Response(
        status_code=status,
        content_type=HTML,
        body=html,
        headers={**HEADERS, **(headers or {})},
        cookies=list(cookies),
    )


def with_retry(shown: Shown, refusal: Refusal) -> Shown:
    """The answer, with when to try again if it was too often."""
    if isinstance(refusal, TooMany):
        shown.headers["Retry-After"] = str(refusal.retry_after)
    return shown
