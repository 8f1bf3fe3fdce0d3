"""A network in numbers: the page, its poster and its tables; and for chairs what comes next."""

from __future__ import annotations

from services.contracts.refusals import NotFound
from services.membership import store
from services.membership.commands import statistics as counting
from services.membership.commands.statistics import PublishStatistics
from services.membership.model.statistics import Snapshot
from services.membership.pages.site import pages
from services.membership.statistics.drawing import poster
from services.membership.statistics.sheets import page, sheets, spreadsheet
from services.membership.store import statistics as shelf
from services.membership.store import together
from services.runtime.pages.answers import Shown, answer
from services.runtime.rights import Viewer

HERE = "/networks/{}/statistics"
DESK = "/networks/{}/desk/statistics"
POSTER = "poster.svg"
TABLE = ".csv"


# --- anybody ------------------------------------------------------------------------------------


@pages.get("/statistics", public=True)
def all_networks() -> Shown:
    """The big numbers of all networks that anybody may know of, as they published them."""
    listed = store.listed()
    found = shelf.latest_of([network.network_id for network in listed])
    return pages.show(
        "all-statistics.html",
        title="Our networks in numbers",
        networks=[
            (network, found[network.network_id].figures)
            for network in listed
            if network.network_id in found
        ],
        together=together.published() is not None,
    )


@pages.get("/networks/<network>/statistics", public=True)
def statistics(network: str) -> Shown:
    """What a network has published; an unlisted one shows it to its members alone (M16)."""
    viewer, snapshot = _published(network)
    return pages.show(
        "statistics.html",
        title="In numbers",
        viewer=viewer,
        here=HERE.format(network),
        **page(snapshot.figures, viewer.network.name),
    )


@pages.get("/networks/<network>/statistics/<file>", public=True)
def statistics_file(network: str, file: str) -> Shown:
    """The poster, or one of the tables for a spreadsheet (X6)."""
    viewer, snapshot = _published(network)
    figures = snapshot.figures
    if file == POSTER:
        drawn = poster(figures, viewer.network.name)
        return answer(200, drawn, headers={"Content-Type": "image/svg+xml"})
    for sheet in sheets(figures):
        if file == sheet.key + TABLE:
            name = f"{network}-{sheet.key}-{figures.as_of}{TABLE}"
            headers = {
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": f'attachment; filename="{name}"',
            }
            return answer(200, spreadsheet(sheet, figures), headers=headers)
    raise NotFound("There is no such file. Load the page with the numbers again.")


def _published(network: str) -> tuple[Viewer, Snapshot]:
    viewer, snapshot = shelf.published(network, pages.member_id_or_none)
    if snapshot is None:
        raise NotFound("This network has not published any numbers yet.")
    return viewer, snapshot


# --- chairs -------------------------------------------------------------------------------------


@pages.get("/networks/<network>/desk/statistics")
def desk(network: str) -> Shown:
    """What is published, what comes next, and what can be done about it."""
    there = counting.desk(network, by=pages.member_id)
    return pages.show(
        "desk-statistics.html",
        title="Numbers to publish",
        viewer=there.viewer,
        next=there.next,
        latest=there.latest,
    )


@pages.get("/networks/<network>/desk/statistics/draft")
def draft(network: str) -> Shown:
    """The draft as it would be published."""
    there = counting.desk(network, by=pages.member_id)
    figures = there.next.figures if there.next else None
    if there.next is None or figures is None:
        raise NotFound("There is no draft. Count first; it takes some seconds.")
    return pages.show(
        "statistics.html",
        title="Draft of the numbers",
        viewer=there.viewer,
        here=DESK.format(network),
        draft=there.next.snapshot_id,
        **page(figures, there.viewer.network.name),
    )


@pages.post("/networks/<network>/desk/statistics/take")
def take(network: str) -> Shown:
    """Have a new snapshot counted."""
    counting.take(network, by=pages.member_id)
    return pages.done(
        DESK.format(network), "We are counting. It takes a few seconds; then the draft is here."
    )


@pages.post("/networks/<network>/desk/statistics/<snapshot>/publish")
def publish(network: str, snapshot: str) -> Shown:
    """Publish the draft that was looked at."""
    counting.publish(network, PublishStatistics(snapshot_id=snapshot), by=pages.member_id)
    return pages.done(HERE.format(network), "The numbers are published.")
