"""All listed networks together in numbers: for everybody, and what comes next for host admins."""

from __future__ import annotations

from services.contracts.refusals import NotFound
from services.membership.commands import together
from services.membership.commands.statistics import PublishStatistics
from services.membership.model.together import Snapshot
from services.membership.pages.site import pages
from services.membership.statistics.overview import page, poster, spreadsheet
from services.membership.store import together as shelf
from services.runtime.pages.answers import Shown, answer

HERE = "/statistics/together"
DESK = "/host/statistics"
POSTER, TABLE = "poster.svg", "kinds.csv"


# --- anybody ------------------------------------------------------------------------------------


@pages.get(HERE, public=True)
def numbers() -> Shown:
    """What was published last."""
    found = page(_published().figures)
    return pages.show("together.html", title=found["name"], draft=None, **found)


@pages.get(f"{HERE}/<file>", public=True)
def numbers_file(file: str) -> Shown:
    """The poster, or the table for a spreadsheet (X6)."""
    figures = _published().figures
    if file == POSTER:
        return answer(200, poster(figures), headers={"Content-Type": "image/svg+xml"})
    if file == TABLE:
        headers = {
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="together-{figures.as_of}{TABLE[-4:]}"',
        }
        return answer(200, spreadsheet(figures), headers=headers)
    raise NotFound("There is no such file. Load the page with the numbers again.")


def _published() -> Snapshot:
    snapshot = shelf.published()
    if snapshot is None:
        raise NotFound("Nothing has been published about all networks together yet.")
    return snapshot


# --- host admins --------------------------------------------------------------------------------


@pages.get(DESK)
def desk() -> Shown:
    """What is published, what comes next, and what can be done about it."""
    there = together.desk(by=pages.member_id)
    return pages.show(
        "host-statistics.html",
        title="All networks in numbers",
        next=there.next,
        latest=there.latest,
    )


@pages.get(f"{DESK}/draft")
def draft() -> Shown:
    """The draft as it would be published."""
    there = together.desk(by=pages.member_id)
    figures = there.next.figures if there.next else None
    if there.next is None or figures is None:
        raise NotFound("There is no draft. Count first; it takes some minutes.")
    return pages.show(
        "together.html",
        title="Draft of the numbers",
        draft=there.next.snapshot_id,
        **page(figures),
    )


@pages.post(f"{DESK}/take")
def take() -> Shown:
    """Have a new snapshot counted."""
    together.take(by=pages.member_id)
    return pages.done(DESK, "We are counting. It takes a minute or more; then the draft is here.")


@pages.post(f"{DESK}/<snapshot>/publish")
def publish(snapshot: str) -> Shown:
    """Publish the draft that was looked at."""
    together.publish(PublishStatistics(snapshot_id=snapshot), by=pages.member_id)
    return pages.done(HERE, "The numbers are published.")
