"""Where a session is, for calendars, and the links by which it gets into one with a click."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from services.sessions.model import Session

IN_A_FEED = (
    "The way in opens 15 minutes before. It is a page of the network: sign in there, and it leads "
    "into the meeting."
)
IN_A_FILE = (
    f"{IN_A_FEED}\n\nThis entry was added by hand and does not change by itself. The page of the "
    "session has its true time. If it is moved or cancelled once members were reminded of it, a "
    "mail tells you: delete the entry then."
)


@dataclass(frozen=True, slots=True)
class Links:
    """Where programs that keep calendars can be told of an address or a session, one click each."""

    google: str
    outlook: str
    apple: str


def to_subscribe(address: str) -> Links:
    """Links that have a feed read; `address` begins with https:// or, here, http://."""
    webcal = "webcal://" + address.partition("://")[2]
    named = urlencode({"url": address, "name": "Candour sessions"}, quote_via=quote)
    return Links(
        google="https://calendar.google.com/calendar/render?" + urlencode({"cid": webcal}),
        outlook=f"https://outlook.office.com/calendar/0/addfromweb?{named}",
        apple=webcal,
    )


def to_add(session: Session, *, site: str, file: str) -> Links:
    """Links that add one session; Apple's calendar opens the file at `file`."""
    begins, ends = session.starts_at, session.ends_at
    where = way_in(session, site)
    google = {
        "action": "TEMPLATE",
        "text": session.plan.title,
        "dates": f"{begins:%Y%m%dT%H%M%SZ}/{ends:%Y%m%dT%H%M%SZ}",
        "details": IN_A_FILE,
        "location": where,
    }
    outlook = {
        "rru": "addevent",
        "subject": session.plan.title,
        "startdt": f"{begins:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{ends:%Y-%m-%dT%H:%M:%SZ}",
        "body": IN_A_FILE,
        "location": where,
    }
    return Links(
        google="https://calendar.google.com/calendar/render?" + urlencode(google),
        outlook="https://outlook.office.com/calendar/0/deeplink/compose?"
        + urlencode(outlook, quote_via=quote),
        apple=file,
    )


def way_in(session: Session, site: str) -> str:
    """The page that leads into the meeting; it looks at the session at the click (S10)."""
    return f"{page(session, site)}/join"


def page(session: Session, site: str) -> str:
    """The page of a session."""
    return f"{site}/networks/{session.network_id}/sessions/{session.session_id}"
