"""The JSON routes of membership and their handler; the other files register what they answer."""

from __future__ import annotations

from services.runtime.http.api import Api

LATER = [
    *(
        f"services.membership.api.{room}"
        for room in (
            "addresses",
            "break_glass",
            "directory",
            "complaints",
            "handover",
            "host",
            "introductions",
            "imports",
            "invitations",
            "looking",
            "mydata",
            "networks",
            "organisations",
            "profile",
            "published",
            "questions",
            "removals",
            "spinoffs",
            "sponsors",
            "statistics",
            "together",
            "vouching",
        )
    ),
    "services.membership.portability",
]
"""What is asked for seldom."""

api = Api("membership", later=LATER)
handler = api.handler

NETWORK = "/api/membership/networks/<network>"
ME = "/api/membership/me"
