"""The settings of a network: how people get in, who agrees to notes, and its end."""

from __future__ import annotations

from services.contracts.roles import Role
from services.membership import commands, store
from services.membership.commands import ChangePolicy
from services.membership.pages.site import pages, seen
from services.membership.store import portability
from services.runtime.pages.answers import Shown

SETTINGS = "/networks/{}/desk/settings"


@pages.get("/networks/<network>/desk/settings")
def settings(network: str) -> Shown:
    """How people get in now, and the form to change it."""
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    return pages.show(
        "settings.html",
        title="Settings",
        viewer=viewer,
        network=store.networks([network])[network],
        exports=portability.exports(network)[0],
    )


@pages.post("/networks/<network>/desk/settings", again=settings)
def change(network: str, wish: ChangePolicy) -> Shown:
    """Change how people get in; those who are in or waiting stay where they are (M14)."""
    commands.change_policy(network, wish, by=pages.member_id)
    return pages.done(
        SETTINGS.format(network), "The settings are changed. Whoever is in or waits stays there."
    )


@pages.get("/networks/<network>/desk/settings/end")
def end_page(network: str) -> Shown:
    """What the end of a network means, before it is done."""
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    return pages.show("end.html", title=f"End {viewer.network.name}?", viewer=viewer)


@pages.post("/networks/<network>/desk/settings/end")
def end(network: str) -> Shown:
    """End the network."""
    commands.archive(network, by=pages.member_id)
    return pages.done("/me", "The network has ended. Its notes can still be read.")
