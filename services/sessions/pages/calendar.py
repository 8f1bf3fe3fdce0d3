"""Sessions in people's own calendars: an address to subscribe to, and entries to add."""

from __future__ import annotations

from hashlib import sha256

from services.runtime import platform
from services.runtime.pages.answers import HEADERS, Shown, file
from services.sessions import commands
from services.sessions.calendar import events, links
from services.sessions.commands import feed
from services.sessions.commands.feed import RenewCalendar
from services.sessions.pages.site import pages

MINE = "/me/calendar"


@pages.get(MINE)
def mine() -> Shown:
    """The address of my calendar, and how to have it read."""
    address = feed.address(by=pages.member_id)
    return pages.show(
        "my-calendar.html",
        title="My calendar",
        address=address,
        links=links.to_subscribe(address) if address else None,
    )


@pages.post(MINE, again=mine)
def begin() -> Shown:
    """Make an address."""
    feed.begin(by=pages.member_id)
    return pages.done(MINE, "Your calendar has an address now. Give it to your calendar program.")


@pages.post(f"{MINE}/renew", again=mine)
def renew(wish: RenewCalendar) -> Shown:
    """Make another one."""
    feed.renew(wish, by=pages.member_id)
    return pages.done(
        MINE, "Your calendar has a new address, and the old one is over. Subscribe again."
    )


@pages.post(f"{MINE}/end", again=mine)
def end() -> Shown:
    """Take it away."""
    feed.end(by=pages.member_id)
    return pages.done(MINE, "Your calendar has no address any more.")


@pages.get("/calendar/<token>/sessions.ics", public=True)
def subscribed(token: str) -> Shown:
    """What a calendar program reads; the address is the secret, nobody is signed in."""
    found = feed.programme(token)
    tag = f'W/"{sha256(found.version.encode()).hexdigest()[:32]}"'
    # Kept by the program that asked, and asked about each time: it is whoever's address it is.
    headers = {**HEADERS, "Cache-Control": "private, no-cache", "ETag": tag}
    if tag in pages.header("if-none-match"):
        return Shown(304, "", headers)
    site = platform.setting("SITE_URL")
    content = events.feed(found.sessions, site=site, made_at=found.now)
    return Shown(200, "", {**headers, "Content-Type": events.TYPE}, file=content)


@pages.get("/networks/<network>/sessions/<session>/calendar")
def entry(network: str, session: str) -> Shown:
    """One session as a file that calendars add."""
    _, found = commands.seen(network, session, by=pages.member_id)
    content = events.entry(found, site=platform.setting("SITE_URL"), made_at=platform.now())
    return file("session.ics", events.TYPE, content)
