"""The JSON routes of membership and their handler; the other files register what they answer."""

from __future__ import annotations

from services.runtime.http.api import Api

api = Api("membership")
handler = api.handler

NETWORK = "/api/membership/networks/<network>"
ME = "/api/membership/me"
