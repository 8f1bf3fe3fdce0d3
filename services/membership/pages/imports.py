"""Imports at the desk: a list is uploaded, looked at, committed, and undone for a day.

Those who look after the installation come there by a page of theirs.
"""

from __future__ import annotations

from itertools import islice

from services.contracts.refusals import Invalid
from services.membership import importing, store
from services.membership.commands import imports as running
from services.membership.commands.opening import Slug
from services.membership.importing import Basis, Class, Stage
from services.membership.pages.site import pages, seen
from services.membership.store import imports as shelf
from services.membership.store import lists
from services.runtime import platform
from services.runtime.http.uploads import Upload
from services.runtime.http.wishes import Wish
from services.runtime.pages.answers import Shown, file
from services.runtime.rights import must_be_host
from services.runtime.signing import after, cursor

IMPORTS = "/networks/{}/desk/imports"
MOST_SHOWN = 50
GO_IN = (Class.READY, Class.UNRESOLVED)
WORDS = {
    Class.READY: "Ready",
    Class.UNRESOLVED: "Ready, but we do not know the organisation yet",
    Class.MALFORMED: "To be mended",
    Class.DUPLICATE: "Twice in the list",
    Class.MEMBER: "A member already",
    Class.SUPPRESSED: "Gets no mail from here",
    Class.REMOVED: "Removed or declined earlier",
    Class.GONE: "Left earlier",
}


class Where(Wish):
    """The network into which somebody of the host imports a list."""

    network: Slug


@pages.get("/host/imports")
def where_page() -> Shown:
    """For which network: those who look after the installation see no list of them."""
    must_be_host(store.table(), pages.member_id)
    return pages.show("import-where.html", title="Import the members of a network")


@pages.post("/host/imports", again=where_page)
def where(wish: Where) -> Shown:
    """On to the desk of that network."""
    must_be_host(store.table(), pages.member_id)
    if wish.network not in store.networks([wish.network]):
        raise Invalid(
            "There is no such network.", {"network": "Look how it is written in its addresses."}
        )
    return pages.go(IMPORTS.format(wish.network))


@pages.get("/networks/<network>/desk/imports")
def imports(network: str, next: str = "") -> Shown:
    """What was imported, and the form to upload a list."""
    viewer = seen(network)
    running.look_at_all(network, by=pages.member_id)
    route = f"{network}/imports"
    found, more = shelf.imports(network, after(route, pages.member_id, next))
    return pages.show(
        "imports.html",
        title="Import members",
        viewer=viewer,
        imports=found,
        more=cursor(route, pages.member_id, more),
    )


@pages.post("/networks/<network>/desk/imports", again=imports)
def upload(network: str, file: Upload) -> Shown:
    """Check a list; nothing of it is written."""
    import_id = running.check(network, file, by=pages.member_id)
    return pages.go(f"{IMPORTS.format(network)}/{import_id}")


@pages.get("/networks/<network>/desk/imports/<import_>")
def import_page(network: str, import_: str) -> Shown:
    """What the dry run found, how far the import is, and what can be done about it."""
    viewer = seen(network)
    _, listed = running.look(network, import_, by=pages.member_id)
    state, now = listed.state, platform.now()
    others = (line for line in lists.lines_of(import_, listed.lists) if line[1] not in GO_IN)
    until = importing.undo_until(state)
    by = store.members([state.by]) if state.by else {}
    return pages.show(
        "import.html",
        title="Import of a list",
        viewer=viewer,
        state=state,
        by=by[state.by]["name"] if state.by in by else "",
        counts=listed.counts,
        words=WORDS,
        remarks=listed.remarks,
        ready=sum(listed.counts.get(what, 0) for what in GO_IN),
        others=list(islice(others, MOST_SHOWN)) if state.stage is Stage.CHECKED else [],
        most_shown=MOST_SHOWN,
        has_list=now < listed.lists_until and state.stage is not Stage.ABANDONED,
        good_until=state.checked_at + importing.GOOD_FOR,
        undo_until=until if until and now < until else None,
    )


@pages.get("/networks/<network>/desk/imports/<import_>/report")
def report(network: str, import_: str) -> Shown:
    """Every row with its class and what to do about it, for a spreadsheet program (X6)."""
    _, listed = running.look(network, import_, by=pages.member_id)
    content = importing.csv_of(lists.lines_of(import_, listed.lists))
    return file("import-report.csv", "text/csv; charset=utf-8", content)


@pages.post("/networks/<network>/desk/imports/<import_>/commit", again=import_page)
def commit(network: str, import_: str, wish: Basis) -> Shown:
    """Bring in whoever is ready."""
    running.commit(network, import_, wish, by=pages.member_id)
    return _back(network, import_, "The import has begun. It goes on by itself.")


@pages.post("/networks/<network>/desk/imports/<import_>/abandon")
def abandon(network: str, import_: str) -> Shown:
    """Drop a dry run."""
    running.abandon(network, import_, by=pages.member_id)
    return pages.done(IMPORTS.format(network), "The list is gone. Nobody was imported.")


@pages.post("/networks/<network>/desk/imports/<import_>/undo", again=import_page)
def undo(network: str, import_: str) -> Shown:
    """Take it back."""
    running.undo(network, import_, by=pages.member_id)
    return _back(network, import_, "The import is being undone. It goes on by itself.")


def _back(network: str, import_: str, sentence: str) -> Shown:
    return pages.done(f"{IMPORTS.format(network)}/{import_}", sentence)
