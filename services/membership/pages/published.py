"""The published files of organisations, which those who look after the installation take in."""

from __future__ import annotations

from services.membership import store
from services.membership.commands import published
from services.membership.commands.organisations import LoadedOrganisations
from services.membership.pages.site import pages
from services.runtime.http.uploads import Upload
from services.runtime.pages.answers import Shown
from services.runtime.rights import must_be_host


@pages.get("/host/register")
def register_page() -> Shown:
    """Where the files are found, and the form to send one."""
    must_be_host(store.table(), pages.member_id)
    return _shown(None)


@pages.post("/host/register", again=register_page)
def take_in(file: Upload) -> Shown:
    """Take one of them in, and say what became of it; sent again it changes nothing."""
    return _shown(published.take_in(file, by=pages.member_id))


def _shown(loaded: LoadedOrganisations | None) -> Shown:
    return pages.show("published.html", title="The register of organisations", loaded=loaded)
