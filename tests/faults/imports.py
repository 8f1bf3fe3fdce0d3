"""What happens to a list of members: committed, taken back, and left by the link.

A check that is sent again is another check: it makes a list of its own, and nobody comes in by it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.contracts.importing import LEAVE
from services.membership import challenges, pages, store, underway
from services.membership.addresses import address_key
from services.membership.commands import added, imports, joining
from services.membership.importing import Basis
from services.runtime import platform
from services.runtime.signing import sign, veiled
from tests.faults.membership import API, OPEN, SLUG, network, the_next_tick, wish
from tests.faults.playing import Path
from tests.faults.stage import DONE, Stage

LIST = b"""Name,Email,Organisation
Ann Lee,ann.lee@ferndale.example,Kelder
Bo Finch,bo.finch@ferndale.example,Kelder
Neve Hale,neighbour@kelder.example,Kelder
"""
BASIS = Basis(ground="They are members already.", source="The mailing list.")
LISTS = f"{API}/networks/{SLUG}/imports"
SAID_ONCE_MORE = frozenset({409})
"""What was done already is not done again, and says so."""


def checked(stage: Stage) -> None:
    """A list was checked a moment ago; one person of it has an account from another network."""

    def check() -> None:
        joining.join(joining.Join.model_validate(wish("neighbour", OPEN)), source_ip="192.0.2.3")
        key = address_key("neighbour@kelder.example")
        claim = store.claim(key)
        assert claim is not None
        joining.confirm(claim["member_id"], key, challenges.ANY)
        stage.facts["import"] = imports.check(SLUG, LIST, by=stage.facts["chair"])

    network(stage)
    assert stage.do(check) == DONE


def begun(stage: Stage) -> None:
    """It is on its way."""
    checked(stage)
    _do(stage, lambda: imports.commit(SLUG, _list(stage), BASIS, by=stage.facts["chair"]))
    stage.clock.advance(timedelta(minutes=1))


def committed(stage: Stage) -> None:
    """Everybody of it is in."""
    begun(stage)
    _look(stage)
    _do(stage, lambda: stage.facts.update({"token": _token()}))


def being_undone(stage: Stage) -> None:
    """It is on its way back."""
    committed(stage)
    _do(stage, lambda: imports.undo(SLUG, _list(stage), by=stage.facts["chair"]))
    stage.clock.advance(timedelta(minutes=1))


def _list(stage: Stage) -> str:
    return str(stage.facts["import"])


def _look(stage: Stage) -> None:
    def look() -> None:
        rows = [row for row in store.due_now(platform.now()) if "import_id" in row]
        for row in rows:
            underway.look(row)

    _do(stage, look)
    stage.publish("MEMBERSHIP")


def _token() -> str:
    claim = store.claim(address_key("ann.lee@ferndale.example"))
    assert claim is not None
    return sign(LEAVE, [claim["member_id"], veiled(SLUG, claim["member_id"])])


def _do(stage: Stage, what: Callable[[], object]) -> None:
    assert stage.do(what) == DONE


def _send(what: str, sent: object = None) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        path = f"{LISTS}/{_list(stage)}/{what}"
        return stage.api("membership", "POST", path, sent, by=stage.facts["chair"])

    return act


def _leave(stage: Stage, _number: int) -> int:
    return stage.do(lambda: added.leave(stage.facts["token"]), pages.handler)


PATHS = [
    Path(
        "commit a list", checked,
        _send("commit", BASIS.model_dump()), repeated=SAID_ONCE_MORE,
    ),
    Path("abandon a list", checked, _send("abandon"), repeated=SAID_ONCE_MORE),
    Path("undo an import", committed, _send("undo"), repeated=SAID_ONCE_MORE),
    # An erasure is numbered by the second in which it is asked for.
    Path("leave what an import gave", committed, _leave, loose=frozenset({"sequence"})),
    Path(
        "membership's tick: a list is brought in", begun,
        lambda stage, _number: stage.tick("membership"), the_next_tick,
    ),
    Path(
        "membership's tick: a list is taken back", being_undone,
        lambda stage, _number: stage.tick("membership"), the_next_tick,
    ),
]  # fmt: skip
