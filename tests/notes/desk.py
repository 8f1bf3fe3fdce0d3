"""The desk as a browser uses it: forms are read from the page and sent back."""

from __future__ import annotations

import re
from html import unescape

from infra.embedded.events import Answer
from services.notes import store
from tests.notes import network
from tests.notes.network import CLEAN_TEXT, CLEAN_TITLE, FACILITATOR, NETWORK, REVIEWER, SESSION
from tests.world import World

NOTES = f"/networks/{NETWORK}/notes"
DESK = f"/networks/{NETWORK}/desk/notes"


def path(then: str = "", session_id: str = SESSION) -> str:
    """The address of the draft, or of something that is done to it."""
    return f"{DESK}/{store.draft_id_of(session_id)}{then}"


def hidden(answer: Answer, name: str) -> str:
    """What a hidden field holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, f"no hidden field {name}"
    return unescape(found.group(1))


def options(answer: Answer) -> list[str]:
    """What may be chosen about findings."""
    found = re.findall(r'<option value="([^"]+)"', answer.text)
    return [unescape(value) for value in found]


def ready(world: World) -> World:
    """A network with a session that was held."""
    network.found()
    network.hear(network.titled())
    network.hear(network.held())
    world.settle()
    return world


def send(
    world: World,
    then: str = "",
    *,
    by: str = FACILITATOR,
    title: str = CLEAN_TITLE,
    text: str = CLEAN_TEXT,
    **more: object,
) -> Answer:
    """Open the editor, type, press a button."""
    version = hidden(world.get(path(), by=FACILITATOR), "version")
    return world.post(path(then), {"title": title, "text": text, "version": version, **more}, by=by)


def agree(world: World, by: str = REVIEWER) -> Answer:
    """Read the review page and agree to it."""
    page = world.get(path("/review"), by=by)
    form = {"text_hash": hidden(page, "text_hash"), "intruder_checked": "yes"}
    return world.post(path("/approve"), form, by=by)
