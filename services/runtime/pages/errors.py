"""Pages for when something goes wrong."""

from __future__ import annotations

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "object-src 'none'; img-src 'self' data:"
    ),
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
HTML = "text/html; charset=utf-8"

TITLES = {
    403: "You cannot do this here",
    404: "There is no such page",
    409: "This has changed in the meantime",
    410: "This is no longer here",
    413: "This is too much at once",
    422: "This cannot be used",
    429: "Too many tries",
}
TITLE = "This could not be read"
"""For whatever else a request can be refused for."""

LAST_RESORT = {
    "statusCode": 500,
    "headers": {**SECURITY_HEADERS, "Content-Type": HTML},
    "cookies": [],
    "body": """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Something went wrong - Candour</title>
<link rel="stylesheet" href="/static/nhsuk-frontend.min.css">
<link rel="stylesheet" href="/static/site.css">
</head>
<body>
<header class="candour-header"><div class="nhsuk-width-container candour-header__row">
<a class="candour-header__name" href="/">Candour</a></div></header>
<div class="nhsuk-width-container"><main class="nhsuk-main-wrapper" id="maincontent">
<h1 class="nhsuk-heading-l">Something went wrong</h1>
<p>This is our fault, not yours. What you sent may not have been kept.</p>
<p>Go back and try again in a minute, or <a href="/">start from the front page</a>.</p>
</main></div>
</body>
</html>
""",
    "isBase64Encoded": False,
}
"""Needs no template, no platform and no request, since any of them may be what is broken."""
