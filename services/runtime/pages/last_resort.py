"""The page for when no page can be made.

It needs no template, no platform and no request, since any of them may be what is broken.
"""

from __future__ import annotations

from typing import Any

HTML = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sorry, something went wrong – Candour</title>
<link rel="stylesheet" href="/static/nhsuk-frontend.css">
<link rel="stylesheet" href="/static/site.css">
</head>
<body>
<header class="site-header"><div class="nhsuk-width-container site-header__bar">
<a class="site-header__name" href="/">Candour</a></div></header>
<div class="nhsuk-width-container"><main class="nhsuk-main-wrapper" id="maincontent">
<h1>Sorry, something went wrong</h1>
<p>This is our fault, not yours. What you sent may not have been kept.</p>
<p>Go back and try again in a minute, or <a href="/">start from the front page</a>.</p>
</main></div>
</body>
</html>
"""


def answer(headers: dict[str, str]) -> dict[str, Any]:
    """An HTTP API answer that says that it is our fault."""
    return {
        "statusCode": 500,
        "headers": {**headers, "Content-Type": "text/html; charset=utf-8"},
        "cookies": [],
        "body": HTML,
        "isBase64Encoded": False,
    }
