"""What happens to the host: an admin asks somebody, who accepts; both may go; looks are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.membership import model, pages, store
from services.membership.addresses import address_key
from services.membership.commands import break_glass, host
from services.membership.commands.break_glass import OpenAccess
from services.membership.commands.host import AppointAdmin
from tests.faults.membership import SLUG, network, the_next_tick
from tests.faults.playing import Path
from tests.faults.stage import DONE, Stage

HOST = "/api/membership/host"
MEMBER, HELPER = "member@kelder.example", "helper@kelder.example"
GONE = frozenset({404})
ENDED = frozenset({409})
THANKS = {"name": "Ferndale Trust", "sentence": "For the tea."}


def hosted(stage: Stage) -> None:
    """Two look after the installation, and have asked a third."""

    def make() -> None:
        chair, helper = stage.facts["chair"], stage.facts["helper"]
        host.appoint_first(chair)
        for email in (HELPER, MEMBER):
            host.appoint(AppointAdmin(email=email), by=chair)
        host.accept(by=helper)

    network(stage)
    assert stage.do(make, pages.handler) == DONE
    stage.publish("MEMBERSHIP")


def erasure_due(stage: Stage) -> None:
    """One of the two has asked for everything to go, a week ago."""
    hosted(stage)
    wanted, asked = model.request_erasure(stage.facts["helper"], [], stage.clock.now())
    assert stage.do(lambda: store.save(store.asked_for(wanted), [asked])) == DONE
    stage.publish("MEMBERSHIP")
    stage.clock.advance(timedelta(days=7, minutes=1))


def _post(what: str, who: str, sent: object = None) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        path = f"{HOST}/{what.format(**stage.facts)}"
        return stage.api("membership", "POST", path, sent, by=stage.facts[who])

    return act


def _take_back(stage: Stage, number: int) -> int:
    keys = list[str]()
    assert stage.do(lambda: keys.append(address_key(MEMBER))) == DONE
    return _post(f"offers/{keys[0]}/revoke", "chair")(stage, number)


def opened(stage: Stage) -> None:
    """One of the two has opened a network."""
    hosted(stage)
    wish = OpenAccess(reason="No chair answers.")
    by = stage.facts["helper"]
    assert stage.do(lambda: break_glass.open_access(SLUG, wish, by=by), pages.handler) == DONE
    stage.publish("MEMBERSHIP")


def erasure_due_while_open(stage: Stage) -> None:
    """The same, and their erasing begins."""
    erasure_due(stage)
    wish, by = OpenAccess(reason="No chair answers."), stage.facts["helper"]
    assert stage.do(lambda: break_glass.open_access(SLUG, wish, by=by), pages.handler) == DONE
    stage.publish("MEMBERSHIP")


ACCESS = f"networks/{SLUG}/access"

PATHS = [
    Path(
        "open access to a network", hosted, _post(ACCESS, "chair", {"reason": "No chair answers."}),
        repeated=ENDED,
    ),
    Path(
        "look at a network by access", opened,
        lambda stage, _number: stage.api(
            "membership", "GET", f"{HOST}/{ACCESS}/members", by=stage.facts["helper"]
        ),
    ),
    Path(
        "thank a sponsor", network,
        lambda stage, _number: stage.api(
            "membership", "POST", f"/api/membership/networks/{SLUG}/sponsors", THANKS,
            by=stage.facts["chair"],
        ),
    ),
    Path("end access to a network", opened, _post(f"{ACCESS}/close", "helper"), repeated=ENDED),
    Path(
        "membership's tick: an admin's erasure begins while access is open", erasure_due_while_open,
        lambda stage, _number: stage.tick("membership"), the_next_tick,
    ),
    Path(
        "appoint the first host admin", network,
        lambda stage, _number: stage.do(lambda: host.appoint_first(stage.facts["chair"])),
        repeated=ENDED,
    ),
    Path(
        "ask somebody to be a host admin", hosted,
        _post("appoint", "chair", {"email": "asker@kelder.example"}),
        loose=frozenset({"version", "until"}),
    ),
    Path("take an appointment back", hosted, _take_back, repeated=GONE),
    Path("accept an appointment", hosted, _post("accept", "member")),
    Path("relieve a host admin", hosted, _post("admins/{helper}/relieve", "chair"), repeated=ENDED),
    Path(
        "a chair looks at the members", network,
        lambda stage, _number: stage.api(
            "membership", "GET", f"/api/membership/networks/{SLUG}/members", by=stage.facts["chair"]
        ),
    ),
    Path(
        "membership's tick: a host admin's erasure begins", erasure_due,
        lambda stage, _number: stage.tick("membership"), the_next_tick,
    ),
]  # fmt: skip
