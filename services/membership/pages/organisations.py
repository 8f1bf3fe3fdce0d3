"""The register of organisations, for chairs of any network: each of them speaks for all."""

from __future__ import annotations

from urllib.parse import quote

from services.contracts.refusals import NotAllowed
from services.contracts.roles import Role, Standing
from services.membership import store
from services.membership.commands import organisations
from services.membership.commands.organisations import (
    MergeOrganisation,
    RegisterOrganisation,
    RememberAlias,
    RenameOrganisation,
    SucceedOrganisation,
)
from services.membership.organisations import Organisation, Sector, undoing
from services.membership.pages.site import pages, seen
from services.runtime import platform
from services.runtime.http.wishes import Line, Wish
from services.runtime.pages.addresses import local
from services.runtime.pages.answers import Shown
from services.runtime.rights import Viewer
from services.runtime.signing import after, cursor

QUEUE = "/organisations"
REGISTER = "/organisations/register"
FOUND = 8


class Search(Wish):
    """A name to look for, and the page that shows what was found."""

    q: Line = ""
    then: str = REGISTER


def as_chair() -> Viewer:
    """Whoever is looking, in the first network that they chair; raises NotAllowed without one."""
    for place in store.places(pages.member_id):
        if place.standing is Standing.MEMBER and Role.CHAIR in place.roles:
            viewer = seen(place.network_id)
            if not viewer.network.archived:
                return viewer
    raise NotAllowed("Only chairs of a network may do this. Ask a chair of yours.")


@pages.post("/organisations/search")
def search(wish: Search) -> Shown:
    """Go on to where it is shown what was found; a page is read, not sent."""
    return pages.go(f"{local(wish.then, REGISTER)}?q={quote(wish.q, safe='')}")


@pages.get("/organisations/register")
def register(q: str = "", next: str = "") -> Shown:
    """The register by name, or what is called like this."""
    viewer = as_chair()
    if q:
        found, more = list(store.organisations.known()[0].register.suggest(q)), None
    else:
        found, more = store.organisations.by_name(after(REGISTER, pages.member_id, next))
    return pages.show(
        "register.html",
        title="Register of organisations",
        viewer=viewer,
        organisations=found,
        q=q,
        today=platform.now().date(),
        more=cursor(REGISTER, pages.member_id, more),
    )


@pages.get("/organisations/new")
def new_page(name: str = "") -> Shown:
    """The form of a new organisation."""
    viewer = as_chair()
    return pages.show(
        "new-organisation.html",
        title="Add an organisation",
        viewer=viewer,
        name=name,
        sectors=list(Sector),
    )


@pages.post("/organisations/new", again=new_page)
def register_new(wish: RegisterOrganisation) -> Shown:
    """Put it into the register."""
    made = organisations.register(wish, by=pages.member_id)
    return shown_at(made, "It is in the register, and understood from now on.")


@pages.get("/organisations/register/<organisation>")
def one(organisation: str) -> Shown:
    """All that is known of it, and what can be changed."""
    viewer = as_chair()
    known, _ = store.organisations.known()
    found = known.organisation(organisation)
    into = found.succession.into if found.succession else ()
    return pages.show(
        "organisation.html",
        title=found.name,
        viewer=viewer,
        organisation=found,
        after=[after for one in into if (after := known.register.organisation(one))],
        ending=undoing.ending_of(found),
        today=platform.now().date(),
    )


@pages.post("/organisations/register/<organisation>/rename", again=one)
def rename(organisation: str, wish: RenameOrganisation) -> Shown:
    """Give it a new name."""
    organisations.rename_to(organisation, wish, by=pages.member_id)
    return shown_at(organisation, "It has the new name. The old one still leads to it.")


@pages.post("/organisations/register/<organisation>/remember", again=one)
def remember(organisation: str, wish: RememberAlias) -> Shown:
    """Understand another way of writing it."""
    organisations.remember(organisation, wish, by=pages.member_id)
    return shown_at(organisation, "Whoever writes it like that is understood from now on.")


@pages.post("/organisations/register/<organisation>/forget", again=one)
def forget(organisation: str, wish: RememberAlias) -> Shown:
    """Do not understand a way of writing any more."""
    organisations.forget(organisation, wish, by=pages.member_id)
    return shown_at(organisation, "That way of writing no longer leads here.")


# --- what becomes of it -------------------------------------------------------------------------


@pages.get("/organisations/register/<organisation>/merge")
def merge_page(organisation: str, q: str = "") -> Shown:
    """Which organisation it was all along."""
    return _become("merge.html", "Merge a duplicate", organisation, q)


@pages.post("/organisations/register/<organisation>/merge", again=merge_page)
def merge(organisation: str, wish: MergeOrganisation) -> Shown:
    """Make one of two."""
    organisations.merge(organisation, wish, by=pages.member_id)
    return shown_at(wish.into, "They are one now, and were all along.")


@pages.get("/organisations/register/<organisation>/succession")
def succession_page(organisation: str, q: str = "") -> Shown:
    """Who came after it, and since when."""
    return _become("succession.html", "Say what came after", organisation, q)


@pages.post("/organisations/register/<organisation>/succession", again=succession_page)
def succeed(organisation: str, wish: SucceedOrganisation) -> Shown:
    """Write down who came after."""
    organisations.succeed(organisation, wish, by=pages.member_id)
    return shown_at(organisation, "It is written down. What was before that day stays as it was.")


def _become(template: str, title: str, organisation: str, q: str) -> Shown:
    viewer = as_chair()
    known, _ = store.organisations.known()
    found = known.organisation(organisation)
    chosen = {
        *pages.attempt.values("into"),
        *pages.attempt.values("successors"),
    }
    like = known.register.suggest(q or found.name, FOUND + 1)
    picked = [one for id_ in chosen if (one := known.register.organisation(id_))]
    return pages.show(
        template,
        title=title,
        viewer=viewer,
        organisation=found,
        candidates=candidates([*picked, *(one for one in like if one not in picked)], but=found),
        q=q,
    )


def candidates(found: list[Organisation], but: Organisation | None = None) -> list[dict[str, str]]:
    """Organisations to choose from, each with what tells it from others."""
    return [
        {
            "value": one.organisation_id,
            "text": one.name,
            "hint": ", ".join(filter(None, (one.town, one.code, one.sector.value))),
        }
        for one in found
        if one != but and not (one.succession and not one.succession.since)
    ]


def shown_at(organisation_id: str, sentence: str) -> Shown:
    """Go back to an organisation, and say there what has happened."""
    return pages.done(f"{REGISTER}/{quote(organisation_id, safe='')}", sentence)
