"""Whether a form was sent from our own pages, by what the browser says of itself.

Cookies are SameSite=Lax and so are not sent with forms of other sites; this is the second lock.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts.refusals import NotAllowed
from services.runtime import platform
from services.runtime.pages.addresses import host_of

OURS = frozenset({"same-origin", "none"})


def demand_own(headers: Mapping[str, str]) -> None:
    """Raise NotAllowed if the browser says that another site sent the form.

    Programs and very old browsers say nothing, and are let through: they carry no cookie of a
    person that another site could have borrowed.
    """
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site is not None:
        own = site in OURS
    elif origin is not None:
        own = host_of(origin) in {headers.get("host", "").lower(), _site_host()} - {""}
    else:
        own = True
    if not own:
        raise NotAllowed("This form was sent from another site. Open the page here and try again.")


def _site_host() -> str:
    return host_of(platform.current().settings.get("SITE_URL", ""))
