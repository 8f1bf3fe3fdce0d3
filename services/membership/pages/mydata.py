"""My data: ask for everything that is held about me, and fetch it as one file."""

from __future__ import annotations

from services.membership.commands import mydata
from services.membership.model.mydata import MOST_A_DAY
from services.membership.pages.site import pages
from services.runtime.pages import answers
from services.runtime.pages.answers import Shown


@pages.get("/me/data")
def data_page() -> Shown:
    """What the file holds, whether there is one, and until when."""
    found = mydata.mine(by=pages.member_id)
    return pages.show("my-data.html", title="My data", copy=found, most=MOST_A_DAY)


@pages.post("/me/data", again=data_page)
def ask() -> Shown:
    """Ask for a new one."""
    mydata.ask(by=pages.member_id)
    return pages.done("/me/data", "Your file is being made. We will mail you when it is ready.")


@pages.get("/me/data/file")
def file() -> Shown:
    """The file itself; nothing is changed by fetching it, so that it can be fetched again."""
    # Inline on purpose: only the file itself is packed.
    from services.membership.pages import packing

    found, services = mydata.contents(by=pages.member_id)
    content = packing.packed(found.asked_at, services)
    return answers.file("candour-my-data.zip", "application/zip", content)
